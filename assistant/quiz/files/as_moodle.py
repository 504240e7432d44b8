"""A paper as Moodle XML: multichoice, truefalse, shortanswer, cloze (several blanks) and essay.

A case stands as its questions, each with the case before its stem. In a 多选 the right options share
100 % and the wrong ones −100 %, so that ticking all earns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from assistant.quiz.files.markup import explain, to_html, to_plain
from assistant.quiz.files.outline import Question, find_questions, marks_of, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import BLANK, LETTERS, TRUE, Item, ItemKind, Paper

_CLOZE_SIGNS = re.compile(r"[\\~#{}*&<>\"'%=/]")


def render_paper(paper: Paper) -> bytes:
    """The bytes of a Moodle XML file. Raises ``KuanyanError``."""
    ready = prepare(paper)
    quiz = ET.Element("quiz")
    category = ET.SubElement(quiz, "question", type="category")
    name = to_plain(ready.title).replace("/", "//")  # one slash would part two categories
    _text(category, "category", f"$course$/top/{name}")
    for question in find_questions(ready):
        _add(quiz, question)
    ET.indent(quiz, " ")
    xml: bytes = ET.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def share_of(item: Item) -> tuple[str, str]:
    """Percent of the marks for (each right option, each wrong one), as Moodle knows them: 33.33333."""
    right = len(item.key)
    wrong = len(item.options) - right
    if item.kind is ItemKind.SINGLE or not wrong:
        return _percent(100 / right), "0"
    return _percent(100 / right), _percent(-100 / wrong)


def _percent(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _add(quiz: ET.Element, question: Question) -> None:
    item = question.item
    kind = {
        ItemKind.SINGLE: "multichoice",
        ItemKind.MULTIPLE: "multichoice",
        ItemKind.TRUE_FALSE: "truefalse",
        ItemKind.FILL_IN: "shortanswer" if len(item.key) == 1 else "cloze",
        ItemKind.SHORT: "essay",
    }[item.kind]
    node = ET.SubElement(quiz, "question", type=kind)
    _text(node, "name", f"{question.number} {item.kind} {to_plain(item.stem)[:40]}")
    stem = _cloze(question) if kind == "cloze" else to_html(question.stem)
    _text(node, "questiontext", stem, "html")
    _text(node, "generalfeedback", to_html(explain(item)), "html")
    if kind != "cloze":  # its marks are those of its blanks
        _leaf(node, "defaultgrade", str(marks_of(item)))
    _leaf(node, "penalty", "1" if kind == "truefalse" else "0")
    _leaf(node, "hidden", "0")
    _leaf(node, "idnumber", question.code)
    if item.options:
        _add_options(node, item)
    elif kind == "truefalse":
        for word, right in (("true", item.key == (TRUE,)), ("false", item.key != (TRUE,))):
            _answer(node, word, "100" if right else "0", "moodle_auto_format")
    elif kind == "shortanswer":
        _leaf(node, "usecase", "0")
        _answer(node, _pattern(item.key[0]), "100", "moodle_auto_format")
    elif kind == "essay":
        _add_essay(node, item)
    tags = ET.SubElement(node, "tags")
    for tag in _tags(item):
        _text(tags, "tag", tag)


def _add_options(node: ET.Element, item: Item) -> None:
    single = item.kind is ItemKind.SINGLE
    _leaf(node, "single", "true" if single else "false")
    _leaf(node, "shuffleanswers", "false")  # the explanation may name a letter
    _leaf(node, "answernumbering", "ABCD")
    right, wrong = share_of(item)
    for letter, option in zip(LETTERS, item.options, strict=False):
        _answer(node, to_html(option), right if letter in item.key else wrong, "html")


def _add_essay(node: ET.Element, item: Item) -> None:
    for name, value in (
        ("responseformat", "editor"),
        ("responserequired", "1"),
        ("responsefieldlines", "10"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ):
        _leaf(node, name, value)
    _text(node, "graderinfo", to_html(render_key(item)), "html")
    _text(node, "responsetemplate", "", "html")


def _cloze(question: Question) -> str:
    """The stem with a field of one mark in the place of each blank."""
    before, *pieces = question.item.stem.split(BLANK)
    html = to_html(f"{question.case}\n" if question.case else "") + to_html(before)
    for word, piece in zip(question.item.key, pieces, strict=True):
        html += "{1:SHORTANSWER:=" + _cloze_answer(word) + "}" + to_html(piece)
    return html


def _cloze_answer(word: str) -> str:
    """Moodle decodes HTML entities in the answers of a cloze field, so every sign it reads is one."""
    return _CLOZE_SIGNS.sub(lambda sign: f"&#{ord(sign.group())};", _pattern(word))


def _pattern(word: str) -> str:
    """A star stands for any text in a Moodle short answer, unless it is escaped."""
    return word.replace("*", "\\*")


def _tags(item: Item) -> Iterator[str]:
    yield item.kind.value
    yield item.level.value
    if item.chapter:
        yield to_plain(item.chapter)


def _answer(node: ET.Element, text: str, fraction: str, form: str) -> None:
    answer = ET.SubElement(node, "answer", fraction=fraction, format=form)
    _leaf(answer, "text", text)


def _text(node: ET.Element, name: str, text: str, form: str = "") -> None:
    inner = ET.SubElement(node, name, {"format": form} if form else {})
    _leaf(inner, "text", text)


def _leaf(node: ET.Element, name: str, text: str) -> None:
    ET.SubElement(node, name).text = text
