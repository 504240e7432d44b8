"""What every question about a case has in common."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from assistant.answer.models import Citation
from assistant.quiz.cases.explain import cite, find_chapter, resting_rules
from assistant.quiz.cases.situation import Situation, stated
from assistant.quiz.cases.telling import Teller, plain_value
from assistant.quiz.models import LETTERS, Item, ItemKind, Level, OptionProof, Proof, ProofKind
from assistant.verdict.values import Interval
from corpus.rule_models import Rule


@dataclass(frozen=True, slots=True)
class Told:
    """A situation with the words it is told in, and the chance that all its questions draw from."""

    situation: Situation
    teller: Teller
    rng: Random
    asks: str  # the same for two cases that only differ in names and dates


@dataclass(frozen=True, slots=True)
class Option:
    """``clause_id`` is where its words come from; empty for an outcome or a date."""

    text: str
    is_true: bool
    clause_id: str = ""


def identity(situation: Situation) -> str:
    """Matter, region and facts, days counted from the inspection or to the decision."""
    parts = []
    for name, value in sorted(stated(situation).items()):
        if plain_value(value) != "any":
            parts.append(f"{name}={value}")
        elif isinstance(value, Interval):
            parts.append(f"{name}={value.number}")
        else:
            since = situation.decided_on if name == "listed_on" else situation.found_on
            assert not isinstance(value, bool | str)
            parts.append(f"{name}={(value - since).days}")
    return f"case/{situation.aim.matter}/{situation.aim.region}/{';'.join(parts)}"


def choice_item(
    told: Told,
    kind: ItemKind,
    asked: str,
    stem: str,
    options: list[Option],
    explanation: str,
    rules: tuple[Rule, ...] = (),
    case: dict[str, Any] | None = None,
) -> Item:
    """A 单选 or 多选 whose options stand in the order given."""
    key = tuple(letter for letter, option in zip(LETTERS, options, strict=False) if option.is_true)
    proofs = tuple(OptionProof(option.text, option.clause_id, option.is_true) for option in options)
    proof = Proof(ProofKind.ENGINE, options=proofs, case=case or told.situation.as_json(), asked=asked)
    texts = tuple(option.text for option in options)
    return _item(
        told, kind, stem, key, explanation, rules, proof, f"{asked}/{'|'.join(sorted(texts))}", texts
    )


def judge_item(
    told: Told, asked: str, stem: str, key: str, explanation: str, about: Situation, detail: str
) -> Item:
    """A 判断 about the case, or about it with a fact changed (``about``)."""
    proof = Proof(ProofKind.ENGINE, case=about.as_json(), asked=asked)
    rules = resting_rules(about)
    return _item(told, ItemKind.TRUE_FALSE, stem, (key,), explanation, rules, proof, detail, ())


def _item(
    told: Told,
    kind: ItemKind,
    stem: str,
    key: tuple[str, ...],
    explanation: str,
    rules: tuple[Rule, ...],
    proof: Proof,
    detail: str,
    options: tuple[str, ...],
) -> Item:
    situation = told.situation
    citations = cite(situation.rulebase, rules or resting_rules(situation))
    return Item(
        kind=kind,
        level=Level.APPLY,
        stem=stem,
        key=key,
        explanation=explanation,
        citations=citations,
        doc_id=situation.aim.doc_id,
        chapter=chapter_of(situation, citations),
        asks=f"{told.asks}/{detail}",
        options=options,
        proof=proof,
    )


def chapter_of(situation: Situation, citations: tuple[Citation, ...]) -> str:
    """That of the first clause cited from the case's own document."""
    own = [c for c in citations if c.doc_id == situation.aim.doc_id] or list(citations)
    return find_chapter(situation.rulebase.corpus, own[0].clause_id)
