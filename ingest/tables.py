"""Tables printed as lines with tabs: one row a clause, cells named by the header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.models import ClauseKind, Leftover, Span
from ingest.drafts import Draft
from ingest.lines import Line

_ROW_NUMBER = re.compile(r"[0-9]{1,3}")
_BLANK_ROW = re.compile(r"[0-9]{1,3}|…+")


@dataclass(frozen=True, slots=True)
class MergedCell:
    """``meta.yaml`` → ``merged_cells``: one cell of ``column`` spans ``rows`` (both inclusive)."""

    annex: int
    column: str
    rows: tuple[int, int]


@dataclass
class TableReader:
    """Reads the tab lines of one annex. ``table`` is the annex's own clause."""

    source: str
    table: Draft
    columns: list[str] = field(default_factory=list)
    rows: list[Draft] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)

    def add_line(self, line: Line) -> None:
        cells = self._split(line)
        if not self.columns and len([c for c in cells if c]) > 2:
            self.columns = [self._text(cell) for cell in cells]
            self.table.add_spans([c for c in cells if c])
        elif self.columns and len(cells) > 2:
            self._add_row_line(cells)
        else:
            self._add_form_cell([c for c in cells if c])

    def _add_row_line(self, cells: list[Span | None]) -> None:
        first = self._text(cells[0])
        if _ROW_NUMBER.fullmatch(first) and int(first) == len(self.rows) + 1:
            row = Draft(f"{self.table.path}.{first}", ClauseKind.ROW, number=first, parent=self.table)
            row.cells = {name: [] for name in self.columns if name}
            self.rows.append(row)
        for column, cell in enumerate(cells):
            name = self.columns[column] if column < len(self.columns) else ""
            if cell is None:
                continue
            if self.rows and name:
                self.rows[-1].cells[name].append(cell)
            else:  # outside the header's columns or above the first row: kept with the table
                self.table.add_spans([cell])

    def _add_form_cell(self, cells: list[Span]) -> None:
        """A blank form prints one cell a line: its headings are kept, bare row numbers left over."""
        for cell in cells:
            if _BLANK_ROW.fullmatch(self._text(cell)):
                self.leftovers.append(Leftover(cell, "空白表格的行号"))
            else:
                self.table.add_spans([cell])

    def close(self, merged: list[MergedCell]) -> list[Draft]:
        """The rows, followed by one clause for each merged cell."""
        shared = []
        for number, cell in enumerate(merged, start=1):
            rows = self.rows[cell.rows[0] - 1 : cell.rows[1]]
            spans = [s for row in rows for s in row.cells[cell.column]]
            draft = Draft(f"{self.table.path}.m{number}", ClauseKind.MERGED_CELL, parent=self.table)
            draft.title = f"第{cell.rows[0]}—{cell.rows[1]}项共用的{cell.column}"
            draft.add_spans(spans)
            for row in rows:
                row.cells[cell.column] = spans
                row.shared.add(cell.column)
            shared.append(draft)
        for row in self.rows:
            named = [n for n in self.columns if n.startswith("事项") and "编码" not in n]
            row.title = "".join(self._text(s) for s in row.cells[named[0]]) if named else ""
            row.cells = {name: spans for name, spans in row.cells.items() if spans}
        return self.rows + shared

    def _split(self, line: Line) -> list[Span | None]:
        """One span a column, ``None`` for an empty one."""
        cells: list[Span | None] = []
        at = line.start
        for raw in self.source[line.start : line.end].split("\t"):
            text = raw.strip()
            left = at + len(raw) - len(raw.lstrip())
            cells.append(Span(left, left + len(text)) if text else None)
            at += len(raw) + 1
        return cells

    def _text(self, span: Span | None) -> str:
        return self.source[span.start : span.end] if span else ""
