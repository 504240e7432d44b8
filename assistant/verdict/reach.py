"""Which outcomes an open case can still come to: not one whose own conditions bring a stricter one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.verdict.rulebase import Docket
from assistant.verdict.truth import World, hold_rule
from assistant.verdict.values import Value
from corpus.rule_models import Outcome, Rule


def find_reachable(
    docket: Docket,
    unknown: Sequence[tuple[Outcome, list[Rule]]],
    hangs_on: Mapping[str, set[str]],
    world: World,
) -> Iterable[Outcome]:
    """The outcomes of the unknown levels, highest first, that some rule of theirs can still give.

    ``hangs_on``: the facts that each unknown rule hangs on. A valid listing both excuses and aggravates:
    where it alone decides whether a stricter rule holds, it excuses nothing.
    """
    stricter: list[Rule] = []
    for outcome, rules in unknown:
        if any(not _is_barred(rule, stricter, docket, hangs_on, world) for rule in rules):
            yield outcome
        stricter += rules


def _is_barred(
    rule: Rule, stricter: Sequence[Rule], docket: Docket, hangs_on: Mapping[str, set[str]], world: World
) -> bool:
    """Whether the values that ``rule`` needs make one of ``stricter`` true."""
    needs = docket.needs[rule.rule_id]
    brought = [other for other in stricter if hangs_on[other.rule_id] <= needs.keys()]
    if not brought:
        return False
    needed: dict[str, Value] = {n: world.as_of if value is None else value for n, value in needs.items()}
    supposed = replace(world, values={**needed, **world.values}, lines=None)
    return any(hold_rule(other, supposed)[0] for other in brought)
