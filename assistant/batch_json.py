"""JSON lines, read strictly and written so that any UTF-8 stream takes them."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

_LONGEST_INTEGER = 300  # digits


def render_json(data: dict[str, Any]) -> str:
    """One line of JSON; half a character stays escaped, as it came in."""
    text = json.dumps(data, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half.group()):04x}", text)


def parse_json(text: str) -> Any:
    """Raises ``ValueError`` with a Chinese clause, ``JSONDecodeError`` where it is no JSON."""
    try:
        return json.loads(
            text,
            parse_constant=refuse_constant,
            parse_float=_read_float,
            parse_int=_read_int,
            object_pairs_hook=refuse_repeated_keys,
        )
    except RecursionError as error:
        raise ValueError("括号套得太多层") from error


def _read_float(text: str) -> float:
    """1e999 would become infinity, which is no JSON to write back."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"数 {text[:40]} 太大")
    return number


def _read_int(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise ValueError(f"数 {text[:40]}……有{len(text)}位，太长")
    return int(text)


def refuse_constant(word: str) -> None:
    """For ``json.loads``: NaN and Infinity are no JSON."""
    raise ValueError(f"{word} 不是 JSON 的值")


def refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``json.loads``: a key given twice would silently lose the first."""
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"“{key[:40]}”写了两次")
        seen[key] = value
    return seen
