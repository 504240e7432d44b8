"""Cases drawn once: a paper, its capacity and the word why it cannot be look at the same ones."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock

from assistant.quiz.cases import iter_cases
from assistant.quiz.make.pool import load_pool
from assistant.quiz.make.scope import Scope
from assistant.quiz.models import Item, Request
from corpus.models import Corpus

TRIES = 3  # cases looked at for one that is wanted, where only some lie in the scope
_KEPT = 8  # streams


class CaseStream:
    """The cases of one seed in their order, drawn no further than was asked for."""

    def __init__(self, source: Iterator[Item]) -> None:
        self._source = source
        self._drawn: list[Item] = []
        self._lock = Lock()

    def first(self, count: int) -> list[Item]:
        """``count`` cases, or fewer where there are no more."""
        with self._lock:
            while len(self._drawn) < count:
                item = next(self._source, None)
                if item is None:
                    break
                self._drawn.append(item)
            return self._drawn[:count]


_STREAMS: OrderedDict[tuple[str, tuple[str, ...], int], CaseStream] = OrderedDict()
_STREAMS_LOCK = Lock()


def sample_cases(request: Request, corpus: Corpus, scope: Scope, count: int) -> list[Item]:
    """At most ``count`` cases that rest in ``scope``; of a scope on which no rule rests, none at once."""
    if count < 1 or not _decides(corpus, scope):
        return []
    stream = _find_stream(request, corpus)
    if scope.clause_ids is None:
        return stream.first(count)
    return [item for item in stream.first(count * TRIES) if _rests_in(item, scope)][:count]


def _find_stream(request: Request, corpus: Corpus) -> CaseStream:
    key = (corpus.fingerprint, request.docs, request.seed)
    rulebase = load_pool(corpus).rulebase
    with _STREAMS_LOCK:
        if key not in _STREAMS:
            rng = random.Random(f"案例 {request.seed}")
            _STREAMS[key] = CaseStream(iter_cases(rulebase, corpus, rng, request.docs))
        _STREAMS.move_to_end(key)
        while len(_STREAMS) > _KEPT:
            _STREAMS.popitem(last=False)
        return _STREAMS[key]


def _decides(corpus: Corpus, scope: Scope) -> bool:
    """Whether some rule has words in the scope: a case rests on nothing else."""
    if scope.clause_ids is None:
        return True
    rules = load_pool(corpus).rulebase.rules
    return any(scope.holds((words.clause_id,)) for rule in rules for words in rule.words)


def _rests_in(item: Item, scope: Scope) -> bool:
    return any(scope.holds((clause_id,)) for clause_id in item.clause_ids)
