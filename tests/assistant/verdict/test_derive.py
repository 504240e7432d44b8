"""What follows from the given facts, what contradicts what, and how both are told to the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assistant.verdict.case import Case
from assistant.verdict.derive import Known, derive, is_discovered
from assistant.verdict.truth import World
from assistant.verdict.values import Interval, Value
from corpus.rule_models import Fact, Implication
from tests.assistant.verdict.worlds import facts, find, told

DAY = date(2024, 3, 11)
FOUND = date(2024, 3, 1)


def _days(number: int) -> Interval:
    return Interval.exactly(Decimal(number))


def _derive(
    values: Mapping[str, Value], known_facts: Mapping[str, Fact] | None = None, **about: Any
) -> Known:
    return derive(Case(facts=dict(values), **about), known_facts or facts(), DAY)


def _bare() -> dict[str, Fact]:
    """The facts without what they imply: what is left follows from the correction alone."""
    return {name: replace(fact, implies=()) for name, fact in facts().items()}


# ---- what follows


@pytest.mark.parametrize(
    ("given", "follows"),
    [
        ({"corrected_on": date(2024, 3, 5)}, {"corrected": True}),
        ({"correction_days": _days(0)}, {"corrected": True}),
        ({"correction_days": _days(1)}, {"corrected": True, "corrected_on_spot": False}),
        ({"correction_days": Interval(Decimal(0), None, low_open=True)}, {"corrected_on_spot": False}),
        ({"correction_days": Interval(None, Decimal(3))}, {"corrected": True}),
        ({"corrected_on_spot": True}, {"corrected": True, "correction_days": _days(0)}),
        ({"corrected_on_spot": False}, {}),
        ({"corrected": False}, {"corrected_on_spot": False}),
        ({"corrected": True}, {}),
        ({"discovered_on": FOUND}, {}),
        (
            {"discovered_on": FOUND, "corrected_on": FOUND},
            {"corrected": True, "correction_days": _days(0)},
        ),
        (
            {"discovered_on": FOUND, "corrected_on": date(2024, 3, 4)},
            {"corrected": True, "correction_days": _days(3), "corrected_on_spot": False},
        ),
    ],
)
def test_what_follows_from_a_correction(given: dict[str, Value], follows: dict[str, Value]) -> None:
    known = _derive(given, _bare())
    assert not known.contradictions
    more = {name: value for name, value in known.values.items() if name not in given}
    assert follows.items() <= more.items()
    possible_more = {"corrected", "corrected_on_spot", "correction_days"}
    assert more.keys() <= possible_more
    if not follows:
        assert not more


@pytest.mark.parametrize(
    ("given", "follows"),
    [
        ({"harm": "none"}, {"caused_pollution": False}),
        ({"harm": "slight"}, {}),
        ({"intentional": True}, {"subjective_fault": True}),
        ({"intentional": False}, {}),
        ({"subjective_fault": False}, {"intentional": False}),
        ({"corrected_promptly": True}, {"corrected": True, "refuses_to_correct": False}),
        ({"objection_raised": False}, {"objection_verified": False}),
        # one after the other: on the spot is prompt, and prompt is no refusal
        (
            {"corrected_on_spot": True},
            {
                "corrected": True,
                "corrected_promptly": True,
                "correction_days": _days(0),
                "refuses_to_correct": False,
            },
        ),
        (
            {"correction_state": "within_agreed"},
            {"corrected": True, "refuses_to_correct": False, "agreed_time_kept": True},
        ),
        ({"correction_state": "pending"}, {"corrected": False, "corrected_on_spot": False}),
    ],
)
def test_what_facts_imply(given: dict[str, Value], follows: dict[str, Value]) -> None:
    known = _derive(given)
    assert not known.contradictions
    assert dict(known.values) == {**given, **follows}


@pytest.mark.parametrize(
    ("given", "because"),
    [
        ({"corrected_on": date(2024, 3, 5)}, "corrected"),
        ({"correction_days": _days(0)}, "corrected"),
        ({"corrected_on_spot": True}, "corrected"),
        ({"discovered_on": FOUND, "corrected_on": FOUND}, "corrected"),
        ({"corrected": False}, "corrected_on_spot"),
        ({"correction_days": _days(2)}, "corrected_on_spot"),
        ({"correction_days": _days(2), "corrected": True}, "corrected_on_spot"),
        ({"discovered_on": FOUND, "corrected_on": date(2024, 3, 2)}, "corrected_on_spot"),
    ],
)
def test_what_follows_implies_further(given: dict[str, Value], because: str) -> None:
    """Whatever the correction gives is followed on, in any order of names."""
    wanted = because == "corrected"
    for target in ("visible_dust", "accepts_education"):
        linked = _bare()
        linked[because] = replace(linked[because], implies=(Implication(wanted, {target: True}),))
        linked[target] = replace(linked[target], implies=(Implication(True, {"complaint": True}),))
        known = _derive(given, linked)
        assert known.values[target] is True and known.values["complaint"] is True


def test_sources_say_where_a_value_came_from() -> None:
    values: dict[str, Value] = {"discovered_on": FOUND, "corrected_on": date(2024, 3, 4), "harm": "none"}
    known = _derive(values, sources={"harm": "没出啥事"})
    assert known.sources["discovered_on"] == "给定"
    assert known.sources["harm"] == "没出啥事"
    assert known.sources["caused_pollution"] == "由“危害后果”得出"
    assert known.sources["correction_days"] == "由“改正完成日”得出"
    on_spot = _derive({"corrected_on_spot": True}, _bare())
    assert on_spot.sources["corrected"] == on_spot.sources["correction_days"] == "由“当场完成整改”得出"
    ranged = _derive({**values, "correction_days": Interval(None, Decimal(9))})
    assert ranged.values["correction_days"] == _days(3)
    assert ranged.sources["correction_days"] == "由“改正完成日”得出"
    exact = _derive({**values, "correction_days": _days(3)})
    assert exact.sources["correction_days"] == "给定"


def test_a_range_stays_where_nothing_makes_it_exact() -> None:
    ranged = Interval(None, Decimal(9))
    assert _derive({"correction_days": ranged, "corrected": True}).values["correction_days"] == ranged


def test_what_is_unknown_to_the_facts_is_left_alone() -> None:
    """An older rulebase may lack a fact: nothing is concluded about it, and nothing loops."""
    few = {name: fact for name, fact in facts().items() if name not in ("corrected", "refuses_to_correct")}
    known = _derive({"corrected_promptly": True, "no_such_fact": True}, few)
    assert dict(known.values) == {"corrected_promptly": True, "no_such_fact": True}


# ---- contradictions


@pytest.mark.parametrize(
    ("given", "pair", "why"),
    [
        (
            {"harm": "none", "caused_pollution": True},
            ("harm", "caused_pollution"),
            "危害后果是“没有造成危害后果”，造成环境污染后果或者生态破坏是“造成了”，二者不能同时成立",
        ),
        (
            {"corrected": False, "corrected_on": date(2024, 3, 5)},
            ("corrected_on", "corrected"),
            "改正完成日是“2024年3月5日”，改正是“还没有”，二者不能同时成立",
        ),
        (
            {"correction_days": _days(3), "corrected_on_spot": True},
            ("corrected_on_spot", "correction_days"),
            "当场完成整改是“当场完成”，改正用时是“3日”，二者不能同时成立",
        ),
        (
            {"discovered_on": FOUND, "corrected_on": date(2024, 2, 29)},
            ("discovered_on", "corrected_on"),
            "改正完成日（2024年2月29日）早于检查发现日（2024年3月1日）",
        ),
        (
            {"discovered_on": FOUND, "correction_days": _days(11)},
            ("discovered_on", "correction_days"),
            "改正用时是“11日”，可是从检查发现日（2024年3月1日）到判定日（2024年3月11日）只过了10日",
        ),
        (
            {"discovered_on": date(2024, 3, 12)},
            ("discovered_on",),
            "检查发现日（2024年3月12日）晚于判定日（2024年3月11日）",
        ),
        (
            {"corrected_on": date(2024, 3, 12)},
            ("corrected_on",),
            "改正完成日（2024年3月12日）晚于判定日（2024年3月11日）",
        ),
    ],
)
def test_contradictions_are_named(given: dict[str, Value], pair: tuple[str, ...], why: str) -> None:
    known = _derive(given)
    assert (pair, why) == next((c.facts, c.why) for c in known.contradictions)
    assert not set(pair) & known.values.keys()


def test_nothing_lies_before_the_act() -> None:
    """Neither the discovery nor the correction; the very day will do."""
    act = date(2024, 3, 1)
    on_the_day: dict[str, Value] = {"discovered_on": act, "corrected_on": act}
    assert not _derive(on_the_day, act_on=act).contradictions
    early = _derive({"discovered_on": date(2024, 2, 29)}, act_on=act).contradictions
    assert [c.why for c in early] == ["检查发现日（2024年2月29日）早于行为日（2024年3月1日）"]
    assert not _derive({"discovered_on": date(2024, 2, 29)}).contradictions


def test_the_last_day_is_not_too_late() -> None:
    fitting: list[dict[str, Value]] = [
        {"discovered_on": DAY},
        {"discovered_on": DAY, "corrected_on": DAY},
        {"discovered_on": FOUND, "correction_days": _days(10)},
        {"discovered_on": FOUND, "correction_days": Interval(Decimal(5), None)},
        {"discovered_on": DAY, "correction_days": _days(0)},
    ]
    for given in fitting:
        assert not _derive(given).contradictions, given
    same_day: dict[str, Value] = {"discovered_on": DAY, "correction_days": _days(1)}
    assert len(_derive(same_day).contradictions) == 1


def test_a_discovery_to_come_is_named_once_and_nothing_is_counted_from_it() -> None:
    given: dict[str, Value] = {"discovered_on": date(2024, 3, 20), "correction_days": _days(2)}
    assert [c.facts for c in _derive(given).contradictions] == [("discovered_on",)]


def test_each_contradiction_is_named_once() -> None:
    known = _derive({"corrected": False, "corrected_promptly": True, "corrected_on_spot": True})
    pairs = [frozenset(c.facts) for c in known.contradictions]
    assert len(pairs) == len(set(pairs)) == 3
    no_days = _derive({"discovered_on": FOUND, "corrected_on": date(2024, 2, 29)})
    assert "correction_days" not in no_days.values and len(no_days.contradictions) == 1


def test_what_contradicts_counts_as_unknown() -> None:
    """Otherwise the harm that is denied would still decide."""
    world = {"violation": "registration_form_not_filed", "harm": "none", "caused_pollution": True}
    finding, known, values = find(told(world))
    assert known.contradictions
    assert "harm" not in values.values and "caused_pollution" not in values.values
    assert finding.outcome == "need_facts" and "exempt" in finding.possible


def test_each_fact_of_a_correction_tells_of_a_discovery() -> None:
    assert is_discovered({"discovered_on": FOUND})
    assert is_discovered({"correction_days": _days(3)})
    assert is_discovered({"corrected_on_spot": True})
    assert not is_discovered({"corrected_on_spot": False, "corrected": True})
    assert not World({}, DAY).discovered
