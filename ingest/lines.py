"""Source text → lines whose marks of the conversion are set aside."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.models import Leftover, Span

_HASHES = re.compile(r"#{1,6}\s+")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.S)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source without its marks and outer blanks.

    ``pieces`` are its non-empty stretches of characters in order; ``text`` joins them.
    ``start`` and ``end`` bound the raw line (without its line end).
    """

    start: int
    end: int
    pieces: tuple[Span, ...]
    text: str

    @property
    def blank(self) -> bool:
        return not self.pieces


def parse_lines(source: str) -> tuple[list[Line], list[Leftover]]:
    """All lines of ``source`` and the Markdown marks (``##``, ``**`` in pairs) set aside."""
    marks = _find_marks(source)
    lines = []
    start = 0
    for raw in source.split("\n"):
        end = start + len(raw)
        inside = [m for m in marks if start <= m.start < end]
        pieces = _stretches(source, start, end, inside)
        lines.append(Line(start, end, pieces, "".join(source[p.start : p.end] for p in pieces)))
        start = end + 1
    return lines, [Leftover(mark, "Markdown 标记") for mark in marks]


def _find_marks(source: str) -> list[Span]:
    marks = []
    for match in re.finditer(r"^#{1,6}(?=\s)", source, re.M):
        marks.append(Span(match.start(), match.end()))
    for block in re.finditer(r"(?:[^\n]*\S[^\n]*\n?)+", source):  # a mark pairs within its paragraph
        for match in _BOLD.finditer(block.group()):
            at = block.start() + match.start()
            end = block.start() + match.end()
            marks += [Span(at, at + 2), Span(end - 2, end)]
    return sorted(marks)


def _stretches(source: str, start: int, end: int, marks: list[Span]) -> tuple[Span, ...]:
    """[start, end) less ``marks``, each stretch trimmed of blanks; empty ones dropped."""
    bounds = [start, *(edge for mark in marks for edge in (mark.start, mark.end)), end]
    pieces = []
    for left, right in zip(bounds[::2], bounds[1::2], strict=True):
        text = source[left:right]
        if text.strip():
            pieces.append(Span(left + len(text) - len(text.lstrip()), left + len(text.rstrip())))
    return tuple(pieces)
