"""Scores and their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rate:
    """``hits`` of ``n`` cases, with the 95 % Wilson score interval (Wilson 1927)."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        return self.hits / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Within [0, 1]; (nan, nan) where there are no cases."""
        if not self.n:
            return math.nan, math.nan
        z, p, n = 1.959964, self.value, self.n
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, centre - half), min(1.0, centre + half)

    def as_json(self) -> dict[str, Any]:
        low, high = self.interval
        return {"hits": self.hits, "n": self.n, "value": self.value, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of repeated measurements, by the nearest-rank method. Raises ``ValueError`` without any."""

    values: tuple[float, ...]
    unit: str

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("no measurements")

    def percentile(self, p: float) -> float:
        """``p`` in (0, 100]."""
        ordered = sorted(self.values)
        return ordered[max(0, math.ceil(p / 100 * len(ordered)) - 1)]

    def as_json(self) -> dict[str, Any]:
        """``p50`` and ``p95`` are measured values, not interpolated ones."""
        return {
            "n": len(self.values),
            "min": min(self.values),
            "p50": self.percentile(50),
            "p95": self.percentile(95),
            "max": max(self.values),
            "unit": self.unit,
        }


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A measurement that could not be made: never a zero."""

    reason: str

    def as_json(self) -> dict[str, Any]:
        return {"n": 0, "not_measured": self.reason}


def rank_of_gold(found: Sequence[str], gold: Sequence[str], need_all: bool) -> int | None:
    """1-based rank at which the gold is complete in ``found``; ``None`` where it never is."""
    ranks = [found.index(g) + 1 for g in gold if g in found]
    if need_all:
        return max(ranks) if len(ranks) == len(gold) else None
    return min(ranks, default=None)
