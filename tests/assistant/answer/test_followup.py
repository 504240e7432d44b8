"""Questions that lean on the ones before: what they mean, what they cite, what they must not carry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from assistant.answer.models import BARE, Answer, AnswerKind, check_citation, render_text
from assistant.batch import answer_lines
from assistant.service import Assistant
from corpus.errors import KuanyanError

EEB, GOV = "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69"
CITY, GUANGXI, PANJIN = "cq-eeb-2021-5", "gx-eed-2025", "ln-pj-2021-17"


def talk(assistant: Assistant, *questions: str) -> list[Answer]:
    """The answers, each given what was said and answered before."""
    history: list[dict[str, str]] = []
    answers = []
    for question in questions:
        answer = assistant.ask(question, history=history)
        answers.append(answer)
        history += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": render_text(answer)},
        ]
    return answers


def first(answer: Answer) -> str:
    return answer.citations[0].clause_id if answer.citations else answer.kind.value


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("正面清单第5项是什么情形？", "那第7项呢？"), f"{EEB}#a2.7"),
        (("正面清单第5项是什么情形？", "9呢"), f"{EEB}#a2.9"),
        (("负面清单第2项写的什么？", "不对，是正面清单。"), f"{EEB}#a2.2"),
        (("附件3第1项的编码是多少？", "不是附件3，是附件2"), f"{EEB}#a2.1"),
        (("渝环规5号三（四）讲什么？", "（七）呢"), f"{CITY}#3.7"),
        (("渝环规5号三（四）讲什么？", "上一条呢", "再上一条"), f"{CITY}#3.2"),
        (("广西第五条讲什么？", "第六"), f"{GUANGXI}#3.6"),
        (("盘锦的主要措施有哪些？", "第六个具体怎么做？"), f"{PANJIN}#2.6"),
        (("盘锦的主要措施有哪些？", "第二个讲什么？", "最后一个呢"), f"{PANJIN}#2.6"),
        (("沙坪坝负面清单有哪几项？", "其中第4项说一下"), f"{EEB}#a3.4"),
        (("正面清单第2项和第8项的依据是什么？", "后一项的编码多少？"), f"{EEB}#a2.8"),
        (("渝环规5号附表1是什么表？", "第二张表呢？"), f"{CITY}#a2"),
        (("区政府实施意见二（一）讲什么？", "我问的是区局的"), f"{EEB}#2.1"),
    ],
)
def test_a_number_is_put_where_it_belongs(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    answer = talk(assistant, *questions)[-1]
    assert first(answer) == clause_id and answer.carried


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("盘锦的工作目标第一条是什么？", "第三条呢"), f"{PANJIN}#1.2.3"),
        (("盘锦的工作目标第一条是什么？", "最后一条呢", "第二个讲讲"), f"{PANJIN}#1.2.2"),
        (("盘锦的基本原则第四条是什么？", "看错了，第三条", "沙坪坝也是这样吗？"), f"{GOV}#2.4"),
        (("沙坪坝正面清单第3项是什么情形？", "再讲讲6"), f"{EEB}#a2.6"),
        (("沙坪坝负面清单有哪几项？", "最后一项呢", "最上面那项的依据呢"), f"{EEB}#a3.1"),
        (("沙坪坝负面清单有哪几项？", "倒数第三项呢"), f"{EEB}#a3.4"),
        (("盘锦的主要措施有哪些？", "从后往前数第二条讲什么"), f"{PANJIN}#2.5"),
        (("沙坪坝正面清单第4项是什么？", "倒数第二项"), f"{EEB}#a2.8"),
        (("盘锦的主要措施有哪些？", "末尾那条"), f"{PANJIN}#2.6"),
        (("盘锦的主要措施有哪些？", "4呢"), f"{PANJIN}#2.4"),
        (("盘锦的基本原则有哪些？", "盘锦基本原则第二条讲什么？"), f"{PANJIN}#1.3.2"),
        (("盘锦的主要措施有哪些？", "广西怎么普法？", "上上个问题的第三条"), f"{PANJIN}#2.3"),
        (("沙坪坝正面清单第3项是什么情形？", "数错了，8"), f"{EEB}#a2.8"),
        (("沙坪坝区局的行政回访第二种是什么？", "另一种呢"), f"{EEB}#4.5.1"),
        (("沙坪坝区局的行政回访第一种要了解什么？", "另外那种呢"), f"{EEB}#4.5.2"),
        (("负面清单第2项和第5项的依据是什么？", "前面那项的编码", "另外那项呢"), f"{EEB}#a3.5"),
    ],
)
def test_a_number_is_counted_where_the_question_before_counted(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    assert first(talk(assistant, *questions)[-1]) == clause_id


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("盘锦的文件落款是哪天？", "城市填错了，我想看广西的"), f"{GUANGXI}#sign"),
        (("广西的文件落款是哪天？", "盘锦，刚才打错字了"), f"{PANJIN}#sign"),
        (("沙坪坝区局的行政约谈怎么做？", "行政回访，不是约谈"), f"{EEB}#4.5"),
        (("沙坪坝区局的行政约谈怎么做？", "约谈清楚了，我想问的是回访"), f"{EEB}#4.5"),
        (("沙坪坝区局负面清单有哪几项？", "正面那一张也列出来"), f"{EEB}#a2"),
        (("广西的12345热线有什么用？", "广西怎么提高案卷质量？", "热线那条原文"), f"{GUANGXI}#7.18"),
        (("广西的12345热线有什么用？", "广西怎么提高案卷质量？", "案卷那条原文"), f"{GUANGXI}#4.10"),
        (("沙坪坝没设信息化标识牌，多久整改可以不罚？", "排在清单第几项"), f"{EEB}#a2.2"),
        (("沙坪坝区局的行政建议和行政约谈有什么区别？", "后者怎么做"), f"{EEB}#4.3"),
        (("广西的方案和盘锦的方案分别是哪天落款的？", "后者落款的单位呢"), f"{PANJIN}#sign"),
        (("沙坪坝正面清单和负面清单分别指什么？", "后面那个呢"), f"{EEB}#a3.note.1"),
    ],
)
def test_what_is_meant_now_is_cited(assistant: Assistant, questions: Sequence[str], clause_id: str) -> None:
    assert first(talk(assistant, *questions)[-1]) == clause_id


@pytest.mark.parametrize(
    ("questions", "clause_id"),
    [
        (("顺便问下广西的内部监督怎么抓？", "谁印发的"), f"{GUANGXI}#sign"),
        (("再问下沙坪坝区局的适用范围", "哪个单位发的？"), f"{EEB}#sign"),
        (("盘锦的纠错观察期怎么规定？", "有什么例外情形吗"), f"{PANJIN}#2.4"),
        (("盘锦的公开原则怎么说？", "有没有例外"), f"{PANJIN}#1.3.4"),
        (("沙坪坝正面清单第2项是什么？", "反过来呢"), f"{GOV}#a4.note.1"),
        (("重庆什么企业不得再次纳入清单？", "反过来呢"), f"{CITY}#3.2"),
        (("盘锦的组织领导怎么抓？", "我指的是沙坪坝区政府"), f"{GOV}#6"),
        (("区政府文件里的适用范围是什么？", "它哪些不管"), f"{GOV}#3"),
        (("正面清单第6项是什么情形？", "超了7天呢"), f"{EEB}#a2.6"),
        (("正面清单第4项管什么？", "正面清单有哪几项？", "它的依据是哪条"), f"{EEB}#a2.4"),
        (("盘锦的裁量基准怎么完善？", "谁牵头"), f"{PANJIN}#2.5"),
        (("广西的内部监督怎么抓？", "社会监督那些呢"), f"{GUANGXI}#7.18"),
        (("重庆正面清单名单有效期多长？", "没履行承诺了呢"), f"{CITY}#3.4"),
        (("广西的内部监督怎么抓？", "执法程序呢", "再回内部监督那里，专案稽查怎么做"), f"{GUANGXI}#7.16"),
    ],
)
def test_short_questions_keep_what_was_asked(
    assistant: Assistant, questions: Sequence[str], clause_id: str
) -> None:
    answer = talk(assistant, *questions)[-1]
    assert first(answer) == clause_id and answer.carried


def test_beside_a_row_stands_what_its_list_says_of_all_rows(assistant: Assistant) -> None:
    answer = talk(assistant, "负面清单第3项写的什么？", "这种算首违吗")[-1]
    assert f"{EEB}#a3.note.1" in {c.clause_id for passage in answer.related for c in passage.citations}


@pytest.mark.parametrize(
    ("questions", "clause_id", "words"),
    [
        (("正面清单第4项管什么？", "依据呢？"), f"{EEB}#a2.4", "第三十三条"),
        (("正面清单第4项管什么？", "编码多少"), f"{EEB}#a2.4", "500216173000"),
        (("渝环规5号的工作原则是哪三条？", "那沙坪坝区局呢？"), f"{EEB}#2", "合法性原则"),
        (("盘锦的纠错观察期怎么规定？", "原文怎么写的？"), f"{PANJIN}#2.2", "纠错观察期"),
        (("盘锦的纠错观察期怎么规定？", "责任单位是谁？"), f"{PANJIN}#2.2", "各级行政执法部门"),
        (("广西的内部监督怎么抓？", "社会监督呢？"), f"{GUANGXI}#7.18", "12345"),
        (("对正面清单企业什么条件下可以启动现场执法检查？", "要经谁同意？"), f"{CITY}#3.7", "负责同志同意"),
    ],
)
def test_what_is_asked_of_the_same_is_answered(
    assistant: Assistant, questions: Sequence[str], clause_id: str, words: str
) -> None:
    answer = talk(assistant, *questions)[-1]
    assert first(answer) == clause_id
    assert words in "".join(render_text(answer).split())
    corpus = assistant.corpus
    assert all(check_citation(corpus.get_document(c.doc_id), c) for c in answer.citations)


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("盘锦的轻微违法告知承诺制是怎么规定的？", "广西对执法人员培训有什么要求？"),
        ("渝环规5号三（四）讲什么？", "沙坪坝正面清单第9项里的堆放面积是多少？"),
        ("广西的内部监督怎么抓？", "第8项的柔性执法方式是什么？"),
        ("正面清单第4项管什么？", "行政处罚法第三十三条怎么说？"),
        ("正面清单第4项管什么？", "要罚多少钱？"),
        ("广西的内部监督怎么抓？", "谢谢"),
    ],
)
def test_a_question_of_its_own_carries_nothing(assistant: Assistant, before: str, question: str) -> None:
    answer = talk(assistant, before, question)[-1]
    assert answer == assistant.ask(question)
    assert not answer.carried


def test_another_subject_announced_is_answered_without_the_old_one(assistant: Assistant) -> None:
    answer = talk(assistant, "正面清单第4项管什么？", "换个问题，广西的内部监督怎么抓？")[-1]
    assert first(answer) == f"{GUANGXI}#7.16" and not answer.carried


def test_going_back_to_the_first_question(assistant: Assistant) -> None:
    answer = talk(assistant, "广西企业怎么反映问题？", "盘锦的宣传怎么做？", "回到第一个问题，多久要答复？")[
        -1
    ]
    assert first(answer) == f"{GUANGXI}#7.17"


def test_what_was_carried_over_is_said_and_can_be_dropped(assistant: Assistant) -> None:
    _, carried, bare, next_one = talk(assistant, "正面清单第6项是什么情形？", "第8项呢？", BARE, "正面清单的")
    assert carried.carried == "正面清单第8项是什么情形？"
    assert f"注：按上一问理解为：{carried.carried}（" in render_text(carried)
    assert bare == assistant.ask("第8项呢？") and not bare.carried
    assert first(next_one) == f"{EEB}#a2.8"  # it leans on the question as it was dropped to


def test_dropping_without_a_question_says_so(assistant: Assistant) -> None:
    with pytest.raises(KuanyanError, match="之前没有提过问题，请直接写出要问的话"):
        assistant.ask(BARE, history=[{"role": "user", "content": BARE}])
    assert assistant.ask("第8项呢？", history=[]).carried == ""


def test_the_basis_of_a_verdict_may_be_asked_for(assistant: Assistant) -> None:
    case = "沙坪坝区某厂未批先建，查的时候已经停工，罚不罚？"
    _, answer = talk(assistant, case, "正面清单第1项的编码是多少？")
    assert first(answer) == f"{EEB}#a2.1"


def test_a_place_without_documents_is_refused_after_a_question_too(assistant: Assistant) -> None:
    answer = talk(assistant, "沙坪坝的免罚清单有哪些？", "那成都呢？")[-1]
    assert answer.kind is AnswerKind.REFUSAL and "成都" in answer.lead


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (["你好"], "历史记录（history）第 1 条不是对象，请写成"),
        ([{"role": "user", "content": "甲"}, 3], "历史记录（history）第 2 条不是对象"),
        ([{"content": "甲"}], "历史记录（history）第 1 条的 role 应是 user 或 assistant，请改正。"),
        ([{"role": ["user"], "content": "甲"}], "第 1 条的 role 应是 user 或 assistant"),
        ([{"role": "user", "content": None}], "第 1 条的 content 不是文字，请写成一段文字。"),
        ([{"role": "user", "content": [{"text": "甲"}]}], "第 1 条的 content 不是文字"),
    ],
)
def test_a_history_that_is_none_is_named(assistant: Assistant, history: list[Any], words: str) -> None:
    line = json.dumps({"id": 1, "question": "那第8项呢", "history": history}, ensure_ascii=False)
    reply = json.loads(next(iter(answer_lines(assistant, [line]))))
    assert reply["kind"] == "error" and words in reply["answer"] and reply["refusal"] is None


@pytest.mark.parametrize(
    "history",
    [
        [{"role": "user", "content": ""}],
        [{"role": "user", "content": "hello"}],
        [{"role": "user", "content": "问" * 5000}],
        [{"role": "assistant", "content": None}],
        [{"role": "system", "content": "只答英文"}],
        [{"role": "user", "content": "？？"}, {"role": "user", "content": "附件99第99项"}],
    ],
)
@pytest.mark.parametrize(
    "question", ["那第8项呢？", "依据是什么", "它呢", "最后一个", "上一条", "第一百项呢"]
)
def test_what_was_no_question_before_is_passed_over(
    assistant: Assistant, history: list[dict[str, str]], question: str
) -> None:
    answer = assistant.ask(question, history=history)
    assert answer.kind is not AnswerKind.ERROR and answer.lead


def test_a_long_conversation_is_read_in_bounded_time(assistant: Assistant) -> None:
    history = [{"role": "user", "content": f"正面清单第{i % 9 + 1}项是什么情形？"} for i in range(300)]
    assert first(assistant.ask("那第2项呢？", history=history)) == f"{EEB}#a2.2"


def test_the_same_conversation_gives_the_same_answer(assistant: Assistant) -> None:
    questions = ("广西的内部监督怎么抓？", "企业可以怎么反映问题？", "多久要答复？")
    assert talk(assistant, *questions) == talk(assistant, *questions)


@pytest.mark.parametrize(
    ("questions", "clause_id", "carried"),
    [
        (("正面清单有效期多久？", "有例外吗"), f"{CITY}#3.4", "正面清单有效期，有例外吗"),
        (("盘锦第一次轻微违法会不会罚？", "有例外吗"), f"{PANJIN}#2.4", "盘锦哪些情形不适用柔性执法？"),
        (("沙坪坝正面清单第4项", "超过7天呢"), f"{EEB}#a2.4", "正面清单第4项超过7天"),
        (("正面清单第6项", "重金属呢"), f"{EEB}#a2.6", "正面清单第6项重金属"),
        (("广西对恶意偷排怎么办", "反过来呢"), f"{GUANGXI}#5.12", "广西对恶意偷排怎么办"),
    ],
)
def test_what_is_asked_of_another_rule_keeps_its_subject(
    assistant: Assistant, questions: Sequence[str], clause_id: str, carried: str
) -> None:
    """有例外吗 of a validity, a condition of a list's row: not answered by an exemption elsewhere."""
    answer = talk(assistant, *questions)[-1]
    assert first(answer) == clause_id and carried in answer.carried


@pytest.mark.parametrize("question", ["初次违法能不能免罚", "正面清单企业能免罚吗", "我厂牌子没挂，罚不罚"])
def test_a_question_whether_is_not_turned_round(assistant: Assistant, question: str) -> None:
    """「能不能」 with 不能 made 可以 would say what nobody said."""
    assert talk(assistant, question, "反过来呢")[-1].carried in (question, f"{question}？")
