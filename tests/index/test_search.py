"""Searching the real index: filters, order, threads, what is imported, the llama-index retriever."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.service import Assistant
from corpus.models import ClauseKind, Corpus
from index.build import build_index
from index.search import SearchIndex, SearchResult, open_index
from index.views import clause_text
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, small_corpus

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = ["正面清单有效期多久", "喷漆房门没关会罚吗", "罚款交不起能分期吗", "领导小组办公室设在哪里"]


@pytest.fixture(scope="module")
def index(assistant: Assistant) -> SearchIndex:
    return assistant.index


def test_the_clause_asked_for_comes_first(index: SearchIndex) -> None:
    assert index.search("正面清单企业的有效期是几年", k=1).hits[0].clause_id == "cq-eeb-2021-5#3.4"
    assert index.search("罚款交不起能分期吗", k=1).hits[0].clause_id == "gx-eed-2025#5.14"


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_in_order_and_each_clause_comes_once(index: SearchIndex, question: str) -> None:
    hits = index.search(question, k=30).hits
    assert len(hits) == 30
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.clause_id for hit in hits}) == 30


def test_every_hit_is_a_clause_that_may_be_cited(index: SearchIndex, corpus: Corpus) -> None:
    for question in QUESTIONS:
        for hit in index.search(question, k=50).hits:
            assert corpus.get_clause(hit.clause_id).kind is not ClauseKind.MERGED_CELL


@pytest.mark.parametrize("doc_ids", [{"ln-pj-2021-17"}, {"gx-eed-2025", "cq-eeb-2021-5"}])
def test_a_filter_holds_in_both_arms(index: SearchIndex, doc_ids: set[str]) -> None:
    """Both arms still find 20 clauses of the wanted documents: the filter is applied before the cut."""
    hits = index.search("沙坪坝区正面清单未批先建的柔性执法方式", k=200, doc_ids=doc_ids).hits
    assert {hit.clause_id.split("#")[0] for hit in hits} == doc_ids
    assert sum(hit.dense_rank is not None for hit in hits) >= 20
    assert sum(hit.lexical_rank is not None for hit in hits) >= 20
    assert 1 in [hit.dense_rank for hit in hits] and 1 in [hit.lexical_rank for hit in hits]


def test_no_document_allowed_is_no_hit(index: SearchIndex) -> None:
    assert index.search("正面清单", doc_ids=set()).hits == ()
    assert index.search("正面清单", doc_ids={"no-such-document"}).hits == ()


def test_k_limits_the_hits(index: SearchIndex) -> None:
    assert [len(index.search("柔性执法", k=k).hits) for k in (0, 1, 7)] == [0, 1, 7]


def test_the_same_question_gives_the_same_result(index: SearchIndex) -> None:
    for question in QUESTIONS:
        assert index.search(question) == index.search(question)


def test_eight_threads_get_what_one_thread_gets(index: SearchIndex) -> None:
    alone: dict[str, SearchResult] = {question: index.search(question) for question in QUESTIONS}
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(index.search, QUESTIONS * 8))
    assert all(result == alone[q] for q, result in zip(QUESTIONS * 8, results, strict=True))


@pytest.mark.parametrize("question", ["", "   ", "？", "abc", "\x00", "😀", "甲" * 2000])
def test_any_text_may_be_searched(index: SearchIndex, question: str) -> None:
    result = index.search(question, k=5)
    assert -1.0 <= result.similarity <= 1.0001 and result.coverage >= 0.0
    assert len(result.hits) == 5


def test_a_question_of_the_field_is_nearer_and_better_covered_than_one_of_another(index: SearchIndex) -> None:
    inside = [index.search(question) for question in QUESTIONS]
    outside = [index.search(q) for q in ("离婚后房子怎么分", "租的车被追尾了谁赔", "试用期最长几个月")]
    assert min(r.similarity for r in inside) > max(r.similarity for r in outside)
    assert min(r.coverage for r in inside) > 0.15


def test_everyday_words_are_searched_as_terms_of_law(index: SearchIndex) -> None:
    assert "排放口信息化标识牌" in index.search("牌子没挂").query_terms
    assert "挥发性有机物" not in index.search("挥发性有机物喷漆").query_terms  # written already


OPEN_AND_SEARCH = """
import sys
from pathlib import Path
from corpus.loader import load_corpus
from index.embedding import load_embedder
from index.search import SearchIndex, open_index
index = open_index(load_corpus(), load_embedder(Path(sys.argv[1])), Path(sys.argv[2]))
assert isinstance(index, SearchIndex), index
print(index.search("正面清单企业的有效期是几年", k=1).hits[0].clause_id)
heavy = {"llama_index", "torch", "transformers", "sentence_transformers", "gradio", "onnx", "pandas"}
print(sorted(heavy & {name.split(".")[0] for name in sys.modules}))
"""


def test_opening_and_searching_imports_no_heavy_library(
    assistant: Assistant, model_cache: Path, data_folder: Path
) -> None:
    command = [sys.executable, "-c", OPEN_AND_SEARCH, str(model_cache), str(data_folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["cq-eeb-2021-5#3.4", "[]"], done.stderr


def test_the_search_is_a_llama_index_retriever(assistant: Assistant, corpus: Corpus) -> None:
    from llama_index.core.base.base_retriever import BaseRetriever

    from index.retriever import PolicyRetriever

    retriever = PolicyRetriever(corpus, assistant.index, k=4)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.retrieve("正面清单企业的有效期是几年")
    hits = assistant.index.search("正面清单企业的有效期是几年", k=4).hits
    assert [(n.node.node_id, n.score) for n in found] == [(h.clause_id, h.score) for h in hits]
    clause = corpus.get_clause("cq-eeb-2021-5#3.4")
    assert found[0].node.get_content() == clause_text(corpus.get_document("cq-eeb-2021-5"), clause)
    assert found[0].node.metadata == {
        "clause_id": "cq-eeb-2021-5#3.4",
        "doc_id": "cq-eeb-2021-5",
        "document": "重庆市加强生态环境监督执法正面清单管理工作方案",
        "region": "重庆市",
        "issued_on": "2021-07-06",
        "in_force_from": "2021-08-06",
        "in_force_through": "",
        "label": "渝环规〔2021〕5号 三（四）",
        "kind": "section",
        "heading_path": "三、工作措施 > （四）全面实施动态管理",
    }


def test_a_question_asked_again_is_not_embedded_again_until_that_is_forgotten(
    corpus: Corpus, tmp_path: Path
) -> None:
    small, embedder = small_corpus(corpus, 1, 4), CountingEmbedder()
    build_index(small, embedder, tmp_path, ignore_progress)
    opened = open_index(small, embedder, tmp_path)
    assert isinstance(opened, SearchIndex)
    before = len(embedder.embedded)
    first, second = opened.search("企业清单"), opened.search("企业清单")
    assert first == second and len(embedder.embedded) == before + 1
    opened.forget()
    assert opened.search("企业清单") == first and len(embedder.embedded) == before + 2
