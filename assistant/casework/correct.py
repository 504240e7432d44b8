"""Corrections: what was said is changed, and what cannot be understood is asked about, never looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from assistant.casework import intent
from assistant.casework.amend import SURE, add_reading, set_region, tell_changes
from assistant.casework.hearing import place_of, read_beside, read_message
from assistant.casework.numbers import read_number_correction
from assistant.casework.replies import amendable, find_number
from assistant.casework.settle import settle
from assistant.casework.state import VIOLATION, Conflict, Setting, Talk
from assistant.facts_from_words import Reading, read_case
from assistant.verdict.decide import REGION
from corpus.rule_models import Fact

_NUMBERED = re.compile(r"(?<!\d)\d{1,2}(?![\d月日号天倍吨平.])")
_ONLY = re.compile(
    r"只有|仅有?|只是|就只|^(?:应该|应当)?是?第?\d{1,2}(?:[、，,和]第?\d{1,2})*[号项]?[。！!]?$"
)
_SHARED = 3  # characters of a fact's name that a correction must have to be about it


def correct(talk: Talk, message: str, setting: Setting) -> Talk:
    """The talk with what ``message`` corrects changed; where it was not understood, that is asked."""
    body = intent.correction_body(message)
    retracted = _retracted(talk, message, setting)
    number = read_number_correction(talk, message, setting)
    reading = number or read_statement(talk, body, setting)
    if reading is None:
        if retracted:
            return settle(replace(_in_dispute(talk, retracted, body), amending=""), setting)
        named = find_named(talk, body, setting.rulebase.facts)
        if named:
            return settle(replace(talk, amending="", editing=named), setting)
        return settle(replace(talk, amending=message.strip()), setting)
    words = number.found[0].words if number is not None else body  # nothing in it is taken back
    after = replace(talk, amending="")
    place = place_of(reading)
    if place is not None:
        after = set_region(after, place)
    after = add_reading(after, reading, words, setting, corrects=True)
    changed = {name for name, value in after.case.facts.items() if talk.case.facts.get(name) != value}
    if _ONLY.search(body):  # 只有3: the others that were said to exist are in dispute
        said = {f.fact for f in reading.found}
        retracted += [n for n in talk.group if talk.case.facts.get(n) is True and n not in said]
    after = _in_dispute(after, [name for name in retracted if name not in changed], body)
    if not _differs(talk, after) and not _repeats(talk, reading):
        return settle(replace(talk, amending=message.strip()), setting)
    return settle(tell_changes(talk, after, setting), setting, tuple(changed))


def go_on_amending(talk: Talk, message: str, setting: Setting) -> Talk | None:
    """The reply to 要改哪一项: its number, its name, the correction itself, or that there is none.

    None where the message is something else altogether: a question of knowledge, another case.
    """
    settled = replace(talk, amending="")
    if intent.has_nothing_to_amend(message):
        return settle(settled, setting)
    choices = amendable(talk)
    number = find_number(message, len(choices))
    if number is not None:
        return settle(replace(settled, editing=choices[number - 1]), setting)
    if read_number_correction(talk, message, setting) or read_statement(talk, message, setting):
        return correct(settled, message, setting)
    named = find_named(talk, message, setting.rulebase.facts)
    if named and not intent.asks(message):
        return settle(replace(settled, editing=named), setting)
    return None


def read_statement(talk: Talk, body: str, setting: Setting) -> Reading | None:
    """What the correction says now; None where nothing of it could be read.

    Read as it stands, then behind the words of the violation, then as an answer by number to
    the grouped question, then as the answer about a fact it names.
    """
    if not body:
        return None
    asks_one = talk.question is not None and bool(talk.conflicts or talk.editing)
    reading = read_message(talk, body, setting, asked=asks_one)
    said = any(p.similarity >= SURE for p in reading.proposed)  # near in meaning is not said
    if reading.found or said or reading.contradictions or reading.region:
        return reading
    beside = read_beside(talk, body, setting)
    if beside is not None:
        return beside
    if talk.group and _NUMBERED.search(body):
        reply = read_case(body, today=setting.today, asked=talk.group)
        if reply.found and not reply.unread:
            return replace(reply, violations=(), proposed=(), contradictions=())
    named = find_named(talk, body, setting.rulebase.facts)
    if named and named != REGION:
        rest = _without_name(body, setting.rulebase.facts[named])
        reply = read_case(rest, today=setting.today, asked=named)
        if any(f.fact == named for f in reply.found):
            return replace(reply, violations=(), proposed=(), contradictions=())
    return None


def _retracted(talk: Talk, message: str, setting: Setting) -> list[str]:
    """Facts of the case that 「我前面说……」 names as they stand in it."""
    said = intent.find_taken_back(message)
    if not said or not (intent.correction_body(message) or intent.corrects(message)):
        return []
    reading = read_message(talk, said, setting, asked=False)
    return [f.fact for f in reading.found if f.fact in talk.case.facts]


def _differs(before: Talk, after: Talk) -> bool:
    """Whether a correction did anything."""
    one = (before.agreed, before.case.unknown, before.conflicts, before.proposals, before.editing)
    return one != (after.agreed, after.case.unknown, after.conflicts, after.proposals, after.editing)


def _repeats(talk: Talk, reading: Reading) -> bool:
    """Whether it only says once more what the case has, beside its violation."""
    return any(f.fact in talk.case.facts and f.fact != VIOLATION for f in reading.found)


def _in_dispute(talk: Talk, names: list[str], later: str) -> Talk:
    added = {name: Conflict(talk.case.sources.get(name, ""), later) for name in names}
    return replace(talk, conflicts={**talk.conflicts, **added})


def find_named(talk: Talk, text: str, facts: Mapping[str, Fact]) -> str:
    """The one fact of the case whose name shares most with ``text``; empty where none or two do."""
    if "地区" in text or "地方" in text:
        return REGION
    shared = {name: _longest_shared(facts[name].name, text) for name in talk.case.facts if name in facts}
    best = max(shared.values(), default=0)
    named = [name for name, length in shared.items() if length == best]
    return named[0] if len(named) == 1 and best >= _SHARED else ""


def _longest_shared(one: str, other: str) -> int:
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size


def _without_name(text: str, fact: Fact) -> str:
    """许可证没有 → 没有."""
    match = SequenceMatcher(None, fact.name, text, autojunk=False).find_longest_match()
    return (text[: match.b] + text[match.b + match.size :]).strip(" 的是，,")
