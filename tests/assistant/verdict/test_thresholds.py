"""Every number in the rules, just below, at and just above; what must come of it is written here by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from assistant.verdict.case import parse_case
from assistant.verdict.derive import derive
from assistant.verdict.truth import World, add_years, hold_rule
from assistant.verdict.values import Value
from corpus.rule_models import Leaf, Operator, Rule
from tests.assistant.verdict.worlds import rulebase

T, F = True, False
DECIDED = date(2024, 8, 5)


@dataclass(frozen=True)
class Threshold:
    """``answers``: how the fact is told just below, at and just above; ``truths``: what the rule then is."""

    printed: str
    fact: str
    answers: tuple[object, object, object]
    truths: tuple[bool, bool, bool]


TEN_DAYS = Threshold("10 日内", "correction_days", (9, 10, 11), (T, T, F))
SEVEN_DAYS = Threshold("7 日内", "correction_days", (6, 7, 8), (T, T, F))
THREE_YEARS = Threshold("3年", "listed_on", ("2021-08-06", "2021-08-05", "2021-08-04"), (T, T, F))
EXPIRED = Threshold("3年", "listed_on", ("2021-08-06", "2021-08-05", "2021-08-04"), (F, F, T))

BY_HAND: dict[str, list[Threshold]] = {
    "cq-spb-eeb-2021-181/positive-2": [TEN_DAYS],
    "cq-spb-eeb-2021-181/positive-3": [TEN_DAYS],
    "cq-spb-eeb-2021-181/positive-4": [SEVEN_DAYS],
    "cq-spb-eeb-2021-181/positive-5": [SEVEN_DAYS],
    "cq-spb-eeb-2021-181/positive-6": [
        Threshold("小于 0.1 倍", "exceed_times", ("0.0999", "0.1", "0.1001"), (T, F, F)),
        Threshold("小于 0.1 吨", "daily_wastewater_t", ("0.0999", "0.10", "0.1001"), (T, F, F)),
    ],
    "cq-spb-eeb-2021-181/positive-8": [TEN_DAYS],
    "cq-spb-eeb-2021-181/positive-9": [
        Threshold("10平方米以下", "storage_area_sqm", ("9.999", "10.0", "10.001"), (T, T, F)),
    ],
    "cq-eeb-2021-5/advice-expired": [EXPIRED],
    "cq-eeb-2021-5/advice-remote-key-unit": [THREE_YEARS],
    "cq-eeb-2021-5/advice-remote-other": [THREE_YEARS],
    "cq-eeb-2021-5/aggravated-malicious": [THREE_YEARS],
    "cq-eeb-2021-5/aggravated-poor-management": [THREE_YEARS],
    "cq-eeb-2021-5/careful-1": [THREE_YEARS],
    "cq-eeb-2021-5/careful-2": [THREE_YEARS],
    "cq-eeb-2021-5/careful-3": [THREE_YEARS],
    "cq-eeb-2021-5/duty-check-up-visit": [THREE_YEARS],
    "cq-eeb-2021-5/duty-consent": [THREE_YEARS],
    "cq-eeb-2021-5/duty-severe-consequences": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-1": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-2": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-3": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-4": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-5": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-hidden-danger": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-no-active-visit": [THREE_YEARS],
    "cq-eeb-2021-5/onsite-no-selected": [THREE_YEARS],
}
CASES = [(rule, threshold) for rule, thresholds in BY_HAND.items() for threshold in thresholds]


def _bounded(rule: Rule) -> Iterator[Leaf]:
    return (leaf for leaf in rule.leaves() if leaf.bound is not None)


def test_no_threshold_of_a_rule_is_missing_from_the_table() -> None:
    fact_of = {Operator.CORRECTED_WITHIN: "correction_days"}
    found = {
        rule.rule_id: {fact_of.get(leaf.operator, leaf.fact) for leaf in _bounded(rule)}
        for rule in rulebase().rules
    }
    by_hand = {rule: {t.fact for t in thresholds} for rule, thresholds in BY_HAND.items()}
    assert {rule: names for rule, names in found.items() if names} == by_hand


@pytest.mark.parametrize(("rule_id", "threshold"), CASES)
def test_below_at_and_above(rule_id: str, threshold: Threshold) -> None:
    rule = next(r for r in rulebase().rules if r.rule_id == rule_id)
    printed = {"".join(quote.split()) for leaf in _bounded(rule) for quote in leaf.quotes}
    assert any("".join(threshold.printed.split()) in quote for quote in printed)
    base = next(t.facts for t in rule.tests if t.truth is True)
    for answer, truth in zip(threshold.answers, threshold.truths, strict=True):
        assert _truth(rule, {**base, threshold.fact: answer}) is truth, answer


@pytest.mark.parametrize(("rule_id", "threshold"), CASES)
def test_ranges_that_end_at_the_threshold(rule_id: str, threshold: Threshold) -> None:
    """不到、不超过、不少于、超过 the very number: certain only where every number in the range agrees."""
    if threshold.fact == "listed_on":
        return  # a day has no range
    rule = next(r for r in rulebase().rules if r.rule_id == rule_id)
    base = next(t.facts for t in rule.tests if t.truth is True)
    _, at, _ = threshold.answers
    includes = threshold.truths[1]
    expected: dict[str, bool | None] = {"less_than": True, "at_most": includes or None}
    expected |= {"more_than": False, "at_least": None if includes else False}
    for words, truth in expected.items():
        assert _truth(rule, {**base, threshold.fact: {words: at}}) is truth, words


def _truth(rule: Rule, facts: dict[str, Any]) -> bool | None:
    base = rulebase()
    case = parse_case({"facts": facts}, base.corpus, base.facts)
    known = derive(case, base.facts, DECIDED)
    assert not known.contradictions
    return hold_rule(rule, World(known.values, DECIDED))[0]


@pytest.mark.parametrize(
    ("listed", "last_day"),
    [
        ("2021-08-06", "2024-08-06"),
        ("2021-02-28", "2024-02-28"),
        ("2021-03-01", "2024-03-01"),
        ("2024-02-29", "2027-02-28"),  # a leap day ends where February ends
        ("2021-12-31", "2024-12-31"),
        ("2022-01-01", "2025-01-01"),
    ],
)
def test_three_years_end_on_the_same_day(listed: str, last_day: str) -> None:
    assert add_years(date.fromisoformat(listed), 3) == date.fromisoformat(last_day)
    rule = next(r for r in rulebase().rules if r.rule_id == "cq-eeb-2021-5/onsite-no-active-visit")
    values: dict[str, Value] = {"on_enterprise_list": True, "listed_on": date.fromisoformat(listed)}
    for past, truth in ((-1, True), (0, True), (1, False)):
        day = date.fromisoformat(last_day) + timedelta(days=past)
        assert hold_rule(rule, World(values, day))[0] is truth


def test_a_leap_day_comes_again_after_four_years() -> None:
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
