"""A trainer's table in the layout of ``as_xlsx``: columns in any order, those it does not use left out."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

from assistant.quiz.files.as_xlsx import COLUMNS, OPTION_COLUMNS, QUESTION_OF_CASE, SHEET
from assistant.quiz.files.entry import Entry, build_item, find_kind
from assistant.quiz.models import ItemKind, Paper
from corpus.errors import KuanyanError

_NEEDED = ("题型", "题干", "答案")
_NEXT = "请另存为 .xlsx 后重试，或用备份"


def parse_paper(data: bytes, where: str, stem: str) -> Paper:
    """The paper on the sheet 试题, or on the only one; ``stem`` names it where the file has no title.

    Raises ``KuanyanError`` with file, row and column.
    """
    book = _open(data, where)
    if SHEET not in book.sheetnames and len(book.sheetnames) != 1:
        raise KuanyanError(f"{where} 有 {len(book.sheetnames)} 张表，没有一张叫“{SHEET}”，请改好表名。")
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    rows = list(sheet.iter_rows())
    names = _header(rows, where)
    entries: list[Entry] = []
    for number, cells in enumerate(rows[1:], start=2):
        values = {
            name: _text(cell, f"{where} 第 {number} 行的{name}")
            for name, cell in zip(names, cells, strict=True)
            if name
        }
        if any(value.strip() for value in values.values()):
            _add(entries, values, f"{where} 第 {number} 行")
    if not entries:
        raise KuanyanError(f"{where} 里没有题目，请从第 2 行起一行写一题。")
    items = tuple(build_item(entry) for entry in entries)
    return Paper(str(book.properties.title or stem), items)


def _open(data: bytes, where: str) -> Any:
    if not data:
        raise KuanyanError(f"{where} 是空的，请给出 .xlsx 文件。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that openpyxl leaves out: styles, validation
            return load_workbook(BytesIO(data))
    except (BadZipFile, OSError, EOFError) as error:
        raise KuanyanError(f"{where} 损坏了或不是 .xlsx 文件，{_NEXT}。") from error
    except Exception as error:  # openpyxl raises whatever the broken part makes it stumble over
        fault = type(error).__name__
        raise KuanyanError(f"{where} 的内容损坏了，读不出表格（{fault}），{_NEXT}。") from error


def _header(rows: list[tuple[Any, ...]], where: str) -> list[str]:
    names = [_text(cell, f"{where} 第 1 行").strip() for cell in (rows[0] if rows else ())]
    for name in names:
        if name and name not in COLUMNS:
            raise KuanyanError(
                f"{where} 第 1 行有不认识的列“{name[:20]}”，可用的列是 {'、'.join(COLUMNS)}，请改名或删去。"
            )
        if name and names.count(name) > 1:
            raise KuanyanError(f"{where} 第 1 行的列“{name}”写了两次，请删去一列。")
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise KuanyanError(f"{where} 第 1 行缺少列 {'、'.join(missing)}，请在第 1 行写上列名。")
    return names


def _text(cell: Any, place: str) -> str:
    """What stands in the cell, as text; 7 for the number 7.0."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise KuanyanError(f"{place}是公式，请改成文字（在前面加一个单引号）。")
    if cell.data_type == "e":
        raise KuanyanError(f"{place}是错误值 {value}，请改成文字。")
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if not isinstance(value, str | int | float):
        raise KuanyanError(f"{place}是日期或时间格式，请把单元格改成文字格式后重写。")
    return str(value).replace("_x005F_", "_")  # how a spreadsheet writes a _ that begins no character


def _add(entries: list[Entry], values: dict[str, str], place: str) -> None:
    word = values["题型"].strip()
    in_case = word.startswith(QUESTION_OF_CASE)
    kind = find_kind(word.removeprefix(QUESTION_OF_CASE))
    if kind is None or (in_case and kind is ItemKind.CASE):
        known = f"{'、'.join(ItemKind)} 之一（案例的小题写 {QUESTION_OF_CASE}{ItemKind.SINGLE} 等）"
        raise KuanyanError(f"{place}的题型“{word[:20]}”应为 {known}，请改正。")
    entry = Entry(
        place=place,
        kind=kind,
        stem=values["题干"],
        options=_options(values, place),
        answer=values["答案"],
        explanation=values.get("解析", ""),
        level=values.get("难度", ""),
        chapter=values.get("章节", ""),
        grounds=values.get("依据条款", ""),
    )
    if not in_case:
        entries.append(entry)
    elif entries and entries[-1].kind is ItemKind.CASE:
        entries[-1].questions.append(entry)
    else:
        raise KuanyanError(f"{place}是案例的小题，但上面没有案例，请把它移到案例的下面。")


def _options(values: dict[str, str], place: str) -> list[str]:
    options = [values.get(name, "") for name in OPTION_COLUMNS]
    while options and not options[-1].strip():
        options.pop()
    for name, option in zip(OPTION_COLUMNS, options, strict=False):
        if not option.strip():
            raise KuanyanError(f"{place}的{name}是空的，后面却还有选项，请依次填写。")
    return options
