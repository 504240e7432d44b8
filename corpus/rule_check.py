"""The lint of the rulebase: each rule says what its words say, each decision of a document has a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from corpus.decisions import check_decisions
from corpus.facts import possible_values
from corpus.isomorphism import check_bound, check_wording
from corpus.loader import POLICIES
from corpus.models import Corpus, Document
from corpus.rule_models import Fact, FactType, Leaf, Matter, Operator, Outcome, Rule
from corpus.wording import load_wording
from corpus.yaml_tree import render_values

_OUTCOMES = {  # what a rule of the matter may give
    Matter.VIOLATION: {
        Outcome.TRANSFER,
        Outcome.EXCLUDED,
        Outcome.AGGRAVATED,
        Outcome.PUNISH,
        Outcome.EXEMPT,
        Outcome.MAY_EXEMPT,
    },
    Matter.JOIN: {Outcome.MAY_JOIN, Outcome.MAY_NOT_JOIN},
    Matter.REMOVAL: {Outcome.REMOVE},
    Matter.ONSITE: {Outcome.ONSITE_OK, Outcome.ONSITE_NO},
}
_WITHOUT_RULE = {  # what a verdict on the matter may be though no rule gives it
    Matter.VIOLATION: {Outcome.NOT_LISTED, Outcome.NEED_FACTS},
    Matter.JOIN: {Outcome.NEED_FACTS},
    Matter.REMOVAL: {Outcome.KEEP, Outcome.NEED_FACTS},
    Matter.ONSITE: {Outcome.NEED_FACTS},
}
_OPERATORS = {
    FactType.BOOL: {Operator.IS, Operator.CORRECTED_WITHIN},
    FactType.CHOICE: {Operator.IS},
    FactType.NUMBER: {Operator.LESS_THAN, Operator.AT_MOST, Operator.MORE_THAN, Operator.AT_LEAST},
    FactType.DATE: {Operator.WITHIN_YEARS},
}
_ASKED_WITH = {Operator.CORRECTED_WITHIN: ("correction_days", "discovered_on", "corrected_on")}


def check_rules(
    corpus: Corpus, rules: tuple[Rule, ...], facts: dict[str, Fact], policies: Path = POLICIES
) -> list[str]:
    """Problems, one Chinese sentence each with file, place, cause and next step."""
    wording = load_wording()
    problems = []
    for rule in rules:
        problems += check_rule(rule, facts)
    problems += check_titles(rules) + check_unused_facts(rules, facts)
    for document in corpus.documents:
        problems += check_dates(document)
        problems += check_decisions(document, rules, wording, policies)
    return problems


def check_rule(rule: Rule, facts: dict[str, Fact]) -> list[str]:
    """Problems that one rule has by itself."""
    wording = load_wording()
    found = check_tests(rule, facts) + check_outcomes(rule) + check_wording(rule, wording)
    for leaf in rule.leaves():
        found += check_leaf(leaf, facts) or check_bound(leaf, facts, wording)
    return [f"{rule_file(rule)} 的{problem}。" for problem in found]


def rule_file(rule: Rule) -> str:
    """cq-eeb-2021-5/rules/join.yaml, below ``policies``."""
    doc_id, stem = rule.rule_id.split("/", 1)
    return f"{doc_id}/rules/{stem}.yaml"


def check_tests(rule: Rule, facts: dict[str, Fact]) -> list[str]:
    """A rule with a condition has tests, and each gives known facts."""
    problems = []
    for number, test in enumerate(rule.tests, start=1):
        problems += [
            f"第 {number} 个测试给出不存在的事实 {name}，请改成 facts.yaml 里的 id"
            for name in test.facts
            if name not in facts
        ]
    if rule.when is not None and not rule.tests:
        problems.append("规则没有测试，请在 tests 里至少写一个成立、一个不成立的例子")
    return problems


def check_leaf(leaf: Leaf, facts: dict[str, Fact]) -> list[str]:
    """A condition asks a known fact in a way that fits its type."""
    where = f"条件「{leaf.quotes[0]}」"
    unknown = [n for n in (leaf.fact, *_ASKED_WITH.get(leaf.operator, ())) if n not in facts]
    if unknown:
        return [f"{where}询问不存在的事实 {n}，请改正 id，或者先写进 facts.yaml" for n in unknown]
    fact = facts[leaf.fact]
    if leaf.operator not in _OPERATORS[fact.type]:
        allowed = "、".join(sorted(_OPERATORS[fact.type] - {Operator.CORRECTED_WITHIN}))
        return [f"{where}的事实 {fact.id} 是 {fact.type}，不能用 {leaf.operator}，请改用 {allowed}"]
    possible = possible_values(fact)
    allowed = render_values(possible)
    return [
        f"{where}给事实 {fact.id} 的值写作「{render_values((value,))}」，请写 {allowed} 中的一个"
        for value in leaf.values
        if value not in possible or isinstance(value, bool) != (fact.type is FactType.BOOL)
    ]


def check_outcomes(rule: Rule) -> list[str]:
    """The outcome, and those a duty or an advice goes with, are possible in the rule's matter."""
    ruled, any_ = _OUTCOMES[rule.matter], _OUTCOMES[rule.matter] | _WITHOUT_RULE[rule.matter]
    problems = []
    if rule.outcome is not None and rule.outcome not in ruled:
        names = "、".join(outcome for outcome in Outcome if outcome in ruled)
        problems.append(f"结果 {rule.outcome} 不属于 matter: {rule.matter}，请写 {names} 中的一个")
    names = "、".join(outcome for outcome in Outcome if outcome in any_)
    problems += [
        f"键 after 写了 {outcome}，不属于 matter: {rule.matter}，请写 {names} 中的一个"
        for outcome in sorted(rule.after - any_)
    ]
    return problems


def check_titles(rules: Iterable[Rule]) -> list[str]:
    """Titles within a document differ; two documents with the same paragraph may share one."""
    count = Counter((rule.doc_id, rule.title) for rule in rules)
    return [
        f"{rule_file(rule)} 的标题「{rule.title}」与本文件别的规则相同，请写明是哪一条。"
        for rule in rules
        if count[rule.doc_id, rule.title] > 1
    ]


def check_unused_facts(rules: Iterable[Rule], facts: dict[str, Fact]) -> list[str]:
    asked = {name for rule in rules for leaf in rule.leaves() for name in _asked(leaf)}
    return [
        f"facts.yaml 的事实 {name} 没有规则询问，请写上询问它的规则，或者删去它。"
        for name in facts
        if name not in asked
    ]


def _asked(leaf: Leaf) -> tuple[str, ...]:
    return (leaf.fact, *_ASKED_WITH.get(leaf.operator, ()))


def check_dates(document: Document) -> list[str]:
    """A document is issued, comes into force and goes out of force in this order."""
    meta = document.meta
    problems = []
    if meta.in_force_from and meta.in_force_from < meta.issued_on:
        problems.append(
            f"{document.doc_id}/meta.yaml 的 in_force_from {meta.in_force_from} 早于 issued_on"
            f" {meta.issued_on}，请核对原文后改正。"
        )
    start = meta.in_force_from or meta.issued_on
    if meta.in_force_through and meta.in_force_through < start:
        problems.append(
            f"{document.doc_id}/meta.yaml 的 in_force_through {meta.in_force_through} 早于施行日 {start}，"
            "请核对原文后改正。"
        )
    return problems
