"""A case answered reply by reply: answered anew, taken back, contradictions traced to what was said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.verdict.case import Case
from assistant.verdict.decide import decide
from assistant.verdict.interview import (
    Answered,
    Interview,
    answer_group,
    find_doubtful,
    next_question,
    question_about,
)
from assistant.verdict.rulebase import Rulebase, load_rulebase
from assistant.verdict.values import Interval

TODAY = date(2026, 3, 10)
SPB = "重庆市/沙坪坝区"


@pytest.fixture(scope="module")
def rulebase() -> Rulebase:
    return load_rulebase()


def days(number: int) -> Interval:
    return Interval.exactly(Decimal(number))


def test_a_fact_answered_anew_keeps_its_place() -> None:
    interview = Interview().answer(Answered({"harm": "none"})).answer(Answered({"corrected": True}))
    again = interview.answer(Answered({}, ("harm",)))
    assert [reply.facts for reply in again.replies] == [("harm",), ("corrected",)]
    assert again.case.facts == {"corrected": True} and again.case.unknown == {"harm"}
    known = again.answer(Answered({"harm": "slight"}))
    assert known.case.facts["harm"] == "slight" and known.case.unknown == frozenset()


def test_one_fact_of_a_group_is_answered_by_itself() -> None:
    interview = Interview().answer(answer_group(("a", "b", "c"), {"b"}, {"c"}))
    assert interview.case.facts == {"a": False, "b": True} and interview.case.unknown == {"c"}
    changed = interview.answer(Answered({"b": False}))
    assert [reply.facts for reply in changed.replies] == [("b",), ("a", "c")]


def test_back_undoes_the_last_step_whatever_it_was() -> None:
    start = Interview(Case(region=SPB))
    first = start.answer(Answered({"harm": "none"}), Answered({"corrected": True}))
    moved = first.open_with(Case(region="辽宁省/盘锦市"))
    assert moved.case.facts == first.case.facts and moved.back() == first
    assert first.back() == start and start.back() == start


def test_dates_replace_the_days_that_were_given_before() -> None:
    interview = Interview().answer(Answered({"correction_days": days(3)}))
    dates = [
        Answered({"discovered_on": date(2026, 1, 1)}),
        Answered({"corrected_on": date(2026, 1, 3)}),
    ]
    assert set(interview.answer(*dates, forget={"correction_days"}).case.facts) == {
        "discovered_on",
        "corrected_on",
    }


def test_words_are_the_source_until_the_fact_is_answered_anew() -> None:
    interview = Interview().answer(Answered({"corrected": True}, words={"corrected": "改好了"}))
    assert interview.case.sources == {"corrected": "改好了"}
    assert interview.answer(Answered({"corrected": False})).case.sources == {}


def test_what_stands_against_each_other_is_traced_to_what_was_said(rulebase: Rulebase) -> None:
    said = {
        "corrected": False,
        "discovered_on": date(2026, 3, 1),
        "corrected_on": date(2026, 3, 4),
        "harm": "none",
    }
    doubtful = find_doubtful(Case(region=SPB, facts=said), rulebase.facts, TODAY)
    assert "corrected" in doubtful and "corrected_on" in doubtful and "harm" not in doubtful
    assert find_doubtful(Case(region=SPB, facts={"harm": "none"}), rulebase.facts, TODAY) == ()


def test_a_question_already_answered_can_be_asked_again(rulebase: Rulebase) -> None:
    case = Case(region=SPB, facts={"violation": "no_outlet_sign", "has_permit": True})
    verdict = decide(rulebase, case, TODAY)
    question = question_about(("has_permit",), verdict, rulebase.facts)
    assert question.text == rulebase.facts["has_permit"].question
    assert "cq-spb-eeb-2021-181#a2.2" in question.clauses
    assert question_about(("suspected_crime", "refuses_to_correct"), verdict, rulebase.facts).is_group


def test_the_violation_is_asked_first(rulebase: Rulebase) -> None:
    question = next_question(decide(rulebase, Case(region=SPB), TODAY), rulebase.facts)
    assert question is not None and question.facts == ("violation",)
