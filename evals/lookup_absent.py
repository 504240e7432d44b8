"""Questions by a number that does not exist, with what a right correction says and shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from corpus.models import Clause, ClauseKind, Corpus, Document
from evals.lookup_forms import (
    FRAMES,
    annex_words,
    chinese_numeral,
    counted_items,
    document_ways,
    list_name,
    runs_on,
)

_WHOLE = {"没有的清单有几项"}  # forms that are questions as they stand


@dataclass(frozen=True, slots=True)
class Absence:
    """``says``: words of the correction; ``shown``: clauses from which one sees it."""

    form: str
    question: str
    says: tuple[str, ...]
    shown: tuple[str, ...]


def build_absences(corpus: Corpus) -> list[Absence]:
    turns = count()
    absences = []
    for document in corpus.documents:
        names = document_ways(document)
        for form, words, says, shown in _absent_in(document):
            turn = next(turns)
            reference = words.replace("□", names[turn % len(names)])
            question = reference if form in _WHOLE else FRAMES[turn % len(FRAMES)].format(reference)
            absences.append(Absence(form, question, says, shown))
    for form, words, says, shown in _absent_anywhere(corpus):
        absences.append(Absence(form, FRAMES[next(turns) % len(FRAMES)].format(words), says, shown))
    return absences


_Case = tuple[str, str, tuple[str, ...], tuple[str, ...]]


def _absent_in(document: Document) -> Iterator[_Case]:
    yield from _absent_sections(document)
    yield from _absent_annexes(document)
    yield from _absent_lists(document)


def _absent_sections(document: Document) -> Iterator[_Case]:
    tops = [c for c in document.children(None) if c.kind is ClauseKind.SECTION]
    last = len(tops)
    for number, form in ((last + 1, "下一部分"), (last + 7, "更远的部分")):
        says = ("没有第",)
        yield form, f"□第{chinese_numeral(number)}部分", says, (tops[-1].clause_id,)
        yield f"{form}（标签）", f"□{chinese_numeral(number)}（一）", says, (tops[-1].clause_id,)
    for top in tops:
        children = [c for c in document.children(top.clause_id) if c.kind is ClauseKind.SECTION]
        if children:
            beyond = int(children[-1].path.split(".")[1]) + 1
            words = f"□{top.number.rstrip('、')}（{chinese_numeral(beyond)}）"
            yield "部分里没有的（N）", words, ("没有第",), (top.clause_id,)
    for clause in document.clauses:
        if counted := counted_items(clause):
            place = clause.label.removeprefix(f"{document.meta.cite_as} ")
            item = f"□{place}第{chinese_numeral(counted + 1)}种情形"
            yield "没有的第N种情形", item, (f"{counted}项", "没有第"), (clause.clause_id,)
    if runs_on(document):
        seconds = [c for c in document.clauses if c.path.count(".") == 1 and c.path[0].isdigit()]
        for beyond in (len(seconds) + 1, len(seconds) + 5):
            cn = chinese_numeral(beyond)
            for words in (f"□第{cn}条", f"□第{beyond}条", f"□（{cn}）", f"□第{cn}项措施"):
                yield "通篇连号之外", words, ("没有第",), (seconds[-1].clause_id,)
        claim = f"□的{chinese_numeral(len(seconds) + 10)}条措施"
        yield "措施条数", claim, (f"共{len(seconds)}条",), (seconds[-1].clause_id,)


def _annexes(document: Document) -> list[Clause]:
    kinds = (ClauseKind.ANNEX, ClauseKind.TABLE)
    return [c for c in document.clauses if c.parent_id is None and c.kind in kinds]


def _absent_annexes(document: Document) -> Iterator[_Case]:
    annexes = _annexes(document)
    word = annexes[-1].number[:2] if annexes else "附件"
    listed = (f"{document.doc_id}#annexes",) if annexes else ()
    for number in (len(annexes) + 1, len(annexes) + 4):
        yield "没有的附件", f"□{word}{number}", (f"没有{word}",), listed
        yield "没有的附件（汉字）", f"□的{word}{chinese_numeral(number)}", (f"没有{word}",), listed


def _absent_lists(document: Document) -> Iterator[_Case]:
    held = {list_name(a): a for a in _annexes(document) if list_name(a)}
    for name in ("正面清单", "负面清单"):
        table = held.get(name)
        if table is None:
            within = [c for c in document.clauses if c.parent_id is not None]
            shown = tuple(c.clause_id for c in within if "清单" in c.title)
            yield "没有的清单", f"□的{name}第3项", ("没有", name), shown[:1]
            for asked in ("有几项？", "一共有多少项", "里列了哪些事项？"):
                yield "没有的清单有几项", f"□的{name}{asked}", ("没有", name), shown[:1]
            continue
        rows = [c for c in document.children(table.clause_id) if c.kind is ClauseKind.ROW]
        says = (f"共{len(rows)}项", "没有第") if rows else ("空白表样",)
        for words_form, words in annex_words(table):
            for number in (len(rows) + 1, len(rows) + 3):
                form = "清单里没有的项" if rows else "空白清单的项"
                spoken = chinese_numeral(number) if words_form == "附件二" else str(number)
                yield form, f"□{words}第{spoken}项", says, (table.clause_id,)
        notes = [c for c in document.clauses if c.path.startswith(f"{table.path}.note.")]
        if notes:
            above = (notes[-1].parent_id or "",)
            yield "没有的说明", f"□{name}说明{len(notes) + 1}", ("没有第",), above


def _absent_anywhere(corpus: Corpus) -> Iterator[_Case]:
    """Without a document's name: rows of the one filled list of a name, annexes that nobody has."""
    most = max(len(_annexes(d)) for d in corpus.documents)
    for number in (most + 1, most + 4):
        holder = next(d for d in corpus.documents if len(_annexes(d)) == most)
        yield "没有的附件", f"附件{number}", (f"没有附件{number}",), (f"{holder.doc_id}#annexes",)
    for document in corpus.documents:
        for table in _annexes(document):
            rows = [c for c in document.children(table.clause_id) if c.kind is ClauseKind.ROW]
            if not rows or not list_name(table):
                continue
            for number in (len(rows) + 1, len(rows) + 3, len(rows) + 11):
                says = (f"共{len(rows)}项", f"没有第{number}项")
                for spoken in (str(number), chinese_numeral(number)):
                    yield "清单里没有的项", f"{list_name(table)}第{spoken}项", says, (table.clause_id,)
            for claim in (f"的{len(rows) + 3}项", f"里的{len(rows) + 1}项"):
                yield "清单项数", f"{list_name(table)}{claim}", (f"共{len(rows)}项",), (table.clause_id,)
