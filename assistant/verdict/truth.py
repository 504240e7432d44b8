"""Kleene's three-valued logic over a rule's conditions: True, False, None for unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from assistant.verdict.derive import CORRECTED, CORRECTION_DAYS, DISCOVERED_ON
from assistant.verdict.values import Interval, Value, compare
from corpus.rule_models import All, Any_, Condition, Leaf, Not, Operator, Rule

Truth = bool | None


@dataclass(slots=True)
class World:
    """What the conditions are held against: known values, and the day of the decision."""

    values: Mapping[str, Value]
    as_of: date
    gates: frozenset[str] = frozenset()
    disqualifying: frozenset[str] = frozenset()
    lines: list[tuple[Rule, Leaf, Truth]] | None = field(default_factory=list)  # None: no trace wanted
    discovered: bool = False  # found by an inspection, whether or not the day is known
    valid_on: date | None = None  # the day on which a listing must hold; None: the day of the decision


def hold_rule(rule: Rule, world: World) -> tuple[Truth, list[Leaf]]:
    """The rule's truth, and the unknown conditions on which it still depends (empty unless None).

    Conditions that no longer matter are not looked at: after a false one in ``all``, a true one in ``any``.
    """
    open_leaves: list[Leaf] = []
    truth = True if rule.when is None else _hold(rule.when, rule, world, open_leaves)
    return truth, open_leaves


def _hold(condition: Condition, rule: Rule, world: World, pending: list[Leaf]) -> Truth:
    if isinstance(condition, Leaf):
        truth = hold_leaf(condition, world)
        if world.lines is not None:
            world.lines.append((rule, condition, truth))
        if truth is None:
            pending.append(condition)
        return truth
    if isinstance(condition, Not):
        inner = _hold(condition.part, rule, world, pending)
        return None if inner is None else not inner
    settled = isinstance(condition, Any_)  # the truth of one part that settles the whole
    start, whole = len(pending), not settled
    result: Truth = whole
    for part in condition.parts:
        truth = _hold(part, rule, world, pending)
        if truth is settled:
            del pending[start:]
            return settled
        if truth is None:
            result = None
    if isinstance(condition, All) and result is None and world.gates:
        opened = pending[start:]
        gate = next((leaf for leaf in opened if leaf.fact in world.gates), None)
        if gate is not None:  # the others matter only once it is known; the grouped question is asked anyway
            pending[start:] = [gate, *(leaf for leaf in opened if leaf.fact in world.disqualifying)]
    return result


def hold_leaf(leaf: Leaf, world: World) -> Truth:
    """Truth of one condition."""
    if leaf.operator is Operator.CORRECTED_WITHIN:
        return _corrected_within(leaf, world)
    value = world.values.get(leaf.fact)
    if value is None:
        return None
    if leaf.operator is Operator.IS:
        return value in leaf.values
    bound = leaf.bound
    assert bound is not None
    if leaf.operator is Operator.WITHIN_YEARS:
        assert isinstance(value, date)
        return value <= (world.valid_on or world.as_of) <= add_years(value, int(bound))
    assert isinstance(value, Interval)
    return compare(leaf.operator, value, bound)


def _corrected_within(leaf: Leaf, world: World) -> Truth:
    """Calendar days; the day of discovery does not count, the last day does."""
    values, bound = world.values, leaf.bound
    assert bound is not None
    days = values.get(CORRECTION_DAYS)
    if isinstance(days, Interval):
        truth = days.is_at_most(bound)
        if truth is not None:
            return truth
    deadline = find_deadline(leaf, values)
    if deadline is None:
        return None
    corrected = values.get(CORRECTED)
    if corrected is True and world.as_of <= deadline:
        return True  # it is done, and the period has not run out yet
    if corrected is False and world.as_of > deadline:
        return False
    return None


def find_deadline(leaf: Leaf, values: Mapping[str, Value]) -> date | None:
    """The last day for a ``CORRECTED_WITHIN`` condition; None where the day of discovery is unknown."""
    discovered = values.get(DISCOVERED_ON)
    if leaf.bound is None or not isinstance(discovered, date):
        return None
    return discovered + timedelta(days=int(leaf.bound))


def is_waiting(leaf: Leaf, world: World) -> bool:
    """Whether the condition is unknown only because its period still runs."""
    if leaf.operator is not Operator.CORRECTED_WITHIN or world.values.get(CORRECTED) is not False:
        return False
    deadline = find_deadline(leaf, world.values)
    return deadline is not None and world.as_of <= deadline


def add_years(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def ask_for(leaf: Leaf, values: Mapping[str, Value]) -> tuple[str, ...]:
    """The facts to ask next for an unknown condition."""
    if leaf.operator is not Operator.CORRECTED_WITHIN:
        return (leaf.fact,)
    corrected = values.get(CORRECTED)
    if corrected is None:
        return (CORRECTED,)
    if corrected is True:
        return (CORRECTION_DAYS,)
    return (CORRECTED,) if DISCOVERED_ON in values else (DISCOVERED_ON,)
