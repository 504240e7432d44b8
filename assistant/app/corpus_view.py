"""The corpus to browse: documents, the tree of one, a clause in full."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.app.clause_view import render_meta, render_source
from assistant.app.literal import escape
from corpus.models import Clause, Corpus, Document, Repair, Span

_AROUND = 16  # characters shown before and after a match


def render_documents(corpus: Corpus, chosen: str) -> str:
    """One card per document; ``chosen`` is a doc_id."""
    cards = "".join(_render_card(document, document.doc_id == chosen) for document in corpus.documents)
    return f'<div class="ky-cards" role="group" aria-label="所收文件">{cards}</div>'


def _render_card(document: Document, is_chosen: bool) -> str:
    meta = document.meta
    facts = (
        meta.doc_number or "文号未载明",
        meta.region.replace("/", " "),
        f"{meta.issued_on} 印发",
        f"{meta.in_force_from} 起施行" if meta.in_force_from else "施行日期未载明",
        f"{len(document.clauses)} 个条款",
    )
    lines = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return (
        f'<button type="button" class="ky-card" data-doc="{escape(document.doc_id)}"'
        f' aria-pressed="{"true" if is_chosen else "false"}">'
        f'<span class="ky-card-title">{escape(meta.title)}</span>'
        f'<span class="ky-card-facts">{lines}</span></button>'
    )


def render_tree(document: Document, chosen: str = "") -> str:
    """The clauses of one document, indented by depth."""
    items = "".join(
        _render_item(document, clause, len(document.ancestors(clause)), chosen) for clause in document.clauses
    )
    return f'<div class="ky-tree" role="group" aria-label="条款">{items}</div>'


def render_found(corpus: Corpus, words: str, chosen: str = "") -> str:
    """Clauses of all documents that contain ``words``, under the titles of their documents."""
    groups = []
    for document in corpus.documents:
        found = [clause for clause in document.clauses if _contains(document, clause, words)]
        if found:
            items = "".join(_render_item(document, clause, 0, chosen, words) for clause in found)
            title = f"{document.meta.title}（{len(found)}）"
            groups.append(f'<p class="ky-tree-doc">{escape(title)}</p>{items}')
    if not groups:
        return f'<p class="ky-hint">没有条款含有「{escape(words)}」，请换一个词，或清空筛选看全部条款。</p>'
    return f'<div class="ky-tree" role="group" aria-label="筛选出的条款">{"".join(groups)}</div>'


def _contains(document: Document, clause: Clause, words: str) -> bool:
    printed = (document.quote(span) for span in clause.cited_spans)
    texts = (clause.text, clause.label, clause.heading, clause.clause_id, *printed)
    return any(words in text for text in texts)


def _render_item(document: Document, clause: Clause, depth: int, chosen: str, words: str = "") -> str:
    name = clause.heading or _opening(document, clause)
    if clause.cells and not clause.title:
        name = f"{clause.number} {clause.cells[1 if len(clause.cells) > 1 else 0].text}"
    excerpt = f'<span class="ky-excerpt">{_excerpt(clause.text, words)}</span>' if words else ""
    return (
        f'<button type="button" class="ky-item ky-depth-{min(depth, 5)}"'
        f' data-clause="{escape(clause.clause_id)}"'
        f' aria-pressed="{"true" if clause.clause_id == chosen else "false"}"'
        f' title="{escape(clause.label)}">{escape(name)}{excerpt}</button>'
    )


def _opening(document: Document, clause: Clause) -> str:
    part = clause.label.removeprefix(document.meta.cite_as).strip()
    return f"〔{part}〕{' '.join(clause.text.split())[:20]}"


def _excerpt(text: str, words: str) -> str:
    at = text.find(words)
    if at < 0:
        return ""
    end = at + len(words)
    before, after = text[max(0, at - _AROUND) : at], text[end : end + _AROUND]
    return f"…{escape(before)}<mark>{escape(words)}</mark>{escape(after)}…"


def render_clause(document: Document, clause: Clause) -> str:
    """Label, heading path, the words as printed, cells, repairs, and the place in the document."""
    words = _render_cells(document, clause) if clause.cells else _render_verbatim(document, clause)
    return (
        f'<section class="ky-clause-card" aria-label="条款"><h3 class="ky-label">{escape(clause.label)}</h3>'
        f'<p class="ky-path">{escape(document.heading_path(clause) or document.meta.title)}</p>'
        f"{_render_copies(clause)}{words}{_render_repairs(document, clause.repairs)}"
        f'<details class="ky-of"><summary>所在文件</summary>{render_meta(document.meta)}</details>'
        '<details class="ky-whole"><summary>在文件全文中查看</summary>'
        f"{render_source(document, clause, ())}</details></section>"
    )


def _render_copies(clause: Clause) -> str:
    buttons = "".join(
        f'<button type="button" class="ky-copy" title="复制{name}" data-copy="{escape(value)}">'
        f"复制{name}</button>"
        for name, value in (("出处", clause.label), ("编号", clause.clause_id))
    )
    return f'<p class="ky-copies"><code>{escape(clause.clause_id)}</code>{buttons}</p>'


def _render_verbatim(document: Document, clause: Clause) -> str:
    paragraphs = "".join(f"<p>{_join(document, group)}</p>" for group in clause.paragraphs)
    return f'<div class="ky-verbatim">{paragraphs}</div>'


def _render_cells(document: Document, clause: Clause) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(cell.name)}{_shared(cell.shared)}</th>'
        f"<td>{_join(document, cell.spans) or '<span class=ky-none>（空白）</span>'}</td></tr>"
        for cell in clause.cells
    )
    return f'<table class="ky-cells"><tbody>{rows}</tbody></table>'


def _shared(is_shared: bool) -> str:
    return '<span class="ky-shared">合并单元格，数项共用</span>' if is_shared else ""


def _join(document: Document, spans: Iterable[Span]) -> str:
    cut = '<span class="ky-cut" title="原文在此换行、换页或分栏">⏎</span>'
    return cut.join(escape(document.quote(span)) for span in spans)


def _render_repairs(document: Document, repairs: tuple[Repair, ...]) -> str:
    if not repairs:
        return '<p class="ky-hint">检索文字与原文一致。</p>'
    rows = "".join(
        f"<tr><td>{_context(document, repair)}</td><td>{_shown(repair.searched)}</td>"
        f"<td>{escape(repair.reason)}</td></tr>"
        for repair in repairs
    )
    return (
        f'<details class="ky-repairs"><summary>原文与检索文字的差异（{len(repairs)} 处）</summary>'
        "<table><thead><tr><th>原文</th><th>检索时作</th><th>原因</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></details>"
    )


def _context(document: Document, repair: Repair) -> str:
    """The printed characters with a few around them."""
    end = repair.at + len(repair.printed)
    before = document.source[max(0, repair.at - 6) : repair.at].split("\n")[-1]
    after = document.source[end : end + 6].split("\n")[0]
    return f"{escape(before)}<b>{_shown(repair.printed)}</b>{escape(after)}"


def _shown(text: str) -> str:
    """Blank characters by a sign."""
    visible = text.replace("\n", "⏎").replace("\t", "⇥").replace(" ", "␣").replace("\u3000", "␣")
    return escape(visible) or '<span class="ky-none">（删去）</span>'
