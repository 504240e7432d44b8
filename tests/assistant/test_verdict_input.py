"""What a case may be made of: every complaint about bad input, and statements that contradict each other."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from assistant.batch_json import parse_json
from assistant.verdict.case import Case, parse_day, parse_reply
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from corpus.errors import KuanyanError
from corpus.rule_models import Matter, Outcome
from tests.assistant.case_input import complaint, read, value_of

TODAY = date(2024, 11, 20)

# ---- the object


@pytest.mark.parametrize("data", [None, [], "案情", 5, True, [{"facts": {}}]])
def test_a_case_is_an_object(rulebase: Rulebase, data: object) -> None:
    assert "案情应当是一个 JSON 对象" in complaint(rulebase, data)


def test_an_empty_object_is_a_case_of_which_nothing_is_known(rulebase: Rulebase) -> None:
    assert read(rulebase, {}) == Case()
    nothing: dict[str, object] = {
        "region": None,
        "matter": None,
        "act_on": None,
        "decided_on": "",
        "facts": {},
        "id": 7,
    }
    assert read(rulebase, nothing) == Case()


@pytest.mark.parametrize("name", ["colour", "fact", "Facts", "地区", "as_of", ""])
def test_an_unknown_field_is_named_with_those_there_are(rulebase: Rulebase, name: str) -> None:
    message = complaint(rulebase, {name: 1})
    assert f"不认识的字段“{name}”；可用的字段是 id、region、matter、facts、act_on、decided_on。" in message


@pytest.mark.parametrize("facts", [None, [], "harm", 3, [{"harm": "none"}]])
def test_facts_are_an_object(rulebase: Rulebase, facts: object) -> None:
    assert "字段 facts 应当是一个 JSON 对象" in complaint(rulebase, {"facts": facts})


@pytest.mark.parametrize("matter", [m.value for m in Matter])
def test_each_matter_can_be_asked(rulebase: Rulebase, matter: str) -> None:
    assert read(rulebase, {"matter": matter}).matter == matter


@pytest.mark.parametrize("matter", ["punish", "", "罚不罚", 1, ["join"], {"join": 1}, True])
def test_an_unknown_matter_is_named_with_those_there_are(rulebase: Rulebase, matter: object) -> None:
    assert "不认识；可用的是 violation、join、removal、onsite。" in complaint(rulebase, {"matter": matter})


# ---- facts by name


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("exceed_time", "exceed_times（超标倍数）"),
        ("Harm", "harm（危害后果）"),
        ("first_violations", "first_violation（初次违法）"),
        ("危害后果", "harm（危害后果）"),
        ("correction_day", "correction_days（改正用时）"),
    ],
)
def test_an_unknown_fact_comes_with_near_names(rulebase: Rulebase, name: str, near: str) -> None:
    message = complaint(rulebase, {"facts": {name: True}})
    assert message.startswith(f"没有名为“{name}”的事实；是不是 ") and near in message
    assert message.endswith("全部事实见 kuanyan facts。")


@pytest.mark.parametrize("name", ["", "qqqqqqqqqqqq", "🙂", "x" * 5000, "a\nb\x1b[31m"])
def test_a_fact_without_near_names_is_still_named(rulebase: Rulebase, name: str) -> None:
    message = complaint(rulebase, {"facts": {name: True}})
    assert "是不是" not in message and "\x1b" not in message and len(message) < 150


# ---- yes or no, choices


@pytest.mark.parametrize("raw", [1, 0, "true", "是", "yes", "", [], {}, 1.0, "True", [True]])
def test_a_number_or_a_word_is_no_truth_value(rulebase: Rulebase, raw: object) -> None:
    message = complaint(rulebase, {"facts": {"first_violation": raw}})
    assert message.startswith("事实 first_violation（初次违法）应当是 true、false 或 unknown，写的是“")


@pytest.mark.parametrize("raw", [True, False])
def test_truth_values_are_taken(rulebase: Rulebase, raw: bool) -> None:
    assert value_of(rulebase, "first_violation", raw) is raw


@pytest.mark.parametrize("raw", ["None", "light", "", 0, True, ["none"], {"is": "none"}, 0.5])
def test_an_unknown_choice_comes_with_those_there_are(rulebase: Rulebase, raw: object) -> None:
    message = complaint(rulebase, {"facts": {"harm": raw}})
    assert "事实 harm（危害后果）没有“" in message
    assert message.endswith("这个取值；可用的是 none、slight、serious、unknown。")


def test_the_words_of_a_choice_lead_to_its_id(rulebase: Rulebase) -> None:
    for name, fact in rulebase.facts.items():
        for choice, words in fact.choices.items():
            assert f"请写它的编号 {choice}。" in complaint(rulebase, {"facts": {name: words}})


@pytest.mark.parametrize("raw", ["unknown", None])
def test_every_fact_can_be_unknown(rulebase: Rulebase, raw: object) -> None:
    case = read(rulebase, {"facts": dict.fromkeys(rulebase.facts, raw)})
    assert case.unknown == set(rulebase.facts) and not case.facts


# ---- region


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("沙坪坝", "重庆市/沙坪坝区"),
        ("沙坪坝区", "重庆市/沙坪坝区"),
        ("重庆市/沙坪坝区", "重庆市/沙坪坝区"),
        (" 重庆市沙坪坝区 ", "重庆市/沙坪坝区"),
        ("盘锦", "辽宁省/盘锦市"),
        ("广西", "广西壮族自治区"),
        ("成都", "四川省/成都市"),
    ],
)
def test_a_region_by_any_of_its_names(rulebase: Rulebase, text: str, path: str) -> None:
    assert read(rulebase, {"region": text}).region == path


@pytest.mark.parametrize("text", ["沙坪坝和盘锦", "重庆市渝北区、沙坪坝区", "沙坪坝/盘锦", "广西 重庆"])
def test_two_regions_are_refused(rulebase: Rulebase, text: str) -> None:
    message = complaint(rulebase, {"region": text})
    assert "写了2个地区（" in message and message.endswith("一个案件只按一个地区判定，请只写一个。")


@pytest.mark.parametrize("text", ["火星", "本地", "Chongqing", "沙坪坝的某企业", "🙂"])
def test_an_unknown_region_is_refused_with_those_there_are(rulebase: Rulebase, text: str) -> None:
    message = complaint(rulebase, {"region": text})
    assert "不认识地区" in message and "重庆市/沙坪坝区" in message


@pytest.mark.parametrize("raw", [5, True, [], ["沙坪坝"], {"name": "沙坪坝"}, 1.5])
def test_a_region_is_text(rulebase: Rulebase, raw: object) -> None:
    assert "字段 region 应当是文字" in complaint(rulebase, {"region": raw})


@pytest.mark.parametrize("text", ["沙坪坝" * 1000, "\x1b[31m沙坪坝", "沙坪坝\n盘锦", "\ud800"], ids=range(4))
def test_a_text_is_no_region(rulebase: Rulebase, text: str) -> None:
    message = complaint(rulebase, {"region": text})
    assert "不是地区名；请只写一个地区" in message and len(message) < 150 and message.isprintable()


# ---- days

BAD_DAYS = [
    "昨天",
    "2024-11-31",
    "2024-02-30",
    "2023-02-29",
    "2024-13-01",
    "2024-1-3",
    "2024/11/03",
    "2024年11月3日",
    "20241103",
    "2024-W45-1",
    "2024-11-03T08:00:00",
    "２０２４-１１-０３",
    " 2024-11-03",
    "2024-11-03\n",
    "0000-01-01",
    "0204-11-03",
    "9999-12-31",
    20241103,
    True,
    ["2024-11-03"],
    {"day": 3},
    1.5,
]


@pytest.mark.parametrize("raw", BAD_DAYS, ids=repr)
@pytest.mark.parametrize("name", ["act_on", "decided_on"])
def test_an_impossible_day_is_refused(rulebase: Rulebase, name: str, raw: object) -> None:
    message = complaint(rulebase, {name: raw})
    assert message.startswith(f"{name}“") and "”不是可用的日期；请写成 2024-11-03 这样的年-月-日。" in message


@pytest.mark.parametrize("raw", BAD_DAYS, ids=repr)
def test_an_impossible_day_of_a_fact_is_refused(rulebase: Rulebase, raw: object) -> None:
    message = complaint(rulebase, {"facts": {"discovered_on": raw}})
    assert message.startswith("事实 discovered_on（检查发现日）“") and "不是可用的日期" in message


def test_an_empty_day_of_a_fact_is_not_taken_for_unknown(rulebase: Rulebase) -> None:
    assert "是空的；请写成 2024-11-03" in complaint(rulebase, {"facts": {"discovered_on": ""}})


def test_days_are_taken(rulebase: Rulebase) -> None:
    case = read(
        rulebase,
        {"act_on": "2024-02-29", "decided_on": "2024-02-29", "facts": {"discovered_on": "2024-02-29"}},
    )
    assert case.act_on == case.decided_on == case.facts["discovered_on"] == date(2024, 2, 29)
    assert parse_day(None, "行为日") is None and parse_day("", "行为日") is None


def test_an_act_after_the_decision_is_refused(rulebase: Rulebase) -> None:
    message = complaint(rulebase, {"act_on": "2024-11-04", "decided_on": "2024-11-03"})
    assert message == "行为日 act_on（2024-11-04）晚于决定日 decided_on（2024-11-03），请核对这两个日期。"


@pytest.mark.parametrize("day", ["1949-01-01", "2199-12-31"])
def test_periods_from_the_first_and_the_last_possible_day_can_be_counted(
    rulebase: Rulebase, day: str
) -> None:
    for violation in rulebase.facts["violation"].choices:
        given = {
            "violation": violation,
            "corrected": False,
            "discovered_on": day,
            "on_enterprise_list": True,
            "listed_on": day,
        }
        decide(rulebase, read(rulebase, {"region": "沙坪坝", "facts": given, "decided_on": day}), TODAY)


# ---- what a person typed


def test_a_complaint_about_a_reply_has_no_id(rulebase: Rulebase) -> None:
    for name, raw in (("exceed_times", "3吨"), ("discovered_on", "昨天"), ("exceed_times", "-1")):
        with pytest.raises(KuanyanError) as caught:
            parse_reply(rulebase.facts[name], raw)
        message = str(caught.value)
        assert message.startswith(rulebase.facts[name].name) and not re.search(r"[a-z]_[a-z]|事实", message)


# ---- JSON itself


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"facts": {"harm": "none", "harm": "serious"}}', "“harm”写了两次"),
        ('{"region": "沙坪坝", "region": "盘锦"}', "“region”写了两次"),
        ('{"facts": {"exceed_times": NaN}}', "NaN 不是 JSON 的值"),
        ('{"facts": {"exceed_times": -Infinity}}', "-Infinity 不是 JSON 的值"),
        ('{"facts": {"exceed_times": 1e999}}', "数 1e999 太大"),
        ('{"facts": {"exceed_times": ' + "9" * 5000 + "}}", "……有5000位，太长"),
        ("[" * 100_000, "括号套得太多层"),
        ('{"facts":' * 50_000, "括号套得太多层"),
    ],
)
def test_json_that_would_lose_something_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        parse_json(text)


@pytest.mark.parametrize("text", ["", "{", "{'facts': {}}", '{"facts": {},}', "{} {}", "无", '{"a": 01}'])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        parse_json(text)


# ---- statements that cannot all hold: asked about, never ignored


def judge(rulebase: Rulebase, facts: dict[str, Any], decided_on: str = "2024-11-20") -> Verdict:
    given = {"violation": "no_outlet_sign", **facts}
    return decide(
        rulebase, read(rulebase, {"region": "沙坪坝", "facts": given, "decided_on": decided_on}), TODAY
    )


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        (
            {"discovered_on": "2024-11-03", "corrected_on": "2024-11-01"},
            {"discovered_on", "corrected_on"},
        ),
        ({"discovered_on": "2024-11-21"}, {"discovered_on"}),
        ({"discovered_on": "2024-11-03", "corrected_on": "2024-12-01"}, {"corrected_on"}),
        ({"corrected": False, "corrected_on": "2024-11-05"}, {"corrected", "corrected_on"}),
        ({"corrected": False, "correction_days": 3}, {"corrected", "correction_days"}),
        ({"corrected": False, "corrected_on_spot": True}, {"corrected", "corrected_on_spot"}),
        ({"correction_days": 3, "corrected_on_spot": True}, {"correction_days", "corrected_on_spot"}),
        (
            {"discovered_on": "2024-11-03", "corrected_on": "2024-11-05", "correction_days": 9},
            {"corrected_on", "correction_days"},
        ),
        ({"harm": "none", "caused_pollution": True}, {"harm", "caused_pollution"}),
        ({"subjective_fault": False, "intentional": True}, {"subjective_fault", "intentional"}),
        (
            {"corrected_promptly": True, "refuses_to_correct": True},
            {"corrected_promptly", "refuses_to_correct"},
        ),
        ({"correction_state": "at_once", "corrected": False}, {"correction_state", "corrected"}),
    ],
    ids=lambda value: "-".join(sorted(value)) if isinstance(value, set) else "",
)
def test_a_contradiction_is_asked_about(rulebase: Rulebase, facts: dict[str, Any], asked: set[str]) -> None:
    verdict = judge(rulebase, facts)
    assert verdict.outcome is Outcome.NEED_FACTS and verdict.provisional is None
    assert verdict.contradictions
    about = {m.fact for m in verdict.missing if "说法有矛盾" in m.why}
    assert asked <= about
    for name in asked:
        missing = next(m for m in verdict.missing if m.fact == name)
        assert missing.why.endswith("请说明哪一个对。") and missing.question.endswith("？")


def test_a_contradiction_blocks_even_a_verdict_it_has_no_part_in(rulebase: Rulebase) -> None:
    clear = judge(rulebase, {"suspected_crime": True})
    assert clear.outcome is Outcome.TRANSFER
    doubtful = judge(rulebase, {"suspected_crime": True, "harm": "none", "caused_pollution": True})
    assert doubtful.outcome is Outcome.NEED_FACTS and doubtful.contradictions


@pytest.mark.parametrize(
    "facts",
    [
        {"discovered_on": "2024-11-03", "corrected_on": "2024-11-03"},
        {"discovered_on": "2024-11-03", "corrected_on": "2024-11-05", "correction_days": 2},
        {"discovered_on": "2024-11-03", "corrected_on": "2024-11-05", "correction_days": {"at_most": 3}},
        {"corrected_on_spot": True, "correction_days": 0, "corrected": True},
        {"harm": "slight", "caused_pollution": True},
        {"discovered_on": "2024-11-20"},
    ],
)
def test_statements_that_agree_are_no_contradiction(rulebase: Rulebase, facts: dict[str, Any]) -> None:
    assert judge(rulebase, facts).contradictions == ()
