"""Rules with one thing wrong, and what finds it: the rule's own tests, the reference, the lint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from assistant.verdict.case import parse_case
from assistant.verdict.derive import derive
from assistant.verdict.engine import find_outcome, known_world
from assistant.verdict.rulebase import PRECEDENCE, Docket
from assistant.verdict.truth import World, hold_rule
from corpus.rule_check import check_rule
from corpus.rule_models import All, Any_, Condition, FactType, Leaf, Matter, Not, Operator, Rule
from tests.assistant.verdict.worlds import (
    CHONGQING,
    CLASSES,
    LISTED_DAYS,
    PANJIN,
    SHAPINGBA,
    TODAY,
    Told,
    facts,
    outcome_by_reference,
    random_world,
    rulebase,
    told,
)

_OTHER_OPERATOR = {
    Operator.LESS_THAN: Operator.AT_MOST,
    Operator.AT_MOST: Operator.LESS_THAN,
    Operator.MORE_THAN: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.MORE_THAN,
}
_DAY_OF_TESTS = date(2024, 5, 20)  # of own tests that name none
_WORLDS = 300
_REGION = {"cq-eeb": CHONGQING, "cq-spb": SHAPINGBA, "ln-pj": PANJIN}


@dataclass(frozen=True)
class RuleMutant:
    original: Rule
    rule: Rule
    change: str

    @property
    def key(self) -> str:
        return f"{self.original.rule_id}: {self.change}"


# ---- one thing wrong


def mutants_of(rule: Rule) -> Iterator[RuleMutant]:
    """Operators, bounds, values, joints, dropped conditions, swapped outcomes."""
    if rule.when is not None:
        for change, when in _changed(rule.when):
            yield RuleMutant(rule, replace(rule, when=when), change)
    if rule.outcome is not None:
        for outcome in PRECEDENCE[rule.matter]:
            if outcome is not rule.outcome:
                yield RuleMutant(rule, replace(rule, outcome=outcome), f"{rule.outcome} → {outcome}")


def _changed(condition: Condition) -> Iterator[tuple[str, Condition]]:
    match condition:
        case Leaf():
            yield from _changed_leaf(condition)
        case Not(part):
            yield f"not {_name(part)} → {_name(part)}", part
            for change, inner in _changed(part):
                yield change, Not(inner)
        case All(parts) | Any_(parts):
            yield from _changed_joint(condition, parts)


def _changed_joint(condition: All | Any_, parts: Sequence[Condition]) -> Iterator[tuple[str, Condition]]:
    if len(parts) > 1:
        other = Any_ if isinstance(condition, All) else All
        yield f"{_name(condition)} → {other.__name__.strip('_').lower()}", other(tuple(parts))
    for i, part in enumerate(parts):
        rest = (*parts[:i], *parts[i + 1 :])
        if rest:
            yield f"drop {_name(part)}", type(condition)(rest)
        for change, inner in _changed(part):
            yield change, type(condition)((*parts[:i], inner, *parts[i + 1 :]))


def _changed_leaf(leaf: Leaf) -> Iterator[tuple[str, Condition]]:
    name = _name(leaf)
    if leaf.operator in _OTHER_OPERATOR:
        yield (
            f"{name} → {_OTHER_OPERATOR[leaf.operator]}",
            replace(leaf, operator=_OTHER_OPERATOR[leaf.operator]),
        )
    if leaf.bound is not None:
        step = Decimal(1) if leaf.bound == leaf.bound.to_integral_value() else Decimal("0.01")
        for bound in (leaf.bound - step, leaf.bound + step):
            yield f"{name} → {bound}", replace(leaf, bound=bound)
    if leaf.operator is Operator.IS:
        yield from _changed_values(leaf, name)


def _changed_values(leaf: Leaf, name: str) -> Iterator[tuple[str, Condition]]:
    if facts()[leaf.fact].type is FactType.BOOL:
        yield f"{name} → {not leaf.values[0]}", replace(leaf, values=(not leaf.values[0],))
        return
    others = [choice for choice in facts()[leaf.fact].choices if choice not in leaf.values]
    yield f"{name} → any other", replace(leaf, values=tuple(others))
    yield f"{name} → or {others[0]}", replace(leaf, values=(*leaf.values, others[0]))
    if len(others) > 1:
        yield f"{name} → or {others[-1]}", replace(leaf, values=(*leaf.values, others[-1]))
    for value in leaf.values if len(leaf.values) > 1 else ():
        yield f"{name} → not {value}", replace(leaf, values=tuple(v for v in leaf.values if v != value))


def _name(condition: Condition) -> str:
    match condition:
        case Leaf():
            told_bound = (
                condition.bound if condition.bound is not None else "/".join(map(str, condition.values))
            )
            return f"{condition.fact} {condition.operator} {told_bound}"
        case Not(part):
            return f"not {_name(part)}"
    joint = "all" if isinstance(condition, All) else "any"
    return f"{joint}({_name(condition.parts[0])}, …{len(condition.parts)})"


# ---- what finds it


def is_found_by_own_tests(mutant: RuleMutant) -> bool:
    return any(
        hold_rule(mutant.rule, world)[0] is not truth for world, truth in _own_tests(mutant.original.rule_id)
    )


@cache
def _own_tests(rule_id: str) -> tuple[tuple[World, bool | None], ...]:
    base, tests = rulebase(), []
    for test in _rule(rule_id).tests:
        as_of = test.as_of or _DAY_OF_TESTS
        case = parse_case({"facts": dict(test.facts)}, base.corpus, base.facts)
        tests.append((World(derive(case, base.facts, as_of).values, as_of, lines=None), test.truth))
    return tuple(tests)


def is_found_by_lint(mutant: RuleMutant) -> bool:
    """The isomorphism lint of ``kuanyan corpus check``."""
    return bool(check_rule(mutant.rule, dict(facts())))


def is_found_by_reference(mutant: RuleMutant) -> bool:
    """Whether the engine with the mutant differs from the reference in some complete case near the rule."""
    base, matter = rulebase(), mutant.original.matter
    docket = _docket_with(mutant)
    for world, expected in _worlds_near(mutant.original.rule_id):
        silent = replace(world, lines=None)
        if find_outcome(base, docket, matter, silent).outcome != expected:
            return True
    return False


def _docket_with(mutant: RuleMutant) -> Docket:
    base, region = rulebase(), _region(mutant.original)
    docket = base.docket(mutant.original.matter, base.documents(region, TODAY))
    rules = [mutant.rule if r is mutant.original else r for _, level in docket.levels for r in level]
    levels = tuple((outcome, tuple(r for r in rules if r.outcome is outcome)) for outcome, _ in docket.levels)
    return replace(docket, levels=levels)


def _region(rule: Rule) -> str:
    return next(region for prefix, region in _REGION.items() if rule.doc_id.startswith(prefix))


@cache
def _worlds_near(rule_id: str) -> tuple[tuple[World, str], ...]:
    """Complete cases in which most conditions of the rule are met, as the engine sees them, and what the
    reference makes of them."""
    rule = _rule(rule_id)
    random, region = Random(rule_id), _region(rule)
    found: list[tuple[World, str]] = []
    while len(found) < _WORLDS:
        try:
            world = random_world(random, _near(rule, random))
        except ValueError:
            continue
        story = told(world, region=region, matter=str(rule.matter))
        expected = outcome_by_reference(world, region, str(rule.matter))
        found.append((_world_of(story), expected))
    return tuple(found)


def _rule(rule_id: str) -> Rule:
    return next(r for r in rulebase().rules if r.rule_id == rule_id)


def _world_of(story: Told) -> World:
    known, world = known_world(rulebase(), story.case, TODAY)
    assert not known.contradictions
    return world


def _near(rule: Rule, random: Random) -> dict[str, Any]:
    none = {name: False for name, fact in facts().items() if fact.disqualifying}
    fixed: dict[str, Any] = dict(none) if random.random() < 0.9 else {}
    denied = rule.matter is Matter.VIOLATION and any(isinstance(p, Not) for p in _parts(rule))
    for leaf in rule.leaves():
        if leaf.fact == "corrected" or random.random() < 0.12:
            fixed.pop(leaf.fact, None)
        elif leaf.fact == "listed_on":
            fixed["listed_on"] = random.choice(LISTED_DAYS[:4])
        elif leaf.bound is not None:
            fixed[leaf.fact] = random.choice(CLASSES[leaf.fact][:4])
        elif not (denied and leaf.fact == "violation"):
            fixed[leaf.fact] = random.choice(leaf.values)
    return fixed


def _parts(rule: Rule) -> tuple[Condition, ...]:
    return rule.when.parts if isinstance(rule.when, All) else ()
