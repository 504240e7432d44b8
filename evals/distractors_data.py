"""The notices near the five documents, as ordinary documents: through ``ingest``, nothing lost."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.models import Clause, ClauseKind, Document, DocumentMeta, Leftover
from ingest.build import build_document
from ingest.lines import parse_lines

_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,8}〔\d{4}〕\d+号")
_DATE = re.compile(r"((?:19|20)\d{2})年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"〔(\d{4})〕")
_REGION = re.compile(r"^(?:.{2,6}?(?:自治区|省)|.{2}市)")
_TITLE = re.compile(r"^#\s+(.+?)\s*$", re.M)


def load_notices(folder: Path) -> tuple[Document, ...]:
    """One document a Markdown file, by name. Raises ``KuanyanError`` without any, or without a title."""
    paths = sorted(folder.glob("*.md"))
    if not paths:
        raise KuanyanError(f"文件夹 {folder} 里没有 .md 文件，请检查数据。")
    return tuple(_read(number, path) for number, path in enumerate(paths, start=1))


def _read(number: int, path: Path) -> Document:
    source = path.read_bytes().decode("utf-8")
    title = _TITLE.search(source)
    if title is None:
        raise KuanyanError(f"{path} 没有「# 标题」一行，请检查数据。")
    meta = _meta(f"notice-{number:02d}", title.group(1), source)
    try:
        document = build_document(meta, source)
    except KuanyanError:  # ingest refuses what it would not read whole: then by paragraphs
        return build_paragraphs(meta, source)
    repeated = len({clause.clause_id for clause in document.clauses}) < len(document.clauses)
    return build_paragraphs(meta, source) if repeated else document


def build_paragraphs(meta: DocumentMeta, source: str) -> Document:
    """One clause a line that is not blank: for a text whose numbering cannot be followed."""
    lines, marks = parse_lines(source)
    clauses = tuple(
        Clause(
            clause_id=f"{meta.doc_id}#p{number}",
            parent_id=None,
            kind=ClauseKind.SECTION,
            number="",
            title="",
            label=f"{meta.cite_as} 第{number}段",
            spans=line.pieces,
            text=line.text,
        )
        for number, line in enumerate((line for line in lines if not line.blank), start=1)
    )
    return Document(meta, source, clauses, tuple(Leftover(m.span, m.reason) for m in marks))


def _meta(doc_id: str, title: str, source: str) -> DocumentMeta:
    head = source[:600]
    doc_number = _DOC_NUMBER.search(head)
    day, year, region = _DATE.search(head), _YEAR.search(head), _REGION.match(title)
    return DocumentMeta(
        doc_id=doc_id,
        title=title,
        doc_number=doc_number.group() if doc_number else None,
        doc_number_source=None,
        cite_as=doc_number.group() if doc_number else f"《{title}》",
        aliases=(),
        issuer="",
        region=region.group() if region else "全国",
        issued_on=date(*map(int, day.groups())) if day else date(int(year.group(1)) if year else 2000, 1, 1),
        in_force_from=None,
        in_force_through=None,
        positive_list=None,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
    )
