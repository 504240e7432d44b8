"""A source text and its meta data → a checked document."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.check import check_coverage
from corpus.errors import KuanyanError
from corpus.models import ClauseKind, Document, DocumentMeta
from ingest.labels import label_of
from ingest.lines import parse_lines
from ingest.outline import OutlineReader, annex_title
from ingest.tables import MergedCell


def build_document(meta: DocumentMeta, source: str, merged: Sequence[MergedCell] = ()) -> Document:
    """The clause tree of ``source``.

    Raises ``KuanyanError`` where a character would be lost or counted twice: such a document is
    never taken into the corpus.
    """
    lines, marks = parse_lines(source)
    reader = OutlineReader(source, lines, meta.title, list(merged))
    drafts = reader.read()
    for draft in drafts:
        if draft.kind in (ClauseKind.ANNEX, ClauseKind.TABLE):
            draft.title = annex_title(source, draft)
    for draft in drafts:
        draft.label = label_of(draft, meta.cite_as)
    leftovers = tuple(sorted([*marks, *reader.leftovers], key=lambda left: left.span))
    clauses = tuple(draft.build(source, meta.doc_id) for draft in drafts)
    document = Document(meta, source, clauses, leftovers)
    problems = check_coverage(document)
    if problems:
        raise KuanyanError(f"文件 {meta.doc_id} 没有完整切分：{problems[0]}；请检查原文格式或报告此问题。")
    return document
