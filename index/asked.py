"""How near a question is, by meaning, to those that the corpus answers and to those that it does not.

``index.belonging`` compares words; this compares vectors: 「罚单分几次交」 is like 「罚款可以分期吗」.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RIDGE = 1.0
"""Of the mean variance; of .3, 1, 3 and 10 the ``*_dev`` questions tell none apart."""

_FILE = "asked.npz"
_PLACES = 4
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    """``answered`` and ``unanswered``: cosine of the nearest question of each kind, -1 to 1. ``leaning``: a
    linear score, about 1 for a question put like those answered and -1 for one put like the others."""

    answered: float
    unanswered: float
    leaning: float


@dataclass(frozen=True)
class AskedQuestions:
    """``answered`` and ``unanswered``: unit vectors, shape (questions, dimension), neither empty.
    ``slope``: shape (dimension + 1,), the last the offset of ``Likeness.leaning``."""

    answered: Floats
    unanswered: Floats
    slope: Floats

    @classmethod
    def build(cls, answered: Floats, unanswered: Floats) -> AskedQuestions:
        """The slope is that of ridge regression on 1 and -1, both kinds weighing the same."""
        every = np.concatenate([answered, unanswered]).astype(np.float64)
        target = np.repeat([1.0, -1.0], [len(answered), len(unanswered)])
        share = np.repeat([0.5 / len(answered), 0.5 / len(unanswered)], [len(answered), len(unanswered)])
        mean = share @ every
        centred = every - mean
        spread = (centred * share[:, None]).T @ centred
        dimension = every.shape[1]
        spread += (RIDGE * np.trace(spread) / dimension + 1e-9) * np.eye(dimension)
        slope = np.linalg.solve(spread, (centred * share[:, None]).T @ target)
        return cls(answered, unanswered, np.append(slope, -mean @ slope).astype(np.float32))

    def like(self, vector: Floats) -> Likeness:
        """``vector`` of a question, of length 1."""
        nearest = (float((known @ vector).max()) for known in (self.answered, self.unanswered))
        leaning = float(self.slope[:-1] @ vector + self.slope[-1])
        return Likeness(*(round(value, _PLACES) for value in (*nearest, leaning)))

    def save(self, folder: Path) -> None:
        with (folder / _FILE).open("wb") as file:
            np.savez(file, answered=self.answered, unanswered=self.unanswered, slope=self.slope)

    @classmethod
    def load(cls, folder: Path) -> AskedQuestions | None:
        """``None`` where none were kept. Raises whatever a damaged file makes numpy raise."""
        path = folder / _FILE
        if not path.exists():
            return None
        with np.load(path) as kept:
            return cls(kept["answered"], kept["unanswered"], kept["slope"])
