"""A conversation about one case. Its state is what the user said, read again each time: no memory is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.casework import intent
from assistant.casework.act_day import find_act_day
from assistant.casework.afterwards import is_closed, leaves_unread, may_undo
from assistant.casework.amend import SURE, add_reading, prevail, replace_facts, set_region, tell_changes
from assistant.casework.aside import find_aside
from assistant.casework.correct import correct, find_named, go_on_amending
from assistant.casework.hearing import place_of, read_beside, read_message
from assistant.casework.narrower import find_start_reply
from assistant.casework.numbers import read_number_correction
from assistant.casework.open_case import find_other_case, open_case
from assistant.casework.replies import find_direct_reply, find_late_reply, find_region_reply, options_of
from assistant.casework.settle import settle
from assistant.casework.state import VIOLATION, Aside, AsideKind, Conflict, Setting, Talk
from assistant.casework.whereabouts import find_told, leave_open, region_of_case
from assistant.facts_from_words import Reading
from assistant.facts_from_words.region import denies, find_whereabouts, may_lie_in
from assistant.facts_from_words.second import SECOND
from assistant.verdict.decide import REGION
from assistant.verdict.derive import CORRECTED
from assistant.verdict.values import Value
from corpus.places import parse_region

__all__ = [
    "Conflict",
    "Setting",
    "Talk",
    "advance",
    "answer_region",
    "is_question",
    "options_of",
    "replace_and_settle",
    "replay",
]

_BESIDE = "「{words}」" + SECOND
_DATED = "行为日记为{words}。"
_NOTHING_MORE = "没有要补充的，结论不变："
_LONGEST_REPLY = 12  # characters; a longer message that could not be read is looked up


def replay(messages: Sequence[str], setting: Setting) -> Talk | None:
    """The talk that the user's ``messages`` make up, questions of knowledge left out; None without a case."""
    talk: Talk | None = None
    for count, message in enumerate(messages):
        if talk is None:
            setting = replace(setting, told=find_told(messages[:count]))
        after = advance(talk, message, setting)
        talk = after or (replace(talk, away=True, news=(), aside=None) if talk else None)
    return talk


def advance(talk: Talk | None, message: str, setting: Setting) -> Talk | None:
    """The talk after one more message: a reply, more facts, a correction, a question about the verdict, or
    another case. None where the message is a question of knowledge, or could not be read."""
    if talk is None:
        return open_case(message, setting)
    before = replace(talk, news=(), aside=None, away=False)
    if before.amending:
        amended = find_other_case(before, message, setting) or go_on_amending(before, message, setting)
        if amended is not None:
            return amended
    rulebase = setting.rulebase
    direct = find_direct_reply(before, message, rulebase) or find_late_reply(before, message, rulebase.facts)
    direct = direct or find_start_reply(before, message)
    if direct is not None:
        return replace_and_settle(before, direct, message, setting)
    aside = find_aside(before, message, setting, away=talk.away)
    if aside is not None:
        return replace(before, aside=aside)
    other = find_other_case(before, message, setting)
    if other is not None:
        return other
    if intent.corrects(message) or read_number_correction(before, message, setting) is not None:
        return correct(before, message, setting)
    return _hear(before, message, setting)


def replace_and_settle(talk: Talk, values: Mapping[str, Value | None], words: str, setting: Setting) -> Talk:
    """The talk after a reply that is known to answer what was asked; None is unknown."""
    after = replace_facts(talk, values, words)
    if talk.is_unsettled:
        after = prevail(after, [name for name, value in values.items() if value is not None], setting)
        after = tell_changes(talk, after, setting)
    return settle(after, setting, tuple(values))


def answer_region(talk: Talk, region: str, setting: Setting) -> Talk:
    """The talk once the region is known. Raises ``KuanyanError`` where ``region`` names no place."""
    return settle(set_region(talk, parse_region(setting.rulebase.corpus, region)), setting)


def is_question(message: str) -> bool:
    """Whether a message in the middle of a talk asks something rather than answers badly."""
    return bool(intent.KNOWLEDGE.search(message)) or len(message.strip()) > _LONGEST_REPLY


def _hear(talk: Talk, message: str, setting: Setting) -> Talk | None:
    """A reply in other words, or more of what happened; None where nothing of it was read."""
    asked = talk.question.facts if talk.question else ()
    reading = read_message(talk, message, setting)
    if not reading.found and not intent.KNOWLEDGE.search(message):
        reading = read_beside(talk, message, setting) or reading
    if asked == (REGION,):
        place = find_region_reply(talk, setting.rulebase, message) or place_of(reading)
        if place is not None:
            after = add_reading(set_region(talk, place), reading, message, setting, corrects=False)
            return settle(tell_changes(talk, after, setting), setting, (REGION,))
        _, unclear = region_of_case(reading, message, replace(setting, region=None, told=None))
        alone = intent.is_only_place(message, [reading.elsewhere, *intent.places_in(message), "和", "、"])
        if alone and (unclear.places or unclear.elsewhere):
            return settle(leave_open(talk, message, unclear, setting), setting)
    told = bool(reading.found or reading.proposed or reading.contradictions or reading.ignored)
    dated = find_act_day(message, reading, setting)
    if _is_beside(talk, message, reading):
        return settle(replace(talk, news=(*talk.news, _BESIDE.format(words=message.strip()))), setting)
    if dated is not None and not told:
        return settle(replace(talk, act=dated, news=(*talk.news, _DATED.format(words=dated.told))), setting)
    if told and not (intent.is_knowledge(message) and not reading.is_case):
        talk = _doubt_correction(_hear_place(talk, message, reading), message, reading)
        after = add_reading(talk, reading, message, setting, corrects=False)
        unread = tuple(f"没有看懂「{words}」，这几个字没有采用。" for words in reading.unread)
        answered = tuple(f.fact for f in reading.found)
        changes = after.agreed.facts != talk.agreed.facts or after.conflicts != talk.conflicts
        if is_closed(talk) and not changes and leaves_unread(reading, message):
            return settle(replace(talk, amending=message.strip()), setting)
        return settle(replace(after, news=(*after.news, *unread)), setting, answered)
    if intent.asks_again(message):
        return settle(talk, setting)
    heard = _hear_place(talk, message, reading)
    if heard is not talk:
        return settle(heard, setting)
    return _doubt_unread(talk, message, setting)


def _is_beside(talk: Talk, message: str, reading: Reading) -> bool:
    """它还喷漆没密闭: another violation of the same firm. Only one is judged at a time, none is lost."""
    known = talk.case.facts.get(VIOLATION)
    named = [f.value for f in reading.found if f.fact == VIOLATION]
    named = named or [c.choice for c in reading.violations if c.score >= SURE]
    asked = talk.question is not None and VIOLATION in talk.question.facts
    return known is not None and not asked and bool(named) and known not in named and intent.adds(message)


def _doubt_unread(talk: Talk, message: str, setting: Setting) -> Talk | None:
    """What states something and was not read is not looked up: 11月9日没有挂 puts the case in doubt."""
    if talk.question is None and intent.has_nothing_to_amend(message):
        return settle(replace(talk, news=(*talk.news, _NOTHING_MORE)), setting)
    undoes = is_closed(talk) and may_undo(message)
    bad_reply = not intent.states(message) or (talk.question is not None and not is_question(message))
    if bad_reply and not undoes:
        return None  # the question is put again
    named = find_named(talk, message, setting.rulebase.facts)
    if named and named != REGION:
        return settle(replace(talk, editing=named), setting)
    if undoes or intent.states_fact(message):
        return settle(replace(talk, amending=message.strip()), setting)
    return replace(talk, aside=Aside(AsideKind.UNREAD, message.strip()))


def _doubt_correction(talk: Talk, message: str, reading: Reading) -> Talk:
    """「牌子根本没挂」 of a sign said to be put up: the violation told once more disputes the correction."""
    told = {f.fact for f in reading.found} | {p.fact for p in reading.proposed if p.similarity >= SURE}
    done = talk.case.facts.get(CORRECTED) is True
    if told != {VIOLATION} or not done or intent.KNOWLEDGE.search(message):
        return talk
    dispute = Conflict(talk.case.sources.get(CORRECTED, ""), message.strip())
    return replace(talk, conflicts={**talk.conflicts, CORRECTED: dispute})


def _hear_place(talk: Talk, message: str, reading: Reading) -> Talk:
    """A place beside what is told: the region where none is known, one that lies in it, or a dispute."""
    place, known = reading.region, talk.case.region
    if place is None and known is not None:
        return _hear_elsewhere(talk, known, message, reading.elsewhere)
    if place is None or place == known or (known is not None and known.startswith(f"{place}/")):
        return talk
    if known is None or place.startswith(f"{known}/"):
        return set_region(talk, place) if REGION not in talk.conflicts else talk
    if not intent.is_only_place(message, intent.places_in(message)):
        return talk  # 牌子是在成都做的
    conflicts = {**talk.conflicts, REGION: Conflict(known.replace("/", ""), message.strip())}
    return replace(talk, conflicts=conflicts, regions=(known, place))


def _hear_elsewhere(talk: Talk, known: str, message: str, words: str) -> Talk:
    """我们厂在隔壁区, 我们厂不在沙坪坝, of a case whose region is known: which one it is, has to be said."""
    denied = not intent.KNOWLEDGE.search(message) and denies(find_whereabouts(message).denied, known)
    unnamed = words and not may_lie_in(words, known) and intent.is_only_place(message, [words])
    if not denied and not unnamed:
        return talk
    return replace(
        talk, conflicts={**talk.conflicts, REGION: Conflict(known.replace("/", ""), message.strip())}
    )
