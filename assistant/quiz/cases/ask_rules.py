"""Questions about the rule: which one decides, which of its conditions are met, by when, what else is due."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from assistant.quiz.cases.build import Option, Told, choice_item
from assistant.quiz.cases.explain import describe, quote_leaf
from assistant.quiz.cases.situation import Situation
from assistant.quiz.cases.space import CORRECTED_ON, VIOLATION
from assistant.quiz.models import Item, ItemKind
from assistant.verdict.derive import CORRECTED
from assistant.verdict.models import Action
from assistant.verdict.truth import find_deadline, hold_rule
from assistant.verdict.values import render_date
from corpus.models import ClauseKind
from corpus.rule_models import Leaf, Operator, Outcome, Rule, RuleKind

_OBLIGES = re.compile("应|不得|必须|需要|要组织")
_SHOWN = 4
_MOST_SHOWN = 5
_ON_LAST_DAY = 0.7  # of the cases put right on the last day, those not asked for it: they name the day


def ask_rule(told: Told) -> Item | None:
    """单选: the row of the list that names the violation, however the case ends; no other row does.

    The question tells nothing of the outcome: it is asked of cases that the row does not help, too.
    """
    situation, row = told.situation, told.situation.aim.about
    if situation.aim.is_elsewhere or names_row(situation, row) is not True:
        return None
    table = situation.rulebase.corpus.get_clause(_clause_id(situation, row)).parent_id
    others = [
        rule
        for _, rules in situation.docket.levels
        for rule in rules
        if situation.rulebase.corpus.get_clause(_clause_id(situation, rule)).parent_id == table
        and names_row(situation, rule) is False
    ]
    if len(others) < _SHOWN - 1:
        return None
    shown = _around(row, others, situation.rulebase.rules, told.rng)
    whole, _ = _row_label(situation, row)
    stem = told.teller.fill(told.teller.choose(situation.words.asks["row"]), list=whole)
    options = [
        Option(_row_label(situation, rule)[1], rule is row, _clause_id(situation, rule)) for rule in shown
    ]
    label = situation.rulebase.label(_clause_id(situation, row))
    said = "；".join(f"「{quote}」" for leaf in _row_leaves(row) for quote in leaf.quotes)
    explanation = f"{label}所列的是{said}，与本案的违法行为相合；其余各项所列的是别的违法行为。"
    return choice_item(told, ItemKind.SINGLE, "row", stem, options, explanation, (row,))


def _around(row: Rule, others: Sequence[Rule], order: Sequence[Rule], rng: Random) -> list[Rule]:
    """Four rows in their order, the right one at any place that the rows before and after it allow."""
    before = [rule for rule in others if order.index(rule) < order.index(row)]
    after = [rule for rule in others if order.index(rule) > order.index(row)]
    place = rng.randint(max(0, _SHOWN - 1 - len(after)), min(_SHOWN - 1, len(before)))
    drawn = [*rng.sample(before, place), row, *rng.sample(after, _SHOWN - 1 - place)]
    return sorted(drawn, key=order.index)


def names_row(situation: Situation, rule: Rule) -> bool | None:
    """Whether the row that ``rule`` is about names the violation of the case; None: it is about no row,
    or names none."""
    clause = situation.rulebase.corpus.get_clause(_clause_id(situation, rule))
    leaves = _row_leaves(rule)
    if clause.kind is not ClauseKind.ROW or not leaves:
        return None
    return any(situation.truth(leaf) for leaf in leaves)


def _row_leaves(rule: Rule) -> list[Leaf]:
    return [leaf for leaf in rule.leaves() if leaf.fact == VIOLATION]


def _clause_id(situation: Situation, rule: Rule) -> str:
    """The clause in which the conditions stand."""
    return rule.words[0].clause_id


def _row_label(situation: Situation, rule: Rule) -> tuple[str, str]:
    """(沙环发〔2021〕181号 附件2 正面清单, 第3项)."""
    label = situation.rulebase.label(_clause_id(situation, rule))
    whole, _, number = label.rpartition("第")
    return whole, f"第{number}"


def ask_conditions(told: Told) -> Item | None:
    """多选: conditions of one rule that the case meets; the others of it are proved not to be met."""
    situation, rule = told.situation, told.situation.aim.about
    if situation.aim.is_elsewhere:
        return None
    options: dict[str, Option] = {}
    for leaf in rule.leaves():
        truth = situation.truth(leaf)
        if truth is not None and _is_clear(situation, rule, leaf):
            text = leaf.quote.strip("，；。")
            options.setdefault(text, Option(text, truth, situation.rulebase.clause_of(rule, leaf)))
    met = [option for option in options.values() if option.is_true]
    unmet = [option for option in options.values() if not option.is_true][: _MOST_SHOWN - 2]
    fewest, most = max(2, _SHOWN - len(unmet)), min(len(met), _MOST_SHOWN - len(unmet))
    if not unmet or fewest > most:
        return None
    chosen = [*unmet, *told.rng.sample(met, told.rng.randint(fewest, most))]
    told.rng.shuffle(chosen)
    label = situation.rulebase.label(_clause_id(situation, rule))
    stem = told.teller.fill(told.teller.choose(situation.words.asks["conditions"]), rule=label)
    return choice_item(
        told, ItemKind.MULTIPLE, "trace", stem, chosen, f"{describe(situation, rule)}。", (rule,)
    )


def _is_clear(situation: Situation, rule: Rule, leaf: Leaf) -> bool:
    """Whether its words can be judged alone: a condition that is asked for as it stands, said once."""
    if leaf.fact == VIOLATION or leaf.operator is Operator.WITHIN_YEARS:
        return False
    if leaf.reading and len(leaf.values) > 1 and situation.truth(leaf):
        return False  # met by a reading, not by its words
    if leaf.operator is Operator.IS and leaf.values == (False,) and not _denies(leaf):
        return False
    others = [other for other in rule.leaves() if other is not leaf]
    return not any(_overlap(quote, other) for quote in leaf.quotes for other in others)


def _overlap(quote: str, other: Leaf) -> bool:
    """Whether one stands in the other, as 在约定时间内 in 立即纠正或在约定时间内及时纠正."""
    return any(quote in words or words in quote for words in other.quotes)


def _denies(leaf: Leaf) -> bool:
    """Whether the words themselves say no: 未造成……, 不含……, 除……外."""
    return any(mark in leaf.quotes[0] for mark in "未无没不除非")


def ask_deadline(told: Told) -> Item | None:
    """单选 among four days in a row: the last day on which the correction is still in time."""
    situation, rule = told.situation, told.situation.aim.about
    leaf = next((leaf for leaf in rule.leaves() if leaf.operator is Operator.CORRECTED_WITHIN), None)
    if leaf is None or situation.aim.is_elsewhere or CORRECTED_ON not in situation.facts:
        return None
    last = find_deadline(leaf, situation.world.values)
    if situation.facts[CORRECTED_ON] == last and told.rng.random() < _ON_LAST_DAY:
        return None
    waiting = _not_yet_corrected(situation)
    if last is None or last not in [a.by for a in _actions(waiting)]:
        return None
    before = told.rng.randrange(_SHOWN)
    days = [last + timedelta(days=i - before) for i in range(_SHOWN)]
    options = [Option(render_date(day), day == last) for day in days]
    label = situation.rulebase.label(_clause_id(situation, rule))
    stem = told.teller.fill(told.teller.choose(situation.words.asks["deadline"]), rule=label)
    explanation = f"{label}：{quote_leaf(leaf)}，检查发现当日不计，最后一天是{render_date(last)}。"
    return choice_item(
        told, ItemKind.SINGLE, "remedy", stem, options, explanation, (rule,), waiting.as_json()
    )


def _not_yet_corrected(situation: Situation) -> Situation:
    """The case on the day of inspection, before anything was corrected."""
    facts = {name: value for name, value in situation.facts.items() if name != CORRECTED_ON}
    return replace(situation, facts={**facts, CORRECTED: False}, decided_on=situation.found_on)


def _actions(situation: Situation) -> Sequence[Action]:
    return situation.verdict.remedy.actions if situation.verdict.remedy else ()


def ask_duties(told: Told) -> Item | None:
    """多选: what the documents oblige the authority to do beside the outcome; the others do not apply.

    Where a clause only says what is done (跟踪回访), the question is what may or must be done, and no such
    thing is then a wrong option, for it is forbidden to nobody.
    """
    situation = told.situation
    due = {beside.text: beside.clause_id for beside in situation.verdict.duties}
    outcome = situation.verdict.outcome
    bound = {rule.text for rule in _all_duties(situation) if _is_bound(rule)}
    if outcome is Outcome.MAY_EXEMPT:  # what follows an exemption is not due before it is granted
        due = {text: clause_id for text, clause_id in due.items() if text in bound}
    asked = "duties" if bound.issuperset(due) else "steps"
    options = [Option(text, True, clause_id) for text, clause_id in due.items()]
    for rule in _all_duties(situation):
        excluded = bool(rule.after) and outcome not in rule.after
        if rule.rule_id in situation.words.never_wrong or (asked == "steps" and rule.text not in bound):
            continue
        if rule.text not in due and (excluded or hold_rule(rule, situation.world)[0] is False):
            options.append(Option(rule.text, False, situation.rulebase.clause_of(rule)))
    options = _apart(list({option.text: option for option in options}.values()))
    true = [option for option in options if option.is_true]
    false = [option for option in options if not option.is_true]
    if not true or not false or len(options) < _SHOWN:
        return None
    told.rng.shuffle(true)
    told.rng.shuffle(false)
    count = min(len(true), 3)
    shown = [*true[:count], *false[: _SHOWN - count]]
    if count < 2 or len(shown) < _SHOWN:
        return None
    told.rng.shuffle(shown)
    stem = told.teller.fill(told.teller.choose(situation.words.asks[asked]))
    rules = tuple(r for r in _all_duties(situation) if r.text in due and r.text in {o.text for o in shown})
    labels = "；".join(f"{b.text}（{b.label}）" for b in situation.verdict.duties if b.text in due)
    named = "应当做的" if asked == "duties" else "应当或者可以采取的做法"
    explanation = (
        f"结论是“{situation.words.outcomes[outcome]}”，{named}有：{labels}。其他各项不适用于这一结论。"
    )
    return choice_item(told, ItemKind.MULTIPLE, "duties", stem, shown, explanation, rules)


def _is_bound(rule: Rule) -> bool:
    """Whether the words that the duty rests on say that it must be done."""
    return any(_OBLIGES.search(quote) for quote in rule.outcome_quotes)


def _apart(options: list[Option]) -> list[Option]:
    """Of two options of which one holds the other, the first, the true ones being first."""
    kept: list[Option] = []
    for option in options:
        if not any(option.text in other.text or other.text in option.text for other in kept):
            kept.append(option)
    return kept


def _all_duties(situation: Situation) -> list[Rule]:
    """Duties of the documents that hold here, of every matter."""
    doc_ids = {d.doc_id for d in situation.rulebase.documents(situation.aim.region, situation.decided_on)}
    return [r for r in situation.rulebase.rules if r.kind is RuleKind.DUTY and r.doc_id in doc_ids]
