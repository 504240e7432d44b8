"""Cases that reach each outcome by the real rules, and what holds for every card."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assistant.verdict.card import Card, build_card, render_card
from assistant.verdict.case import Case, parse_case
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from corpus.rule_models import Matter, Outcome

TODAY = date(2025, 12, 1)
SPB, CQ, PJ, GX = "重庆市/沙坪坝区", "重庆市", "辽宁省/盘锦市", "广西壮族自治区"
HEADINGS = [
    "认定的事实",
    "说法有矛盾",
    "逐项条件",
    "依据",
    "没有满足的条件",
    "还要查明",
    "还没有排除的情形",
    "还能做什么",
    "下一步",
    "可用的柔性执法方式",
    "两个日期",
    "说明",
]
SIGN = {"violation": "no_outlet_sign", "harm": "none", "has_permit": True, "on_enterprise_list": False}
WATER = {
    "violation": "water_over_standard",
    "excluded_pollutant": False,
    "exceed_times": "0.05",
    "daily_wastewater_t": "0.05",
    "first_violation": True,
    "harm": "slight",
    "corrected_promptly": True,
    "on_enterprise_list": False,
}
PROMISE = {
    "violation": "other",
    "correction_state": "within_agreed",
    "first_violation": True,
    "violation_minor": True,
    "accepts_education": True,
    "signed_promise": True,
    "harm": "none",
}
JOIN = {"epidemic_supply_recognised": True}
LISTED = {"on_enterprise_list": True, "listed_on": "2025-01-01"}
VISIT = (
    "complaint",
    "media_exposure",
    "assigned_from_above",
    "remote_findings",
    "other_need_for_visit",
    "selected_for_inspection",
    "hidden_danger_campaign",
    "self_check_submitted",
    "still_needs_visit",
)
NOTHING: dict[str, Any] = {}

OUTCOMES: list[tuple[Outcome, str, Matter, dict[str, Any]]] = [
    (Outcome.TRANSFER, SPB, Matter.VIOLATION, {"suspected_crime": True}),
    (Outcome.EXCLUDED, SPB, Matter.VIOLATION, {**SIGN, "exploits_emergency": True}),
    (Outcome.AGGRAVATED, SPB, Matter.VIOLATION, {**SIGN, "destroys_evidence": True}),
    (Outcome.PUNISH, PJ, Matter.VIOLATION, {**PROMISE, "correction_state": "late_not_done"}),
    (Outcome.EXEMPT, SPB, Matter.VIOLATION, {**SIGN, "correction_days": 10}),
    (Outcome.EXEMPT, PJ, Matter.VIOLATION, PROMISE),
    (Outcome.MAY_EXEMPT, SPB, Matter.VIOLATION, WATER),
    (Outcome.NOT_LISTED, SPB, Matter.VIOLATION, {**SIGN, "correction_days": 11}),
    (Outcome.NOT_LISTED, GX, Matter.VIOLATION, NOTHING),
    (Outcome.NOT_LISTED, "四川省/成都市", Matter.VIOLATION, NOTHING),
    (Outcome.NEED_FACTS, SPB, Matter.VIOLATION, SIGN),
    (Outcome.MAY_JOIN, CQ, Matter.JOIN, JOIN),
    (Outcome.MAY_NOT_JOIN, CQ, Matter.JOIN, {**JOIN, "serious_malicious_record": True}),
    (Outcome.REMOVE, CQ, Matter.REMOVAL, {**LISTED, "meets_join_conditions": False}),
    (Outcome.ONSITE_OK, CQ, Matter.ONSITE, {**LISTED, "complaint": True}),
    (Outcome.ONSITE_NO, CQ, Matter.ONSITE, {**LISTED, **dict.fromkeys(VISIT, False)}),
]


def judge(
    rulebase: Rulebase,
    region: str | None,
    matter: Matter,
    facts: dict[str, Any],
    *,
    none_disqualifying: bool = True,
    **days: str,
) -> tuple[Case, Verdict, Card]:
    absent = dict.fromkeys(sorted(rulebase.disqualifying), False) if none_disqualifying else {}
    data = {"region": region, "matter": matter.value, "facts": {**absent, **facts}, **days}
    case = parse_case(data, rulebase.corpus, rulebase.facts)
    verdict = decide(rulebase, case, TODAY)
    return case, verdict, build_card(rulebase, case, verdict)


def lines(card: Card, heading: str) -> list[str]:
    return [line.text for section in card.sections if section.heading == heading for line in section.lines]


def check_card(rulebase: Rulebase, case: Case, verdict: Verdict, card: Card) -> None:
    """What holds for every card."""
    headings = [section.heading for section in card.sections]
    assert headings == sorted(headings, key=HEADINGS.index) and len(set(headings)) == len(headings)
    assert all(section.lines for section in card.sections)
    assert card.headline and headings[-1] == "说明"
    text = render_card(card)
    assert text.startswith(card.headline) and text == text.strip()
    shown = text.split("【", 1)[-1].splitlines()
    assert all(line.strip() for line in shown)
    ids = set(re.findall(r"[a-z]+(?:_[a-z]+)+", text)) & {*rulebase.facts, *Outcome}
    assert not ids, f"ids among the words: {ids}"
    for section in card.sections:
        if section.heading not in ("说法有矛盾", "说明"):
            assert not re.search(r"\d{4}-\d{2}-\d{2}", "".join(line.text for line in section.lines))
        for line in section.lines:
            assert line.text and bool(line.clause_id) == bool(line.label)
            if line.clause_id:
                assert line.label.split("；")[0] == rulebase.corpus.get_clause(line.clause_id).label
    notes = lines(card, "说明")
    assert len(set(notes)) == len(notes)
