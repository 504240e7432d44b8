"""Values of facts: numbers are intervals of ``Decimal``, so that 「不到10平方米」 is a value too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.rule_models import Fact, FactType, Operator

UNKNOWN = "unknown"  # asked, and the person does not know


@dataclass(frozen=True, slots=True)
class Interval:
    """The numbers between ``low`` and ``high``; None is unbounded. An exact number has both, closed."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None:
            empty = self.low == self.high and (self.low_open or self.high_open)
            if self.low > self.high or empty:
                raise ValueError(f"empty interval {self.low}..{self.high}")

    @classmethod
    def exactly(cls, number: Decimal) -> Interval:
        return cls(number, number)

    @property
    def number(self) -> Decimal | None:
        """The number where the interval is a single one."""
        return self.low if self.low == self.high else None

    def is_less_than(self, bound: Decimal) -> bool | None:
        """Whether every (True) or no (False) number of the interval is < ``bound``."""
        if self.high is not None and (self.high < bound or (self.high == bound and self.high_open)):
            return True
        return False if self.low is not None and self.low >= bound else None

    def is_at_most(self, bound: Decimal) -> bool | None:
        """The same for ≤ ``bound``."""
        if self.high is not None and self.high <= bound:
            return True
        above = self.low is not None and (self.low > bound or (self.low == bound and self.low_open))
        return False if above else None

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return not (_ends_before(self, other) or _ends_before(other, self))


def _ends_before(one: Interval, other: Interval) -> bool:
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and (one.high_open or other.low_open))


Value = bool | str | date | Interval
"""A str is a choice id."""


def compare(operator: Operator, value: Interval, bound: Decimal) -> bool | None:
    """Truth of ``value operator bound`` in Kleene's logic. ``operator`` is one of the four comparisons."""
    match operator:
        case Operator.LESS_THAN:
            return value.is_less_than(bound)
        case Operator.AT_MOST:
            return value.is_at_most(bound)
        case Operator.AT_LEAST:
            less = value.is_less_than(bound)
            return None if less is None else not less
        case Operator.MORE_THAN:
            at_most = value.is_at_most(bound)
            return None if at_most is None else not at_most
    raise ValueError(f"not a comparison: {operator}")


def value_as_json(value: Value) -> object:
    """The value as ``kuanyan verdict`` reads it."""
    match value:
        case Interval():
            if value.number is not None:
                return str(value.number)
            ends = {}
            if value.low is not None:
                ends["more_than" if value.low_open else "at_least"] = str(value.low)
            if value.high is not None:
                ends["less_than" if value.high_open else "at_most"] = str(value.high)
            return ends
        case date():
            return value.isoformat()
    return value


def render_value(fact: Fact, value: Value) -> str:
    """The value in words: 没有造成危害后果, 0.05倍, 不到10平方米, 2024年11月3日."""
    match value:
        case Interval():
            if value.number is not None:
                return f"{value.number}{fact.unit}"
            words = []
            if value.low is not None:
                words.append(f"{'超过' if value.low_open else '不少于'}{value.low}{fact.unit}")
            if value.high is not None:
                words.append(f"{'不到' if value.high_open else '不超过'}{value.high}{fact.unit}")
            return "、".join(words)
        case date():
            return render_date(value)
        case bool():
            return fact.yes if value else fact.no
    return fact.choices.get(value, value) if fact.type is FactType.CHOICE else value


def render_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
