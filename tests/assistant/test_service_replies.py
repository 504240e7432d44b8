"""Replies without a Chinese word reach the case that asked for them; alone they are no question."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.models import Answer, AnswerKind, render_text
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


def test_a_share_after_what_was_said_of_another_is_asked_for(assistant: Assistant) -> None:
    answer = ask(assistant, "盘锦那个“721”的70%说的是什么？", "10%")
    assert answer.citations[0].clause_id == "ln-pj-2021-17#2.2" and "10%" in answer.carried


@pytest.mark.parametrize("message", ["10%", "30%", "100%"])
def test_a_share_that_nobody_spoke_of_is_no_question(assistant: Assistant, message: str) -> None:
    before = "正面清单有效期多久？" if message == "10%" else "盘锦那个“721”的70%说的是什么？"
    with pytest.raises(KuanyanError, match="问题里没有汉字"):
        ask(assistant, before, message)


@pytest.mark.parametrize("question", ["领导小组组长是谁", "这名单由谁审批"])
def test_a_short_question_in_a_case_is_answered_as_one(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, SIGN, question)
    assert answer.kind is AnswerKind.ANSWER and answer.citations


@pytest.mark.parametrize(
    "reply",
    [
        "没有谁受影响",
        "谁都没受影响",
        "证都办了好几年",
        "没多长时间就挂上了",
        "证是谁发的不知道",
        "我记不清谁来查的了",
    ],
)
def test_nobody_is_no_question(assistant: Assistant, reply: str) -> None:
    assert ask(assistant, SIGN, reply).kind is not AnswerKind.ANSWER


def test_what_is_not_met_is_cited_as_it_is_quoted(assistant: Assistant) -> None:
    answer = ask(assistant, "沙坪坝某厂门口石粉没盖，堆了十二平方米，当场盖上了，是初次违法")
    assert "没有满足的条件" in render_text(answer)
    quotes = {c.quote for c in answer.citations if c.clause_id == "cq-spb-eeb-2021-181#a2.9"}
    assert any("堆放面积在10平方米以下" in quote for quote in quotes)


def test_a_question_back_cites_what_asks_for_the_fact(assistant: Assistant) -> None:
    answer = ask(assistant, "我是做防护服的，在重庆能上正面清单不？")
    assert answer.kind is AnswerKind.ASK_BACK and "三（二）要求" in answer.question
    assert {c.clause_id for c in answer.citations} == {"cq-eeb-2021-5#3.2"}


def test_where_every_clause_asks_for_a_fact_none_is_cited(assistant: Assistant) -> None:
    answer = ask(assistant, "沙坪坝某厂环保设施没验收就投产，马上停行不行")
    assert answer.kind is AnswerKind.ASK_BACK and answer.citations == ()
