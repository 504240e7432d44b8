"""Does a case say in words what its key was worked out from, all of it and no more? Read by ``read_case``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.facts_from_words import Found, Reading, read_case
from assistant.quiz.check.engine import Recomputed
from assistant.quiz.check.models import Finding, error, hint
from assistant.verdict.case import parse_value
from assistant.verdict.decide import decide
from assistant.verdict.engine import known_world
from assistant.verdict.values import Interval, Value
from corpus.errors import KuanyanError
from corpus.places import share_ground
from corpus.rule_models import FactType

_MOST_NAMED = 6  # facts named in one sentence


def check_told(text: str, done: Recomputed, changed: frozenset[str] | None = None) -> Iterator[Finding]:
    """``text`` against the facts of ``done``; of ``changed`` alone where a question states only those."""
    as_of = done.case.decided_on or date.max
    reading = read_case(text, today=as_of, region=done.case.region)
    given = done.case.facts
    names = set(given) if changed is None else set(changed)
    yield from _check_against(reading, done, names)
    if changed is None:
        yield from _check_more(reading, done)
        region = reading.region
        if region and done.case.region and not share_ground(region, done.case.region):
            yield error("told_region", f"题面的地区是{region}，推算用的是{done.case.region}，请使两者一致。")
    said = {f.fact: value for f in reading.found if (value := _value(f, done)) is not None}
    follows = known_world(done.rulebase, replace(done.case, facts=said), as_of)[1].values
    found = {*said, *follows, *(p.fact for p in reading.proposed)}
    yield from _check_all(text, {n: given[n] for n in sorted(names) if n in given}, found, done)


def _value(found: Found, done: Recomputed) -> Value | None:
    try:
        return parse_value(done.rulebase.facts[found.fact], found.value)
    except (KuanyanError, KeyError):
        return None


def _check_against(reading: Reading, done: Recomputed, names: set[str]) -> Iterator[Finding]:
    """Facts that the words state otherwise than the proof."""
    for found in reading.found:
        said, used = _value(found, done), done.case.facts.get(found.fact)
        if found.fact not in names or said is None or used is None:
            continue
        if not _agree(said, used):
            name = done.rulebase.facts[found.fact].name
            yield error(
                "told_otherwise",
                f"题面说“{found.words}”，推算用的“{name}”却是{_show(used, found.fact, done)}，请使两者一致。",
            )


def _check_more(reading: Reading, done: Recomputed) -> Iterator[Finding]:
    """Facts that the words state, the proof has not, and that would change the outcome."""
    for found in reading.found:
        said = _value(found, done)
        known = done.world.values.get(found.fact)
        if said is None or found.fact in done.case.facts or (known is not None and _agree(said, known)):
            continue
        more = replace(done.case, facts={**done.case.facts, found.fact: said})
        verdict = decide(done.rulebase, more, done.verdict.as_of)
        name = done.rulebase.facts[found.fact].name
        if verdict.contradictions:
            yield error("told_otherwise", f"题面说“{found.words}”（{name}），与推算用的事实矛盾，请改案情。")
        elif verdict.outcome is not done.verdict.outcome:
            label = verdict.outcome_label
            yield error(
                "told_more",
                f"题面还说“{found.words}”（{name}），推算没有用到；算上它结论是“{label}”，请改案情。",
            )


def _agree(said: Value, known: Value) -> bool:
    return said.meets(known) if isinstance(said, Interval) and isinstance(known, Interval) else said == known


def _check_all(text: str, facts: Mapping[str, Value], found: set[str], done: Recomputed) -> Iterator[Finding]:
    """Facts used that the words do not state."""
    unsaid = []
    for name, value in facts.items():
        fact = done.rulebase.facts[name]
        if name in found:
            continue
        if fact.type in (FactType.NUMBER, FactType.DATE) and not _is_written(value, text, done):
            yield error(
                "not_told", f"推算用了“{fact.name}”（{_show(value, name, done)}），题面没有写，请补上。"
            )
        elif fact.type in (FactType.BOOL, FactType.CHOICE):
            unsaid.append(fact.name)
    if unsaid:
        shown = "、".join(unsaid[:_MOST_NAMED]) + ("等" if len(unsaid) > _MOST_NAMED else "")
        yield hint("not_read", f"没有从题面读出“{shown}”，请人工核对题面写明了这{len(unsaid)}项事实。")


def _is_written(value: Value, text: str, done: Recomputed) -> bool:
    """Whether a number or a day stands in the text, in one of the usual ways; a period may give the day."""
    words = "".join(unicodedata.normalize("NFKC", text).split())
    if isinstance(value, date):
        short = f"{value.month}月{value.day}日"
        return short in words or bool(
            re.search(r"当[日天场]|次日|第[0-9一二三四五六七八九十]+[日天]|[日天]后", words)
        )
    if isinstance(value, Interval) and value.number is not None:
        number = value.number.normalize()
        ways = {
            f"{number:f}",
            f"{number * 100:f}",
            f"{(number * 1000).normalize():f}",
            f"{(number * 100).normalize():f}",
        }
        written = {Decimal(found) for found in re.findall(r"[0-9]+(?:\.[0-9]+)?", words)}
        return any(Decimal(way) in written for way in ways)
    return True


def _show(value: Value, name: str, done: Recomputed) -> str:
    fact = done.rulebase.facts[name]
    if isinstance(value, bool):
        return f"“{fact.yes if value else fact.no}”"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Interval):
        return f"{value.number if value.number is not None else '一个范围'}{fact.unit}"
    return f"“{fact.choices.get(value, value)}”"
