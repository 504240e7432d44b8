"""A trainer's paper as plain text, in the layout of ``as_txt``; 难度：章节：依据条款： may stand too."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from assistant.quiz.files.answers import INDENT
from assistant.quiz.files.entry import Entry, build_item, find_kind
from assistant.quiz.models import BLANK, LETTERS, ItemKind, Paper
from corpus.errors import KuanyanError

_TITLE = re.compile(r"《(.*)\Z")
_HEADING = re.compile(r"[一二三四五六七八九十]+\s*、\s*([^\s（(：:，,。]{2,8})\s*(?:[（(：:].*)?\Z")
_ITEM = re.compile(r"(\d{1,4})\s*[.．、]\s*(.*)\Z")
_QUESTION = re.compile(r"[（(](\d{1,2})[）)]\s*(.*)\Z")
_OPTION = re.compile(r"([A-Za-zＡ-Ｚ])\s*[.．、:：]\s*(.*)\Z")
_FIELD = re.compile(r"【?(正确答案|参考答案|答案|解析|难度|章节|依据条款|依据)】?\s*[:：]\s*(.*)\Z")
_TAG = re.compile(r"【(\w{2,6})】\s*(.*)\Z")
_FIELDS = {
    "解析": "explanation",
    "难度": "level",
    "章节": "chapter",
    "依据条款": "grounds",
    "依据": "grounds",
}
_NEXT = "请照「1. 题干 / A. 选项 / 答案：AB / 解析：……」的样子改正"


@dataclass(slots=True)
class _Draft:
    """A question whose lines are being read; ``part`` is what a further line belongs to."""

    line: int
    stem: str
    kind: ItemKind | None
    options: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    questions: list[_Draft] = field(default_factory=list)
    part: str = "stem"

    def add(self, text: str) -> None:
        """A further line of the part that was read last."""
        if self.part == "stem":
            self.stem += "\n" + text
        elif self.part == "options":
            self.options[-1] += "\n" + text
        else:
            self.fields[self.part] += "\n" + text


class _Reader:
    """Reads line by line; ``where`` names the file in messages."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.title = ""
        self.kind: ItemKind | None = None
        self.drafts: list[_Draft] = []
        self.number = 0

    def read(self, text: str) -> None:
        for self.number, raw in enumerate(text.split("\n"), start=1):
            line = raw.removesuffix("\r")
            if line.startswith(INDENT):
                self._more(line.removeprefix(INDENT))
            elif line.strip():
                self._line(line.lstrip())

    def _line(self, line: str) -> None:
        heading = _HEADING.match(line)
        if heading:
            self._heading(heading[1])
            return
        item = _ITEM.match(line)
        if item:
            self._start(self.drafts, item[2], self.kind)
        elif self.drafts:
            self._inside(line)
        else:
            title = _TITLE.match(line)
            self.title += "\n" + (title[1] if title else line)

    def _heading(self, name: str) -> None:
        self.kind = find_kind(name)
        if self.kind is None:
            known = "、".join(f"{kind}题" for kind in ItemKind)
            raise self._error(f"有不认识的题型“{name}”", f"请改成 {known} 之一")

    def _inside(self, line: str) -> None:
        """A line of the question read last."""
        parent = self.drafts[-1]
        question = _QUESTION.match(line)
        if question and parent.kind is ItemKind.CASE:
            self._start(parent.questions, question[2], None)
            return
        draft = parent.questions[-1] if parent.questions else parent
        option, named = _OPTION.match(line), _FIELD.match(line)
        if named:
            name = _FIELDS.get(named[1], "answer")
            if name in draft.fields:
                raise self._error(f"又写了一次“{named[1]}”", "请只留一处，每道题以“1. ”开头")
            draft.fields[name], draft.part = named[2], name
        elif option and not draft.fields:
            letter = unicodedata.normalize("NFKC", option[1]).upper()
            expected = LETTERS[len(draft.options)] if len(draft.options) < len(LETTERS) else "没有更多选项"
            if letter != expected:
                raise self._error(f"的选项是 {letter}，应为 {expected}", "请依次写选项，最多到 F")
            draft.options.append(option[2])
            draft.part = "options"
        else:
            draft.add(line)

    def _start(self, drafts: list[_Draft], stem: str, kind: ItemKind | None) -> None:
        tag = _TAG.match(stem) if kind is None else None
        if tag and find_kind(tag[1]):
            kind, stem = find_kind(tag[1]), tag[2]
        drafts.append(_Draft(self.number, stem, kind))

    def _more(self, text: str) -> None:
        if not self.drafts:
            self.title += "\n" + text
            return
        parent = self.drafts[-1]
        (parent.questions[-1] if parent.questions else parent).add(text)

    def _error(self, cause: str, step: str) -> KuanyanError:
        return KuanyanError(f"{self.where} 第 {self.number} 行{cause}，{step}。")


def parse_paper(text: str, where: str, stem: str) -> Paper:
    """The paper in ``text``; ``stem`` names it where it has no title. Raises ``KuanyanError``."""
    reader = _Reader(where)
    reader.read(text)
    if not reader.drafts:
        raise KuanyanError(f"{where} 里没有题目，{_NEXT}。")
    title = reader.title.strip().removesuffix("》").strip()
    items = [build_item(_entry(draft, where)) for draft in reader.drafts]
    return Paper(title or stem, tuple(items))


def _entry(draft: _Draft, where: str) -> Entry:
    return Entry(
        place=f"{where} 第 {draft.line} 行的题",
        kind=draft.kind or _guess_kind(draft),
        stem=draft.stem,
        options=draft.options,
        questions=[_entry(question, where) for question in draft.questions],
        **draft.fields,
    )


def _guess_kind(draft: _Draft) -> ItemKind:
    """Of a question below no heading and without 【题型】: by its options, answer and blanks."""
    answer = draft.fields.get("answer", "").strip()
    if draft.options:
        return ItemKind.SINGLE if len(answer) == 1 else ItemKind.MULTIPLE
    if answer in ("对", "错", "正确", "错误", "√", "×"):
        return ItemKind.TRUE_FALSE
    return ItemKind.FILL_IN if BLANK in draft.stem else ItemKind.SHORT
