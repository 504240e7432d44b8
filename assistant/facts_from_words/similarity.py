"""Proposals by meaning: a clause near an exemplar of a fact's value. Never counts as given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from assistant.facts_from_words.context import Context
from assistant.facts_from_words.models import Embed, Proposed, Value
from assistant.facts_from_words.text import Part, Text
from corpus.phrases import Phrases

NEAREST = 0.94  # cosine from which an exemplar is worth asking about; e5 gives unrelated clauses up to 0.92
MARGIN = 0.01  # by which it must be nearer than any exemplar of another value of the fact
_SHORTEST = 4  # characters of a clause


@dataclass(frozen=True, slots=True)
class _Exemplars:
    facts: tuple[str, ...]
    values: tuple[Value, ...]
    vectors: Any  # float32 (n, dimension), unit rows


_CACHE: WeakKeyDictionary[Any, _Exemplars] = WeakKeyDictionary()


def prepare(embed: Embed, phrases: Phrases) -> None:
    """Makes the exemplars' vectors (a few hundred texts), so that the first case does not wait for them."""
    _exemplars(embed, phrases)


def propose_by_meaning(
    text: Text,
    context: Context,
    embed: Embed,
    phrases: Phrases,
    understood: Collection[tuple[int, int]],
    skip: Collection[str],
) -> list[Proposed]:
    """The nearest value of each fact not in ``skip``, for the clause it is nearest to.

    Only clauses that the patterns made nothing of (none of the spans ``understood`` lies in them) and that
    do not ask, suppose, plan or quote a rule.
    """
    clauses = [
        c
        for c in text.clauses
        if _is_telling(text, context, c)
        and not any(left < c.end and right > c.start for left, right in understood)
    ]
    if not clauses:
        return []
    exemplars = _exemplars(embed, phrases)
    if not exemplars.facts:
        return []
    vectors = _embed(embed, [text.norm[c.start : c.end].strip() for c in clauses])
    similarity = vectors @ exemplars.vectors.T
    proposed: dict[str, Proposed] = {}
    for row, clause in zip(similarity, clauses, strict=True):
        best = int(np.argmax(row))
        fact, value, score = exemplars.facts[best], exemplars.values[best], float(row[best])
        if fact in skip or score < NEAREST or score - _rival(row, exemplars, fact, value) < MARGIN:
            continue
        if fact not in proposed or score > proposed[fact].similarity:
            words = text.words(clause.start, clause.end)
            proposed[fact] = Proposed(fact, value, clause.start, clause.end, words, round(score, 4))
    return list(proposed.values())


def _is_telling(text: Text, context: Context, clause: Part) -> bool:
    return len(text.norm[clause.start : clause.end].strip()) >= _SHORTEST and context.is_told(
        clause.start, clause.end
    )


def _rival(row: Any, exemplars: _Exemplars, fact: str, value: Value) -> float:
    others = [
        float(score)
        for score, f, v in zip(row, exemplars.facts, exemplars.values, strict=True)
        if f == fact and v != value
    ]
    return max(others, default=0.0)


def _exemplars(embed: Embed, phrases: Phrases) -> _Exemplars:
    """Vectors of all exemplars, made once for each embedder."""
    owner = getattr(embed, "__self__", embed)
    known = _CACHE.get(owner)
    if known is None:
        rows = [
            (fact.fact, value, words)
            for fact in phrases.facts.values()
            for value, exemplars in fact.exemplars.items()
            for words in exemplars
        ]
        vectors = _embed(embed, [words for _, _, words in rows]) if rows else np.zeros((0, 1), np.float32)
        known = _Exemplars(tuple(f for f, _, _ in rows), tuple(v for _, v, _ in rows), vectors)
        _CACHE[owner] = known
    return known


def _embed(embed: Embed, texts: Sequence[str]) -> Any:
    return np.asarray(embed(texts), dtype=np.float32)
