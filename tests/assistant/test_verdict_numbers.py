"""Numbers of a case: exact, with their unit, several, or a range; never a float, never negative."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from assistant.verdict.case import Case
from assistant.verdict.decide import decide
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Interval
from corpus.rule_models import FactType
from tests.assistant.case_input import complaint, read, value_of

TODAY = date(2024, 11, 20)

# ---- numbers


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("0.05", "0.05"),
        ("0.05倍", "0.05"),
        (" 0.05 倍 ", "0.05"),
        ("０．０５倍", "0.05"),
        ("+2", "2"),
        (3, "3"),
        (0, "0"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        (1000, "1000"),
        ("1000倍", "1000"),
        ("0." + "0" * 30 + "1", "0." + "0" * 30 + "1"),
        ("007", "7"),
    ],
)
def test_numbers_are_read_exactly(rulebase: Rulebase, raw: object, number: str) -> None:
    value = value_of(rulebase, "exceed_times", raw)
    assert value == Interval.exactly(Decimal(number))
    assert isinstance(value, Interval) and not str(value.number).startswith("-")


@pytest.mark.parametrize("raw", [0.05, 1.0, 100000.0, -0.5, 1e-7])
def test_a_float_is_refused_with_what_to_write_instead(rulebase: Rulebase, raw: float) -> None:
    message = complaint(rulebase, {"facts": {"exceed_times": raw}})
    assert "写成了浮点数" in message and "请加引号" in message
    instead = re.search(r'如 "([^"]+)"', message)
    assert instead and Decimal(instead[1]) == Decimal(repr(raw)) and "e" not in instead[1]


@pytest.mark.parametrize(
    "raw",
    [
        True,
        False,
        "abc",
        "",
        " ",
        "1e5",
        "1E-3",
        "1,000",
        "1.2.3",
        ".5",
        "5.",
        "一半",
        "负3",
        "1_000",
        "0x10",
        "½",
        "--3",
        "NaN",
        "Infinity",
        "∞",
        "3 4",
        "0.05~0.08",
        float("nan"),
        float("inf"),
        (1,),
    ],
)
def test_what_is_no_number_is_refused(rulebase: Rulebase, raw: object) -> None:
    message = complaint(rulebase, {"facts": {"exceed_times": raw}})
    assert re.match(r"事实 exceed_times（超标倍数）(应当是数|的单位是倍)，写的是“", message)


@pytest.mark.parametrize(
    ("name", "raw", "unit"),
    [
        ("exceed_times", "5%", "倍"),
        ("exceed_times", "0.05 吨", "倍"),
        ("daily_wastewater_t", "50千克", "吨"),
        ("daily_wastewater_t", "0.05吨/日", "吨"),
        ("storage_area_sqm", "8㎡", "平方米"),
        ("storage_area_sqm", "8亩", "平方米"),
        ("correction_days", "3小时", "日"),
    ],
)
def test_a_wrong_unit_is_named_and_never_converted(
    rulebase: Rulebase, name: str, raw: str, unit: str
) -> None:
    message = complaint(rulebase, {"facts": {name: raw}})
    assert f"的单位是{unit}，写的是“" in message and message.endswith(f"请换算成{unit}再填。")


def test_every_number_takes_its_own_unit(rulebase: Rulebase) -> None:
    numbers = [f for f in rulebase.facts.values() if f.type is FactType.NUMBER]
    assert numbers and all(fact.unit for fact in numbers)
    for fact in numbers:
        assert value_of(rulebase, fact.id, f"2{fact.unit}") == Interval.exactly(Decimal(2))


@pytest.mark.parametrize("raw", [-3, "-3", "-0.01倍", {"at_most": "-1"}, ["0.05", "-1"]])
def test_a_negative_number_is_refused(rulebase: Rulebase, raw: object) -> None:
    assert "不能是负数，写的是 -" in complaint(rulebase, {"facts": {"exceed_times": raw}})


def test_minus_three_tonnes_is_refused_and_a_thousand_times_is_fine(rulebase: Rulebase) -> None:
    assert "不能是负数，写的是 -3吨" in complaint(rulebase, {"facts": {"daily_wastewater_t": "-3吨"}})
    case = read(rulebase, {"region": "沙坪坝", "facts": {"violation": "water_over_standard"}})
    far = Case(case.matter, case.region, {**case.facts, "exceed_times": Interval.exactly(Decimal(1000))})
    verdict = decide(rulebase, far, TODAY)
    assert all(line.truth is not True for line in verdict.trace if line.fact == "exceed_times")


@pytest.mark.parametrize(
    "raw",
    ["9" * 41, 10**41, 10**5000, "0." + "1" * 60, ["9" * 99, "1"]],
    ids=["text", "integer", "beyond what Python prints", "decimal", "list"],
)
def test_a_number_without_end_is_refused(rulebase: Rulebase, raw: object) -> None:
    message = complaint(rulebase, {"facts": {"exceed_times": raw}})
    assert message == "事实 exceed_times（超标倍数）的数超过了40位，请核对。"


# ---- several numbers, bounds


def test_of_several_pollutants_the_largest_counts(rulebase: Rulebase) -> None:
    assert value_of(rulebase, "exceed_times", ["0.05", "0.3倍", 0]) == Interval.exactly(Decimal("0.3"))


@pytest.mark.parametrize(
    ("name", "raw", "words"),
    [
        ("exceed_times", [], "的列表是空的"),
        ("exceed_times", ["0.05", "unknown"], "应当是数，写的是“unknown”"),
        ("exceed_times", ["0.05", None], "应当是数，写的是“null”"),
        ("exceed_times", ["0.05", 0.3], "写成了浮点数 0.3"),
        ("exceed_times", [["0.05"]], "应当是数"),
        ("exceed_times", [{"less_than": "1"}], "应当是数"),
        ("exceed_times", ["0.05", "3吨"], "的单位是倍"),
        ("daily_wastewater_t", ["0.05", "0.3"], "只能有一个数，写了2个"),
        ("correction_days", [], "只能有一个数，写了0个"),
    ],
)
def test_a_bad_list_of_numbers_is_refused(rulebase: Rulebase, name: str, raw: object, words: str) -> None:
    assert words in complaint(rulebase, {"facts": {name: raw}})


@pytest.mark.parametrize(
    ("raw", "interval"),
    [
        ({"less_than": "10"}, Interval(None, Decimal(10), False, True)),
        ({"at_most": 10}, Interval(None, Decimal(10))),
        ({"at_most": 0}, Interval(None, Decimal(0))),
        ({"more_than": "8平方米"}, Interval(Decimal(8), None, True)),
        ({"at_least": "8"}, Interval(Decimal(8), None)),
        ({"more_than": 8, "at_most": 10}, Interval(Decimal(8), Decimal(10), True, False)),
        ({"at_least": 8, "at_most": 8}, Interval.exactly(Decimal(8))),
    ],
)
def test_bounds_make_a_range(rulebase: Rulebase, raw: object, interval: Interval) -> None:
    assert value_of(rulebase, "storage_area_sqm", raw) == interval


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"below": "10"},
        {"less_than": "10", "unit": "平方米"},
        {"less_than": "10", "at_most": "9"},
        {"more_than": "1", "at_least": "1"},
        {"小于": "10"},
    ],
)
def test_bounds_that_are_none_are_refused(rulebase: Rulebase, raw: object) -> None:
    message = complaint(rulebase, {"facts": {"storage_area_sqm": raw}})
    assert "的范围写错了" in message and "下限用 more_than 或 at_least" in message


@pytest.mark.parametrize(
    "raw",
    [
        {"more_than": "10", "less_than": "8"},
        {"more_than": "10", "less_than": "10"},
        {"at_least": "10", "less_than": "10"},
        {"more_than": "10", "at_most": "10"},
        {"less_than": "0"},
    ],
)
def test_an_empty_range_is_refused(rulebase: Rulebase, raw: object) -> None:
    assert "的范围是空的" in complaint(rulebase, {"facts": {"storage_area_sqm": raw}})


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"less_than": 0.1}, "写成了浮点数 0.1"),
        ({"less_than": "unknown"}, "应当是数"),
        ({"less_than": None}, "应当是数"),
        ({"less_than": ["1"]}, "应当是数"),
        ({"less_than": "3吨"}, "的单位是平方米"),
    ],
)
def test_a_bad_bound_is_refused(rulebase: Rulebase, raw: object, words: str) -> None:
    assert words in complaint(rulebase, {"facts": {"storage_area_sqm": raw}})


@pytest.mark.parametrize("raw", ["3.5", "10.5", "0.1", {"at_most": "2.5"}])
def test_days_are_whole(rulebase: Rulebase, raw: object) -> None:
    said = complaint(rulebase, {"facts": {"correction_days": raw}})
    assert (
        "事实 correction_days（改正用时）应当是整数，写的是" in said
        and "不满一日的按实际经过的日子填" in said
    )


def test_whole_days_may_be_written_with_zeros(rulebase: Rulebase) -> None:
    assert value_of(rulebase, "correction_days", "3.0") == Interval.exactly(Decimal(3))
