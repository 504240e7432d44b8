"""Whose rules answer: places named in the question, places chosen beside it."""

from __future__ import annotations

import pytest

from assistant.answer.models import Answer, AnswerKind, RefusalReason
from assistant.service import Assistant
from corpus.errors import KuanyanError

EEB, GOV = "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69"
CITY, GUANGXI, PANJIN = "cq-eeb-2021-5", "gx-eed-2025", "ln-pj-2021-17"


def documents(answer: Answer) -> set[str]:
    return {citation.doc_id for citation in answer.citations}


def related_documents(answer: Answer) -> set[str]:
    return {citation.doc_id for passage in answer.related for citation in passage.citations}


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("成都的免罚清单有哪些", "成都市"),
        ("北京市正面清单有效期多久", "北京市"),
        ("大连市轻微违法不罚的规定", "大连市"),
        ("上海浦东新区未批先建会免罚吗", "浦东新区"),
        ("成都市生态环境局的正面清单有效期多久", "成都市"),  # its 市生态环境局 is not ours
        ("锦江区环保局有哪些免罚事项", "锦江区"),
        ("南宁市正面清单第6项", None),  # 广西 has documents: its own hold in 南宁
    ],
)
def test_other_regions_are_refused_by_name(assistant: Assistant, question: str, place: str | None) -> None:
    answer = assistant.ask(question)
    if place is None:
        assert not documents(answer) - {GUANGXI}
        return
    assert answer.kind is AnswerKind.REFUSAL and answer.refusal is not None
    assert answer.refusal.reason is RefusalReason.OUTSIDE
    assert f"语料未涉及{place}的文件，不能回答；别地的文件不适用于该地" in answer.lead
    assert "现有：" in answer.lead and "沙坪坝区（正面清单9项、负面清单6项）" in answer.lead
    assert answer.citations == () and answer.related == ()


def test_a_district_without_documents_is_answered_from_the_city_with_a_note(assistant: Assistant) -> None:
    answer = assistant.ask("重庆渝北区的正面清单有效期多久")
    assert documents(answer) == {CITY}
    assert "语料没有渝北区自己的文件，以下是重庆市的规定。" in answer.notes


def test_a_district_list_is_not_used_for_another_district(assistant: Assistant) -> None:
    answer = assistant.ask("重庆渝北区的免罚清单有哪些事项")
    assert not documents(answer) & {EEB, GOV}
    assert not related_documents(answer) & {EEB, GOV}


@pytest.mark.parametrize(
    ("region", "held"),
    [
        ("盘锦市", {PANJIN}),
        ("广西", {GUANGXI}),
        ("重庆", {CITY}),
        ("沙坪坝", {CITY, EEB, GOV}),
        ("渝北区", {CITY}),
    ],
)
def test_a_selected_region_limits_the_documents(assistant: Assistant, region: str, held: set[str]) -> None:
    for question in ("柔性执法有什么要求", "执法检查次数怎么减少", "违法行为轻微怎么处理"):
        answer = assistant.ask(question, region=region)
        assert documents(answer) | related_documents(answer) <= held


@pytest.mark.parametrize(
    ("region", "held"),
    [("沙坪坝", {EEB}), ("渝北区", set()), ("成都", set()), ("盘锦市", set())],
)
def test_the_bureau_is_that_of_the_selected_region(assistant: Assistant, region: str, held: set[str]) -> None:
    answer = assistant.ask("区局的正面清单有几项", region=region)
    assert documents(answer) == held
    assert (answer.kind is AnswerKind.REFUSAL) is (not held)


def test_a_place_in_the_question_wins_over_the_selected_region(assistant: Assistant) -> None:
    assert documents(assistant.ask("盘锦的721工作法是什么", region="广西")) == {PANJIN}


def test_a_selected_region_without_documents_is_refused(assistant: Assistant) -> None:
    answer = assistant.ask("检查频次有什么要求", region="成都")
    assert answer.kind is AnswerKind.REFUSAL and "语料未涉及成都市的文件" in answer.lead


@pytest.mark.parametrize("question", ["柔性执法有什么要求", "广西（十四）", "渝环规〔2021〕5号三（四）"])
def test_an_unknown_region_is_an_error_whatever_is_asked(assistant: Assistant, question: str) -> None:
    with pytest.raises(
        KuanyanError, match=r"不认识地区「火星」，请写行政区划名称；已收文件的地区有：.*重庆市/沙坪坝区"
    ):
        assistant.ask(question, region="火星")


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("隔壁县的免罚清单有哪些？", "隔壁县"),
        ("全国统一的免罚清单有哪些？", "全国统一"),
        ("蓉城免罚清单有几项", "蓉城"),
        ("广东省厅的若干措施怎么规定柔性执法？", "广东省"),
    ],
)
def test_places_without_their_own_name_are_not_ours(assistant: Assistant, question: str, place: str) -> None:
    assert assistant.ask(question).lead.startswith(f"语料未涉及{place}的文件，不能回答")


@pytest.mark.parametrize(
    ("question", "region", "place"),
    [
        ("盘锦正面清单企业现场检查要谁同意", None, "盘锦市"),
        ("广西正面清单有效期多久", None, "广西"),
        ("正面清单有效期多久", "盘锦市", "盘锦市"),
        ("沙坪坝生态云平台是什么？", None, "沙坪坝区"),
    ],
)
def test_what_only_other_places_say_is_said_to_be_missing(
    assistant: Assistant, question: str, region: str | None, place: str
) -> None:
    answer = assistant.ask(question, region=region)
    assert answer.refusal is not None and answer.refusal.reason is RefusalReason.NOTHING_FOUND
    assert answer.lead.startswith(f"适用于{place}的文件没有写到所问的事，不能回答")
    assert answer.citations == () and answer.related == ()


def test_the_day_of_a_document_is_its_own_though_others_say_more_of_days(assistant: Assistant) -> None:
    assert documents(assistant.ask("盘锦这份文件是哪天印发的？")) == {PANJIN}


@pytest.mark.parametrize(
    ("question", "region", "clause_id"),
    [
        ("双台子区推行721工作法吗？", None, f"{PANJIN}#2.2"),
        ("梧州的12345起什么作用？", None, f"{GUANGXI}#7.18"),
        ("城口县现场检查谁同意？", None, f"{CITY}#3.7"),
        ("罚款能延期吗", "南宁市西乡塘区", f"{GUANGXI}#5.14"),
        ("哪些领域要严厉查处？", "大洼区", f"{PANJIN}#2.4"),
    ],
)
def test_a_place_that_no_document_names_is_answered_by_the_wider_one(
    assistant: Assistant, question: str, region: str | None, clause_id: str
) -> None:
    answer = assistant.ask(question, region=region)
    assert answer.citations[0].clause_id == clause_id
    assert any("自己的文件，以下是" in note for note in answer.notes)
