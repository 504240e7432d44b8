"""Anticipated questions: of known clauses, asked once, never taken from a held-out dataset."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.loader import POLICIES
from corpus.models import Corpus
from corpus.questions import check_questions, load_questions
from evals.cases import load_policy_cases, load_refusal_cases

DOC = "gx-eed-2025"


def test_every_question_belongs_to_a_known_clause_and_is_asked_once_of_it(corpus: Corpus) -> None:
    assert [p for document in corpus.documents for p in check_questions(document)] == []


def test_every_document_has_questions_for_most_of_its_clauses(corpus: Corpus) -> None:
    for document in corpus.documents:
        assert len(load_questions(document.doc_id)) >= len(document.clauses) / 2, document.doc_id


def test_no_question_is_asked_twice_of_one_document(corpus: Corpus) -> None:
    for document in corpus.documents:
        texts = [t for ts in load_questions(document.doc_id).values() for t in ts]
        assert [t for t in texts if texts.count(t) > 1] == [], document.doc_id


def test_no_question_repeats_one_of_the_reported_datasets(corpus: Corpus) -> None:
    ours = {
        t.strip("？?。 ") for d in corpus.documents for ts in load_questions(d.doc_id).values() for t in ts
    }
    held_out = {c.question for c in load_policy_cases("policy_report")}
    held_out |= {c.question for c in load_refusal_cases("refusal_report")}
    assert ours & {question.strip("？?。 ") for question in held_out} == set()


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    (tmp_path / DOC).mkdir()
    return tmp_path


def test_an_unknown_clause_and_a_repeated_question_are_found(policies: Path, corpus: Corpus) -> None:
    text = '"9.99":\n  - 甲乙丙吗\n"5.14":\n  - 能分期吗\n  - 能分期吗\n'
    (policies / DOC / "questions.yaml").write_text(text, "utf-8")
    problems = check_questions(corpus.get_document(DOC), policies)
    assert problems == [
        f"questions.yaml：没有条款 {DOC}#9.99",
        f"questions.yaml：{DOC}#5.14 有重复的问题",
    ]


@pytest.mark.parametrize("text", ['"5.14": 能分期吗\n', '"5.14": [[能分期吗]]\n', '"5.14": [""]\n'])
def test_questions_that_are_no_list_of_texts_are_an_error(policies: Path, text: str) -> None:
    (policies / DOC / "questions.yaml").write_text(text, "utf-8")
    with pytest.raises(
        KuanyanError, match=r"questions\.yaml 的 5\.14 应是问题的列表，请改成「- 问题」的写法"
    ):
        load_questions(DOC, policies)


def test_a_clause_named_twice_is_an_error(policies: Path) -> None:
    (policies / DOC / "questions.yaml").write_text('"5.14": [甲吗]\n"5.14": [乙吗]\n', "utf-8")
    with pytest.raises(KuanyanError, match=r"questions\.yaml 第 2 行的键 5\.14 写了两次，请删去一个"):
        load_questions(DOC, policies)


def test_a_document_without_questions_has_none(policies: Path) -> None:
    assert load_questions(DOC, policies) == {}
    assert load_questions("no-such-document") == {}
    assert (POLICIES / DOC / "questions.yaml").exists()
