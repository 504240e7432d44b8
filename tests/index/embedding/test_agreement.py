"""The fast path gives what sentence-transformers gives with the same weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.embedding.onnx_embedder import OnnxEmbedder
from index.embedding.protocol import Float32Array
from index.embedding.st_embedder import SentenceTransformersEmbedder

ROOT = Path(__file__).parents[3]
SHORTEST_PASSAGE = 10
AHEAD = 0.004  # of a cosine


@pytest.fixture(scope="module")
def passages() -> list[str]:
    """Distinct lines of the five documents: of two equal lines either may come first."""
    sources = sorted((ROOT / "corpus" / "policies").glob("*/source.txt"))
    lines = [line.strip() for path in sources for line in path.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(line for line in lines if len(line) >= SHORTEST_PASSAGE))


@pytest.fixture(scope="module")
def questions() -> list[str]:
    path = ROOT / "evals" / "datasets" / "policy_dev.jsonl"
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def vectors(prepared: Path, passages: list[str], questions: list[str]) -> dict[str, Float32Array]:
    fast, standard = OnnxEmbedder(prepared), SentenceTransformersEmbedder(prepared / "st")
    return {
        "fast passages": fast.embed_passages(passages),
        "fast queries": fast.embed_queries(questions),
        "standard passages": standard.embed_passages(passages),
        "standard queries": standard.embed_queries(questions),
    }


@pytest.mark.parametrize("kind", ["passages", "queries"])
def test_vectors_agree(vectors: dict[str, Float32Array], kind: str) -> None:
    cosine = (vectors[f"fast {kind}"] * vectors[f"standard {kind}"]).sum(axis=1)
    assert len(cosine) > 100
    assert cosine.mean() >= 0.9985
    assert cosine.min() >= 0.995


def test_the_same_passage_comes_first_where_it_is_ahead(vectors: dict[str, Float32Array]) -> None:
    """By so much that products of whole numbers do not turn the order round."""
    fast = (vectors["fast queries"] @ vectors["fast passages"].T).argmax(axis=1)
    likeness = vectors["standard queries"] @ vectors["standard passages"].T
    second, first = np.sort(likeness, axis=1)[:, -2:].T
    same = fast == likeness.argmax(axis=1)
    ahead = first - second >= AHEAD
    assert ahead.mean() >= 1 / 3
    assert same[ahead].all()
    assert same.mean() >= 0.85
