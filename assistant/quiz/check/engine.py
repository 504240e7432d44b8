"""Keys that the verdict engine gives: worked out again from the stated facts, then held against the item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from assistant.quiz.check.law import Law
from assistant.quiz.check.models import Finding, error, hint
from assistant.quiz.check.outcomes import find_outcomes, read_outcome
from assistant.quiz.check.stems import is_negative
from assistant.quiz.check.words import plain, statement
from assistant.quiz.models import LETTERS, TRUE, Item, ItemKind
from assistant.verdict.case import Case, parse_case
from assistant.verdict.decide import decide
from assistant.verdict.engine import known_world
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.truth import World, hold_leaf, hold_rule
from corpus.errors import KuanyanError
from corpus.rule_models import All, Any_, Condition, Leaf, Not, Operator, Outcome, Rule

_DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
_ROW = re.compile(r"第([0-9一二三四五六七八九十]+)项")
_ROW_ASKED = "row"  # which row is about the violation, whatever the outcome
_STILL_OPEN = ("missing", "remedy")  # may be asked of a case that cannot be decided yet


@dataclass(frozen=True)
class Recomputed:
    """A case as the engine sees it."""

    case: Case
    verdict: Verdict
    world: World
    rulebase: Rulebase


def recompute(data: dict[str, Any], rulebase: Rulebase) -> Recomputed | Finding:
    """The verdict on ``data``, the input of ``kuanyan verdict``, or what is wrong with it."""
    try:
        case = parse_case(data, rulebase.corpus, rulebase.facts)
    except KuanyanError as fault:
        return error("proof_case", f"证明里的案情读不出来：{str(fault).rstrip('。')}；请重新出题。")
    if case.decided_on is None or case.region is None:
        return error("proof_case", "证明里的案情没有地区或者决定日，结论无从推算，请重新出题。")
    verdict = decide(rulebase, case, case.decided_on)
    return Recomputed(case, verdict, known_world(rulebase, case, case.decided_on)[1], rulebase)


def check_engine_key(item: Item, done: Recomputed, law: Law) -> Iterator[Finding]:
    """``item`` is 单选, 多选 or 判断 with a well-formed key."""
    if done.verdict.contradictions:
        yield error("contradiction", f"证明里的事实互相矛盾（{done.verdict.contradictions[0]}），请改案情。")
        return
    if done.verdict.outcome is Outcome.NEED_FACTS and item.proof.asked not in _STILL_OPEN:
        yield error("undecided", f"按所给事实还不能判定，缺“{done.verdict.missing[0].fact}”，请补写进案情。")
        return
    if item.kind is ItemKind.TRUE_FALSE:
        yield from _check_claim(item, done)
        return
    truths = _judge_options(item, done, law)
    if truths is None:
        yield hint("not_recomputed", "选项问的不是判定引擎能推算的，无法核对答案，请人工核对。")
        return
    negative = is_negative(item.stem)
    for index, truth in enumerate(truths):
        said = (LETTERS[index] in item.key) != negative
        if truth is None:
            yield error(
                "not_recomputed", f"选项{LETTERS[index]}“{item.options[index]}”推算不出对错，请换掉。"
            )
        elif truth != said:
            should = "对" if truth else "不对"
            yield error(
                "engine_key",
                f"按所给事实推算，选项{LETTERS[index]}“{item.options[index]}”{should}，与答案不符，请改。",
            )


def _check_claim(item: Item, done: Recomputed) -> Iterator[Finding]:
    claimed = find_outcomes(re.split("[，：。]则|，", item.stem.rstrip("。"))[-1]) or find_outcomes(item.stem)
    if not claimed:
        yield hint("not_recomputed", "题干没有说出处理结果，无法推算对错，请人工核对。")
        return
    truth = claimed[-1] is done.verdict.outcome
    if re.search("不(?:应|能|得|可|再)?(?:当)?(?:作出|适用|属于|是)“[^”]*”(?:的)?[^“]*$", item.stem):
        truth = not truth
    if truth != (item.key == (TRUE,)):
        label = done.verdict.outcome_label
        yield error("engine_key", f"按所给事实推算，结论是“{label}”，与答案“{item.key[0]}”不符，请改。")


def _judge_options(item: Item, done: Recomputed, law: Law) -> list[bool | None] | None:
    """Per option whether it is so; None as a whole where the options are of no kind known here."""
    texts = [statement(option) for option in item.options]
    if all(_DATE.search(text) and len(text) <= 16 for text in texts):
        return _judge_days(texts, done)
    if item.proof.asked == _ROW_ASKED:
        return [_names_row(text, item.stem, done, law) for text in texts]
    if all(_ROW.search(text) or law.find_label(text) for text in texts) and all(len(t) < 40 for t in texts):
        return [_names_clause(text, done, law) for text in texts]
    known = {**_titles(done), **_conditions(done, item), **_duties(done)}
    if any(text in known for text in texts):
        return [known.get(text) for text in texts]
    outcomes = [read_outcome(text) for text in texts]
    if all(outcomes):
        return [outcome is done.verdict.outcome for outcome in outcomes]
    return None


def _judge_days(texts: list[str], done: Recomputed) -> list[bool | None]:
    """Whether each is the last day of a period that a rule about this very violation sets."""
    last = {
        discovered + timedelta(days=int(leaf.bound))
        for rule in _about(done)
        for leaf in rule.leaves()
        if leaf.operator is Operator.CORRECTED_WITHIN and leaf.bound is not None
        for discovered in [done.world.values.get("discovered_on")]
        if isinstance(discovered, date)
    }
    if len(last) != 1:
        return [None for _ in texts]
    days = [_DATE.search(text) for text in texts]
    return [day is not None and date(*map(int, day.groups())) in last for day in days]


def _about(done: Recomputed) -> list[Rule]:
    """Rules of the documents in force whose gate facts the case meets: those about its violation."""
    region, as_of = done.case.region, done.world.as_of
    assert region is not None
    docs = {d.doc_id for d in done.rulebase.documents(region, as_of)}
    rules = [
        r for r in done.rulebase.rules if r.doc_id in docs and r.matter is done.case.matter and r.outcome
    ]
    return [rule for rule in rules if _meets_gates(rule, done)]


def _meets_gates(rule: Rule, done: Recomputed) -> bool:
    gates = [leaf for leaf in rule.leaves() if leaf.fact in done.rulebase.gates]
    return any(hold_leaf(leaf, done.world) for leaf in gates)


def _names_clause(text: str, done: Recomputed, law: Law) -> bool:
    """Whether the option names a clause that gives the outcome."""
    giving = {c.clause_id for c in done.verdict.clauses if c.role in ("outcome", "condition")}
    label = law.find_label(text)
    if label:
        return label in giving
    number = _ROW.search(text)
    for passage in law.of_clauses(giving):
        name = plain(passage.clause.label)
        lists = [one for one in ("正面清单", "负面清单") if one in text]
        if number and name.endswith(f"第{number[1]}项") and all(one in name for one in lists):
            return True
    return False


def _names_row(text: str, stem: str, done: Recomputed, law: Law) -> bool:
    """Whether the option is the row, of the list that the stem names, about the violation of the case."""
    number = _ROW.search(text)
    lists = [one for one in ("正面清单", "负面清单") if one in stem + text]
    rows = [rule.words[0].clause_id for rule in _about(done)]
    names = [plain(passage.clause.label) for passage in law.of_clauses(rows)]
    return number is not None and any(
        name.endswith(f"第{number[1]}项") and all(one in name for one in lists) for name in names
    )


def _conditions(done: Recomputed, item: Item) -> dict[str, bool | None]:
    """Quoted words of a condition (plain) → whether the case meets it; of the rules whose clause is cited."""
    cited = {c.clause_id for c in item.citations}
    found: dict[str, bool | None] = {}
    for rule in done.rulebase.rules:
        if rule.when is None or not cited & {words.clause_id for words in rule.words}:
            continue
        for leaf, denied in _signed(rule.when, False):
            truth = hold_leaf(leaf, done.world)
            met = None if truth is None else truth != denied
            for words in (*leaf.quotes, leaf.quote, "".join(leaf.quotes)):
                before = found.get(statement(words), met)
                found[statement(words)] = met if before == met else None
    return found


def _signed(condition: Condition, denied: bool) -> Iterator[tuple[Leaf, bool]]:
    """Each leaf, and whether it stands under an odd number of 不."""
    if isinstance(condition, Leaf):
        yield condition, denied
    elif isinstance(condition, Not):
        yield from _signed(condition.part, not denied)
    elif isinstance(condition, All | Any_):
        for part in condition.parts:
            yield from _signed(part, denied)


def _titles(done: Recomputed) -> dict[str, bool | None]:
    """Title of a rule of the case's matter, less 条件之一：, (plain) → whether the rule holds."""
    rules = [rule for rule in done.rulebase.rules if rule.matter is done.case.matter and rule.outcome]
    silent = replace(done.world, lines=None)
    return {statement(rule.title.split("：")[-1]): hold_rule(rule, silent)[0] for rule in rules}


def _duties(done: Recomputed) -> dict[str, bool | None]:
    """Text of a duty or advice (plain) → whether it goes with the verdict."""
    due = {statement(beside.text) for beside in (*done.verdict.duties, *done.verdict.advice)}
    return {statement(rule.text): statement(rule.text) in due for rule in done.rulebase.rules if rule.text}
