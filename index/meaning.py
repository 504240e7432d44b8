"""Which clause a question's vector points to: one linear score a clause, fitted in closed form.

The vectors of e5 lie close together (cosines of .8 to .9 between texts that share nothing), because they
share directions that tell no clause from another. Ridge regression takes these out: each clause is the sum
of its vectors, its own and those of its anticipated questions, divided by what all vectors have in common.
Nothing is trained by steps or drawn by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RIDGE = 2.0
"""Of the mean variance; chosen with the weights in ``index.search``."""

_PLACES = 4
"""Scores are rounded: the last bits of a vector change in Chroma, and equals must stay equals."""

_FILE = "meaning.npy"
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class MeaningIndex:
    """``weights`` has shape (dimension + 1, clauses); the last row is each clause's offset."""

    weights: Floats

    @classmethod
    def build(cls, vectors: Floats, owners: npt.NDArray[np.intp], clauses: int) -> MeaningIndex:
        """Fits the scores of ``clauses`` clauses.

        Args:
            vectors: shape (views, dimension).
            owners: shape (views,): the number of the clause that each view belongs to; every clause has one.
        """
        exact = vectors.astype(np.float64)
        mean = exact.mean(axis=0)
        centred = exact - mean
        # a clause with nine views counts three times as much as one with a single view
        shares = 1.0 / np.sqrt(np.bincount(owners, minlength=clauses))[owners]
        shared = (centred * shares[:, None]).T @ centred
        dimension = vectors.shape[1]
        shared += (RIDGE * np.trace(shared) / dimension + 1e-9) * np.eye(dimension)
        order = np.argsort(owners, kind="stable")
        firsts = np.searchsorted(owners[order], np.arange(clauses))
        sums = np.add.reduceat((centred * shares[:, None])[order], firsts)
        slopes = np.linalg.solve(shared, sums.T)
        return cls(np.vstack([slopes, -mean @ slopes]).astype(np.float32))

    def scores(self, vector: Floats) -> Floats:
        """Shape (clauses,): the higher, the more the question's vector is like that clause's."""
        scores: Floats = vector @ self.weights[:-1] + self.weights[-1]
        return scores.round(_PLACES)

    def save(self, folder: Path) -> None:
        np.save(folder / _FILE, self.weights)

    @classmethod
    def load(cls, folder: Path, clauses: int) -> MeaningIndex:
        """Raises whatever numpy raises on a damaged file, or ``ValueError``."""
        weights = np.load(folder / _FILE)
        if weights.ndim != 2 or weights.shape[1] != clauses:
            raise ValueError(f"{weights.shape} weights for {clauses} clauses")
        return cls(weights)
