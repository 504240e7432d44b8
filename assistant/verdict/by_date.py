"""Both outcomes, where the law or a listing of the day of the act gives another than the day of decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.verdict.case import Case
from assistant.verdict.derive import DISCOVERED_ON, LISTED_ON
from assistant.verdict.engine import find_outcome, label_of
from assistant.verdict.models import OnDate
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.truth import World
from corpus.models import Document
from corpus.rule_models import OUTCOME_LABELS, Outcome


def find_by_date(
    rulebase: Rulebase, case: Case, documents: Sequence[Document], world: World, outcome: Outcome
) -> tuple[OnDate, ...]:
    """Two lines where the outcomes differ, else none. ``documents`` hold on the day of the decision.

    Where the day of the act is not known it lies on that of the discovery or before: the documents of
    that day are the latest that can have held then.
    """
    assert case.region is not None
    which, day = ("act", case.act_on) if case.act_on else ("discovery", world.values.get(DISCOVERED_ON))
    if not isinstance(day, date):
        return ()
    then = rulebase.documents(case.region, day)
    if then == tuple(documents) and LISTED_ON not in world.values:
        return ()
    docket = rulebase.docket(case.matter, then)
    before = find_outcome(rulebase, docket, case.matter, replace(world, lines=None, valid_on=day))
    if before.outcome is outcome:
        return ()
    label = label_of(case.matter, before.outcome, before.rules, docket.decides)
    return (
        OnDate(which, day, before.outcome, label),
        OnDate("decision", world.as_of, outcome, OUTCOME_LABELS[outcome]),
    )
