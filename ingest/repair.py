"""The words searched, made from the words printed; every difference is recorded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.models import BROKEN_LINE, Repair, Span

_CJK = r"\u4e00-\u9fff\u3000-\u303f\uff00-\uffef“”‘’"
_RULES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(rf"(?<=[{_CJK}]) and (?=[{_CJK}])"), "和", "转换时误作英文 and"),
    (re.compile(rf"(?<=[{_CJK}0-9%])[ \t\u3000\xa0]+(?=[{_CJK}0-9])"), "", "多余空格"),
    (re.compile(rf"(?<=[{_CJK}0-9A-Za-z%]),(?=[{_CJK}])"), "，", "半角标点"),
    (re.compile(rf"(?<=[{_CJK}0-9]);(?=[{_CJK}]|$)"), "；", "半角标点"),
    (re.compile(rf"(?<=[{_CJK}0-9]):(?=[{_CJK}0-9]|$)"), "：", "半角标点"),
    (re.compile(rf"\((?=[{_CJK}])"), "（", "半角括号"),
    (re.compile(rf"(?<=[{_CJK}0-9])\)"), "）", "半角括号"),
)


def repair_text(source: str, spans: Sequence[Span]) -> tuple[str, list[Repair]]:
    """``spans`` joined without a gap (they are pieces of one paragraph), and what was changed."""
    text = "".join(source[s.start : s.end] for s in spans)
    origin = [i for s in spans for i in range(s.start, s.end)]
    repairs = [
        Repair(before.end, source[before.end : after.start].replace("\t", "\\t"), "", BROKEN_LINE)
        for before, after in pairwise(spans)
        if before.end <= after.start
    ]
    for pattern, replacement, reason in _RULES:
        for match in reversed(list(pattern.finditer(text))):
            repairs.append(Repair(origin[match.start()], match.group(), replacement, reason))
            text = text[: match.start()] + replacement + text[match.end() :]
            origin[match.start() : match.end()] = [origin[match.start()]] * len(replacement)
    return text, sorted(repairs, key=lambda r: (r.at, r.reason))
