"""The rules as formulas of z3: every fact a constant with its domain, every rule two formulas.

A rule is true under ``holds``, false under ``fails``, and unknown where neither is (a period still runs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import z3

from corpus.rule_models import (
    All,
    Any_,
    Condition,
    Fact,
    FactType,
    Leaf,
    Matter,
    Not,
    Operator,
    Outcome,
    Rule,
)

CORRECTED, ON_SPOT = "corrected", "corrected_on_spot"
DAYS, DISCOVERED, CORRECTED_ON = "correction_days", "discovered_on", "corrected_on"
ON_LIST, LISTED_ON = "on_enterprise_list", "listed_on"
_LONG_AGO = 20 * 366  # days: no date of a case lies further back


@dataclass(frozen=True)
class Formulas:
    holds: z3.BoolRef
    fails: z3.BoolRef


@dataclass
class Model:
    """``facts`` as constants: a bool, the number of a choice, a real, or the days before ``as_of``."""

    facts: Mapping[str, Fact]
    as_of: date
    constants: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        makers = {FactType.BOOL: z3.Bool, FactType.CHOICE: z3.Int, FactType.NUMBER: z3.Real}
        for name, fact in self.facts.items():
            self.constants[name] = makers.get(fact.type, z3.Int)(name)

    # ---- what can be at all

    def domains(self) -> list[z3.BoolRef]:
        """Domains of the facts, what they imply, and how the facts of one correction hang together."""
        limits = []
        for name, fact in self.facts.items():
            constant = self.constants[name]
            if fact.type is FactType.CHOICE:
                limits += [constant >= 0, constant < len(fact.choices)]
            elif fact.type is FactType.NUMBER:
                limits.append(constant >= 0)
            elif fact.type is FactType.DATE:
                limits += [constant >= 0, constant <= _LONG_AGO]
            for implication in fact.implies:
                then = [self._is(target, value) for target, value in implication.then.items()]
                limits.append(z3.Implies(self._is(name, implication.when), z3.And(then)))
            for clash in fact.clashes:
                both = [self._is(target, value) for target, value in clash.then.items()]
                limits.append(z3.Not(z3.And(self._is(name, clash.when), *both)))
        return [*limits, *self._correction()]

    def _correction(self) -> list[z3.BoolRef]:
        """Days count from the discovery, none lies in the future; where nothing is done they mean nothing."""
        c = self.constants
        took = z3.ToReal(c[DISCOVERED] - c[CORRECTED_ON]) == c[DAYS]
        return [
            z3.Implies(c[CORRECTED], z3.And(took, c[CORRECTED_ON] <= c[DISCOVERED])),
            z3.Implies(c[ON_SPOT], z3.And(c[CORRECTED], c[DAYS] == 0)),
        ]

    # ---- rules

    def formulas(self, condition: Condition | None) -> Formulas:
        match condition:
            case None:
                return Formulas(z3.BoolVal(True), z3.BoolVal(False))
            case Leaf():
                return self._leaf(condition)
            case Not(part):
                inner = self.formulas(part)
                return Formulas(inner.fails, inner.holds)
        parts = [self.formulas(part) for part in condition.parts]
        holds, fails = [p.holds for p in parts], [p.fails for p in parts]
        if isinstance(condition, All):
            return Formulas(z3.And(holds), z3.Or(fails))
        assert isinstance(condition, Any_)
        return Formulas(z3.Or(holds), z3.And(fails))

    def _leaf(self, leaf: Leaf) -> Formulas:
        constant, bound = self.constants[leaf.fact], leaf.bound
        if leaf.operator is Operator.CORRECTED_WITHIN:
            return self._corrected_within(bound)
        if leaf.operator is Operator.IS:
            truth = z3.Or([self._is(leaf.fact, value) for value in leaf.values])
        elif leaf.operator is Operator.WITHIN_YEARS:
            truth = constant <= self._most_days_within(bound)
        else:
            number = z3.RealVal(str(bound))
            truth = {
                Operator.LESS_THAN: constant < number,
                Operator.AT_MOST: constant <= number,
                Operator.MORE_THAN: constant > number,
                Operator.AT_LEAST: constant >= number,
            }[leaf.operator]
        return Formulas(truth, z3.Not(truth))

    def _corrected_within(self, bound: Decimal | None) -> Formulas:
        """Unknown while it is not done and the period has not run out."""
        assert bound is not None
        done, took, ago = self.constants[CORRECTED], self.constants[DAYS], self.constants[DISCOVERED]
        in_time = took <= int(bound)
        too_late = z3.Or(z3.And(done, z3.Not(in_time)), z3.And(z3.Not(done), ago > int(bound)))
        return Formulas(z3.And(done, in_time), too_late)

    def _most_days_within(self, years: Decimal | None) -> int:
        """How many days ago a period of ``years`` may have begun that lasts until ``as_of``."""
        assert years is not None
        ago = 0
        while _years_later(self.as_of - timedelta(days=ago + 1), int(years)) >= self.as_of:
            ago += 1
        return ago

    def _is(self, name: str, value: bool | str) -> z3.BoolRef:
        fact = self.facts[name]
        if fact.type is FactType.BOOL:
            return self.constants[name] if value else z3.Not(self.constants[name])
        return self.constants[name] == list(fact.choices).index(str(value))

    # ---- a model of z3 as the facts of a case

    def read(self, found: z3.ModelRef) -> dict[str, Any]:
        """The world that ``found`` describes."""
        world = {name: self._value(fact, found) for name, fact in self.facts.items()}
        if not world[CORRECTED]:
            world[DAYS] = world[CORRECTED_ON] = None
        if not world[ON_LIST]:
            world[LISTED_ON] = None
        return world

    def _value(self, fact: Fact, found: z3.ModelRef) -> Any:
        value = found.eval(self.constants[fact.id], model_completion=True)
        match fact.type:
            case FactType.BOOL:
                return z3.is_true(value)
            case FactType.CHOICE:
                return list(fact.choices)[value.as_long()]
            case FactType.DATE:
                return self.as_of - timedelta(days=value.as_long())
        fraction = value.as_fraction()
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _years_later(day: date, years: int) -> date:
    leap_day_lost = day.month == 2 and day.day == 29 and (day.year + years) % 4 != 0
    return day.replace(year=day.year + years, day=28 if leap_day_lost else day.day)


@dataclass
class Proof:
    """What can hold together among the outcome rules of one region and matter."""

    model: Model
    levels: Sequence[tuple[Outcome, Sequence[Rule]]]  # the one that prevails first

    def __post_init__(self) -> None:
        self._solver = z3.Solver()
        self._solver.add(self.model.domains())
        self._formulas = {r.rule_id: self.model.formulas(r.when) for _, rules in self.levels for r in rules}

    def can_hold(self, *conditions: z3.BoolRef) -> dict[str, Any] | None:
        """A world in which all ``conditions`` hold; None where there is none."""
        self._solver.push()
        self._solver.add(*conditions)
        found = self._solver.model() if self._solver.check() == z3.sat else None
        self._solver.pop()
        return None if found is None else self.model.read(found)

    def reach(self, rule: Rule) -> dict[str, Any] | None:
        """A world in which ``rule`` is true and every rule of a level that prevails is false."""
        above = []
        for outcome, rules in self.levels:
            if outcome is rule.outcome:
                break
            above += [self._formulas[r.rule_id].fails for r in rules]
        return self.can_hold(self._formulas[rule.rule_id].holds, *above)

    def reach_fallback(self) -> dict[str, Any] | None:
        """A world in which every rule is false."""
        return self.can_hold(*(formulas.fails for formulas in self._formulas.values()))

    def overlaps(self) -> Iterator[tuple[Rule, Rule, dict[str, Any]]]:
        """Every pair of rules with different outcomes that can both be true, the one that prevails first."""
        for (_, above), (_, below) in combinations(self.levels, 2):
            for upper in above:
                for lower in below:
                    holds = self._formulas[upper.rule_id].holds, self._formulas[lower.rule_id].holds
                    world = self.can_hold(*holds)
                    if world is not None:
                        yield upper, lower, world


PLACES: Mapping[str, tuple[Matter, ...]] = {
    "重庆市/沙坪坝区": tuple(Matter),  # the city's rules and the district's
    "辽宁省/盘锦市": (Matter.VIOLATION,),
}
"""Where rules give outcomes; every other place has a part of one of these, or none."""
