"""GIFT, as gift-pegjs reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from assistant.quiz.files import as_gift
from assistant.quiz.files.markup import explain
from assistant.quiz.files.outline import find_questions, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import LETTERS, TRUE, Item, ItemKind, Paper
from corpus.errors import KuanyanError
from tests.assistant.quiz.files.papers import TEXTS, with_text

Parse = Callable[[bytes], list[dict[str, Any]]]


def plain(part: dict[str, str]) -> str:
    """The text of an HTML part."""
    assert part["format"] == "html"
    return unescape(part["text"].replace("<br>", "\n"))


def check(paper: Paper, parse: Parse) -> None:
    ready = prepare(paper)
    category, *read = parse(as_gift.render_paper(paper))
    assert category["type"] == "Category" and category["title"].startswith("$course$/top/")
    questions = list(find_questions(ready))
    assert len(read) == len(questions) == 10
    for got, question in zip(read, questions, strict=True):
        item = question.item
        assert got["title"] == f"{question.number} {item.kind}" and got["id"] == question.code
        assert got["hasEmbeddedAnswers"] is False
        note = "（各空的答案依次写出，用“；”隔开）" if len(item.key) > 1 and not item.options else ""
        assert plain(got["stem"]) == question.stem + note
        feedback = plain(got["globalFeedback"])
        assert feedback.endswith(explain(item))
        check_key(got, item, feedback)


def check_key(got: dict[str, Any], item: Item, feedback: str) -> None:
    if item.kind is ItemKind.TRUE_FALSE:
        assert (got["type"], got["isTrue"]) == ("TF", item.key == (TRUE,))
    elif item.kind is ItemKind.SHORT:
        assert got["type"] == "Essay" and feedback.startswith(f"参考答案：\n{render_key(item)}\n")
    elif item.kind is ItemKind.FILL_IN:
        (choice,) = got["choices"]
        assert got["type"] == "Short" and choice["isCorrect"]
        words = "；".join(item.key).replace("*", "\\*")  # a star stands for any text
        assert " ".join(choice["text"]["text"].split()) == " ".join(words.split())
    else:
        assert got["type"] == "MC"
        assert tuple(plain(choice["text"]) for choice in got["choices"]) == item.options
        right = [letter in item.key for letter in LETTERS[: len(item.options)]]
        if item.kind is ItemKind.SINGLE:
            assert [choice["isCorrect"] for choice in got["choices"]] == right
        else:
            weights = [choice["weight"] for choice in got["choices"]]
            assert [weight > 0 for weight in weights] == right and not any(
                c["isCorrect"] for c in got["choices"]
            )
            assert sum(w for w in weights if w > 0) == pytest.approx(100, abs=0.01)
            assert sum(weights) == pytest.approx(0, abs=0.01)


def test_a_paper_is_read(paper: Paper, parse_gift: Parse) -> None:
    check(paper, parse_gift)


def test_nasty_texts_are_read(nasty: Paper, parse_gift: Parse) -> None:
    check(nasty, parse_gift)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_read(paper: Paper, parse_gift: Parse, text: str) -> None:
    check(with_text(paper, text), parse_gift)


def test_an_arrow_in_a_blank_is_refused(paper: Paper) -> None:
    blank = replace(paper.items[3], key=("甲->乙",))
    with pytest.raises(
        KuanyanError, match=r"^第 1 题的答案里有“->”，GIFT 会当作连线题，请改写或改存 \.xml。$"
    ):
        as_gift.render_paper(replace(paper, items=(blank,)))
