"""A clause as it is searched: its words with what surrounds them, and what a filter may ask."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.models import Clause, ClauseKind, Corpus, Document
from corpus.outside import load_outside
from corpus.questions import load_questions
from corpus.sentences import split_sentences

VIEW_FORMAT = "3"
"""Raised when what is read or embedded of a clause changes: every index is then rebuilt."""

UNSEARCHED_KINDS = frozenset({ClauseKind.MERGED_CELL})
"""Kinds without a view of their own: the words of a merged cell stand in the cells of its rows."""

_KIND_WORDS = {
    ClauseKind.TITLE: "标题 文号 发文机关",
    ClauseKind.NOTICE: "印发通知 发给谁",
    ClauseKind.SIGNATURE: "落款 发文机关 印发日期 成文日期 发布日期",
    ClauseKind.PREAMBLE: "引言 制定目的 制定依据",
    ClauseKind.CONTACT: "联系人 联系方式",
    ClauseKind.ANNEX_LIST: "附件目录",
    ClauseKind.ANNEX: "附件",
    ClauseKind.TABLE: "表头 填报",
    ClauseKind.NOTE: "说明",
}
_LATE_CELLS = ("依据", "事项编码", "备注")  # long or shared by many rows, so after what tells rows apart


CLAUSE, QUESTION, CONFIRMED, OUTSIDE = "clause", "question", "confirmed", "outside"
SENTENCE = "sentence"
PASSAGES = frozenset({CLAUSE, SENTENCE})
"""Kinds of views that are words of the law, not questions."""

_SEVERAL = 3  # sentences, of which one has to be chosen
_SHOWN_WHOLE = UNSEARCHED_KINDS | {
    ClauseKind.TITLE,
    ClauseKind.SIGNATURE,
    ClauseKind.CONTACT,
    ClauseKind.ANNEX_LIST,
    ClauseKind.ANNEX,
    ClauseKind.TABLE,
}

STORED_QUESTIONS = 4
"""Questions of a clause that lie in Chroma, those that differ most: reading more makes each opening slower.
From the others the index learns (``taught_views``)."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """One text that is embedded for a clause, never shown as a quote.

    ``view`` is ``clause`` (its words under its headings), ``question`` (what people would ask about it),
    ``confirmed`` (what an administrator has confirmed that it answers), ``sentence`` (one of a long clause)
    or ``outside`` (what no clause answers, of no clause and no document). ``view_id`` is the clause id,
    ``<clause id>?<n>`` for its n-th question, ``<clause id>?c<digest>`` for a confirmed one: its own words
    name it, so that another one added or removed leaves it as it was.
    """

    view_id: str
    clause_id: str
    doc_id: str
    view: str
    text: str  # what is embedded
    words: str  # what the lexical index reads; empty for a question, whose words its clause has
    metadata: dict[str, str]  # flat, dates as ISO strings, empty where unknown


def document_views(document: Document) -> list[SearchView]:
    """What Chroma keeps: the clauses in reading order, each followed by a few of its anticipated questions
    and by all of its confirmed ones."""
    questions = load_questions(document.doc_id)
    views = []
    for clause in document.clauses:
        if clause.kind in UNSEARCHED_KINDS:
            continue
        metadata = clause_metadata(document, clause)
        clause_id, doc_id = clause.clause_id, document.doc_id
        asked, confirmed = questions.get(clause_id, ()), document.confirmed.get(clause_id, ())
        words = "\n".join([clause_text(document, clause), *asked, *confirmed])
        own = metadata | {"view": CLAUSE}
        views.append(
            SearchView(clause_id, clause_id, doc_id, CLAUSE, embedded_text(document, clause), words, own)
        )
        for number, question in most_different(asked, STORED_QUESTIONS):
            view_id = f"{clause_id}?{number}"
            views.append(
                SearchView(view_id, clause_id, doc_id, QUESTION, question, "", metadata | {"view": QUESTION})
            )
        for question in confirmed:
            view_id = f"{clause_id}?c{hashlib.sha256(question.encode()).hexdigest()[:16]}"
            marked = metadata | {"view": CONFIRMED}
            views.append(SearchView(view_id, clause_id, doc_id, CONFIRMED, question, "", marked))
    return views


def taught_views(document: Document) -> list[SearchView]:
    """The anticipated questions that ``document_views`` leaves out: where a question points to is learned
    from all of them."""
    questions, views = load_questions(document.doc_id), []
    for clause in document.clauses:
        if clause.kind in UNSEARCHED_KINDS:
            continue
        clause_id, asked = clause.clause_id, questions.get(clause.clause_id, ())
        stored = {number for number, _ in most_different(asked, STORED_QUESTIONS)}
        views += [
            SearchView(f"{clause_id}?{number}", clause_id, document.doc_id, QUESTION, question, "", {})
            for number, question in enumerate(asked, start=1)
            if number not in stored
        ]
    return views


def sentence_views(document: Document) -> list[SearchView]:
    """The sentences of each clause that has several; rows and short lines are shown whole."""
    views = []
    for clause in document.clauses:
        if clause.cells or clause.kind in _SHOWN_WHOLE:
            continue
        sentences = [s for paragraph in split_sentences(document, clause) for s in paragraph]
        if len(sentences) >= _SEVERAL:
            views += [
                SearchView(
                    f"{clause.clause_id}!{n}", clause.clause_id, document.doc_id, SENTENCE, s.text, "", {}
                )
                for n, s in enumerate(sentences, start=1)
            ]
    return views


def outside_views(corpus: Corpus) -> list[SearchView]:
    """The questions that this corpus does not answer; none where it has a document they were not written
    for."""
    outside = load_outside()
    if not outside.holds_for([document.doc_id for document in corpus.documents]):
        return []
    return [
        SearchView(f"?{number}", "", "", OUTSIDE, text, "", {})
        for number, text in enumerate(outside.texts, start=1)
    ]


def learned_views(corpus: Corpus) -> list[SearchView]:
    """All that has a vector and is not searched: the index only learns from it."""
    own = [v for d in corpus.documents for v in (*taught_views(d), *sentence_views(d))]
    return [*own, *outside_views(corpus)]


def most_different(questions: Sequence[str], count: int) -> list[tuple[int, str]]:
    """At most ``count`` questions with their numbers from 1, in order: the first, then again and again the
    one that shares least with those chosen (Jaccard of character bigrams; the earlier of equals)."""
    bigrams = [{q[i : i + 2] for i in range(len(q) - 1)} for q in questions]

    def likeness(one: int, other: int) -> float:
        either = bigrams[one] | bigrams[other]
        return len(bigrams[one] & bigrams[other]) / len(either) if either else 1.0

    chosen = [0] if questions else []
    while len(chosen) < min(count, len(questions)):
        rest = [i for i in range(len(questions)) if i not in chosen]
        chosen.append(min(rest, key=lambda i: max(likeness(i, c) for c in chosen)))
    return [(i + 1, questions[i]) for i in sorted(chosen)]


def clause_of(view_id: str) -> str:
    """The clause that a view belongs to."""
    return view_id.split("?", 1)[0]


def views_hash(views: Sequence[SearchView], embedder_name: str) -> str:
    """Changes when anything that is embedded or stored of these views changes."""
    digest = hashlib.sha256(f"{VIEW_FORMAT}|{embedder_name}".encode())
    for view in views:
        digest.update(
            f"\0{view.view_id}\0{view.text}\0{view.words}\0{sorted(view.metadata.items())}".encode()
        )
    return digest.hexdigest()


def clause_text(document: Document, clause: Clause) -> str:
    """Document, headings, kind, then the words; a row gives its cells by name instead of its line."""
    heading = document.heading_path(clause)
    context = [f"{document.meta.cite_as} {document.meta.title}"]
    context += [line for line in (heading, _KIND_WORDS.get(clause.kind, "")) if line]
    body = _render_row(document, clause) if clause.kind is ClauseKind.ROW else clause.text
    return "\n".join([*context, body])


def embedded_text(document: Document, clause: Clause) -> str:
    """The headings above, then the words; of a row only what tells it from its neighbours.

    Shorter than ``clause_text``: the time to embed goes with the length, and a document's name, which
    all of its clauses share, moves their vectors together.
    """
    above = " > ".join(c.heading for c in document.ancestors(clause) if c.heading)
    if clause.kind is ClauseKind.ROW:
        cells = [cell for cell in clause.cells if cell.name not in (*_LATE_CELLS, "序号")]
        return "\n".join([above, *(cell.text for cell in cells)])
    return f"{above}\n{clause.text}" if above else clause.text


def _render_row(document: Document, clause: Clause) -> str:
    table = next((c for c in document.ancestors(clause)[::-1] if c.kind is ClauseKind.TABLE), None)
    name = table.title if table else ""
    lines = [f"{name}第{clause.number}项"] if name and clause.number else []
    cells = [cell for cell in clause.cells if cell.text and cell.name != "序号"]
    cells.sort(key=lambda cell: cell.name in _LATE_CELLS)  # stable: the printed order otherwise
    return "\n".join(lines + [f"{cell.name}：{cell.text}" for cell in cells] or [clause.text])


def clause_metadata(document: Document, clause: Clause) -> dict[str, str]:
    meta = document.meta
    return {
        "clause_id": clause.clause_id,
        "doc_id": document.doc_id,
        "document": meta.title,
        "region": meta.region,
        "issued_on": meta.issued_on.isoformat(),
        "in_force_from": meta.in_force_from.isoformat() if meta.in_force_from else "",
        "in_force_through": meta.in_force_through.isoformat() if meta.in_force_through else "",
        "label": clause.label,
        "kind": clause.kind.value,
        "heading_path": document.heading_path(clause),
    }
