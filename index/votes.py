"""What questions whose clauses are known tell about a new one: confirmed and anticipated ones alike.

They vote, the nearer the more, for their clauses and for those under the same heading; and from where
questions lie and where their clauses lie a linear map is fitted, which moves a new question towards the
words of law. Both are computed in closed form from vectors the index has anyway; nothing is trained by
steps or drawn by chance.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SHRINK = 0.5
"""Of the mean variance, added to each direction: how far what all questions, or all clauses, have in common
is taken out. Chosen on the tuning folds of the statutes."""

_FILE = "votes.npz"
_BLOCK = 8192  # clauses at once
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class QuestionVotes:
    """``voters`` are the different question vectors, whitened, shape (questions, dimension); ``pairs`` are
    (question, clause) numbers, shape (2, pairs). ``mean`` is that of the questions, ``whitening`` brings a
    new one among the voters, ``towards`` among the clauses, whose mean is ``centre``. ``starts`` is the
    first view of each clause, its own words, ascending, shape (clauses,)."""

    voters: Floats
    pairs: Ints
    mean: Floats
    whitening: Floats
    towards: Floats
    centre: Floats
    starts: Ints

    @classmethod
    def build(cls, vectors: Floats, owners: Ints, asked: npt.NDArray[np.bool_]) -> QuestionVotes:
        """Args:
        vectors: shape (views, dimension), the views of one clause side by side, its own words first.
        owners: shape (views,): the number of the clause of each view, ascending from 0.
        asked: shape (views,): whether the view is a question.
        """
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        rows, dimension = np.flatnonzero(asked), vectors.shape[1]
        questions, voter = np.unique(vectors[rows], axis=0, return_inverse=True)
        pairs = np.unique(np.stack([voter.reshape(-1), owners[rows]]), axis=1)
        nothing, square = np.zeros(dimension, np.float32), np.zeros((dimension, dimension), np.float32)
        if not len(questions):
            return cls(questions, pairs, nothing, square, square, nothing, starts)
        mean = questions.mean(axis=0, dtype=np.float64)
        centred = questions.astype(np.float64) - mean
        values, directions = np.linalg.eigh(_shrunk(centred.T @ centred / len(centred)))
        whitening = (directions / np.sqrt(values)) @ directions.T
        centre, spread = _spread(vectors, starts)
        towards = _fit(centred, pairs, vectors, starts, centre) @ np.linalg.inv(_shrunk(spread))
        return cls(
            _unit(centred @ whitening).astype(np.float32),
            pairs,
            mean.astype(np.float32),
            whitening.astype(np.float32),
            towards.astype(np.float32),
            centre.astype(np.float32),
            starts,
        )

    def similarities(self, vector: Floats) -> Floats:
        """Of a question to each voter, shape (questions,), in [0, 1]."""
        near: Floats = self.voters @ _unit((vector - self.mean) @ self.whitening)
        return np.asarray(np.maximum(near, 0.0), dtype=np.float32)

    def expected(self, vector: Floats) -> Floats:
        """Where the clauses of a question should lie: their scores are products with their vectors."""
        return np.asarray((vector - self.mean) @ self.towards, dtype=np.float32)

    def save(self, folder: Path) -> None:
        np.savez(folder / _FILE, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, folder: Path, clauses: int) -> QuestionVotes:
        """Raises whatever numpy raises on a damaged file, or ``ValueError``."""
        with np.load(folder / _FILE) as kept:
            votes = cls(*(kept[field.name] for field in fields(cls)))
        if len(votes.starts) != clauses or votes.pairs.max(initial=0) >= max(clauses, len(votes.voters), 1):
            raise ValueError(f"votes for {len(votes.starts)} clauses of {clauses}")
        return votes


def _fit(centred: Doubles, pairs: Ints, vectors: Floats, starts: Ints, centre: Doubles) -> Doubles:
    """Ridge regression from questions to the mean of their clauses' vectors, shape (dimension, dimension)."""
    voter, clause = pairs
    sums = np.zeros_like(centred)
    np.add.at(sums, voter, vectors[starts[clause]].astype(np.float64))
    wanted = sums / np.bincount(voter)[:, None] - centre
    fitted = np.linalg.solve(_shrunk(centred.T @ centred), centred.T @ wanted)
    return np.asarray(fitted, dtype=np.float64)


def _spread(vectors: Floats, starts: Ints) -> tuple[Doubles, Doubles]:
    """Mean and covariance of the clauses' own vectors, block by block: they may be mapped from the disk."""
    total = np.zeros(vectors.shape[1])
    products = np.zeros((vectors.shape[1], vectors.shape[1]))
    for first in range(0, len(starts), _BLOCK):
        block = vectors[starts[first : first + _BLOCK]].astype(np.float64)
        total += block.sum(axis=0)
        products += block.T @ block
    mean = total / len(starts)
    return mean, products / len(starts) - np.outer(mean, mean)


def _shrunk(spread: Doubles) -> Doubles:
    dimension = len(spread)
    shrunk: Doubles = spread + (SHRINK * np.trace(spread) / dimension + 1e-9) * np.eye(dimension)
    return shrunk


def _unit(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=rows.dtype)
