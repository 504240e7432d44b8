"""One ranking out of several."""

from __future__ import annotations

from collections.abc import Sequence


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
