"""Numbers as Chinese documents print them."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "○": 0, "Ｏ": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")

NUMERAL = r"[〇零○一二三四五六七八九十百千万两廿卅]+|[0-9０-９]+"


def parse_numeral(text: str) -> int:
    """The value of 三 / 十四 / 二〇二一 / 廿三 / 一千零五 / １２.

    Raises ``ValueError`` where ``text`` is not a numeral.
    """
    plain = text.translate(_FULL_WIDTH)
    if re.fullmatch(r"[0-9]+", plain):
        return int(plain)
    plain = plain.replace("廿", "二十").replace("卅", "三十")
    if not plain:
        raise ValueError("empty numeral")
    if "万" in plain:
        high, _, low = plain.partition("万")
        return parse_numeral(high) * 10000 + (parse_numeral(low.lstrip("零〇")) if low.strip("零〇") else 0)
    if not any(c in _UNITS for c in plain):
        return int("".join(str(_digit(c)) for c in plain))
    total, digit = 0, 0
    for char in plain:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _digit(char)
    return total + digit


def _digit(char: str) -> int:
    if char not in _DIGITS:
        raise ValueError(f"not a numeral: {char!r}")
    return _DIGITS[char]
