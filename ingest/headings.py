"""Which lines open a numbered unit.

A number at the start of a wrapped line is a heading only if it continues its sequence: it is 1, or
one more than the last number of the same style. That lets 广西's （一）…（二十） run on across parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.numerals import NUMERAL, parse_numeral

# (style, pattern); outer styles first. Group 1 is the printed number, group 2 its numeral.
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("part", rf"(第({NUMERAL})编)(?=\s|[^，。；]{{0,30}}$)"),
        ("chapter", rf"(第({NUMERAL})章)(?=\s|[^，。；]{{0,30}}$)"),
        ("section", rf"(第({NUMERAL})节)(?=\s|[^，。；]{{0,30}}$)"),
        ("article", rf"(第({NUMERAL})条)(?:之({NUMERAL}))?(?=[\s　【（(])"),
        ("comma", r"(([〇零一二三四五六七八九十百千廿]+)、)"),
        ("paren", r"([（(]\s*([〇零一二三四五六七八九十百千廿]+)\s*[)）])"),
        ("dot", r"(([0-9０-９]{1,3})[.．、])(?![0-9０-９])"),
        ("digit_paren", r"([（(]\s*([0-9０-９]{1,3})\s*[)）])"),
    )
)
_RANK = {style: rank for rank, (style, _) in enumerate(_STYLES)}
_SUFFIX = {"part": "b", "chapter": "c", "section": "s", "article": ""}


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered unit's opening. ``length`` counts the printed number's characters."""

    style: str
    printed: str
    value: int
    branch: int  # 第X条之一 → 1; 0 where there is none
    length: int

    @property
    def rank(self) -> int:
        return _RANK[self.style]

    @property
    def path_part(self) -> str:
        """ASCII, unique among siblings: 3, c2 (第二章), 15-1 (第十五条之一)."""
        prefix = _SUFFIX.get(self.style, "")
        return f"{prefix}{self.value}" + (f"-{self.branch}" if self.branch else "")


def parse_heading(text: str) -> Heading | None:
    """The numbered opening of ``text`` whatever its sequence, or ``None``."""
    for style, pattern in _STYLES:
        match = pattern.match(text)
        if match is None:
            continue
        branch = match.group(3) if style == "article" and match.lastindex == 3 else None
        printed = text[: match.end()]
        return Heading(
            style,
            printed,
            parse_numeral(match.group(2)),
            parse_numeral(branch) if branch else 0,
            match.end(),
        )
    return None


@dataclass
class HeadingSequence:
    """Accepts headings in order and keeps the stack of open units (outermost first)."""

    open: list[Heading] = field(default_factory=list)
    _last: dict[str, tuple[Heading, Heading | None]] = field(default_factory=dict)

    def accepts(self, heading: Heading) -> bool:
        """Whether ``heading`` continues its style's sequence, or restarts it under a new parent."""
        if heading.style not in self._last:
            return heading.value == 1 or heading.style == "article"
        last, parent_of_last = self._last[heading.style]
        if heading.branch:
            return (heading.value, heading.branch) == (last.value, last.branch + 1)
        if heading.value == last.value + 1:
            return True
        return heading.value == 1 and self._parent(heading) is not parent_of_last

    def push(self, heading: Heading) -> None:
        """Closes what is not above ``heading`` and opens it."""
        parent = self._parent(heading)
        while self.open and self.open[-1].rank >= heading.rank:
            self.open.pop()
        self.open.append(heading)
        self._last[heading.style] = (heading, parent)

    def _parent(self, heading: Heading) -> Heading | None:
        return next((h for h in reversed(self.open) if h.rank < heading.rank), None)
