"""What cannot be at once, a mere risk, and a listing on the two dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.verdict.case import parse_case
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from tests.assistant.verdict.worlds import CHONGQING, PANJIN, SHAPINGBA, facts, rulebase

TODAY = date(2025, 8, 20)
NONE_EXISTS = {name: False for name, fact in facts().items() if fact.disqualifying}
SIGN = {"violation": "no_outlet_sign", "has_permit": True, "harm": "none", "correction_days": 3}

ALERT = {"violation": "air_over_standard", "heavy_pollution_alert": True}


def _decide(told: dict[str, Any], region: str = SHAPINGBA, **about: Any) -> Verdict:
    base = rulebase()
    case = parse_case({"region": region, "facts": told, **about}, base.corpus, base.facts)
    return decide(base, case, TODAY)


# ---- what cannot be


@pytest.mark.parametrize(
    ("region", "told", "words"),
    [
        (SHAPINGBA, {"violation": "hidden_risk", "caused_incident": True}, "二者不能同时成立"),
        (SHAPINGBA, {"violation": "hidden_risk", "malicious_violation": True}, "恶意违法行为是“有”"),
        (SHAPINGBA, {"violation": "hidden_risk", "destroys_evidence": True}, "二者不能同时成立"),
        (SHAPINGBA, {"violation": "hidden_risk", "refuses_to_correct": True}, "拒不改正是“有”"),
        (PANJIN, {"violation": "other", "harm": "serious", "violation_minor": True}, "轻微是“轻微”"),
        (PANJIN, {"violation": "other", "harm": "none", "caused_incident": True}, "没有造成危害后果"),
        (SHAPINGBA, {**SIGN, "refuses_to_correct": True}, "拒不改正是“有”，改正是“已完成”"),
        (SHAPINGBA, {"violation": "other", "refuses_to_correct": True, "corrected": True}, "不能同时成立"),
        (PANJIN, {"correction_state": "late_done", "refuses_to_correct": True}, "拒不改正是“有”"),
        (SHAPINGBA, {"violation": "water_over_standard", "over_standard": False}, "超标排放是“没有”"),
        (SHAPINGBA, {**ALERT, "over_standard": False}, "超标排放是“没有”"),
        (SHAPINGBA, {**SIGN, "on_enterprise_list": False, "listed_on": "2024-03-01"}, "纳入清单日是"),
        (CHONGQING, {"listed_on": "2024-03-01", "on_enterprise_list": False}, "正面清单企业是“否”"),
    ],
)
def test_what_clashes_is_asked_about_and_decides_nothing(
    region: str, told: dict[str, Any], words: str
) -> None:
    verdict = _decide({**NONE_EXISTS, **told}, region)
    assert verdict.outcome == "need_facts" and verdict.provisional is None
    assert any(words in why for why in verdict.contradictions), verdict.contradictions
    assert set(told) & {m.fact for m in verdict.missing if m.why.startswith("说法有矛盾")}


def test_who_refused_is_punished_more_severely_only_where_it_is_not_done() -> None:
    """附件3 第4项: 经责令改正后拒不改正; a correction that is done speaks against it and is asked about."""
    refused = {**NONE_EXISTS, "violation": "no_outlet_sign", "has_permit": True, "refuses_to_correct": True}
    assert _decide(refused).outcome == "aggravated"
    assert _decide({**refused, "corrected": False}).outcome == "aggravated"
    verdict = _decide({**refused, "corrected": True})
    assert verdict.outcome == "need_facts"
    assert {m.fact for m in verdict.missing if m.why.startswith("说法有矛盾")} == {
        "refuses_to_correct",
        "corrected",
    }


def test_noise_that_was_permitted_is_not_aggravated() -> None:
    """附件3 第5项: 擅自进行环境噪声扰民作业."""
    noise = {
        **NONE_EXISTS,
        "violation": "exam_period_noise",
        "exam_period": True,
        "on_enterprise_list": False,
    }
    noise |= {"noise_sensitive_area": True, "emergency_repair": False}
    assert [m.fact for m in _decide(noise).missing] == ["noise_work_permitted"]
    assert _decide({**noise, "noise_work_permitted": False}).outcome == "aggravated"
    assert _decide({**noise, "noise_work_permitted": True}).outcome == "not_listed"


def test_of_a_clash_neither_side_is_concluded() -> None:
    """A loose 没有危害后果 does not answer whether an incident was set off."""
    told = {**NONE_EXISTS, **SIGN, "on_enterprise_list": False}
    del told["caused_incident"]
    verdict = _decide(told)
    assert verdict.outcome == "need_facts" and [m.fact for m in verdict.missing] == ["caused_incident"]


def test_a_hidden_risk_is_neither_punished_nor_excused_as_a_violation() -> None:
    risk = {**NONE_EXISTS, "violation": "hidden_risk", "harm": "none", "first_violation": True}
    promise = {"violation_minor": True, "accepts_education": True, "signed_promise": True}
    for told in (
        {**risk, **promise, "correction_state": "at_once"},
        {**risk, "first_violation": False, "correction_state": "at_once"},
        {**risk, "correction_state": "late_not_done"},
    ):
        assert _decide(told, PANJIN).outcome == "not_listed"
        assert _decide({**told, "violation": "other"}, PANJIN).outcome in ("exempt", "punish")
    assert _decide({**risk, "threatens_people": True, "on_enterprise_list": False}).outcome == "not_listed"


# ---- the enterprise list on two dates

LISTED = {**NONE_EXISTS, "violation": "other", "on_enterprise_list": True, "subjective_fault": False}
LISTED |= {"self_reported": True, "eliminated_effectively": True, "first_violation": False}
LISTED |= {"over_standard": False, "poor_management": False}


def test_a_listing_that_expired_between_act_and_decision_shows_both_outcomes() -> None:
    told = {**LISTED, "listed_on": "2021-11-01"}
    verdict = _decide(told, act_on="2024-06-01", decided_on="2024-12-01")
    assert [(on.which, on.outcome) for on in verdict.by_date] == [
        ("act", "may_exempt"),
        ("decision", "not_listed"),
    ]
    expired = [note for note in verdict.notes if "已过有效期" in note]
    assert len(expired) == 1 and "2021年11月1日" in expired[0] and "「正面清单有效期原则为3年」" in expired[0]
    assert not [n for n in _decide(LISTED | {"listed_on": "2024-06-01"}).notes if "已过有效期" in n]


def test_a_firm_listed_only_after_the_act_shows_both_outcomes() -> None:
    verdict = _decide({**LISTED, "listed_on": "2024-06-01"}, act_on="2024-03-01", decided_on="2024-12-01")
    assert [(on.which, on.outcome) for on in verdict.by_date] == [
        ("act", "not_listed"),
        ("decision", "may_exempt"),
    ]


def test_a_listing_in_the_future_is_a_contradiction() -> None:
    verdict = _decide({**LISTED, "listed_on": "2099-01-01"})
    assert (
        verdict.outcome == "need_facts"
        and "纳入清单日（2099年1月1日）晚于判定日" in verdict.contradictions[0]
    )


def test_only_what_still_blocks_is_named_as_unknown() -> None:
    told = {"violation": "other", "first_violation": True, "violation_minor": True, "harm": "none"}
    told |= {"accepts_education": True, "signed_promise": True, "correction_state": "within_agreed"}
    settled = _decide({**NONE_EXISTS, **told, "harm_reduced": "unknown"}, PANJIN)
    assert settled.outcome == "exempt" and not [n for n in settled.notes if "查明之后才能判定" in n]
    blocked = _decide({**NONE_EXISTS, **told, "harm": "unknown"}, PANJIN)
    assert [n for n in blocked.notes if "危害后果" in n and "查明之后才能判定" in n]
