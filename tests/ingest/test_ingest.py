"""Numerals, headings, lines, tables, on texts small enough to check by eye; losslessness on any text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.check import check_coverage
from corpus.models import Document, DocumentMeta
from ingest.build import build_document
from ingest.headings import HeadingSequence, parse_heading
from ingest.lines import parse_lines
from ingest.numerals import parse_numeral
from ingest.tables import MergedCell


def build(source: str, title: str = "办法", merged: tuple[MergedCell, ...] = ()) -> Document:
    meta = DocumentMeta(
        "x-1", title, None, None, "某办法", (), "某局", "某市", date(2024, 1, 1), None, None, None, ""
    )
    return build_document(meta, source, merged)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3), ("十", 10), ("十四", 14), ("二十", 20), ("廿三", 23), ("一百零五", 105), ("两千", 2000),
        ("二〇二一", 2021), ("二零零四", 2004), ("一万二千", 12000), ("十万", 100000), ("12", 12), ("１２", 12),  # noqa: E501
    ],
)  # fmt: skip
def test_numerals(text: str, value: int) -> None:
    assert parse_numeral(text) == value


def test_what_is_no_numeral_is_an_error() -> None:
    for text in ("", "甲", "三甲"):
        with pytest.raises(ValueError):
            parse_numeral(text)


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("一、总体要求", "comma", 1),
        ("（四）全面", "paren", 4),
        ("(十五)做好", "paren", 15),
        ("1. 合法", "dot", 1),
        ("１．合法", "dot", 1),
        ("第十四条 当事人", "article", 14),
        ("第三章 附则", "chapter", 3),
    ],
)
def test_headings_are_recognised(text: str, style: str, value: int) -> None:
    heading = parse_heading(text)
    assert heading is not None and (heading.style, heading.value) == (style, value)


def test_an_inserted_article_keeps_its_branch() -> None:
    heading = parse_heading("第十五条之一 增设")
    assert heading is not None and heading.path_part == "15-1"


@pytest.mark.parametrize("text", ["1.5米以下", "一般情形", "第三十三条规定的情形", "2021年7月"])
def test_a_number_in_running_text_is_no_heading(text: str) -> None:
    assert parse_heading(text) is None


def test_only_the_next_number_continues_a_sequence() -> None:
    sequence = HeadingSequence()
    accepted = []
    for text in [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "（二）重复",
        "（五）跳号",
        "二、丁",
        "（三）续号",
        "（一）重起",
    ]:
        heading = parse_heading(text)
        assert heading is not None
        accepted.append(sequence.accepts(heading))
        if accepted[-1]:
            sequence.push(heading)
    assert accepted == [True, True, True, False, False, True, True, False]


def test_bold_marks_pair_within_a_paragraph_and_stars_alone_stay() -> None:
    lines, marks = parse_lines("**甲乙**\n\n重庆市**区\n\n## 标题")
    assert [line.text for line in lines] == ["甲乙", "", "重庆市**区", "", "标题"]
    assert len(marks) == 3


def test_a_sentence_broken_by_a_page_is_joined_and_keeps_both_spans() -> None:
    document = build("办法\n\n一、总则\n\n让执法\n\n既有力度。\n\n另一段。")
    clause = document.clauses[-1]
    assert clause.text == "一、总则\n让执法既有力度。\n另一段。"
    assert [document.quote(s) for s in clause.spans] == ["一、总则", "让执法", "既有力度。", "另一段。"]
    assert [len(p) for p in clause.paragraphs] == [1, 2, 1]


def test_articles_become_clauses() -> None:
    document = build(
        "办法\n\n第一章 总则\n\n第一条 为了甲。\n\n第二条 下列：\n（一）乙；\n（二）丙。\n第三条 完。"
    )
    assert [c.path for c in document.clauses] == ["title", "c1", "c1.1", "c1.2", "c1.2.1", "c1.2.2", "c1.3"]


def test_a_row_cut_by_a_page_and_a_merged_cell_are_put_together() -> None:
    source = "办法\n\n一、清单\n\n附件1\n\n正面清单\n\n序号\t事项\t依据\n1\t甲事\t《某法》\n\n\t项\t第八条。\n2\t乙事项\t\n"  # noqa: E501
    document = build(source, merged=(MergedCell(1, "依据", (1, 2)),))
    rows = [c for c in document.clauses if c.cells]
    assert [[(cell.name, cell.text) for cell in row.cells] for row in rows] == [
        [("序号", "1"), ("事项", "甲事项"), ("依据", "《某法》第八条。")],
        [("序号", "2"), ("事项", "乙事项"), ("依据", "《某法》第八条。")],
    ]
    assert rows[1].label == "某办法 附件1 正面清单第2项"


LINES = st.sampled_from(
    ["一、甲", "二、乙", "（一）丙", "（二）丁", "1.戊", "2.己", "第一条 庚", "附件1", "附件 2", "说明：1.辛；2.壬。", "说明：",  # noqa: E501
     "联系人：某", "附件：1.某表", "**粗**", "## 标题", "1\t甲\t乙", "\t续\t", "序号\t事项\t依据", "平常的话。", "断开的", "", "办法",  # noqa: E501
     "某局：", "2021年1月1日", "（此件公开发布）", "重庆市**区"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_no_text_loses_a_character(lines: list[str]) -> None:
    """Either the whole text is covered, or building says so; nothing is lost in silence."""
    document = build("\n".join(lines))
    assert check_coverage(document) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="甲乙、。（）一二12.\t\n *#附件说明：", max_size=120))
def test_no_odd_text_loses_a_character(text: str) -> None:
    assert check_coverage(build(text)) == []
