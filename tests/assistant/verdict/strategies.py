"""Cases for hypothesis: any facts at all, and parts of worlds that can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from assistant.verdict.values import Interval, Value
from corpus.rule_models import Fact, FactType
from tests.assistant.verdict.worlds import (
    CLASSES,
    LISTED_DAYS,
    REGIONS,
    TODAY,
    Told,
    facts,
    random_part,
    random_world,
)

MATTERS = ("violation", "violation", "violation", "join", "removal", "onsite")


def _value(fact: Fact) -> st.SearchStrategy[Value]:
    match fact.type:
        case FactType.BOOL:
            return st.booleans()
        case FactType.CHOICE:
            return st.sampled_from(list(fact.choices))
        case FactType.DATE:
            near = [TODAY - timedelta(days=n) for n in (0, 1, 6, 7, 8, 9, 10, 11, 12, 40)]
            return st.sampled_from([*near, *LISTED_DAYS, TODAY + timedelta(days=1)])
    exact = st.sampled_from([Interval.exactly(n) for n in CLASSES[fact.id]])
    bounds = st.sampled_from(CLASSES[fact.id][1:])
    below = st.builds(lambda n, is_open: Interval(None, n, high_open=is_open), bounds, st.booleans())
    above = st.builds(lambda n, is_open: Interval(n, None, low_open=is_open), bounds, st.booleans())
    return exact | below | above


@st.composite
def any_told(draw: st.DrawFn) -> Told:
    """Whatever a person may say, contradictions included."""
    names = draw(st.lists(st.sampled_from(list(facts())), unique=True, max_size=30))
    values = {name: draw(_value(facts()[name])) for name in names}
    others = [name for name in facts() if name not in values]
    unknown = draw(st.frozensets(st.sampled_from(others), max_size=5))
    region, matter = draw(st.sampled_from(REGIONS)), draw(st.sampled_from(MATTERS))
    return Told(values, region, matter, unknown)


@dataclass(frozen=True)
class Living:
    """A world and where it is judged."""

    world: Mapping[str, Any]
    region: str
    matter: str
    seed: int

    def tell(self, share: float) -> dict[str, Value]:
        """A part of the world; the larger the share, the more, and always the same."""
        return random_part(Random(f"{self.seed} {share}"), self.world, share)

    def told(self, values: Mapping[str, Value]) -> Told:
        return Told(values, self.region, self.matter)


@st.composite
def living(draw: st.DrawFn, region: str | None = None, matter: str | None = None) -> Living:
    """A world drawn by its seed; half of them without any disqualifying circumstance."""
    seed = draw(st.integers(0, 10**9))
    random = Random(seed)
    none = {name: False for name, fact in facts().items() if fact.disqualifying}
    world = random_world(random, none if seed % 2 else {})
    where = region or draw(st.sampled_from(REGIONS))
    return Living(world, where, matter or draw(st.sampled_from(MATTERS)), seed)


def sharpen(random: Random, value: Value, true: Any) -> Value:
    """A more exact telling of the same number."""
    if not isinstance(value, Interval) or value.number is not None:
        return value
    assert isinstance(true, Decimal)
    if random.random() < 0.5:
        return Interval.exactly(true)
    return Interval(value.low, true, value.low_open) if value.low is not None else Interval(true, value.high)
