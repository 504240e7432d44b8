"""Clauses, rows and cells asked for by their number: found exactly, corrected where they do not exist."""

from __future__ import annotations

import pytest

from assistant.answer.models import Answer, AnswerKind, RefusalReason
from assistant.service import Assistant

LIST = "cq-spb-eeb-2021-181#a2"
NEGATIVE = "cq-spb-eeb-2021-181#a3"


def cited(answer: Answer) -> list[str]:
    """Clause ids, each once, in order."""
    return list(dict.fromkeys(citation.clause_id for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "clause_ids"),
    [
        ("渝环规〔2021〕5号三（四）", ["cq-eeb-2021-5#3.4"]),
        ("渝环规〔2021〕5号 三（四）是怎么写的？", ["cq-eeb-2021-5#3.4"]),
        ("渝环规[2021]5号三(四)", ["cq-eeb-2021-5#3.4"]),
        ("渝环规〔2021〕5号第三部分第（四）项", ["cq-eeb-2021-5#3.4"]),
        ("渝环规〔2021〕5号第三部分第四条", ["cq-eeb-2021-5#3.4"]),
        ("沙环发〔2021〕181号 五（三）", ["cq-spb-eeb-2021-181#5.3"]),
        ("沙府发〔2021〕69号 五（三）", ["cq-spb-gov-2021-69#5.3"]),
        ("盘委办发〔2021〕17号 二（三）", ["ln-pj-2021-17#2.3"]),
        ("盘委办发〔2021〕17号 一（三）4", ["ln-pj-2021-17#1.3.4"]),
        ("沙环发〔2021〕181号四（五）1", ["cq-spb-eeb-2021-181#4.5.1"]),
        ("广西（十四）", ["gx-eed-2025#5.14"]),
        ("广西第十四条", ["gx-eed-2025#5.14"]),
        ("广西若干措施第14条是什么", ["gx-eed-2025#5.14"]),
        ("广西五（十四）", ["gx-eed-2025#5.14"]),
        ("cq-eeb-2021-5#3.4", ["cq-eeb-2021-5#3.4"]),
        ("cq-spb-eeb-2021-181#a2.6", [f"{LIST}.6"]),
        ("ln-pj-2021-17#1.3.4 写了什么", ["ln-pj-2021-17#1.3.4"]),
        ("附件2第6项", [f"{LIST}.6"]),
        ("附件 2 第 6 项", [f"{LIST}.6"]),
        ("附件二第六项", [f"{LIST}.6"]),
        ("沙环发〔2021〕181号附件2正面清单第6项", [f"{LIST}.6"]),
        ("正面清单第6项", [f"{LIST}.6"]),
        ("正面清单第六项是什么", [f"{LIST}.6"]),
        ("正面清单第６项", [f"{LIST}.6"]),
        ("正面清单6项是什么意思", [f"{LIST}.6"]),
        ("负面清单第6项", [f"{NEGATIVE}.6"]),
        ("附件3第2项", [f"{NEGATIVE}.2"]),
        ("正面清单第5项和第6项", [f"{LIST}.5", f"{LIST}.6"]),
        ("事项编码500216204000是哪一项", [f"{LIST}.7"]),
    ],
)
def test_a_number_finds_its_clause_and_nothing_else(
    assistant: Assistant, question: str, clause_ids: list[str]
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ANSWER
    assert cited(answer) == clause_ids


def test_a_bare_number_that_stands_in_both_lists_never_means_one_of_them_in_silence(
    assistant: Assistant,
) -> None:
    """Asked back or told of both."""
    answer = assistant.ask("第6项是什么")
    assert "附件2 正面清单第6项" in answer.lead and "附件3 负面清单第6项" in answer.lead
    assert answer.kind is AnswerKind.ASK_BACK or cited(answer) == [f"{LIST}.6", f"{NEGATIVE}.6"]


def test_a_number_of_several_documents_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("四（三）")
    assert answer.kind is AnswerKind.ASK_BACK
    assert "渝环规〔2021〕5号 四（三）" in answer.lead and "沙环发〔2021〕181号 四（三）" in answer.lead


def test_a_region_selects_the_document_of_a_bare_number(assistant: Assistant) -> None:
    assert cited(assistant.ask("二（三）", region="盘锦")) == ["ln-pj-2021-17#2.3"]
    assert cited(assistant.ask("第十四条", region="广西")) == ["gx-eed-2025#5.14"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("正面清单第12项", "沙环发〔2021〕181号 附件2 正面清单共9项，没有第12项"),
        ("正面清单第0项", "沙环发〔2021〕181号 附件2 正面清单共9项，没有第0项"),
        ("负面清单第7项是什么", "沙环发〔2021〕181号 附件3 负面清单共6项，没有第7项"),
        ("沙环发〔2021〕181号附件2第10项", "附件2 正面清单共9项，没有第10项"),
        ("渝环规〔2021〕5号三（二十）", "渝环规〔2021〕5号 三的编号为（一）至（九），没有第20个"),
        ("渝环规〔2021〕5号七（一）", "渝环规〔2021〕5号的编号为一至四，没有第7个"),
        ("沙环发〔2021〕181号附件9", "沙环发〔2021〕181号没有附件9"),
        ("cq-eeb-2021-5#9.9", "没有编号为 cq-eeb-2021-5#9.9 的条款"),
        ("no-such-document#1", "没有编号为 no-such-document#1 的条款"),
        ("事项编码500216999999是哪一项", "所收清单里没有事项编码 500216999999"),
    ],
)
def test_a_number_that_does_not_exist_is_corrected_not_answered(
    assistant: Assistant, question: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL and answer.refusal is not None
    assert answer.refusal.reason is RefusalReason.NOTHING_FOUND
    assert words in answer.lead
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["广西第二十一条", "广西（二十一）", "广西若干措施第25条"])
def test_a_measure_beyond_the_twentieth_is_corrected_with_the_measures_there_are(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL
    assert "（一）至（二十）" in answer.lead.replace("(", "（").replace(")", "）")


@pytest.mark.parametrize("question", ["附件9", "附件9是什么"])
def test_an_annex_that_no_document_has_is_corrected(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.REFUSAL
    assert "没有附件9" in answer.lead


@pytest.mark.parametrize(
    ("question", "row", "words"),
    [
        ("第8项的柔性执法方式是什么", "8", "初次违法且危害后果轻微并及时改正的，可以不予行政处罚"),
        ("第8项的柔性执法方式", "8", "初次违法且危害后果轻微并及时改正的，可以不予行政处罚"),
        (
            "正面清单第5项的柔性执法方式是什么",
            "5",
            "违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚",
        ),
        ("正面清单第1项怎么处理", "1", "违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚"),
        ("附件2第6项的情形是什么", "6", "超标倍数小于 0.1 倍、日污水排放量小于 0.1 吨的"),
        ("正面清单第9项的事项编码是多少", "9", "500216212000"),
        ("正面清单第7项的事项名称是什么", "7", "对违反挥发性有机物治理相关规定的行政处罚"),
    ],
)
def test_a_cell_is_answered_by_its_words_in_the_first_line(
    assistant: Assistant, question: str, row: str, words: str
) -> None:
    answer = assistant.ask(question)
    assert answer.kind is AnswerKind.ANSWER
    assert cited(answer) == [f"{LIST}.{row}"]
    assert words in answer.lead and any(words in citation.quote for citation in answer.citations)
    assert f"第{row}项" in answer.lead


def test_the_basis_of_a_row_is_put_together_from_its_pieces(assistant: Assistant) -> None:
    answer = assistant.ask("正面清单第6项的依据是什么")
    quoted = "".join(citation.quote for citation in answer.citations)
    for instrument in ("第三十三条", "环执法〔2019〕42号", "渝环〔2019〕77号"):
        assert instrument in quoted
    assert "数项共用" in answer.passages[0].intro


def test_a_cell_of_the_negative_list_comes_from_the_negative_list(assistant: Assistant) -> None:
    answer = assistant.ask("负面清单第5项的依据是什么")
    assert cited(answer) == [f"{NEGATIVE}.5"]
    assert "《重庆市环境保护条例》第一百零一条" in answer.lead


def test_several_cells_of_one_row_are_all_answered(assistant: Assistant) -> None:
    answer = assistant.ask("正面清单第2项的情形和柔性执法方式分别是什么")
    quoted = "".join(citation.quote for citation in answer.citations)
    assert "自检查发现之日起 10 日内按要求完成整改的" in quoted and "不予行政处罚" in quoted
    assert cited(answer) == [f"{LIST}.2"]


def test_a_column_the_list_does_not_have_is_not_made_up(assistant: Assistant) -> None:
    """The negative list has no column 柔性执法方式."""
    answer = assistant.ask("负面清单第1项的柔性执法方式是什么")
    assert "可以不予" not in answer.lead and "不予行政处罚" not in answer.lead
    assert all(citation.clause_id == f"{NEGATIVE}.1" for citation in answer.citations)
    assert "没有" in answer.lead or any("没有" in note for note in answer.notes)
