"""The vectors that come with the program: complete, right, and passed over where they do not fit."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from corpus.models import Corpus
from index.build import build_index
from index.embedding.protocol import Embedder
from index.shipped import SHIPPED, load_shipped, save_shipped, shipped_views
from index.vectors import view_key
from index.views import PASSAGES
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, small_corpus


def test_every_text_of_the_corpus_has_its_vector(corpus: Corpus, embedder: Embedder) -> None:
    known = load_shipped(embedder)
    lacking = [view.text for view in shipped_views(corpus) if view_key(view) not in known]
    assert lacking == [], "python -m index.shipped"
    assert len(known.places) == len({view_key(view) for view in shipped_views(corpus)})


def test_they_are_what_the_model_gives(corpus: Corpus, embedder: Embedder) -> None:
    known = load_shipped(embedder)
    for view in random.Random(3).sample(shipped_views(corpus), 25):
        embed = embedder.embed_passages if view.view in PASSAGES else embedder.embed_queries
        assert float(embed([view.text])[0] @ known[view_key(view)]) == pytest.approx(1.0, abs=1e-5), view.text


def test_those_of_another_model_are_passed_over() -> None:
    assert not load_shipped(CountingEmbedder()).places


@pytest.mark.parametrize("content", [None, b"", b"PK"])
def test_a_missing_or_damaged_file_is_passed_over(
    embedder: Embedder, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "vectors.npz"
    if content is not None:
        path.write_bytes(content + SHIPPED.read_bytes()[:200] * bool(content))
    assert not load_shipped(embedder, path).places


def test_what_was_saved_is_not_computed_again(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, path = small_corpus(corpus, 1, 4), tmp_path / "vectors.npz"
    save_shipped(shipped_views(small), CountingEmbedder(), path)
    monkeypatch.setattr("index.build.load_shipped", lambda embedder: load_shipped(embedder, path))
    again = CountingEmbedder()
    report = build_index(small, again, tmp_path / "home", ignore_progress)
    assert again.embedded == [] and report.embedded == 0 < report.views


def test_vectors_are_of_length_one_again_after_rounding(tmp_path: Path, corpus: Corpus) -> None:
    small, path = small_corpus(corpus, 1, 4), tmp_path / "vectors.npz"
    save_shipped(shipped_views(small), CountingEmbedder(), path)
    known = load_shipped(CountingEmbedder(), path)
    lengths = [float(np.linalg.norm(known[key])) for key in known.places]
    assert lengths == pytest.approx([1.0] * len(lengths), abs=1e-6)
