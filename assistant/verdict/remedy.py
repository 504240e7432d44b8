"""What a person can still do to reach a better outcome, and by which day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.verdict.derive import CORRECTED, DISCOVERED_ON
from assistant.verdict.engine import Finding, label_of
from assistant.verdict.models import Action, Remedy
from assistant.verdict.rulebase import BETTER, Docket, Rulebase
from assistant.verdict.truth import World, find_deadline, hold_leaf, hold_rule
from corpus.rule_models import All, Any_, Condition, Fact, Leaf, Matter, Not, Operator, Outcome, Rule

_VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class _Way:
    """How a condition becomes true: leaves to act on, facts that must turn out right."""

    act: tuple[Leaf, ...] = ()
    assume: tuple[str, ...] = ()

    def __add__(self, other: _Way) -> _Way:
        act = {leaf.fact: leaf for leaf in (*self.act, *other.act)}
        return _Way(tuple(act.values()), tuple(dict.fromkeys((*self.assume, *other.assume))))


def find_remedy(
    rulebase: Rulebase, docket: Docket, matter: Matter, world: World, finding: Finding
) -> Remedy | None:
    """The better outcome within reach with the fewest actions; None where nothing can be done or need be.

    Only the outcomes of ``BETTER`` count as better. Facts that can no longer be changed (初次违法) are never
    acted on; where they are unknown, the remedy says that it assumes them.
    """
    levels, better = dict(docket.levels), BETTER.get(matter, ())
    if _is_violation_open(docket, world):
        return None
    if finding.rules and finding.reached not in better:
        return None  # a stricter rule holds
    for outcome in better:
        if finding.outcome is outcome:
            return None  # reached already
        ways = [(_way_of(rule, world, rulebase), rule) for rule in levels[outcome]]
        open_ways = [
            (w, rule) for w, rule in ways if w is not None and not _is_barred(w, rule, docket, world, better)
        ]
        if not open_ways:
            continue
        way, rule = min(open_ways, key=lambda pair: _cost(pair[0], pair[1], world))
        if way.act:
            return _remedy(rulebase, rule, way, matter, outcome, world)
    return None


def _is_barred(way: _Way, rule: Rule, docket: Docket, world: World, better: tuple[Outcome, ...]) -> bool:
    """Whether what the way does and assumes makes a stricter rule true: a listed enterprise may be excused,
    but is also punished more severely."""
    values = dict(world.values)
    for leaf in rule.leaves():
        if leaf.fact in way.assume or leaf in way.act:
            if leaf.operator is Operator.IS:
                values[leaf.fact] = leaf.values[0]
            elif leaf.operator is Operator.WITHIN_YEARS:
                values[leaf.fact] = world.as_of
    supposed = replace(world, values=values, lines=None)
    stricter = [r for outcome, rules in docket.levels if outcome not in better for r in rules]
    return any(hold_rule(r, supposed)[0] for r in stricter)


def _cost(way: _Way, rule: Rule, world: World) -> tuple[int, bool, int]:
    """Fewest actions first; then a rule about this violation before a general one; then fewest guesses."""
    general = not any(leaf.fact == _VIOLATION and hold_leaf(leaf, world) for leaf in rule.leaves())
    return len(way.act), general, len(way.assume)


def _is_violation_open(docket: Docket, world: World) -> bool:
    return _VIOLATION in docket.fact_ids and _VIOLATION not in world.values


def _way_of(rule: Rule, world: World, rulebase: Rulebase) -> _Way | None:
    return _Way() if rule.when is None else _way(rule.when, world, rulebase)


def _way(condition: Condition, world: World, rulebase: Rulebase) -> _Way | None:
    match condition:
        case Leaf():
            return _way_of_leaf(condition, world, rulebase)
        case All(parts):
            whole = _Way()
            for part in parts:
                way = _way(part, world, rulebase)
                if way is None:
                    return None
                whole += way
            return whole
        case Any_(parts):
            ways = [way for part in parts if (way := _way(part, world, rulebase)) is not None]
            return min(ways, key=lambda way: (len(way.act), len(way.assume)), default=None)
        case Not(part):
            return _way_not(part, world)


def _way_not(part: Condition, world: World) -> _Way | None:
    """A negation is never acted on: true as it stands, assumed where unknown."""
    leaves = list(_flat(part))
    truths = [hold_leaf(leaf, world) for leaf in leaves]
    if all(truth is False for truth in truths):
        return _Way()
    if any(truth is True for truth in truths):
        return None
    return _Way(assume=tuple(leaf.fact for leaf, truth in zip(leaves, truths, strict=True) if truth is None))


def _flat(condition: Condition) -> list[Leaf]:
    match condition:
        case Leaf():
            return [condition]
        case Not(part):
            return _flat(part)
    return [leaf for part in condition.parts for leaf in _flat(part)]


def _way_of_leaf(leaf: Leaf, world: World, rulebase: Rulebase) -> _Way | None:
    truth = hold_leaf(leaf, world)
    if truth:
        return _Way()
    fact = rulebase.facts[leaf.fact]
    if leaf.operator is Operator.CORRECTED_WITHIN:
        done = world.values.get(CORRECTED)
        deadline = find_deadline(leaf, world.values)
        too_late = deadline is not None and world.as_of > deadline
        if done is True or too_late:  # only whether and when it was done is unknown
            return _Way(assume=("correction_days",)) if truth is None else None
        return _Way(act=(leaf,))
    done_already = world.values.get(CORRECTED) is True and _implies_corrected(fact)
    too_late = done_already or _is_past(fact, world)
    if truth is None and (too_late or not fact.changeable):
        return _Way(assume=(leaf.fact,)) if _may_be(fact, leaf, world, rulebase.facts) else None
    if too_late or (fact.final and truth is False):
        return None  # it was not done in time: that cannot be mended
    return _Way(act=(leaf,)) if _can_change(fact, leaf) else None


def _may_be(fact: Fact, leaf: Leaf, world: World, facts: Mapping[str, Fact]) -> bool:
    """Whether some value that meets the condition agrees with all that is known, by what it implies and
    what it clashes with."""
    return leaf.operator is not Operator.IS or any(
        _agrees(fact, value, world, facts) for value in leaf.values
    )


def _agrees(fact: Fact, value: bool | str, world: World, facts: Mapping[str, Fact]) -> bool:
    known = world.values
    implied = [pair for i in fact.implies if i.when == value for pair in i.then.items()]
    if any(known.get(name, then) != then for name, then in implied):
        return False
    forbidden = [pair for c in fact.clashes if c.when == value for pair in c.then.items()]
    forbidden += [(n, c.when) for n, f in facts.items() for c in f.clashes if c.then.get(fact.id) == value]
    return all(name not in known or known[name] != other for name, other in forbidden)


def _is_past(fact: Fact, world: World) -> bool:
    """Whether the day before which the change had to be made is known, or known to have come."""
    return fact.before in world.values or (fact.before == DISCOVERED_ON and world.discovered)


def _implies_corrected(fact: Fact) -> bool:
    """Whether the value to reach says that the correction is done."""
    return any(i.then.get(CORRECTED) is True for i in fact.implies if i.when == fact.wanted)


def _can_change(fact: Fact, leaf: Leaf) -> bool:
    return fact.changeable and leaf.operator is Operator.IS and fact.wanted in leaf.values


def _remedy(
    rulebase: Rulebase, rule: Rule, way: _Way, matter: Matter, outcome: Outcome, world: World
) -> Remedy:
    actions = []
    for leaf in way.act:
        fact = rulebase.facts[leaf.fact]
        within = leaf.quote if leaf.operator is Operator.CORRECTED_WITHIN else ""
        deadline = find_deadline(leaf, world.values) if within else None
        actions.append(Action(leaf.fact, fact.change, deadline, within, rulebase.clause_of(rule, leaf)))
    label = label_of(matter, outcome, (rule,))
    return Remedy(outcome, label, rule.rule_id, tuple(actions), way.assume)
