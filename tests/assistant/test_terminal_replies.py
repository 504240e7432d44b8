"""What is typed in the terminal, read as answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.terminal_replies import is_unsure, read_day, read_group, read_number, read_region, read_reply
from assistant.verdict.interview import NONE_OF_THEM
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Interval
from corpus.errors import KuanyanError
from corpus.places import document_regions
from corpus.rule_models import Fact, FactType


def exactly(number: str) -> Interval:
    return Interval.exactly(Decimal(number))


@pytest.mark.parametrize("reply", ["不知道", "不清楚", "不确定。", "说不准", "unknown", "Unknown"])
def test_not_knowing(reply: str) -> None:
    assert is_unsure(reply)


@pytest.mark.parametrize("reply", ["", "不", "没有", "知道", "0", "?"])
def test_what_is_not_not_knowing(reply: str) -> None:
    assert not is_unsure(reply)


def test_an_empty_reply_is_unknown_for_every_fact(rulebase: Rulebase) -> None:
    for fact in rulebase.facts.values():
        answered = read_reply(fact, "")
        assert answered.values == {} and answered.unknown == (fact.id,)


def test_every_shown_answer_can_be_given_by_number_and_by_its_words(rulebase: Rulebase) -> None:
    for fact in rulebase.facts.values():
        shown: list[tuple[str, object]] = [(words, choice) for choice, words in fact.choices.items()]
        if fact.type is FactType.BOOL:
            shown = [(fact.yes, True), (fact.no, False)]
        for number, (words, value) in enumerate(shown, start=1):
            assert read_reply(fact, str(number)).values == {fact.id: value}
            assert read_reply(fact, words.translate(str.maketrans("（），", "(),"))).values == {
                fact.id: value
            }


@pytest.mark.parametrize("reply", ["0", "99", "3", "-1", "1.5", "1 2", "造成危害后果", "没", "后果", "②"])
def test_a_choice_is_never_guessed(rulebase: Rulebase, reply: str) -> None:
    if reply == "3":
        assert read_reply(rulebase.facts["harm"], reply).values == {"harm": "serious"}
        return
    with pytest.raises(KuanyanError, match="请填 1 到 3 的编号"):
        read_reply(rulebase.facts["harm"], reply)


@pytest.mark.parametrize(
    ("reply", "value"),
    [("y", True), ("YES", True), ("有", True), ("1", True), ("n", False), ("没有", False), ("2", False)],
)
def test_yes_and_no(rulebase: Rulebase, reply: str, value: bool) -> None:
    assert read_reply(rulebase.facts["complaint"], reply).values == {"complaint": value}


@pytest.mark.parametrize("reply", ["0", "3", "也许", "是不是", "不知", "true"])
def test_neither_yes_nor_no(rulebase: Rulebase, reply: str) -> None:
    with pytest.raises(KuanyanError, match="请填 1（是）或 2（否）"):
        read_reply(rulebase.facts["excluded_pollutant"], reply)


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("0.05", exactly("0.05")),
        ("0.05倍", exactly("0.05")),
        ("0.05 0.3", exactly("0.3")),
        ("0.05倍、0.3倍", exactly("0.3")),
        ("0.05,0.3", exactly("0.3")),
        ("1,000", exactly("1000")),
        ("1,234,567.5", exactly("1234567.5")),
        ("小于2", Interval(None, Decimal(2), False, True)),
        ("<2倍", Interval(None, Decimal(2), False, True)),
        ("不到 2 倍", Interval(None, Decimal(2), False, True)),
        ("不超过2", Interval(None, Decimal(2))),
        ("<=2", Interval(None, Decimal(2))),
        ("小于等于2", Interval(None, Decimal(2))),
        ("超过2", Interval(Decimal(2), None, True)),
        (">2", Interval(Decimal(2), None, True)),
        ("大于等于2", Interval(Decimal(2), None)),
        ("至少2倍", Interval(Decimal(2), None)),
    ],
)
def test_numbers(rulebase: Rulebase, reply: str, value: Interval) -> None:
    assert read_number(rulebase.facts["exceed_times"], reply).values == {"exceed_times": value}


@pytest.mark.parametrize(
    ("name", "reply", "number"),
    [
        ("correction_days", "3天", "3"),
        ("correction_days", "第3天", "3"),
        ("correction_days", "第 10 日", "10"),
        ("correction_days", "0", "0"),
        ("storage_area_sqm", "8平米", "8"),
        ("storage_area_sqm", "8m2", "8"),
        ("daily_wastewater_t", "0.05t", "0.05"),
    ],
)
def test_other_words_for_the_same_unit(rulebase: Rulebase, name: str, reply: str, number: str) -> None:
    assert read_number(rulebase.facts[name], reply).values == {name: exactly(number)}


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("exceed_times", "两倍"),
        ("exceed_times", "10%"),
        ("exceed_times", "1e5"),
        ("exceed_times", "-1"),
        ("exceed_times", "小于"),
        ("exceed_times", "小于0"),
        ("exceed_times", "0.05到0.08"),
        ("exceed_times", "小于2大于1"),
        ("daily_wastewater_t", "0.05 0.3"),
        ("daily_wastewater_t", "50公斤"),
        ("correction_days", "三天"),
        ("correction_days", "2周"),
    ],
)
def test_numbers_that_cannot_be_read_are_asked_again(rulebase: Rulebase, name: str, reply: str) -> None:
    fact = rulebase.facts[name]
    with pytest.raises(KuanyanError) as caught:
        read_number(fact, reply)
    assert str(caught.value).startswith(fact.name) and fact.id not in str(caught.value)


@pytest.mark.parametrize(
    "reply",
    ["2024-11-03", "2024-11-3", "2024.11.3", "2024/11/03", "2024年11月3日", "20241103", "2024 . 11 . 3"],
)
def test_days(rulebase: Rulebase, reply: str) -> None:
    assert read_day(reply) == date(2024, 11, 3)
    answered = read_reply(rulebase.facts["discovered_on"], reply)
    assert answered.values == {"discovered_on": date(2024, 11, 3)}


@pytest.mark.parametrize(
    "reply", ["11月3日", "2024-11-31", "2024-13-1", "昨天", "3", "24-11-03", "2024", "0204-11-3"]
)
def test_days_that_cannot_be_read_are_asked_again(rulebase: Rulebase, reply: str) -> None:
    assert read_day(reply) is None
    with pytest.raises(KuanyanError, match=r"^检查发现日“.*”不是可用的日期"):
        read_reply(rulebase.facts["discovered_on"], reply)


# ---- the grouped question


@pytest.fixture
def group(rulebase: Rulebase) -> list[Fact]:
    return [rulebase.facts[name] for name in sorted(rulebase.disqualifying)[:5]]


@pytest.mark.parametrize("reply", ["0", NONE_OF_THEM, "无", "没有"])
def test_none_of_the_group(group: list[Fact], reply: str) -> None:
    answered = read_group(group, reply)
    assert answered.values == {fact.id: False for fact in group} and answered.unknown == ()


def test_nothing_of_the_group_is_known(group: list[Fact]) -> None:
    answered = read_group(group, "")
    assert answered.values == {} and answered.unknown == tuple(fact.id for fact in group)


@pytest.mark.parametrize(
    ("reply", "present", "unsure"),
    [
        ("2", {1}, set()),
        ("2 4", {1, 3}, set()),
        ("2、4，5", {1, 3, 4}, set()),
        (" 2, 2 ", {1}, set()),
        ("1?", set(), {0}),
        ("2 4?", {1}, {3}),
        ("2 2?", {1}, set()),
    ],
)
def test_some_of_the_group(group: list[Fact], reply: str, present: set[int], unsure: set[int]) -> None:
    from unicodedata import normalize

    answered = read_group(group, normalize("NFKC", reply).strip())
    assert answered.unknown == tuple(group[i].id for i in sorted(unsure))
    assert answered.values == {f.id: i in present for i, f in enumerate(group) if i not in unsure}


@pytest.mark.parametrize(
    "reply", ["6", "-1", "1 0", "1.5", "有", "是", "1和2", "1-3", "?1", "1 6", "涉嫌犯罪"]
)
def test_a_reply_to_the_group_is_never_guessed(group: list[Fact], reply: str) -> None:
    with pytest.raises(KuanyanError, match="请填存在的情形的编号（1 到 5"):
        read_group(group, reply)


# ---- the region


def test_a_region_by_number_or_name(rulebase: Rulebase) -> None:
    for number, region in enumerate(document_regions(rulebase.corpus), start=1):
        assert read_region(rulebase.corpus, str(number)) == region
        assert read_region(rulebase.corpus, region.replace("/", "")) == region
    assert read_region(rulebase.corpus, "成都") == "四川省/成都市"


@pytest.mark.parametrize("reply", ["", "0", "99", "火星", "沙坪坝和盘锦"])
def test_a_region_that_cannot_be_read_is_asked_again(rulebase: Rulebase, reply: str) -> None:
    with pytest.raises(KuanyanError, match="地区") as caught:
        read_region(rulebase.corpus, reply)
    assert "region" not in str(caught.value)
