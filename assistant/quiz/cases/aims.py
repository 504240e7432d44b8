"""What a case may come to: an outcome, the rule that gives it, and the rule the case is about."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.quiz.cases.space import VIOLATION, names_violation
from assistant.verdict.rulebase import FALLBACK, LENIENT, Rulebase
from corpus.case_words import CaseWords
from corpus.models import Document
from corpus.rule_models import Matter, Outcome, Rule


@dataclass(frozen=True, slots=True)
class Aim:
    """``rule`` gives the outcome; None where it is that no rule holds. ``about`` is the rule whose
    conditions the case goes through: ``rule`` itself, a lenient one that something stands against, or one
    of another region's. ``doc_id`` is the document that decides.
    """

    matter: Matter
    region: str
    outcome: Outcome
    rule: Rule | None
    about: Rule
    doc_id: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether the case meets a list that does not hold where it happens."""
        return self.about.doc_id != self.doc_id and self.rule is None


def find_aims(rulebase: Rulebase, words: CaseWords, doc_ids: tuple[str, ...] = ()) -> tuple[Aim, ...]:
    """Every aim, in the order of documents and rules; of ``doc_ids`` alone where any are given."""
    aims = [
        aim
        for region in words.places
        for document in rulebase.corpus.documents
        if document.meta.region == region
        for matter in Matter
        for aim in _aims(rulebase, words, matter, region, document)
    ]
    aims += _elsewhere(rulebase, words)
    return tuple(aim for aim in aims if not doc_ids or aim.doc_id in doc_ids)


def _aims(rulebase: Rulebase, words: CaseWords, matter: Matter, region: str, document: Document) -> list[Aim]:
    """Those of one document, decided in its own region."""
    rules = _deciding(rulebase, matter, document)
    lenient = [rule for rule in _lenient(rulebase, region) if matter is Matter.VIOLATION]
    aims = []
    for rule in rules:
        assert rule.outcome is not None
        own = rule.outcome in LENIENT or matter is not Matter.VIOLATION or names_violation(rule.when)
        if own:
            aims.append(Aim(matter, region, rule.outcome, rule, rule, rule.doc_id))
            if _may_fail(rule, matter):
                aims.append(Aim(matter, region, FALLBACK[matter], None, rule, rule.doc_id))
        else:
            aims += [
                Aim(matter, region, rule.outcome, rule, about, rule.doc_id)
                for about in lenient
                if _can_meet(words, rule, about)
            ]
    return aims


def _can_meet(words: CaseWords, severe: Rule, about: Rule) -> bool:
    """Whether the severe circumstance is ever told of a violation that the other rule is about."""
    own = {value for leaf in about.leaves() if leaf.fact == VIOLATION for value in leaf.values}
    if not own or not names_violation(about.when):
        return True
    for leaf in severe.leaves():
        statement = words.statements.get(leaf.fact)
        for value in leaf.values if statement else ():
            told_of = statement.fits.get(value, {}).get(VIOLATION) if statement else None
            if told_of is not None and own.isdisjoint(told_of):
                return False
    return True


def _may_fail(rule: Rule, matter: Matter) -> bool:
    """Whether a case in which this rule just does not hold is worth telling."""
    if matter is Matter.VIOLATION:
        return True
    return rule.outcome in (Outcome.MAY_JOIN, Outcome.REMOVE)


def _deciding(rulebase: Rulebase, matter: Matter, document: Document) -> list[Rule]:
    return [
        rule
        for rule in rulebase.rules
        if rule.doc_id == document.doc_id and rule.matter is matter and rule.outcome and rule.when
    ]


def _lenient(rulebase: Rulebase, region: str) -> list[Rule]:
    """Lenient rules about violations of the region's own documents."""
    own = [d for d in rulebase.corpus.documents if d.meta.region == region]
    return [r for d in own for r in _deciding(rulebase, Matter.VIOLATION, d) if r.outcome in LENIENT]


def _elsewhere(rulebase: Rulebase, words: CaseWords) -> list[Aim]:
    """Cases that meet a list of one region and happen in another whose documents decide nothing."""
    aims = []
    for region in words.places:
        own = [d for d in rulebase.corpus.documents if d.meta.region == region]
        if any(_deciding(rulebase, Matter.VIOLATION, document) for document in own):
            continue
        lists = [r for other in words.places for r in _lenient(rulebase, other) if names_violation(r.when)]
        for document in own:
            aims += [
                Aim(Matter.VIOLATION, region, Outcome.NOT_LISTED, None, rule, document.doc_id)
                for rule in lists
            ]
    return aims
