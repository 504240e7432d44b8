"""The same corpus and model give the same index, whatever was built before."""

from __future__ import annotations

from pathlib import Path

from corpus.models import Corpus
from index.build import build_index
from index.search import SearchIndex, open_index
from index.views import clause_of, document_views
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, small_corpus

QUESTIONS = ("企业清单检查", "柔性处罚约谈", "培训", "甲乙丙")


def results(corpus: Corpus, home: Path) -> list[tuple[object, ...]]:
    """Clauses, ranks and scores; similarities to six places: vectors kept in Chroma lose their last bit."""
    index = open_index(corpus, CountingEmbedder(), home)
    assert isinstance(index, SearchIndex)
    hits = [hit for question in QUESTIONS for hit in index.search(question, k=20).hits]
    return [
        (h.clause_id, h.score, h.dense_rank, round(h.dense_similarity, 6), h.lexical_rank, h.lexical_score)
        for h in hits
    ]


def test_a_rebuild_an_update_and_another_folder_give_the_same_results(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, documents=3, clauses=8)
    build_index(small, CountingEmbedder(), tmp_path / "a", ignore_progress)
    first = results(small, tmp_path / "a")
    build_index(small, CountingEmbedder(), tmp_path / "a", ignore_progress, rebuild=True)
    assert results(small, tmp_path / "a") == first
    build_index(small_corpus(corpus, 2, 8), CountingEmbedder(), tmp_path / "b", ignore_progress)
    build_index(small, CountingEmbedder(), tmp_path / "b", ignore_progress)
    assert results(small, tmp_path / "b") == first


def test_a_clause_is_as_near_as_its_nearest_view_computed_by_hand(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, documents=1, clauses=5)
    build_index(small, CountingEmbedder(), tmp_path, ignore_progress)
    index = open_index(small, CountingEmbedder(), tmp_path)
    assert isinstance(index, SearchIndex)
    question = "企业企业检查"  # (2, 0, 0, 0, 1, 0, 0, 1) / √6
    views = document_views(small.documents[0])
    embedder = CountingEmbedder()
    cosines = embedder.embed_passages([v.text for v in views]) @ embedder.embed_queries([question])[0]
    best: dict[str, float] = {}
    for view, cosine in zip(views, cosines, strict=True):
        best[clause_of(view.view_id)] = max(best.get(clause_of(view.view_id), -1.0), float(cosine))
    for hit in index.search(question, k=20).hits:
        if hit.dense_rank is not None:
            assert abs(hit.dense_similarity - best[hit.clause_id]) < 1e-5
