"""Where the search hardly tells two clauses apart the first line names both."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from evals.cases import load_policy_cases


def test_where_two_clauses_are_found_alike_the_first_line_names_both(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝环保局搞宽松执法，牵头的一把手叫什么")
    first, second = answer.clause_ids[:2]
    assert answer.lead.count("；另见") == 1
    before, after = answer.lead.split("；另见")
    assert before.startswith(assistant.corpus.get_clause(first).label)
    assert after.startswith(assistant.corpus.get_clause(second).label) and "「组 长：犹元波" in after


@pytest.mark.parametrize(
    "question",
    ["公司网上忘了晒自家排了多少东西，补上还挨不挨罚？", "正面清单有效期多久？"],  # a row; far ahead
)
def test_else_it_names_one(assistant: Assistant, question: str) -> None:
    assert "另见" not in assistant.ask(question).lead


@pytest.mark.parametrize(
    "question",
    [
        "承诺期限过了三天才改好，盘锦的",  # the second is of leniency, the first is not
        "重庆企业白名单的规定从哪天起算数",
        "广西二十条谁发的",  # the title
    ],
)
def test_no_second_clause_is_named_that_grants_or_says_nothing(assistant: Assistant, question: str) -> None:
    assert "另见" not in assistant.ask(question).lead


def test_the_second_clause_named_is_cited_and_says_something_else(assistant: Assistant) -> None:
    named = 0
    for case in load_policy_cases("policy_dev"):
        answer = assistant.ask(case.question)
        if "；另见" not in answer.lead:
            continue
        named += 1
        first, second = answer.lead.split("；另见", 1)
        clause = assistant.corpus.get_clause(answer.clause_ids[1])
        assert second.startswith(clause.label) and not clause.cells
        assert second.partition("：")[2] != first.partition("：")[2]
    assert named > 5


def test_of_sentences_that_cannot_be_told_apart_the_one_that_excludes_goes_first(
    assistant: Assistant,
) -> None:
    """Both stand in 沙府发〔2021〕69号 三; the one is as like the question as the other."""
    answer = assistant.ask("趁地震、疫情干坏事的，沙坪坝区政府还会从宽吗")
    assert answer.clause_ids[0] == "cq-spb-gov-2021-69#3"
    assert "不适用柔性执法" in answer.lead.split("；另见")[0]
