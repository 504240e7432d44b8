"""The suite of the statutes over a small set of articles made by rule: data, folds, measures, assembly."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from corpus.confirmed import attach_confirmed
from corpus.errors import KuanyanError
from corpus.models import Corpus
from evals import statutes
from evals.statutes import GRID, choose_weights, others, score_fold
from evals.statutes_bench import FOLDS, StatutesBench, split_folds
from evals.statutes_data import (
    DATA_VARIABLE,
    SCRATCH_VARIABLE,
    LayQuestion,
    file_hash,
    find_data,
    load_lay_questions,
    load_statutes,
    scratch_folder,
)
from evals.statutes_metrics import MRR10, R10, R100, mean_of, score_ranking
from index import build as build_module
from index import lexical as lexical_module
from index.build import build_index
from index.large import LargeWeights
from index.search import SearchIndex, open_index
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder
from tests.index.synthetic import synthetic_words

LAWS, ARTICLES, ASKED = 6, 20, 40


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 articles of six laws; 40 questions, each saying two thirds of the article it cites."""
    folder = tmp_path_factory.mktemp("public")
    texts = [synthetic_words(law, article) for law in range(LAWS) for article in range(ARTICLES)]
    rows = [
        {
            "id": law * ARTICLES + article,
            "law": f"第{law}号法",
            "article": f"第{article}条",
            "heading": f"第{article // 10}章",
            "dated": "2020-01-01" if law else None,
            "text": texts[law * ARTICLES + article],
        }
        for law in range(LAWS)
        for article in range(ARTICLES)
    ]
    with lzma.open(folder / "statutes.jsonl.xz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    asked = [
        {"id": i, "question": f"请问{texts[i * 3][:12]}怎么办", "relevant": [i * 3]} for i in range(ASKED)
    ]
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in asked)
    (folder / "lay_questions.jsonl").write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture
def bench(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StatutesBench:
    for module in (build_module, lexical_module):
        monkeypatch.setattr(module, "LARGE_CLAUSES", 50)
    corpus = load_statutes(data)
    build_index(corpus, CountingEmbedder(), tmp_path, ignore_progress)
    questions = load_lay_questions(data, corpus)
    return StatutesBench.open(corpus, questions, CountingEmbedder(), tmp_path, ignore_progress)


def test_articles_become_clauses_under_law_and_heading(data: Path) -> None:
    corpus = load_statutes(data)
    assert [len(document.clauses) for document in corpus.documents] == [ARTICLES] * LAWS
    clause = corpus.documents[1].clauses[12]
    assert (clause.clause_id, clause.label) == ("law-0002#2.32", "《第1号法》第12条")
    assert clause.text == f"第1号法 第1章\n{synthetic_words(1, 12)}"
    assert corpus.documents[1].quote(clause.spans[0]) == synthetic_words(1, 12)
    assert len(load_statutes(data, limit=7).documents[0].clauses) == 7


def test_questions_name_the_clauses_they_cite(data: Path) -> None:
    questions = load_lay_questions(data, load_statutes(data))
    assert len(questions) == ASKED and questions[11].gold == ("law-0002#2.33",)


def test_data_that_is_not_there_is_one_sentence(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    with pytest.raises(KuanyanError, match=r"要用公开数据（a、b），请用环境变量 KUANYAN_EVAL_DATA 指定"):
        find_data("a", "b")
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(KuanyanError, match=r"数据文件夹 .* 里没有 notices，请改环境变量 KUANYAN_EVAL_DATA。"):
        find_data("notices")
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    assert find_data("statutes.jsonl.xz") == data
    monkeypatch.setenv(SCRATCH_VARIABLE, str(tmp_path / "s"))
    assert scratch_folder("x") == tmp_path / "s" / "x" and (tmp_path / "s" / "x").is_dir()


@pytest.mark.parametrize("line", ['{"id": 1}', "[]", "{", '{"id": 1, "law": "法"'])
def test_a_faulty_line_is_named(tmp_path: Path, line: str) -> None:
    good = {"id": 0, "law": "法", "article": "第一条", "heading": "", "text": "字"}
    with lzma.open(tmp_path / "statutes.jsonl.xz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(good) + "\n" + line + "\n")
    with pytest.raises(KuanyanError, match=r"statutes.jsonl.xz 第 2 行读不出（.*），请重新取得这份数据。"):
        load_statutes(tmp_path)
    (tmp_path / "statutes.jsonl.xz").write_bytes(b"not packed")
    with pytest.raises(KuanyanError, match=r"statutes.jsonl.xz 第 1 行读不出"):
        load_statutes(tmp_path)


def test_an_unknown_article_is_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / "lay_questions.jsonl").write_text('{"question": "问", "relevant": [999]}\n', "utf-8")
    with pytest.raises(KuanyanError, match=r"引用了没有的条文 999，请换成配套的数据。"):
        load_lay_questions(tmp_path, load_statutes(data))


def test_folds_are_disjoint_complete_and_drawn_once() -> None:
    folds = split_folds(1235)
    assert sorted(q for fold in folds for q in fold) == list(range(1235))
    assert [len(fold) for fold in folds] == [247] * FOLDS and split_folds(1235) == folds
    assert not set(others(folds, 1, 3)) & {*folds[1], *folds[3]} and len(others(folds, 1, 3)) == 741


def test_measures_by_hand() -> None:
    found = [f"c{i}" for i in range(100)]
    assert score_ranking(found, ("c1", "c50", "x", "y")) == {R10: 0.25, MRR10: 0.5, R100: 0.5}
    assert score_ranking(found, ("c10",)) == {R10: 0.0, MRR10: 0.0, R100: 1.0}
    assert score_ranking([], ("c10",)) == {R10: 0.0, MRR10: 0.0, R100: 0.0}
    mean = mean_of([0.0, 0.5, 1.0, 0.5])
    assert (mean.value, mean.n, mean.hits) == (0.5, 4, 2)
    assert mean.interval == pytest.approx((0.5 - 0.4001, 0.5 + 0.4001), abs=1e-3)
    assert mean_of([1.0]).as_json()["low"] == 1.0
    with pytest.raises(ValueError, match="no values"):
        mean_of([])


def test_an_assembled_index_finds_what_a_built_one_finds(bench: StatutesBench, tmp_path: Path) -> None:
    confirmed = list(range(0, ASKED, 2))
    index = bench.assemble(confirmed).search_index(LargeWeights())
    corpus = attach_confirmed(bench.corpus, bench._confirmed(confirmed))
    home = tmp_path / "built"
    build_index(corpus, CountingEmbedder(), home, ignore_progress)
    built = open_index(corpus, CountingEmbedder(), home)
    assert isinstance(built, SearchIndex)
    for question in bench.questions:
        expected = built.search(question.question, k=30).hits
        found = index.search(question.question, k=30).hits
        assert [hit.clause_id for hit in found] == [hit.clause_id for hit in expected]
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], rel=1e-5)


def test_assembling_one_fold_leaves_the_next_as_it_would_be(bench: StatutesBench) -> None:
    first = bench.assemble([0, 1, 2]).search_index(LargeWeights()).search(bench.questions[0].question, k=9)
    bench.assemble([7, 8, 9])
    again = bench.assemble([0, 1, 2]).search_index(LargeWeights()).search(bench.questions[0].question, k=9)
    assert first.hits == again.hits


def test_every_system_is_scored_on_every_question_of_a_fold(
    bench: StatutesBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    folds = split_folds(ASKED)
    index = bench.assemble(others(folds, 0))
    scores = score_fold(index, folds[0], LargeWeights())
    assert {statutes.FUSED, statutes.SHIPPED, statutes.WORDS, statutes.DENSE, statutes.RRF} < scores.keys()
    assert all(len(rows) == len(folds[0]) for rows in scores.values())
    assert scores[statutes.FUSED] == scores[statutes.SHIPPED]  # the same weights here
    question, search = bench.questions[folds[0][0]], index.search_index(LargeWeights())
    words = search.word_scores(question.question)
    best = sorted(np.flatnonzero(words), key=lambda i: (-words[i], i))
    by_words = [index.lexical.clause_ids[i] for i in best]
    assert scores[statutes.WORDS][0] == score_ranking(by_words[:100], question.gold)


def test_weights_of_a_fold_are_chosen_without_it(
    bench: StatutesBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other answers to a fold's own questions leave the weights of that fold as they were."""
    monkeypatch.setattr(statutes, "GRID", GRID[::12])
    folds = split_folds(ASKED)
    before = choose_weights(bench, folds, ignore_progress)
    wrong = list(bench.questions)
    for number in folds[2]:
        wrong[number] = LayQuestion(wrong[number].question, ("law-0006#2.119",))
    bench.questions = wrong
    assert choose_weights(bench, folds, ignore_progress)[2] == before[2]


def test_a_hash_is_of_a_file_or_of_all_files_of_a_folder(data: Path) -> None:
    assert len(file_hash(data)) == 12 and file_hash(data) != file_hash(data / "lay_questions.jsonl")


def test_the_corpus_of_no_articles_has_no_documents(tmp_path: Path) -> None:
    with lzma.open(tmp_path / "statutes.jsonl.xz", "wt", encoding="utf-8"):
        pass
    assert load_statutes(tmp_path) == Corpus((), file_hash(tmp_path / "statutes.jsonl.xz"))
