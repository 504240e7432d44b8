"""What the checker reports: a place, how bad it is, one sentence with the cause and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    ERROR = "错误"  # the item must not be used as it is
    HINT = "提醒"  # a person should look at it


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of one item, before its place in the paper is known."""

    severity: Severity
    code: str
    text: str  # one Chinese sentence: the cause and what to do


@dataclass(frozen=True, slots=True)
class Problem:
    """``item`` counts from 1, 0 is the whole paper; ``question`` counts those of a case, 0 is none."""

    item: int
    severity: Severity
    code: str
    text: str
    question: int = 0

    @property
    def place(self) -> str:
        """第3题, 第3题第2问, 整卷."""
        if not self.item:
            return "整卷"
        return f"第{self.item}题" + (f"第{self.question}问" if self.question else "")


def error(code: str, text: str) -> Finding:
    return Finding(Severity.ERROR, code, text)


def hint(code: str, text: str) -> Finding:
    return Finding(Severity.HINT, code, text)


def render_problems(problems: Sequence[Problem]) -> str:
    """One line each, errors first within an item as they were found; a last line with the counts."""
    if not problems:
        return "没有发现问题。"
    lines = [f"{p.place}【{p.severity}】{p.text}" for p in problems]
    errors = sum(p.severity is Severity.ERROR for p in problems)
    return "\n".join([*lines, f"共 {errors} 处错误、{len(problems) - errors} 处提醒。"])
