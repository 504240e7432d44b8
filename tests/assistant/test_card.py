"""The verdict card over the real rules: every outcome, its sections, its words."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.verdict.card import MATTER_NAMES, Tone, build_card, render_card
from assistant.verdict.decide import decide
from assistant.verdict.rulebase import Rulebase
from corpus.rule_models import OUTCOME_LABELS, FactType, Matter, Outcome
from tests.assistant.card_cases import (
    CQ,
    LISTED,
    OUTCOMES,
    PJ,
    PROMISE,
    SIGN,
    SPB,
    TODAY,
    WATER,
    check_card,
    judge,
    lines,
)

# ---- outcomes


def test_every_outcome_is_tried() -> None:
    tried = {outcome for outcome, *_ in OUTCOMES}
    assert tried == set(Outcome) - {Outcome.KEEP}  # its own test below
    assert set(MATTER_NAMES) == set(Matter)


@pytest.mark.parametrize(
    ("outcome", "region", "matter", "facts"), OUTCOMES, ids=[f"{o}-{r}-{m}" for o, r, m, _ in OUTCOMES]
)
def test_every_outcome_is_reached_and_shown(
    rulebase: Rulebase, outcome: Outcome, region: str, matter: Matter, facts: dict[str, Any]
) -> None:
    case, verdict, card = judge(rulebase, region, matter, facts)
    assert verdict.outcome is outcome, verdict.missing
    check_card(rulebase, case, verdict, card)
    if outcome is not Outcome.NEED_FACTS:
        assert card.headline == verdict.outcome_label
        assert not lines(card, "还要查明") and not lines(card, "还没有排除的情形")
    else:
        assert card.headline == "还差几件事实才能定" and lines(card, "还要查明")
    if verdict.rules:
        assert lines(card, "逐项条件") and lines(card, "依据") and card.summary
    else:
        assert not lines(card, "依据")


def test_no_ground_for_removal_is_an_outcome_of_its_own(rulebase: Rulebase) -> None:
    facts = {name: False for name, fact in rulebase.facts.items() if fact.type is FactType.BOOL}
    facts["meets_join_conditions"] = True
    _, verdict, card = judge(rulebase, CQ, Matter.REMOVAL, facts)
    assert verdict.outcome is Outcome.KEEP and card.headline == OUTCOME_LABELS[Outcome.KEEP]


def test_the_tone_goes_with_the_outcome(rulebase: Rulebase) -> None:
    tones = {
        outcome: judge(rulebase, region, matter, facts)[2].tone
        for outcome, region, matter, facts in reversed(OUTCOMES)
    }
    assert {o for o, t in tones.items() if t is Tone.LENIENT} == {"exempt", "may_exempt", "may_join"}
    assert {o for o, t in tones.items() if t is Tone.OPEN} == {"need_facts"}
    assert {o for o, t in tones.items() if t is Tone.NEUTRAL} == {"not_listed", "onsite_ok", "onsite_no"}
    assert {o for o, t in tones.items() if t is Tone.STRICT} == {
        "transfer",
        "excluded",
        "aggravated",
        "punish",
        "may_not_join",
        "remove",
    }


# ---- sections


def test_the_facts_are_shown_in_words(rulebase: Rulebase) -> None:
    _, _, card = judge(
        rulebase,
        SPB,
        Matter.VIOLATION,
        {**WATER, "exceed_times": {"less_than": "0.1"}, "first_violation": "unknown", "harm": "unknown"},
        act_on="2024-11-01",
        decided_on="2024-11-20",
    )
    shown = lines(card, "认定的事实")
    assert shown[:2] == ["地区：重庆市沙坪坝区", "违法行为：超标排放水污染物"]
    assert {"超标倍数：不到0.1倍", "日污水排放量：0.05吨", "正面清单企业：否"} <= set(shown)
    assert {"行为日：2024年11月1日", "决定日：2024年11月20日", "问过，还不清楚：危害后果；初次违法"} <= set(
        shown
    )
    absent = [line for line in shown if line.startswith("不存在的从重、排除一类情形：")]
    assert len(absent) == 1
    names = {rulebase.facts[name].name for name in rulebase.disqualifying}
    assert set(absent[0].split("：", 1)[1].split("；")) == names


def test_where_a_fact_came_from_is_shown(rulebase: Rulebase) -> None:
    from dataclasses import replace

    case, _, _ = judge(rulebase, SPB, Matter.VIOLATION, SIGN)
    said = replace(case, sources={"harm": "鱼都没死一条", "has_permit": "给定"})
    card = build_card(rulebase, said, decide(rulebase, said, TODAY))
    assert "危害后果：没有造成危害后果（「鱼都没死一条」）" in lines(card, "认定的事实")
    assert "已核发排污许可证：已核发" in lines(card, "认定的事实")


def test_the_conditions_are_the_words_of_the_rule(rulebase: Rulebase) -> None:
    _, verdict, card = judge(rulebase, SPB, Matter.VIOLATION, WATER)
    section = next(s for s in card.sections if s.heading == "逐项条件")
    rule = next(r for r in rulebase.rules if r.rule_id == verdict.rules[0])
    assert all(line.met is True for line in section.lines)
    for line, leaf in zip(section.lines, rule.leaves(), strict=True):
        assert line.text.startswith(f"「{'……'.join(leaf.quotes)}」：{rulebase.facts[leaf.fact].name}——")
    assert "「超标倍数小于 0.1 倍」：超标倍数——0.05倍" in [line.text for line in section.lines]


def test_what_failed_is_shown_where_the_list_does_not_cover_the_case(rulebase: Rulebase) -> None:
    facts = {**WATER, "exceed_times": "0.1", "daily_wastewater_t": "0.05"}
    _, verdict, card = judge(rulebase, SPB, Matter.VIOLATION, facts)
    assert verdict.outcome is Outcome.NOT_LISTED
    section = next(s for s in card.sections if s.heading == "没有满足的条件")
    assert [(line.text, line.met) for line in section.lines] == [
        ("「超标倍数小于 0.1 倍」：超标倍数——0.1倍", False)
    ]
    assert any("不等于应当处罚" in note for note in lines(card, "说明"))
    late = judge(rulebase, SPB, Matter.VIOLATION, {**SIGN, "correction_days": 11})[2]
    assert [line.rsplit("：", 1)[1] for line in lines(late, "没有满足的条件")] == ["改正用时——11日"]


def test_an_exception_is_met_where_the_fact_is_not_so(rulebase: Rulebase) -> None:
    facts = {
        **LISTED,
        "violation": "other",
        "first_violation": True,
        "harm": "slight",
        "corrected_promptly": True,
        "subjective_fault": False,
        "over_standard": False,
    }
    _, verdict, card = judge(rulebase, CQ, Matter.VIOLATION, facts)
    assert verdict.outcome is Outcome.MAY_EXEMPT, verdict.missing
    section = next(s for s in card.sections if s.heading == "逐项条件")
    excepted = [line for line in section.lines if "涉嫌环境违法行为" in line.text]
    assert excepted and all(line.met for line in section.lines)
    assert excepted[0].text == "「涉嫌环境违法行为」：违法行为——以上都不是"


def test_alternatives_that_were_not_needed_are_not_shown_as_failed(rulebase: Rulebase) -> None:
    _, _, card = judge(rulebase, PJ, Matter.VIOLATION, {**PROMISE, "correction_state": "late_not_done"})
    assert lines(card, "逐项条件") == [
        "「行政处罚」：违法行为——以上都不是",
        "「逾期不改正」：改正情况——逾期仍没有改正",
    ]


def test_a_remedy_has_its_last_day_and_its_clause(rulebase: Rulebase) -> None:
    facts = {**SIGN, "corrected": False, "discovered_on": "2024-11-03"}
    _, verdict, card = judge(rulebase, SPB, Matter.VIOLATION, facts, decided_on="2024-11-10")
    assert verdict.outcome is Outcome.NEED_FACTS
    section = next(s for s in card.sections if s.heading == "还能做什么")
    first, last = section.lines
    assert first.text.startswith("按要求完成改正，最迟2024年11月13日（「自检查发现之日起")
    assert first.label.endswith("正面清单第2项")
    assert last.text.startswith("做到之后") and last.text.endswith("不予行政处罚。")
    assert any("期限到2024年11月13日，还没有届满" in line for line in lines(card, "还要查明"))
    _, _, late = judge(rulebase, SPB, Matter.VIOLATION, facts, decided_on="2024-11-14")
    assert not any("正面清单第2项" in text for text in lines(late, "还能做什么"))


def test_open_circumstances_stand_in_a_section_of_their_own(rulebase: Rulebase) -> None:
    facts = {**SIGN, "correction_days": 3}
    case, verdict, card = judge(rulebase, SPB, Matter.VIOLATION, facts, none_disqualifying=False)
    assert verdict.provisional and verdict.provisional.outcome is Outcome.EXEMPT
    assert card.headline == "如确认不存在下列情形：不予行政处罚" and card.tone is Tone.LENIENT
    asked = lines(card, "还没有排除的情形")
    assert asked == [rulebase.facts[m.fact].question for m in verdict.missing]
    assert set(verdict.provisional.assumes) == {m.fact for m in verdict.missing}
    assert not lines(card, "还要查明")
    check_card(rulebase, case, verdict, card)


def test_a_contradiction_is_said_once_and_nothing_is_advised_on_it(rulebase: Rulebase) -> None:
    facts = {**SIGN, "discovered_on": "2024-11-03", "corrected_on": "2024-11-01"}
    case, verdict, card = judge(rulebase, SPB, Matter.VIOLATION, facts)
    assert card.headline == "说法有矛盾，先请说明" and card.tone is Tone.OPEN and not card.summary
    assert len(lines(card, "说法有矛盾")) == 1 and not lines(card, "还能做什么")
    assert render_card(card).count("早于检查发现日") == 1
    assert {"检查发现是哪一天？", "是哪一天完成改正的？"} <= set(lines(card, "还要查明"))
    check_card(rulebase, case, verdict, card)


def test_the_first_question_is_not_asked_for_the_sake_of_one_clause(rulebase: Rulebase) -> None:
    _, _, card = judge(rulebase, SPB, Matter.VIOLATION, {})
    first = lines(card, "还要查明")[0]
    assert first == "是哪一种违法行为？（不同的情形适用不同的条款，先要知道是哪一种）"
    assert lines(judge(rulebase, None, Matter.VIOLATION, {})[2], "还要查明") == [
        "案件在哪个地区？（各地的清单只在本地适用，要先知道案件在哪个地区）"
    ]


def test_two_dates_with_different_outcomes_are_both_shown(rulebase: Rulebase) -> None:
    facts = {**SIGN, "correction_days": 3}
    case, verdict, card = judge(
        rulebase, SPB, Matter.VIOLATION, facts, act_on="2021-10-01", decided_on="2022-01-10"
    )
    assert verdict.outcome is Outcome.EXEMPT
    assert lines(card, "两个日期") == [
        "按行为日（2021年10月1日）施行的文件：清单未列明，转法定裁量",
        "按决定日（2022年1月10日）施行的文件：不予行政处罚",
    ]
    check_card(rulebase, case, verdict, card)
