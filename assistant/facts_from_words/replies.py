"""A short reply read as the answer to the fact just asked: 没有, 是的, 三天, 0.05, 不知道."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from assistant.facts_from_words.amounts import NEGATIVE, all_units, days_of, interval_in, largest
from assistant.facts_from_words.beside import is_whole, or_later
from assistant.facts_from_words.dates import find_days
from assistant.facts_from_words.models import Draft, IgnoredWords, Value
from assistant.facts_from_words.quantities import Interval, Quantity, find_quantities
from assistant.facts_from_words.starts import counts_from_other
from assistant.facts_from_words.text import Text
from corpus.phrases import NumberPhrases, Phrases
from corpus.rule_models import Fact, FactType

UNKNOWN = "unknown"
_SINCE = re.compile(r"(?:查|发现|次日|第二天)[^,，]{0,4}(?:后|起|算)[^,，]{0,3}第")  # 检查后第3天
_TIME_OF_DAY = r"(?:上午|下午|早上|晚上|中午|傍晚)"
_POINT = re.compile(r"(?<![\d零〇一二三四五六七八九十百])点(?=[零〇一二三四五六七八九])")  # 点零八
TRIM = " \t\r\n,，。.!！?？、;；:：~～“”\"'"
_PARTICLES = re.compile(r"(?:[了的啊呀呢哦嘛啦]|吧)+$")
NOT_SURE = re.compile(r"好像|应该|可能|大概|也许|估计|吧$|大约|左右|差不多|不确定|似乎|或许")


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer that the first clause gives. ``doubtful``: only worth asking about."""

    fact: str
    value: Value
    start: int
    end: int
    doubtful: bool


def read_reply(
    text: Text, asked: str, facts: Mapping[str, Fact], phrases: Phrases, today: date, draft: Draft
) -> Reply | None:
    """The answer to ``asked`` with which the text begins; ``rest.settle_reply`` reads what follows."""
    first = _first_clause(text, phrases)
    known = facts.get(asked)
    if first is None or known is None:
        return None
    start, end = first
    said = text.norm[start:end].strip(TRIM)
    if not said:
        return None
    if phrases.replies["unknown"].match(said):
        return Reply(known.id, UNKNOWN, start, end, doubtful=False)
    if _is_share(text, known, phrases):
        return None
    value, doubtful = _read_value(known, said, phrases, today)
    if value is None and known.id == "corrected_on" and "correction_days" in facts:
        known = facts["correction_days"]  # 第三天
        value, doubtful = _read_value(known, said, phrases, today)
    if value is None:
        _note_negative(text, known, said, phrases, start, end, draft)
        return None
    asks = text.norm[end:].lstrip().startswith(("?", "？"))  # 是初次？
    return Reply(known.id, value, start, end, doubtful or asks)


def _is_share(text: Text, fact: Fact, phrases: Phrases) -> bool:
    """每堆6平米 answers how large one heap is."""
    number = phrases.numbers.get(fact.id)
    return number is not None and any(
        pattern.search(text.norm) for pattern in (number.share, number.more, number.mixed)
    )


def _first_clause(text: Text, phrases: Phrases) -> tuple[int, int] | None:
    """The first clause that is no 嗯; a number may hold the dot that ends no clause."""
    for part in text.clauses:
        words = text.norm[part.start : part.end].strip(TRIM)
        if words and not phrases.replies["filler"].match(words):
            return part.start, part.end
    if text.norm.strip(TRIM):  # 嗯 alone is yes
        return text.clauses[0].start, text.clauses[0].end
    return None


def _note_negative(
    text: Text, fact: Fact, said: str, phrases: Phrases, start: int, end: int, draft: Draft
) -> None:
    if fact.type is FactType.NUMBER and any(q.negative for q in find_quantities(said, all_units(phrases))):
        draft.ignored.append(IgnoredWords(start, end, text.words(start, end), NEGATIVE))


def _read_value(fact: Fact, said: str, phrases: Phrases, today: date) -> tuple[Value | None, bool]:
    """The value that ``said`` gives, and whether it is only worth asking about."""
    doubtful = bool(NOT_SURE.search(said))
    plain = NOT_SURE.sub("", said).strip()
    own = phrases.facts.get(fact.id)
    if own is not None:
        for value, pattern in own.replies.items():
            if pattern.match(plain):
                return value, doubtful
    if fact.type is FactType.BOOL:
        return _read_bool(fact, plain, phrases, own is not None and own.replies_only), doubtful
    if fact.type is FactType.CHOICE:
        return _read_choice(fact, plain), doubtful
    if fact.type is FactType.DATE:
        days = [d for d in find_days(plain, today) if d.day is not None and d.day <= today]
        alone = len(days) == 1 and len(plain) - (days[0].end - days[0].start) <= 6
        return (days[0].day.isoformat() if alone and days[0].day else None), doubtful
    return _read_number(fact, said, phrases)


def _read_bool(fact: Fact, said: str, phrases: Phrases, own_words: bool) -> bool | None:
    for value, words in ((True, fact.yes), (False, fact.no)):
        if len(words) > 1 and said in {words, words + "的", words + "了"}:
            return value
    if own_words:  # a bare 没有 is no answer to 是不是初次违法
        return None
    if phrases.replies["yes"].match(said):
        return True
    if phrases.replies["no"].match(said) or phrases.replies["none"].match(said):
        return False
    return None


def _read_choice(fact: Fact, said: str) -> str | None:
    """A choice said in its own words, whole or up to its bracket."""
    bare = _PARTICLES.sub("", said)
    for choice, words in fact.choices.items():
        if choice != "other" and bare in {
            words,
            re.split(r"[（(]", words)[0],
            *re.findall(r"[（(]([^（()）]+)[)）]", words),
        }:
            return choice
    return None


def _read_number(fact: Fact, said: str, phrases: Phrases) -> tuple[Value | None, bool]:
    number = phrases.numbers.get(fact.id)
    if number is None:
        return None, False
    if fact.unit == "日":
        day = {"当天": "0", "当日": "0", "当场": "0", "第二天": "1", "次日": "1", "隔天": "1"}.get(
            _PARTICLES.sub("", re.sub(rf"{_TIME_OF_DAY}?(?:就)?(?:改完|改好|整改完|完成|改)?$", "", said))
        )
        if day is not None:
            return day, False
    said = _POINT.sub("零点", said)
    quantities = find_quantities(said, all_units(phrases))
    read = [_read_quantity(quantity, said, fact, number) for quantity in quantities]
    bare = any(not quantity.unit for quantity in quantities)
    rest = said
    for quantity in reversed(quantities):
        rest = rest[: quantity.start] + rest[quantity.end :]
    if not read or not is_whole(rest, fact.unit, number, bare) or (len(read) > 1 and not fact.several):
        return None, False
    intervals = [interval for interval, _ in filter(None, read)]
    at = largest(intervals)
    if len(intervals) < len(read) or at is None:
        return None, False
    doubtful = bool(NOT_SURE.search(rest)) or any(doubt for _, doubt in filter(None, read))
    return intervals[at].as_json(), doubtful


def _read_quantity(
    quantity: Quantity, said: str, fact: Fact, number: NumberPhrases
) -> tuple[Interval, bool] | None:
    """The interval in the fact's unit, which may be left out, and whether it is in doubt."""
    nth = said[: quantity.core_start].endswith("第")
    if quantity.negative or not (quantity.usable or nth):
        return None
    read = (quantity.interval, False) if not quantity.unit else interval_in(quantity, number)
    if read is None:
        return None
    interval, doubt = read
    if fact.unit == "日":
        if counts_from_other(said[: quantity.start]):
            return None
        interval = or_later(said, quantity.core_start, quantity.end, days_of(interval))
        if nth and interval.low is not None and not _SINCE.search(said):  # may count the first day or not
            interval = replace(interval, low=interval.low - 1)
    return interval, doubt or quantity.about
