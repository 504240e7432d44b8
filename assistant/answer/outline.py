"""The numbers of a document's body walked down: 第三部分第四条, 三（四）, 4.5.1, 第十四条第二款."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.addresses import TOPS, Address, Step
from corpus.models import Clause, ClauseKind, Document
from ingest.numerals import NUMERAL, parse_numeral

_COUNTED = "一二三四五六七八九十"
FRONT = (ClauseKind.TITLE, ClauseKind.NOTICE, ClauseKind.SIGNATURE)
"""Heads and ends of documents, which stand for the documents themselves."""
_PARAGRAPHS = {"款", "段"}


@dataclass(frozen=True, slots=True)
class Reference:
    """``clauses`` are what the words may mean; ``missing`` says, in Chinese, what does not exist."""

    words: str
    clauses: tuple[Clause, ...]
    missing: str = ""
    nearest: Clause | None = None  # where the missing number would have stood


def find_path(address: Address, documents: Sequence[Document]) -> Reference:
    """Every clause that bears the address's numbers; where there is none, what the numbers are."""
    found: list[Clause] = []
    missing: list[Reference] = []
    for document in documents:
        for number in address.numbers:
            steps = (*address.steps[:-1], _with_number(address.steps[-1], number))
            clauses, absent = _walk(address.words, document, steps)
            found += [c for c in clauses if c not in found]
            missing += [absent] if absent else []
    if found or not missing:
        beyond = missing[0] if missing and len(documents) == 1 else None
        return beyond or Reference(address.words, tuple(found))
    if len(documents) == 1:
        return missing[0]
    holders = "、".join(d.meta.cite_as for d in documents) if len(documents) <= 3 else "所收文件"
    nearest = max(missing, key=lambda m: _size(m.nearest)).nearest
    return Reference(address.words, (), f"{holders}都没有{address.words}", nearest)


def second_level(document: Document) -> list[Clause]:
    """The clauses numbered （N）, in reading order."""
    return [c for c in document.clauses if re.fullmatch(r"\d+\.\d+", c.path)]


def runs_on(document: Document) -> bool:
    """Whether the （N） are numbered through all parts, so that 第N条 can only mean them."""
    values = [value_of(c) for c in second_level(document)]
    return len(values) > 1 and values == list(range(1, len(values) + 1))


def value_of(clause: Clause) -> int:
    """The clause's own number: the last part of its path (第十五条之一 → 15)."""
    digits = re.match(r"[a-z]*(\d+)", clause.path.rsplit(".", 1)[-1])
    return int(digits.group(1)) if digits else -1


def with_number(clauses: Sequence[Clause], number: int) -> list[Clause]:
    """Those of ``clauses`` that bear the number; counted from the end where it is negative."""
    if number < 0:
        return list(clauses[number:][:1]) if -number <= len(clauses) else []
    return [c for c in clauses if value_of(c) == number]


def ordinal(number: int) -> str:
    """第6, 倒数第1: as a correction says it."""
    return f"第{number}" if number >= 0 else f"倒数第{-number}"


def numbered_children(document: Document, parent_id: str | None) -> list[Clause]:
    kinds = (ClauseKind.SECTION, ClauseKind.ROW)
    return [c for c in document.children(parent_id) if c.kind in kinds and c.number]


def _with_number(step: Step, number: int) -> Step:
    return Step(number, step.unit, step.bracketed, step.ordinal, step.aside)


def _size(clause: Clause | None) -> int:
    return value_of(clause) if clause else -1


def _walk(words: str, document: Document, steps: Sequence[Step]) -> tuple[list[Clause], Reference | None]:
    """The clauses at the end of ``steps``; where there is none, the correction of the first wrong step."""
    starts = _starts(document, steps)
    if not starts:
        return [], _no_start(words, document, steps[0])
    found, missing = [], None
    for start in starts:
        clause: Clause | None = start
        for step in steps[1:]:
            if clause is None:
                break
            clause, absent = go_down(words, document, clause, step)
            missing = missing or absent
        if clause is not None:
            found.append(clause)
    return found, None if found else missing


def _starts(document: Document, steps: Sequence[Step]) -> list[Clause]:
    """The clauses that the first number may be of."""
    first = steps[0]
    tops = with_number(numbered_children(document, None), first.number)
    if first.unit in TOPS:
        return tops
    if first.unit.startswith("条") or not first.unit:
        articles = [c for c in document.clauses if _article(c) == first.number]
        if articles:
            return articles
    seconds = with_number(second_level(document), first.number)
    if not first.unit and not first.bracketed:
        return tops or (seconds if runs_on(document) and len(steps) == 1 else [])
    if runs_on(document):
        return seconds + (tops if len(steps) > 1 and not first.bracketed else [])
    if first.bracketed or not first.unit.startswith("条"):
        return seconds or tops
    return tops


def _article(clause: Clause) -> int | None:
    match = re.match(rf"第({NUMERAL})条", clause.number)
    return parse_numeral(match.group(1)) if match else None


def go_down(
    words: str, document: Document, parent: Clause, step: Step
) -> tuple[Clause | None, Reference | None]:
    """The child of that number, or ``parent`` itself where it counts 一是……二是…… or has paragraphs."""
    children = numbered_children(document, parent.clause_id)
    below = with_number(children, step.number)
    if below:
        return below[0], None
    if children:
        return None, no_number(words, children, step.number, parent.label, parent)
    inner = inner_count(parent, step)
    if 0 < step.number <= inner or (step.aside and not inner):
        return parent, None
    if inner:
        what = "段" if step.unit in _PARAGRAPHS and not _counted(parent) else "项"
        has = "列有" if inner > 1 else "只有"
        detail = f"{parent.label}{has}{inner}{what}，没有{ordinal(step.number)}{what}"
        return None, Reference(words, (), detail, parent)
    return None, Reference(
        words, (), f"{parent.label}之下没有编号的条款，没有{ordinal(step.number)}项", parent
    )


def inner_count(clause: Clause, step: Step) -> int:
    """How many unnumbered items, or paragraphs where 第N款 is asked for, the clause's text has."""
    if not step.ordinal or step.bracketed:
        return 0
    paragraphs = len(clause.paragraphs)
    if clause.title and clause.text.startswith(f"{clause.number}{clause.title}\n"):
        paragraphs -= 1  # the heading's own line
    return max(_counted(clause), paragraphs if step.unit in _PARAGRAPHS else 0)


def _counted(clause: Clause) -> int:
    """一是……二是……三是…… → 3."""
    count = 0
    while count < len(_COUNTED) and f"{_COUNTED[count]}是" in clause.text:
        count += 1
    return count if count > 1 else 0


def no_number(
    words: str, siblings: Sequence[Clause], number: int, where: str, nearest: Clause | None
) -> Reference:
    """The correction of a number beside which there are ``siblings``."""
    first, last = (c.number.rstrip("、.．") for c in (siblings[0], siblings[-1]))
    detail = f"{where}的编号为{first}至{last}，没有{ordinal(number)}个"
    if len(siblings) == 1:
        detail = f"{where}之下只有{first}，没有{ordinal(number)}个"
    return Reference(words, (), detail, nearest or siblings[-1])


def _no_start(words: str, document: Document, step: Step) -> Reference:
    cite_as, tops = document.meta.cite_as, numbered_children(document, None)
    if runs_on(document) and step.unit not in TOPS and (step.unit or step.bracketed):
        return no_number(words, second_level(document), step.number, cite_as, None)
    if not tops:
        return Reference(words, (), f"{cite_as}没有编号的条款，没有{ordinal(step.number)}个")
    return no_number(words, tops, step.number, cite_as, None)
