"""Comparisons: which sides a question has, and that each of them is cited."""

from __future__ import annotations

import pytest

from assistant.answer.comparing import find_numbered
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
        ("盘锦和广西对裁量基准的说法一样吗", [("裁量基准", {PANJIN}), ("裁量基准", {GUANGXI})]),
        ("约谈告诫，沙坪坝区政府和区生态环境局有差别吗", [("约谈告诫", {GOV}), ("约谈告诫", {EEB})]),
        ("沙坪坝的清单跟重庆的清单有何不同", [("清单", {EEB, GOV}), ("清单", {CITY})]),
        ("行政劝导和行政约谈有什么区别", [("行政劝导", None), ("行政约谈", None)]),
        ("标识牌没设和预案没备案，期限一样吗", [("标识牌没设，期限", None), ("预案没备案，期限", None)]),
        ("正面清单有效期多久", []),
        ("怎样缓和矛盾，各是什么办法", []),
        (
            "盘锦给改正的余地，跟沙坪坝区政府给的相比多了什么",
            [("给改正的余地", {PANJIN}), ("给改正的余地", {GOV})],
        ),
        ("执法记录，盘锦的方案和广西的措施谁写得更细", [("执法记录", {PANJIN}), ("执法记录", {GUANGXI})]),
        (
            "拿重庆和广西对照一下，信用评价各怎么用",
            [("信用评价各怎么用", {CITY}), ("信用评价各怎么用", {GUANGXI})],
        ),
        (
            "约谈怎么搞，区政府和区生态环境局（都在沙坪坝）一样吗",
            [("约谈怎么搞", {GOV}), ("约谈怎么搞", {EEB})],
        ),
        ("沙坪坝的领导小组和区生态环境局的领导小组，谁当组长", []),
        (
            "当场辱骂执法人员、事后藏匿证据，这俩有啥不同",
            [("当场辱骂执法人员", None), ("事后藏匿证据", None)],
        ),
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
        ("重庆和广西对正面清单企业的监管有什么不同", [f"{CITY}#2.3", f"{GUANGXI}#2.4"]),
        ("盘锦的方案和广西的措施分别哪天印发的", [f"{PANJIN}#sign", f"{GUANGXI}#sign"]),
        ("重庆的文件和盘锦的方案各是哪个单位发的", [f"{CITY}#sign", f"{PANJIN}#head"]),
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


@pytest.mark.parametrize(
    ("text", "compares"),
    [
        ("盘锦和广西的提法是一回事吗", True),
        ("两个期限哪个更长", True),
        ("写法谁更细", True),
        ("市局让企业自查，区局又怎么要求", True),
        ("第2项和第9项，哪项是不予、哪项是可以不予", True),
        ("各部门主要负责同志要做什么", False),
        ("各区县怎么报送数据", False),
        ("正面清单有效期多久", False),
    ],
)
def test_what_compares(corpus: Corpus, text: str, compares: bool) -> None:
    assert read_question(text, corpus).compares is compares


@pytest.mark.parametrize(
    ("text", "clauses", "words"),
    [  # texts that share most of their words: the line has those that differ
        (
            "行政告知建议，沙坪坝区政府和区生态环境局的写法差在哪",
            [f"{GOV}#4.2", f"{EEB}#4.2"],
            ["对某一类型易发违法违规行为", "对易发轻微违法违规行为"],
        ),
        (
            "柔性执法的适用范围，沙坪坝区政府跟区生态环境局有何出入",
            [f"{GOV}#3", f"{EEB}#3"],
            ["对不触碰安全底线", "对不触碰生态环境污染底线"],
        ),
        (
            "盘锦的公开原则和沙坪坝区政府的公开透明原则，文字上有什么出入",
            [f"{PANJIN}#1.3.4", f"{GOV}#2.3"],
            ["方式、程序及其权利义务等", "编制完成的“两张清单”"],
        ),
        (  # two rows: the case of each and how it is handled
            "没设标识牌跟没备案登记表，沙坪坝给的改正天数差几天",
            [f"{EEB}#a2.2", f"{EEB}#a2.5"],
            ["10 日内", "7 日内"],
        ),
        (
            "领导小组的组长，沙坪坝区政府和区生态环境局各是谁",
            [f"{GOV}#a1", f"{EEB}#a1"],
            ["肖庆华", "犹元波"],
        ),
    ],
)
def test_the_first_lines_show_the_words_that_decide(
    assistant: Assistant, text: str, clauses: list[str], words: list[str]
) -> None:
    answer = assistant.ask(text)
    assert list(dict.fromkeys(c.clause_id for c in answer.citations)) == clauses
    for line, word in zip(answer.lead.split("\n"), words, strict=True):
        assert word.replace(" ", "") in line.replace(" ", "").replace("」「", "")


def test_a_heading_is_not_what_a_side_says(assistant: Assistant) -> None:
    answer = assistant.ask("信息化平台建设，盘锦和广西各怎么要求")
    for line in answer.lead.split("\n"):
        assert "「(六)" not in line and len(line) > 40


def test_the_rows_named_by_number_are_found(corpus: Corpus) -> None:
    asked = read_question("沙坪坝正面清单第2项和第3项，免罚力度一样吗", corpus)
    found = find_numbered(asked, find_scope(asked, corpus, None, None), corpus)
    assert [side.clause.clause_id for side in found] == [f"{EEB}#a2.2", f"{EEB}#a2.3"]
    plain = read_question("沙坪坝正面清单第2项是什么", corpus)
    assert find_numbered(plain, find_scope(plain, corpus, None, None), corpus) == []


def test_a_comparison_with_a_place_without_documents_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("成都和沙坪坝的约谈告诫有什么不同")
    assert all(c.doc_id in {EEB, GOV, CITY} for c in answer.citations)
    assert answer.kind is AnswerKind.REFUSAL or any("成都" in note for note in answer.notes)
