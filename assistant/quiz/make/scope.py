"""What a request chooses of the corpus: checked first, then asked of every draft."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.quiz.make.propositions import name_place
from assistant.quiz.models import Request
from corpus.errors import KuanyanError
from corpus.models import Clause, ClauseKind, Corpus, Document

_IN_TABLE = {ClauseKind.ROW, ClauseKind.MERGED_CELL}


@dataclass(frozen=True)
class Scope:
    """The clause ids chosen; ``None`` is all of them."""

    clause_ids: frozenset[str] | None

    def holds(self, clause_ids: tuple[str, ...]) -> bool:
        """Whether an item that rests on these, the main one first, lies in what was chosen."""
        return self.clause_ids is None or (bool(clause_ids) and clause_ids[0] in self.clause_ids)


def read_scope(request: Request, corpus: Corpus) -> Scope:
    """Raises ``KuanyanError`` for what is not in the corpus, a count below 1, or an empty choice."""
    if request.count < 1:
        raise KuanyanError(f"出题数量写作 {request.count}，至少要出 1 道，请改正数量。")
    _check_known(request, corpus)
    if not (request.docs or request.chapters or request.lists or request.numbers):
        return Scope(None)
    chosen = frozenset(
        clause.clause_id
        for document in corpus.documents
        if not request.docs or document.doc_id in request.docs
        for clause in document.clauses
        if _is_chosen(request, document, clause)
    )
    if not chosen:
        raise KuanyanError(f"所选的{_name_choice(request)}没有共同的条款，无法出题，请放宽其中一项。")
    return Scope(chosen)


def find_tables(document: Document) -> dict[str, Clause]:
    """The annexes of a document that hold rows, by name: 附件2正面清单, less the annex number."""
    with_rows = {c.parent_id for c in document.clauses if c.kind is ClauseKind.ROW}
    tables = [c for c in document.clauses if c.clause_id in with_rows]
    return {name_place(document, clause): clause for clause in tables}


def _is_chosen(request: Request, document: Document, clause: Clause) -> bool:
    above = (*document.ancestors(clause), clause)
    if request.chapters and not any(c.clause_id in request.chapters for c in above):
        return False
    if request.lists:
        tables = {c.clause_id for name, c in find_tables(document).items() if _names(name, request.lists)}
        if not any(c.clause_id in tables for c in above):
            return False
    if request.numbers:
        return clause.kind is ClauseKind.ROW and clause.number in request.numbers
    return True


def _names(table: str, wanted: tuple[str, ...]) -> bool:
    return any(name in table for name in wanted)


def _check_known(request: Request, corpus: Corpus) -> None:
    for doc_id in request.docs:
        if corpus.find_document(doc_id) is None:
            known = "、".join(document.doc_id for document in corpus.documents)
            raise KuanyanError(f"没有文件 {doc_id}，可选的有 {known}，请改正。")
    for clause_id in request.chapters:
        if corpus.find_clause(clause_id) is None:
            raise KuanyanError(f"没有条款 {clause_id}，请用 kuanyan corpus show 文件编号 查对条款编号。")
    tables = [name for document in corpus.documents for name in find_tables(document)]
    for name in request.lists:
        if not any(name in table for table in tables):
            raise KuanyanError(f"没有叫“{name}”的清单，可选的有 {'、'.join(tables)}，请改正。")
    rows = {c.number for document in corpus.documents for c in document.clauses if c.kind is ClauseKind.ROW}
    for number in request.numbers:
        if number not in rows:
            raise KuanyanError(f"清单里没有第 {number} 项，请对照清单改正项号。")


def _name_choice(request: Request) -> str:
    named = {
        "文件": request.docs,
        "章节": request.chapters,
        "清单": request.lists,
        "项号": request.numbers,
    }
    return "与".join(f"{name}（{'、'.join(values)}）" for name, values in named.items() if values)
