"""Ranges of numbers against every number of a fine grid."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from assistant.verdict.case import parse_case
from assistant.verdict.values import Interval, compare, render_date, render_value, value_as_json
from corpus.rule_models import Operator
from tests.assistant.verdict.worlds import contains, facts, rulebase

GRID = [Decimal(n) / 4 for n in range(-4, 17)]  # beyond and between all ends
ENDS: list[Decimal | None] = [None, Decimal(0), Decimal(1), Decimal(2), Decimal(3)]
COMPARISONS: dict[Operator, Callable[[Decimal, Decimal], bool]] = {
    Operator.LESS_THAN: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE_THAN: operator.gt,
    Operator.AT_LEAST: operator.ge,
}


def _intervals() -> list[Interval]:
    found = []
    for low, high, low_open, high_open in product(ENDS, ENDS, (False, True), (False, True)):
        if (low is None and low_open) or (high is None and high_open):
            continue
        try:
            found.append(Interval(low, high, low_open, high_open))
        except ValueError:
            assert low is not None and high is not None
            assert low > high or (low == high and (low_open or high_open))
    return found


INTERVALS = _intervals()


@pytest.mark.parametrize("comparison", COMPARISONS)
def test_a_comparison_is_certain_where_all_numbers_agree(comparison: Operator) -> None:
    for interval, bound in product(INTERVALS, ENDS[1:]):
        assert bound is not None
        truths = {COMPARISONS[comparison](n, bound) for n in GRID if contains(interval, n)}
        expected = truths.pop() if len(truths) == 1 else None
        assert compare(comparison, interval, bound) is expected, (interval, bound)


def test_two_ranges_meet_where_they_share_a_number() -> None:
    for one, other in product(INTERVALS, INTERVALS):
        shared = any(contains(one, n) and contains(other, n) for n in GRID)
        assert one.meets(other) is shared, (one, other)


def test_a_range_of_one_number_is_that_number() -> None:
    assert Interval.exactly(Decimal("0.5")).number == Decimal("0.5")
    assert Interval(Decimal(1), Decimal(2)).number is None
    assert Interval(Decimal(1), None).number is None
    assert Interval(None, None).number is None


@pytest.mark.parametrize("wrong", [Operator.IS, Operator.CORRECTED_WITHIN, Operator.WITHIN_YEARS])
def test_other_operators_compare_nothing(wrong: Operator) -> None:
    with pytest.raises(ValueError, match="not a comparison"):
        compare(wrong, Interval.exactly(Decimal(1)), Decimal(1))


def test_what_is_written_is_read_again() -> None:
    for interval in INTERVALS:
        if interval.low is None and interval.high is None:
            continue
        if interval.high == 0 and interval.high_open:
            continue  # no number is negative
        written = {"facts": {"storage_area_sqm": value_as_json(interval)}}
        assert parse_case(written, rulebase().corpus, facts()).facts["storage_area_sqm"] == interval


@pytest.mark.parametrize(
    ("fact", "value", "words", "json"),
    [
        ("exceed_times", Interval.exactly(Decimal("0.05")), "0.05倍", "0.05"),
        (
            "storage_area_sqm",
            Interval(None, Decimal(10), high_open=True),
            "不到10平方米",
            {"less_than": "10"},
        ),
        ("storage_area_sqm", Interval(None, Decimal(10)), "不超过10平方米", {"at_most": "10"}),
        ("storage_area_sqm", Interval(Decimal(10), None), "不少于10平方米", {"at_least": "10"}),
        (
            "correction_days",
            Interval(Decimal(3), Decimal(7), low_open=True),
            "超过3日、不超过7日",
            {"more_than": "3", "at_most": "7"},
        ),
        ("harm", "slight", "有危害后果，但轻微", "slight"),
        ("has_permit", True, "已核发", True),
        ("has_permit", False, "没有", False),
        ("discovered_on", date(2024, 11, 3), "2024年11月3日", "2024-11-03"),
    ],
)
def test_values_in_words_and_in_json(fact: str, value: Any, words: str, json: object) -> None:
    assert render_value(facts()[fact], value) == words
    assert value_as_json(value) == json


def test_days_in_words() -> None:
    assert render_date(date(2022, 1, 4)) == "2022年1月4日"
