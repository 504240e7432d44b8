"""What a trainer or a learner chose in the form → a request, or what is wrong with which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from assistant.app.check_form import FieldError, Form, list_of, text_of
from assistant.quiz.make.scope import find_tables
from assistant.quiz.models import ItemKind, Level, Request
from corpus.models import Clause, ClauseKind, Corpus, Document

MOST = 500  # items of one paper
_LARGEST_SEED = 999_999_999
_RANGE = re.compile(r"(\d{1,3})(?:[-~](\d{1,3}))?")
_BETWEEN = re.compile(r"[,，、;；\s]+")

Entered = Mapping[str, tuple[str, ...]]
"""Field → its values, as they were typed or ticked."""


def find_chapters(document: Document) -> tuple[Clause, ...]:
    """The outermost headings of a document that questions may rest on; blank forms are left out."""
    tables = {clause.clause_id for clause in find_tables(document).values()}
    return tuple(
        clause
        for clause in document.clauses
        if clause.parent_id is None
        and clause.heading
        and (clause.kind in (ClauseKind.SECTION, ClauseKind.ANNEX) or clause.clause_id in tables)
    )


def entered_of(form: Form) -> dict[str, tuple[str, ...]]:
    """The form as it stands, to be shown again."""
    return {name: list_of(form, name) for name in form if name != "act"}


def read_request(form: Form, corpus: Corpus) -> Request:
    """The choice; nothing ticked is all. Raises ``FieldError``.

    A document of which no chapter is ticked counts as a whole, beside chapters ticked in others.
    """
    chapters = list_of(form, "chapter")
    docs = list_of(form, "doc")
    owners = {chapter.split("#", 1)[0] for chapter in chapters}
    if chapters:
        for document in corpus.documents:
            if document.doc_id in docs and document.doc_id not in owners:
                chapters += tuple(clause.clause_id for clause in find_chapters(document))
    chosen = [d.doc_id for d in corpus.documents if d.doc_id in docs or (d.doc_id in owners)]
    return Request(
        count=_read_number(form, "count", "题数", 1, MOST),
        kinds=tuple(kind for kind in ItemKind if kind in list_of(form, "kind")),
        levels=tuple(level for level in Level if level in list_of(form, "level")),
        docs=tuple(chosen),
        chapters=chapters,
        lists=list_of(form, "list"),
        numbers=_read_rows(form),
        seed=_read_number(form, "seed", "种子", 0, _LARGEST_SEED),
    )


def _read_number(form: Form, name: str, label: str, least: int, most: int) -> int:
    text = unicodedata.normalize("NFKC", text_of(form, name))
    if not text:
        raise FieldError(name, f"{label}没有填，应为 {least} 到 {most} 的整数，请补上。")
    if not re.fullmatch(r"\d{1,9}", text) or not least <= int(text) <= most:
        raise FieldError(name, f"{label}写作“{text[:20]}”，应为 {least} 到 {most} 的整数，请改正。")
    return int(text)


def _read_rows(form: Form) -> tuple[str, ...]:
    """2、3-5 → 2 3 4 5."""
    text = unicodedata.normalize("NFKC", text_of(form, "numbers"))
    rows: list[str] = []
    for word in filter(None, _BETWEEN.split(text)):
        match = _RANGE.fullmatch(word.removeprefix("第").removesuffix("项"))
        if match is None:
            raise FieldError("numbers", f"“{word[:20]}”不是项号，请写作 2、3 或 3-5。")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise FieldError("numbers", f"“{word}”的前一个项号大于后一个，请调换。")
        rows += [str(number) for number in range(first, last + 1)]
    return tuple(dict.fromkeys(rows))
