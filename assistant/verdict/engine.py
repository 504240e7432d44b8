"""The decision: rules held against facts, level by level. Pure: same case, same verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.verdict.case import Case
from assistant.verdict.derive import Known, derive
from assistant.verdict.rulebase import FALLBACK, NO_GROUND_LABELS, Docket, Rulebase
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
    no_rules: tuple[Rule, ...] = ()
    reached, by = FALLBACK[matter], no_rules
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
    lines = tuple(world.lines or ())
    if all(outcome is reached for outcome, _ in unknown):  # the same whatever is still open
        return Finding(reached, by, reached, (reached,), (), None, (), lines)
    possible = (*(outcome for outcome, _ in unknown), reached)
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
    return known, World(known.values, as_of, rulebase.gates, rulebase.disqualifying)


def open_facts(finding: Finding, world: World, unknown: frozenset[str]) -> dict[str, list[Open]]:
    """Fact → the open conditions that ask for it, in the order to ask: gates first, then the others as
    the rules come, disqualifying circumstances last; what the person does not know goes to the end."""
    asked: dict[str, list[Open]] = {}
    for rule, leaf in finding.open:
        for fact in ask_for(leaf, world.values):
            asked.setdefault(fact, []).append((rule, leaf))
    order = {fact: i for i, fact in enumerate(asked)}
    ranked = sorted(asked, key=lambda f: (f not in world.gates, f in unknown, order[f]))
    return {fact: asked[fact] for fact in ranked}


def is_only_waiting(opened: Sequence[Open], world: World) -> bool:
    """Whether nothing can be answered now: the correction is not done and its period still runs."""
    return all(is_waiting(leaf, world) for _, leaf in opened)


def label_of(matter: Matter, outcome: Outcome, rules: Sequence[Rule]) -> str:
    """The outcome in words: a rule's own label, else that of a fallback without ground, else the code's."""
    own = next((rule.label for rule in rules if rule.label), "")
    if own:
        return own
    if not rules and outcome is FALLBACK[matter] and matter in NO_GROUND_LABELS:
        return NO_GROUND_LABELS[matter]
    return OUTCOME_LABELS[outcome]
