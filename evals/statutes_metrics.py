"""How much of what was cited is found, question by question, and the mean with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics import Rate

R10, MRR10, R100 = "R@10", "MRR@10", "R@100"
MEASURES = (R10, MRR10, R100)


@dataclass(frozen=True, slots=True)
class Mean(Rate):
    """The mean of ``n`` numbers in [0, 1] and its standard error; ``hits`` is their sum, rounded."""

    mean: float = math.nan
    error: float = math.nan

    @property
    def value(self) -> float:
        return self.mean

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, by the normal approximation, within [0, 1]."""
        half = 1.959964 * self.error
        return max(0.0, self.mean - half), min(1.0, self.mean + half)


def mean_of(values: Sequence[float]) -> Mean:
    """Raises ``ValueError`` without any."""
    if not values:
        raise ValueError("no values")
    count = len(values)
    mean = sum(values) / count
    variance = sum((value - mean) ** 2 for value in values) / max(count - 1, 1)
    return Mean(round(sum(values)), count, mean, math.sqrt(variance / count))


def score_ranking(found: Sequence[str], gold: Sequence[str]) -> dict[str, float]:
    """``R@k``: the share of ``gold`` among the first k found; ``MRR@10``: 1 / rank of the first, 0 beyond 10.

    Judgements are incomplete: what nobody cited may fit too, so these are lower bounds.
    """
    cited = set(gold)
    return score_ranks(
        [rank for rank, clause_id in enumerate(found, start=1) if clause_id in cited], len(cited)
    )


def score_ranks(ranks: Sequence[int], cited: int) -> dict[str, float]:
    """As ``score_ranking``, from the ranks of those of the ``cited`` clauses that were found."""
    first = min(ranks, default=math.inf)
    return {
        R10: sum(rank <= 10 for rank in ranks) / cited,
        MRR10: 1 / first if first <= 10 else 0.0,
        R100: sum(rank <= 100 for rank in ranks) / cited,
    }
