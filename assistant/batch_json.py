"""JSON lines, read strictly and written so that any UTF-8 stream takes them."""

from __future__ import annotations

import json
import re
from typing import Any


def render_json(data: dict[str, Any]) -> str:
    """One line of JSON; half a character stays escaped, as it came in."""
    text = json.dumps(data, ensure_ascii=False)
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half.group()):04x}", text)


def refuse_constant(word: str) -> None:
    """For ``json.loads``: NaN and Infinity are no JSON."""
    raise ValueError(f"{word} 不是 JSON 的值")


def refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For ``json.loads``: a key given twice would silently lose the first."""
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"“{key}”写了两次")
        seen[key] = value
    return seen
