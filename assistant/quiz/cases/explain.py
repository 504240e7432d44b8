"""Why the engine decides so: conditions with their quoted words and values, and the clauses verbatim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer.models import Citation
from assistant.quiz.cases.situation import Situation
from assistant.verdict.decide import cite_rules
from assistant.verdict.derive import CORRECTION_DAYS
from assistant.verdict.rulebase import LENIENT, Rulebase
from assistant.verdict.values import Interval, render_value
from corpus.models import Corpus
from corpus.rule_models import All, Any_, Condition, Leaf, Matter, Not, Operator, Rule

_PARTS = re.compile("[；。]")


def cite(rulebase: Rulebase, rules: Sequence[Rule]) -> tuple[Citation, ...]:
    """The printed words of the rules' conditions and outcomes, each place once, the clause of the conditions
    first."""
    found: dict[tuple[str, int, int], Citation] = {}
    for c in cite_rules(rulebase, rules):
        if c.role != "basis":
            place = (c.clause_id, c.start, c.end)
            found.setdefault(place, Citation(c.clause_id, c.doc_id, c.label, c.quote, c.start, c.end))
    met = {rule.words[0].clause_id for rule in rules}  # 负面清单第n项 before the note that gives its effect
    return tuple(sorted(found.values(), key=lambda c: c.clause_id not in met))


def resting_rules(situation: Situation) -> tuple[Rule, ...]:
    """The rules that give the outcome; where none does, the one the case is about."""
    by_id = {rule.rule_id: rule for rule in situation.rulebase.rules}
    giving = tuple(by_id[rule_id] for rule_id in situation.verdict.rules)
    if giving:
        own = tuple(rule for rule in giving if rule.doc_id == situation.aim.doc_id)
        return own or giving
    if situation.aim.is_elsewhere:
        only = frozenset({situation.verdict.outcome})  # what the document says of this outcome alone
        return tuple(r for r in situation.docket.beside if r.after == only and not r.when)
    return (situation.aim.about,)


def find_chapter(corpus: Corpus, clause_id: str) -> str:
    """The outermost heading above the clause: 附件2 正面清单, 三、主要任务."""
    document = corpus.get_document(clause_id.split("#", 1)[0])
    clause = corpus.get_clause(clause_id)
    return (*document.ancestors(clause), clause)[0].heading


def explain(situation: Situation) -> str:
    """The outcome, the conditions it follows from, and what it prevails over, in a few sentences."""
    words, verdict = situation.words, situation.verdict
    parts = [f"结论：{words.outcomes[verdict.outcome]}。"]
    about = situation.aim.about
    if situation.aim.is_elsewhere:
        parts.append(_elsewhere(situation))
    elif verdict.rules:
        parts += [f"{line}。" for line in _describe_all(situation, resting_rules(situation))]
        if about.rule_id not in verdict.rules:
            parts.append(_prevails(situation, about))
    else:
        parts.append(f"{describe(situation, about)}。")
        parts.append("写明的其他各项也都不具备；指向别的法律法规的兜底规定不在此列。")
        if situation.aim.matter is Matter.VIOLATION:
            parts.append("未列明不等于应当处罚，也不等于可以免罚。")
    shown = [] if situation.aim.is_elsewhere else list(resting_rules(situation))
    readings = [
        leaf.reading
        for rule in shown
        for leaf in _telling_leaves(situation, rule)
        if leaf.reading and _is_of_use(situation, leaf)
    ]
    if situation.aim.matter is not Matter.VIOLATION:  # a rule about inspections rests on one about visits
        readings += [reading for rule in shown if rule.rule_id in verdict.rules for reading in rule.readings]
    parts += [f"解释说明：{reading}" for reading in _once(readings)]
    return "".join(parts)


def _once(readings: Iterable[str]) -> Iterable[str]:
    """The readings, without what an earlier one has said."""
    said = ""
    for reading in readings:
        new = [part for part in _PARTS.split(reading) if part and part not in said]
        if new:
            yield reading if not said else "；".join(new) + "。"
        said += reading


def _is_of_use(situation: Situation, leaf: Leaf) -> bool:
    """Whether its reading bears on the value that the case has."""
    values = situation.words.notes_when.get(leaf.fact)
    return values is None or situation.facts.get(leaf.fact) in values


def describe(situation: Situation, rule: Rule) -> str:
    """沙环发〔2021〕181号 附件2 正面清单第6项：「…」——超标倍数0.09倍，符合；…"""
    return _describe_all(situation, [rule])[0]


def _describe_all(situation: Situation, rules: Iterable[Rule]) -> list[str]:
    """One text a clause, so that what rules of one clause have in common is said once."""
    by_label: dict[str, dict[str, None]] = {}
    for rule in rules:
        lines = by_label.setdefault(situation.rulebase.label(rule.words[0].clause_id), {})
        lines |= dict.fromkeys(describe_leaf(situation, leaf) for leaf in _telling_leaves(situation, rule))
    return [f"{label}：{'；'.join(lines)}" for label, lines in by_label.items()]


def _telling_leaves(situation: Situation, rule: Rule) -> list[Leaf]:
    """The conditions that are known, without the alternatives that one already met makes idle."""
    return [] if rule.when is None else list(_walk(situation, rule.when))


def _walk(situation: Situation, condition: Condition) -> Iterable[Leaf]:
    match condition:
        case Leaf():
            if situation.truth(condition) is not None:
                yield condition
        case All(parts):
            for part in parts:
                yield from _walk(situation, part)
        case Any_(parts):
            met = [part for part in parts if situation.holds(part)]
            for part in met[:1] or parts:
                yield from _walk(situation, part)
        case Not():
            pass  # only says what the violation is not


def describe_leaf(situation: Situation, leaf: Leaf) -> str:
    """「小于 0.1 倍」——超标倍数：0.09倍，符合."""
    met = "符合" if situation.truth(leaf) else "不符合"
    return f"{quote_leaf(leaf)}——{_value(situation, leaf)}，{met}"


def quote_leaf(leaf: Leaf) -> str:
    """「…」……「…」: each part verbatim."""
    return "……".join(f"「{quote}」" for quote in leaf.quotes)


def _value(situation: Situation, leaf: Leaf) -> str:
    values, facts = situation.world.values, situation.rulebase.facts
    if leaf.operator is Operator.CORRECTED_WITHIN and CORRECTION_DAYS in values:
        days = values[CORRECTION_DAYS]
        assert isinstance(days, Interval)
        return f"检查发现后第{days.number}日完成"
    return f"{facts[leaf.fact].name}：{render_value(facts[leaf.fact], values[leaf.fact])}"


def _prevails(situation: Situation, about: Rule) -> str:
    name = about.title.partition("：")[0]
    if situation.aim.matter is not Matter.VIOLATION:
        unmet = [leaf for leaf in _telling_leaves(situation, about) if not situation.truth(leaf)]
        lines = dict.fromkeys(describe_leaf(situation, leaf) for leaf in unmet)
        label = situation.rulebase.label(about.words[0].clause_id)
        return f"{label}：{'；'.join(lines)}。" if lines and situation.holds_rule(about) is False else ""
    if any(about in situation.holding().get(outcome, ()) for outcome in LENIENT):
        return f"本案虽具备“{name}”的条件，但有上述情形的，以上述规定为准。"
    return f"本案也不具备“{name}”的条件。"


def _elsewhere(situation: Situation) -> str:
    """The list of another region decides nothing here."""
    documents: Iterable[str] = (
        situation.rulebase.corpus.get_document(d).meta.cite_as
        for d in (situation.aim.doc_id, situation.aim.about.doc_id)
    )
    here, there = documents
    return f"案件在{here}施行的地区，该文件没有列出免罚事项；{there}的清单只在当地适用，不能据以判定本案。"
