"""Clauses, rows and cells asked for by their number: found exactly, corrected where they do not exist."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.models import Answer, AnswerKind, RefusalReason
from assistant.answer.reference import find_reference
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
        ("正面清单第5、6项", [f"{LIST}.5", f"{LIST}.6"]),
        ("正面清单第1至第3项", [f"{LIST}.1", f"{LIST}.2", f"{LIST}.3"]),
        ("正面清单第九项第二种情形", [f"{LIST}.9"]),
        ("附件2序号为6的那一项", [f"{LIST}.6"]),
        ("沙坪坝正面清单最后一项", [f"{LIST}.9"]),
        ("负面清单倒数第二项", [f"{NEGATIVE}.5"]),
        ("渝环规〔2021〕5 号 三 （ 四 ）", ["cq-eeb-2021-5#3.4"]),
        ("附件2说明1", [f"{LIST}.note.1"]),
        ("沙坪坝区生态环境局的负面清单说明2", [f"{NEGATIVE}.note.2"]),
        ("负面清单的说明第二条", [f"{NEGATIVE}.note.2", "cq-spb-gov-2021-69#a4.note.2"]),
        ("附表1说明1", ["cq-eeb-2021-5#a1.note.1"]),
        ("渝环规〔2021〕5号第3条第4款", ["cq-eeb-2021-5#3.4"]),
        ("渝环规〔2021〕5号 3.4", ["cq-eeb-2021-5#3.4"]),
        ("渝环规第三部分“工作措施”第四条", ["cq-eeb-2021-5#3.4"]),
        ("市局正面清单方案三、(四)", ["cq-eeb-2021-5#3.4"]),
        ("渝环规5号三（四）和（五）讲什么", ["cq-eeb-2021-5#3.4", "cq-eeb-2021-5#3.5"]),
        ("渝环规〔2021〕5号三（九）第二种情形是什么", ["cq-eeb-2021-5#3.9"]),
        ("渝环规〔2021〕5号三（九）里，审慎处罚要满足哪几种情形？", ["cq-eeb-2021-5#3.9"]),
        ("渝环规〔2021〕5号三(四)里的有效期3年从哪天起算", ["cq-eeb-2021-5#3.4"]),
        ("沙环发181号第五部分第三项", ["cq-spb-eeb-2021-181#5.3"]),
        ("沙府发〔2021〕69号 附件2 三", ["cq-spb-gov-2021-69#a2.3"]),
        ("沙环发181号附件1里组长是谁", ["cq-spb-eeb-2021-181#a1"]),
        ("广西第十四项措施", ["gx-eed-2025#5.14"]),
        ("第十四条", ["gx-eed-2025#5.14"]),
        ("盘锦二（三）和沙坪坝工作方案四（三）有什么区别", ["ln-pj-2021-17#2.3", "cq-spb-eeb-2021-181#4.3"]),
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
        ("正面清单有12项吗", "正面清单共9项，不是12项"),
        ("正面清单倒数第十二项", "正面清单共9项，没有倒数第12项"),
        ("附件2说明4", "附件2 正面清单说明的编号为1至3，没有第4个"),
        ("盘锦的正面清单第3项", "盘委办发〔2021〕17号没有附正面清单，没有第3项"),
        ("盘锦的清单有几项", "盘委办发〔2021〕17号没有附清单"),
        ("渝环规〔2021〕5号正面清单第3项", "没有免罚事项的正面清单（其中的正面清单列的是企业）"),
        ("区政府实施意见附件3正面清单第2项", "沙府发〔2021〕69号 附件3 正面清单是空白表样"),
        ("沙环发181号附件3正面清单第2项", "附件3 负面清单不是正面清单"),
        ("渝环规〔2021〕5号三（九）第五种情形", "三（九）列有4项，没有第5项"),
        ("广西第五部分第三条", "五的编号为(十二)至(十四)，没有第3个"),
        ("渝环规第五部分", "渝环规〔2021〕5号的编号为一至四，没有第5个"),
        ("第二十五条是什么", "所收文件都没有第二十五条"),
        ("广西的三十条措施有哪些", "广西2025年《若干措施》共20条措施，没有30条"),
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


@pytest.mark.parametrize(
    ("question", "clause_id"),
    [
        ("正面清单第12项", LIST),
        ("盘锦的正面清单第3项", "ln-pj-2021-17#2.1"),
        ("盘锦的清单有几项", "ln-pj-2021-17#2.1"),
        ("广西第二十五条", "gx-eed-2025#8.20"),
        ("附件5", "cq-spb-gov-2021-69#annexes"),
        ("渝环规第五部分", "cq-eeb-2021-5#4"),
    ],
)
def test_a_correction_shows_the_clause_it_rests_on(
    assistant: Assistant, question: str, clause_id: str
) -> None:
    related = [c.clause_id for passage in assistant.ask(question).related for c in passage.citations]
    assert clause_id in related


@pytest.mark.parametrize(
    "question",
    [
        "环执法〔2019〕42号（十三）说了什么",
        "渝环规〔2022〕3号三（四）",
        "《排污许可管理办法》附件2第3项",
        "第一类污染物能免罚吗",
        "第三方机构弄虚作假怎么处理",
        "区局2021年12月6日发的文件叫什么",
    ],
)
def test_a_number_that_is_of_no_clause_of_ours_is_not_taken_for_one(
    assistant: Assistant, question: str
) -> None:
    documents = assistant.corpus.documents
    assert find_reference(question, documents, assistant.corpus) is None


@pytest.mark.parametrize(
    "question",
    ["正面清单9项都有哪些", "正面清单的9项分别是什么", "沙坪坝区局正面清单9项都是什么事项"],
)
def test_how_many_rows_there_are_is_not_which_row(assistant: Assistant, question: str) -> None:
    assert cited(assistant.ask(question)) == [LIST, *(f"{LIST}.{n}" for n in range(1, 10))]


def test_a_list_without_a_name_is_every_list_of_the_place(assistant: Assistant) -> None:
    answer = assistant.ask("沙坪坝的清单有几项")
    assert "正面清单共9项" in answer.lead and "负面清单共6项" in answer.lead


@pytest.mark.parametrize("question", ["二十条措施有哪些", "广西二十条分别是什么", "广西若干措施有哪些内容"])
def test_the_twenty_measures_are_enumerated(assistant: Assistant, question: str) -> None:
    document = assistant.corpus.get_document("gx-eed-2025")
    measures = [c.clause_id for c in document.clauses if c.path.count(".") == 1]
    assert len(measures) == 20 and set(measures) <= set(cited(assistant.ask(question)))


def test_a_measure_asked_about_is_not_answered_with_all_twenty(assistant: Assistant) -> None:
    assert cited(assistant.ask("广西在人才培训上有哪些措施"))[0] == "gx-eed-2025#8.19"


def test_an_article_of_several_documents_is_asked_back(assistant: Assistant) -> None:
    answer = assistant.ask("第五条")
    assert answer.kind is AnswerKind.ASK_BACK
    for label in ("沙环发〔2021〕181号 五", "沙府发〔2021〕69号 五", "广西2025年《若干措施》 三（五）"):
        assert label in answer.lead


@given(
    st.text(
        alphabet="第附件表正面负清单三四十1290一二（）()、.条项款部分说明的和至渝环规5号①㈡ ", max_size=40
    )
)
def test_no_text_of_numbers_is_a_fault(assistant: Assistant, text: str) -> None:
    reference = find_reference(text, assistant.corpus.documents, assistant.corpus)
    assert reference is None or bool(reference.clauses) != bool(reference.missing)


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


@pytest.mark.parametrize(("question", "rows"), [("负面清单有哪些？", 6), ("正面清单有哪些？", 9)])
def test_a_list_is_enumerated_on_an_earlier_day_too(assistant: Assistant, question: str, rows: int) -> None:
    """The documents of a day are fewer; the blank form of the same name is not taken for the list."""
    answer = assistant.ask(question, as_of=date(2024, 11, 20))
    assert f"共{rows}项" in answer.lead and answer.lead.startswith("沙环发〔2021〕181号")
