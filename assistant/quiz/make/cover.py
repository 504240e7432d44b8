"""Which clauses must be asked about: those that state a number, a deadline, a condition or an office."""

from __future__ import annotations

from assistant.quiz.make.propositions import name_place
from assistant.quiz.make.wording import fold
from corpus.confusables import Confusables, WordKind
from corpus.models import ClauseKind, Corpus
from corpus.quotes import read_printed

_KINDS = {ClauseKind.SECTION, ClauseKind.ROW, ClauseKind.NOTE}


def clauses_to_cover(corpus: Corpus, confusables: Confusables) -> dict[str, frozenset[WordKind]]:
    """Clause id → what it states, by the patterns of ``confusables.yaml``; blank forms have none."""
    found: dict[str, frozenset[WordKind]] = {}
    for document in corpus.documents:
        for clause in document.clauses:
            if clause.kind not in _KINDS:
                continue
            text = fold(read_printed(document.source, clause.cited_spans).text)
            kinds = frozenset(kind for kind, pattern in confusables.to_cover if pattern.search(text))
            if kinds and name_place(document, clause):
                found[clause.clause_id] = kinds
    return found
