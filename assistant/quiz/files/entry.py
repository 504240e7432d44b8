"""One question as it stands in a trainer's table or text, made into an item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from assistant.quiz.files.answers import parse_answer
from assistant.quiz.files.citing import parse_citations
from assistant.quiz.files.prepare import check_item, tidy
from assistant.quiz.models import BLANK, Item, ItemKind, Level
from corpus.errors import KuanyanError
from corpus.loader import load_corpus
from corpus.models import Corpus

_OTHER_BLANKS = re.compile(r"_{2,}|＿{2,}|[（(]\s*[）)]")


@dataclass(slots=True)
class Entry:
    """The words of one question; ``place`` says where they stand: 题库.xlsx 第 5 行."""

    place: str
    kind: ItemKind
    stem: str
    options: list[str] = field(default_factory=list)
    answer: str = ""
    explanation: str = ""
    level: str = ""
    chapter: str = ""
    grounds: str = ""
    questions: list[Entry] = field(default_factory=list)


def build_item(entry: Entry) -> Item:
    """The item, without proof: the key is the trainer's. Raises ``KuanyanError`` with the place."""
    stem = tidy(entry.stem)
    if entry.kind is ItemKind.FILL_IN:
        stem = _name_blanks(stem)
    try:
        key, points = parse_answer(entry.kind, tidy(entry.answer), stem)
    except ValueError as error:
        raise KuanyanError(f"{entry.place}：{error}，请改正。") from error
    citations = parse_citations(tidy(entry.grounds), _corpus()) if entry.grounds.strip() else ()
    item = Item(
        kind=entry.kind,
        level=_level(entry),
        stem=stem,
        key=key,
        explanation=tidy(entry.explanation),
        citations=citations,
        doc_id=citations[0].doc_id if citations else "",
        chapter=tidy(entry.chapter),
        asks=stem,
        options=tuple(tidy(option) for option in entry.options),
        points=points,
        questions=tuple(build_item(question) for question in entry.questions),
    )
    if item.questions and not item.doc_id:
        item = replace(item, doc_id=item.questions[0].doc_id)
    check_item(item, entry.place)
    return item


def find_kind(word: str) -> ItemKind | None:
    """单选, 单选题, 单项选择题 …"""
    plain = word.strip().removesuffix("题").replace("项选择", "选").replace("选择", "选")
    plain = {"案例": "案例分析", "是非": "判断", "问答": "简答"}.get(plain, plain)
    return next((kind for kind in ItemKind if kind.value == plain), None)


@cache
def _corpus() -> Corpus:
    """Loaded once, and only for a file that cites."""
    return load_corpus()


def _level(entry: Entry) -> Level:
    word = entry.level.strip()
    if not word:
        return Level.RECALL
    found = next((level for level in Level if level.value == word), None)
    if found is None:
        raise KuanyanError(f"{entry.place}的难度“{word[:20]}”应为 {'、'.join(Level)} 之一，请改正。")
    return found


def _name_blanks(stem: str) -> str:
    """A trainer's blanks, ___ or （ ）, as ours; a stem that has ours is left alone."""
    return stem if BLANK in stem else _OTHER_BLANKS.sub(BLANK, stem)
