"""Clauses asked for by their number: 三（四）, 附件2第6项, 负面清单说明2, （十四）, 第十四条, a clause id."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.absent import (
    annexes_of,
    find_absent_list,
    find_false_count,
    no_annex,
    no_list,
    rows_of,
    tables_named,
)
from assistant.answer.addresses import ROWS, Address, Said, list_named, read_addresses
from assistant.answer.outline import (
    Reference,
    find_path,
    no_number,
    numbered_children,
    ordinal,
    value_of,
    with_number,
)
from assistant.answer.question import Question, find_clause_id
from corpus.models import Clause, ClauseKind, Corpus, Document
from ingest.numerals import NUMERAL, parse_numeral

__all__ = ["Reference", "asks_only_number", "find_reference", "names_article"]

_CODE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")  # 事项编码
_FEW = 3  # Chinese characters beside a number that ask nothing of their own
_PLAIN = re.compile(
    "是什么|什么|内容|写了|写|规定|要求|按照|根据|做|怎么|说|讲|全文|原文|条文|请问|帮|麻烦|查|看|找|想|要|了解|知道|具体|完整|列出|列"
    "|发给|给|告诉|念|你|我|能|可以|里|中|是|啥|一下|吗|呢|吧|了|把|有|哪些|包括|和|的|下|这个|这|那|呀|啊"
)


def find_reference(text: str, documents: Sequence[Document], corpus: Corpus) -> Reference | None:
    """What ``text`` asks for by number among ``documents``; ``None`` where it names no number."""
    clause_id = find_clause_id(text)
    if clause_id:
        clause = corpus.find_clause(clause_id)
        if clause is None:
            return Reference(clause_id, (), f"没有编号为 {clause_id} 的条款")
        return Reference(clause_id, (clause,))
    said = read_addresses(text, corpus)
    narrowed = len(documents) < len(corpus.documents)
    return (
        _find_code(text, documents)
        or find_false_count(said, documents)
        or _find_addressed(said, documents, narrowed)
        or (find_absent_list(said, documents) if narrowed else None)
    )


def names_article(text: str, number: str) -> bool:
    """Whether ``text`` cites the article, whichever way the number is written: 第33条, 第三十三条."""
    named = re.findall(rf"第\s*({NUMERAL})\s*条", text)
    return re.fullmatch(NUMERAL, number) is not None and parse_numeral(number) in map(parse_numeral, named)


def _find_code(text: str, documents: Sequence[Document]) -> Reference | None:
    """A row by its 事项编码."""
    match = _CODE.search(text)
    if match is None:
        return None
    rows = [c for d in documents for c in d.clauses if any(cell.text == match.group() for cell in c.cells)]
    if rows:
        return Reference(match.group(), tuple(rows))
    return Reference(match.group(), (), f"所收清单里没有事项编码 {match.group()}")


def _find_addressed(said: Said, documents: Sequence[Document], narrowed: bool) -> Reference | None:
    """Every clause named: 第5项和第6项. The first number that does not exist decides."""
    found: list[Clause] = []
    words = []
    for address in said.addresses:
        near = [d for d in documents if address.doc_ids and d.doc_id in address.doc_ids]
        reference = _find_one(address, said, near or documents, narrowed)
        if near and reference is not None and reference.missing and len(near) < len(documents):
            wider = _find_one(address, said, documents, narrowed)
            reference = wider if wider is not None and wider.clauses else reference
        if reference is None:
            continue
        if reference.missing:
            return reference
        found += [c for c in reference.clauses if c not in found]
        words.append(reference.words)
    return Reference("、".join(words), tuple(found)) if found else None


def _find_one(
    address: Address, said: Said, documents: Sequence[Document], narrowed: bool
) -> Reference | None:
    if address.annex is not None:
        return _in_annex(address, said, documents)
    if address.list_name:
        return _in_list(address, said, documents, narrowed)
    if address.note:
        annexes = [(d, a) for d in documents for a in annexes_of(d)]
        return _in_notes(address, said, annexes) if narrowed else None
    if len(address.steps) == 1 and address.steps[0].unit in ROWS and not address.steps[0].bracketed:
        rows = _in_any_list(address, said, documents)
        if rows is not None:
            return rows
    reference = find_path(address, documents)
    if reference.missing and len(documents) > 1 and not (narrowed or _asks_only(said)):
        return None
    return reference


def _asks_only(said: Said, titles: Sequence[str] = (), few: int = _FEW) -> bool:
    """Whether the text asks for what it names, perhaps with its title, and nothing of what it says."""
    rest = said.rest
    for title in titles:
        rest = rest.replace(title, "")
    return len(re.findall(r"[\u4e00-\u9fff]", _PLAIN.sub("", rest))) <= few


# annexes and lists


def _in_annex(address: Address, said: Said, documents: Sequence[Document]) -> Reference | None:
    assert address.annex is not None
    word, number = address.annex
    same = [(d, a) for d in documents for a in annexes_of(d) if a.path == f"a{number}"]
    tables = [(d, a) for d, a in same if a.number.startswith(f"附{word}")]
    if not tables and len(documents) == 1:
        tables = same
    if not tables:
        return no_annex(address, documents)
    if address.list_name:
        named = [(d, a) for d, a in tables if a.title.endswith(address.list_name)]
        if not named:
            _, annex = tables[0]
            detail = f"{annex.label}不是{address.list_words}，是《{annex.title}》"
            return Reference(address.words, (), detail, annex)
        tables = named
    return _in_tables(address, said, tables)


def _in_list(address: Address, said: Said, documents: Sequence[Document], narrowed: bool) -> Reference | None:
    tables = tables_named(documents, address.list_name)
    if tables:
        whole = not address.steps and not address.note
        alone = narrowed and len(said.addresses) == 1 and _asks_only(said, [t.title for _, t in tables], 1)
        return None if whole and not alone else _in_tables(address, said, tables)
    if not address.steps:
        return None
    return no_list(address.words, address.list_words, documents, address.numbers[0])


def _in_tables(address: Address, said: Said, tables: Sequence[tuple[Document, Clause]]) -> Reference | None:
    if address.note:
        return _in_notes(address, said, tables)
    if not address.steps:
        return _whole(address, said, tables)
    rows, sections = [], []
    deeper = len(address.steps) > 1  # 第9项第二种情形: the row says it
    numbers = [address.steps[0].number] if deeper else address.numbers
    for document, table in tables:
        rows += [c for n in numbers for c in with_number(rows_of(document, table), n)]
        found = [_section(address, document, table, n) for n in address.numbers]
        sections += [c for c in found if c is not None]
    held = {value_of(c) for c in rows}
    missing = [n for n in numbers if n > 0 and n not in held] if rows else [] if sections else list(numbers)
    if (rows or sections) and not (missing and len(tables) == 1):
        return Reference(address.words, tuple(rows or sections))
    if address.steps[0].aside and not address.list_name:
        return None
    return _no_row(address, tables, missing[0])


def _section(address: Address, document: Document, table: Clause, number: int) -> Clause | None:
    """附件2 三: a numbered part of an annex that is no table."""
    clause: Clause | None = table
    steps = address.steps
    for step in steps:
        assert clause is not None
        wanted = number if step is steps[-1] else step.number
        below = [c for c in numbered_children(document, clause.clause_id) if not c.cells]
        clause = next(iter(with_number(below, wanted)), None)
        if clause is None:
            return None
    return clause


def _no_row(address: Address, tables: Sequence[tuple[Document, Clause]], number: int) -> Reference:
    """The correction: of several tables the fullest is meant."""
    document, table = max(tables, key=lambda pair: len(numbered_children(pair[0], pair[1].clause_id)))
    rows = numbered_children(document, table.clause_id)
    if not rows and table.kind is ClauseKind.TABLE:
        detail = f"{table.label}是空白表样，没有列出事项，没有{ordinal(number)}项"
    elif not rows:
        detail = f"{table.label}没有编号的条款，没有{ordinal(number)}项"
    else:
        detail = f"{table.label}共{len(rows)}项，没有{ordinal(number)}项"
    return Reference(address.words, (), detail, table)


def _in_notes(address: Address, said: Said, tables: Sequence[tuple[Document, Clause]]) -> Reference | None:
    """附件2说明1: a numbered note, or all notes where no number is said."""
    heads = [(d, c) for d, table in tables for c in d.children(table.clause_id) if c.kind is ClauseKind.NOTE]
    if not heads:
        if not address.steps or len(tables) != 1:
            return None
        table = tables[0][1]
        return Reference(address.words, (), f"{table.label}没有说明", table)
    if not address.steps:
        return Reference(address.words, tuple(c for _, c in heads)) if _asks_only(said) else None
    notes = [c for d, head in heads for c in d.children(head.clause_id)]
    found = [c for n in address.numbers for c in with_number(notes, n)]
    if found:
        return Reference(address.words, tuple(found))
    document, head = heads[0]
    siblings = document.children(head.clause_id)
    return no_number(address.words, siblings, address.numbers[0], head.label, head)


def _whole(address: Address, said: Said, tables: Sequence[tuple[Document, Clause]]) -> Reference | None:
    """An annex as a whole: where the question asks for little else, or where it has no parts to ask for."""
    parted = any(a.kind is ClauseKind.TABLE or numbered_children(d, a.clause_id) for d, a in tables)
    if parted and not _asks_only(said, [a.title for _, a in tables]):
        return None
    return Reference(address.words, tuple(a for _, a in tables))


def _in_any_list(address: Address, said: Said, documents: Sequence[Document]) -> Reference | None:
    """第6项 where no list is said beside it: of the one list named elsewhere, else of every list."""
    name, _ = list_named(said.masked)
    tables = tables_named(documents, name) if name else [(d, a) for d in documents for a in annexes_of(d)]
    filled = [(d, table) for d, table in tables if rows_of(d, table)]
    found = [c for d, t in filled for n in address.numbers for c in with_number(rows_of(d, t), n)]
    if found:
        return Reference(address.words, tuple(found))
    if len(filled) == 1 and name:
        return _no_row(address, filled, address.numbers[0])
    return None


def asks_only_number(asked: Question, reference: Reference) -> bool:
    """Whether the question asks for the clause and nothing of what it says."""
    rest = re.sub(r"是什么|内容|写了|规定|怎么说|全文|原文|的", "", asked.topic.replace(reference.words, ""))
    return len(re.findall(r"[\u4e00-\u9fff]", rest)) <= _FEW
