"""One ranking out of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def fuse_rankings(
    rankings: Sequence[Sequence[str]], weights: Sequence[float] | None = None, k: float = 60.0
) -> dict[str, float]:
    """Reciprocal rank fusion: ``score(d) = sum over rankings of weight / (k + rank(d))``.

    Cormack, Clarke & Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR; there ``k`` is 60 and weights are 1.

    Args:
        rankings: ids, best first; ranks count from 1. An id missing in one ranking gets nothing from it.
        weights: one number ≥ 0 a ranking; None is 1 for each.
        k: ≥ 0; the smaller, the more the first places weigh.

    Returns:
        The score of each id seen, in no particular order.

    Raises:
        ValueError: the number of weights is not that of the rankings, or ``k`` is negative.
    """
    shares = [1.0] * len(rankings) if weights is None else list(weights)
    if len(shares) != len(rankings):
        raise ValueError(f"{len(shares)} weights for {len(rankings)} rankings")
    if k < 0:
        raise ValueError(f"k must not be negative, got {k}")
    scores: dict[str, float] = {}
    for ranking, weight in zip(rankings, shares, strict=True):
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + weight / (k + rank)
    return scores


def fuse_scores(scores: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """Each arm's scores divided by its best, times its weight, added up.

    Unlike ranks, scores keep how far the first is ahead of the second.

    Args:
        scores: one array an arm, all of the same shape (items,). An arm without a score above 0 adds nothing.
        weights: one number ≥ 0 an arm.

    Returns:
        Shape (items,), in the items' order.

    Raises:
        ValueError: the number of weights is not that of the arms, or there is no arm.
    """
    if not scores or len(weights) != len(scores):
        raise ValueError(f"{len(weights)} weights for {len(scores)} arms")
    fused = np.zeros(len(scores[0]), dtype=np.float32)
    for arm, weight in zip(scores, weights, strict=True):
        best = float(arm.max(initial=0.0))
        if best > 0:
            fused += np.float32(weight / best) * arm
    return fused
