"""Cases told in words: is the outcome right, is nobody wrongly exempted or punished, how much is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Any

from assistant.casework.talk import Setting, Talk, advance, answer_region, replace_and_settle
from assistant.verdict.case import Case, parse_case, parse_value
from assistant.verdict.decide import REGION, decide
from assistant.verdict.derive import derive
from assistant.verdict.rulebase import Rulebase, load_rulebase
from assistant.verdict.values import Value
from corpus.places import parse_region
from corpus.rule_models import Matter, Outcome
from evals.cases import DATASETS
from evals.metrics import Spread
from evals.quality import SuiteResult, Tally

LENIENT = {Outcome.EXEMPT, Outcome.MAY_EXEMPT}
STRICT = {Outcome.TRANSFER, Outcome.EXCLUDED, Outcome.AGGRAVATED, Outcome.PUNISH}
_MOST_QUESTIONS = 40  # an interview that long has gone wrong


@dataclass(frozen=True, slots=True)
class VerdictCase:
    """``stated``: what the text says for certain; ``truth``: what the person would answer if asked."""

    case_id: str
    style: str
    matter: Matter
    region: str | None  # chosen on the page
    region_meant: str | None  # what the person answers when asked
    text: str
    decided_on: date
    stated: Mapping[str, object]
    optional: Mapping[str, object]  # may be read out of the text, need not be
    truth: Mapping[str, object]
    outcome: Outcome
    outcome_from_text: Outcome
    contradiction: bool


def load_verdict_cases(name: str) -> list[VerdictCase]:
    rows = (DATASETS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [_read_case(json.loads(row)) for row in rows if row.strip()]


def _read_case(row: dict[str, Any]) -> VerdictCase:
    return VerdictCase(
        row["id"],
        row["style"],
        Matter(row.get("matter", "violation")),
        row["region"],
        row.get("region_meant"),
        row["text"],
        date.fromisoformat(row["decided_on"]),
        row["stated"],
        row.get("optional", {}),
        row["truth"],
        Outcome(row["outcome"]),
        Outcome(row["outcome_from_text"]),
        bool(row.get("contradiction")),
    )


@dataclass(frozen=True, slots=True)
class Played:
    """One case from its text to the end of the interview."""

    read: Mapping[str, Value]  # facts read from the text
    first: Outcome | None  # after the text alone; None where it was not taken for a case
    last: Outcome | None
    asked: tuple[str, ...]  # one entry a question; the grouped one counts once
    needless: int  # questions for what the text states
    lawful: Outcome | None = None  # what the truth gives for the matter that the text was taken for


def play(case: VerdictCase, rulebase: Rulebase) -> Played:
    """Tells the text, answers every question from ``truth``."""
    place = parse_region(rulebase.corpus, case.region) if case.region else None
    setting = Setting(rulebase, case.decided_on, place, case.decided_on)
    talk = advance(None, case.text, setting)
    if talk is None:
        return Played({}, None, None, (), 0)
    matter = talk.case.matter
    read, first = dict(talk.case.facts), talk.verdict.outcome
    truth = _truth(case, rulebase)
    asked: list[str] = []
    needless = 0
    while talk.question is not None and len(asked) < _MOST_QUESTIONS:
        names = talk.question.facts
        asked.append("、".join(names))
        needless += len(names) == 1 and names[0] in case.stated
        talk = _reply(talk, names, truth, case, setting)
    region = talk.case.region or place
    whole = Case(matter, region, truth, decided_on=case.decided_on)
    lawful = decide(rulebase, whole, case.decided_on).outcome if region else None
    return Played(read, first, talk.verdict.outcome, tuple(asked), needless, lawful)


def _truth(case: VerdictCase, rulebase: Rulebase) -> Mapping[str, Value]:
    """All that the person knows, with what follows from it."""
    given = parse_case({"facts": dict(case.truth)}, rulebase.corpus, rulebase.facts)
    known = derive(Case(case.matter, None, given.facts), rulebase.facts, case.decided_on)
    return {**given.facts, **known.values}


def _reply(
    talk: Talk, names: tuple[str, ...], truth: Mapping[str, Value], case: VerdictCase, setting: Setting
) -> Talk:
    if names == (REGION,):
        return answer_region(talk, case.region_meant or case.region or "", setting)
    return replace_and_settle(talk, {name: truth.get(name) for name in names}, "回答", setting)


def run_verdict(name: str) -> SuiteResult:
    """Over ``verdict_dev`` or ``verdict_report``."""
    rulebase = load_rulebase()
    tally, result = Tally(), SuiteResult(name)
    asked, flat = [], []
    for case in load_verdict_cases(name):
        played = play(case, rulebase)
        _score(case, played, tally, result)
        _score_facts(case, played, rulebase, tally, result)
        asked.append(float(len(played.asked)))
        flat.append(float(_count_flat_list(case, rulebase)))
    result.rates = tally.rates()
    result.numbers["每案提问数"] = Spread(tuple(asked), "问")
    result.numbers["照单全问的问题数（对照）"] = Spread(tuple(flat), "问")
    result.facts.append(
        f"平均每案提问 {mean(asked):.2f} 问；把适用规则的事实照单全问，平均 {mean(flat):.2f} 问。"
        "从重、排除一类情形合并成一问，两边都算一问。"
    )
    return result


def _score(case: VerdictCase, played: Played, tally: Tally, result: SuiteResult) -> None:
    """A lenient outcome that is not the right one is a wrongful exemption, a strict one a wrongful
    punishment, whether given at the end or on the text alone. A case of removal that reads as one of
    punishment is wrong, but punishes nobody wrongly where the truth gives that punishment."""
    given = (played.last, case.outcome), (played.first, case.outcome_from_text)
    exempted = any(got in LENIENT and got is not want for got, want in given)
    punished = any(got in STRICT and got not in (want, played.lawful) for got, want in given)
    checks = {
        "结论正确": played.last is case.outcome,
        f"结论正确·{case.style}": played.last is case.outcome,
        "只凭文字时结论正确": played.first is case.outcome_from_text,
        "没有错误免罚": not exempted,
        "没有错误处罚": not punished,
        "认出是案件": played.first is not None,
        "没有多问": played.needless == 0,
    }
    for name, hit in checks.items():
        tally.add(name, hit)
        if not hit and "·" not in name:
            got = f"{played.first or '未当作案件'} → {played.last or '未当作案件'}"
            result.failures[name].append(
                f"{case.case_id} 应为 {case.outcome_from_text} → {case.outcome}，得到 {got}"
            )


def _score_facts(
    case: VerdictCase, played: Played, rulebase: Rulebase, tally: Tally, result: SuiteResult
) -> None:
    """Precision over the facts read, recall over those stated; ``optional`` ones may be read."""
    for name, value in played.read.items():
        said = [part[name] for part in (case.stated, case.optional) if name in part]
        right = any(parse_value(rulebase.facts[name], raw) == value for raw in said)
        tally.add("读出的事实确是文中所说", right)
        if not right:
            result.failures["读出的事实确是文中所说"].append(f"{case.case_id} {name}={value}")
    for name, raw in case.stated.items():
        read = played.read.get(name) == parse_value(rulebase.facts[name], raw)
        tally.add("文中所说的事实读了出来", read)
        if not read:
            result.failures["文中所说的事实读了出来"].append(f"{case.case_id} {name}={raw}")


def _count_flat_list(case: VerdictCase, rulebase: Rulebase) -> int:
    """Questions if every fact of the rules that hold there were asked, grouped ones once."""
    region = case.region or case.region_meant
    if region is None:
        return 0
    place = parse_region(rulebase.corpus, region)
    docket = rulebase.docket(case.matter, rulebase.documents(place, case.decided_on))
    facts = [rulebase.facts[name] for name in docket.fact_ids if name not in case.stated]
    return sum(not fact.disqualifying for fact in facts) + any(fact.disqualifying for fact in facts)
