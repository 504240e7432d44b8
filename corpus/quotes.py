"""Verbatim words found in the printed characters of a clause, whatever lines and pages do to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.models import Clause, Document, Span


@dataclass(frozen=True, slots=True)
class Printed:
    """The non-blank characters of some spans in reading order: ``text[i]`` stands at ``at[i]``."""

    text: str
    at: tuple[int, ...]  # code point in source.txt
    piece: tuple[int, ...]  # which of the spans

    def find_all(self, quote: str) -> list[int]:
        """Offsets in ``text`` where ``quote`` begins, blanks ignored; they may overlap."""
        words = squeeze(quote)
        if not words:
            return []
        found, start = [], self.text.find(words)
        while start >= 0:
            found.append(start)
            start = self.text.find(words, start + 1)
        return found

    def spans(self, start: int, length: int) -> tuple[Span, ...]:
        """Where ``text[start : start + length]`` is printed: one span for each piece it lies in."""
        spans: list[Span] = []
        first = start
        for offset in range(start + 1, start + length + 1):
            if offset == start + length or self.piece[offset] != self.piece[first]:
                spans.append(Span(self.at[first], self.at[offset - 1] + 1))
                first = offset
        return tuple(spans)


def squeeze(text: str) -> str:
    """``text`` without blanks of any kind."""
    return "".join(text.split())


def read_printed(source: str, spans: Iterable[Span]) -> Printed:
    """What is printed at ``spans``, in their order."""
    at: list[int] = []
    piece: list[int] = []
    for number, span in enumerate(spans):
        here = [i for i in range(span.start, span.end) if not source[i].isspace()]
        at += here
        piece += [number] * len(here)
    return Printed("".join(source[i] for i in at), tuple(at), tuple(piece))


def find_printed(document: Document, clause: Clause, cell: str) -> Printed | None:
    """The printed characters of a clause, or of one of its cells; ``None`` where it has no such cell."""
    if not cell:
        return read_printed(document.source, clause.cited_spans)
    found = clause.find_cell(cell)
    return None if found is None else read_printed(document.source, found.spans)
