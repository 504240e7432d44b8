"""Embedding models behind one protocol. Importing this package imports no model library."""

from __future__ import annotations

from pathlib import Path

from index.embedding.protocol import Embedder, Progress, ignore_progress

BUNDLED = "bundled"

__all__ = ["BUNDLED", "Embedder", "Progress", "ignore_progress", "load_embedder"]


def load_embedder(
    cache_dir: Path, model: str | None = None, progress: Progress = ignore_progress
) -> Embedder:
    """The embedder to use, prepared first if need be.

    Args:
        cache_dir: folder for prepared models.
        model: None or ``"bundled"`` for the bundled model, else a sentence-transformers name or folder.
        progress: told about preparing, which happens on first use and after damage.

    Raises:
        KuanyanError: the model cannot be had; the message says what to do.
    """
    if model is not None and model.strip() not in ("", BUNDLED):
        from index.embedding.st_embedder import SentenceTransformersEmbedder

        return SentenceTransformersEmbedder(model.strip())
    from index.embedding.onnx_embedder import DamagedModelError, OnnxEmbedder
    from index.embedding.prepare import prepare_bundled_model

    try:
        return OnnxEmbedder(prepare_bundled_model(cache_dir, progress))
    except DamagedModelError:
        return OnnxEmbedder(prepare_bundled_model(cache_dir, progress, rebuild=True))
