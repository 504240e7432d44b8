"""The rules that decide, by region, matter and date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property

from corpus.facts import load_facts
from corpus.loader import load_corpus
from corpus.models import Corpus, Document, Span
from corpus.places import documents_in_force
from corpus.rule_models import (
    All,
    Any_,
    Condition,
    Fact,
    Leaf,
    Matter,
    Operator,
    Outcome,
    Rule,
    RuleKind,
)
from corpus.rules import find_quote, load_rules

PRECEDENCE: Mapping[Matter, tuple[Outcome, ...]] = {
    Matter.VIOLATION: (
        Outcome.TRANSFER,
        Outcome.EXCLUDED,
        Outcome.AGGRAVATED,
        Outcome.PUNISH,
        Outcome.EXEMPT,
        Outcome.MAY_EXEMPT,
    ),
    Matter.JOIN: (Outcome.MAY_NOT_JOIN, Outcome.MAY_JOIN),
    Matter.REMOVAL: (Outcome.REMOVE,),
    Matter.ONSITE: (Outcome.ONSITE_OK, Outcome.ONSITE_NO),
}
"""Outcomes in the order in which they prevail: while a higher one is unknown, a lower one is not given."""

FALLBACK: Mapping[Matter, Outcome] = {
    Matter.VIOLATION: Outcome.NOT_LISTED,
    Matter.JOIN: Outcome.MAY_NOT_JOIN,
    Matter.REMOVAL: Outcome.KEEP,
    Matter.ONSITE: Outcome.NOT_LISTED,
}
"""What is proved by every rule of the matter being false."""

LENIENT = (Outcome.EXEMPT, Outcome.MAY_EXEMPT)

BETTER: Mapping[Matter, tuple[Outcome, ...]] = {Matter.VIOLATION: LENIENT, Matter.JOIN: (Outcome.MAY_JOIN,)}
"""What a remedy leads to, best first. Removal and inspections hang on nothing that can be changed."""

NO_GROUND_LABELS: Mapping[Matter, str] = {
    Matter.JOIN: "不具备所列的纳入条件",
    Matter.ONSITE: "不属于有效期内的正面清单企业，这项限制不适用",
}
"""Words for a fallback that the code's own label does not fit."""

NO_RULES_LABEL = "所收的该地区文件没有规定"
"""For every matter but a violation, where no rule decides."""


@dataclass(frozen=True)
class Docket:
    """The rules that decide one matter in one region on one day: by outcome, then what goes beside it."""

    levels: tuple[tuple[Outcome, tuple[Rule, ...]], ...]
    beside: tuple[Rule, ...]  # duties and advice
    fact_ids: frozenset[str]  # everything the outcome rules may ask

    @cached_property
    def needs(self) -> Mapping[str, Mapping[str, bool | str | None]]:
        """Outcome rule → ``needs_of`` it."""
        return {rule.rule_id: needs_of(rule) for _, rules in self.levels for rule in rules}

    @property
    def decides(self) -> bool:
        """Whether some rule gives an outcome: where none does, nothing is proved by none being true."""
        return any(rules for _, rules in self.levels)

    def fallback(self, matter: Matter) -> Outcome:
        """What is proved by every rule being false."""
        return FALLBACK[matter] if self.decides else Outcome.NOT_LISTED


@dataclass(frozen=True)
class Rulebase:
    """Corpus, facts and rules, read once."""

    corpus: Corpus
    facts: Mapping[str, Fact]
    rules: tuple[Rule, ...]
    version: str  # changes with any word of a rule, a fact or a source
    gates: frozenset[str]
    disqualifying: frozenset[str]
    _dockets: dict[tuple[Matter, tuple[str, ...]], Docket] = field(default_factory=dict, repr=False)
    _labels: dict[str, str] = field(default_factory=dict, repr=False)
    _quotes: dict[tuple[str, tuple[str, ...]], tuple[tuple[str, Span], ...]] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.rule_id: rule for rule in self.rules}

    @classmethod
    def build(cls, corpus: Corpus, facts: Mapping[str, Fact], rules: tuple[Rule, ...]) -> Rulebase:
        digest = hashlib.sha256(corpus.fingerprint.encode())
        digest.update(repr(list(facts.values())).encode())
        ordered = tuple(sorted(rules, key=_natural))
        for rule in ordered:
            digest.update(_stable(rule).encode())
        gates = frozenset(fact.id for fact in facts.values() if fact.gate)
        disqualifying = frozenset(fact.id for fact in facts.values() if fact.disqualifying)
        return cls(corpus, facts, ordered, digest.hexdigest()[:12], gates, disqualifying)

    def documents(self, region: str, on: date) -> tuple[Document, ...]:
        """Documents that hold in ``region`` and are in force on that day."""
        return tuple(d for d in documents_in_force(self.corpus, region) if is_in_force(d, on))

    def docket(self, matter: Matter, documents: tuple[Document, ...]) -> Docket:
        """The rules of ``documents`` for ``matter``."""
        key = (matter, tuple(document.doc_id for document in documents))
        if key not in self._dockets:
            rules = [r for r in self.rules if r.doc_id in key[1] and r.matter is matter]
            deciding = [r for r in rules if r.kind is RuleKind.OUTCOME]
            self._dockets[key] = Docket(
                tuple(
                    (outcome, tuple(r for r in deciding if r.outcome is outcome))
                    for outcome in PRECEDENCE[matter]
                ),
                tuple(r for r in rules if r.kind is not RuleKind.OUTCOME),
                frozenset(leaf.fact for rule in deciding for leaf in rule.leaves()),
            )
        return self._dockets[key]

    def get_rule(self, rule_id: str) -> Rule:
        """Raises ``KeyError`` where there is none."""
        return self._by_id[rule_id]

    def find_leaf(self, rule_id: str, fact: str, quote: str) -> Leaf | None:
        """The condition that a line of a trace shows; None where the rule has no such one."""
        rule = self._by_id.get(rule_id)
        leaves = rule.leaves() if rule else ()
        return next((leaf for leaf in leaves if (leaf.fact, leaf.quote) == (fact, quote)), None)

    def find_quotes(self, rule: Rule, quotes: tuple[str, ...]) -> tuple[tuple[str, Span], ...]:
        """(clause id, span) of each printed piece of ``quotes``."""
        key = (rule.rule_id, quotes)
        if key not in self._quotes:
            document = self.corpus.get_document(rule.doc_id)
            self._quotes[key] = tuple(p for quote in quotes for p in find_quote(document, rule, quote))
        return self._quotes[key]

    def label(self, clause_id: str) -> str:
        """What an officer calls the clause."""
        if clause_id not in self._labels:
            self._labels[clause_id] = self.corpus.get_clause(clause_id).label
        return self._labels[clause_id]

    def clause_of(self, rule: Rule, leaf: Leaf | None = None) -> str:
        """The clause in which the condition (or the rule's first words) stands."""
        quotes = leaf.quotes if leaf is not None else rule.outcome_quotes
        pieces = self.find_quotes(rule, quotes[:1])
        return pieces[0][0] if pieces else rule.words[0].clause_id


def needs_of(rule: Rule) -> Mapping[str, bool | str | None]:
    """Fact → the one value without which ``rule`` cannot hold; None for a date that must be recent."""
    parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
    leaves = [part for part in parts if isinstance(part, Leaf)]
    needs: dict[str, bool | str | None] = {
        leaf.fact: leaf.values[0] for leaf in leaves if leaf.operator is Operator.IS and len(leaf.values) == 1
    }
    return needs | {leaf.fact: None for leaf in leaves if leaf.operator is Operator.WITHIN_YEARS}


def rests_on(condition: Condition | None, fact: str) -> bool:
    """Whether each way to fulfil ``condition`` has ``fact`` in it, one value or another; a value that is
    only ruled out does not count."""
    match condition:
        case All(parts):
            return any(rests_on(part, fact) for part in parts)
        case Any_(parts):
            return all(rests_on(part, fact) for part in parts)
        case Leaf():
            return condition.fact == fact
        case _:
            return False


def is_in_force(document: Document, on: date) -> bool:
    """From its first day, or where that is not stated from the day it was issued."""
    meta = document.meta
    first = meta.in_force_from or meta.issued_on
    return first <= on and (meta.in_force_through is None or on <= meta.in_force_through)


@cache
def load_rulebase() -> Rulebase:
    """The rulebase that ships with the project. Raises ``KuanyanError`` where a file is wrong."""
    corpus, facts = load_corpus(), load_facts()
    return Rulebase.build(corpus, facts, load_rules(corpus))


def _natural(rule: Rule) -> tuple[str | int, ...]:
    """positive-2 before positive-10."""
    return tuple(int(p) if p.isdigit() else p for p in re.split(r"(\d+)", rule.rule_id))


def _stable(rule: Rule) -> str:
    """Every word of the rule, sets in order."""
    return repr((replace(rule, after=frozenset()), sorted(rule.after)))
