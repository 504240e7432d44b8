"""A remedy keeps its promise: its actions lead to its outcome, and none of them is idle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verdict.decide import decide
from assistant.verdict.models import Action, Remedy, Verdict
from assistant.verdict.truth import hold_rule
from assistant.verdict.values import Interval, Value
from corpus.rule_models import All, FactType, Leaf, Not, Rule
from tests.assistant.verdict.strategies import Living, living
from tests.assistant.verdict.worlds import (
    CHONGQING,
    CLASSES,
    PANJIN,
    SHAPINGBA,
    TODAY,
    Told,
    as_value,
    facts,
    find,
    random_world,
    rulebase,
)

OFTEN = settings(max_examples=250, deadline=None, derandomize=True)
NONE_EXISTS: dict[str, Value] = {name: False for name, fact in facts().items() if fact.disqualifying}
LENIENT_RULES = [r for r in rulebase().rules if r.outcome in ("exempt", "may_exempt")]
_OVERTAKEN = (
    "corrected",
    "corrected_promptly",
    "refuses_to_correct",
    "correction_state",
    "corrected_on_spot",
)
"""What was said of the correction before the actions, and may be so no more."""


def _decide(story: Told) -> Verdict:
    return decide(rulebase(), story.case, TODAY)


def _near_a_rule(rule: Rule, seed: int) -> Told:
    """A case that meets most conditions of ``rule``: some unknown, some that can be changed not met."""
    random = Random(seed)
    region = PANJIN if rule.doc_id.startswith("ln") else random.choice((SHAPINGBA, CHONGQING))
    region = SHAPINGBA if "spb" in rule.doc_id else region
    world = random_world(random, NONE_EXISTS)
    values = {name: as_value(v) for name, v in world.items() if v is not None and random.random() < 0.25}
    for leaf in rule.leaves():
        for name in _OVERTAKEN if leaf.fact == "corrected" else (leaf.fact,):
            values.pop(name, None)
        fact = facts()[leaf.fact]
        if leaf in _denied(rule):
            values[leaf.fact] = "other"
        elif leaf.fact == "violation" or random.random() < 0.5:
            values |= _meet(leaf, random)
        elif fact.changeable and random.random() < 0.5:
            values[leaf.fact] = False
    for name in [n for n in ("correction_days", "corrected_on") if "corrected" in values and n in values]:
        del values[name]
    return Told({**NONE_EXISTS, **values} if random.random() < 0.7 else values, region)


def _denied(rule: Rule) -> list[Leaf]:
    """What ``rule`` says must not be so."""
    parts = rule.when.parts if isinstance(rule.when, All) else ()
    return [part.part for part in parts if isinstance(part, Not) and isinstance(part.part, Leaf)]


def _meet(leaf: Leaf, random: Random) -> dict[str, Value]:
    for value in random.sample(_candidates(leaf.fact), len(_candidates(leaf.fact))):
        if leaf.fact != "corrected" and leaf.values and value in leaf.values:
            return {leaf.fact: value}
    return {}


@pytest.mark.parametrize("rule", LENIENT_RULES, ids=lambda rule: rule.rule_id)
def test_remedies_near_each_lenient_rule(rule: Rule) -> None:
    """Each rule is the remedy of some case, and keeps its promise in every one."""
    promised = 0
    for seed in range(120):
        story = _near_a_rule(rule, seed)
        verdict = _decide(story)
        if verdict.remedy is not None and not verdict.contradictions:
            _check_promise(story, verdict.remedy)
            promised += verdict.remedy.rule == rule.rule_id
    acts = any(facts()[leaf.fact].changeable for leaf in rule.leaves())
    assert bool(promised) is acts


@OFTEN
@given(living(matter="violation"), st.sampled_from((0.3, 0.6, 0.9)))
def test_a_remedy_keeps_its_promise(life: Living, share: float) -> None:
    story = life.told(life.tell(share))
    verdict = _decide(story)
    if verdict.remedy is not None:
        _check_promise(story, verdict.remedy)


def _check_promise(story: Told, remedy: Remedy) -> None:
    assert remedy.actions
    assert all(facts()[action.fact].changeable for action in remedy.actions)
    assert not {action.fact for action in remedy.actions} & set(remedy.assumes)
    assert all(name not in story.values or _is_open(story, name) for name in remedy.assumes)
    assert all(action.by is None or action.by >= TODAY for action in remedy.actions)
    assert _leads_to(story, remedy, remedy.actions), (story, remedy)
    for fewer in _proper_parts(remedy.actions):
        assert not _leads_to(story, remedy, fewer), (story, remedy, fewer)


def _is_open(story: Told, name: str) -> bool:
    value = story.values[name]
    return isinstance(value, Interval) and value.number is None


def _proper_parts(actions: Sequence[Action]) -> Iterator[tuple[Action, ...]]:
    return chain.from_iterable(combinations(actions, n) for n in range(len(actions)))


def _leads_to(story: Told, remedy: Remedy, actions: Sequence[Action]) -> bool:
    """Whether, once ``actions`` are done, some answers for what is assumed make the rule true and its outcome
    the highest that is certain: then only what nobody asked yet could still aggravate or exclude."""
    rule = next(r for r in LENIENT_RULES if r.rule_id == remedy.rule)
    done = _perform(story, actions)
    for answers in product(*map(_candidates, remedy.assumes)):
        values = {**NONE_EXISTS, **done, **dict(zip(remedy.assumes, answers, strict=True))}
        finding, known, world = find(Told(values, story.region))
        holds = hold_rule(rule, world)[0] is True and not known.contradictions
        if holds and finding.reached == remedy.outcome:
            return True
    return False


def _perform(story: Told, actions: Sequence[Action]) -> dict[str, Value]:
    """The facts once the actions are done today; what they have overtaken is forgotten."""
    values = dict(story.values)
    for action in actions:
        wanted = facts()[action.fact].wanted
        assert wanted is not None
        implied = {n for i in facts()[action.fact].implies if i.when == wanted for n in i.then}
        if action.fact == "corrected" or "corrected" in implied:
            for name in (*_OVERTAKEN, "corrected_on", "correction_days", "agreed_time_kept"):
                values.pop(name, None)
        if action.within:
            values["corrected_on" if "discovered_on" in values else "correction_days"] = (
                TODAY if "discovered_on" in values else Interval.exactly(Decimal(0))
            )
    return values | {a.fact: wanted for a in actions if (wanted := facts()[a.fact].wanted) is not None}


def _candidates(name: str) -> list[Value]:
    """No and the least first."""
    fact = facts()[name]
    match fact.type:
        case FactType.BOOL:
            return [False, True]
        case FactType.CHOICE:
            return list(fact.choices)
        case FactType.NUMBER:
            return [Interval.exactly(number) for number in CLASSES[name]]
    return [TODAY, date(2000, 1, 1)]


# ---- cases in which a remedy once promised too much, or the impossible


def _remedy(region: str, **told: Value) -> Remedy | None:
    return _decide(Told({**NONE_EXISTS, **told}, region)).remedy


def _facts_of(remedy: Remedy | None) -> tuple[list[str], list[str]]:
    assert remedy is not None
    return [action.fact for action in remedy.actions], list(remedy.assumes)


def test_no_correction_is_asked_for_by_a_day_that_is_past() -> None:
    """The seventh day is over: only whether it was done in time is still open."""
    told: dict[str, Value] = {"violation": "registration_form_not_filed", "on_enterprise_list": False}
    told |= {"discovered_on": date(2025, 8, 12), "harm": "none"}
    assert _remedy(SHAPINGBA, **told) is None
    told["discovered_on"] = date(2025, 8, 13)
    remedy = _remedy(SHAPINGBA, **told)
    assert remedy is not None and remedy.actions[0].by == TODAY


def test_nothing_impossible_is_assumed() -> None:
    """Pollution was caused, so that it did some harm; what is not corrected was not corrected in time."""
    promise: dict[str, Value] = {"violation": "other", "first_violation": True, "violation_minor": True}
    promise |= {"accepts_education": True, "signed_promise": False}
    polluted = _remedy(PANJIN, **promise, correction_state="within_agreed", caused_pollution=True)
    assert _facts_of(polluted) == (["signed_promise", "harm_reduced"], [])
    harmless = _remedy(PANJIN, **promise, correction_state="within_agreed")
    assert _facts_of(harmless) == (["signed_promise"], ["harm"])
    open_still = _remedy(PANJIN, **promise, harm="none", corrected=False)
    assert _facts_of(open_still) == (["signed_promise", "agreed_time_kept"], ["correction_state"])


def test_what_was_not_done_in_time_is_not_proposed() -> None:
    """「没有及时改正」 is final; a report is 主动 only before the discovery."""
    slight: dict[str, Value] = {
        "violation": "dust_uncovered",
        "storage_area_sqm": Interval.exactly(Decimal(8)),
    }
    slight |= {"visible_dust": False, "first_violation": True, "harm": "slight", "on_enterprise_list": False}
    assert _facts_of(_remedy(SHAPINGBA, **slight)) == (["corrected_promptly"], [])
    assert _remedy(SHAPINGBA, **slight, corrected_promptly=False) is None
    excused: dict[str, Value] = {"violation": "other", "on_enterprise_list": True, "listed_on": TODAY}
    excused |= {"subjective_fault": False, "eliminated_effectively": True, "first_violation": False}
    excused |= {"self_reported": False, "poor_management": False}
    assert _facts_of(_remedy(CHONGQING, **excused)) == (["self_reported"], [])
    assert _remedy(CHONGQING, **excused, discovered_on=TODAY) is None
    del excused["self_reported"]
    assert _remedy(CHONGQING, **excused, discovered_on=TODAY) is None  # only to be found out, not to be done


def test_a_firm_that_cannot_join_yet_is_told_what_to_install() -> None:
    told: dict[str, Value] = {"violation_record": "none", "credit": "good", "monitor_installed": False}
    for name in ("epidemic_supply_recognised", "livelihood_enterprise", "small_low_risk_employer"):
        told[name] = False
    told |= {"major_project": False, "monitor_data_compliant": True}
    verdict = _decide(Told({**NONE_EXISTS, **told}, CHONGQING, "join"))
    assert verdict.outcome == "may_not_join" and verdict.remedy is not None
    assert verdict.remedy.outcome == "may_join" and verdict.remedy.rule == "cq-eeb-2021-5/join-4"
    assert _facts_of(verdict.remedy) == (["monitor_installed", "monitor_connected", "monitor_stable"], [])
    done = {**told, "monitor_installed": True, "monitor_connected": True, "monitor_stable": True}
    assert _decide(Told({**NONE_EXISTS, **done}, CHONGQING, "join")).outcome == "may_join"
    for barred in ({"serious_malicious_record": True}, {"objection_verified": True}, {"credit": "poor"}):
        barred_verdict = _decide(Told({**NONE_EXISTS, **told, **barred}, CHONGQING, "join"))
        assert barred_verdict.outcome == "may_not_join" and barred_verdict.remedy is None


def test_no_excuse_of_listed_enterprises_where_being_listed_makes_it_worse() -> None:
    told: dict[str, Value] = {"violation": "water_over_standard", "first_violation": True, "harm": "slight"}
    told |= {"poor_management": True, "self_reported": False, "subjective_fault": True}
    assert _remedy(CHONGQING, **told) is None
    assert _facts_of(_remedy(CHONGQING, **{**told, "poor_management": False}))[0] == ["corrected_promptly"]


def test_what_is_reached_or_barred_needs_no_remedy() -> None:
    told: dict[str, Value] = {"violation": "no_outlet_sign", "on_enterprise_list": False, "has_permit": True}
    told |= {"harm": "none", "correction_days": Interval.exactly(Decimal(3))}
    assert _decide(Told({**NONE_EXISTS, **told})).outcome == "exempt"
    assert _remedy(SHAPINGBA, **told) is None
    del told["correction_days"]
    assert _facts_of(_remedy(SHAPINGBA, **told)) == (["corrected"], [])
    for bar in ("suspected_crime", "exploits_emergency", "threatens_people"):
        assert _remedy(SHAPINGBA, **{**told, bar: True}) is None
    del told["violation"]
    assert _remedy(SHAPINGBA, **told) is None


def test_the_period_is_in_the_words_of_its_clause() -> None:
    told: dict[str, Value] = {"violation": "emergency_plan_not_filed", "on_enterprise_list": False}
    told |= {
        "has_emergency_plan": True,
        "harm": "none",
        "corrected": False,
        "discovered_on": date(2025, 8, 18),
    }
    remedy = _remedy(SHAPINGBA, **told)
    assert remedy is not None and (remedy.outcome, remedy.label) == ("exempt", "不予行政处罚")
    (action,) = remedy.actions
    assert action.within == "自检查发现之日起 7 日内改正" and action.by == date(2025, 8, 25)
    assert action.clause_id == "cq-spb-eeb-2021-181#a2.4" and action.do == "按要求完成改正"


def test_a_late_correction_is_not_asked_for_again() -> None:
    """What is done cannot be done again in time: whether it was 及时 is assumed, never an action."""
    told: dict[str, Value] = {"violation": "no_outlet_sign", "on_enterprise_list": True, "has_permit": True}
    told |= {"harm": "slight", "listed_on": date(2025, 1, 6), "first_violation": True}
    told |= {"correction_days": Interval.exactly(Decimal(11)), "subjective_fault": True}
    assert _remedy(SHAPINGBA, **told) is None
    del told["correction_days"]
    assert _facts_of(_remedy(SHAPINGBA, **told, corrected=False))[0] == ["corrected_promptly"]


# ---- which of several ways

WATER: dict[str, Value] = {
    "violation": "water_over_standard",
    "excluded_pollutant": False,
    "exceed_times": as_value(Decimal("0.05")),
    "daily_wastewater_t": as_value(Decimal("0.05")),
    "first_violation": True,
    "harm": "slight",
    "subjective_fault": True,
    "poor_management": False,
}
LISTED: dict[str, Value] = {"on_enterprise_list": True, "listed_on": TODAY}


def test_a_rule_about_this_violation_comes_before_a_general_one() -> None:
    remedy = _remedy(SHAPINGBA, **WATER, **LISTED)
    assert remedy is not None and remedy.rule == "cq-spb-eeb-2021-181/positive-6"
    assert _facts_of(remedy) == (["corrected_promptly"], [])


def test_what_is_known_only_as_a_range_may_still_turn_out_right() -> None:
    water = {**WATER, "exceed_times": Interval(None, Decimal("0.2")), "on_enterprise_list": False}
    assert _facts_of(_remedy(SHAPINGBA, **water)) == (["corrected_promptly"], ["exceed_times"])
    too_much = {**water, "exceed_times": Interval(Decimal("0.2"), None)}
    assert _remedy(SHAPINGBA, **too_much) is None


def test_what_is_done_is_not_done_again() -> None:
    """Whether it was prompt, or on which day, can only be found out."""
    for promptly in ({}, {"corrected_promptly": False}):
        assert _remedy(SHAPINGBA, **WATER, on_enterprise_list=False, corrected=True, **promptly) is None
    sign: dict[str, Value] = {"violation": "no_outlet_sign", "has_permit": True, "harm": "none"}
    assert _remedy(SHAPINGBA, **sign, on_enterprise_list=False, corrected=True) is None
    late = as_value(Decimal(11))
    assert _remedy(SHAPINGBA, **sign, on_enterprise_list=False, correction_days=late) is None


def test_what_may_be_reached_already_is_found_out_first() -> None:
    """It was corrected, perhaps promptly: then nothing is left to do."""
    told: dict[str, Value] = {**LISTED, "violation": "other", "over_standard": False, "first_violation": True}
    told |= {"harm": "none", "corrected": True, "subjective_fault": False}
    assert _remedy(CHONGQING, **told) is None
    not_prompt = _remedy(CHONGQING, **told, corrected_promptly=False)
    assert _facts_of(not_prompt)[0] == ["self_reported", "eliminated_effectively"]


def test_a_way_that_is_closed_hides_no_other() -> None:
    """Corrected too late for the district's list; a listed enterprise may still eliminate what it reported
    before the discovery, from which the days count: to report now comes too late."""
    told: dict[str, Value] = {**LISTED, "violation": "no_sampling_platform", "first_violation": True}
    told |= {"harm": "none", "subjective_fault": False, "corrected": True, "corrected_promptly": False}
    assert _remedy(SHAPINGBA, **told) is None  # it may have been in time: that is found out first
    remedy = _remedy(SHAPINGBA, **told, correction_days=as_value(Decimal(11)))
    assert remedy is not None and remedy.rule == "cq-eeb-2021-5/careful-1"
    assert _facts_of(remedy) == (["eliminated_effectively"], ["self_reported"])


def test_an_action_may_keep_severity_away() -> None:
    """Poor management is punished more severely only where it was not reported."""
    told = {**WATER, "poor_management": True, "self_reported": False, "subjective_fault": False}
    told |= {"first_violation": False, "eliminated_effectively": True}
    remedy = _remedy(CHONGQING, **told)
    assert remedy is not None and remedy.rule == "cq-eeb-2021-5/careful-1"
    assert _facts_of(remedy) == (["self_reported"], ["on_enterprise_list", "listed_on"])


def test_from_may_be_excused_to_is_excused() -> None:
    told: dict[str, Value] = {**LISTED, "violation": "no_outlet_sign", "has_permit": True, "harm": "none"}
    told |= {"subjective_fault": False, "self_reported": True, "eliminated_effectively": True}
    told |= {"corrected": False, "discovered_on": TODAY, "first_violation": False}
    story = Told({**NONE_EXISTS, **told})
    assert find(story)[0].reached == "may_exempt"
    remedy = _decide(story).remedy
    assert remedy is not None and (remedy.outcome, remedy.rule[-10:]) == ("exempt", "positive-2")
    assert _decide(Told({**story.values, "has_permit": False})).remedy is None
