"""A number replied is read whole or not at all; the same in a first message: ``number_replies.yaml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.facts_from_words import read_case
from assistant.facts_from_words.quantities import find_quantities
from assistant.facts_from_words.starts import counts_from_other

TODAY = date(2024, 11, 20)
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "number_replies.yaml").read_text("utf-8")
)
ASKED = {
    "days": ("correction_days", "no_outlet_sign"),
    "times": ("exceed_times", "water_over_standard"),
    "water": ("daily_wastewater_t", "water_over_standard"),
    "area": ("storage_area_sqm", "dust_uncovered"),
}
SIGN = "沙坪坝一家厂有排污许可证，排放口信息化标识牌没挂，{}，没造成后果"
SAND = "沙坪坝工地砂石没盖，堆放面积{}，没扬散，当天盖好了"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_number_replied_is_read_whole_or_not_at_all(case: dict[str, Any]) -> None:
    asked, violation = ASKED[case["asked"]]
    reading = read_case(case["text"], today=TODAY, asked=asked, violation=violation)
    assert reading.facts().get(asked) == case["read"]


def test_both_days_told_are_two_days() -> None:
    facts = read_case("3号查的，14号改的", today=TODAY, asked="correction_days").facts()
    assert facts == {"discovered_on": "2024-11-03", "corrected_on": "2024-11-14", "corrected": True}


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("一个半星期挂好了", {"at_least": "10", "at_most": "11"}),
        ("一个半礼拜挂好", {"at_least": "10", "at_most": "11"}),
        ("检查后两个半星期挂好了", {"at_least": "17", "at_most": "18"}),
        ("复查后第3天挂好了", None),
        ("复查后3天挂好了", None),
        ("核查后第二天挂好了", None),
        ("回访后3天挂好了", None),
        ("约谈后第3天挂好了", None),
        ("老板回来后第3天挂好了", None),
        ("检查后第3天挂好了", "3"),
        ("抽查后第3天挂好了", "3"),
        ("被环保局查了以后第3天挂好了", "3"),
        ("检查人员走后3天挂好了", "3"),
        ("检查过后3天挂好了", "3"),
        ("11月3日检查后第3天挂好了", "3"),
        ("检查后老板拖了3天才挂好", "3"),
        ("12到3天挂好了", {"at_least": "3", "at_most": "12"}),
    ],
)
def test_days_of_a_first_message(told: str, days: object) -> None:
    facts = read_case(SIGN.format(told), today=TODAY).facts()
    assert facts.get("correction_days") == days
    assert "corrected_on" not in facts and facts["corrected"] is True


@pytest.mark.parametrize(
    ("told", "area"),
    [
        ("10个平方出点头", {"more_than": "10"}),
        ("10到8平方米", {"at_least": "8", "at_most": "10"}),
        ("总共20平，盖了12平", None),
        ("8平方米", "8"),
    ],
)
def test_an_area_of_a_first_message(told: str, area: object) -> None:
    assert read_case(SAND.format(told), today=TODAY).facts().get("storage_area_sqm") == area


@pytest.mark.parametrize("text", ["至少3天以内", "不到0天", "超标点零八倍"])
def test_what_bounds_nothing_is_not_usable(text: str) -> None:
    assert not any(q.usable for q in find_quantities(text, frozenset({"天", "倍"})))


@pytest.mark.parametrize(
    ("before", "other"),
    [
        ("检查后第", False),
        ("自查后第", True),
        ("11月3日后第", False),
        ("自收到通知之日起第", True),
        ("过了", False),
    ],
)
def test_what_days_are_counted_from(before: str, other: bool) -> None:
    assert counts_from_other(before) is other
