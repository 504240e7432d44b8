"""What a policy document is made of: clauses that know the characters they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

BROKEN_LINE = "换行或换页断开"  # the reason of a repair that joins two spans


class ClauseKind(StrEnum):
    """What a clause is in its document."""

    TITLE = "title"  # 发文机关、文号、标题
    NOTICE = "notice"  # 印发通知的正文
    SIGNATURE = "signature"  # 落款、成文日期、公开属性
    PREAMBLE = "preamble"  # 引言
    SECTION = "section"  # 一、/（一）/1. 或 第X章/第X条
    CONTACT = "contact"  # 联系人
    ANNEX_LIST = "annex_list"  # 正文末尾的附件目录
    ANNEX = "annex"  # 一个附件的题目与未编号文字
    TABLE = "table"  # 表头与填报说明
    ROW = "row"  # 表格的一行
    MERGED_CELL = "merged_cell"  # 几行共用的单元格
    NOTE = "note"  # 表后的说明


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` (inclusive) to ``end`` (exclusive) of ``source.txt``, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"empty or negative span {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Repair:
    """One difference between the words as printed and the words searched."""

    at: int  # code point in source.txt
    printed: str
    searched: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A named cell of a table row.

    ``text`` is the repaired text; ``spans`` are where its pieces are printed. ``shared`` cells are
    merged over several rows: their characters belong to a ``merged_cell`` clause, not to the row.
    """

    name: str
    text: str
    spans: tuple[Span, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest numbered unit of a document, without its numbered children.

    ``spans`` are the characters that this clause alone owns, in reading order; over a document the
    spans of all clauses and of the leftovers cover every non-blank character exactly once.
    ``text`` is the repaired text that is searched: never shown as a quote.
    """

    clause_id: str
    parent_id: str | None
    kind: ClauseKind
    number: str  # as printed: 一、（四） 6; empty where the unit has none
    title: str  # 总体要求, 行政约谈告诫: the heading words, empty where there are none
    label: str  # 渝环规〔2021〕5号 三（四）
    spans: tuple[Span, ...]
    text: str
    cells: tuple[Cell, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def doc_id(self) -> str:
        return self.clause_id.split("#", 1)[0]

    @property
    def heading(self) -> str:
        """（四）全面实施动态管理; 附件2 正面清单: number and title as a reader would print them."""
        gap = " " if self.number[-1:].isalnum() and self.title else ""
        return f"{self.number}{gap}{self.title}"

    @property
    def path(self) -> str:
        return self.clause_id.split("#", 1)[1]

    @property
    def paragraphs(self) -> tuple[tuple[Span, ...], ...]:
        """``spans`` grouped: pieces of one group read without a gap (a line or page broke them)."""
        broken = {repair.at for repair in self.repairs if repair.reason == BROKEN_LINE}
        groups: list[list[Span]] = []
        for span in self.spans:
            if groups and groups[-1][-1].end in broken:
                groups[-1].append(span)
            else:
                groups.append([span])
        return tuple(tuple(group) for group in groups)

    @property
    def cited_spans(self) -> tuple[Span, ...]:
        """Where the words of this clause are printed: for a row, shared cells included."""
        if not self.cells:
            return self.spans
        return tuple(span for cell in self.cells for span in cell.spans)

    def find_cell(self, name: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.name == name), None)


@dataclass(frozen=True, slots=True)
class Leftover:
    """Characters that belong to no clause: marks of the conversion, numbers of blank form rows."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What ``meta.yaml`` says of a document. ``None`` is unknown, never no."""

    doc_id: str
    title: str
    doc_number: str | None  # 文号
    doc_number_source: str | None  # where the 文号 is known from, if not from the document itself
    cite_as: str  # how an officer cites it, the head of each label
    aliases: tuple[str, ...]  # other names people use for it
    issuer: str
    region: str  # 重庆市/沙坪坝区
    issued_on: date
    in_force_from: date | None
    in_force_through: date | None
    positive_list: str | None  # what 正面清单 lists here: violations, enterprises; None: no such list
    sha256: str


@dataclass(frozen=True)
class Document:
    """One policy document: meta data, the text as received, its clauses in reading order.

    ``confirmed`` are questions that an administrator attached to a clause: searched, never shown as law.
    """

    meta: DocumentMeta
    source: str
    clauses: tuple[Clause, ...]
    leftovers: tuple[Leftover, ...]
    confirmed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)  # by clause id
    _by_id: dict[str, Clause] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {clause.clause_id: clause for clause in self.clauses})

    @property
    def doc_id(self) -> str:
        return self.meta.doc_id

    def quote(self, span: Span) -> str:
        """The verbatim characters of ``span``."""
        return self.source[span.start : span.end]

    def find_clause(self, clause_id: str) -> Clause | None:
        return self._by_id.get(clause_id)

    def children(self, clause_id: str | None) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.parent_id == clause_id)

    def ancestors(self, clause: Clause) -> tuple[Clause, ...]:
        """From the outermost heading to the direct parent; empty at the top level."""
        path: list[Clause] = []
        parent_id = clause.parent_id
        while parent_id is not None:
            parent = self._by_id[parent_id]
            path.append(parent)
            parent_id = parent.parent_id
        return tuple(reversed(path))

    def heading_path(self, clause: Clause) -> str:
        """三、工作措施 > （四）全面实施动态管理: the headings above and of the clause."""
        chain = (*self.ancestors(clause), clause)
        return " > ".join(name for name in (c.heading for c in chain) if name)


@dataclass(frozen=True)
class Corpus:
    """All documents, in the order of their ids."""

    documents: tuple[Document, ...]
    fingerprint: str  # sha256 over sources and clause trees

    def find_document(self, doc_id: str) -> Document | None:
        return next((doc for doc in self.documents if doc.doc_id == doc_id), None)

    def find_clause(self, clause_id: str) -> Clause | None:
        document = self.find_document(clause_id.split("#", 1)[0])
        return document.find_clause(clause_id) if document else None

    def get_clause(self, clause_id: str) -> Clause:
        """Raises ``KeyError`` where there is none."""
        clause = self.find_clause(clause_id)
        if clause is None:
            raise KeyError(clause_id)
        return clause

    def get_document(self, doc_id: str) -> Document:
        """Raises ``KeyError`` where there is none."""
        document = self.find_document(doc_id)
        if document is None:
            raise KeyError(doc_id)
        return document
