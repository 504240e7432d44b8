"""Every combination of what may be told, held against every world that it may be told of.

An *axis* is one question, or several that hang together: the ways in which it is answered (unknown and ranges
included) and the values it may really have. A table is the product of its axes. For each way of telling, the
reference says to which outcomes the worlds that fit lead; the engine must agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import product
from math import prod
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.verdict.values import Interval, Value
from tests.assistant.verdict.reference import possible
from tests.assistant.verdict.reference_words import Complete, is_impossible
from tests.assistant.verdict.worlds import (
    SHAPINGBA,
    TODAY,
    Told,
    as_value,
    contains,
    corrections,
    facts,
    find,
)

Telling = Mapping[str, Value]


@dataclass(frozen=True)
class Axis:
    tellings: Sequence[Telling]
    worlds: Sequence[Mapping[str, Any]]

    def fitting(self, telling: Telling) -> list[int]:
        """Which of ``worlds`` the telling may be told of."""
        return [
            i
            for i, world in enumerate(self.worlds)
            if all(contains(value, world[name]) for name, value in telling.items())
        ]


def axis(name: str) -> Axis:
    """A fact with a few values, or unknown."""
    fact = facts()[name]
    values: tuple[bool | str, ...] = tuple(fact.choices) or (True, False)
    return Axis([{}, *({name: value} for value in values)], [{name: value} for value in values])


def axis_of_number(name: str, bound: str, step: str) -> Axis:
    """Just below, at and just above ``bound``: exactly, as any range that ends there, or unknown."""
    at, around = Decimal(bound), Decimal(step)
    numbers = (at - around, at, at + around)
    ranges = [
        Interval(None, at, high_open=True),
        Interval(None, at),
        Interval(at, None),
        Interval(at, None, low_open=True),
    ]
    tellings = [{}, *({name: value} for value in [*map(as_value, numbers), *ranges])]
    return Axis(tellings, [{name: number} for number in numbers])


def axis_of_promptness() -> Axis:
    """及时改正 has no period: not done yet, it may still come (None), of which nothing can be told."""
    name = "corrected_promptly"
    worlds = [
        {name: promptly, "corrected": corrected, "refuses_to_correct": refuses}
        for promptly, corrected, refuses in (
            (True, True, False),
            (False, True, False),
            (False, False, False),
            (None, False, False),
        )
    ]
    tellings: list[Telling] = [{}, {name: True}, {name: False}, {"corrected": True}, {"corrected": False}]
    tellings += [{name: True, "corrected": False}, {name: False, "corrected": True}]
    return Axis(tellings, worlds)


def axis_of_correction(days: int) -> Axis:
    """A correction due within ``days``: told by days, by dates, in ranges, as done or not, or unknown."""
    spans = (1, days - 1, days, days + 1, days + 4)
    worlds = [story.facts() for story in corrections(spans)]
    done, on_spot, took = "corrected", "corrected_on_spot", "correction_days"
    at = Decimal(days)
    ranges = [
        Interval(None, at),
        Interval(None, at, high_open=True),
        Interval(at, None),
        Interval(at, None, low_open=True),
        Interval(None, at + 1),
        Interval(at - 1, at + 1),
    ]
    tellings: list[Telling] = [{}, {done: True}, {done: False}, {on_spot: True}, {on_spot: False}]
    tellings += [{on_spot: False, done: True}, {on_spot: True, done: False}]
    tellings += [{took: Interval.exactly(Decimal(n))} for n in (0, *spans)]
    tellings += [{took: days_told} for days_told in ranges]
    for ago in (0, *spans):
        besides: list[Telling] = [{}, {done: True}, {done: False}, {on_spot: True}]
        besides.append({took: Interval(None, at + 1)})
        besides += [{took: Interval.exactly(Decimal(n))} for n in (0, *spans)]
        for n in (0, *spans):
            besides.append({"corrected_on": TODAY + timedelta(days=n - ago)})
        day: Value = TODAY - timedelta(days=ago)
        tellings += [{"discovered_on": day, **beside} for beside in besides]
    return Axis(tellings, worlds)


def axis_of_listing() -> Axis:
    """正面清单企业 or not, within its three years or not, each known or not."""
    days = {"valid": TODAY.replace(year=TODAY.year - 3), "expired": TODAY.replace(year=TODAY.year - 4)}
    on, since = "on_enterprise_list", "listed_on"
    worlds = [{on: True, since: day} for day in days.values()] + [{on: False, since: None}]
    tellings: list[Telling] = [{}, {on: True}, {on: False}, {since: days["expired"]}]
    tellings += [{on: True, since: days["valid"]}, {on: True, since: days["expired"]}]
    return Axis(tellings, worlds)


@dataclass(frozen=True)
class Table:
    """``known`` is told in every case."""

    axes: Sequence[Axis]
    known: Mapping[str, Any] = field(default_factory=dict)
    region: str = SHAPINGBA
    matter: str = "violation"

    def __post_init__(self) -> None:
        for one in self.axes:
            for world in one.worlds:
                for name in world.keys() & self.known.keys():
                    assert world[name] == self.known[name], f"{name} is known and asked"

    @property
    def size(self) -> int:
        return prod(len(a.tellings) for a in self.axes)

    def cells(self, most: int, seed: int = 0) -> Iterator[tuple[Told, frozenset[str]]]:
        """Each way of telling and the outcomes of all worlds that fit (none: it contradicts itself).

        All of them where there are at most ``most``, else that many drawn with ``seed``.
        """
        names, masks = self._masks()
        known = {name: as_value(value) for name, value in self.known.items()}
        for place in self._places(most, seed):
            values = dict(known)
            for a, i in zip(self.axes, place, strict=True):
                values |= a.tellings[i]
            mask = int(masks[place])
            fitting = frozenset(name for bit, name in enumerate(names) if mask >> bit & 1)
            yield Told(values, self.region, self.matter), fitting

    def _places(self, most: int, seed: int) -> Iterator[tuple[int, ...]]:
        lengths = [len(a.tellings) for a in self.axes]
        if self.size <= most:
            yield from product(*map(range, lengths))
            return
        random = Random(seed)
        for _ in range(most):
            yield tuple(random.randrange(length) for length in lengths)

    def _masks(self) -> tuple[list[str], NDArray[np.int64]]:
        """For each way of telling, a bit for each outcome of a world that fits."""
        names: list[str] = []
        whole = np.zeros([len(a.worlds) for a in self.axes], np.int64)
        for place in product(*(range(len(a.worlds)) for a in self.axes)):
            world: dict[str, Any] = dict(self.known)
            for a, i in zip(self.axes, place, strict=True):
                world |= a.worlds[i]
            for outcome in self._outcomes(world):
                if outcome not in names:
                    names.append(outcome)
                whole[place] |= 1 << names.index(outcome)
        for n, a in enumerate(self.axes):
            parts = [np.bitwise_or.reduce(whole.take(a.fitting(t), axis=n), axis=n) for t in a.tellings]
            whole = np.stack(parts, axis=n)
        return names, whole

    def _outcomes(self, world: Mapping[str, Any]) -> frozenset[str]:
        if is_impossible(world):
            return frozenset()
        return possible(Complete(self.region, self.matter, TODAY, world))


@dataclass
class Comparison:
    """What was found over a table; ``too_careful`` counts cells by their reason."""

    cells: int = 0
    definite: int = 0
    open: int = 0
    contradictory: int = 0
    too_careful: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.cells + other.cells,
            self.definite + other.definite,
            self.open + other.open,
            self.contradictory + other.contradictory,
            self.too_careful + other.too_careful,
        )


Excuse = Callable[[Told], str | None]
"""Why the engine may ask although every world that fits leads to the same outcome; None: it may not."""


def compare(table: Table, excuse: Excuse, most: int = 10**9, seed: int = 0) -> Comparison:
    """Holds the engine against the reference. Raises ``AssertionError`` with the cell where they differ."""
    result = Comparison()
    for story, fitting in table.cells(most, seed):
        finding, known, _ = find(story)
        result.cells += 1
        shown = f"{dict(story.values)}: {finding.outcome}, reference {sorted(fitting)}"
        assert bool(known.contradictions) is not bool(fitting), f"contradiction? {shown}"
        if not fitting:
            result.contradictory += 1
            continue
        assert fitting <= set(map(str, finding.possible)), f"not thought possible: {shown}"
        if finding.outcome != "need_facts":
            assert fitting == {str(finding.outcome)}, shown
            result.definite += 1
        elif len(fitting) > 1:
            result.open += 1
        else:
            reason = excuse(story)
            assert reason, f"asks without need: {shown}; open {[leaf.fact for _, leaf in finding.open]}"
            result.too_careful[reason] += 1
    return result


def no_excuse(story: Told) -> str | None:
    """For ``compare``: a question is only asked where two outcomes are left."""
    return None
