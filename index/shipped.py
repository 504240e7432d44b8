"""``python -m index.shipped``: the vectors that come with the program; writes ``index/shipped_vectors.npz``.

Of the clauses, the anticipated questions and the outside questions, under the bundled model: what a first
index would compute for half a minute. A text that has changed since is not among them and is computed where
it is needed, as all texts are under another model.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.loader import load_corpus
from corpus.models import Corpus
from index.embedding import load_embedder
from index.embedding.protocol import Embedder, Progress, ignore_progress
from index.places import cache_home
from index.storage import written_beside
from index.vectors import KnownVectors, embed_views, pack_keys, view_key
from index.views import SearchView, document_views, learned_views

SHIPPED = Path(__file__).parent / "shipped_vectors.npz"


def load_shipped(embedder: Embedder, path: Path = SHIPPED) -> KnownVectors:
    """Those of ``embedder``: none where they are another's, or where the file is missing or damaged."""
    known = KnownVectors()
    try:
        with np.load(path) as file:
            if str(file["embedder"]) != embedder.name:
                return known
            keys, vectors = file["keys"], file["vectors"].astype(np.float32)
    except Exception:  # numpy raises many unrelated types; what is not known is computed
        return known
    if vectors.shape == (len(keys), embedder.dimension):
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        known.add([row.tobytes() for row in keys], vectors)
    return known


def shipped_views(corpus: Corpus) -> list[SearchView]:
    """What is read of the bundled corpus by its vector."""
    return [*(v for d in corpus.documents for v in document_views(d)), *learned_views(corpus)]


def save_shipped(
    views: Sequence[SearchView],
    embedder: Embedder,
    path: Path = SHIPPED,
    progress: Progress = ignore_progress,
) -> None:
    """Half floats: rounded by less than what two processors differ by in a cosine's fourth place."""
    fresh, known = {view_key(view): view for view in views}, KnownVectors()
    embed_views(fresh, embedder, known, progress)
    keys = sorted(fresh)
    vectors = np.stack([known[key] for key in keys]).astype(np.float16)
    with written_beside(path) as file:
        np.savez(file, keys=pack_keys(keys), vectors=vectors, embedder=np.array(embedder.name))


def main() -> int:
    views = shipped_views(load_corpus())
    save_shipped(views, load_embedder(cache_home()), progress=_tell)
    print(f"{SHIPPED.name}：{len({view_key(view) for view in views})} 段文字的向量")
    return 0


def _tell(label: str, share: float) -> None:
    print(f"\r{label} {share:4.0%}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
