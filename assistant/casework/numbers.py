"""Corrections that name no fact but its number: 不是3天，是13天; 0.08，不对，0.18; 更正：第13天."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.casework.state import Setting, Talk
from assistant.facts_from_words import Found, Reading, read_case
from assistant.verdict.case import parse_value
from assistant.verdict.values import Interval
from corpus.rule_models import FactType

_NUMBER = r"[^,，。；;!！?？]*?[\d零〇一二两三四五六七八九十百半点][^,，。；;!！?？]*?"
_DENIES = re.compile(
    rf"(?:.*?[,，:：])?\s*(?:其实|应该)?不是(?P<old>{_NUMBER})[,，、\s]*(?:而|应该|其实)?是(?P<new>{_NUMBER})(?:才对|的)?[。.!！了]*"
)
_TAKES_BACK = re.compile(
    rf"(?P<old>{_NUMBER})[,，、。\s]*(?:哦|噢|啊|呃)?(?:不对|不是|不|说错了?|写错了?|记错了?|搞错了?|打错了?|更正|口误)"
    rf"[,，:：、\s]+(?:其实|应该|应当)?是?(?P<new>{_NUMBER})[。.!！了]*"
)
_ONLY_NEW = re.compile(
    rf"\s*(?:更正一?下?|纠正一下|改一下|说错了|记错了)[,，:：\s]*(?:应该|应当)?是?(?P<new>{_NUMBER})[。.!！了]*"
)
_HAS_UNIT = re.compile(r"[天日周倍吨斤平亩㎡%]|星期|礼拜|百分|公斤|m2|m²|kg")


def read_number_correction(talk: Talk, message: str, setting: Setting) -> Reading | None:
    """The number that stands in place of another, as the fact asked or as the one fact the case has it for.

    None where the message is no such correction, or could be one of two facts.
    """
    said = _TAKES_BACK.fullmatch(message.strip()) or _DENIES.fullmatch(message.strip())
    alone = said or _ONLY_NEW.fullmatch(message.strip())
    if alone is None:
        return None
    old, new = (said["old"] if said else ""), alone["new"]
    numbers = [n for n, fact in setting.rulebase.facts.items() if fact.type is FactType.NUMBER]
    asked = [n for n in numbers if talk.question is not None and talk.question.facts == (n,)]
    given = [n for n in numbers if n in talk.case.facts and n not in asked]
    fitting = [n for n in asked if not old or _read(n, old, setting) is not None]
    if not fitting:
        fitting = [n for n in given if _stands(talk, n, old, setting) and (old or _HAS_UNIT.search(new))]
    found = [f for n in fitting if (f := _read(n, new, setting)) is not None]
    if len(found) != 1:
        return None
    at = 0
    return Reading(found=(replace(found[0], start=at, end=at + len(found[0].words)),), is_case=True)


def _stands(talk: Talk, name: str, old: str, setting: Setting) -> bool:
    """Whether what is denied is what the case has; anything is where nothing is denied."""
    if not old:
        return True
    read = _read(name, old, setting)
    value = read and parse_value(setting.rulebase.facts[name], read.value)
    known = talk.case.facts.get(name)
    return isinstance(value, Interval) and isinstance(known, Interval) and known.meets(value)


def _read(name: str, words: str, setting: Setting) -> Found | None:
    reading = read_case(words.strip(), today=setting.today, asked=name)
    read = [f for f in reading.found if f.fact == name and f.value != "unknown"]
    return read[0] if len(read) == 1 and not reading.unread else None
