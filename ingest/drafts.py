"""A clause while its document is still being read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.models import Cell, Clause, ClauseKind, Repair, Span
from ingest.lines import Line
from ingest.repair import repair_text


@dataclass
class Draft:
    """``paragraphs`` are the clause's own words: each a list of spans that read without a gap."""

    path: str
    kind: ClauseKind
    number: str = ""
    title: str = ""
    parent: Draft | None = None
    label: str = ""
    paragraphs: list[list[Span]] = field(default_factory=list)
    cells: dict[str, list[Span]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)  # names of cells merged over rows

    def add_line(self, line: Line, *, joined: bool = False) -> None:
        self.add_spans(line.pieces, joined=joined)

    def add_spans(self, spans: Iterable[Span], *, joined: bool = False) -> None:
        if joined and self.paragraphs:
            self.paragraphs[-1].extend(spans)
        else:
            self.paragraphs.append(list(spans))

    def own_spans(self) -> tuple[Span, ...]:
        in_cells = [s for name, spans in self.cells.items() if name not in self.shared for s in spans]
        return tuple(sorted([s for p in self.paragraphs for s in p] + in_cells))

    def build(self, source: str, doc_id: str) -> Clause:
        """The finished clause; its ``text`` is repaired, paragraphs stand on lines of their own."""
        texts: list[str] = []
        repairs: list[Repair] = []
        for paragraph in self.paragraphs:
            text, changed = repair_text(source, paragraph)
            texts.append(text)
            repairs += changed
        cells = []
        for name, spans in self.cells.items():
            text, changed = repair_text(source, spans)
            cells.append(Cell(name, text, tuple(spans), name in self.shared))
            if name not in self.shared:
                repairs += changed
        texts += [f"{cell.name}：{cell.text}" for cell in cells if cell.text]
        return Clause(
            clause_id=f"{doc_id}#{self.path}",
            parent_id=f"{doc_id}#{self.parent.path}" if self.parent else None,
            kind=self.kind,
            number=self.number,
            title=self.title,
            label=self.label,
            spans=self.own_spans(),
            text="\n".join(texts),
            cells=tuple(cells),
            repairs=tuple(repairs),
        )
