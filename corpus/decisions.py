"""Whether every list row and every word of decision of a document has a rule or a reason why it has none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.doubts import load_undecidable
from corpus.loader import POLICIES
from corpus.models import Clause, ClauseKind, Document, Span
from corpus.quotes import Printed, find_printed, read_printed, squeeze
from corpus.rule_models import Rule
from corpus.wording import Wording

_OR_EXPLAIN = "或者在 doubts.md 的“不能由规则判定”里写明理由"
_SENTENCE = re.compile("[^。；]+[。；]?")


def check_decisions(
    document: Document, rules: Iterable[Rule], wording: Wording, policies: Path = POLICIES
) -> list[str]:
    """List rows and words of decision that neither a rule quotes nor ``doubts.md`` explains; and parts of
    a sentence left out by a rule that gives an outcome, for there a condition may stand."""
    own = [rule for rule in rules if rule.doc_id == document.doc_id]
    decided = _places(rule for rule in own if rule.outcome is not None)
    rows = {words.clause_id for rule in own for words in rule.words}
    explained, explained_rows, problems = _read_explained(document, policies)
    known = _places(own) | explained
    for clause in document.clauses:
        if clause.kind is ClauseKind.ROW:
            problems += _check_row(clause, rows | explained_rows)
        problems += _check_left_out(document, clause, decided, known, wording)
        problems += _check_decision_words(document, clause, known, wording)
    return problems


def _places(rules: Iterable[Rule]) -> set[int]:
    return {i for rule in rules for words in rule.words for span in words.spans for i in _characters(span)}


def _characters(span: Span) -> range:
    return range(span.start, span.end)


def _read_explained(document: Document, policies: Path) -> tuple[set[int], set[str], list[str]]:
    """Characters and clauses that ``doubts.md`` calls undecidable, and what is wrong with its lines."""
    places, clauses, problems = set[int](), set[str](), list[str]()
    for entry in load_undecidable(document.doc_id, policies):
        clause = document.find_clause(entry.clause_id)
        printed = find_printed(document, clause, "") if clause else None
        found = printed.find_all(entry.words) if printed else []
        if printed is None or not found:
            cause = f"{entry.clause_id} 里没有「{entry.words}」" if printed else f"没有条款 {entry.clause_id}"
            problems.append(f"{document.doc_id}/doubts.md 的“不能由规则判定”写错了：{cause}，请照录原文。")
            continue
        clauses.add(entry.clause_id)
        for start in found:
            for span in printed.spans(start, len(squeeze(entry.words))):
                places.update(_characters(span))
    return places, clauses, problems


def _check_left_out(
    document: Document, clause: Clause, decided: set[int], known: set[int], wording: Wording
) -> list[str]:
    """A cell or a sentence that decides an outcome is taken whole, but for connectives."""
    problems = []
    for place, printed in _units(document, clause):
        if decided.isdisjoint(printed.at):
            continue
        left = "".join(
            " " if at in known else char for char, at in zip(printed.text, printed.at, strict=True)
        )
        problems += [
            f"{clause.clause_id}（{clause.label}）{place}里的「{text}」不在任何规则的 words 里，"
            f"请把它加进规则，{_OR_EXPLAIN}。"
            for text in left.split()
            if not wording.is_connective(text)
        ]
    return problems


def _units(document: Document, clause: Clause) -> Iterator[tuple[str, Printed]]:
    """What is read as one: each cell of a row, else each sentence or limb of a list, without the heading."""
    if clause.cells:
        for cell in clause.cells:
            yield f"“{cell.name}”", read_printed(document.source, cell.spans)
        return
    printed = read_printed(document.source, clause.spans)
    heading = squeeze(f"{clause.number}{clause.title}")
    start = len(heading) if printed.text.startswith(heading) else 0
    for match in _SENTENCE.finditer(printed.text, start):
        span = slice(match.start(), match.end())
        yield "同一句", Printed(printed.text[span], printed.at[span], printed.piece[span])


def _check_row(clause: Clause, rows: set[str]) -> list[str]:
    if clause.kind is not ClauseKind.ROW or clause.clause_id in rows:
        return []
    return [f"{clause.clause_id}（{clause.label}）没有规则引用，请为它写一条规则，{_OR_EXPLAIN}。"]


def _check_decision_words(
    document: Document, clause: Clause, covered: set[int], wording: Wording
) -> list[str]:
    printed = read_printed(document.source, clause.spans)
    return [
        f"{clause.clause_id}（{clause.label}）的「{_context(printed.text, match.start(), match.end())}」"
        f"没有规则引用，请为它写一条规则，{_OR_EXPLAIN}。"
        for match in wording.decisions.finditer(printed.text)
        if not covered.issuperset(printed.at[match.start() : match.end()])
    ]


def _context(text: str, start: int, end: int, around: int = 14) -> str:
    """The words with a few characters before, from the last comma or stop."""
    head = text[max(0, start - around) : start]
    for mark in "，。；、：":
        head = head.rsplit(mark, 1)[-1]
    return head + text[start:end]
