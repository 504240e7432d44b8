"""Sentences of the clause tree that can be judged by themselves, with the spans they are printed at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.models import Citation, cite
from assistant.quiz.make.wording import fold, likeness, plain, trim
from corpus.confusables import Confusables, Quoted
from corpus.doubts import load_doubts
from corpus.models import Cell, Clause, ClauseKind, Corpus, Document, Span
from corpus.quotes import Printed, read_printed

SHORTEST, LONGEST = 10, 110  # characters of a sentence
SHORTEST_CELL = 8
_NEAR = 0.8  # likeness, and share of the length, from which sentences of two documents say the same
_KINDS = {ClauseKind.SECTION, ClauseKind.NOTE, ClauseKind.PREAMBLE, ClauseKind.ANNEX}
_OPENING, _CLOSING = "（“《〔", "）”》〕"
_NAMES = re.compile("事项|编码|序号|备注")  # cells that name a row and state nothing


@dataclass(frozen=True, slots=True)
class Proposition:
    """``text`` is as printed, less blanks and end mark, broken lines joined; ``lead`` (ours) precedes it."""

    document: Document
    clause: Clause
    text: str
    spans: tuple[Span, ...]
    lead: str
    in_row: bool = False

    @property
    def key(self) -> str:
        """The same for sentences that say the same, wherever they stand."""
        return plain(self.text)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return cite_spans(self.document, self.clause, self.spans)

    @property
    def opening(self) -> str:
        """根据《…》，附件2正面清单第6项的情形为：; what a stem says before the sentence."""
        return f"{name_source(self.document)}，{self.lead}"


def name_source(document: Document) -> str:
    return f"根据《{document.meta.title}》"


def name_place(document: Document, clause: Clause) -> str:
    """三（四）; 附件2正面清单第6项: the clause within its document."""
    return "".join(clause.label.removeprefix(document.meta.cite_as).split())


def chapter_of(document: Document, clause: Clause) -> str:
    """The outermost heading over the clause, or what the clause is called."""
    outermost = (*document.ancestors(clause), clause)[0]
    return outermost.heading or name_place(document, outermost)


def cite_spans(document: Document, clause: Clause, spans: tuple[Span, ...]) -> tuple[Citation, ...]:
    return tuple(cite(document, clause, span) for span in spans)


def cite_quoted(corpus: Corpus, words: Quoted) -> tuple[Citation, ...]:
    document = corpus.get_document(words.clause_id.split("#", 1)[0])
    return cite_spans(document, corpus.get_clause(words.clause_id), words.spans)


def is_doubted(proposition: Proposition) -> bool:
    """Whether ``doubts.md`` doubts words of the sentence."""
    doubts = load_doubts(proposition.document.doc_id)
    clause_id = proposition.clause.clause_id
    return any(d.clause_id == clause_id and plain(d.words) in proposition.key for d in doubts)


def find_twins(propositions: Sequence[Proposition]) -> dict[str, str]:
    """By key, the key of the first sentence of another document that says nearly the same."""
    twins: dict[str, str] = {}
    for number, one in enumerate(propositions):
        for other in propositions[:number]:
            longer, shorter = sorted((len(one.key), len(other.key)), reverse=True)
            apart = one.document is other.document or one.key == other.key or shorter < _NEAR * longer
            if not apart and likeness(one.key, other.key) > _NEAR:
                first = twins.setdefault(other.key, f"同文：{other.key}")
                twins.setdefault(one.key, first)
    return twins


def find_propositions(corpus: Corpus, confusables: Confusables) -> tuple[Proposition, ...]:
    """In the order of the corpus; reviewed statements after the sentences of their document."""
    found: list[Proposition] = []
    for document in corpus.documents:
        for clause in document.clauses:
            if clause.kind in _KINDS:
                found += _in_text(document, clause, confusables.unfit)
            elif clause.kind is ClauseKind.ROW:
                for cell in clause.cells:
                    found += _in_cell(document, clause, cell)
        for statement in confusables.statements:
            words = statement.words
            clause_or_none = document.find_clause(words.clause_id)
            if clause_or_none is not None:
                text = trim(words.text)
                found.append(Proposition(document, clause_or_none, text, words.spans, statement.lead))
    unique: dict[tuple[str, str, str], Proposition] = {}
    for proposition in found:
        unique.setdefault((proposition.clause.clause_id, proposition.lead, proposition.key), proposition)
    return tuple(unique.values())


def _in_text(document: Document, clause: Clause, unfit: re.Pattern[str]) -> Iterator[Proposition]:
    note = clause.kind is ClauseKind.NOTE
    lead = f"{name_place(document, clause).rstrip('0123456789')}载明：" if note else ""
    for number, group in enumerate(clause.paragraphs):
        printed = read_printed(document.source, group)
        first = len(clause.number) if number == 0 and printed.text.startswith(clause.number) else 0
        if first and printed.text[first : first + 1] in tuple(".．、"):
            first += 1
        for start, end in _cut(printed.text, first):
            text = printed.text[start:end]
            folded = fold(text)
            if not SHORTEST <= len(text) <= LONGEST or unfit.search(folded) or text == clause.title:
                continue
            if any(text.count(a) != text.count(b) for a, b in zip(_OPENING, _CLOSING, strict=True)):
                continue
            yield Proposition(document, clause, text, printed.spans(start, end - start), lead)


def _in_cell(document: Document, row: Clause, cell: Cell) -> Iterator[Proposition]:
    if _NAMES.search(cell.name):
        return
    printed: Printed = read_printed(document.source, cell.spans)
    if len(printed.text) < SHORTEST_CELL:
        return
    # a shared list of instruments is cut at its semicolons, any other cell is one statement
    cuts = _cut(printed.text, 0) if cell.name == "依据" else [(0, len(trim(printed.text)))]
    lead = f"{name_place(document, row)}的{cell.name}{'之一是' if len(cuts) > 1 else '为'}："
    for start, end in cuts:
        spans = printed.spans(start, end - start)
        yield Proposition(document, row, printed.text[start:end], spans, lead, in_row=True)


def _cut(text: str, first: int) -> list[tuple[int, int]]:
    """Parts between 。！？；, of which none lies in brackets or quotation marks; end marks left out."""
    cuts, depth, start = [], 0, first
    for at, char in enumerate(text):
        depth += (char in "（(“《〔") - (char in "）)”》〕")
        if depth <= 0 and char in "。！？；;":
            if at > start:
                cuts.append((start, at))
            start, depth = at + 1, 0
    if start < len(text):
        cuts.append((start, start + len(trim(text[start:]))))
    return cuts
