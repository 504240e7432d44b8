"""A paper in the order it is printed: sections by kind, numbers, marks; and question by question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answer.models import Citation
from assistant.quiz.models import LETTERS, Item, ItemKind, Paper

INSTRUCTIONS = {
    ItemKind.SINGLE: "每小题只有一个正确答案",
    ItemKind.MULTIPLE: "每小题有两个或两个以上正确答案",
    ItemKind.TRUE_FALSE: "正确的写“对”，错误的写“错”",
    ItemKind.FILL_IN: "在横线上填写",
    ItemKind.SHORT: "写出要点",
    ItemKind.CASE: "阅读案例，回答问题",
}
_MARKS = {ItemKind.SINGLE: 1, ItemKind.MULTIPLE: 2, ItemKind.TRUE_FALSE: 1}  # of one item
_FOR_EACH_BLANK = 1
_FOR_A_SHORT_ANSWER = 5  # whose points carry no marks
_NUMERALS = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Section:
    """All items of one kind; ``items`` are (number in the paper, item)."""

    heading: str  # 一、单选题
    kind: ItemKind
    items: tuple[tuple[int, Item], ...]

    @property
    def marks(self) -> int:
        return sum(marks_of(item) for _, item in self.items)


@dataclass(frozen=True, slots=True)
class Question:
    """One question for programs that know no cases.

    ``number`` is 3, or 3.2 for the second question of a case; ``code`` is stable and unlike that of every
    other question of the paper; ``case`` is the text of the case, empty where there is none.
    """

    number: str
    code: str
    case: str
    item: Item

    @property
    def stem(self) -> str:
        """What is asked, the case before it."""
        return f"{self.case}\n{self.item.stem}" if self.case else self.item.stem


def find_sections(paper: Paper) -> tuple[Section, ...]:
    """The sections that have items, in the order of the kinds; numbers run on through the paper."""
    number = 0
    sections: list[Section] = []
    for kind in ItemKind:
        items = [item for item in paper.items if item.kind is kind]
        if items:
            numbered = tuple((number + i, item) for i, item in enumerate(items, start=1))
            sections.append(Section(f"{_NUMERALS[len(sections)]}、{kind}题", kind, numbered))
            number += len(items)
    return tuple(sections)


def find_questions(paper: Paper) -> Iterator[Question]:
    """The questions in the order of the paper, those of a case one by one."""
    seen: Counter[str] = Counter()
    for number, item in enumerate(paper.items, start=1):
        seen[item.item_id] += 1
        times = seen[item.item_id]
        code = item.item_id if times == 1 else f"{item.item_id}-again{times}"
        if item.kind is not ItemKind.CASE:
            yield Question(str(number), code, "", item)
        for n, question in enumerate(item.questions, start=1):
            yield Question(f"{number}.{n}", f"{code}-{n}", item.stem, question)


def marks_of(item: Item) -> int:
    """Marks on the printed paper: 单选 and 判断 1, 多选 2, 填空 1 a blank, 简答 those of its points."""
    if item.kind is ItemKind.CASE:
        return sum(marks_of(question) for question in item.questions)
    if item.kind is ItemKind.FILL_IN:
        return _FOR_EACH_BLANK * len(item.key)
    if item.kind is ItemKind.SHORT:
        return sum(point.marks for point in item.points) or _FOR_A_SHORT_ANSWER
    return _MARKS[item.kind]


def lettered(item: Item) -> list[tuple[str, str]]:
    """(letter, option)."""
    return list(zip(LETTERS, item.options, strict=False))


def render_grounds(citations: tuple[Citation, ...]) -> list[str]:
    """渝环规〔2021〕5号 三（四）：「……」: a line for each clause with its quotes, for a reader."""
    labels = dict.fromkeys(citation.label for citation in citations)
    return [
        f"{label}：" + "".join(f"「{c.quote}」" for c in citations if c.label == label) for label in labels
    ]


def render_key(item: Item) -> str:
    """The right answer for a reader: B. its words; 对; the words of the blanks; the marking points."""
    words = dict(lettered(item))
    if words:
        return "\n".join(f"{letter}. {words[letter]}" for letter in item.key)
    if item.kind is ItemKind.SHORT:
        return "\n".join(
            f"{n}. {point.text}" + marks_words(point.marks) for n, point in enumerate(item.points, 1)
        )
    return "；".join(item.key)


def marks_words(marks: int) -> str:
    """（2分）; empty where none are given."""
    return f"（{marks}分）" if marks else ""
