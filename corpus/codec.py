"""Clauses as JSON lines: one object a line, keys in a fixed order, so that a diff can be read."""

from __future__ import annotations

import json
from typing import Any

from corpus.models import Cell, Clause, ClauseKind, Leftover, Repair, Span


def render_clause(clause: Clause) -> str:
    data: dict[str, Any] = {
        "clause_id": clause.clause_id,
        "parent_id": clause.parent_id,
        "kind": clause.kind.value,
        "number": clause.number,
        "title": clause.title,
        "label": clause.label,
        "spans": _render_spans(clause.spans),
        "text": clause.text,
    }
    if clause.cells:
        data["cells"] = [
            {"name": c.name, "text": c.text, "spans": _render_spans(c.spans), "shared": c.shared}
            for c in clause.cells
        ]
    if clause.repairs:
        data["repairs"] = [[r.at, r.printed, r.searched, r.reason] for r in clause.repairs]
    return json.dumps(data, ensure_ascii=False)


def parse_clause(line: str) -> Clause:
    """Raises ``KeyError``, ``ValueError`` or ``TypeError`` on anything ``render_clause`` did not write."""
    data = json.loads(line)
    cells = [Cell(c["name"], c["text"], _parse_spans(c["spans"]), c["shared"]) for c in data.get("cells", ())]
    return Clause(
        clause_id=data["clause_id"],
        parent_id=data["parent_id"],
        kind=ClauseKind(data["kind"]),
        number=data["number"],
        title=data["title"],
        label=data["label"],
        spans=_parse_spans(data["spans"]),
        text=data["text"],
        cells=tuple(cells),
        repairs=tuple(Repair(*r) for r in data.get("repairs", ())),
    )


def render_leftover(leftover: Leftover) -> str:
    data = {"leftover": [leftover.span.start, leftover.span.end], "reason": leftover.reason}
    return json.dumps(data, ensure_ascii=False)


def parse_leftover(line: str) -> Leftover:
    data = json.loads(line)
    start, end = data["leftover"]
    return Leftover(Span(start, end), data["reason"])


def _render_spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _parse_spans(pairs: list[list[int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)
