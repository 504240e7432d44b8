"""Numbers and days as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from assistant.facts_from_words.dates import find_days
from assistant.facts_from_words.quantities import Interval, find_quantities, parse_number, plain

UNITS = frozenset({"倍", "吨", "平米", "天", "%", "成", "公斤", "周"})
TODAY = date(2024, 11, 20)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("1,000", "1000"),
        ("0.05", "0.05"),
        ("十二", "12"),
        ("零点零五", "0.05"),
        ("两百", "200"),
        ("一百五", "150"),
        ("一千零五", "1005"),
        ("两万三", "23000"),
        ("廿三", "23"),
    ],
)
def test_a_numeral_has_its_value(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["二三十", "三四", "点五"])
def test_what_is_no_single_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "json"),
    [
        ("0.05倍", "0.05"),
        ("5%", "5"),
        ("百分之五", "0.05"),
        ("千分之五", "0.005"),
        ("十分之一", "0.1"),
        ("半吨", "0.5"),
        ("一吨半", "1.5"),
        ("半成", "0.5"),
        ("两三平米", {"at_least": "2", "at_most": "3"}),
        ("三五天", {"at_least": "3", "at_most": "5"}),
        ("一两天", {"at_least": "1", "at_most": "2"}),
        ("十七八平米", {"at_least": "17", "at_most": "18"}),
        ("5到8平米", {"at_least": "5", "at_most": "8"}),
        ("5-8平米", {"at_least": "5", "at_most": "8"}),
        ("5平米到8平米", {"at_least": "5", "at_most": "8"}),
        ("不到10平米", {"less_than": "10"}),
        ("不足一百公斤", {"less_than": "100"}),
        ("小于0.1倍", {"less_than": "0.1"}),
        ("10平米不到", {"less_than": "10"}),
        ("超过10平米", {"more_than": "10"}),
        ("10平米出头", {"more_than": "10"}),
        ("10平米以上", {"at_least": "10"}),
        ("至少10平米", {"at_least": "10"}),
        ("不超过10平米", {"at_most": "10"}),
        ("三天之内", {"at_most": "3"}),
        ("最多3天", {"at_most": "3"}),
        ("刚好10平米", "10"),
        ("只有8平米", "8"),
        ("也就8平米", "8"),
        ("一周零两天", "9"),
    ],
)
def test_a_number_with_its_bounds(text: str, json: object) -> None:
    (quantity,) = find_quantities(text, UNITS)
    assert quantity.interval.as_json() == json
    assert quantity.usable and not quantity.about
    assert quantity.end == len(text)


@pytest.mark.parametrize(
    "text", ["约10平米", "大概10平米", "10平米左右", "将近10平米", "接近10平米", "10平米上下", "差不多10平米"]
)
def test_a_rounded_number_is_no_exact_one(text: str) -> None:
    (quantity,) = find_quantities(text, UNITS)
    assert quantity.about


@pytest.mark.parametrize(
    "text", ["十几平米", "几平米", "十来平米", "十多平米", "10多平米", "几十平米", "好几天"]
)
def test_a_vague_number_is_none(text: str) -> None:
    assert not [q for q in find_quantities(text, UNITS) if q.unit and q.usable and not q.about]


@pytest.mark.parametrize("text", ["第3天", "每3天", "不是3天", "没有3天", "负3吨", "-3吨"])
def test_an_order_a_rate_a_negation_or_a_negative_number_is_not_usable(text: str) -> None:
    assert not any(q.usable for q in find_quantities(text, UNITS))


def test_negative_numbers_are_told_from_ranges() -> None:
    assert find_quantities("负3吨", UNITS)[0].negative
    assert find_quantities("超标-0.05倍", UNITS)[0].negative
    assert not any(q.negative for q in find_quantities("5-8平米", UNITS))


@pytest.mark.parametrize(
    ("number", "text"), [("10", "10"), ("0.10", "0.1"), ("1E+2", "100"), ("0.0500", "0.05")]
)
def test_numbers_are_written_plainly(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021年11月3日", "2021-11-03"),
        ("2021-11-03", "2021-11-03"),
        ("2021/11/3", "2021-11-03"),
        ("2021.11.3", "2021-11-03"),
        ("二〇二一年十一月三日", "2021-11-03"),
        ("11月3日", "2024-11-03"),
        ("11月3号", "2024-11-03"),
        ("12月3日", "2023-12-03"),
        ("元月六号", "2024-01-06"),
        ("去年12月3日", "2023-12-03"),
        ("今年3月1日", "2024-03-01"),
        ("昨天", "2024-11-19"),
        ("前天", "2024-11-18"),
        ("大前天", "2024-11-17"),
        ("今早", "2024-11-20"),
        ("三天前", "2024-11-17"),
        ("上周三", "2024-11-13"),
        ("上上周三", "2024-11-06"),
        ("这周一", "2024-11-18"),
        ("周一", "2024-11-18"),
        ("星期五", "2024-11-15"),
        ("上个月5号", "2024-10-05"),
        ("本月5号", "2024-11-05"),
        ("9号", "2024-11-09"),
        ("25号", "2024-10-25"),
        ("3.11查", "2024-03-11"),
        ("12.28发现", "2023-12-28"),
    ],
)
def test_a_day_is_counted_from_today(text: str, day: str) -> None:
    (named,) = find_days(text, TODAY)
    assert named.day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        *("11月10日前", "11月3日之后", "11月3日起", "3号炉", "3号楼", "第3号", "周三", "下周三", "每周三"),
        *("渝环规5号", "沙府发69号"),
        *("一周三次", "上周", "前几天", "三四天前", "3.11吨", "超标11.3倍", "12345号令", "〔2021〕5号"),
    ],
)
def test_what_names_no_day_gives_none(text: str) -> None:
    assert find_days(text, TODAY) == []


def test_a_day_that_does_not_exist_is_told() -> None:
    (named,) = find_days("2024年2月30日", TODAY)
    assert named.day is None


def test_a_bare_day_takes_the_month_named_before() -> None:
    assert [d.day for d in find_days("10月3日检查，9号改完", TODAY)] == [date(2024, 10, 3), date(2024, 10, 9)]


@pytest.mark.parametrize(
    ("bare", "factor", "low", "high"),
    [
        ("0.015", Fraction(2000, 3), "10", "10"),  # 亩, to the very threshold
        ("0.02", Fraction(2000, 3), "13.3333", "13.3334"),
        ("240", Fraction(1, 24), "10", "10"),
        ("80", Fraction(1, 1000), "0.08", "0.08"),
    ],
)
def test_units_are_converted_exactly_or_rounded_outwards(
    bare: str, factor: Fraction, low: str, high: str
) -> None:
    scaled = Interval(Decimal(bare), Decimal(bare)).scaled(factor)
    assert (scaled.low, scaled.high) == (Decimal(low), Decimal(high))


def test_a_part_of_a_day_more_is_no_day_less() -> None:
    (quantity,) = find_quantities("10天零8小时挂上了", frozenset({"天", "小时"}))
    assert (quantity.unit, quantity.interval) == ("天", Interval(Decimal(10), Decimal(11)))
    (quantity,) = find_quantities("一周零三天", frozenset({"周", "天"}))
    assert (quantity.unit, quantity.interval) == ("天", Interval(Decimal(10), Decimal(10)))
    assert not any(q.usable for q in find_quantities("一个月零三天", frozenset({"天"})) if q.unit == "天")
