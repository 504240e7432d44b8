"""Where a citation points: a key the browser sends back, and the spans it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answer.models import Citation
from corpus.models import Clause, Corpus, Document, Span

_KEY = re.compile(
    r"(?P<clause>[a-z0-9-]{1,80}#[A-Za-z0-9.-]{1,80})"
    r"(?::(?P<spans>[0-9]{1,9}-[0-9]{1,9}(?:,[0-9]{1,9}-[0-9]{1,9})*))?"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A clause and the quoted spans in it, in reading order, none overlapping another."""

    document: Document
    clause: Clause
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class CitedClause:
    """All that one answer quotes of one clause."""

    clause_id: str
    label: str
    spans: tuple[Span, ...]

    @property
    def key(self) -> str:
        """``cq-eeb-2021-5#3.4:1024-1050,1052-1060``."""
        return f"{self.clause_id}:{','.join(f'{s.start}-{s.end}' for s in self.spans)}"


def cited_clauses(citations: Iterable[Citation]) -> tuple[CitedClause, ...]:
    """One entry per clause, in the order first cited."""
    spans: dict[str, list[Span]] = {}
    labels: dict[str, str] = {}
    for citation in citations:
        labels.setdefault(citation.clause_id, citation.label)
        spans.setdefault(citation.clause_id, []).append(Span(citation.start, citation.end))
    return tuple(CitedClause(key, labels[key], tuple(dict.fromkeys(found))) for key, found in spans.items())


def find_place(corpus: Corpus, key: str) -> Place | None:
    """The place of a key, or ``None`` for a key that names nothing: it comes from the browser."""
    match = _KEY.fullmatch(key)
    clause = corpus.find_clause(match["clause"]) if match else None
    if match is None or clause is None:
        return None
    document = corpus.get_document(clause.doc_id)
    pairs = [part.split("-") for part in match["spans"].split(",")] if match["spans"] else []
    spans = [(int(start), int(end)) for start, end in pairs]
    if any(not start < end <= len(document.source) for start, end in spans):
        return None
    inside = [Span(a, b) for a, b in spans if any(s.start <= a and b <= s.end for s in clause.cited_spans)]
    return Place(document, clause, _disjoint(inside))


def _disjoint(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping spans become one; spans that only touch stay two."""
    merged: list[Span] = []
    for span in sorted(set(spans)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
