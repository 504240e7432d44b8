"""The clauses an item rests on as one cell of a table, and back to citations of the corpus."""

from __future__ import annotations

import re

from assistant.answer.models import Citation, cite
from corpus.models import Clause, Corpus, Document, Span

_HEAD = re.compile(
    r"(?P<label>[^\n「]*)（(?P<id>[a-z0-9][a-z0-9-]*#[\w.]+)(?:@(?P<at>\d{1,9}))?）(?P<open>「)?"
)
_QUOTE_END = re.compile(r"」(?=\n|\Z)")


def render_citations(citations: tuple[Citation, ...]) -> str:
    """渝环规〔2021〕5号 三（四）（cq-eeb-2021-5#3.4@2047）「……」, one a line; 2047 is the start."""
    return "\n".join(f"{c.label}（{c.clause_id}@{c.start}）「{c.quote}」" for c in citations)


def parse_citations(text: str, corpus: Corpus) -> tuple[Citation, ...]:
    """The citations a cell names: as ``render_citations`` writes them, or a label or clause id a line.

    A label alone cites the whole clause. What the corpus does not have stays as written, at 0..0, for the
    checker to name: it is never dropped and never mended.
    """
    citations: list[Citation] = []
    at = 0
    while at < len(text):
        head = _HEAD.match(text, at)
        ends = [end.start() for end in _QUOTE_END.finditer(text, head.end())] if head and head["open"] else []
        if head and ends:
            citation = _find_quote(corpus, head, [text[head.end() : end] for end in ends])
            citations.append(citation)
            at = head.end() + len(citation.quote) + 2
            continue
        line, _, _ = text[at:].partition("\n")
        at += len(line) + 1
        if line.strip():
            citations += _whole_clause(corpus, line.strip())
    return tuple(citations)


def _find_quote(corpus: Corpus, head: re.Match[str], quotes: list[str]) -> Citation:
    """The first of ``quotes`` that stands in the clause; else the shortest, at 0..0."""
    clause_id, label = head["id"], head["label"].strip()
    doc_id = clause_id.split("#", 1)[0]
    clause, document = corpus.find_clause(clause_id), corpus.find_document(doc_id)
    for quote in quotes:
        span = (
            _find_span(document, clause, quote, int(head["at"] or 0))
            if document and clause and quote
            else None
        )
        if span:
            return Citation(clause_id, doc_id, label, quote, span.start, span.end)
    return Citation(clause_id, doc_id, label, quotes[0], 0, 0)


def _find_span(document: Document, clause: Clause, quote: str, start: int) -> Span | None:
    """Where the quote stands in the clause: at ``start`` where it does, else its first place."""
    spans = clause.cited_spans
    bounds = [(span.start, span.end) for span in spans]
    if any(a <= start < b for a, b in bounds) and document.source.startswith(quote, start):
        return Span(start, start + len(quote))
    if bounds:  # over broken lines
        bounds.append((min(start for start, _ in bounds), max(end for _, end in bounds)))
    for first, last in bounds:
        at = document.source.find(quote, first, last)
        if at >= 0:
            return Span(at, at + len(quote))
    return None


def _whole_clause(corpus: Corpus, words: str) -> list[Citation]:
    head = _HEAD.fullmatch(words)
    wanted = head["id"] if head else words
    named = [
        (document, clause)
        for document in corpus.documents
        for clause in document.clauses
        if wanted == clause.clause_id or _plain(words) == _plain(clause.label)
    ]
    if len(named) != 1:
        clause_id = wanted if "#" in wanted else ""
        return [Citation(clause_id, clause_id.split("#", 1)[0], words, "", 0, 0)]
    document, clause = named[0]
    return [cite(document, clause, span) for span in clause.cited_spans]


def _plain(label: str) -> str:
    """Without blanks, brackets of either width alike."""
    return re.sub(r"\s", "", label.replace("(", "（").replace(")", "）"))
