"""A reply is read whole or not at all: ``replies.yaml``, which a civil servant can read and correct."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.facts_from_words import read_case
from corpus.facts import load_facts

TODAY = date(2024, 11, 20)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "replies.yaml").read_text("utf-8"))
GROUP = tuple(name for name, fact in load_facts().items() if fact.disqualifying)[:11]


def asked_of(case: dict[str, Any]) -> str | tuple[str, ...] | None:
    asked: str | None = case.get("asked")
    return GROUP if asked == "group" else asked


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.get('asked', '')} {case['text']}")
def test_a_reply_states_exactly_these_facts(case: dict[str, Any]) -> None:
    reading = read_case(case["text"], today=TODAY, asked=asked_of(case), violation=case.get("violation"))
    others = dict.fromkeys(GROUP, case["others"]) if "others" in case else {}
    assert reading.facts() == {**others, **case["facts"]}
    assert list(reading.unread) == case.get("unread", [])
    assert sorted({fact for fact, _, _ in reading.contradictions}) == case.get("contradicts", [])


@pytest.mark.parametrize("case", [c for c in CASES if c.get("unread")], ids=lambda case: case["text"])
def test_what_was_not_read_of_a_reply_keeps_the_question_open(case: dict[str, Any]) -> None:
    reading = read_case(case["text"], today=TODAY, asked=asked_of(case))
    assert reading.is_case
    if case["asked"] == "group":
        assert False not in {reading.facts().get(name) for name in GROUP}
    else:
        assert case["asked"] not in reading.facts()
    assert all(words in case["text"] for words in reading.unread)


def test_the_numbers_are_those_of_the_question_and_the_group_is_that_of_the_interview() -> None:
    assert GROUP[7] == "caused_incident" and len(GROUP) == 11
    (found,) = read_case("第8项有", today=TODAY, asked=GROUP).found
    assert (found.fact, found.value, found.words) == ("caused_incident", True, "第8项有")


def test_there_are_many_and_each_stands_once() -> None:
    texts = [(case.get("asked"), case["text"]) for case in CASES]
    assert len(texts) >= 150
    assert len(texts) == len(set(texts))
