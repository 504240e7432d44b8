"""What the verdict tool gives back; the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from corpus.rule_models import Matter, Outcome


@dataclass(frozen=True, slots=True)
class RuleCitation:
    """``quote`` is verbatim ``source.txt[start:end]``; ``role`` is outcome, condition or basis."""

    clause_id: str
    doc_id: str
    label: str
    quote: str
    start: int
    end: int
    rule: str
    role: str


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One condition as it was held against the facts; ``truth`` None is unknown."""

    rule: str
    quote: str
    fact: str
    value: object  # JSON; None where unknown
    source: str  # 给定, the user's words, or what it was derived from; empty where unknown
    truth: bool | None
    clause_id: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """``why`` says which clause asks for it; ``disqualifying`` ones are asked together."""

    fact: str
    question: str
    why: str
    clauses: tuple[str, ...]
    disqualifying: bool = False
    waiting: bool = False  # known to be not done yet, its period still runs: nothing to answer now


@dataclass(frozen=True, slots=True)
class Provisional:
    outcome: Outcome
    label: str
    assumes: tuple[str, ...]  # facts assumed not to exist


@dataclass(frozen=True, slots=True)
class Action:
    """Something the person can still do. ``by`` is the last day; None where no day is known or set."""

    fact: str
    do: str
    by: date | None
    within: str  # the period in the clause's words, empty where it states none
    clause_id: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """The smallest set of actions that reaches a better outcome, if ``assumes`` turn out as needed."""

    outcome: Outcome
    label: str
    rule: str
    actions: tuple[Action, ...]
    assumes: tuple[str, ...]  # facts still unknown that must be as the rule needs them


@dataclass(frozen=True, slots=True)
class Beside:
    """A duty or a fitting method beside the outcome, with its clause."""

    rule: str
    text: str
    clause_id: str
    label: str


@dataclass(frozen=True, slots=True)
class OnDate:
    """The outcome under the documents in force on one of the two dates."""

    which: str  # act, discovery (no day of the act is known: it is that day at the latest), decision
    day: date
    outcome: Outcome
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    matter: Matter
    region: str | None
    outcome: Outcome
    outcome_label: str
    provisional: Provisional | None
    possible: tuple[Outcome, ...]
    rules: tuple[str, ...]  # those that give the outcome, or the provisional one
    clauses: tuple[RuleCitation, ...]
    trace: tuple[TraceLine, ...]
    missing: tuple[MissingFact, ...]
    not_needed: tuple[str, ...]
    remedy: Remedy | None
    duties: tuple[Beside, ...]
    advice: tuple[Beside, ...]
    by_date: tuple[OnDate, ...]  # two lines where the two dates give different outcomes, else empty
    contradictions: tuple[str, ...]
    notes: tuple[str, ...]
    rulebase_version: str
    as_of: date

    def as_json(self) -> dict[str, Any]:
        """Plain data in a fixed order."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @property
    def effective(self) -> Outcome:
        """The outcome, or the provisional one where only disqualifying circumstances are unknown."""
        return self.provisional.outcome if self.provisional else self.outcome


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Outcome | Matter) else value
