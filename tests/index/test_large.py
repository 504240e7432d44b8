"""A large corpus: votes computed by hand, and the whole way from clauses to hits."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.models import Corpus
from index import build as build_module
from index import fingerprint as fingerprint_module
from index import large as large_module
from index import lexical as lexical_module
from index.build import build_index
from index.large import LargeScorer, LargeWeights
from index.search import IndexState, SearchIndex, open_index
from index.storage import find_current
from index.votes import QuestionVotes
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, with_words_changed
from tests.index.synthetic import synthetic_corpus, synthetic_words

# clauses 0, 1, 2; views: clause 0, its two questions, clause 1, its question (clause 0's too), clause 2
VECTORS = np.eye(5, dtype=np.float32)[[0, 1, 2, 3, 2, 4]]
OWNERS = np.array([0, 0, 0, 1, 1, 2])
ASKED = np.array([False, True, True, False, True, False])
IDS = ("law#1.1", "law#1.2", "other#1.3")


@pytest.fixture
def votes() -> QuestionVotes:
    return QuestionVotes.build(VECTORS, OWNERS, ASKED)


def test_the_same_question_of_two_clauses_is_one_voter(votes: QuestionVotes) -> None:
    assert votes.voters.shape == (2, 5)
    assert sorted(map(tuple, votes.pairs.T.tolist())) in ([(0, 0), (0, 1), (1, 0)], [(0, 0), (1, 0), (1, 1)])
    assert votes.starts.tolist() == [0, 3, 5]


def test_a_question_is_nearest_to_itself(votes: QuestionVotes) -> None:
    near = votes.similarities(VECTORS[2])
    assert near.max() == pytest.approx(1.0, abs=1e-5) and near.min() == pytest.approx(0.0, abs=1e-5)


def test_parts_are_shares_computed_by_hand(votes: QuestionVotes) -> None:
    scorer = LargeScorer(VECTORS, votes, IDS, LargeWeights())
    read = scorer.read((VECTORS[2] + VECTORS[3]) / 2)
    assert read.nearest.tolist() == [0.5, 0.5, 0.0]  # each clause by its nearest view
    assert read.own.tolist() == [0.0, 0.5, 0.0]
    read = scorer.read(VECTORS[2])
    words, dense, learned, clause, heading, document = scorer.parts(
        np.array([2.0, 1.0, 0.0], dtype=np.float32), read
    )
    assert words.tolist() == [1.0, 0.5, 0.0]
    assert dense.tolist() == [0.0, 0.0, 0.0]
    assert learned.argmax() == 1 and learned.max() == 1.0  # it asked for clause 1, the other voter did not
    assert clause == pytest.approx([1.0, 1.0, 0.0], abs=1e-4)
    assert heading == pytest.approx([1.0, 1.0, 0.0], abs=1e-4)  # 1.1 and 1.2 stand under one heading
    assert document.tolist() == [1.0, 1.0, 0.0]  # the other law has no question


def test_the_fused_score_is_the_weighted_sum(votes: QuestionVotes) -> None:
    weights = LargeWeights(dense=0.5, learned=4.0, clause=0.25, heading=0.125, document=2.0)
    scorer = LargeScorer(VECTORS, votes, IDS, weights)
    words = np.array([0.0, 1.0, 2.0], dtype=np.float32)
    read = scorer.read(VECTORS[3])
    words_, dense, learned, clause, heading, document = scorer.parts(words, read)
    expected = words_ + 0.5 * dense + 4.0 * learned + 0.25 * clause + 0.125 * heading + 2.0 * document
    assert dense.max() == learned.max() == document.max() == 1.0
    assert scorer.fuse(words, read) == pytest.approx(expected, rel=1e-6)


def test_without_questions_words_and_vectors_decide() -> None:
    nobody = QuestionVotes.build(VECTORS[[0, 3, 5]], np.arange(3), np.zeros(3, dtype=np.bool_))
    scorer = LargeScorer(VECTORS[[0, 3, 5]], nobody, IDS, LargeWeights())
    fused = scorer.fuse(np.zeros(3, np.float32), scorer.read(VECTORS[3]))
    assert fused.argmax() == 1 and fused[0] == fused[2] == 0.0


def test_what_is_saved_is_what_is_loaded(votes: QuestionVotes, tmp_path: Path) -> None:
    votes.save(tmp_path)
    loaded = QuestionVotes.load(tmp_path, 3)
    for name in ("voters", "pairs", "mean", "whitening", "towards", "centre", "starts"):
        assert (getattr(loaded, name) == getattr(votes, name)).all()
    with pytest.raises(ValueError, match="clauses of 4"):
        QuestionVotes.load(tmp_path, 4)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """200 clauses in five laws that count as many; one has a confirmed question."""
    for module in (build_module, fingerprint_module, large_module, lexical_module):
        monkeypatch.setattr(module, "LARGE_CLAUSES", 100)
    corpus = synthetic_corpus(5, 40)
    asked = {"law-0002#1.3": ("这个乱七八糟的口语问题该看哪条",)}
    documents = [replace(d, confirmed=asked) if d.doc_id == "law-0002" else d for d in corpus.documents]
    return replace(corpus, documents=tuple(documents))


def opened(corpus: Corpus, home: Path) -> SearchIndex:
    index = open_index(corpus, CountingEmbedder(), home)
    assert isinstance(index, SearchIndex), index
    return index


def test_words_find_the_clause_and_a_confirmed_question_its_own(large: Corpus, tmp_path: Path) -> None:
    report = build_index(large, CountingEmbedder(), tmp_path, ignore_progress)
    assert (report.clauses, report.views) == (200, 201)
    index = opened(large, tmp_path)
    assert index.search(synthetic_words(3, 7), k=3).hits[0].clause_id == "law-0003#1.7"
    assert index.search("乱七八糟的口语问题", k=3).hits[0].clause_id == "law-0002#1.3"
    folder = find_current(tmp_path)
    assert folder is not None and not (folder / "meaning.npy").exists()


def test_hits_are_as_many_as_asked_for_and_of_the_documents_asked_for(large: Corpus, tmp_path: Path) -> None:
    build_index(large, CountingEmbedder(), tmp_path, ignore_progress)
    index = opened(large, tmp_path)
    result = index.search("企业清单", k=100)
    assert len(result.hits) == len({hit.clause_id for hit in result.hits}) == 100
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    one = index.search("企业清单", k=100, doc_ids=["law-0001"])
    assert {hit.clause_id.split("#")[0] for hit in one.hits} == {"law-0001"} and len(one.hits) == 40
    assert 0.0 < one.similarity <= result.similarity <= 1.0
    assert index.search("企业清单", k=5, doc_ids=[]).hits == ()


@pytest.mark.parametrize("name", ["votes.npz", "vectors.npy"])
def test_a_damaged_part_is_noticed_and_mended(large: Corpus, tmp_path: Path, name: str) -> None:
    build_index(large, CountingEmbedder(), tmp_path, ignore_progress)
    folder = find_current(tmp_path)
    assert folder is not None
    (folder / name).write_bytes((folder / name).read_bytes()[:100])
    assert open_index(large, CountingEmbedder(), tmp_path) is IndexState.DAMAGED
    build_index(large, CountingEmbedder(), tmp_path, ignore_progress)
    opened(large, tmp_path)


def test_a_changed_word_or_another_confirmed_question_makes_it_stale(large: Corpus, tmp_path: Path) -> None:
    build_index(large, CountingEmbedder(), tmp_path, ignore_progress)
    opened(large, tmp_path)
    first, *others = large.documents
    changes = (
        with_words_changed(first, 39, "改过的话"),
        replace(first, confirmed={"law-0000#1.0": ("新确认的问题",)}),
        replace(first, meta=replace(first.meta, title="另一个名称")),
    )
    for changed in changes:
        corpus = replace(large, documents=(changed, *others))
        assert open_index(corpus, CountingEmbedder(), tmp_path) is IndexState.STALE
    embedder = CountingEmbedder()
    build_index(replace(large, documents=(changes[1], *others)), embedder, tmp_path, ignore_progress)
    assert embedder.embedded == ["新确认的问题"]


@pytest.mark.parametrize(("given", "kept"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "2"}, "2")])
def test_numpy_leaves_the_cores_to_the_model_unless_told_otherwise(given: dict[str, str], kept: str) -> None:
    rest = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    asked = (
        "import sys, index; early = 'numpy' in sys.modules; import os, index.search;"
        " print(early, os.environ['OPENBLAS_NUM_THREADS'])"
    )
    done = subprocess.run([sys.executable, "-c", asked], env=rest | given, capture_output=True, text=True)
    assert done.stdout.split() == ["False", kept], done.stderr
