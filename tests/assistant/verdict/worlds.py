"""Complete worlds, what is told of them, and the engine and the reference asked about both.

A *world* has a value for every fact (a bool, str, ``Decimal`` or date; None where there is no such day, or
where it is still to come). What a person *tells* is a part of it: exact values, or a range for a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from assistant.verdict.case import Case
from assistant.verdict.derive import Known
from assistant.verdict.engine import Finding, find_outcome, known_world
from assistant.verdict.rulebase import Rulebase, load_rulebase
from assistant.verdict.truth import World
from assistant.verdict.values import Interval, Value
from corpus.rule_models import Fact, FactType, Matter
from tests.assistant.verdict.reference import decide
from tests.assistant.verdict.reference_words import Complete, is_impossible

TODAY = date(2025, 8, 20)  # all five documents are in force
SHAPINGBA, CHONGQING, PANJIN = "重庆市/沙坪坝区", "重庆市", "辽宁省/盘锦市"
GUANGXI, NOWHERE = "广西壮族自治区/南宁市", "北京市"
REGIONS = (SHAPINGBA, "重庆市/渝中区", CHONGQING, PANJIN, "辽宁省/盘锦市/盘山县", GUANGXI, NOWHERE)

CLASSES: Mapping[str, tuple[Decimal, ...]] = {  # just below, at, just above; far off
    "exceed_times": tuple(map(Decimal, ("0", "0.099", "0.1", "0.101", "7"))),
    "daily_wastewater_t": tuple(map(Decimal, ("0", "0.09", "0.10", "0.11", "300"))),
    "storage_area_sqm": tuple(map(Decimal, ("0", "9.99", "10", "10.01", "500"))),
    "correction_days": tuple(Decimal(n) for n in (0, 1, 6, 7, 8, 9, 10, 11, 60)),
}
LISTED_DAYS = (TODAY, date(2022, 8, 21), date(2022, 8, 20), date(2022, 8, 19), date(2020, 1, 1))
_RARE = 0.04  # how often a disqualifying circumstance exists

World_ = Mapping[str, Any]


@cache
def rulebase() -> Rulebase:
    return load_rulebase()


def facts() -> Mapping[str, Fact]:
    return rulebase().facts


@dataclass(frozen=True)
class Told:
    """What a person tells, ready for the engine."""

    values: Mapping[str, Value]
    region: str = SHAPINGBA
    matter: str = "violation"
    unknown: frozenset[str] = frozenset()
    as_of: date = TODAY

    @property
    def case(self) -> Case:
        values = dict(self.values)
        return Case(Matter(self.matter), self.region, values, self.unknown, None, self.as_of)


def told(world: World_, names: Iterable[str] | None = None, **about: Any) -> Told:
    """``names`` of ``world`` (all of it by default) told exactly."""
    chosen = world if names is None else {name: world[name] for name in names}
    return Told({name: as_value(value) for name, value in chosen.items() if value is not None}, **about)


def as_value(value: Any) -> Value:
    if isinstance(value, Decimal):
        return Interval.exactly(value)
    assert isinstance(value, bool | str | date | Interval)
    return value


def find(story: Told) -> tuple[Finding, Known, World]:
    """The engine's bare decision, without a trace."""
    base = rulebase()
    docket = base.docket(Matter(story.matter), base.documents(story.region, story.as_of))
    known, world = known_world(base, story.case, story.as_of)
    silent = replace(world, lines=None)
    return find_outcome(base, docket, Matter(story.matter), silent), known, silent


def outcome_by_engine(story: Told) -> str:
    finding, known, _ = find(story)
    return "need_facts" if known.contradictions else str(finding.outcome)


def outcome_by_reference(world: World_, region: str, matter: str, as_of: date = TODAY) -> str:
    return decide(Complete(region, matter, as_of, world))


def needed_facts(region: str, matter: str, as_of: date = TODAY) -> tuple[str, ...]:
    """Every fact that the rules there may ask, and the days that give a period."""
    base = rulebase()
    asked = base.docket(Matter(matter), base.documents(region, as_of)).fact_ids
    if "corrected" in asked:
        asked |= {"discovered_on", "corrected_on", "correction_days"}
    return tuple(name for name in facts() if name in asked)


# ---- correction: one story gives several facts


@dataclass(frozen=True)
class Correction:
    """``discovered`` days ago; done ``done`` days after that, None where it is not done yet."""

    discovered: int
    done: int | None
    on_spot: bool = False

    def facts(self, as_of: date = TODAY) -> dict[str, Any]:
        discovered_on = as_of - timedelta(days=self.discovered)
        return {
            "corrected": self.done is not None,
            "discovered_on": discovered_on,
            "corrected_on": None if self.done is None else discovered_on + timedelta(days=self.done),
            "correction_days": None if self.done is None else Decimal(self.done),
            "corrected_on_spot": self.on_spot,
        }


def corrections(days: Iterable[int]) -> list[Correction]:
    """Every story whose days are among ``days``: discovered before, at and after them."""
    spans = sorted({0, *days})
    stories = [Correction(ago, None) for ago in spans]
    stories += [Correction(ago, done) for ago in spans for done in spans if done <= ago]
    stories += [Correction(ago, 0, True) for ago in spans]
    return stories


# ---- random worlds that can be


def random_world(random: Random, fixed: World_ | None = None, as_of: date = TODAY) -> dict[str, Any]:
    """A value for every fact, none contradicting another; ``fixed`` facts as given."""
    for _ in range(2000):
        world = _draw(random, as_of) | dict(fixed or {})
        if not is_impossible(world):
            return world
    raise ValueError(f"no world with {fixed}")


def _draw(random: Random, as_of: date) -> dict[str, Any]:
    world = {name: _draw_fact(random, fact) for name, fact in facts().items()}
    world |= random.choice(corrections((1, 6, 7, 8, 9, 10, 11))).facts(as_of)
    world["listed_on"] = random.choice(LISTED_DAYS) + (as_of - TODAY)
    _settle(random, world)
    return world


def _draw_fact(random: Random, fact: Fact) -> Any:
    match fact.type:
        case FactType.BOOL:
            likely = _RARE if fact.disqualifying else 0.75 if fact.changeable else 0.5
            return random.random() < likely
        case FactType.CHOICE:
            return random.choice(list(fact.choices))
        case FactType.NUMBER:
            return random.choice(CLASSES[fact.id])
    return None


def _settle(random: Random, world: dict[str, Any]) -> None:
    """Makes the facts agree that would seldom agree by chance."""
    if world["harm"] == "none":
        world["caused_pollution"] = False
    if world["intentional"]:
        world["subjective_fault"] = True
    if world["objection_verified"]:
        world["objection_raised"] = True
    if not world["corrected"]:
        world["corrected_promptly"] = random.choice((False, None))  # None: it may still be done promptly
    if world["corrected_on_spot"]:
        world["corrected_promptly"] = True
    if world["corrected_promptly"] or world["corrected"]:
        world["refuses_to_correct"] = False
    if world["violation"] in ("water_over_standard", "air_over_standard"):
        world["over_standard"] = True
    if not world["on_enterprise_list"]:
        world["listed_on"] = None
    if world["harm"] == "none":
        world["caused_incident"] = False
    if world["harm"] == "serious":
        world["violation_minor"] = False
    if world["violation"] == "hidden_risk":
        for name in ("caused_incident", "malicious_violation", "destroys_evidence", "refuses_to_correct"):
            world[name] = False
    done = ("at_once", "within_agreed", "late_done", "still_failing")
    states = done if world["corrected"] else ("pending", "late_not_done", "still_failing")
    world["correction_state"] = random.choice(states)
    if world["correction_state"] in ("at_once", "within_agreed"):
        world["refuses_to_correct"] = False
    kept = {"within_agreed": True, "late_done": False, "late_not_done": False}
    world["agreed_time_kept"] = kept.get(world["correction_state"], random.choice((True, False, None)))


def random_part(random: Random, world: World_, share: float) -> dict[str, Value]:
    """Some of ``world``, every fact with the chance ``share``; numbers now and then as a range."""
    part: dict[str, Value] = {}
    for name, value in world.items():
        if value is None or random.random() > share:
            continue
        exact = not isinstance(value, Decimal) or random.random() < 0.7
        part[name] = as_value(value) if exact else random_range(random, value)
    return part


def random_range(random: Random, number: Decimal) -> Interval:
    """An interval in which ``number`` lies, at its end or inside."""
    step = random.choice((Decimal(0), Decimal("0.01"), Decimal(1)))
    low, high = max(number - step, Decimal(0)), number + step
    ways = [Interval(low, None), Interval(None, high), Interval(low, high)]
    if low < number:
        ways += [Interval(low, None, low_open=True), Interval(low, high, low_open=True)]
    if number < high:
        ways += [Interval(None, high, high_open=True), Interval(low, high, high_open=True)]
    return random.choice(ways)


def contains(told_value: Value, value: Any) -> bool:
    """Whether the exact ``value`` is one that was told, range or not."""
    if not isinstance(told_value, Interval):
        return bool(told_value == value)
    if not isinstance(value, Decimal):
        return False
    above = told_value.low is None or value > told_value.low
    below = told_value.high is None or value < told_value.high
    at_low = value == told_value.low and not told_value.low_open
    at_high = value == told_value.high and not told_value.high_open
    return (above or at_low) and (below or at_high)
