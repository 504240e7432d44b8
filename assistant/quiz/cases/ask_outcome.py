"""Questions about the outcome: which it is, and what it would be with one fact changed."""

from __future__ import annotations

from itertools import combinations

from assistant.quiz.cases.build import Option, Told, choice_item, judge_item
from assistant.quiz.cases.explain import describe_leaf, explain
from assistant.quiz.cases.situation import DISCOVERED_ON, Situation, has_any, stated
from assistant.quiz.cases.space import VIOLATION, Space, leaf_fact
from assistant.quiz.models import FALSE, TRUE, Item, ItemKind
from assistant.verdict.rulebase import LENIENT
from assistant.verdict.values import Value
from corpus.case_words import CaseWords
from corpus.rule_models import Leaf, Matter, Outcome

_SHOWN = 4  # options of a 单选
_PLAIN = "plain"
_KEEPS = 0.25  # share of changed cases in which the outcome may stay what it is


def option_sets(words: CaseWords) -> list[tuple[tuple[Outcome, ...], tuple[str, ...], int]]:
    """(four outcomes, regions, weight): what a question about the outcome may offer."""
    return [
        (four, group.regions, group.weight * 12 // _count(group.outcomes))
        for group in words.choices
        for four in combinations(group.outcomes, _SHOWN)
    ]


def _count(outcomes: tuple[Outcome, ...]) -> int:
    return len(list(combinations(outcomes, _SHOWN)))


def ask_outcome(told: Told, offered: tuple[Outcome, ...]) -> Item | None:
    """单选 among ``offered``; None where another severe outcome than the key is not excluded."""
    situation, words = told.situation, told.situation.words
    key = situation.verdict.outcome
    held = situation.holding()
    if key not in offered or any(o in held for o in offered if o is not key and o not in LENIENT):
        return None
    shuffled = list(offered)
    told.rng.shuffle(shuffled)
    options = [Option(words.outcomes[outcome], outcome is key) for outcome in shuffled]
    stem = told.teller.fill(told.teller.choose(words.asks["outcome"]))
    return choice_item(told, ItemKind.SINGLE, "outcome", stem, options, explain(situation))


def judge_outcome(told: Told) -> Item:
    """判断: the outcome, or another one of the same matter."""
    situation, words = told.situation, told.situation.words
    outcome = situation.verdict.outcome
    others = sorted(_outcomes(situation) - {outcome})
    is_true = told.rng.random() < 0.5
    claimed = outcome if is_true else told.rng.choice(others)
    stem = told.teller.choose(words.asks[_PLAIN]).replace("{claim}", _claim(told, claimed))
    key = TRUE if is_true else FALSE
    return judge_item(told, "outcome", stem, key, explain(situation), situation, f"{_PLAIN}/{claimed}")


def _outcomes(situation: Situation) -> set[Outcome]:
    return {o for o, rules in situation.docket.levels if rules} | (
        {situation.docket.fallback(situation.aim.matter)} - {Outcome.NOT_LISTED}
    )


def judge_change(told: Told) -> Item | None:
    """判断: what the outcome would be with one fact changed, worked out again by the engine."""
    own = told.situation.verdict.outcome
    may_stay = told.rng.random() < _KEEPS
    changes = [c for c in find_changes(told) if may_stay or c[1].finding.outcome is not own]
    outcomes = sorted({changed.finding.outcome for _, changed in changes} | {own})
    is_true = told.rng.random() < 0.5
    sides = {claimed: _sides(told.situation, changes, claimed) for claimed in outcomes}
    even = {claimed for claimed in outcomes if all(sides[claimed])}  # may be true as readily as false
    askable = [
        (claimed, side)
        for claimed in outcomes
        if (not even or claimed in even) and (side := sides[claimed][0 if is_true else 1])
    ]
    if not askable:
        return None
    claimed, side = told.rng.choice(askable)
    name, changed = told.rng.choice(side)
    words = told.situation.words
    clause = told.teller.clause(name, changed.facts[name])
    template = told.teller.choose(words.asks["swap"])
    stem = template.replace("{change}", clause).replace("{claim}", _claim(told, claimed))
    explanation = f"{_tell_change(told.situation, name, changed)}{explain(changed)}"
    detail = f"change/{name}/{clause}/{claimed}"
    return judge_item(told, "outcome", stem, TRUE if is_true else FALSE, explanation, changed, detail)


def judge_region(told: Told) -> Item | None:
    """判断: what the outcome would be in the region whose list the case meets."""
    situation = told.situation
    if not situation.aim.is_elsewhere:
        return None
    home = situation.rulebase.corpus.get_document(situation.aim.about.doc_id).meta.region
    moved = situation.move(home)
    if moved is None or not _is_decided(moved):
        return None
    outcome = moved.finding.outcome
    is_true = told.rng.random() < 0.5
    claimed = outcome if is_true else next(o for o in (*LENIENT, Outcome.NOT_LISTED) if o is not outcome)
    template = told.teller.choose(situation.words.asks["region"])
    stem = template.replace("{place}", home.replace("/", "")).replace("{claim}", _claim(told, claimed))
    explanation = f"在{home.replace('/', '')}，{explain(moved)}"
    key = TRUE if is_true else FALSE
    return judge_item(told, "outcome", stem, key, explanation, moved, f"region/{home}/{claimed}")


Change = tuple[str, Situation]


def _sides(
    situation: Situation, changes: list[Change], claimed: Outcome
) -> tuple[list[Change], list[Change]]:
    """Changes that make the claim true, and those that make it beyond doubt false."""
    true = [c for c in changes if c[1].finding.outcome is claimed]
    false = [
        c for c in changes if c[1].finding.outcome is not claimed and _is_refuted(situation, c[1], claimed)
    ]
    return true, false


def _is_refuted(situation: Situation, changed: Situation, claimed: Outcome) -> bool:
    """Whether the claimed outcome is not also right in some way: the two may be offered together, and no
    rule of a severe claim holds."""
    if situation.aim.matter is not Matter.VIOLATION:
        return True
    pair = {claimed, changed.finding.outcome}
    together = any(pair <= set(group.outcomes) for group in situation.words.choices)
    return together and (claimed in LENIENT or claimed not in changed.holding())


def find_changes(told: Told) -> list[Change]:
    """The case with one fact another, wherever the outcome is still certain; each new value once."""
    situation = told.situation
    space = Space(
        situation.rulebase.facts, situation.words, told.rng, situation.found_on, situation.decided_on
    )
    changes: list[Change] = []
    for name in stated(situation):
        if name not in (VIOLATION, DISCOVERED_ON):
            for value in {str(value): value for value in _others(situation, space, name)}.values():
                changed = situation.change(name, value)
                if changed is not None and _is_decided(changed) and _bears(situation, name, changed):
                    changes.append((name, changed))
    return changes


def _is_decided(situation: Situation) -> bool:
    """Whether the documents give an outcome; where a limit for listed enterprises just does not apply, a
    reader may call it what he likes."""
    outcome = situation.finding.outcome
    if has_any(situation.facts, situation.words.arguable.get(outcome, {})):
        return False
    of_violation = situation.aim.matter is Matter.VIOLATION
    if outcome is Outcome.NOT_LISTED and not situation.is_shut_out:
        return False
    return outcome is not Outcome.NEED_FACTS and (of_violation or outcome is not Outcome.NOT_LISTED)


def _bears(situation: Situation, name: str, changed: Situation) -> bool:
    """Whether the change alters the outcome, or which rules hold beneath the one that decides; else the
    question would be idle."""
    if changed.finding.outcome is not situation.finding.outcome:
        return True
    return bool(_turned(situation, name, changed)) and _held(situation) != _held(changed)


def _held(situation: Situation) -> set[str]:
    return {rule.rule_id for rules in situation.holding().values() for rule in rules}


def _turned(situation: Situation, name: str, changed: Situation) -> list[Leaf]:
    """Conditions on the fact that are met before and not after, or the other way round."""
    rules = [situation.aim.about, *situation.finding.rules, *changed.finding.rules]
    return [
        leaf
        for rule in {rule.rule_id: rule for rule in rules}.values()
        for leaf in rule.leaves()
        if leaf_fact(leaf) == name and situation.truth(leaf) is not changed.truth(leaf)
    ]


def _tell_change(situation: Situation, name: str, changed: Situation) -> str:
    """What the new fact does to the conditions it is held against."""
    lines = dict.fromkeys(describe_leaf(changed, leaf) for leaf in _turned(situation, name, changed))
    same = changed.finding.outcome is situation.finding.outcome
    effect = "，但结论不因此改变" if same else "，结论随之改变"
    return f"改变事实之后，{'；'.join(lines)}{effect}。" if lines else "改变事实之后，"


def _others(situation: Situation, space: Space, name: str) -> list[Value]:
    """Other values of a fact, on both sides of every bound that a rule sets for it."""
    found: list[Value] = []
    for _, rules in situation.docket.levels:
        for rule in rules:
            for leaf in rule.leaves():
                if leaf_fact(leaf) == name:
                    found += [*space.values(leaf, True), *space.values(leaf, False)]
    return [value for value in found if value != situation.facts[name]]


def _claim(told: Told, outcome: Outcome) -> str:
    words = told.situation.words
    template = words.judged[told.situation.aim.matter]
    return told.teller.fill(template, outcome=words.outcomes[outcome])
