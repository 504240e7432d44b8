"""Proved with z3: every outcome can be reached, and rules that can hold together are known and ranked."""

from __future__ import annotations

import pytest

from assistant.verdict.rulebase import PRECEDENCE
from corpus.rule_models import Matter, RuleKind
from tests.assistant.verdict.overlaps import (
    all_overlaps,
    find_overlaps,
    places,
    prove,
    reviewed_overlaps,
)
from tests.assistant.verdict.worlds import facts, find, outcome_by_engine, rulebase, told

PLACES = list(places())


def test_every_outcome_rule_is_asked_about() -> None:
    levels = [level for place in PLACES for level in prove(*place).levels]
    covered = {rule.rule_id for _, rules in levels for rule in rules}
    assert covered == {rule.rule_id for rule in rulebase().rules if rule.kind is RuleKind.OUTCOME}


@pytest.mark.parametrize(("region", "matter"), PLACES)
def test_every_rule_is_reachable_past_all_that_prevail(region: str, matter: Matter) -> None:
    """And the engine, told of the world that z3 found, gives that rule's outcome by that rule."""
    proof = prove(region, matter)
    for _, rules in proof.levels:
        for rule in rules:
            world = proof.reach(rule)
            assert world is not None, f"{rule.rule_id} can never decide"
            finding, known, _ = find(told(world, region=region, matter=matter))
            assert not known.contradictions
            assert finding.outcome is rule.outcome
            assert rule in finding.rules


@pytest.mark.parametrize(("region", "matter"), PLACES)
def test_fallback_is_reachable(region: str, matter: Matter) -> None:
    world = prove(region, matter).reach_fallback()
    assert world is not None
    docket = rulebase().docket(matter, rulebase().documents(region, prove(region, matter).model.as_of))
    assert outcome_by_engine(told(world, region=region, matter=matter)) == docket.fallback(matter)


def test_rules_that_can_hold_together_are_reviewed() -> None:
    """A new overlap fails here: read it, then ``python -m tests.assistant.verdict.overlaps``."""
    assert all_overlaps() == reviewed_overlaps()


@pytest.mark.parametrize(("region", "matter"), PLACES)
def test_overlaps_are_resolved_by_the_declared_precedence(region: str, matter: Matter) -> None:
    """In the world that z3 found for a pair, the engine never gives the lower outcome."""
    ranks = {outcome: rank for rank, outcome in enumerate(PRECEDENCE[matter])}
    for upper, lower, world in find_overlaps(region, matter):
        assert upper.outcome is not None and lower.outcome is not None
        assert ranks[upper.outcome] < ranks[lower.outcome]
        finding, known, _ = find(told(world, region=region, matter=matter))
        assert not known.contradictions
        assert ranks[finding.outcome] <= ranks[upper.outcome], (upper.rule_id, lower.rule_id)


def test_choices_of_a_fact_exclude_each_other() -> None:
    """The formulas stand for the facts: one that may be anything is free, one that is implied is not."""
    proof = prove("重庆市/沙坪坝区", Matter.VIOLATION)
    of = proof.model
    harm = list(facts()["harm"].choices)
    constants = of.constants
    assert proof.can_hold(constants["harm"] == harm.index("none"), constants["caused_pollution"]) is None
    assert proof.can_hold(constants["harm"] == harm.index("slight"), constants["caused_pollution"])
    assert proof.can_hold(constants["corrected_on_spot"], constants["correction_days"] > 0) is None
    assert proof.can_hold(constants["corrected"], constants["correction_days"] > 30)
    late = constants["corrected_on"] > constants["discovered_on"]  # both are days ago
    assert proof.can_hold(constants["corrected"], late) is None
