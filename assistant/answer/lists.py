"""Questions that want a list in full: a table's rows, or the numbered children of a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.question import Question
from assistant.answer.scope import Scope
from corpus.models import Clause, ClauseKind, Corpus

_ENTERPRISES = re.compile(r"企业|纳入|列入|移出|有效期|条件|检查|公开|调度|公示|名单|监督执法")
_CONTENT = re.compile(r"事项|项目|行为|违法|内容|情形|清单(?:里|中|上|都|一共|共|总共)?(?:有|包括|列|是|写)|清单.{0,4}(?:哪|几|多少)")
_POSITIVE = re.compile(r"正面清单|免罚清单|不予处罚(?:的)?(?:事项)?清单|轻微违法.{0,6}清单|包容免罚清单")
_NEGATIVE = re.compile(r"负面清单|从重(?:处罚)?(?:的)?(?:事项)?清单")
_BOTH = re.compile(r"两张清单|两个清单|两份清单")


def table_asked(asked: Question, scope: Scope) -> list[Clause]:
    """The lists of violations that the question wants enumerated; empty where it wants something else."""
    text = asked.text
    if not asked.asks_list or not _CONTENT.search(text) and not _BOTH.search(text):
        return []
    names = []
    if _POSITIVE.search(text) and not _ENTERPRISES.search(text):
        names.append("正面清单")
    if _NEGATIVE.search(text):
        names.append("负面清单")
    if _BOTH.search(text):
        names = ["正面清单", "负面清单"]
    tables = [
        c
        for name in names
        for d in scope.documents
        for c in d.clauses
        if c.kind is ClauseKind.TABLE and c.parent_id is None and c.title.endswith(name)
    ]
    filled = [t for t in tables if _rows(t, scope)]
    return filled or tables


def children_asked(asked: Question, clauses: Sequence[Clause], corpus: Corpus) -> Clause | None:
    """The heading whose numbered children answer 「有哪些」: the best hit or its parent, if so named."""
    if not asked.asks_list or not clauses:
        return None
    first = clauses[0]
    document = corpus.get_document(first.doc_id)
    parent = document.find_clause(first.parent_id) if first.parent_id else None
    for candidate in (first, parent):
        if candidate is None or candidate.kind is not ClauseKind.SECTION:
            continue
        children = [c for c in document.children(candidate.clause_id) if c.number]
        if len(children) >= 2 and _names(asked.text, candidate.title):
            return candidate
    return None


def _names(text: str, title: str) -> bool:
    """Whether the question says the heading's words: two thirds of its character bigrams."""
    words = re.sub(r"[^\u4e00-\u9fff]", "", title)
    grams = {words[i : i + 2] for i in range(len(words) - 1)}
    return bool(grams) and sum(g in text for g in grams) >= 2 * len(grams) / 3


def _rows(table: Clause, scope: Scope) -> list[Clause]:
    document = next(d for d in scope.documents if d.doc_id == table.doc_id)
    return [c for c in document.children(table.clause_id) if c.kind is ClauseKind.ROW]
