"""A paper made ready for a file that people open: tidy texts, and nothing that such a file cannot hold."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer.models import Citation
from assistant.quiz.models import BLANK, FALSE, LETTERS, TRUE, Item, ItemKind, MarkingPoint, Paper
from corpus.errors import KuanyanError

CHOICES = (ItemKind.SINGLE, ItemKind.MULTIPLE)

_MARGIN = re.compile(r"\A[\s\ufeff]+|[\s\ufeff]+\Z")
_LINE_END = re.compile(r"\r\n?")
_NO_PLACE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
)  # none of these is an XML character


def tidy(text: str) -> str:
    """``text`` with line ends as ``\\n`` and without blanks around it."""
    return _MARGIN.sub("", _LINE_END.sub("\n", text))


def prepare(paper: Paper) -> Paper:
    """``paper`` with every text tidy; quotes stay as they are.

    Raises ``KuanyanError`` naming the item and the next step where an item is not whole (no key, a letter
    without its option, an empty text) or a text holds a character that no .docx or .xml can hold.
    """
    if not paper.items:
        raise KuanyanError("试卷里没有题目，请先出题再保存。")
    title = tidy(paper.title) or "试卷"
    _refuse_characters(title, "试卷名称")
    return replace(
        paper,
        title=title,
        items=tuple(_item(item, f"第 {n} 题") for n, item in enumerate(paper.items, start=1)),
    )


def check_item(item: Item, place: str) -> None:
    """Raises ``KuanyanError`` where the item is not whole; ``place`` is 第 3 题."""
    where = f"{place}（{item.kind}）"
    if not item.stem:
        raise KuanyanError(f"{where}没有题干，请补上。")
    if item.kind in CHOICES:
        _check_choices(item, where)
    elif item.options:
        raise KuanyanError(f"{where}不该有选项，请删去选项或改题型。")
    if item.kind is ItemKind.TRUE_FALSE and item.key not in ((TRUE,), (FALSE,)):
        raise KuanyanError(f"{where}的答案应为 对 或 错，请改正。")
    if item.kind is ItemKind.FILL_IN:
        blanks = item.stem.count(BLANK)
        if not blanks or blanks != len(item.key) or not all(item.key):
            words = sum(map(bool, item.key))
            raise KuanyanError(f"{where}有 {blanks} 个空（{BLANK}）、{words} 个答案，请改成一样多。")
        if any("\n" in word for word in item.key):
            raise KuanyanError(f"{where}的答案里有换行，请写在一行里。")
    if item.kind is ItemKind.SHORT and not (item.points and all(point.text for point in item.points)):
        raise KuanyanError(f"{where}没有答案要点，或有空的要点，请补上。")
    if item.kind is ItemKind.CASE and not item.questions:
        raise KuanyanError(f"{where}下面没有小题，请补上。")
    if item.kind is not ItemKind.CASE and item.questions:
        raise KuanyanError(f"{where}下面有小题，请改题型为 {ItemKind.CASE}。")


def _check_choices(item: Item, where: str) -> None:
    if not 2 <= len(item.options) <= len(LETTERS):
        raise KuanyanError(
            f"{where}有 {len(item.options)} 个选项，应为 2 至 {len(LETTERS)} 个，请一行写一个选项后重试。"
        )
    if not all(item.options):
        raise KuanyanError(f"{where}有空的选项，请补上或删去。")
    letters = LETTERS[: len(item.options)]
    if not item.key or any(letter not in letters or len(letter) != 1 for letter in item.key):
        raise KuanyanError(f"{where}的答案“{''.join(item.key)}”不在选项 {letters} 里，请改正。")
    if len(set(item.key)) != len(item.key) or (item.kind is ItemKind.SINGLE and len(item.key) > 1):
        raise KuanyanError(f"{where}的答案“{''.join(item.key)}”重复或多于一个，请改正。")


def _item(item: Item, place: str) -> Item:
    if item.kind is ItemKind.CASE and any(q.kind is ItemKind.CASE for q in item.questions):
        raise KuanyanError(f"{place}的小题又是 {ItemKind.CASE}，请改成别的题型。")
    tidied = replace(
        item,
        stem=tidy(item.stem),
        options=tuple(map(tidy, item.options)),
        key=tuple(map(tidy, item.key)),
        explanation=tidy(item.explanation),
        chapter=tidy(item.chapter),
        points=tuple(MarkingPoint(tidy(point.text), point.marks) for point in item.points),
        questions=tuple(_item(q, f"{place}第 {n} 问") for n, q in enumerate(item.questions, start=1)),
    )
    check_item(tidied, place)
    for name, text in _texts(tidied):
        _refuse_characters(text, f"{place}的{name}")
    return tidied


def _texts(item: Item) -> list[tuple[str, str]]:
    """(name, text) of all that is written of an item."""
    texts = [("题干", item.stem), ("解析", item.explanation), ("章节", item.chapter)]
    texts += [("选项", option) for option in item.options]
    texts += [("答案", word) for word in item.key] + [("答案", point.text) for point in item.points]
    texts += [("依据条款", _cited(citation)) for citation in item.citations]
    return texts


def _cited(citation: Citation) -> str:
    return f"{citation.label}{citation.clause_id}{citation.quote}"


def _refuse_characters(text: str, place: str) -> None:
    found = _NO_PLACE.search(text)
    if found:
        raise KuanyanError(f"{place}里有写不进文件的字符 U+{ord(found.group()):04X}，请删去后重试。")
