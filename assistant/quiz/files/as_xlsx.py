"""A paper as a table, one row an item; a case is a row, and its questions are the rows below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import cast
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from assistant.quiz.files.answers import render_answer
from assistant.quiz.files.citing import render_citations
from assistant.quiz.files.prepare import prepare
from assistant.quiz.files.stable_zip import FIRST_DAY, stable_zip
from assistant.quiz.models import LETTERS, Item, ItemKind, Paper
from corpus.errors import KuanyanError

OPTION_COLUMNS = tuple(f"选项{letter}" for letter in LETTERS)
COLUMNS = ("题型", "题干", *OPTION_COLUMNS, "答案", "解析", "难度", "章节", "依据条款")
QUESTION_OF_CASE = f"{ItemKind.CASE}·"  # 案例分析·单选 is a question of the case in the row above it
SHEET = "试题"

_WIDTHS = {"题型": 14, "题干": 52, "答案": 14, "解析": 48, "难度": 8, "章节": 22, "依据条款": 48}
_OPTION_WIDTH = 24
_LONGEST_CELL = 32767  # characters, by the format
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # which a spreadsheet would read as a character


def render_paper(paper: Paper) -> bytes:
    """The bytes of an .xlsx file; every cell is text. Raises ``KuanyanError``."""
    ready = prepare(paper)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for row, values in enumerate(_rows(ready), start=1):
        for column, value in enumerate(values, start=1):
            if value:
                _write(cast(Cell, sheet.cell(row, column)), value)
    for column, name in enumerate(COLUMNS, start=1):
        head = sheet.cell(1, column)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E7E6E6")
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _OPTION_WIDTH)
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    properties = book.properties
    properties.title, properties.creator = ready.title, "宽严"
    properties.created = properties.modified = datetime(*FIRST_DAY)  # the format wants a time; ours says none
    file = BytesIO()
    ExcelWriter(book, ZipFile(file, "w")).save()  # not Workbook.save, which notes the time
    return stable_zip(file.getvalue())


def _rows(paper: Paper) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for number, item in enumerate(paper.items, start=1):
        yield _row(item, item.kind, f"第 {number} 题")
        for n, question in enumerate(item.questions, start=1):
            yield _row(question, QUESTION_OF_CASE + question.kind, f"第 {number} 题第 {n} 问")


def _row(item: Item, kind: str, place: str) -> tuple[str, ...]:
    options = [*item.options, *[""] * (len(LETTERS) - len(item.options))]
    try:
        answer = render_answer(item)
    except ValueError as error:
        raise KuanyanError(f"{place}：{error}后重试。") from error
    grounds = render_citations(item.citations)
    row = (kind, item.stem, *options, answer, item.explanation, item.level.value, item.chapter, grounds)
    for name, text in zip(COLUMNS, row, strict=True):
        if len(text.encode("utf-16-le")) // 2 > _LONGEST_CELL:
            raise KuanyanError(
                f"{place}的{name}超过一个单元格能放的 {_LONGEST_CELL} 个字，请改短或改存 .docx。"
            )
    return row


def _write(cell: Cell, text: str) -> None:
    """Text, whatever it begins with: never a formula, a number or an error."""
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text[:1] in "=+-@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
