"""Where a text says that it is: places, and words that tell of another place without naming it."""

from __future__ import annotations

import pytest

from assistant.facts_from_words.region import find_whereabouts, may_lie_in

CASE = "，登记表没备案，检查后第5天备案了，会罚吗？"


@pytest.mark.parametrize(
    "words",
    [
        "外省",
        "外地",
        "国外",
        "隔壁县",
        "隔壁区",
        "别的区",
        "邻县",
        "高新区",
        "经开区",
        "新区",
        "江北",
        "江北区",
        "乌有县",
    ],
)
def test_words_that_name_no_region_are_found(words: str) -> None:
    where = find_whereabouts(f"我们厂在{words}{CASE}")
    assert (where.places, where.elsewhere) == ((), words)


@pytest.mark.parametrize(
    "text",
    [
        "老板一直在外地，许可证有",
        "从外省拉来的煤没盖",
        "听说隔壁区的厂没罚，我们厂登记表没备案",
        "外地企业在沙坪坝手续没办",
        "外省企业在沙坪坝手续没办",
        "另外区里要求整改",
        "成都高新区的厂没备案",
        "两江新区的厂没备案",
        "堆在生产区，没盖",
        "影响了附近小区",
        "除外情形都没有",
        "户外市场没盖",
    ],
)
def test_words_that_only_look_so_are_not(text: str) -> None:
    assert find_whereabouts(text).elsewhere == ""


def test_our_county_may_lie_where_there_are_counties() -> None:
    assert find_whereabouts("我们县登记表没备案会罚吗").elsewhere == "我们县"
    assert may_lie_in("我们县", "广西壮族自治区")
    assert may_lie_in("我们省", "辽宁省/盘锦市")
    assert not may_lie_in("我们县", "重庆市/沙坪坝区")
    assert not may_lie_in("我们省", "重庆市/沙坪坝区")
    assert not may_lie_in("隔壁县", "广西壮族自治区")
