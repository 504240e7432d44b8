"""A long build: killed and gone on with, nothing embedded twice, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.models import Corpus
from index import vectors as vectors_module
from index.build import build_index
from index.search import IndexState, SearchIndex, check_index, open_index
from index.vectors import PendingVectors
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, Steps, with_words_changed
from tests.index.synthetic import synthetic_corpus

ROOT = Path(__file__).parent.parent.parent
BATCH, CHUNK = 16, 32

SLOW_BUILD = f"""
import sys, time
from pathlib import Path
from index import build, vectors
from tests.index.fakes import CountingEmbedder
from tests.index.synthetic import synthetic_corpus

class Slow(CountingEmbedder):
    def _embed(self, texts):
        time.sleep(0.05)
        return super()._embed(texts)

vectors._BATCH, vectors._CHUNK = {BATCH}, {CHUNK}
build.build_index(synthetic_corpus(6, 60), Slow(), Path(sys.argv[1]), lambda label, share: None)
"""


@pytest.fixture(scope="session")
def many() -> Corpus:
    """360 clauses."""
    return synthetic_corpus(6, 60)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "_BATCH", BATCH)
    monkeypatch.setattr(vectors_module, "_CHUNK", CHUNK)


def kill_while_embedding(home: Path, chunks: int) -> int:
    """Starts a build in another process and kills it (SIGKILL) with ``chunks`` chunks on disk; the number
    of vectors that are kept."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-c", SLOW_BUILD, str(home)], cwd=ROOT, env=environment)
    pending, deadline = home / "index" / "pending", time.monotonic() + 60
    while len(list(pending.glob("*.npz"))) < chunks:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    embedder = CountingEmbedder()
    return len(PendingVectors(home / "index", embedder.name, embedder.dimension).read().places)


def test_a_killed_build_goes_on_where_it_was(many: Corpus, tmp_path: Path, small_chunks: None) -> None:
    home = tmp_path / "killed"
    kept = kill_while_embedding(home, 3)
    assert 3 * CHUNK <= kept < 360
    embedder = CountingEmbedder()
    report = build_index(many, embedder, home, ignore_progress)
    assert report.embedded == len(embedder.embedded) == 360 - kept
    assert not (home / "index" / "pending").exists()
    assert len(list((home / "index").glob("gen-*"))) == 1
    straight = tmp_path / "straight"
    build_index(many, CountingEmbedder(), straight, ignore_progress)
    assert first_hits(many, home) == first_hits(many, straight)


def test_a_build_that_is_killed_twice_still_embeds_each_clause_once(
    many: Corpus, tmp_path: Path, small_chunks: None
) -> None:
    first = kill_while_embedding(tmp_path, 2)
    second = kill_while_embedding(tmp_path, 5)
    assert second >= first + 2 * CHUNK
    embedder = CountingEmbedder()
    build_index(many, embedder, tmp_path, ignore_progress)
    assert len(embedder.embedded) == 360 - second


@pytest.mark.parametrize("bytes_kept", [0, 10, 200])
def test_a_damaged_chunk_is_computed_again(
    many: Corpus, tmp_path: Path, small_chunks: None, bytes_kept: int
) -> None:
    kept = kill_while_embedding(tmp_path, 3)
    chunk = sorted((tmp_path / "index" / "pending").glob("*.npz"))[0]
    chunk.write_bytes(chunk.read_bytes()[:bytes_kept])
    embedder = CountingEmbedder()
    build_index(many, embedder, tmp_path, ignore_progress)
    assert len(embedder.embedded) == 360 - kept + CHUNK
    assert check_index(many, CountingEmbedder(), tmp_path) is IndexState.READY


def test_chunks_of_another_model_are_not_used(many: Corpus, tmp_path: Path, small_chunks: None) -> None:
    pending = PendingVectors(tmp_path, "another", 2)
    pending.save([b"0123456789abcdef"], np.ones((1, 2), dtype=np.float32))
    assert b"0123456789abcdef" in PendingVectors(tmp_path, "another", 2).read()
    assert not PendingVectors(tmp_path, "counting", 2).read().places
    assert not PendingVectors(tmp_path, "another", 3).read().places


def test_a_changed_document_of_many_is_embedded_alone(many: Corpus, tmp_path: Path) -> None:
    build_index(many, CountingEmbedder(), tmp_path, ignore_progress)
    changed = with_words_changed(many.documents[3], 7, "改过的话")
    corpus = replace(many, documents=(*many.documents[:3], changed, *many.documents[4:]))
    embedder = CountingEmbedder()
    report = build_index(corpus, embedder, tmp_path, ignore_progress)
    assert embedder.embedded == ["改过的话"] and report.changed == 1
    added = synthetic_corpus(7, 60)
    embedder = CountingEmbedder()
    report = build_index(added, embedder, tmp_path, ignore_progress)
    # the seventh document, and the clause that has its old words again
    assert (report.embedded, report.documents) == (61, 7)


def test_progress_of_many_rises_to_the_end(many: Corpus, tmp_path: Path, small_chunks: None) -> None:
    steps = Steps()
    build_index(many, CountingEmbedder(), tmp_path, steps)
    shares = [share for _, share in steps.told]
    assert shares == sorted(shares) and len(shares) > 360 / BATCH and shares[-1] == 1.0


def first_hits(corpus: Corpus, home: Path) -> list[tuple[str, float]]:
    index = open_index(corpus, CountingEmbedder(), home)
    assert isinstance(index, SearchIndex)
    found = index.search("第零零三零零七号企业清单", k=5).hits
    return [(hit.clause_id, round(hit.score, 5)) for hit in found]
