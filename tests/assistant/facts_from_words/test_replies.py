"""Short replies to the question just asked."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts_from_words import read_case

TODAY = date(2024, 11, 20)
GROUP = ("suspected_crime", "threatens_people", "refuses_to_correct")
NONE_OF_THEM = dict.fromkeys(GROUP, False)


@pytest.mark.parametrize(
    ("asked", "text", "facts"),
    [
        ("harm", "没有", {"harm": "none"}),
        ("harm", "没有。", {"harm": "none"}),
        ("harm", "轻微", {"harm": "slight"}),
        ("harm", "比较严重", {"harm": "serious"}),
        ("harm", "有一点", {}),
        ("harm", "没有造成污染", {"caused_pollution": False}),
        ("caused_pollution", "没有", {"caused_pollution": False}),
        ("caused_pollution", "造成了", {"caused_pollution": True}),
        ("first_violation", "是的", {"first_violation": True}),
        ("first_violation", "嗯", {"first_violation": True}),
        ("first_violation", "不是", {"first_violation": False}),
        ("first_violation", "第二次了", {"first_violation": False}),
        ("first_violation", "没有", {}),  # 没有 is no answer to 是不是
        ("has_permit", "有", {"has_permit": True}),
        ("has_permit", "办了", {"has_permit": True}),
        ("has_permit", "没有", {"has_permit": False}),
        ("has_permit", "不知道", {"has_permit": "unknown"}),
        ("has_permit", "不太清楚", {"has_permit": "unknown"}),
        ("has_permit", "好像有", {}),
        ("has_permit", "有吧", {}),
        ("exceed_times", "0.05", {"exceed_times": "0.05"}),
        ("exceed_times", "0.05倍", {"exceed_times": "0.05"}),
        ("exceed_times", "百分之五", {"exceed_times": "0.05"}),
        ("exceed_times", "不到0.1", {"exceed_times": {"less_than": "0.1"}}),
        ("exceed_times", "0.05和0.08", {"exceed_times": "0.08"}),
        ("exceed_times", "5%左右", {}),
        ("exceed_times", "没测", {"exceed_times": "unknown"}),
        ("exceed_times", "三天", {}),
        ("exceed_times", "-3", {}),
        ("daily_wastewater_t", "80公斤", {"daily_wastewater_t": "0.08"}),
        ("daily_wastewater_t", "半吨", {"daily_wastewater_t": "0.5"}),
        ("daily_wastewater_t", "0.08", {"daily_wastewater_t": "0.08"}),
        ("daily_wastewater_t", "十来吨", {}),
        ("storage_area_sqm", "8个平方", {"storage_area_sqm": "8"}),
        ("storage_area_sqm", "十几", {}),
        ("correction_days", "三天", {"correction_days": "3"}),
        ("correction_days", "3", {"correction_days": "3"}),
        ("correction_days", "第二天", {"correction_days": "1"}),
        ("correction_days", "第三天", {"correction_days": {"at_least": "2", "at_most": "3"}}),
        ("correction_days", "还没改", {"corrected": False}),
        ("correction_days", "0.05倍", {}),
        ("discovered_on", "昨天", {"discovered_on": "2024-11-19"}),
        ("discovered_on", "11月3日", {"discovered_on": "2024-11-03"}),
        ("discovered_on", "上周三", {"discovered_on": "2024-11-13"}),
        ("discovered_on", "明天", {}),
        ("corrected_on", "第三天", {"correction_days": {"at_least": "2", "at_most": "3"}}),
        ("corrected", "改完了", {"corrected": True}),
        ("corrected", "挂上了", {"corrected": True}),
        ("corrected", "是", {"corrected": True}),
        ("corrected", "还没", {"corrected": False}),
        ("corrected", "没有", {"corrected": False}),
        ("corrected", "明天就改", {"corrected": False}),
        ("construction_stopped", "没停", {"construction_stopped": "not_stopped"}),
        ("construction_stopped", "自己停的", {"construction_stopped": "voluntarily"}),
        ("construction_stopped", "责令之后才停", {"construction_stopped": "after_order"}),
        ("signed_promise", "签了", {"signed_promise": True}),
        ("signed_promise", "没有", {"signed_promise": False}),
        ("signed_promise", "不愿意签", {"signed_promise": False}),
        ("credit", "环保诚信", {"credit": "honest"}),
        ("violation_record", "没有", {"violation_record": "none"}),
        ("violation", "未批先建", {"violation": "built_without_eia"}),
        ("has_permit", "没有，排污口牌子也没挂", {"has_permit": False, "violation": "no_outlet_sign"}),
        ("caused_pollution", "没有，不过上个月才改好", {"caused_pollution": False, "corrected": True}),
        (GROUP, "都没有", NONE_OF_THEM),
        (GROUP, "没有", NONE_OF_THEM),
        (GROUP, "都不存在", NONE_OF_THEM),
        (GROUP, "没有这些情形", NONE_OF_THEM),
        (GROUP, "不知道", dict.fromkeys(GROUP, "unknown")),
        (GROUP, "有", {}),
        (GROUP, "应该都没有", {}),
        (GROUP, "有，老板骂了执法人员", {"threatens_people": True}),
    ],
)
def test_a_short_reply_answers_what_was_asked(
    asked: str | tuple[str, ...], text: str, facts: dict[str, object]
) -> None:
    assert read_case(text, today=TODAY, asked=asked).facts() == facts


def test_a_reply_that_denies_all_and_then_tells_of_one_contradicts() -> None:
    reading = read_case("都没有，不过老板骂了执法人员", today=TODAY, asked=GROUP)
    assert [fact for fact, _, _ in reading.contradictions] == ["threatens_people"]
    assert "threatens_people" not in reading.facts()


def test_a_doubtful_reply_is_proposed() -> None:
    (proposed,) = read_case("好像有", today=TODAY, asked="has_permit").proposed
    assert (proposed.fact, proposed.value, proposed.words) == ("has_permit", True, "好像有")


def test_a_negative_reply_is_named() -> None:
    assert "负的" in read_case("-3", today=TODAY, asked="exceed_times").ignored[0].reason


def test_a_reply_is_part_of_a_case_and_the_same_words_alone_say_nothing() -> None:
    assert read_case("没有", today=TODAY, asked="harm").is_case
    alone = read_case("没有", today=TODAY)
    assert alone.facts() == {} and not alone.is_case
