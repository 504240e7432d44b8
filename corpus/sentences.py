"""A clause cut into sentences, and a sentence into what stands between commas; each piece knows its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.models import Clause, Document, Span

_SENTENCE_END = re.compile(r"[。！？][”』」）)]*")
_FRAGMENT_END = re.compile(r"[，；。：！？,;:][”』」）)]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Consecutive pieces of one paragraph, in reading order."""

    spans: tuple[Span, ...]
    text: str  # as printed, pieces joined

    @property
    def length(self) -> int:
        return len(self.text)


def split_sentences(document: Document, clause: Clause) -> list[list[Sentence]]:
    """Paragraphs of sentences; a row's cells count as paragraphs."""
    groups = [cell.spans for cell in clause.cells] if clause.cells else list(clause.paragraphs)
    return [_split(document, group, _SENTENCE_END) for group in groups if group]


def split_fragments(document: Document, sentence: Sentence) -> list[Sentence]:
    """The parts of a sentence between commas."""
    return _split(document, sentence.spans, _FRAGMENT_END)


def _split(document: Document, spans: Sequence[Span], end: re.Pattern[str]) -> list[Sentence]:
    text = "".join(document.quote(span) for span in spans)
    cuts = [match.end() for match in end.finditer(text)]
    if not cuts or cuts[-1] < len(text):
        cuts.append(len(text))
    pieces = []
    start = 0
    for cut in cuts:
        if text[start:cut].strip():
            pieces.append(Sentence(_slice(spans, start, cut), text[start:cut]))
            start = cut
    return pieces


def _slice(spans: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """The source spans of characters ``start``..``end`` of the joined ``spans``."""
    result = []
    at = 0
    for span in spans:
        length = span.end - span.start
        left, right = max(start, at), min(end, at + length)
        if left < right:
            result.append(Span(span.start + left - at, span.start + right - at))
        at += length
    return tuple(result)
