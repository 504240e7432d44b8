"""Traditional characters read as simplified ones, one for one, so that every offset stays that of the text.

Source of the pairs: OpenCC (``t2s``), loaded when the first such character is met. The few that GB 2312
has too are converted where simplified text does not use them: 後, but not 乾 (乾县).
"""

from __future__ import annotations

from functools import cache
from typing import Protocol

_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"
_TRADITIONAL_IN_GB2312 = frozenset("後於徵夥麽")


class Converter(Protocol):
    """What is used of ``opencc.OpenCC``."""

    def convert(self, text: str, /) -> str: ...


def simplify(text: str) -> str:
    """``text`` with 排污口標識牌 as 排污口标识牌; of the same length, simplified text unchanged."""
    if _is_simplified(text) and _TRADITIONAL_IN_GB2312.isdisjoint(text):
        return text
    return "".join(map(_simplify_one, text))


@cache
def _simplify_one(char: str) -> str:
    if not _FIRST_HAN <= char <= _LAST_HAN:
        return char
    if _is_simplified(char) and char not in _TRADITIONAL_IN_GB2312:
        return char
    simple = _converter().convert(char)
    return simple if len(simple) == 1 else char


def _is_simplified(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _converter() -> Converter:
    from opencc import OpenCC  # 50 ms, which simplified text does not pay

    converter: Converter = OpenCC("t2s")
    return converter
