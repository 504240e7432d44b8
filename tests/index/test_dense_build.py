"""Chroma after a small change: only what changed is written, and what lies there is what a rebuild writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.models import Corpus
from index import dense_build
from index.build import build_index
from index.dense import close_client, open_client, open_collection
from index.dense_build import CHROMA
from index.storage import find_current
from index.views import SearchView
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, with_words_changed
from tests.index.synthetic import synthetic_corpus


@pytest.fixture
def corpus() -> Corpus:
    return synthetic_corpus(4, 25)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the views handed to Chroma, which still gets them."""
    ids: list[str] = []
    add_views = dense_build.add_views

    def note(collection: Any, views: Sequence[SearchView], vectors: Any) -> None:
        ids.extend(view.view_id for view in views)
        add_views(collection, views, vectors)

    monkeypatch.setattr(dense_build, "add_views", note)
    return ids


def stored(home: Path) -> dict[str, tuple[Any, ...]]:
    """What Chroma holds of each view: document, metadata, vector to five places."""
    folder = find_current(home)
    assert folder is not None
    client = open_client(folder / CHROMA)
    try:
        page = open_collection(client).get(include=["documents", "metadatas", "embeddings"])
    finally:
        close_client(client)
    rows = zip(page["ids"], page["documents"], page["metadatas"], page["embeddings"], strict=True)
    return {i: (text, sorted(meta.items()), [round(float(x), 5) for x in v]) for i, text, meta, v in rows}


def changed(corpus: Corpus) -> Corpus:
    """One clause with other words, one document without its last clause."""
    first, second, *rest = corpus.documents
    shorter = replace(second, clauses=second.clauses[:-1])
    return replace(corpus, documents=(with_words_changed(first, 3, "改过的处罚"), shorter, *rest))


def test_a_small_change_writes_only_what_changed(corpus: Corpus, tmp_path: Path, written: list[str]) -> None:
    build_index(corpus, CountingEmbedder(), tmp_path / "a", ignore_progress)
    assert len(written) == 100
    written.clear()
    build_index(changed(corpus), CountingEmbedder(), tmp_path / "a", ignore_progress)
    assert written == [corpus.documents[0].clauses[3].clause_id]
    build_index(changed(corpus), CountingEmbedder(), tmp_path / "b", ignore_progress)
    assert stored(tmp_path / "a") == stored(tmp_path / "b") and len(stored(tmp_path / "a")) == 99


def test_a_large_change_and_a_rebuild_write_all(corpus: Corpus, tmp_path: Path, written: list[str]) -> None:
    build_index(corpus, CountingEmbedder(), tmp_path, ignore_progress)
    written.clear()
    build_index(corpus, CountingEmbedder(), tmp_path, ignore_progress, rebuild=True)
    assert len(written) == 100
    written.clear()
    build_index(synthetic_corpus(8, 25), CountingEmbedder(), tmp_path, ignore_progress)
    assert len(written) == 200


@pytest.mark.parametrize("damage", ["chroma/chroma.sqlite3", "stamps.json"])
def test_a_damaged_generation_before_is_not_gone_on_from(
    corpus: Corpus, tmp_path: Path, written: list[str], damage: str
) -> None:
    build_index(corpus, CountingEmbedder(), tmp_path, ignore_progress)
    folder = find_current(tmp_path)
    assert folder is not None
    (folder / damage).write_bytes(b"{")
    written.clear()
    build_index(changed(corpus), CountingEmbedder(), tmp_path, ignore_progress)
    assert len(written) == len(stored(tmp_path)) == 99
