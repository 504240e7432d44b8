"""What follows from the given facts by logic alone, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.verdict.case import Case
from assistant.verdict.values import Interval, Value, render_date, render_value
from corpus.rule_models import Fact

CORRECTED, DISCOVERED_ON, CORRECTED_ON = "corrected", "discovered_on", "corrected_on"
CORRECTION_DAYS, CORRECTED_ON_SPOT = "correction_days", "corrected_on_spot"
LISTED_ON, ON_LIST = "listed_on", "on_enterprise_list"
_NONE_NEEDED = Interval.exactly(Decimal(0))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """``facts`` cannot all hold; ``why`` is one Chinese clause for the user."""

    facts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """Values to decide by. What a contradiction touches is left out: it counts as unknown."""

    values: Mapping[str, Value]
    sources: Mapping[str, str]
    contradictions: tuple[Contradiction, ...]


def derive(case: Case, facts: Mapping[str, Fact], as_of: date) -> Known:
    """The case's facts with all that follows from them; order-independent."""
    known = _Knowledge(case, facts)
    known.check_dates(as_of)
    changed = True
    while changed:
        changed = known.apply_implications() | known.apply_correction()
    known.check_clashes()
    touched = {name for contradiction in known.contradictions for name in contradiction.facts}
    values = {name: value for name, value in known.values.items() if name not in touched}
    return Known(values, known.sources, tuple(known.contradictions))


def is_discovered(values: Mapping[str, Value]) -> bool:
    """Whether the facts of the correction say that an inspection found it: days count from that day."""
    return DISCOVERED_ON in values or CORRECTION_DAYS in values or values.get(CORRECTED_ON_SPOT) is True


class _Knowledge:
    def __init__(self, case: Case, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.act_on = case.act_on
        self.values: dict[str, Value] = dict(case.facts)
        self.sources = {name: case.sources.get(name, "给定") for name in case.facts}
        self.contradictions: list[Contradiction] = []
        self._seen: set[frozenset[str]] = set()

    def check_dates(self, as_of: date) -> None:
        discovered, corrected = self.values.get(DISCOVERED_ON), self.values.get(CORRECTED_ON)
        if isinstance(discovered, date) and isinstance(corrected, date) and corrected < discovered:
            later = f"{self._dated(CORRECTED_ON, corrected)}早于{self._dated(DISCOVERED_ON, discovered)}"
            self._contradict((DISCOVERED_ON, CORRECTED_ON), later)
        for name, day in ((DISCOVERED_ON, discovered), (CORRECTED_ON, corrected)):
            if not isinstance(day, date):
                continue
            if self.act_on is not None and day < self.act_on:
                act = render_date(self.act_on)
                self._contradict((name,), f"{self._dated(name, day)}早于行为日（{act}）")
        for name in self.facts:
            day = self.values.get(name)
            if isinstance(day, date) and day > as_of:
                self._contradict((name,), f"{self._dated(name, day)}晚于判定日（{render_date(as_of)}）")
        self._check_days_fit(discovered, as_of)

    def _check_days_fit(self, discovered: Value | None, as_of: date) -> None:
        """A correction is not done on a day that is still to come."""
        taken = self.values.get(CORRECTION_DAYS)
        if not (isinstance(taken, Interval) and isinstance(discovered, date) and discovered <= as_of):
            return
        passed = (as_of - discovered).days
        if taken.is_at_most(Decimal(passed)) is False:
            shown = render_value(self.facts[CORRECTION_DAYS], taken)
            self._contradict(
                (DISCOVERED_ON, CORRECTION_DAYS),
                f"{self._name(CORRECTION_DAYS)}是“{shown}”，可是从{self._dated(DISCOVERED_ON, discovered)}"
                f"到判定日（{render_date(as_of)}）只过了{passed}日",
            )

    def apply_implications(self) -> bool:
        changed = False
        for name in sorted(self.values):
            fact = self.facts.get(name)
            for implication in fact.implies if fact else ():
                if implication.when == self.values[name]:
                    for target, value in implication.then.items():
                        changed |= self._conclude(target, value, name)
        return changed

    def apply_correction(self) -> bool:
        """The four facts about one correction: done, on the spot, after how many days, on which day."""
        changed = False
        discovered, corrected = self.values.get(DISCOVERED_ON), self.values.get(CORRECTED_ON)
        if isinstance(discovered, date) and isinstance(corrected, date) and corrected >= discovered:
            days = Interval.exactly(Decimal((corrected - discovered).days))
            changed |= self._conclude(CORRECTION_DAYS, days, CORRECTED_ON)
        for name in (CORRECTED_ON, CORRECTION_DAYS):
            if name in self.values:
                changed |= self._conclude(CORRECTED, True, name)
        on_spot = self.values.get(CORRECTED_ON_SPOT)
        if on_spot is True:
            changed |= self._conclude(CORRECTED, True, CORRECTED_ON_SPOT)
            changed |= self._conclude(CORRECTION_DAYS, _NONE_NEEDED, CORRECTED_ON_SPOT)
        if self.values.get(CORRECTED) is False:
            changed |= self._conclude(CORRECTED_ON_SPOT, False, CORRECTED)
        days_taken = self.values.get(CORRECTION_DAYS)
        if isinstance(days_taken, Interval) and days_taken.is_at_most(Decimal(0)) is False:
            changed |= self._conclude(CORRECTED_ON_SPOT, False, CORRECTION_DAYS)
        return changed

    def check_clashes(self) -> None:
        """Values that cannot both be so, of which neither follows from the other's absence."""
        if LISTED_ON in self.values and self.values.get(ON_LIST) is False:
            self._contradict((ON_LIST, LISTED_ON), self._both(ON_LIST, LISTED_ON))
        for name in sorted(self.values):
            fact = self.facts.get(name)
            for clash in fact.clashes if fact else ():
                for other, value in clash.then.items():
                    if (self.values[name], self.values.get(other)) == (clash.when, value):
                        self._contradict((name, other), self._both(name, other))

    def _conclude(self, name: str, value: Value, because: str) -> bool:
        """Adds what follows; notes a contradiction with what is there. Whether anything changed."""
        if name not in self.facts:
            return False
        present = self.values.get(name)
        if present is None:
            self.values[name] = value
            self.sources[name] = f"由“{self._name(because)}”得出"
            return True
        if isinstance(present, Interval) and isinstance(value, Interval):
            same = present.meets(value)
            if same and present.number is None and value.number is not None:  # a range made exact
                self.values[name] = value
                self.sources[name] = f"由“{self._name(because)}”得出"
                return True
        else:
            same = present == value
        if not same:
            self._contradict((because, name), self._both(because, name))
        return False

    def _both(self, one: str, other: str) -> str:
        shown, own = (render_value(self.facts[name], self.values[name]) for name in (one, other))
        return f"{self._name(one)}是“{shown}”，{self._name(other)}是“{own}”，二者不能同时成立"

    def _contradict(self, names: tuple[str, ...], why: str) -> None:
        if frozenset(names) not in self._seen:
            self._seen.add(frozenset(names))
            self.contradictions.append(Contradiction(names, why))

    def _dated(self, name: str, day: date) -> str:
        return f"{self._name(name)}（{render_date(day)}）"

    def _name(self, name: str) -> str:
        return self.facts[name].name
