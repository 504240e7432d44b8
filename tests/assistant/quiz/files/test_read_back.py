"""Files that we read too: what was written comes back, whatever the texts hold."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from assistant.quiz.files import as_json, as_txt, as_xlsx, from_txt, from_xlsx, load_paper, save_paper
from assistant.quiz.files.answers import render_answer
from assistant.quiz.files.outline import find_questions
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import Item, ItemKind, Level, Paper
from corpus.models import Corpus
from tests.assistant.quiz.files.papers import TEXTS, UNPROVED, cited, with_text

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def as_trainer(item: Item) -> Item:
    """What a table says of an item: no proof, and what it asks is its stem."""
    doc_id = item.citations[0].doc_id if item.citations else ""
    questions = tuple(map(as_trainer, item.questions))
    if questions and not doc_id:
        doc_id = questions[0].doc_id
    return replace(item, doc_id=doc_id, asks=item.stem, proof=UNPROVED, questions=questions)


def as_text(item: Item) -> Item:
    """What a text says of an item: stem, options, key and explanation."""
    plain = as_trainer(replace(item, citations=(), questions=()))
    questions = tuple(map(as_text, item.questions))
    return replace(plain, level=Level.RECALL, chapter="", questions=questions)


def by_kind(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple(item for kind in ItemKind for item in items if item.kind is kind)


def check_json(paper: Paper) -> None:
    assert as_json.parse_paper(as_json.render_paper(paper).decode(), "试卷") == paper


def check_txt(paper: Paper) -> None:
    ready = prepare(paper)
    read = from_txt.parse_paper(as_txt.render_paper(paper).decode(), "试卷", "")
    assert read.title == ready.title
    assert read.items == tuple(map(as_text, by_kind(ready.items)))


def check_xlsx(paper: Paper) -> None:
    ready = prepare(paper)
    read = from_xlsx.parse_paper(as_xlsx.render_paper(paper), "试卷", "")
    assert read.title == ready.title
    assert read.items == tuple(map(as_trainer, ready.items))


CHECKS = {".json": check_json, ".txt": check_txt, ".xlsx": check_xlsx}


@pytest.mark.parametrize("ending", CHECKS)
def test_a_paper_comes_back(paper: Paper, ending: str) -> None:
    CHECKS[ending](paper)


@pytest.mark.parametrize("ending", CHECKS)
def test_nasty_texts_come_back(nasty: Paper, ending: str) -> None:
    CHECKS[ending](nasty)


@pytest.mark.parametrize("ending", CHECKS)
@FEW
@given(text=TEXTS)
def test_any_text_comes_back(paper: Paper, ending: str, text: str) -> None:
    CHECKS[ending](with_text(paper, text))


@FEW
@given(text=TEXTS)
def test_json_keeps_what_other_formats_refuse(paper: Paper, text: str) -> None:
    check_json(with_text(paper, f" \x00{text}\r\n\ud800\ufffe "))


def test_a_saved_file_is_what_is_loaded(paper: Paper, tmp_path: Path) -> None:
    for ending in CHECKS:
        save_paper(paper, tmp_path / f"卷{ending}")
    assert load_paper(tmp_path / "卷.json") == paper
    assert load_paper(tmp_path / "卷.txt").items == tuple(map(as_text, by_kind(paper.items)))
    table = load_paper(tmp_path / "卷.xlsx")
    assert table.items == tuple(map(as_trainer, paper.items))
    assert [i.citations for i in table.items] == [i.citations for i in paper.items]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["卷.json", "卷.txt", "卷.xlsx"]


def test_the_text_is_what_trainers_know(paper: Paper) -> None:
    text = as_txt.render_paper(paper).decode()
    assert text.startswith(
        "《柔性执法知识测试》\n\n一、单选题\n\n1. 根据渝环规〔2021〕5号，正面清单有效期原则为（　　）。\n"
    )
    assert "A. 1年\nB. 2年\nC. 3年\nD. 5年\n答案：C\n解析：见渝环规〔2021〕5号 三（四）：「" in text
    assert "\n答案：ABD\n" in text and "\n答案：错\n" in text and "\n答案：偷排；台账记录\n" in text
    assert "\n（1）【单选】对该公司应如何处理？\nA. 不予行政处罚\n" in text


# ---- the table, as openpyxl has it


def test_the_table_has_its_columns_and_a_row_an_item(paper: Paper) -> None:
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx.render_paper(paper)))["试题"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (
        *("题型", "题干", "选项A", "选项B", "选项C", "选项D", "选项E", "选项F"),
        *("答案", "解析", "难度", "章节", "依据条款"),
    )
    assert len(rows) == 1 + len(paper.items) + 4
    assert [row[0] for row in rows[1:]] == [
        *("单选", "多选", "判断", "填空", "填空", "简答", "案例分析"),
        *("案例分析·单选", "案例分析·判断", "案例分析·填空", "案例分析·简答"),
    ]
    assert rows[2][2:9] == ("恶意偷排", "篡改台账记录", "未按时提交执行报告", "逃避监管", None, None, "ABD")
    assert rows[1][12] == "渝环规〔2021〕5号 三（四）（cq-eeb-2021-5#3.4@2047）「正面清单有效期原则为3年」"
    assert sheet.freeze_panes == "A2"
    assert all(sheet.column_dimensions[letter].width >= 8 for letter in "ABCDEFGHIJKLM")
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_cells_are_text_whatever_they_begin_with(nasty: Paper) -> None:
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx.render_paper(nasty)))["试题"]
    ready = prepare(nasty)
    items = [part for item in ready.items for part in (item, *item.questions)]
    for item, cells in zip(items, list(sheet.iter_rows())[1:], strict=True):
        used = [cell for cell in cells if cell.value is not None]
        assert {cell.data_type for cell in used} == {"s"} and {cell.number_format for cell in used} == {"@"}
        values = [str(cell.value or "").replace("_x005F_", "_") for cell in cells]
        assert values[1] == item.stem and tuple(filter(None, values[2:8])) == item.options
        assert values[8] == render_answer(item) and values[9] == item.explanation
        assert values[10:12] == [item.level.value, item.chapter]
        assert all(cell.quotePrefix for cell in used if str(cell.value)[0] in "=+-@")


def test_every_question_has_a_code_of_its_own(paper: Paper) -> None:
    twice = replace(paper, items=paper.items + paper.items)
    codes = [question.code for question in find_questions(twice)]
    assert len(codes) == len(set(codes)) == 20
    assert codes[:6] == [item.item_id for item in paper.items[:6]]


def test_a_quote_that_stands_twice_comes_back_at_its_own_place(corpus: Corpus, paper: Paper) -> None:
    source = corpus.get_document("cq-eeb-2021-5").source
    again = source.index("正面清单企业", 3200)
    first = cited(corpus, "cq-eeb-2021-5#3.9", "正面清单企业")
    assert first.start < again
    second = replace(first, start=again, end=again + len(first.quote))
    check_xlsx(replace(paper, items=(replace(paper.items[0], citations=(first, second)),)))
