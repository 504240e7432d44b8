"""Texts compared: printed variants of the same mark are one, likeness is shared pairs of characters."""

from __future__ import annotations

from functools import cache

from corpus.quotes import squeeze

_FOLD = str.maketrans(",;:()?!“”‘’〔〕", "，；：（）？！\"\"''[]")
_ENDS = "。；;，,：:、！？"


def fold(text: str) -> str:
    """``text`` with full-width marks, character for character (no change of length)."""
    return text.translate(_FOLD)


@cache
def plain(text: str) -> str:
    """What two wordings of the same thing have in common: no blanks, marks folded, no end mark."""
    return fold(squeeze(text)).rstrip(_ENDS)


def trim(text: str) -> str:
    """``text`` without the marks it ends with."""
    return text.rstrip(_ENDS)


@cache
def bigrams(text: str) -> frozenset[str]:
    folded = plain(text)
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1)) or frozenset((folded,))


@cache
def likeness(one: str, other: str) -> float:
    """Shared bigrams over those of the shorter text, 0 to 1."""
    a, b = bigrams(one), bigrams(other)
    return len(a & b) / min(len(a), len(b))


def overlaps(one: str, other: str) -> bool:
    """Whether one option stands in the other, or both say nearly the same."""
    a, b = plain(one), plain(other)
    return a in b or b in a or likeness(one, other) > 0.7
