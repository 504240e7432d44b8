"""Clauses asked for by their number: 三（四）, 附件2第6项, 正面清单第6项, （十四）, 第十四条, a clause id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.question import find_clause_id
from corpus.models import Clause, ClauseKind, Corpus, Document
from ingest.numerals import NUMERAL, parse_numeral

_CN = r"[〇零一二三四五六七八九十百廿]+"
_NUM = rf"(?:{_CN}|[0-9０-９]+)"
_ROW = re.compile(
    rf"(?:附\s*件\s*(?P<annex>{_NUM})[^第，。]{{0,12}}|(?P<list>正面清单|负面清单)[^第，。]{{0,8}})?"
    rf"(?:第\s*(?P<row>{_NUM})\s*[项行]|(?<=清单)(?P<bare>[0-9０-９]{{1,2}})\s*项)"
)
_CODE = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")  # 事项编码
_ANNEX = re.compile(rf"附\s*[件表]\s*(?P<annex>{_NUM})")
_OUTLINE = re.compile(
    rf"第?(?P<top>{_CN})\s*(?:、|部分|大?条|大点|章)?\s*(?:中|里|下)?(?:的)?\s*第?[（(]\s*(?P<sub>{_NUM})\s*[)）](?:[项点条款]?)"
    rf"(?:\s*第?(?P<item>[0-9０-９]{{1,2}})(?:[.．项点、]|$))?"
)
_PARTS = re.compile(rf"第(?P<top>{_CN})(?:部分|章|大点|条)(?:的|中|里)?第(?P<sub>{_NUM})[项点条款]")
_PAREN = re.compile(rf"第?[（(]\s*(?P<sub>{_CN})\s*[)）]")
_SINGLE = re.compile(rf"第\s*(?P<top>{_NUM})\s*(?P<unit>部分|条|章|大点|项措施|条措施)")


@dataclass(frozen=True, slots=True)
class Reference:
    """``clauses`` are what the words may mean; ``missing`` says, in Chinese, what does not exist."""

    words: str
    clauses: tuple[Clause, ...]
    missing: str = ""
    nearest: Clause | None = None  # where the missing number would have stood


def find_reference(text: str, documents: Sequence[Document], corpus: Corpus) -> Reference | None:
    """What ``text`` asks for by number among ``documents``; ``None`` where it names no number."""
    clause_id = find_clause_id(text)
    if clause_id:
        clause = corpus.find_clause(clause_id)
        if clause is None:
            return Reference(clause_id, (), f"没有编号为 {clause_id} 的条款")
        return Reference(clause_id, (clause,))
    return (
        _find_code(text, documents)
        or _find_rows(text, documents)
        or _find_outline(text, documents)
        or _find_annex(text, documents)
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


def _find_rows(text: str, documents: Sequence[Document]) -> Reference | None:
    """Every row named: 第5项和第6项. The first one that does not exist decides."""
    found: list[Clause] = []
    words = []
    for match in _ROW.finditer(text):
        reference = _find_row(match, text, documents)
        if reference is None:
            continue
        if reference.missing:
            return reference
        found += [c for c in reference.clauses if c not in found]
        words.append(match.group())
    return Reference("、".join(words), tuple(found)) if found else None


def _find_row(match: re.Match[str], text: str, documents: Sequence[Document]) -> Reference | None:
    row = parse_numeral(match["row"] or match["bare"])
    tables = _tables(documents, match["annex"], match["list"] or _list_named(text))
    if not tables:
        return None
    found = [c for d, table in tables for c in _numbered(d, table.clause_id, row)]
    found = [c for c in found if c.kind is ClauseKind.ROW] or found  # 第6项 before 六、
    if found:
        return Reference(match.group(), tuple(found))
    document, table = tables[0]
    rows = [c for c in document.children(table.clause_id) if c.number and c.kind is not ClauseKind.NOTE]
    if not rows or not (match["list"] or match["annex"] or len(tables) == 1):
        return None
    return Reference(match.group(), (), f"{table.label}共{len(rows)}项，没有第{row}项", nearest=table)


def _list_named(text: str) -> str:
    named = [name for name in ("正面清单", "负面清单") if name in text]
    return named[0] if len(named) == 1 else ""


def _tables(
    documents: Sequence[Document], annex: str | None, name: str | None
) -> list[tuple[Document, Clause]]:
    """Annexes with numbered children, of that number or list name."""
    tables = []
    for document in documents:
        for clause in document.clauses:
            if clause.kind not in (ClauseKind.TABLE, ClauseKind.ANNEX) or clause.parent_id is not None:
                continue
            if annex and clause.path != f"a{parse_numeral(annex)}":
                continue
            if name and not clause.title.endswith(name):
                continue
            if any(c.number and c.kind is not ClauseKind.NOTE for c in document.children(clause.clause_id)):
                tables.append((document, clause))
    return tables


def _numbered(document: Document, parent_id: str | None, number: int) -> list[Clause]:
    return [
        c
        for c in document.children(parent_id)
        if c.kind in (ClauseKind.ROW, ClauseKind.SECTION) and _value(c) == number
    ]


def _value(clause: Clause) -> int:
    """The clause's own number: the last part of its path (第十五条之一 → 15)."""
    digits = re.match(r"[a-z]*(\d+)", clause.path.rsplit(".", 1)[-1])
    return int(digits.group(1)) if digits else -1


def _find_outline(text: str, documents: Sequence[Document]) -> Reference | None:
    match = _OUTLINE.search(text) or _PARTS.search(text)
    if match is not None:
        parts = [match["top"], match["sub"], *([match["item"]] if match.re is _OUTLINE else [])]
        return _resolve(match.group(), [parse_numeral(p) for p in parts if p], documents)
    match = _PAREN.search(text)
    if match is not None:
        number = parse_numeral(match["sub"])
        found = _running(documents, number)
        return Reference(match.group(), tuple(found)) if found else _beyond(match.group(), number, documents)
    match = _SINGLE.search(text)
    if match is None or re.search(r"(法|条例|办法|规定|基准)》?的?$", text[: match.start()]):
        return None
    number = parse_numeral(match["top"])
    running = [] if match["unit"] in ("部分", "章", "大点") else _running_only(documents, number)
    if running:
        return Reference(match.group(), tuple(running))
    if match["unit"] not in ("部分", "章", "大点") and (beyond := _beyond(match.group(), number, documents)):
        return beyond
    return _resolve(match.group(), [number], documents) if len(documents) == 1 else None


def _resolve(words: str, numbers: list[int], documents: Sequence[Document]) -> Reference:
    found: list[Clause] = []
    missing: tuple[str, Clause | None] | None = None
    for document in documents:
        parent: Clause | None = None
        for number in numbers:
            below = _numbered(document, parent.clause_id if parent else None, number)
            if not below:
                missing = missing or _missing(document, parent, number)
                break
            parent = below[0]
        else:
            if parent is not None:
                found.append(parent)
    if found or missing is None:
        return Reference(words, tuple(found))
    return Reference(words, (), missing[0], missing[1])


def _missing(document: Document, parent: Clause | None, number: int) -> tuple[str, Clause | None]:
    parent_id = parent.clause_id if parent else None
    numbered = [c for c in document.children(parent_id) if c.kind is ClauseKind.SECTION and c.number]
    where = parent.label if parent else document.meta.cite_as
    if not numbered:
        return f"{where}之下没有编号的条款", parent
    first, last = numbered[0].number.rstrip("、."), numbered[-1].number.rstrip("、.")
    return f"{where}的编号为{first}至{last}，没有第{number}个", parent or numbered[-1]


def _running(documents: Sequence[Document], number: int) -> list[Clause]:
    """Clauses numbered （N） at the second level: many documents restart, 广西 does not."""
    return [
        c
        for d in documents
        for c in d.clauses
        if c.kind is ClauseKind.SECTION and re.fullmatch(r"\d+\.\d+", c.path) and _value(c) == number
    ]


def _seconds(document: Document) -> list[Clause]:
    """The clauses numbered （N）, in reading order."""
    return [c for c in document.clauses if re.fullmatch(r"\d+\.\d+", c.path)]


def _running_only(documents: Sequence[Document], number: int) -> list[Clause]:
    """The same in documents whose （N） run on across parts, where 第N条 can only mean （N）."""
    running = []
    for document in documents:
        values = [_value(c) for c in _seconds(document)]
        if values and values == list(range(1, len(values) + 1)):
            running.append(document)
    return _running(running, number)


def _beyond(words: str, number: int, documents: Sequence[Document]) -> Reference | None:
    """（二十一） of the one document asked about, whose （N） run on across parts and end before it."""
    last = len(documents) == 1 and _running_only(documents, 1) and _seconds(documents[0])[-1]
    if not last:
        return None
    first = _seconds(documents[0])[0].number
    cite_as = documents[0].meta.cite_as
    return Reference(words, (), f"{cite_as}的编号为{first}至{last.number}，没有第{number}个", last)


def _find_annex(text: str, documents: Sequence[Document]) -> Reference | None:
    """An annex as a whole, where the question asks for little else."""
    match = _ANNEX.search(text)
    if match is None or len(re.sub(r"[^\u4e00-\u9fff]", "", text[match.end() :])) > 8:
        return None
    path = f"a{parse_numeral(match['annex'])}"
    found = [c for d in documents for c in d.clauses if c.path == path]
    if found:
        return Reference(match.group(), tuple(found))
    holder = documents[0].meta.cite_as if len(documents) == 1 else "所收文件"
    return Reference(match.group(), (), f"{holder}没有{match.group()}")
