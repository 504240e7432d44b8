"""What confirmed questions add to an answer: the clause of one asked again, and a mark."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.models import Answer
from corpus.confirmed import plain_question
from corpus.models import Clause, Corpus, Document

_NEARLY = 0.5  # of the character pairs of both, the share that both have


def find_confirmed(text: str, documents: Sequence[Document]) -> list[Clause]:
    """The clauses among ``documents`` to which the very question ``text`` is attached; often none."""
    asked = plain_question(text)
    return [
        clause
        for document in documents
        for clause in document.clauses
        if any(plain_question(q) == asked for q in document.confirmed.get(clause.clause_id, ()))
    ]


def cited_by_confirmed(answer: Answer, text: str, corpus: Corpus) -> tuple[str, ...]:
    """The clauses cited that have a confirmed question saying what ``text`` says, or nearly so."""
    cited = answer.clause_ids
    return tuple(
        clause_id
        for clause_id in cited
        if any(
            _likeness(text, question) >= _NEARLY
            for question in corpus.get_document(clause_id.split("#", 1)[0]).confirmed.get(clause_id, ())
        )
    )


def _likeness(one: str, other: str) -> float:
    """Jaccard of the character pairs, 1 for equals."""
    pairs = [{t[i : i + 2] for i in range(max(len(t) - 1, 1))} for t in map(plain_question, (one, other))]
    return len(pairs[0] & pairs[1]) / len(pairs[0] | pairs[1])
