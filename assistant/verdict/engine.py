"""The decision: rules held against facts, level by level. Pure: same case, same verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.verdict.case import Case
from assistant.verdict.derive import Known, derive, is_discovered
from assistant.verdict.reach import find_reachable
from assistant.verdict.rulebase import FALLBACK, NO_GROUND_LABELS, NO_RULES_LABEL, Docket, Rulebase
from assistant.verdict.truth import Truth, World, ask_for, hold_rule, is_waiting
from corpus.rule_models import OUTCOME_LABELS, Leaf, Matter, Outcome, Rule

Line = tuple[Rule, Leaf, Truth]
Open = tuple[Rule, Leaf]


@dataclass(frozen=True, slots=True)
class Finding:
    """The bare decision: which outcome, by which rules, and what is still open."""

    outcome: Outcome  # NEED_FACTS while a level that prevails is unknown
    rules: tuple[Rule, ...]  # that give ``reached``; empty for a fallback
    reached: Outcome  # the first level that holds, whatever is still unknown above it
    possible: tuple[Outcome, ...]
    open: tuple[Open, ...]  # unknown conditions of levels that would prevail
    assumed: Outcome | None  # the outcome if no disqualifying circumstance exists, where that settles it
    assumed_rules: tuple[Rule, ...]
    lines: tuple[Line, ...]


def find_outcome(rulebase: Rulebase, docket: Docket, matter: Matter, world: World) -> Finding:
    """Holds every level of ``docket`` against ``world``, highest first, until one is certain."""
    unknown: list[tuple[Outcome, list[Rule]]] = []
    pending: list[Open] = []
    hangs_on: dict[str, set[str]] = {}  # unknown rule → the facts it hangs on
    no_rules: tuple[Rule, ...] = ()
    reached, by = docket.fallback(matter), no_rules
    for outcome, rules in docket.levels:
        held = [(rule, *hold_rule(rule, world)) for rule in rules]
        certain = tuple(rule for rule, truth, _ in held if truth)
        if certain:
            reached, by = outcome, certain
            break
        still_open = [rule for rule, truth, _ in held if truth is None]
        if still_open:
            unknown.append((outcome, still_open))
            pending += [(rule, leaf) for rule, truth, leaves in held if truth is None for leaf in leaves]
            hangs_on |= {rule.rule_id: {leaf.fact for leaf in leaves} for rule, _, leaves in held}
    lines = tuple(world.lines or ())
    if all(outcome is reached for outcome, _ in unknown):  # the same whatever is still open
        return Finding(reached, by, reached, (reached,), (), None, (), lines)
    possible = (*find_reachable(docket, unknown, hangs_on, world), reached)
    assumed, assumed_rules, rest = _assume_none(rulebase, world, unknown, reached, by)
    disqualifying = [(r, leaf) for r, leaf in pending if rulebase.facts[leaf.fact].disqualifying]
    return Finding(
        Outcome.NEED_FACTS,
        by,
        reached,
        tuple(dict.fromkeys(possible)),
        (*rest, *disqualifying),
        assumed,
        assumed_rules,
        lines,
    )


def _assume_none(
    rulebase: Rulebase,
    world: World,
    unknown: Sequence[tuple[Outcome, list[Rule]]],
    reached: Outcome,
    by: tuple[Rule, ...],
) -> tuple[Outcome | None, tuple[Rule, ...], list[Open]]:
    """The outcome if every unknown disqualifying circumstance does not exist (None while other facts
    are open), the rules that give it, and the conditions still open then."""
    absent = dict.fromkeys(rulebase.disqualifying, False)
    supposed = replace(world, values={**absent, **world.values}, lines=None)
    rest: list[Open] = []
    for outcome, rules in unknown:
        held = [(rule, *hold_rule(rule, supposed)) for rule in rules]
        certain = tuple(rule for rule, truth, _ in held if truth)
        if certain:
            return (None if rest else outcome), certain, rest
        rest += [(rule, leaf) for rule, truth, leaves in held if truth is None for leaf in leaves]
    return (None if rest else reached), by, rest


def known_world(rulebase: Rulebase, case: Case, as_of: date) -> tuple[Known, World]:
    """The case's facts with what follows from them, ready to hold rules against."""
    known = derive(case, rulebase.facts, as_of)
    discovered = case.discovered or is_discovered(known.values)
    return known, World(known.values, as_of, rulebase.gates, rulebase.disqualifying, discovered=discovered)


def open_facts(finding: Finding, world: World, unknown: frozenset[str]) -> dict[str, list[Open]]:
    """Fact → the open conditions that ask for it, in the order to ask.

    First what rules ask whose gate is known to be open (they are about this very violation), then gates,
    those first that open most rules, then the others as the rules come; disqualifying circumstances last,
    and what the person does not know at the end.
    """
    asked: dict[str, list[Open]] = {}
    for rule, leaf in finding.open:
        for fact in ask_for(leaf, world.values):
            asked.setdefault(fact, []).append((rule, leaf))
    about = {r.rule_id for r, leaf, truth in finding.lines if truth and leaf.fact in world.gates}
    order = {fact: i for i, fact in enumerate(asked)}

    def rank(fact: str) -> tuple[bool, bool, int, int, int]:
        opened = asked[fact]
        is_about = any(rule.rule_id in about for rule, _ in opened)
        rules_opened = len(opened) if fact in world.gates else 0
        return fact in world.disqualifying, fact in unknown, -is_about, -rules_opened, order[fact]

    return {fact: asked[fact] for fact in sorted(asked, key=rank)}


def is_only_waiting(opened: Sequence[Open], world: World) -> bool:
    """Whether nothing can be answered now: the correction is not done and its period still runs."""
    return all(is_waiting(leaf, world) for _, leaf in opened)


def label_of(matter: Matter, outcome: Outcome, rules: Sequence[Rule], decides: bool = True) -> str:
    """The outcome in words: a rule's own label, else that of a fallback without ground, else the code's.

    ``decides`` is whether the documents have a rule for the matter at all.
    """
    own = next((rule.label for rule in rules if rule.label), "")
    if own:
        return own
    if not decides and matter is not Matter.VIOLATION:
        return NO_RULES_LABEL
    if not rules and outcome is FALLBACK[matter] and matter in NO_GROUND_LABELS:
        return NO_GROUND_LABELS[matter]
    return OUTCOME_LABELS[outcome]
