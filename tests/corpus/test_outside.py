"""Questions that the documents do not answer: read strictly, no other's, no evaluation's."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.models import Corpus
from corpus.outside import load_outside
from corpus.questions import load_questions
from evals.cases import load_policy_cases, load_refusal_cases

_DATASETS = (
    "policy_dev",
    "policy_dev2",
    "policy_dev3",
    "policy_report",
    "everyday_dev",
    "everyday_dev2",
    "everyday_report",
)
_REFUSALS = (
    "refusal_dev",
    "refusal_report",
    "refusal_near_dev",
    "refusal_near_dev2",
    "refusal_near_dev3",
    "refusal_near_dev4",
    "refusal_near_dev5",
    "refusal_near_report",
)
_ALIKE = 0.5  # of two questions' character bigrams


def bigrams(text: str) -> frozenset[str]:
    letters = [char for char in text if char.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))


def test_they_were_written_for_the_bundled_documents_and_for_no_other(corpus: Corpus) -> None:
    outside, ours = load_outside(), {document.doc_id for document in corpus.documents}
    assert outside.documents == ours and len(outside.texts) > 400
    assert outside.holds_for(ours) and outside.holds_for([min(ours)])
    assert not outside.holds_for([*ours, "another-2024"]) and not outside.holds_for([])


def test_none_is_a_question_that_a_clause_answers(corpus: Corpus) -> None:
    answered = {t for d in corpus.documents for ts in load_questions(d.doc_id).values() for t in ts}
    assert answered.isdisjoint(load_outside().texts)


def test_none_is_like_a_question_of_an_evaluation() -> None:
    asked = [case.question for name in _DATASETS for case in load_policy_cases(name)]
    asked += [case.question for name in _REFUSALS for case in load_refusal_cases(name)]
    grams = [bigrams(question) for question in asked]
    alike = [
        text
        for text in load_outside().texts
        if any(len(own & other) >= _ALIKE * len(own | other) for own in [bigrams(text)] for other in grams)
    ]
    assert alike == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "documents: [甲]\nquestions:\n  闲谈: [你好, 在吗, 你好]\n",
            "第 3 行的问题「你好」写了两次，请删去一个",
        ),
        ("documents: [甲]\nquestions:\n  闲谈: 你好\n", "闲谈应是不空的列表"),
        ("questions:\n  闲谈: [你好]\n", "缺少 documents，请补上"),
    ],
)
def test_a_faulty_file_is_said(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "outside_questions.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(KuanyanError, match=message):
        load_outside(path)
