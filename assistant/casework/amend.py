"""What a message adds to a talk: facts, corrections that say what was and is, or statements in dispute."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from assistant.casework.act_day import find_act_day
from assistant.casework.intent import tells_of_discovery
from assistant.casework.state import VIOLATION, Conflict, Setting, Talk
from assistant.facts_from_words import Found, Reading
from assistant.verdict.case import parse_value
from assistant.verdict.decide import REGION
from assistant.verdict.derive import DISCOVERED_ON, LISTED_ON, ON_LIST, derive
from assistant.verdict.values import Interval, Value, render_value

_TAKES_BACK = re.compile(
    r"[哦噢啊呃]?不对[，,、。]|[哦噢啊呃]不对|说错|写错|打错|搞错|记错|更正一下|更正[:：]"
)
_SENTENCE_ENDS = "。！？!?；;\n"
SURE = 1.0  # similarity of a proposal that words of the fact made


def replace_facts(talk: Talk, values: Mapping[str, Value | None], words: str) -> Talk:
    """Answers to what was asked: they prevail over what was said before. None is unknown."""
    known = {name: value for name, value in values.items() if value is not None}
    unknown = {name for name, value in values.items() if value is None}
    case = replace(
        talk.case,
        facts={**{k: v for k, v in talk.case.facts.items() if k not in unknown}, **known},
        unknown=(talk.case.unknown - known.keys()) | unknown,
        sources={**talk.case.sources, **dict.fromkeys(known, words.strip())},
    )
    conflicts = {k: v for k, v in talk.conflicts.items() if k not in values}
    editing = "" if talk.editing in values else talk.editing
    several = () if VIOLATION in values else talk.several
    return replace(talk, case=case, conflicts=conflicts, editing=editing, several=several)


def set_region(talk: Talk, region: str) -> Talk:
    conflicts = {k: v for k, v in talk.conflicts.items() if k != REGION}
    editing = "" if talk.editing == REGION else talk.editing
    case = replace(talk.case, region=region)
    return replace(talk, case=case, conflicts=conflicts, editing=editing, regions=(), elsewhere="")


def prevail(talk: Talk, names: Collection[str], setting: Setting) -> Talk:
    """Drops earlier statements that contradict the facts in ``names``, which were just set right.

    The day of discovery is no statement about the correction: where it contradicts, it is asked about.
    """
    facts = setting.rulebase.facts
    base = {n: v for n, v in talk.case.facts.items() if n in names or n == DISCOVERED_ON}
    if set(base) <= {DISCOVERED_ON}:
        return talk

    def count(given: Mapping[str, Value]) -> int:
        return len(derive(replace(talk.case, facts=given), facts, setting.as_of).contradictions)

    others = {n: v for n, v in talk.case.facts.items() if n not in base}
    dropped = [name for name, value in others.items() if count({**base, name: value}) > count(base)]
    kept = {name: value for name, value in talk.case.facts.items() if name not in dropped}
    told = tuple(
        f"与此不合的“{facts[name].name}：{render_value(facts[name], talk.case.facts[name])}”不再采用。"
        for name in dropped
    )
    conflicts = {k: v for k, v in talk.conflicts.items() if k not in dropped}
    case = replace(talk.case, facts=kept)
    return replace(talk, case=case, conflicts=conflicts, news=(*talk.news, *told))


def tell_changes(before: Talk, after: Talk, setting: Setting) -> Talk:
    """``after`` with a line for each fact that a correction changed: what it was, what it is."""
    lines = list(_changes(before, after, setting))
    return replace(after, news=(*lines, *after.news))


def _changes(before: Talk, after: Talk, setting: Setting) -> Iterable[str]:
    old, new = before.case, after.case
    if old.region and new.region and old.region != new.region:
        yield f"已更正：地区由{old.region.replace('/', '')}改为{new.region.replace('/', '')}。"
    for name, value in new.facts.items():
        earlier = old.facts.get(name)
        if earlier is not None and earlier != value:
            fact = setting.rulebase.facts[name]
            yield f"已更正：{fact.name}由“{render_value(fact, earlier)}”改为“{render_value(fact, value)}”。"


def add_reading(talk: Talk, reading: Reading, message: str, setting: Setting, corrects: bool) -> Talk:
    """What the message states: new facts, corrections, or disputes with what was said before."""
    asked = set(talk.question.facts) if talk.question else set()
    known = setting.rulebase.facts
    conflicts = dict(talk.conflicts)
    facts, sources = dict(talk.case.facts), dict(talk.case.sources)
    unknown = set(talk.case.unknown)
    changed = []
    for found in _not_taken_back(reading, message):
        value = parse_value(known[found.fact], found.value)
        if value is None:
            unknown.add(found.fact)
            facts.pop(found.fact, None)
            conflicts.pop(found.fact, None)
            continue
        before = facts.get(found.fact)
        differs = before is not None and not _agree(before, value)
        if differs and not corrects and found.fact not in asked:
            conflicts[found.fact] = Conflict(sources.get(found.fact, ""), found.words)
            continue
        if found.fact in conflicts and not corrects and found.fact not in asked:
            continue  # said once more: still in dispute
        changed.append(found.fact)
        keeps = before is not None and not differs and not corrects
        facts[found.fact] = _narrower(before, value) if keeps and before is not None else value
        sources[found.fact] = found.words
        unknown.discard(found.fact)
        conflicts.pop(found.fact, None)
    for name, first, second in reading.contradictions:
        if name != REGION:
            conflicts[name] = Conflict(first.words, second.words)
            facts.pop(name, None)
    proposals = dict(talk.proposals)
    for proposed in reading.proposed:
        proposal = parse_value(known[proposed.fact], proposed.value)
        if proposal is None:
            continue
        before = facts.get(proposed.fact)
        if before is None:
            proposals[proposed.fact] = (proposed.words, proposal)
        elif _unsettles(proposed.fact, proposed.similarity, before, proposal, changed):
            conflicts[proposed.fact] = Conflict(sources.get(proposed.fact, ""), proposed.words)
            proposals[proposed.fact] = (proposed.words, proposal)
    if isinstance(facts.get(LISTED_ON), date) and ON_LIST not in facts:
        proposals.setdefault(ON_LIST, (sources.get(LISTED_ON, ""), True))
    case = replace(
        talk.case,
        facts=facts,
        sources=sources,
        unknown=frozenset(unknown),
        discovered=talk.case.discovered or tells_of_discovery(message),
    )
    ignored = tuple(f"「{words.words}」{words.reason}" for words in reading.ignored)
    named = tuple(c for c in reading.violations if c.score >= SURE)
    after = replace(
        talk,
        case=case,
        conflicts=conflicts,
        candidates=tuple(c.choice for c in reading.violations) or talk.candidates,
        several=tuple(c.words for c in named) if len(named) > 1 else talk.several,
        proposals=proposals,
        ignored=tuple(dict.fromkeys((*talk.ignored, *ignored))),
        editing="" if talk.editing in changed else talk.editing,
        act=find_act_day(message, reading, setting) or talk.act,
    )
    settles = corrects or (talk.is_unsettled and bool(asked & set(changed)))
    return prevail(after, changed, setting) if settles else after


def _unsettles(
    name: str, similarity: float, before: Value, proposal: Value, changed: Collection[str]
) -> bool:
    """Whether words that only suggest another value put what was said before in dispute."""
    if name == VIOLATION or name in changed or similarity < SURE:
        return False
    return not _agree(before, proposal)


def _not_taken_back(reading: Reading, message: str) -> tuple[Found, ...]:
    """What was found, without what the same message takes back: 当场就改了，哦不对，是第三天. It is asked."""
    cue = _TAKES_BACK.search(message)
    if cue is None or not message[: cue.start()].strip(" ，,。"):
        return reading.found
    start = max(message.rfind(end, 0, cue.start()) for end in _SENTENCE_ENDS) + 1
    return tuple(f for f in reading.found if not start <= f.start < cue.start() or f.fact == VIOLATION)


def _agree(one: Value, other: Value) -> bool:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one.meets(other)
    return one == other


def _narrower(before: Value, value: Value) -> Value:
    """Of two numbers that agree, the exact one."""
    exact = isinstance(before, Interval) and before.number is not None
    return before if exact else value
