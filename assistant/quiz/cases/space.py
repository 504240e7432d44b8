"""The rule space: values that make a condition true or false, at and around its bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from assistant.verdict.truth import add_years
from assistant.verdict.values import Interval, Value
from corpus.case_words import CaseWords
from corpus.facts import possible_values
from corpus.rule_models import All, Any_, Condition, Fact, Leaf, Not, Operator

CORRECTED_ON = "corrected_on"
VIOLATION = "violation"
_LATEST = 12  # days that a late correction comes after its last day, at most

Facts = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Space:
    """Draws values for conditions. ``found_on`` is the day of inspection, ``decided_on`` of the decision."""

    facts: Mapping[str, Fact]
    words: CaseWords
    rng: Random
    found_on: date
    decided_on: date

    def satisfy(self, condition: Condition, wanted: bool) -> Facts | None:
        """Facts under which ``condition`` has the truth ``wanted``; None where this draw finds none.

        Of an ``any`` only one part is made true, and of an ``all`` only one false.
        """
        if isinstance(condition, Leaf):
            return self.draw(condition, wanted)
        if isinstance(condition, Not):
            return self.satisfy(condition.part, not wanted)
        parts = list(condition.parts)
        if isinstance(condition, Any_) is wanted:
            return self.satisfy(self.rng.choice(parts), wanted)
        together: Facts = {}
        for part in parts:
            values = self.satisfy(part, wanted)
            if values is None:
                return None
            for name, value in values.items():
                together.setdefault(name, value)
        return together

    def draw(self, leaf: Leaf, wanted: bool) -> Facts | None:
        """One value of the leaf's fact that makes it ``wanted``; bounds are drawn as often as all others."""
        if leaf.operator is Operator.CORRECTED_WITHIN:
            return {CORRECTED_ON: self.rng.choice(self.correction_days(leaf, wanted))}
        values = self.values(leaf, wanted)
        return {leaf.fact: self.rng.choice(values)} if values else None

    def values(self, leaf: Leaf, wanted: bool) -> list[Value]:
        """Values that can be told and that make the leaf ``wanted``."""
        if leaf.fact not in self.words.statements:
            return []
        if leaf.operator is Operator.IS:
            told = self.words.statements[leaf.fact].say
            possible = [v for v in possible_values(self.facts[leaf.fact]) if v in told]
            return [value for value in possible if (value in leaf.values) is wanted]
        if leaf.operator is Operator.WITHIN_YEARS:
            return list(self.listing_days(leaf, wanted))
        if leaf.operator is Operator.CORRECTED_WITHIN:
            return list(self.correction_days(leaf, wanted))
        return [Interval.exactly(_trim(number)) for number in self._numbers(leaf, wanted)]

    def correction_days(self, leaf: Leaf, wanted: bool) -> list[date]:
        """The last day and days before it; the day after it and later ones."""
        assert leaf.bound is not None
        last = int(leaf.bound)
        if wanted:
            offsets = [last, last - 1, self.rng.randint(1, last)]
        else:
            offsets = [last + 1, last + 1, last + self.rng.randint(2, _LATEST)]
        return [self.found_on + timedelta(days=days) for days in offsets]

    def listing_days(self, leaf: Leaf, wanted: bool) -> list[date]:
        """Days of listing with the period still running, on its last day too; over, by one day too."""
        assert leaf.bound is not None
        first = add_years(self.decided_on, -int(leaf.bound))
        if wanted:
            return [first, *(first + timedelta(days=self.rng.randint(60, 900)) for _ in range(2))]
        return [first - timedelta(days=1), first - timedelta(days=self.rng.randint(2, 200))]

    def _numbers(self, leaf: Leaf, wanted: bool) -> list[Decimal]:
        """The bound itself, one step beside it, and one further off, as far as they are ``wanted``."""
        numbers, bound = self.words.statements[leaf.fact].numbers, leaf.bound
        assert numbers is not None and bound is not None
        step = numbers.step
        below = (
            bound - step,
            numbers.least + step * self.rng.randint(0, int((bound - step - numbers.least) / step)),
        )
        above = (
            bound + step,
            bound + step * self.rng.randint(1, int((numbers.most - bound) / step)),
        )
        low = [*below, bound] if leaf.operator in (Operator.AT_MOST, Operator.MORE_THAN) else [*below]
        high = [*above] if bound in low else [bound, *above]
        is_upper = leaf.operator in (Operator.AT_MOST, Operator.LESS_THAN)
        return low if is_upper is wanted else high


def _trim(number: Decimal) -> Decimal:
    """4.0 as 4, 0.10 as 0.1."""
    return number.quantize(Decimal(1)) if number == int(number) else number.normalize()


def leaf_fact(leaf: Leaf) -> str:
    """The fact that a case tells for the leaf."""
    return CORRECTED_ON if leaf.operator is Operator.CORRECTED_WITHIN else leaf.fact


def names_violation(condition: Condition | None) -> bool:
    """Whether a condition asks for certain violations (not only excludes one)."""
    match condition:
        case Leaf():
            return condition.fact == VIOLATION
        case All(parts) | Any_(parts):
            return any(names_violation(part) for part in parts)
    return False
