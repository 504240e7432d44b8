"""The answer of an item as one text, as the cells and lines of a trainer's file have it, and back."""

from __future__ import annotations

import re
import unicodedata

from assistant.quiz.models import BLANK, FALSE, LETTERS, TRUE, Item, ItemKind, MarkingPoint

INDENT = "\u3000\u3000"  # before each further line of a text, so that no line of it is taken for another part

_TRUE = {TRUE, "正确", "√", "✓", "是", "T", "TRUE"}
_FALSE = {FALSE, "错误", "×", "✗", "✕", "X", "否", "F", "FALSE"}
_BETWEEN = ("；", ";", "｜", "|", "、", "，", ",", "／", "/", "　", " ", "¦")
_POINT = re.compile(r"（\d+）")
_MARKS = re.compile(r"（(\d{1,3})分）\Z")


def render_answer(item: Item) -> str:
    """AB; 对; 7日；10日; （1）… （2分）, a point a line; empty for a case.

    Raises ``ValueError`` with a Chinese clause where the text could not be read back.
    """
    if item.kind is ItemKind.SHORT:
        return "\n".join(f"（{n}）{_render_point(point)}" for n, point in enumerate(item.points, start=1))
    if item.kind is not ItemKind.FILL_IN:
        return "".join(item.key)
    for sign in _BETWEEN:
        text = sign.join(item.key)
        if _split(text, len(item.key)) == item.key:
            return text
    raise ValueError("各空的答案里用到了所有的分隔号，请改短")


def parse_answer(kind: ItemKind, text: str, stem: str) -> tuple[tuple[str, ...], tuple[MarkingPoint, ...]]:
    """(key, points). Raises ``ValueError`` with a Chinese clause: what the answer should look like."""
    if kind is ItemKind.SHORT:
        return (), _parse_points(text)
    if kind is ItemKind.CASE:
        if text:
            raise ValueError("案例没有答案，答案写在它的小题里")
        return (), ()
    if not text:
        raise ValueError("没有答案")
    if kind is ItemKind.TRUE_FALSE:
        return (_parse_truth(text),), ()
    if kind is ItemKind.FILL_IN:
        blanks = stem.count(BLANK)
        if not blanks:
            raise ValueError(f"题干里没有空，请用 {BLANK} 表示空")
        return _split(text, blanks), ()
    return _parse_letters(text), ()


def _parse_truth(text: str) -> str:
    word = unicodedata.normalize("NFKC", text).strip().upper()
    if word in _TRUE:
        return TRUE
    if word in _FALSE:
        return FALSE
    raise ValueError(f"答案“{text[:20]}”应为 对 或 错")


def _parse_letters(text: str) -> tuple[str, ...]:
    letters = re.sub(r"[\s,，、;；.]", "", unicodedata.normalize("NFKC", text)).upper()
    wrong = [letter for letter in letters if letter not in LETTERS]
    if wrong or not letters:
        raise ValueError(f"答案“{text[:20]}”应为 {LETTERS[0]} 至 {LETTERS[-1]} 的字母")
    return tuple(sorted(letters))


def _split(text: str, count: int) -> tuple[str, ...]:
    """The words of ``count`` blanks, parted by the first sign that gives so many."""
    if count > 1:
        for sign in _BETWEEN:
            words = tuple(word.strip() for word in text.split(sign))
            if len(words) == count and all(words):
                return words
    return (text,)


def _render_point(point: MarkingPoint) -> str:
    text = indent(point.text)
    return f"{text}（{point.marks}分）" if point.marks or _MARKS.search(text) else text


def _parse_points(text: str) -> tuple[MarkingPoint, ...]:
    points: list[str] = []
    for line in text.split("\n"):
        if line.startswith(INDENT) and points:
            points[-1] += "\n" + line.removeprefix(INDENT)
        elif line.strip():
            points.append(_POINT.sub("", line, count=1) if _POINT.match(line) else line.strip())
    if not points:
        raise ValueError("没有答案")
    return tuple(_parse_point(point) for point in points)


def _parse_point(text: str) -> MarkingPoint:
    found = _MARKS.search(text)
    if found is None:
        return MarkingPoint(text, 0)
    marks = int(found.group(1))
    if marks > 100:
        raise ValueError(f"要点的分值 {marks} 超过 100")
    return MarkingPoint(text[: found.start()], marks)


def indent(text: str) -> str:
    """``text`` with each further line indented."""
    return text.replace("\n", "\n" + INDENT)
