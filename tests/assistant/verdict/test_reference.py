"""The engine against the second decision procedure, over every way of telling each case.

For each way of telling: a definite outcome is that of every world that fits; every outcome of such a world is
thought possible; a question is asked only where two outcomes are left, or for a listed reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.assistant.verdict.enumeration import (
    Axis,
    Comparison,
    Table,
    axis,
    axis_of_correction,
    axis_of_listing,
    axis_of_number,
    axis_of_promptness,
    compare,
    no_excuse,
)
from tests.assistant.verdict.reference import possible
from tests.assistant.verdict.reference_words import Complete
from tests.assistant.verdict.worlds import (
    CHONGQING,
    PANJIN,
    REGIONS,
    SHAPINGBA,
    Told,
    facts,
    find,
    outcome_by_engine,
    outcome_by_reference,
    random_part,
    random_world,
    told,
)

MATTERS = ("violation", "join", "removal", "onsite")
DISQUALIFYING = [name for name, fact in facts().items() if fact.disqualifying]
NONE_EXISTS = dict.fromkeys(DISQUALIFYING, False)
ORDINARY = {**NONE_EXISTS, "on_enterprise_list": False}
# 正面清单企业 or not, none of 审慎处罚 and 严惩 can hold but 严惩 by the axes of the table
AT_FAULT = {**NONE_EXISTS, "subjective_fault": True, "poor_management": False, "first_violation": False}

WATER = [
    axis("excluded_pollutant"),
    axis_of_number("exceed_times", "0.1", "0.001"),
    axis_of_number("daily_wastewater_t", "0.1", "0.01"),
    axis("first_violation"),
    axis("harm"),
    axis_of_promptness(),
]
DUST = [
    axis_of_number("storage_area_sqm", "10", "0.01"),
    axis("visible_dust"),
    axis("first_violation"),
    axis("harm"),
    axis_of_promptness(),
]
NOISE = [
    axis("exam_period"),
    axis("noise_sensitive_area"),
    axis("emergency_repair"),
    axis("noise_work_permitted"),
]
POLLUTION = [axis("caused_pollution"), axis("construction_stopped"), axis("harm"), axis_of_promptness()]
FILED_PLAN = [axis("has_emergency_plan"), axis("harm"), axis_of_correction(7)]
DISCLOSED = [axis("disclosure_falsified"), axis("harm"), axis_of_correction(10)]
PERMITTED = [axis("has_permit"), axis("harm"), axis_of_correction(10)]

OWN_FACTS: Mapping[str, list[Axis]] = {  # violation → what its own rule asks
    "built_without_eia": POLLUTION,
    "execution_report_late": PERMITTED,
    "no_outlet_sign": PERMITTED,
    "permit_info_undisclosed": DISCLOSED,
    "env_info_undisclosed": [axis("key_discharge_unit"), *DISCLOSED],
    "emergency_plan_not_filed": FILED_PLAN,
    "emergency_training_missing": FILED_PLAN,
    "registration_form_not_filed": [axis("harm"), axis_of_correction(7)],
    "water_over_standard": WATER,
    "voc_not_enclosed": [axis("first_violation"), axis("harm"), axis_of_correction(3)],
    "no_sampling_platform": [axis("first_violation"), axis("harm"), axis_of_correction(10)],
    "dust_uncovered": DUST,
    "air_over_standard": [axis("heavy_pollution_alert")],
    "exam_period_noise": NOISE,
    "hidden_risk": [axis("self_reported"), axis("risk_handled"), axis("harm")],
    "other": [axis("harm"), axis_of_promptness()],
}
PROMPT_BY_ITS_DAYS = ("voc_not_enclosed", "no_sampling_platform")  # 及时改正 would hang together with them
_CAREFUL = [
    axis_of_listing(),
    axis("poor_management"),
    axis("self_reported"),
    axis("subjective_fault"),
    axis("eliminated_effectively"),
    axis("first_violation"),
    axis("harm"),
    axis_of_promptness(),
]


def test_every_violation_has_its_table() -> None:
    assert OWN_FACTS.keys() == facts()["violation"].choices.keys()


@pytest.mark.parametrize("violation", OWN_FACTS)
def test_own_facts_of_a_violation_exhaustively(violation: str) -> None:
    """Of an enterprise on no list, with no disqualifying circumstance."""
    table = Table(OWN_FACTS[violation], {**ORDINARY, "violation": violation})
    result = compare(table, no_excuse)
    assert result.cells == table.size


@pytest.mark.parametrize("violation", OWN_FACTS)
def test_own_facts_of_a_listed_enterprise(violation: str) -> None:
    """严惩 and 审慎处罚 of the city beside the two lists of the district; large products are drawn from."""
    axes = list(OWN_FACTS[violation])
    listing: dict[str, Any] = {"on_enterprise_list": False}
    if violation not in PROMPT_BY_ITS_DAYS:
        axes.append(axis_of_listing())
        listing = {}
    over_standard = violation in ("water_over_standard", "air_over_standard")
    known = _without(AT_FAULT, axes) | {"violation": violation, "over_standard": over_standard} | listing
    compare(Table(axes, known), no_excuse, most=2500)


@pytest.mark.parametrize("violation", ["water_over_standard", "other", "no_outlet_sign"])
def test_listed_enterprises_in_the_city(violation: str) -> None:
    """渝环规〔2021〕5号 三（九） alone; the product is drawn from."""
    axes = [*_CAREFUL, axis("malicious_violation")]
    if violation == "other":
        axes.append(axis("over_standard"))
    known = _without(NONE_EXISTS, axes) | {"violation": violation}
    compare(Table(axes, known, region=CHONGQING), no_excuse, most=4000)


def test_hidden_risk_in_the_city() -> None:
    asked = ["self_reported", "risk_handled", "harm", "malicious_violation"]
    axes = [axis_of_listing(), *map(axis, asked)]
    known = _without(NONE_EXISTS, axes) | {"violation": "hidden_risk"}
    compare(Table(axes, known, region=CHONGQING), _excuse_clashes)


FORWARDS_ONLY = "what a fact implies is followed forwards only"


NEVER_CONCLUDED = "what clashes with a fact is asked, never concluded from it"


def _excuse_clashes(story: Told) -> str | None:
    """没有危害后果 and 引发事件, for one: the engine asks about the second, lest a loose 没有 settles it."""
    told = find(story)[1].values  # with what follows: 逾期才改完 is corrected
    for name, fact in facts().items():
        for clash in fact.clashes:
            for other, value in clash.then.items():
                one_way = told.get(name) == clash.when and other not in told
                if one_way or (told.get(other) == value and name not in told):
                    return NEVER_CONCLUDED
    return None


def _excuse_forwards_only(story: Told) -> str | None:
    """Who refuses has not corrected promptly, and pollution is some harm: the engine asks nevertheless."""
    refuses = story.values.get("refuses_to_correct") is True and "corrected_promptly" not in story.values
    polluted = story.values.get("caused_pollution") is True and "harm" not in story.values
    return FORWARDS_ONLY if refuses or polluted else _excuse_clashes(story)


def test_questions_that_logic_alone_could_answer() -> None:
    """All the exceptions there are: a question too many, never a wrong outcome."""
    prompt = ("corrected_promptly", "refuses_to_correct")
    worlds = [dict(zip(prompt, both, strict=True)) for both in ((True, False), (False, False), (False, True))]
    tellings: list[dict[str, Any]] = [{}, *({name: one[name]} for one in worlds for name in prompt)]
    axes = [Axis(tellings, worlds), axis("harm"), axis("caused_pollution"), axis_of_listing()]
    known = {**AT_FAULT, "first_violation": True, "violation": "other", "over_standard": False}
    del known["refuses_to_correct"]
    refused = compare(Table(axes, known, region=CHONGQING), _excuse_forwards_only)
    known = _without(NONE_EXISTS, axes) | {
        "violation": "hidden_risk",
        "self_reported": True,
        "risk_handled": True,
    }
    polluted = compare(Table(axes[1:], known, region=CHONGQING), _excuse_forwards_only)
    assert refused.too_careful[FORWARDS_ONLY] and polluted.too_careful[FORWARDS_ONLY]


def test_noise_of_a_listed_enterprise() -> None:
    axes = [*NOISE, axis_of_listing(), axis("over_standard"), axis("poor_management"), axis("self_reported")]
    compare(Table(axes, _without(AT_FAULT, axes) | {"violation": "exam_period_noise"}), no_excuse)


def _without(known: Mapping[str, Any], axes: Iterable[Axis]) -> dict[str, Any]:
    """``known`` but for what the axes ask; 拒不改正 may stand beside 及时改正, which it agrees with."""
    asked = {name for one in axes for telling in one.tellings for name in telling}
    return {name: value for name, value in known.items() if name not in asked}


@pytest.mark.parametrize("region", [SHAPINGBA, CHONGQING, PANJIN])
def test_disqualifying_circumstances(region: str) -> None:
    """Each absent, present or unknown, beside a case that meets every condition of leniency."""
    axes = [axis(name) for name in DISQUALIFYING if name != "refuses_to_correct"]
    known = {"violation": "no_outlet_sign", "has_permit": True, "harm": "none", "on_enterprise_list": False}
    known |= {
        "violation_minor": True,
        "accepts_education": True,
        "signed_promise": True,
        "first_violation": True,
    }
    known |= {"corrected": True, "correction_days": Decimal(3), "refuses_to_correct": False}
    known |= {"correction_state": "within_agreed"} if region == PANJIN else {}
    compare(Table(axes, known, region=region), _excuse_clashes, most=3000)


def test_each_pair_of_disqualifying_circumstances() -> None:
    base = {**ORDINARY, "violation": "built_without_eia", "caused_pollution": False, "harm": "none"}
    base |= {"construction_stopped": "voluntarily", "corrected": True}
    seen = Comparison()
    for i, one in enumerate(DISQUALIFYING):
        for other in DISQUALIFYING[i + 1 :]:
            known = {name: value for name, value in base.items() if name not in (one, other)}
            known["corrected_promptly"] = (
                "refuses_to_correct" in known
            )  # who refuses does not correct promptly
            seen += compare(Table([axis(one), axis(other)], known), _excuse_clashes)
    assert seen.cells == 9 * len(DISQUALIFYING) * (len(DISQUALIFYING) - 1) // 2


# ---- 盘锦


def _axis_of_state(refusal: bool) -> Axis:
    """改正情况, 约定时间 and 拒不改正 hang together."""
    states = tuple(facts()["correction_state"].choices)
    kept = {
        "within_agreed": (True,),
        "late_done": (False,),
        "late_not_done": (False,),
        "pending": (True, False, None),
    }
    worlds = [
        {"correction_state": state, "agreed_time_kept": k, "refuses_to_correct": refuses}
        for state in states
        for k in kept.get(state, (True, False))
        for refuses in ((False, True) if refusal else (False,))
        if not (refuses and state in ("at_once", "within_agreed"))
    ]
    tellings: list[dict[str, Any]] = [
        {name: value for name, value in zip(worlds[0], told_values, strict=True) if value is not None}
        for told_values in (
            (state, k, refuses)
            for state in (None, *states)
            for k in (None, True, False)
            for refuses in ((None, False, True) if refusal else (False,))
        )
    ]
    return Axis(tellings, worlds)


PROMISE = [
    "first_violation",
    "violation_minor",
    "accepts_education",
    "signed_promise",
    "harm",
    "harm_reduced",
]


def test_promise_exhaustively() -> None:
    axes = [*map(axis, PROMISE), _axis_of_state(refusal=False)]
    known = {name: value for name, value in NONE_EXISTS.items() if name != "refuses_to_correct"}
    table = Table(axes, {**known, "violation": "other"}, region=PANJIN)
    assert compare(table, _excuse_clashes).cells == table.size


def test_promise_where_refusal_is_open() -> None:
    axes = [*map(axis, PROMISE), _axis_of_state(refusal=True)]
    known = {name: value for name, value in NONE_EXISTS.items() if name != "refuses_to_correct"}
    compare(Table(axes, {**known, "violation": "other"}, region=PANJIN), _excuse_clashes, most=4000)


# ---- everything at once, drawn


@pytest.mark.parametrize("matter", MATTERS)
@pytest.mark.parametrize("region", REGIONS)
def test_complete_cases(region: str, matter: str) -> None:
    random = Random(f"{region} {matter}")
    for _ in range(250 if matter == "violation" else 80):
        world = random_world(random)
        story = told(world, region=region, matter=matter)
        assert not find(story)[1].contradictions
        assert outcome_by_engine(story) == outcome_by_reference(world, region, matter), world


@pytest.mark.parametrize("violation", OWN_FACTS)
def test_complete_cases_of_each_violation(violation: str) -> None:
    """With no disqualifying circumstance, where the lists decide."""
    random = Random(violation)
    for _ in range(250):
        world = random_world(random, {**NONE_EXISTS, "violation": violation})
        assert outcome_by_engine(told(world)) == outcome_by_reference(world, SHAPINGBA, "violation"), world


@pytest.mark.parametrize("region", REGIONS)
def test_parts_of_complete_cases(region: str) -> None:
    """Whatever part of a case is told, in ranges too: nothing is decided that the whole does not bear out."""
    random = Random(region)
    for _ in range(150):
        world = random_world(random, NONE_EXISTS if random.random() < 0.5 else {})
        matter = random.choice(MATTERS)
        truly = possible(Complete(region, matter, date(2025, 8, 20), world))
        for share in (0.3, 0.7, 0.95):
            story = Told(random_part(random, world, share), region, matter)
            finding, known, _ = find(story)
            assert not known.contradictions, known.contradictions
            assert truly <= set(map(str, finding.possible)), (story, truly)
            assert finding.outcome == "need_facts" or truly == {finding.outcome}, (story, truly)


# ---- the first days of the documents


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2021-08-05", "not_listed"),  # no document is in force
        ("2021-08-06", "not_listed"),  # 渝环规〔2021〕5号 alone: the enterprise is on no list
        ("2021-11-01", "not_listed"),
        ("2021-11-02", "excluded"),  # 沙府发〔2021〕69号
        ("2021-12-06", "excluded"),
    ],
)
def test_documents_hold_from_their_first_day(day: str, outcome: str) -> None:
    as_of = date.fromisoformat(day)
    world = random_world(Random(1), {**ORDINARY, "crosses_safety_baseline": True}, as_of)
    story = replace(told(world), as_of=as_of)
    assert outcome_by_reference(world, SHAPINGBA, "violation", as_of) == outcome
    assert outcome_by_engine(story) == outcome
