"""Why the engine decides so: conditions with their quoted words and values, and the clauses verbatim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answer.models import Citation
from assistant.quiz.cases.situation import Situation
from assistant.verdict.decide import cite_rules
from assistant.verdict.derive import CORRECTION_DAYS
from assistant.verdict.rulebase import LENIENT, Rulebase
from assistant.verdict.values import Interval, render_value
from corpus.models import Corpus
from corpus.rule_models import All, Any_, Condition, Leaf, Matter, Not, Operator, Rule


def cite(rulebase: Rulebase, rules: Sequence[Rule]) -> tuple[Citation, ...]:
    """The printed words of the rules' outcomes and conditions, each place once."""
    found: dict[tuple[str, int, int], Citation] = {}
    for c in cite_rules(rulebase, rules):
        if c.role != "basis":
            place = (c.clause_id, c.start, c.end)
            found.setdefault(place, Citation(c.clause_id, c.doc_id, c.label, c.quote, c.start, c.end))
    return tuple(found.values())


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
        for rule in resting_rules(situation):
            parts.append(f"{describe(situation, rule)}。")
        if about.rule_id not in verdict.rules:
            parts.append(_prevails(situation, about))
    else:
        parts.append(f"{describe(situation, about)}。")
        parts.append("所列其他各项也都不具备。")
        if situation.aim.matter is Matter.VIOLATION:
            parts.append("未列明不等于应当处罚，也不等于可以免罚。")
    shown = [] if situation.aim.is_elsewhere else list(resting_rules(situation))
    readings = [leaf.reading for rule in shown for leaf in _telling_leaves(situation, rule) if leaf.reading]
    parts += [f"解释说明：{reading}" for reading in dict.fromkeys(readings)]
    return "".join(parts)


def describe(situation: Situation, rule: Rule) -> str:
    """沙环发〔2021〕181号 附件2 正面清单第6项：「…」——超标倍数0.09倍，符合；…"""
    label = situation.rulebase.label(rule.words[0].clause_id)
    lines = dict.fromkeys(_line(situation, leaf) for leaf in _telling_leaves(situation, rule))
    return f"{label}：{'；'.join(lines)}"


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


def _line(situation: Situation, leaf: Leaf) -> str:
    met = "符合" if situation.truth(leaf) else "不符合"
    return f"「{'……'.join(leaf.quotes)}」——{_value(situation, leaf)}，{met}"


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
        return ""
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
