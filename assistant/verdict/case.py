"""A case as it is given: region, matter, facts, two dates. Bad input is named, never ignored."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from assistant.verdict.values import UNKNOWN, Interval, Value
from corpus.errors import KuanyanError
from corpus.models import Corpus
from corpus.places import find_places, innermost, parse_region
from corpus.rule_models import Fact, FactType, Matter

FACTS_COMMAND = "kuanyan facts"
ACT_ON = "act_on"  # the day of the act, in ``sources``
_FIELDS = ("id", "region", "matter", "facts", "act_on", "decided_on")
_BOUNDS = ("less_than", "at_most", "more_than", "at_least")
_NUMBER = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*((?![eE][+-]?\d)[^\W\d_].*?|[%‰].*?)?\s*", re.S)
_LONGEST_NUMBER = 40  # characters
_LONGEST_SHOWN = 60  # characters of bad input in a message
_YEARS = range(1949, 2200)


@dataclass(frozen=True, slots=True)
class Case:
    """``facts`` are known values; ``unknown`` were asked and the person does not know: never a no.

    ``sources`` says of a fact where it came from (words of the user, an answer); 给定 where it is silent.
    ``region`` is a path such as 重庆市/沙坪坝区, None where nobody said it yet. ``discovered``: it is known
    that an inspection found it, though not on which day: what had to be done before comes too late.
    """

    matter: Matter = Matter.VIOLATION
    region: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    act_on: date | None = None
    decided_on: date | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    discovered: bool = False


def parse_case(data: object, corpus: Corpus, facts: Mapping[str, Fact]) -> Case:
    """The JSON object of ``kuanyan verdict``. Raises ``KuanyanError``, one sentence, where it is wrong."""
    if not isinstance(data, dict):
        raise KuanyanError(
            '案情应当是一个 JSON 对象，如 {"region":"沙坪坝","facts":{"violation":"no_outlet_sign"}}。'
        )
    for name in data:
        if name not in _FIELDS:
            known = "、".join(_FIELDS)
            raise KuanyanError(f"案情里有不认识的字段“{_show(name)}”；可用的字段是 {known}。")
    given = data.get("facts", {})
    if not isinstance(given, dict):
        raise KuanyanError('字段 facts 应当是一个 JSON 对象，如 {"harm":"none"}。')
    values: dict[str, Value] = {}
    unknown = set()
    for name, raw in given.items():
        fact = get_fact(facts, name)
        value = parse_value(fact, raw)
        if value is None:
            unknown.add(name)
        else:
            values[name] = value
    act_on, decided_on = (parse_day(data.get(name), name) for name in ("act_on", "decided_on"))
    if act_on and decided_on and act_on > decided_on:
        raise KuanyanError(
            f"行为日 act_on（{act_on}）晚于决定日 decided_on（{decided_on}），请核对这两个日期。"
        )
    return Case(
        _parse_matter(data.get("matter")),
        parse_one_region(corpus, data.get("region")),
        values,
        frozenset(unknown),
        act_on,
        decided_on,
    )


def _parse_matter(raw: object) -> Matter:
    if raw is None:
        return Matter.VIOLATION
    known = [matter.value for matter in Matter]
    if raw not in known:
        raise KuanyanError(f"matter“{_show(raw)}”不认识；可用的是 {'、'.join(known)}。")
    return Matter(raw)


def get_fact(facts: Mapping[str, Fact], name: str) -> Fact:
    """Raises ``KuanyanError`` with the nearest ids where there is none of that name."""
    if name in facts:
        return facts[name]
    import difflib

    spoken = {fact.name: fact_id for fact_id, fact in facts.items()}
    near = difflib.get_close_matches(name, [*facts, *spoken], n=3, cutoff=0.5)
    ids = list(dict.fromkeys(spoken.get(one, one) for one in near))
    hint = f"是不是 {'、'.join(f'{one}（{facts[one].name}）' for one in ids)}？" if ids else ""
    raise KuanyanError(f"没有名为“{_show(name)}”的事实；{hint}全部事实见 {FACTS_COMMAND}。")


def parse_one_region(corpus: Corpus, text: object) -> str | None:
    """Raises ``KuanyanError`` where ``text`` names no region or several."""
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise KuanyanError("字段 region 应当是文字，如 重庆市/沙坪坝区。")
    if len(text) > _LONGEST_SHOWN or not text.strip().isprintable():
        raise KuanyanError(f"region“{_show(text)}”不是地区名；请只写一个地区，如 重庆市/沙坪坝区。")
    paths = list(dict.fromkeys(place.path for place in find_places(text, called=True)))
    inner = innermost(paths)
    if len(inner) > 1:
        raise KuanyanError(
            f"region“{_show(text)}”写了{len(inner)}个地区（{'、'.join(inner)}）；"
            "一个案件只按一个地区判定，请只写一个。"
        )
    return parse_region(corpus, text)


def parse_day(raw: object, name: str) -> date | None:
    """None for nothing. Raises ``KuanyanError`` where ``raw`` is not a day such as 2024-11-03."""
    if raw is None or raw == "":
        return None
    try:
        if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
            raise ValueError
        day = date.fromisoformat(raw)
        if day.year not in _YEARS:  # periods are counted from it: leave room on both sides
            raise ValueError
        return day
    except ValueError:
        raise KuanyanError(
            f"{name}“{_show(raw)}”不是可用的日期；请写成 2024-11-03 这样的年-月-日。"
        ) from None


def parse_value(fact: Fact, raw: object) -> Value | None:
    """The value of JSON ``raw``; None for null and ``unknown``. Raises ``KuanyanError``."""
    if raw is None or raw == UNKNOWN:
        return None
    match fact.type:
        case FactType.BOOL:
            if isinstance(raw, bool):
                return raw
            raise KuanyanError(f"{_name(fact)}应当是 true、false 或 unknown，写的是“{_show(raw)}”。")
        case FactType.CHOICE:
            if isinstance(raw, str) and raw in fact.choices:
                return raw
            spoken = next((choice for choice, words in fact.choices.items() if words == raw), None)
            known = f"请写它的编号 {spoken}" if spoken else f"可用的是 {'、'.join(fact.choices)}、unknown"
            raise KuanyanError(f"{_name(fact)}没有“{_show(raw)}”这个取值；{known}。")
        case FactType.DATE:
            if raw == "":
                raise KuanyanError(
                    f"{_name(fact)}是空的；请写成 2024-11-03 这样的年-月-日，不知道就写 unknown。"
                )
            return parse_day(raw, _name(fact))
    return _parse_number(fact, raw)


def parse_reply(fact: Fact, raw: object) -> Value | None:
    """``parse_value`` for what a person typed: the message has the fact's name and not its id."""
    try:
        return parse_value(fact, raw)
    except KuanyanError as error:
        raise KuanyanError(str(error).replace(_name(fact), fact.name)) from error


def _parse_number(fact: Fact, raw: object) -> Interval:
    if isinstance(raw, list):
        return _parse_several(fact, raw)
    if isinstance(raw, dict):
        return _parse_bounds(fact, raw)
    return Interval.exactly(_parse_decimal(fact, raw))


def _parse_several(fact: Fact, raw: list[Any]) -> Interval:
    """Every one must satisfy an upper bound, so the largest counts."""
    if not fact.several:
        raise KuanyanError(f"{_name(fact)}只能有一个数，写了{len(raw)}个。")
    if not raw:
        raise KuanyanError(f"{_name(fact)}的列表是空的；至少写一个数，不知道就写 unknown。")
    return Interval.exactly(max(_parse_decimal(fact, one) for one in raw))


def _parse_bounds(fact: Fact, raw: dict[str, Any]) -> Interval:
    unknown = [name for name in raw if name not in _BOUNDS]
    low = [name for name in raw if name in ("more_than", "at_least")]
    high = [name for name in raw if name in ("less_than", "at_most")]
    if unknown or not raw or len(low) > 1 or len(high) > 1:
        raise KuanyanError(
            f"{_name(fact)}的范围写错了（{_show(raw)}）；下限用 more_than 或 at_least，"
            "上限用 less_than 或 at_most，各最多一个。"
        )
    ends = {name: _parse_decimal(fact, raw[name]) for name in raw}
    try:
        if "less_than" in ends and ends["less_than"] == 0:
            raise ValueError  # no number is negative
        return Interval(
            ends[low[0]] if low else None,
            ends[high[0]] if high else None,
            "more_than" in raw,
            "less_than" in raw,
        )
    except ValueError:
        raise KuanyanError(f"{_name(fact)}的范围是空的（{_show(raw)}），请核对上下限。") from None


def _parse_decimal(fact: Fact, raw: object) -> Decimal:
    if isinstance(raw, float) and isfinite(raw):
        text = format(Decimal(repr(raw)), "f")
        raise KuanyanError(
            f'{_name(fact)}写成了浮点数 {raw}；小数请加引号写成文字，如 "{text}"，以免丢失精度。'
        )
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise KuanyanError(f"{_name(fact)}应当是数，写的是“{_show(raw)}”。")
    too_long = f"{_name(fact)}的数超过了{_LONGEST_NUMBER}位，请核对。"
    if isinstance(raw, int) and abs(raw) >= 10**_LONGEST_NUMBER:
        raise KuanyanError(too_long)
    written = str(raw)
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", written))
    if match is None:
        raise KuanyanError(f"{_name(fact)}应当是数，写的是“{_show(raw)}”。")
    number, unit = match[1], match[2] or ""
    if len(number) > _LONGEST_NUMBER:
        raise KuanyanError(too_long)
    if unit and unit != fact.unit:
        raise KuanyanError(
            f"{_name(fact)}的单位是{fact.unit}，写的是“{_show(unit)}”；请换算成{fact.unit}再填。"
        )
    if fact.whole and Decimal(number) % 1:
        raise KuanyanError(
            f"{_name(fact)}应当是整数，写的是 {_show(raw)}；不满一{fact.unit}的按实际经过的日子填。"
        )
    if Decimal(number) < 0:
        raise KuanyanError(f"{_name(fact)}不能是负数，写的是 {_show(raw)}。")
    return Decimal(number).copy_abs()  # -0 is 0


def _name(fact: Fact) -> str:
    return f"事实 {fact.id}（{fact.name}）"


def _show(raw: object) -> str:
    """Bad input for a message: one line, not too long, nothing that a terminal would obey."""
    text = raw if isinstance(raw, str) else json.dumps(raw, ensure_ascii=False, default=str)
    text = "".join(c if c.isprintable() else " " for c in text[: _LONGEST_SHOWN + 1])
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}……"
