"""A verdict in full: what is asked and in which order, the trace, provisional outcomes, two dates, notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.verdict.case import Case, parse_case
from assistant.verdict.decide import decide
from assistant.verdict.engine import find_outcome, label_of
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Docket
from assistant.verdict.truth import World, find_deadline, hold_rule, is_waiting
from corpus.rule_models import All, Any_, Condition, Leaf, Matter, Not, Operator, Outcome, Rule
from tests.assistant.verdict.worlds import GUANGXI, NOWHERE, PANJIN, SHAPINGBA, facts, rulebase

TODAY = date(2025, 8, 20)
DISQUALIFYING = [name for name, fact in facts().items() if fact.disqualifying]
NONE_EXISTS = dict.fromkeys(DISQUALIFYING, False)
SIGN = {"violation": "no_outlet_sign", "has_permit": True, "harm": "none", "correction_days": 3}


def _decide(
    told: dict[str, Any], region: str | None = SHAPINGBA, today: date = TODAY, **about: Any
) -> Verdict:
    base = rulebase()
    data = {"region": region, "facts": told, **about}
    return decide(base, parse_case(data, base.corpus, base.facts), today)


def _asked(verdict: Verdict) -> list[str]:
    """Without the disqualifying circumstances, which stand at the end."""
    names = [m.fact for m in verdict.missing]
    last = [m.disqualifying for m in verdict.missing]
    assert last == sorted(last)
    return [name for name in names if not facts()[name].disqualifying]


# ---- what is asked


def test_first_which_violation_and_whether_the_enterprise_is_listed() -> None:
    verdict = _decide({})
    assert _asked(verdict) == ["violation", "on_enterprise_list"]
    assert {m.fact for m in verdict.missing if m.disqualifying} == set(DISQUALIFYING) - {
        "objection_verified",
        "serious_malicious_record",
    }
    assert verdict.outcome == "need_facts" and verdict.provisional is None and not verdict.rules


def test_then_only_what_the_violation_opens() -> None:
    listed = {**NONE_EXISTS, "on_enterprise_list": False}
    asked = {
        "no_outlet_sign": ["has_permit", "corrected", "harm"],
        "env_info_undisclosed": ["key_discharge_unit", "disclosure_falsified", "corrected", "harm"],
        "air_over_standard": ["heavy_pollution_alert"],
        "exam_period_noise": [
            "exam_period",
            "noise_sensitive_area",
            "emergency_repair",
            "noise_work_permitted",
        ],
        "other": [],
    }
    for violation, names in asked.items():
        assert _asked(_decide({**listed, "violation": violation})) == names


def test_a_gate_that_is_open_keeps_the_others_back() -> None:
    """Of an enterprise that may be listed, nothing of the list is asked before that is known."""
    told = {**NONE_EXISTS, "violation": "other"}
    del told["malicious_violation"]
    verdict = _decide(told)
    assert [m.fact for m in verdict.missing] == ["on_enterprise_list", "malicious_violation"]
    opened = _decide({**told, "on_enterprise_list": True})
    assert _asked(opened)[0] == "listed_on"
    assert set(_asked(opened)) > {"listed_on", "subjective_fault", "first_violation"}


def test_what_is_about_the_violation_is_asked_before_another_gate() -> None:
    assert _asked(_decide({**NONE_EXISTS, "violation": "no_outlet_sign"})) == [
        "has_permit",
        "corrected",
        "harm",
        "on_enterprise_list",
    ]
    assert _asked(_decide({"self_reported": True})) == ["violation", "on_enterprise_list"]


def test_the_others_are_asked_as_the_rules_come() -> None:
    """However many rules ask for the same."""
    told = {**NONE_EXISTS, "violation": "other", "on_enterprise_list": True, "listed_on": "2025-01-01"}
    assert _asked(_decide(told)) == [
        "over_standard",
        "poor_management",
        "self_reported",
        "subjective_fault",
        "eliminated_effectively",
        "first_violation",
        "harm",
        "corrected_promptly",
    ]


def test_what_the_person_does_not_know_is_asked_last() -> None:
    told = {
        **NONE_EXISTS,
        "violation": "no_outlet_sign",
        "on_enterprise_list": False,
        "has_permit": "unknown",
    }
    verdict = _decide(told)
    assert _asked(verdict) == ["corrected", "harm", "has_permit"]
    assert any("已核发排污许可证" in note and "不当作“没有”" in note for note in verdict.notes)
    gate = _decide({**NONE_EXISTS, "violation": "no_outlet_sign", "on_enterprise_list": "unknown"})
    assert _asked(gate) == ["has_permit", "corrected", "harm", "on_enterprise_list"]


def test_why_a_fact_is_asked() -> None:
    verdict = _decide({**NONE_EXISTS, "violation": "no_outlet_sign", "on_enterprise_list": False})
    permit = verdict.missing[0]
    assert permit.question == facts()["has_permit"].question
    assert permit.why == "沙环发〔2021〕181号 附件2 正面清单第2项要求「已核发排污许可证」"
    assert permit.clauses == ("cq-spb-eeb-2021-181#a2.2",)


def test_a_circumstance_is_asked_once_with_all_its_clauses() -> None:
    crime = next(m for m in _decide({}).missing if m.fact == "suspected_crime")
    assert len(crime.clauses) == 3 and len({clause.split("#")[0] for clause in crime.clauses}) == 3


# ---- waiting


def test_only_a_correction_that_is_not_done_is_waited_for() -> None:
    day = date(2025, 8, 11)
    leaf = Leaf("corrected", Operator.CORRECTED_WITHIN, ("10 日内",), bound=rule_bound())
    other = Leaf("harm", Operator.IS, ("没有造成危害后果",), values=("none",))
    open_world = World({"corrected": False, "discovered_on": day}, TODAY)
    assert find_deadline(leaf, open_world.values) == date(2025, 8, 21)
    assert is_waiting(leaf, open_world)
    assert not is_waiting(other, open_world)
    assert is_waiting(leaf, World(open_world.values, date(2025, 8, 21)))
    assert not is_waiting(leaf, World(open_world.values, date(2025, 8, 22)))
    assert not is_waiting(leaf, World({"discovered_on": day}, TODAY))
    assert not is_waiting(leaf, World({"corrected": True, "discovered_on": day}, TODAY))
    assert not is_waiting(leaf, World({"corrected": False}, TODAY))
    assert find_deadline(other, open_world.values) is None
    area = Leaf("storage_area_sqm", Operator.AT_MOST, ("10平方米以下",), bound=rule_bound())
    assert not is_waiting(area, open_world)


def rule_bound() -> Any:
    rule = next(r for r in rulebase().rules if r.rule_id == "cq-spb-eeb-2021-181/positive-2")
    return next(leaf.bound for leaf in rule.leaves() if leaf.bound is not None)


def test_what_is_waited_for_is_nothing_to_answer() -> None:
    told = {**NONE_EXISTS, "on_enterprise_list": False, "violation": "no_outlet_sign", "has_permit": True}
    told |= {"corrected": False, "discovered_on": "2025-08-11"}
    verdict = _decide(told)
    assert [(m.fact, m.waiting) for m in verdict.missing] == [("corrected", True), ("harm", False)]
    assert verdict.missing[0].why.endswith("，期限到2025年8月21日，还没有届满，完成后再判")


# ---- the trace


def test_the_trace_has_each_condition_that_was_looked_at() -> None:
    verdict = _decide({**NONE_EXISTS, **SIGN, "on_enterprise_list": False})
    assert verdict.outcome == "exempt" and verdict.rules == ("cq-spb-eeb-2021-181/positive-2",)
    lines = [line for line in verdict.trace if line.rule == "cq-spb-eeb-2021-181/positive-2"]
    assert [(line.fact, line.value, line.source, line.truth) for line in lines] == [
        ("violation", "no_outlet_sign", "给定", True),
        ("has_permit", True, "给定", True),
        ("corrected", "3", "给定", True),
        ("harm", "none", "给定", True),
    ]
    assert {line.clause_id for line in lines} == {"cq-spb-eeb-2021-181#a2.2"}
    stopped = [line.fact for line in verdict.trace if line.rule == "cq-spb-eeb-2021-181/positive-3"]
    assert stopped == ["violation", "violation"]  # after the first part is false, nothing else is looked at


def test_what_prevails_is_looked_at_first() -> None:
    verdict = _decide({**NONE_EXISTS, **SIGN, "on_enterprise_list": False, "suspected_crime": True})
    assert verdict.outcome == "transfer" and verdict.outcome_label == "移送公安机关"
    assert {line.fact for line in verdict.trace} == {"suspected_crime"}
    assert len(verdict.rules) == 3
    assert verdict.not_needed and "crosses_safety_baseline" not in verdict.not_needed


# ---- provisional


def test_an_outcome_if_no_circumstance_exists() -> None:
    verdict = _decide({**SIGN, "on_enterprise_list": False})
    assert verdict.outcome == "need_facts" and verdict.effective == "exempt"
    assert verdict.provisional is not None
    assert verdict.provisional.label == "不予行政处罚"
    assert verdict.rules == ("cq-spb-eeb-2021-181/positive-2",)
    assert set(verdict.provisional.assumes) == {m.fact for m in verdict.missing}
    assert "malicious_violation" not in verdict.provisional.assumes  # only of a listed enterprise
    assert verdict.possible == ("transfer", "excluded", "aggravated", "exempt")


def test_no_provisional_outcome_while_other_facts_are_open() -> None:
    verdict = _decide({**SIGN, "on_enterprise_list": False, "violation": "air_over_standard"})
    assert verdict.provisional is None
    assert _asked(verdict) == ["heavy_pollution_alert"]
    severe = _decide({**SIGN, "on_enterprise_list": False, "threatens_people": True})
    assert severe.provisional is not None and severe.provisional.outcome == "aggravated"
    assert severe.provisional.label == "依法从重处罚"


def test_the_same_outcome_either_way_needs_no_answer() -> None:
    """An objection could bar what already no condition opens."""
    told = {"epidemic_supply_recognised": False, "livelihood_enterprise": False, "major_project": False}
    told |= {"small_low_risk_employer": False}
    verdict = _decide({**told, "credit": "poor"}, matter="join")
    assert verdict.outcome == "may_not_join" and verdict.outcome_label == "不具备所列的纳入条件"
    assert verdict.possible == ("may_not_join",) and not verdict.missing
    barred = _decide({"serious_malicious_record": True}, matter="join")
    assert barred.outcome_label == "不得再次纳入"
    assert _decide({"objection_verified": True}, matter="join").outcome_label == "不得纳入"


# ---- rules that no document has today


def _rule(when: Condition) -> Rule:
    pattern = next(r for r in rulebase().rules if r.rule_id == "cq-spb-eeb-2021-181/positive-5")
    return replace(pattern, when=when)


def _leaf(fact: str, value: bool | str) -> Leaf:
    return Leaf(fact, Operator.IS, ("没有造成危害后果",), values=(value,))


def test_only_conditions_that_must_all_hold_wait_for_a_gate() -> None:
    """Where one of several is enough, the others may settle it without the gate."""
    gate, harm, crime = _leaf("violation", "other"), _leaf("harm", "none"), _leaf("suspected_crime", True)
    world = World({}, TODAY, rulebase().gates, rulebase().disqualifying)
    assert hold_rule(_rule(All((harm, gate))), world) == (None, [gate])
    assert hold_rule(_rule(All((harm, gate, crime))), world) == (None, [gate, crime])
    assert hold_rule(_rule(Any_((harm, gate))), world) == (None, [harm, gate])
    assert hold_rule(_rule(All((harm,))), world) == (None, [harm])
    assert hold_rule(_rule(All((harm, gate))), World({}, TODAY)) == (None, [harm, gate])
    assert hold_rule(_rule(Not(Any_((harm, crime)))), World({"harm": "none"}, TODAY)) == (False, [])


def test_an_outcome_may_rest_on_a_circumstance_that_does_not_exist() -> None:
    """It is then the provisional one, if nothing else is open."""
    honest, harmless = _leaf("threatens_people", False), _leaf("harm", "none")
    rule = _rule(All((honest, harmless)))
    docket = Docket(((Outcome.EXEMPT, (rule,)),), (), frozenset({"harm", "threatens_people"}))
    open_world = World({"harm": "none"}, TODAY, disqualifying=rulebase().disqualifying)
    finding = find_outcome(rulebase(), docket, Matter.VIOLATION, open_world)
    assert (finding.outcome, finding.assumed) == (Outcome.NEED_FACTS, Outcome.EXEMPT)
    assert finding.assumed_rules == (rule,) and [leaf for _, leaf in finding.open] == [honest]
    above = _rule(harmless)
    levels = ((Outcome.PUNISH, (above,)), (Outcome.EXEMPT, (_rule(honest),)))
    both = replace(docket, levels=levels)
    finding = find_outcome(rulebase(), both, Matter.VIOLATION, replace(open_world, values={}))
    assert finding.assumed is None
    assert [leaf for _, leaf in finding.open] == [harmless, honest]


# ---- words of an outcome


@pytest.mark.parametrize(
    ("matter", "outcome", "decides", "label"),
    [
        (Matter.VIOLATION, Outcome.NOT_LISTED, True, "清单未列明，转法定裁量"),
        (Matter.VIOLATION, Outcome.NOT_LISTED, False, "清单未列明，转法定裁量"),
        (Matter.JOIN, Outcome.MAY_NOT_JOIN, True, "不具备所列的纳入条件"),
        (Matter.JOIN, Outcome.NOT_LISTED, False, "所收的该地区文件没有规定"),
        (Matter.REMOVAL, Outcome.KEEP, True, "未见应当移出的情形"),
        (Matter.REMOVAL, Outcome.NOT_LISTED, False, "所收的该地区文件没有规定"),
        (Matter.ONSITE, Outcome.NOT_LISTED, True, "不属于有效期内的正面清单企业，这项限制不适用"),
        (Matter.ONSITE, Outcome.NOT_LISTED, False, "所收的该地区文件没有规定"),
        (Matter.ONSITE, Outcome.ONSITE_OK, True, "可以启动现场检查"),
    ],
)
def test_labels_without_a_rule(matter: Matter, outcome: Outcome, decides: bool, label: str) -> None:
    assert label_of(matter, outcome, (), decides) == label


def test_a_rule_has_the_first_word_on_its_label() -> None:
    rules = {rule.rule_id: rule for rule in rulebase().rules}
    named = rules["cq-eeb-2021-5/aggravated-malicious"]
    plain = rules["cq-spb-eeb-2021-181/negative-2"]
    assert label_of(Matter.VIOLATION, Outcome.AGGRAVATED, (plain, named)) == "依法从严从重处罚"
    assert label_of(Matter.VIOLATION, Outcome.AGGRAVATED, (plain,)) == "依法从重处罚"


@pytest.mark.parametrize("region", [NOWHERE, GUANGXI, PANJIN])
@pytest.mark.parametrize("matter", ["join", "removal", "onsite"])
def test_a_matter_without_rules_is_not_refused(region: str, matter: str) -> None:
    """Nobody is told 不得纳入 or 未见移出情形 where no document says anything about it."""
    verdict = _decide({}, region, matter=matter)
    assert verdict.outcome == "not_listed" and verdict.outcome_label == "所收的该地区文件没有规定"
    assert verdict.notes and ("不能按其他地区" in verdict.notes[0])
    assert not verdict.missing and not verdict.rules and verdict.remedy is None


# ---- two dates, and contradictions


def test_two_dates_with_two_outcomes_are_both_shown() -> None:
    told = {**NONE_EXISTS, **SIGN, "on_enterprise_list": False}
    verdict = _decide(told, act_on="2021-12-01", decided_on="2022-01-10")
    assert [(d.which, str(d.day), d.outcome) for d in verdict.by_date] == [
        ("act", "2021-12-01", "not_listed"),
        ("decision", "2022-01-10", "exempt"),
    ]
    assert any("行为日" in note for note in verdict.notes)
    assert not _decide(told, act_on="2021-12-06", decided_on="2022-01-10").by_date
    assert not _decide(told, act_on="2022-01-10", decided_on="2022-01-10").by_date
    assert not _decide(
        {**told, "suspected_crime": True}, act_on="2021-12-01", decided_on="2022-01-10"
    ).by_date


def test_contradictions_decide_nothing_on_either_date() -> None:
    told = {**NONE_EXISTS, **SIGN, "on_enterprise_list": False, "caused_pollution": True}
    verdict = _decide(told, act_on="2021-12-01", decided_on="2022-01-10")
    assert verdict.outcome == "need_facts" and verdict.provisional is None
    assert verdict.by_date == () and verdict.remedy is None
    assert [m.fact for m in verdict.missing] == ["harm", "caused_pollution"]
    assert all(m.why.startswith("说法有矛盾：") for m in verdict.missing)


def test_without_a_region_it_is_asked() -> None:
    verdict = _decide(dict(SIGN), None)
    assert [m.fact for m in verdict.missing] == ["region"] and verdict.outcome == "need_facts"
    assert verdict.region is None and verdict.as_of == TODAY


def test_a_document_not_yet_in_force_decides_nothing() -> None:
    verdict = _decide({}, SHAPINGBA, decided_on="2021-08-05")
    assert verdict.outcome == "not_listed"
    assert any("2021年8月5日" in note and "尚未施行" in note for note in verdict.notes)
    assert decide(rulebase(), Case(region=NOWHERE), TODAY).notes[0].startswith("语料没有在该地区施行的文件")
