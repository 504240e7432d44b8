"""How like a sentence of a long clause is to a question, by meaning: everyday words share none with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.vectors import pack_keys, passage_key

_FILE = "sentences.npz"
Floats = npt.NDArray[np.float32]
Keys = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class SentenceVectors:
    """``vectors``: shape (sentences, dimension), of length 1 after ``mean``, shape (dimension,), was taken
    off: what all sentences share tells none from another. ``keys``: shape (sentences, 16), of their texts."""

    keys: Keys
    vectors: Floats
    mean: Floats

    @classmethod
    def build(cls, texts: Sequence[str], vectors: Floats) -> SentenceVectors:
        """``vectors``: shape (texts, dimension), one or more."""
        mean: Floats = vectors.mean(axis=0)
        centred = vectors - mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        keys = pack_keys([passage_key(text) for text in texts])
        return cls(keys, (centred / np.maximum(lengths, 1e-9)).astype(np.float32), mean)

    def likeness(self, question: Floats) -> Callable[[str], float]:
        """For the question's vector: text of a sentence → a number of about -0.3 to 0.3; 0 if not known."""
        likely = self.vectors @ (question - self.mean)

        def like(text: str) -> float:
            row = self._rows.get(passage_key(text))
            return 0.0 if row is None else float(likely[row])

        return like

    @cached_property
    def _rows(self) -> dict[bytes, int]:
        return {key.tobytes(): row for row, key in enumerate(self.keys)}

    def save(self, folder: Path) -> None:
        with (folder / _FILE).open("wb") as file:
            np.savez(file, keys=self.keys, vectors=self.vectors, mean=self.mean)

    @classmethod
    def load(cls, folder: Path) -> SentenceVectors | None:
        """``None`` where none were kept. Raises whatever a damaged file makes numpy raise."""
        path = folder / _FILE
        if not path.exists():
            return None
        with np.load(path) as kept:
            return cls(kept["keys"], kept["vectors"], kept["mean"])
