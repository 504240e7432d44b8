"""Questions about the verdict in the middle of a case: why, and what if. They change nothing."""

from __future__ import annotations

from dataclasses import replace

from assistant.casework import intent
from assistant.casework.amend import add_reading, set_region
from assistant.casework.correct import read_statement
from assistant.casework.settle import settle
from assistant.casework.state import Aside, AsideKind, Setting, Talk
from assistant.facts_from_words import Reading
from assistant.verdict.decide import REGION


def find_aside(talk: Talk, message: str, setting: Setting, away: bool) -> Aside | None:
    """What ``message`` asks about the verdict; None where it asks nothing about it.

    ``away``: the message before was a question of knowledge, so that a bare 依据是什么 asks about that.
    """
    if talk.question is not None and intent.asks_why_asked(message):
        return Aside(AsideKind.WHY_ASKED)
    if intent.asks_why(message, away):
        return Aside(AsideKind.WHY)
    if intent.is_opinion(message) and not intent.supposes(message):
        return Aside(AsideKind.OPINION, message.strip())
    method = intent.method_asked(message)
    if method and not away:
        return Aside(AsideKind.METHOD, message.strip(), method=method)
    place = _place_asked(talk, message)
    if place is not None:
        supposed = settle(set_region(_undisputed(talk), place), setting)
        return Aside(AsideKind.SUPPOSED, f"地区是{place.replace('/', '')}", supposed, (REGION,))
    if not intent.supposes(message) or intent.corrects(message):
        return None
    return _suppose(talk, message, setting)


def _place_asked(talk: Talk, message: str) -> str | None:
    """盘锦呢？换成盘锦呢？ of a case whose region is known."""
    places = intent.find_named_places(message)
    if talk.case.region is None or len(places) != 1 or not intent.asks_back(message):
        return None
    if not intent.is_only_place(message, intent.places_in(message)) or places[0] == talk.case.region:
        return None
    return places[0]


def _suppose(talk: Talk, message: str, setting: Setting) -> Aside | None:
    """The case decided as if what is supposed were so; None where the question is one of knowledge."""
    body = intent.find_supposition(message)
    reading = _read_supposed(talk, body, setting) if body else None
    if reading is None or reading.contradictions:
        return None if intent.is_knowledge(message) else Aside(AsideKind.NOT_READ, message.strip())
    before = _undisputed(talk)
    if reading.region is not None:
        before = set_region(before, reading.region)
    after = add_reading(before, replace(reading, proposed=()), body, setting, corrects=True)
    names = tuple(
        name for name, value in after.case.facts.items() if talk.case.facts.get(name, object()) != value
    )
    stated = tuple(dict.fromkeys([f.fact for f in reading.found] or names))
    if not stated and reading.region is None:
        return Aside(AsideKind.NOT_READ, message.strip())
    sources = {**after.case.sources, **dict.fromkeys(stated, f"假设：{body}")}
    supposed = settle(replace(after, case=replace(after.case, sources=sources)), setting)
    return Aside(AsideKind.SUPPOSED, body, supposed, stated or (REGION,))


def _read_supposed(talk: Talk, body: str, setting: Setting) -> Reading | None:
    """11月12日挂 is read as 11月12日挂的, 11月12日挂了: what is supposed lost its end with 呢."""
    readings = (read_statement(talk, f"{body}{end}", setting) for end in ("", "的", "了", "上了"))
    return next((reading for reading in readings if reading is not None), None)


def _undisputed(talk: Talk) -> Talk:
    return replace(talk, amending="", editing="", news=())
