"""Vectors by what was embedded: the matrix of a generation, and what an unfinished build has computed.

``vectors.npy`` (texts, dimension) and ``keys.npy`` (texts, 16) of a generation stand in the order of its
views; those that only teach (``index.views``) come last. A key is a hash of the role and the text, so that a
vector is found again wherever its text comes back. ``index/pending/`` holds chunks of a build that has not
switched yet: a killed build goes on there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedding.protocol import Embedder, Progress
from index.storage import written_beside
from index.views import PASSAGES, SearchView

Floats = npt.NDArray[np.float32]

_VECTORS, _KEYS, _PENDING = "vectors.npy", "keys.npy", "pending"
_KEY_BYTES = 16
_BATCH = 128  # texts given to the embedder at once
_CHUNK = 1024  # vectors after which an unfinished build is saved: half a minute's work
EMBEDDING = "正在建立索引"


def view_key(view: SearchView) -> bytes:
    """What decides the vector of ``view`` under one embedder: its text, as a passage or as a question."""
    return passage_key(view.text) if view.view in PASSAGES else _text_key("query", view.text)


def passage_key(text: str) -> bytes:
    """``view_key`` of words of the law."""
    return _text_key("passage", text)


def _text_key(role: str, text: str) -> bytes:
    return hashlib.sha256(f"{role}\0{text}".encode("utf-8", "replace")).digest()[:_KEY_BYTES]


@dataclass
class KnownVectors:
    """Vectors that need not be computed again: key → (matrix, row)."""

    places: dict[bytes, tuple[Floats, int]] = field(default_factory=dict)

    def __contains__(self, key: bytes) -> bool:
        return key in self.places

    def __getitem__(self, key: bytes) -> Floats:
        matrix, row = self.places[key]
        vector: Floats = matrix[row]
        return vector

    def add(self, keys: Sequence[bytes], vectors: Floats) -> None:
        for row, key in enumerate(keys):
            self.places[key] = (vectors, row)


def embed_views(
    fresh: Mapping[bytes, SearchView],
    embedder: Embedder,
    known: KnownVectors,
    progress: Progress,
    keep: Callable[[Sequence[bytes], Floats], None] = lambda _keys, _vectors: None,
) -> None:
    """Adds the vectors of ``fresh`` to ``known``: clauses as passages, questions as queries, so that a
    question meets its like. ``keep`` is given each full chunk, for a build that has to go on after this one.
    """
    done, waiting, rows = 0, list[bytes](), list[Floats]()
    for is_clause in (True, False):
        # by length, because an embedder may pad the texts of a batch to the longest
        chosen = [item for item in fresh.items() if (item[1].view in PASSAGES) == is_clause]
        chosen.sort(key=lambda item: len(item[1].text))
        embed = embedder.embed_passages if is_clause else embedder.embed_queries
        for start in range(0, len(chosen), _BATCH):
            progress(EMBEDDING, 0.9 * done / len(fresh))
            batch = chosen[start : start + _BATCH]
            vectors = embed([view.text for _, view in batch])
            known.add([key for key, _ in batch], vectors)
            done += len(batch)
            waiting += [key for key, _ in batch]
            rows.append(vectors)
            if len(waiting) >= _CHUNK:
                keep(waiting, np.concatenate(rows))
                waiting, rows = [], []


def pack_keys(keys: Sequence[bytes]) -> npt.NDArray[np.uint8]:
    """Shape (keys, 16)."""
    return np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(-1, _KEY_BYTES)


def save_vectors(folder: Path, keys: Sequence[bytes], known: KnownVectors, dimension: int) -> Floats:
    """Writes the matrix of a generation row by row; returns it, mapped from the disk."""
    matrix = np.lib.format.open_memmap(
        folder / _VECTORS, mode="w+", dtype=np.float32, shape=(len(keys), dimension)
    )
    for row, key in enumerate(keys):
        matrix[row] = known[key]
    matrix.flush()
    np.save(folder / _KEYS, pack_keys(keys))
    return load_vectors(folder, len(keys), dimension)


def load_vectors(folder: Path, texts: int, dimension: int) -> Floats:
    """The matrix of a generation, mapped from the disk: nothing is read before it is used.

    Raises ``ValueError`` or ``OSError`` where the file is damaged or of another shape.
    """
    matrix: Floats = np.load(folder / _VECTORS, mmap_mode="r")
    if matrix.shape != (texts, dimension) or matrix.dtype != np.float32:
        raise ValueError(f"{matrix.shape} vectors of {matrix.dtype} for {texts} texts")
    return matrix


def read_known(folder: Path, texts: int, dimension: int) -> KnownVectors:
    """All vectors of a generation by key. Raises ``ValueError`` or ``OSError`` where it is damaged."""
    known, keys = KnownVectors(), np.load(folder / _KEYS)
    if keys.shape != (texts, _KEY_BYTES):
        raise ValueError(f"{keys.shape} keys for {texts} texts")
    known.add([row.tobytes() for row in keys], load_vectors(folder, texts, dimension))
    return known


class PendingVectors:
    """Chunks of vectors beside the generations; used only while holding the build lock."""

    def __init__(self, index_folder: Path, embedder: str, dimension: int) -> None:
        self._folder = index_folder / _PENDING
        self._embedder, self._dimension = embedder, dimension
        self._next = 0

    def read(self) -> KnownVectors:
        """What killed builds of the same embedder left. Chunks that cannot be read are passed over."""
        known = KnownVectors()
        for path in self._chunks():
            self._next = max(self._next, int(path.stem) + 1)
            try:
                with np.load(path) as chunk:
                    keys, vectors, name = chunk["keys"], chunk["vectors"], str(chunk["embedder"])
                if name == self._embedder and vectors.shape == (len(keys), self._dimension):
                    known.add([row.tobytes() for row in keys], vectors)
            except Exception:  # numpy raises many unrelated types on damaged files; computed again
                continue
        return known

    def save(self, keys: Sequence[bytes], vectors: Floats) -> None:
        """Writes one chunk beside, flushes it to disk, then renames."""
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{self._next:06d}.npz"
        with written_beside(path) as file:
            np.savez(file, keys=pack_keys(keys), vectors=vectors, embedder=np.array(self._embedder))
        self._next += 1

    def remove(self) -> None:
        """After the switch: the generation has all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _chunks(self) -> Iterator[Path]:
        yield from sorted(path for path in self._folder.glob("*.npz") if path.stem.isdigit())
