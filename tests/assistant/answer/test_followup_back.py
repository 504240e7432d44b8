"""A question that goes back to what was asked before, also in the middle of a case."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answer.followup_back import Back, find_pointed
from assistant.answer.models import Answer, AnswerKind
from assistant.service import Assistant

EEB, CITY, PANJIN = "cq-spb-eeb-2021-181", "cq-eeb-2021-5", "ln-pj-2021-17"


def ask(assistant: Assistant, questions: Sequence[str]) -> Answer:
    """The answer to the last one."""
    history = [{"role": "user", "content": question} for question in questions[:-1]]
    return assistant.ask(questions[-1], history=history)


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("渝环规5号哪天起施行", "盘锦的谁发的", "第一份文件落款是哪天"), f"{CITY}#sign"),
        (("渝环规5号哪天起施行", "盘锦的谁发的", "181号写给哪些单位的"), f"{EEB}#notice"),
        (("广西对第三方机构造假怎么说", "盘锦那个文什么号"), f"{PANJIN}#head"),
        (("区局正面清单第2项几天内改", "市里名单有效期多久"), f"{CITY}#3.4"),
    ],
)
def test_the_document_that_is_meant_is_asked(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    assert ask(assistant, questions).clause_ids[0] == clause_id


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("沙坪坝煤堆没盖，多大面积以内算轻的", "采样平台没弄好的呢", "煤堆那项编码是啥"), f"{EEB}#a2.9"),
        (("沙坪坝废水超一点点不罚，线划在哪", "有机废气没密闭呢", "废水那个，依据写的啥"), f"{EEB}#a2.6"),
    ],
)
def test_a_column_of_a_row_that_was_named_before_is_no_step_of_a_case(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    answer = ask(assistant, questions)
    assert answer.kind is AnswerKind.ANSWER
    assert answer.clause_ids[0] == clause_id


def test_a_question_that_points_back_opens_no_case(assistant: Assistant) -> None:
    before = ("上了市里名单还进双随机不", "抽中了咋查")
    answer = ask(assistant, (*before, "抽中那个有没有除外的"))
    assert (answer.kind, answer.clause_ids[0]) == (AnswerKind.ANSWER, f"{CITY}#3.6")
    assert ask(assistant, (*before, "我们厂抽中那天在偷排，会罚吗")).kind is AnswerKind.ASK_BACK


def test_what_is_not_understood_in_a_case_is_looked_up_beside(assistant: Assistant) -> None:
    told = "沙坪坝某厂排污口没挂牌，昨天被查到"
    answer = ask(assistant, (told, "渝环规5号联系人"))
    assert answer.unread == "渝环规5号联系人"
    assert f"{CITY}#contact" in answer.candidate_ids
    understood = ask(assistant, (told, "是"))
    assert understood.unread == ""


def test_what_leans_on_the_answer_before_is_answered_in_the_middle_of_a_case(assistant: Assistant) -> None:
    told = "沙坪坝某厂排污口没挂牌，昨天被查到"
    aside = "沙坪坝正面清单第6项的情形是什么"
    answer = ask(assistant, (told, aside, "重金属算不算在里面"))
    assert (answer.kind, answer.clause_ids[0]) == (AnswerKind.ANSWER, f"{EEB}#a2.6")


@pytest.mark.parametrize(
    ("text", "back", "place"),
    [
        ("第一份文件落款是哪天", Back.PAPER, 0),
        ("回到第二份，它的文号", Back.PAPER, 1),
        ("第一份附件有几项", Back.NO, -1),
        ("第一个问题里的期限呢", Back.COUNTED, 0),
    ],
)
def test_documents_are_counted_like_questions(text: str, back: Back, place: int) -> None:
    pointed = find_pointed(text)
    assert (pointed.back, pointed.place) == (back, place)
