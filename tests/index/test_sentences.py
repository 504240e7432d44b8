"""Likeness of sentences by meaning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.models import Corpus
from index.build import build_index
from index.search import IndexState, SearchIndex, open_index
from index.sentences import SentenceVectors
from index.views import sentence_views
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, small_corpus

TEXTS = ("甲。", "乙。", "丙。")
VECTORS = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], dtype=np.float32)


def test_the_sentence_nearest_to_the_question_is_most_like_it() -> None:
    like = SentenceVectors.build(TEXTS, VECTORS).likeness(np.array([0.1, 0.9, 0.1], dtype=np.float32))
    assert max(TEXTS, key=like) == "乙。" and like("乙。") > 0 > like("甲。")


def test_what_all_sentences_share_does_not_count() -> None:
    shared = VECTORS + np.array([5.0, 5.0, 5.0], dtype=np.float32)
    question = np.array([5.2, 5.0, 5.9], dtype=np.float32)
    plain = SentenceVectors.build(TEXTS, VECTORS).likeness(question - 5.0)
    moved = SentenceVectors.build(TEXTS, shared).likeness(question)
    assert [moved(t) for t in TEXTS] == pytest.approx([plain(t) for t in TEXTS], abs=1e-4)


def test_a_sentence_that_is_not_known_counts_nothing() -> None:
    like = SentenceVectors.build(TEXTS, VECTORS).likeness(VECTORS[0])
    assert like("丁。") == 0.0


def test_it_is_the_same_after_it_was_saved(tmp_path: Path) -> None:
    assert SentenceVectors.load(tmp_path) is None
    SentenceVectors.build(TEXTS, VECTORS).save(tmp_path)
    loaded = SentenceVectors.load(tmp_path)
    assert loaded is not None
    like, again = SentenceVectors.build(TEXTS, VECTORS).likeness(VECTORS[1]), loaded.likeness(VECTORS[1])
    assert [like(t) for t in TEXTS] == [again(t) for t in TEXTS]


def test_an_opened_index_knows_the_sentences_of_its_corpus(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, 2, 9)
    build_index(small, CountingEmbedder(), tmp_path, ignore_progress)
    index = open_index(small, CountingEmbedder(), tmp_path)
    assert isinstance(index, SearchIndex)
    texts = [view.text for document in small.documents for view in sentence_views(document)]
    like = index.likeness("企业清单怎么检查")
    assert texts and len({round(like(text), 4) for text in texts}) > 1 and like("没有的一句。") == 0.0


def test_a_damaged_file_makes_the_index_damaged(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, 2, 9)
    build_index(small, CountingEmbedder(), tmp_path, ignore_progress)
    (path,) = tmp_path.glob("index/gen-*/sentences.npz")
    path.write_bytes(path.read_bytes()[:100])
    assert open_index(small, CountingEmbedder(), tmp_path) is IndexState.DAMAGED
