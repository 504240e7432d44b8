"""Moodle XML, as lxml reads it, with what Moodle's importer does to the texts done here too."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree, html

from assistant.quiz.files import as_moodle
from assistant.quiz.files.markup import explain
from assistant.quiz.files.outline import find_questions, marks_of, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import BLANK, LETTERS, TRUE, Item, ItemKind, Paper
from tests.assistant.quiz.files.papers import TEXTS, with_text

FIELD = re.compile(r"\{1:SHORTANSWER:=(.+?)(?<!\\|&)\}")  # qtype_multianswer: ~ # } end an answer
KNOWN_FRACTIONS = {100, 50, 33.33333, 25, 20, 16.66667, 0, -100, -50, -33.33333, -25, -20}


def shown(fragment: str) -> str:
    """What a browser shows of an HTML text."""
    if not fragment:
        return ""
    node = html.fragment_fromstring(fragment, create_parent="div")
    for line_end in node.iter("br"):
        line_end.tail = "\n" + (line_end.tail or "")
    return str(node.text_content())


def text_of(node: Any, path: str) -> str:
    return node.findtext(f"{path}/text") or ""


def check(paper: Paper) -> None:
    ready = prepare(paper)
    root = etree.fromstring(as_moodle.render_paper(paper))
    category, *read = root.findall("question")
    assert category.get("type") == "category"
    assert text_of(category, "category").startswith("$course$/top/")
    questions = list(find_questions(ready))
    assert [node.findtext("idnumber") for node in read] == [question.code for question in questions]
    for node, question in zip(read, questions, strict=True):
        item = question.item
        stem = text_of(node, "questiontext")
        if node.get("type") == "cloze":
            words = tuple(unescape(word).replace("\\*", "*") for word in FIELD.findall(stem))
            assert words == item.key
            stem = FIELD.sub(BLANK, stem)
        assert shown(stem) == question.stem
        assert node.find("questiontext").get("format") == "html"
        assert shown(text_of(node, "generalfeedback")) == explain(item)
        tags = [tag.findtext("text") for tag in node.findall("tags/tag")]
        assert tags[:2] == [item.kind.value, item.level.value]
        if node.get("type") != "cloze":
            assert node.findtext("defaultgrade") == str(marks_of(item))
        check_key(node, item)


def check_key(node: Any, item: Item) -> None:
    kind = node.get("type")
    answers = [(text.findtext("text"), float(text.get("fraction"))) for text in node.findall("answer")]
    assert {fraction for _, fraction in answers} <= KNOWN_FRACTIONS
    if item.options:
        assert kind == "multichoice"
        assert node.findtext("single") == ("true" if item.kind is ItemKind.SINGLE else "false")
        assert tuple(shown(text) for text, _ in answers) == item.options
        letters = zip(LETTERS, answers, strict=False)
        assert tuple(letter for letter, (_, fraction) in letters if fraction > 0) == item.key
        assert sum(fraction for _, fraction in answers if fraction > 0) == pytest.approx(100, abs=0.01)
        if item.kind is ItemKind.MULTIPLE:
            assert sum(fraction for _, fraction in answers) == pytest.approx(0, abs=0.01)
    elif item.kind is ItemKind.TRUE_FALSE:
        assert kind == "truefalse"
        assert dict(answers) == {"true": 100 * (item.key == (TRUE,)), "false": 100 * (item.key != (TRUE,))}
    elif item.kind is ItemKind.SHORT:
        assert kind == "essay" and shown(text_of(node, "graderinfo")) == render_key(item)
    else:
        assert kind == ("shortanswer" if len(item.key) == 1 else "cloze")
        if kind == "shortanswer":
            assert [(text.replace("\\*", "*"), part) for text, part in answers] == [(item.key[0], 100)]


def test_a_paper_is_read(paper: Paper) -> None:
    check(paper)


def test_nasty_texts_are_read(nasty: Paper) -> None:
    check(nasty)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_read(paper: Paper, text: str) -> None:
    check(with_text(paper, text))


def test_a_blank_that_a_text_imitates_is_none(paper: Paper) -> None:
    root = etree.fromstring(as_moodle.render_paper(with_text(paper, "{1:SHORTANSWER:=甲}")))
    cloze = [text_of(node, "questiontext") for node in root.findall("question[@type='cloze']")]
    assert [len(FIELD.findall(text)) for text in cloze] == [2]


def test_a_case_stands_before_each_of_its_questions(paper: Paper) -> None:
    root = etree.fromstring(as_moodle.render_paper(paper))
    names = [text_of(node, "name") for node in root.findall("question")[7:]]
    assert [name.split()[0] for name in names] == ["7.1", "7.2", "7.3", "7.4"]
    for node in root.findall("question")[7:]:
        assert "检查发现某公司未设置排放口信息化标识牌。<br>该公司已核发排污许可证" in text_of(
            node, "questiontext"
        )
