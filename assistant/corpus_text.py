"""Documents and clauses as text and JSON, for ``kuanyan corpus``."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from corpus.errors import KuanyanError
from corpus.models import Clause, Corpus, Document


def render_documents(corpus: Corpus) -> str:
    lines = []
    for document in corpus.documents:
        meta = document.meta
        number = meta.doc_number or "（所收文本没有文号）"
        start = f"施行 {meta.in_force_from}" if meta.in_force_from else "施行日期未载明"
        lines.append(f"{meta.doc_id}  {number}  {meta.title}")
        lines.append(
            f"    {meta.region}  {meta.issuer}  印发 {meta.issued_on}  {start}  {len(document.clauses)} 条"
        )
    return "\n".join(lines)


def document_json(document: Document) -> dict[str, Any]:
    data = asdict(document.meta)
    for key in ("issued_on", "in_force_from", "in_force_through"):
        data[key] = data[key].isoformat() if data[key] else None
    return {**data, "clauses": len(document.clauses)}


def show(corpus: Corpus, identifier: str, as_json: bool) -> str:
    """A document's tree or one clause. Raises ``KuanyanError`` where there is no such id."""
    document = corpus.find_document(identifier.split("#", 1)[0])
    if document is None:
        known = "、".join(d.doc_id for d in corpus.documents)
        raise KuanyanError(f"没有文件 {identifier.split('#', 1)[0]}，可用的有 {known}。")
    if "#" not in identifier:
        if as_json:
            clauses = [clause_json(document, clause) for clause in document.clauses]
            return json.dumps({**document_json(document), "clauses": clauses}, ensure_ascii=False, indent=2)
        return render_tree(document)
    clause = document.find_clause(identifier)
    if clause is None:
        raise KuanyanError(
            f"{document.doc_id} 里没有条款 {identifier.split('#', 1)[1]}，"
            f"请用 kuanyan corpus show {document.doc_id} 看条款树。"
        )
    if as_json:
        return json.dumps(clause_json(document, clause), ensure_ascii=False, indent=2)
    return render_clause_text(document, clause)


def render_tree(document: Document) -> str:
    lines = [f"{document.meta.title}（{document.meta.cite_as}）"]
    for clause in document.clauses:
        depth = len(document.ancestors(clause))
        words = clause.heading if clause.title else clause.text.replace("\n", " ")[:24]
        lines.append(f"{'  ' * (depth + 1)}{clause.clause_id}  {words}")
    return "\n".join(lines)


def render_clause_text(document: Document, clause: Clause) -> str:
    """Label, heading path, cells by name, the words as printed."""
    lines = [f"{clause.label}  [{clause.clause_id}]", f"位置：{document.heading_path(clause) or '文件开头'}"]
    if clause.cells:
        for cell in clause.cells:
            shared = "（合并单元格）" if cell.shared else ""
            lines.append(f"{cell.name}{shared}：{'⏎'.join(document.quote(s) for s in cell.spans)}")
    else:
        lines.append("原文：")
        lines += [document.quote(span) for span in clause.spans]
    if clause.repairs:
        lines.append(
            f"检索文字与原文有 {len(clause.repairs)} 处不同（断行、空格、半角标点等），引文一律照原文。"
        )
    return "\n".join(lines)


def clause_json(document: Document, clause: Clause) -> dict[str, Any]:
    return {
        "clause_id": clause.clause_id,
        "parent_id": clause.parent_id,
        "kind": clause.kind.value,
        "number": clause.number,
        "title": clause.title,
        "label": clause.label,
        "heading_path": document.heading_path(clause),
        "quotes": [{"start": s.start, "end": s.end, "quote": document.quote(s)} for s in clause.cited_spans],
        "cells": [
            {"name": c.name, "quotes": [document.quote(s) for s in c.spans], "shared": c.shared}
            for c in clause.cells
        ],
        "text": clause.text,
        "repairs": [asdict(repair) for repair in clause.repairs],
    }
