"""Lists and annexes that a question takes for granted and no document has: said, with what shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.addresses import Address, Said, list_named
from assistant.answer.outline import Reference, ordinal, runs_on, second_level
from corpus.models import Clause, ClauseKind, Document
from ingest.numerals import NUMERAL, parse_numeral

_ASKS_ROWS = re.compile(
    r"清单[”\"」》]?(?:里面|里边|里|中|上|内)?"
    r"(?:[^,。?!;清的]{0,6}?(?:几|多少|哪些|哪几|什么)(?:[项条种]|个事|事项|行为|情形|违法)(?!条件|原则|措施|要求|程序|职责)"
    r"|(?:都|一共|具体)?(?:有|列了?|包括|是)哪些[?。]?$)"
)
_CLAIMED_ROWS = re.compile(
    rf"清单[”\"」》]?(?:里面|里|中|上|内)?(?:一共|总共|共|不?是|才|只|就|有|的)+(?P<number>{NUMERAL})(?:多)?项"
)
_CLAIMED_MEASURES = re.compile(
    rf"(?<![第（(0-9〇零一二三四五六七八九十百])(?P<number>{NUMERAL})[条项](?:具体)?措施"
)


def rows_of(document: Document, table: Clause) -> list[Clause]:
    return [c for c in document.children(table.clause_id) if c.kind is ClauseKind.ROW]


def annexes_of(document: Document) -> list[Clause]:
    kinds = (ClauseKind.ANNEX, ClauseKind.TABLE)
    return [c for c in document.clauses if c.parent_id is None and c.kind in kinds]


def tables_named(documents: Sequence[Document], name: str) -> list[tuple[Document, Clause]]:
    return [(d, a) for d in documents for a in annexes_of(d) if name and a.title.endswith(name)]


def no_annex(address: Address, documents: Sequence[Document]) -> Reference:
    """没有附件9, beside the document's own list of annexes."""
    assert address.annex is not None
    holder = documents[0].meta.cite_as if len(documents) == 1 else "所收文件"
    most = max(documents, key=lambda d: len(annexes_of(d)))
    listed = next((c for c in most.clauses if c.kind is ClauseKind.ANNEX_LIST), None)
    annexes = [a.number.replace(" ", "") for a in annexes_of(most)] if len(documents) == 1 else []
    held = f"，只有{'、'.join(annexes)}" if annexes else ""
    word, number = address.annex
    return Reference(address.words, (), f"{holder}没有附{word}{number}{held}", listed)


def no_list(words: str, list_words: str, documents: Sequence[Document], number: int | None) -> Reference:
    """没有附正面清单, beside the clause that speaks of lists."""
    holders = "、".join(d.meta.cite_as for d in documents)
    detail = f"{holders}没有附{list_words}"
    if list_words == "正面清单" and all(d.meta.positive_list == "enterprises" for d in documents):
        detail = f"{holders}没有免罚事项的正面清单（其中的正面清单列的是企业）"
    detail += "，无从列举具体事项" if number is None else f"，没有{ordinal(number)}项"
    about = [c for d in documents for c in d.clauses if c.kind is ClauseKind.SECTION and "清单" in c.title]
    return Reference(words, (), detail, about[0] if about else None)


def find_false_count(said: Said, documents: Sequence[Document]) -> Reference | None:
    """正面清单有12项吗, 广西的三十条措施: a number of rows or measures that is not theirs."""
    claim = _CLAIMED_ROWS.search(said.masked)
    name, _ = list_named(said.masked)
    filled = [(d, t) for d, t in tables_named(documents, name) if rows_of(d, t)]
    if claim is not None and len(filled) == 1:
        document, table = filled[0]
        count, claimed = len(rows_of(document, table)), parse_numeral(claim["number"])
        if claimed != count:
            return Reference(claim.group(), (), f"{table.label}共{count}项，不是{claimed}项", table)
    measures = _CLAIMED_MEASURES.search(said.masked)
    if measures is not None and len(documents) == 1 and runs_on(documents[0]):
        held = second_level(documents[0])
        claimed = parse_numeral(measures["number"])
        if claimed != len(held):
            detail = f"{documents[0].meta.cite_as}共{len(held)}条措施，没有{claimed}条"
            return Reference(measures.group(), (), detail, held[-1])
    return None


def find_absent_list(said: Said, documents: Sequence[Document]) -> Reference | None:
    """盘锦的清单有几项, where none of ``documents`` has a list of violations, not even a blank one."""
    asked = _ASKS_ROWS.search(said.masked) or _CLAIMED_ROWS.search(said.masked)
    if asked is None or "企业" in said.masked:
        return None
    if any(tables_named(documents, name) for name in ("正面清单", "负面清单")):
        return None
    _, words = list_named(said.masked)
    return no_list(asked.group(), words or "清单", documents, None)
