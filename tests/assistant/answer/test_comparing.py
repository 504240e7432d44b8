"""Comparisons: which sides a question has, and that each of them is cited."""

from __future__ import annotations

import pytest

from assistant.answer.models import AnswerKind, check_citation
from assistant.answer.question import read_question
from assistant.answer.scope import find_scope
from assistant.answer.sides import find_sides
from assistant.service import Assistant
from corpus.models import Corpus

EEB, GOV, CITY, PANJIN, GUANGXI = (
    "cq-spb-eeb-2021-181",
    "cq-spb-gov-2021-69",
    "cq-eeb-2021-5",
    "ln-pj-2021-17",
    "gx-eed-2025",
)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("广西的普法宣传和重庆的宣传引导有什么区别", [("普法宣传", {GUANGXI}), ("宣传引导", {CITY})]),
        ("盘锦和广西对裁量基准的说法一样吗", [("裁量基准的说法", {PANJIN}), ("裁量基准的说法", {GUANGXI})]),
        ("约谈告诫，沙坪坝区政府和区生态环境局有差别吗", [("约谈告诫", {GOV}), ("约谈告诫", {EEB})]),
        ("沙坪坝的清单跟重庆的清单有何不同", [("清单", {EEB, GOV}), ("清单", {CITY})]),
        ("行政劝导和行政约谈有什么区别", [("行政劝导", None), ("行政约谈", None)]),
        ("标识牌没设和预案没备案，期限一样吗", [("标识牌没设，期限", None), ("预案没备案，期限", None)]),
        ("正面清单有效期多久", []),
        ("怎样缓和矛盾，各是什么办法", []),
    ],
)
def test_the_sides_of_a_question(corpus: Corpus, text: str, sides: list[tuple[str, set[str] | None]]) -> None:
    asked = read_question(text, corpus)
    found = find_sides(asked, find_scope(asked, corpus, None, None), corpus)
    assert [(s.words, set(s.doc_ids) if s.doc_ids else None) for s in found] == sides


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("可以不予处罚和依法不予处罚有什么区别", [f"{EEB}#a2.m3", f"{EEB}#a2.m4"]),
        ("不予行政处罚跟可以不予行政处罚一样吗", [f"{EEB}#a2.m3", f"{EEB}#a2.m4"]),
        ("正面清单和负面清单有什么区别", [f"{EEB}#a2.note.1", f"{EEB}#a3.note.1"]),
        ("重庆和广西怎么管正面清单企业，比较一下", [f"{CITY}#2.3", f"{GUANGXI}#2.4"]),
        ("沙坪坝区政府的合法性原则和合理性原则有什么区别", [f"{GOV}#2.1", f"{GOV}#2.2"]),
    ],
)
def test_each_side_is_cited_and_quoted_in_the_first_lines(
    assistant: Assistant, text: str, clauses: list[str]
) -> None:
    answer = assistant.ask(text)
    assert answer.kind is AnswerKind.ANSWER
    assert list(dict.fromkeys(c.clause_id for c in answer.citations)) == clauses
    leads = answer.lead.split("\n")
    assert len(leads) == len(clauses)
    for lead, clause_id in zip(leads, clauses, strict=True):
        assert lead.startswith(assistant.corpus.get_clause(clause_id).label) and "「" in lead
    for citation in answer.citations:
        assert check_citation(assistant.corpus.get_document(citation.doc_id), citation)


def test_a_list_asked_for_with_each_is_still_enumerated(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝区生态环境局的正面清单和负面清单分别有哪些事项")
    assert {f"{EEB}#a2.9", f"{EEB}#a3.6"} <= {c.clause_id for c in answer.citations}


def test_a_comparison_with_a_place_without_documents_cites_no_other_place(assistant: Assistant) -> None:
    answer = assistant.ask("成都和深圳的免罚清单有什么不同")
    assert answer.kind is AnswerKind.REFUSAL and answer.citations == ()
