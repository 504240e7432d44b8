"""Rows of annex tables against what the rulebase says of them: the handling, the days to correct."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.confusables import Quoted
from corpus.enumerations import Match
from corpus.models import Corpus, Document
from corpus.quotes import read_printed
from corpus.rule_models import Leaf, Operator, Rule, RuleKind, Words

SITUATION = "情形"


def row_handling(corpus: Corpus, rules: Iterable[Rule]) -> list[Match]:
    """情形 of a row → the outcome its rule has, in the words the rule quotes; one match a document.

    A rule about no row belongs to it where it says in one quote for whom a document of lists does not
    hold (利用生态环境突发事件实施违法行为的): its outcome words follow the 情形 in the same sentence.
    """
    matches = []
    ruled = [rule for rule in rules if rule.kind is RuleKind.OUTCOME and rule.outcome_quotes]
    for document in corpus.documents:
        own = [rule for rule in ruled if rule.doc_id == document.doc_id]
        pairs = [pair for rule in own for pair in _row_pairs(document, rule)]
        if pairs:
            pairs += [pair for rule in own for pair in _sentence_pairs(document, rule)]
            matches.append(
                Match(
                    f"{document.doc_id} 情形与处理",
                    "理解",
                    "违法行为属于下列情形：“{}”，对该行为的处理规定是",
                    "下列情形中，处理规定为“{}”的是",
                    False,
                    tuple(pairs),
                )
            )
    return matches


def row_deadlines(corpus: Corpus, rules: Iterable[Rule]) -> dict[str, dict[int, list[Rule]]]:
    """By document: days from discovery within which the 情形 asks for correction → the rules that say so."""
    found: dict[str, dict[int, list[Rule]]] = {}
    for rule in rules:
        if rule.kind is RuleKind.OUTCOME and _situation(rule) is not None:
            for leaf in rule.leaves():
                if leaf.operator is Operator.CORRECTED_WITHIN and leaf.bound is not None:
                    found.setdefault(rule.doc_id, {}).setdefault(int(leaf.bound), []).append(rule)
    return found


def rows_without_days(rules: Iterable[Rule], doc_id: str) -> list[Rule]:
    """Rules of rows whose 情形 names no days."""
    return [
        rule
        for rule in rules
        if rule.doc_id == doc_id and _situation(rule) is not None and not any(map(_is_days, rule.leaves()))
    ]


def row_of(rule: Rule) -> str:
    """The clause id of the row that the rule is about. Raises ``KeyError`` where it is about none."""
    words = _situation(rule)
    if words is None:
        raise KeyError(rule.rule_id)
    return words.clause_id


def _is_days(leaf: Leaf) -> bool:
    return leaf.operator is Operator.CORRECTED_WITHIN


def _situation(rule: Rule) -> Words | None:
    return next((words for words in rule.words if words.cell == SITUATION), None)


def _row_pairs(document: Document, rule: Rule) -> list[tuple[Quoted, Quoted]]:
    situation = _situation(rule)
    if situation is None:
        return []
    quote = rule.outcome_quotes[0]
    source = next((words for words in rule.words if quote in words.text), None)
    if source is None:
        return []
    answer = _quoted(document, source) if source.cell else _part(document, source, quote)
    return [(_quoted(document, situation), answer)]


def _sentence_pairs(document: Document, rule: Rule) -> list[tuple[Quoted, Quoted]]:
    if len(rule.words) != 1 or len(rule.outcome_quotes) != 1 or rule.words[0].cell:
        return []
    words, quote = rule.words[0], rule.outcome_quotes[0]
    before, found, _ = words.text.partition(f"的，{quote}")
    if not found or not before.startswith("对") or "，" in before:
        return []
    return [(_part(document, words, before.removeprefix("对") + "的"), _part(document, words, quote))]


def _quoted(document: Document, words: Words) -> Quoted:
    text = read_printed(document.source, words.spans).text
    return _part(document, words, text.rstrip("；。"))


def _part(document: Document, words: Words, text: str) -> Quoted:
    printed = read_printed(document.source, words.spans)
    start = printed.find_all(text)[0]
    length = len("".join(text.split()))
    return Quoted(words.clause_id, printed.text[start : start + length], printed.spans(start, length))
