"""Confirmed questions as files that people exchange: .csv, .xlsx, .jsonl, the ending says which.

A table has the columns 问题 and 条款 (a clause id, or as officers write it), and may have 日期 and 确认人;
.jsonl has the keys of the store, of which the first two are needed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from assistant.batch import parse_date
from assistant.batch_json import parse_json
from assistant.confirmed.entry import confirm
from assistant.streams import read_bytes, split_lines
from corpus.confirmed import Confirmed, render_confirmed
from corpus.errors import KuanyanError
from corpus.models import Corpus

ENDINGS = (".csv", ".xlsx", ".jsonl")
COLUMNS = ("问题", "条款", "日期", "确认人")
_KEYS = dict(zip(("question", "clause_id", "confirmed_on", "confirmed_by"), COLUMNS, strict=True))
_NEEDED = COLUMNS[:2]
_SHEET = "确认的问题"
Row = tuple[str, dict[str, str]]  # the place it stands, its values by column
Progress = Callable[[str, float], None]


def import_questions(
    path: Path, corpus: Corpus, kept: Iterable[Confirmed], by: str, on: date, progress: Progress
) -> tuple[list[Confirmed], int]:
    """The new questions of a file, and how many of it were already confirmed and are passed over.

    ``by`` and ``on`` stand in where the file does not say. Raises ``KuanyanError`` with file and row; the
    file is taken as a whole or not at all.
    """
    rows = _read_rows(path)
    known = {question.key for question in kept}
    new: list[Confirmed] = []
    for number, (place, values) in enumerate(rows, start=1):
        try:
            day = parse_date(values["日期"]) if values.get("日期") else on
            question = confirm(
                values.get("问题", ""), values.get("条款", ""), values.get("确认人") or by, day, corpus
            )
        except KuanyanError as error:
            raise KuanyanError(f"{place}：{error}（一个也没有导入）") from error
        if question.key not in known:
            known.add(question.key)
            new.append(question)
        progress("正在导入确认的问题", number / len(rows))
    return new, len(rows) - len(new)


def export_questions(questions: Iterable[Confirmed], path: Path) -> None:
    """Writes beside, then renames. Raises ``KuanyanError``."""
    check_ending(path)
    rows = [[q.question, q.clause_id, q.confirmed_on.isoformat(), q.confirmed_by] for q in questions]
    ending = path.suffix.lower()
    if ending == ".jsonl":
        data = render_confirmed(questions)
    else:
        data = _render_csv(rows) if ending == ".csv" else _render_xlsx(rows)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        raise KuanyanError(f"{path} 写不进去（系统错误 {error.errno}），请换一个位置或改权限。") from error


def check_ending(path: Path) -> None:
    """Raises ``KuanyanError`` where the ending is none of ours."""
    if path.suffix.lower() not in ENDINGS:
        raise KuanyanError(f"不认识文件 {path} 的类型“{path.suffix}”，请用 {'、'.join(ENDINGS)} 之一结尾。")


def _read_rows(path: Path) -> list[Row]:
    check_ending(path)
    data = read_bytes(path, f"{'、'.join(ENDINGS)} 文件")
    ending = path.suffix.lower()
    if ending == ".jsonl":
        rows = _jsonl_rows(data, path)
    else:
        rows = _table_rows(_csv_cells(data, path) if ending == ".csv" else _xlsx_cells(data, path), path)
    if not rows:
        raise KuanyanError(f"{path} 里没有问题，请一行写一个问题和它的条款。")
    return rows


def _jsonl_rows(data: bytes, path: Path) -> list[Row]:
    try:
        lines = split_lines(data)
    except UnicodeDecodeError as error:
        raise KuanyanError(f"{path} 不是 UTF-8 文字，请另存为 UTF-8 后重试。") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        place = f"{path} 第 {number} 行"
        try:
            values = parse_json(line)
        except ValueError as error:
            raise KuanyanError(
                f'{place}不是 JSON，请每行写一个 {{"question", "clause_id"}} 对象。'
            ) from error
        if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
            raise KuanyanError(f"{place}应是值为文字的对象，请改正。")
        unknown = sorted(values.keys() - _KEYS.keys())
        if unknown:
            raise KuanyanError(
                f"{place}有不认识的键 {'、'.join(unknown)[:40]}，可用的键是 {'、'.join(_KEYS)}，请改正。"
            )
        rows.append((place, {_KEYS[key]: value for key, value in values.items()}))
    return rows


def _table_rows(cells: list[list[str]], path: Path) -> list[Row]:
    """The first row names the columns; rows without any words are passed over."""
    names = [name.strip() for name in (cells[0] if cells else [])]
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise KuanyanError(
            f"{path} 第 1 行有不认识的列“{unknown[0][:20]}”，可用的列是 {'、'.join(COLUMNS)}，请改名或删去。"
        )
    missing = [name for name in _NEEDED if names.count(name) != 1]
    if missing:
        raise KuanyanError(f"{path} 第 1 行应有一列“{missing[0]}”，请在第 1 行写上列名。")
    return [
        (f"{path} 第 {number} 行", {n: v.strip() for n, v in zip(names, row, strict=False) if n})
        for number, row in enumerate(cells[1:], start=2)
        if any(value.strip() for value in row)
    ]


def _csv_cells(data: bytes, path: Path) -> list[list[str]]:
    """As spreadsheets save it: UTF-8 with or without its mark, or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise KuanyanError(f"{path} 不是完整的 CSV（引号不成对），请用表格软件另存后重试。") from error
    raise KuanyanError(f"{path} 既不是 UTF-8 也不是 GB18030 文字，请另存为 UTF-8 的 CSV 后重试。")


def _xlsx_cells(data: bytes, path: Path) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
    except Exception as error:  # openpyxl raises whatever the broken part makes it stumble over
        raise KuanyanError(f"{path} 损坏了或不是 .xlsx 文件，请另存为 .xlsx 后重试。") from error
    return [[_cell_text(value) for value in row] for row in rows]


def _cell_text(value: object) -> str:
    """A date cell as 2026-01-31; nothing for an empty one."""
    if isinstance(value, date):  # datetime is a date, too
        return value.isoformat()[:10]
    return "" if value is None else str(value)


def _render_csv(rows: list[list[str]]) -> bytes:
    """With the mark of UTF-8, by which spreadsheets know it."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([COLUMNS, *rows])
    return stream.getvalue().encode("utf-8-sig")


def _render_xlsx(rows: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _SHEET
    for number, row in enumerate([list(COLUMNS), *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            cell.data_type = "s"  # a question that begins with = is no formula
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
