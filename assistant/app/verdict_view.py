"""A verdict card as HTML: headline, sections, and a way to each clause it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.app.cited import CitedClause
from assistant.app.literal import escape
from assistant.verdict.card import Card, Line, Section

_MARKS = {True: ("符合", "✓", "met"), False: ("不符合", "✗", "unmet"), None: ("", "", "")}


def render_verdict(card: Card, cited: Iterable[CitedClause] = (), *, with_headline: bool = True) -> str:
    """``cited`` are clauses with the spans to highlight; other clauses open without a highlight."""
    keys = {clause.clause_id: clause.key for clause in cited}
    headline = f'<div class="ky-ruling-head">{escape(card.headline)}</div>' if with_headline else ""
    summary = f'<div class="ky-ruling-sum">{escape(card.summary)}</div>' if card.summary else ""
    body = "".join(_render_section(section, keys) for section in card.sections)
    return f'<div class="ky-ruling ky-tone-{card.tone.value}">{headline}{summary}{body}</div>'


def _render_section(section: Section, keys: Mapping[str, str]) -> str:
    lines = "".join(_render_line(line, keys) for line in section.lines)
    return f'<section class="ky-ruling-part"><h4>{escape(section.heading)}</h4><ul>{lines}</ul></section>'


def _render_line(line: Line, keys: Mapping[str, str]) -> str:
    said, sign, name = _MARKS[line.met]
    mark = f'<span class="ky-met ky-{name}" role="img" aria-label="{said}">{sign}</span>' if sign else ""
    return f"<li>{mark}<span>{escape(line.text)}{_render_source(line, keys)}</span></li>"


def _render_source(line: Line, keys: Mapping[str, str]) -> str:
    if not line.clause_id:
        return ""
    key = keys.get(line.clause_id, line.clause_id)
    return (
        f'<button type="button" class="ky-cite" title="在文件中查看">{escape(line.label)}'
        f'<span class="ky-key" hidden>{escape(key)}</span></button>'
    )


def render_asked(question: str, choices: Iterable[str]) -> str:
    """What is asked back, its answers as buttons that send themselves."""
    first, *rest = question.split("\n")
    numbered = [line for line in rest if line[:1].isdigit()]
    hints = [line for line in rest if not line[:1].isdigit()]
    options = list(choices)
    buttons = "".join(
        f'<button type="button" class="ky-choice">{escape(option)}</button>' for option in options
    )
    shown = [line for line in numbered if line.split(". ", 1)[-1] not in options]
    items = "".join(f"<li>{escape(line)}</li>" for line in shown)
    hint = "".join(f"<p>{escape(line)}</p>" for line in hints)
    listed = f'<ul class="ky-asked-list">{items}</ul>' if items else ""
    return (
        f'<div class="ky-asked"><p class="ky-asked-text">{escape(first)}</p>{listed}'
        f'<div class="ky-choices">{buttons}</div><div class="ky-asked-hint">{hint}</div></div>'
    )
