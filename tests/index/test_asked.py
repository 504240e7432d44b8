"""Nearness by meaning to questions that are answered and to others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.models import Corpus
from index.asked import AskedQuestions
from index.build import build_index
from index.search import IndexState, SearchIndex, open_index
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, small_corpus

OURS = np.array([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0]], dtype=np.float32)
OTHERS = np.array([[0.0, 0.0, 1.0], [0.0, 0.6, 0.8], [0.0, 0.8, 0.6]], dtype=np.float32)


def test_the_nearest_of_each_kind_is_told() -> None:
    like = AskedQuestions.build(OURS, OTHERS).like(np.array([0.6, 0.8, 0.0], dtype=np.float32))
    assert like.answered == pytest.approx(0.96) and like.unanswered == pytest.approx(0.64)


def test_what_is_put_like_ours_leans_to_the_one_side_and_the_others_to_the_other() -> None:
    known = AskedQuestions.build(OURS, OTHERS)
    ours = [known.like(vector).leaning for vector in OURS]
    others = [known.like(vector).leaning for vector in OTHERS]
    assert min(ours) > 0 > max(others)


def test_both_kinds_weigh_the_same_however_many_there_are() -> None:
    once = AskedQuestions.build(OURS, OTHERS)
    often = AskedQuestions.build(np.repeat(OURS, 50, axis=0), OTHERS)
    assert once.slope == pytest.approx(often.slope, abs=1e-4)


def test_it_is_the_same_after_it_was_saved(tmp_path: Path) -> None:
    assert AskedQuestions.load(tmp_path) is None
    known = AskedQuestions.build(OURS, OTHERS)
    known.save(tmp_path)
    loaded = AskedQuestions.load(tmp_path)
    assert loaded is not None and loaded.like(OURS[1]) == known.like(OURS[1])


def test_a_search_tells_it(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, 1, 8)
    build_index(small, CountingEmbedder(), tmp_path, ignore_progress)
    index = open_index(small, CountingEmbedder(), tmp_path)
    assert isinstance(index, SearchIndex)
    like = index.search("企业清单").likeness
    assert like is not None and 0.0 < like.answered <= 1.0


def test_a_damaged_file_makes_the_index_damaged(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, 1, 8)
    build_index(small, CountingEmbedder(), tmp_path, ignore_progress)
    (path,) = tmp_path.glob("index/gen-*/asked.npz")
    path.write_bytes(path.read_bytes()[:100])
    assert open_index(small, CountingEmbedder(), tmp_path) is IndexState.DAMAGED
