"""Whether a rule says what its words say: nothing forgotten or invented; 且, 或 and bounds as written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.quotes import squeeze
from corpus.rule_models import All, Any_, Condition, Fact, Leaf, Not, Operator, Rule
from corpus.wording import Wording, find_numbers


def check_wording(rule: Rule, wording: Wording) -> list[str]:
    """Problems, one Chinese sentence each, without the file."""
    problems = [
        f"原文「{text}」没有条件或者结果引用，请为它写一个条件，或者写进 not_conditions 并说明理由"
        for text in find_unquoted(rule, wording)
    ]
    return problems + check_joints(rule, wording) + check_outcome_quote(rule, wording)


def find_unquoted(rule: Rule, wording: Wording) -> Iterator[str]:
    """Runs of the rule's words that nothing quotes and that are more than connectives."""
    texts = [squeeze(words.text) for words in rule.words]
    quoted = [bytearray(len(text)) for text in texts]
    quotes = {squeeze(quote) for quote in rule_quotes(rule)}
    for quote in sorted(quotes, key=lambda q: (-len(q), q)):
        _mark_first_open(quote, texts, quoted)
    for text, marks in zip(texts, quoted, strict=True):
        start = 0
        while start < len(text):
            end = marks.find(1, start)
            end = len(text) if end < 0 else end
            if not wording.is_connective(text[start:end]):
                yield text[start:end]
            start = end
            while start < len(text) and marks[start]:
                start += 1


def rule_quotes(rule: Rule) -> list[str]:
    """Every quote of the rule: of conditions, of the outcome, of what is no condition."""
    quotes = [quote for leaf in rule.leaves() for quote in leaf.quotes]
    return [*quotes, *rule.outcome_quotes, *(quote for quote, _ in rule.not_conditions)]


def _mark_first_open(quote: str, texts: list[str], quoted: list[bytearray]) -> None:
    """One quote accounts for one place: the first that no longer quote has taken."""
    for text, marks in zip(texts, quoted, strict=True):
        start = text.find(quote)
        while start >= 0:
            if not all(marks[start : start + len(quote)]):
                marks[start : start + len(quote)] = b"\x01" * len(quote)
                return
            start = text.find(quote, start + 1)


def check_bound(leaf: Leaf, facts: dict[str, Fact], wording: Wording) -> list[str]:
    """The bound stands in the quote, with its unit and the word of its operator."""
    if leaf.bound is None:
        return []
    quote = "".join(squeeze(q) for q in leaf.quotes)
    problems = []
    if leaf.operator not in wording.find_operators(quote):
        words = "、".join(wording.operator_words[leaf.operator])
        problems.append(
            f"条件「{quote}」写作 {leaf.operator}，引文里没有相应的词（{words}），请改正比较方式或者引文"
        )
    if not _stands(leaf, quote, facts, wording):
        unit = _units(leaf, facts, wording)[0]
        problems.append(f"条件「{quote}」的界限 {leaf.bound} {unit}不见于引文，请改正数或者引文")
    return problems


def _units(leaf: Leaf, facts: dict[str, Fact], wording: Wording) -> tuple[str, ...]:
    if leaf.operator in wording.unit_words:
        return wording.unit_words[leaf.operator]
    return (facts[leaf.fact].unit if leaf.fact in facts else "",)


def _stands(leaf: Leaf, quote: str, facts: dict[str, Fact], wording: Wording) -> bool:
    units = _units(leaf, facts, wording)
    written = any(number == leaf.bound and after.startswith(units) for number, after in find_numbers(quote))
    by_day = leaf.operator is Operator.CORRECTED_WITHIN
    return written or (
        by_day and any(w in quote and n == leaf.bound for w, n in wording.number_words.items())
    )


def check_joints(rule: Rule, wording: Wording) -> list[str]:
    """Neighbouring conditions that the text joins by 或 stand under ``any``, by 且 under ``all``.

    Left alone: two that must both be false (不涉及甲或者乙 is neither of them), two with other words between.
    """
    problems = []
    for words in rule.words:
        text = squeeze(words.text)
        for first, second in pairwise(_place_leaves(rule, text)):
            between = text[first.end : second.start]
            if first.leaf.values == second.leaf.values == (False,) or not wording.is_connective(between):
                continue
            node = _common_node(first.path, second.path)
            joint = wording.find_joint(between, text[second.start :])
            if joint is not None and node in ("all", "any") and joint.node != node:
                one, other = text[first.start : first.end], text[second.start : second.end]
                problems.append(
                    f"条件「{one}」和「{other}」在原文里由“{joint.word}”相连，却写在 {node} 下面，"
                    f"请改成 {joint.node} 或者核对引文"
                )
    return problems


@dataclass(frozen=True, slots=True)
class _Placed:
    """A leaf where its quote stands in one of the rule's words. ``path``: (node, which part) from the top."""

    start: int
    end: int
    leaf: Leaf
    path: tuple[tuple[str, int], ...]


def _place_leaves(rule: Rule, text: str) -> list[_Placed]:
    """In the order of the text; of leaves with overlapping quotes only the first."""
    placed: list[_Placed] = []
    found = [
        _Placed(start, start + len(quote), leaf, path)
        for leaf, path in _walk(rule.when, ())
        for quote in map(squeeze, leaf.quotes)
        if (start := text.find(quote)) >= 0
    ]
    for here in sorted(found, key=lambda p: (p.start, -p.end)):
        if not placed or placed[-1].end <= here.start:
            placed.append(here)
    return placed


def _walk(
    condition: Condition | None, path: tuple[tuple[str, int], ...]
) -> Iterator[tuple[Leaf, tuple[tuple[str, int], ...]]]:
    match condition:
        case Leaf():
            yield condition, path
        case Not(part):
            yield from _walk(part, (*path, ("not", 0)))
        case All(parts) | Any_(parts):
            node = "all" if isinstance(condition, All) else "any"
            for number, part in enumerate(parts):
                yield from _walk(part, (*path, (node, number)))


def _common_node(first: tuple[tuple[str, int], ...], second: tuple[tuple[str, int], ...]) -> str:
    """The lowest node over both; empty for two quotes of one leaf."""
    return next((one[0] for one, other in zip(first, second, strict=False) if one != other), "")


def check_outcome_quote(rule: Rule, wording: Wording) -> list[str]:
    if rule.outcome is None or rule.outcome not in wording.outcome_words:
        return []
    expected = wording.outcome_words[rule.outcome]
    quote = "".join(squeeze(q) for q in rule.outcome_quotes)
    problems = []
    if expected.required and not any(word in quote for word in expected.required):
        words = "、".join(expected.required)
        problems.append(
            f"结果的引文「{quote}」里没有表示 {rule.outcome} 的词（{words}），请改正 outcome 或者引文"
        )
    for word in expected.forbidden:
        if word in quote:
            problems.append(f"结果的引文「{quote}」里有「{word}」，与 {rule.outcome} 不符，请改正 outcome")
    return problems
