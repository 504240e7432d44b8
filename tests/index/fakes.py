"""An embedder computable by hand, and small corpora cut from the real documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.models import Corpus, Document
from index.embedding.protocol import Float32Array

WORDS = ("企业", "清单", "柔性", "处罚", "检查", "培训", "约谈")  # one dimension each, the last is for none


class CountingEmbedder:
    """Counts ``WORDS`` in a text, one more for the last dimension, scaled to length 1.

    「柔性执法，柔性」 has 柔性 twice: (0, 0, 2, 0, 0, 0, 0, 1) / √5. ``embedded`` keeps every text in order.
    """

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.dimension = len(WORDS) + 1
        self.embedded: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Float32Array:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Float32Array:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Float32Array:
        self.embedded += texts
        counts = [[*(text.count(word) for word in WORDS), 1] for text in texts]
        vectors = np.array(counts, dtype=np.float32).reshape(len(texts), self.dimension)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Steps:
    """A ``progress`` that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []

    def __call__(self, label: str, fraction: float) -> None:
        self.told.append((label, fraction))

    @property
    def labels(self) -> list[str]:
        return list(dict.fromkeys(label for label, _ in self.told))


def small_corpus(corpus: Corpus, documents: int = 2, clauses: int = 6) -> Corpus:
    """The first ``clauses`` clauses of the first ``documents`` documents."""
    kept = tuple(replace(d, clauses=d.clauses[:clauses]) for d in corpus.documents[:documents])
    return replace(corpus, documents=kept)


def with_words_changed(document: Document, at: int, words: str) -> Document:
    """``document`` with other searched words in its ``at``-th clause."""
    clauses = list(document.clauses)
    clauses[at] = replace(clauses[at], text=words)
    return replace(document, clauses=tuple(clauses))


def generations(home: Path) -> list[str]:
    """The generation folders on disk, without the random end of their names: gen-1, gen-2."""
    return sorted("-".join(f.name.split("-")[:2]) for f in (home / "index").glob("gen-*"))
