"""What the index asks of an embedding model, whichever runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]
Progress = Callable[[str, float], None]
"""Called with a Chinese label of the step and the finished share of the whole, 0..1, never falling."""


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their cosine similarity.

    ``name`` is a stable identity: two embedders of the same name give the same vectors, so an index
    may keep vectors as long as the name stays.
    """

    name: str
    dimension: int

    def embed_queries(self, texts: Sequence[str]) -> Float32Array:
        """Vectors of questions, float32, (len(texts), dimension), rows of length 1, in the given order."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Float32Array:
        """Vectors of passages, as ``embed_queries``; what exceeds the model's window is cut off."""
        ...


def ignore_progress(_label: str, _fraction: float) -> None:
    """A ``Progress`` that shows nothing."""


def clean_text(text: str) -> str:
    """The text without outer blanks and with lone surrogates replaced, which no tokenizer accepts."""
    return text.encode("utf-8", "replace").decode("utf-8").strip()
