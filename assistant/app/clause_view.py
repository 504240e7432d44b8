"""A clause inside its document: the whole text as received, the clause marked, the quoted words lit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.app.cited import CitedClause, Place
from assistant.app.literal import escape
from corpus.models import Clause, ClauseKind, Document, DocumentMeta, Span

_UNSTATED = "未载明"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of the source: of a clause, of a leftover (``clause`` and ``leftover`` tell), or a gap."""

    span: Span
    clause: Clause | None
    leftover: bool


def render_cited(clauses: Sequence[CitedClause]) -> str:
    """The list of cited clauses, each a button; the first is the one shown."""
    if not clauses:
        return '<p class="ky-hint">回答引用的条款会列在这里，点开即见其在文件中的位置。</p>'
    buttons = "".join(
        f'<button type="button" class="ky-entry" data-open="{escape(clause.key)}"'
        f' aria-pressed="{"true" if number == 1 else "false"}">'
        f'<span class="ky-entry-no">{number}</span>{escape(clause.label)}</button>'
        for number, clause in enumerate(clauses, start=1)
    )
    return f'<div class="ky-entries" role="group" aria-label="引用条款">{buttons}</div>'


def render_place(place: Place | None) -> str:
    """The document of a place with its head; an empty place gives nothing."""
    if place is None:
        return ""
    document, clause = place.document, place.clause
    path = document.heading_path(clause)
    where = f'<p class="ky-path">{escape(path)}</p>' if path else ""
    return (
        '<section class="ky-doc" aria-label="条款所在文件">'
        f'<h3 class="ky-label">{escape(clause.label)}</h3>{where}'
        f"{render_meta(document.meta)}{render_source(document, clause, place.marks)}</section>"
    )


def render_meta(meta: DocumentMeta) -> str:
    """Title, 文号, region, dates; what is unknown is said to be."""
    rows = [
        ("文号", describe_number(meta)),
        ("地区", meta.region.replace("/", " ")),
        ("发文机关", meta.issuer),
        ("印发", str(meta.issued_on)),
        ("施行", str(meta.in_force_from or _UNSTATED)),
    ]
    if meta.in_force_through:
        rows.append(("有效至", str(meta.in_force_through)))
    items = "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)
    return f'<p class="ky-title">{escape(meta.title)}</p><dl class="ky-meta">{items}</dl>'


def describe_number(meta: DocumentMeta) -> str:
    if meta.doc_number is None:
        return _UNSTATED
    return f"{meta.doc_number}（{meta.doc_number_source}）" if meta.doc_number_source else meta.doc_number


def render_source(document: Document, clause: Clause, marks: Sequence[Span]) -> str:
    """``source.txt`` letter by letter: its text content is the source, marks of the conversion hidden."""
    own = (*clause.spans, *clause.cited_spans)
    body = "".join(
        _render_piece(document, piece, any(_overlap(piece.span, span) for span in own), marks)
        for piece in _pieces(document)
    )
    return f'<div class="ky-source" tabindex="0" role="region" aria-label="文件原文">{body}</div>'


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _pieces(document: Document) -> Iterator[_Piece]:
    owned = [_Piece(span, clause, False) for clause in document.clauses for span in clause.spans]
    owned += [_Piece(leftover.span, None, True) for leftover in document.leftovers]
    at = 0
    for piece in sorted(owned, key=lambda piece: piece.span):
        if at < piece.span.start:
            yield _Piece(Span(at, piece.span.start), None, False)
        yield piece
        at = piece.span.end
    if at < len(document.source):
        yield _Piece(Span(at, len(document.source)), None, False)


def _render_piece(document: Document, piece: _Piece, is_own: bool, marks: Sequence[Span]) -> str:
    if piece.leftover:
        return f'<span class="ky-left">{_text(document, piece.span)}</span>'
    if piece.clause is None:
        return _render_gap(document.quote(piece.span))
    words = _render_words(document, piece.span, _heading(document, piece.clause), marks if is_own else ())
    return f'<span class="ky-clause">{words}</span>' if is_own else words


def _render_gap(gap: str) -> str:
    """Blank characters between clauses; more than one blank line in a row is hidden, not lost."""
    head, rest = gap, ""
    lines = [match.end() for match in re.finditer("\n", gap)]
    if len(lines) > 2:
        head, rest = gap[: lines[1]], gap[lines[1] :]
    shown = escape(head, line_ends=True).replace("&#9;", '<span class="ky-tab">&#9;</span>')
    return f'{shown}<span class="ky-left">{escape(rest, line_ends=True)}</span>' if rest else shown


def _render_words(document: Document, span: Span, heading: Span | None, marks: Sequence[Span]) -> str:
    """The words of ``span``, each mark in it one ``<mark>`` element."""
    parts, at = [], span.start
    for mark in marks:
        if not span.start <= mark.start < mark.end <= span.end:
            continue
        parts.append(_render_run(document, at, mark.start, heading))
        parts.append(f"<mark>{_render_run(document, mark.start, mark.end, heading)}</mark>")
        at = mark.end
    parts.append(_render_run(document, at, span.end, heading))
    return "".join(parts)


def _render_run(document: Document, start: int, end: int, heading: Span | None) -> str:
    """Characters ``start`` to ``end``, those of the heading in bold; empty where ``start == end``."""
    if start == end:
        return ""
    cut = min(max(heading.end, start), end) if heading and heading.start <= start else start
    bold = f"<b>{_text(document, Span(start, cut))}</b>" if cut > start else ""
    return bold + (_text(document, Span(cut, end)) if end > cut else "")


def _heading(document: Document, clause: Clause) -> Span | None:
    """Where a section's number and title are printed, if its text begins with them."""
    if clause.kind not in (ClauseKind.SECTION, ClauseKind.ANNEX, ClauseKind.TABLE) or not clause.title:
        return None
    start = clause.spans[0].start
    words = re.escape(clause.number) + r"\s*" + re.escape(clause.title)
    match = re.compile(words).match(document.source, start)
    return Span(start, match.end()) if match else None


def _text(document: Document, span: Span) -> str:
    return escape(document.quote(span), line_ends=True)
