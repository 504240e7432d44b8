"""Replies without a Chinese word reach the case that asked for them; alone they are no question."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.models import Answer, AnswerKind
from assistant.service import Assistant
from corpus.errors import KuanyanError

DAY = date(2024, 11, 20)
SIGN = "沙坪坝某厂排污口标识牌没挂，有排污许可证，三天挂上，没有危害后果"
FOUND = "沙坪坝某厂排污口标识牌没挂，有排污许可证，没有危害后果，还没有挂上"


def ask(assistant: Assistant, *messages: str) -> Answer:
    history = [{"role": "user", "content": message} for message in messages[:-1]]
    return assistant.ask(messages[-1], history=history, as_of=DAY)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("8", "aggravated"),
        ("１", "transfer"),
        ("②", "excluded"),
        ("2、8", "excluded"),
        ("2 8", "excluded"),
        ("0", "exempt"),
    ],
)
def test_numbers_answer_the_grouped_question(assistant: Assistant, reply: str, outcome: str) -> None:
    answer = ask(assistant, SIGN, reply)
    assert answer.verdict is not None and answer.verdict["outcome"] == outcome


def test_a_date_answers_the_question_for_it(assistant: Assistant) -> None:
    asked = ask(assistant, FOUND)
    assert "检查发现是哪一天" in asked.question
    answer = ask(assistant, FOUND, "2024-11-18")
    assert answer.verdict is not None
    assert {"fact": "discovered_on", "value": "2024-11-18"}.items() <= answer.verdict["facts"][-1].items()
    assert answer.verdict["remedy"]["actions"][0]["by"] == "2024-11-28"


def test_a_number_out_of_range_is_asked_once_more(assistant: Assistant) -> None:
    answer = ask(assistant, SIGN, "88")
    assert answer.kind is AnswerKind.ASK_BACK
    assert "没有看懂「88」，请再答一次。" in answer.notes


def test_a_number_in_the_history_stands_in_no_question_s_way(assistant: Assistant) -> None:
    answer = ask(assistant, SIGN, "8", "正面清单有效期多久？")
    assert answer.kind is AnswerKind.ANSWER and "3年" in answer.lead
    assert ask(assistant, SIGN, "8", "正面清单有效期多久？", "那到底罚不罚").kind is AnswerKind.VERDICT


@pytest.mark.parametrize("question", ["8", "②", "2024-11-09", "how much?"])
def test_alone_it_is_no_question(assistant: Assistant, question: str) -> None:
    with pytest.raises(KuanyanError, match="问题里没有汉字，所收文件都是中文，请用中文提问。"):
        ask(assistant, question)
    with pytest.raises(KuanyanError, match="问题里没有汉字"):
        ask(assistant, SIGN, "都没有", question)


@pytest.mark.parametrize(
    "question",
    [
        "广西某企业被罚20万交不起，能分期吗？",
        "广西企业罚款50万元，资金困难，可以延期缴纳吗",
        "广西一家厂被处罚了三万块，没钱交，能不能缓交",
    ],
)
def test_how_a_fine_may_be_paid_is_no_question_of_its_amount(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, as_of=date(2025, 12, 1))
    assert answer.kind is AnswerKind.ANSWER
    assert any(c.clause_id == "gx-eed-2025#5.14" for c in answer.citations), answer.lead


@pytest.mark.parametrize(
    "question", ["广西某企业会罚多少钱，能分期吗？", "未批先建罚款标准是多少，困难能少罚吗"]
)
def test_an_amount_asked_for_is_still_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, as_of=date(2025, 12, 1))
    assert answer.refusal is not None and "罚款数额" in answer.refusal.detail
