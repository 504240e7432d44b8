"""How words and meaning become one score: as suits a small corpus, and as suits a large one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.fusion import fuse_scores
from index.large import LargeScorer
from index.meaning import MeaningIndex
from index.views import clause_of

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

# Chosen on evals/datasets/policy_dev.jsonl, everyday_dev.jsonl and on the anticipated questions themselves,
# each asked with itself left out (docs/ablation.md): the words find more, the vectors settle what is close.
WEIGHTS = {"dense": 0.3, "lexical": 1.0}
CANDIDATES = 60  # clauses of each arm that may be found
_PLACES = 5  # of a similarity: the last bits of a vector change in Chroma from build to build
_NEAREST = 5  # views that a question of the field is near to; one alone may be near by chance


@dataclass(frozen=True, slots=True)
class Scored:
    """``fused`` and ``meaning``: one score a clause, shape (clauses,), -inf for a clause that is not allowed.

    ``found`` are the numbers of the clauses that may be shown. ``similarity`` gives the cosine of a clause's
    nearest view; ``nearest`` are those of the nearest views at all.
    """

    fused: Floats
    meaning: Floats
    found: Collection[int]
    similarity: Callable[[int], float]
    nearest: Sequence[float]


class Arms(Protocol):
    """Scores a question whose vector and word scores are known."""

    def score(
        self, vector: Floats, words: Floats, allowed: Mask, doc_ids: Collection[str] | None, k: int
    ) -> Scored:
        """``words`` are 0 where ``allowed`` is false; ``doc_ids`` are those of the allowed clauses."""
        ...


class SmallArms:
    """Words and the linear scores of ``index.meaning``, each divided by its best; the nearest views say how
    near the corpus is at all.

    Args:
        views: the id of each view.
        vectors: shape (views, dimension), of length 1.
    """

    def __init__(
        self, views: Sequence[str], vectors: Floats, meaning: MeaningIndex, clause_ids: Sequence[str]
    ) -> None:
        numbers = {clause_id: i for i, clause_id in enumerate(clause_ids)}
        self._owners = np.array([numbers[clause_of(view_id)] for view_id in views], dtype=np.intp)
        self._vectors, self._meaning, self._clauses = vectors, meaning, len(clause_ids)

    def score(
        self, vector: Floats, words: Floats, allowed: Mask, doc_ids: Collection[str] | None, k: int
    ) -> Scored:
        cosines = (self._vectors @ vector).round(_PLACES)
        cosines[~allowed[self._owners]] = -1.0
        best = np.full(self._clauses, -1.0, dtype=np.float32)
        np.maximum.at(best, self._owners, cosines)
        meaning = np.where(allowed, self._meaning.scores(vector), -np.inf).astype(np.float32)
        fused = fuse_scores([np.maximum(meaning, 0.0), words], [WEIGHTS["dense"], WEIGHTS["lexical"]])
        found = {*rank_scores(meaning, -np.inf), *rank_scores(words, 0.0)}
        near = np.sort(cosines[allowed[self._owners]])[::-1][:_NEAREST]
        nearest = [round(float(cosine), _PLACES) for cosine in near]
        return Scored(fused, meaning, found, lambda i: round(float(best[i]), _PLACES), nearest)


class LargeArms:
    """An exact scan of all vectors and the parts of ``index.large``; Chroma is not asked."""

    def __init__(self, scorer: LargeScorer) -> None:
        self._scorer = scorer

    def score(
        self, vector: Floats, words: Floats, allowed: Mask, doc_ids: Collection[str] | None, k: int
    ) -> Scored:
        read = self._scorer.read(vector)
        fused, similarities = self._scorer.fuse(words, read), read.nearest
        if doc_ids is None:
            meaning = similarities
            near = np.partition(read.of_views, len(read.of_views) - _NEAREST)[-_NEAREST:]
        else:
            meaning = np.where(allowed, similarities, -np.inf).astype(np.float32)
            fused = np.where(allowed, fused, -np.inf).astype(np.float32)
            near = meaning[list(rank_scores(meaning, -np.inf, _NEAREST))]
        found = rank_scores(fused, -np.inf, max(k, CANDIDATES))
        nearest = [round(float(s), _PLACES) for s in sorted(near, reverse=True)]
        return Scored(fused, meaning, found, lambda i: round(float(similarities[i]), _PLACES), nearest)


def rank_scores(scores: Floats, floor: float, count: int = CANDIDATES) -> dict[int, int]:
    """Number of a clause → its rank from 1, of the ``count`` best above ``floor``; equals by number."""
    if count < len(scores):
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        best = np.flatnonzero(scores >= least)
    else:
        best = np.arange(len(scores))
    order = best[np.argsort(-scores[best], kind="stable")][:count]
    return {int(i): rank for rank, i in enumerate(order, start=1) if scores[i] > floor}
