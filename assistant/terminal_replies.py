"""What is typed in the terminal, read as answers. Never guessed: what cannot be read is asked again."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from assistant.verdict.case import parse_day, parse_one_region, parse_reply
from assistant.verdict.interview import NONE_OF_THEM, Answered, answer_group
from corpus.errors import KuanyanError
from corpus.models import Corpus
from corpus.places import document_regions
from corpus.rule_models import Fact, FactType

_YES, _NO = {"y", "yes", "是", "有", "对", "1"}, {"n", "no", "否", "不是", "没有", "没", "无", "2"}
_NONE = {"0", NONE_OF_THEM, "无", "没有", "均无", "都不存在"}
_UNSURE = {"不知道", "不清楚", "不确定", "说不准", "unknown"}
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d,])")
_BETWEEN = re.compile(r"[\s、,;]+")
_UNIT_WORDS = {"天": "日", "个日": "日", "平米": "平方米", "平方": "平方米", "m2": "平方米", "t": "吨"}
_BOUNDS = {
    "less_than": r"<(?!=)|小于(?!等于)|少于|低于|不到|不满|不足",
    "at_most": r"<=|≤|不超过|不大于|不多于|至多|最多|小于等于",
    "more_than": r">(?!=)|大于(?!等于)|多于|高于|超过",
    "at_least": r">=|≥|不小于|不少于|不低于|至少|最少|大于等于",
}


def is_unsure(reply: str) -> bool:
    """Whether the reply says that the person does not know."""
    return reply.rstrip("。.").lower() in _UNSURE


def read_region(corpus: Corpus, reply: str) -> str:
    """By its number among the regions of the documents, or by name. Raises ``KuanyanError``."""
    regions = document_regions(corpus)
    if reply.isdecimal() and 1 <= int(reply) <= len(regions):
        return regions[int(reply) - 1]
    try:
        path = None if reply.isdecimal() else parse_one_region(corpus, reply)
    except KuanyanError as error:
        raise KuanyanError(str(error).replace("region", "地区", 1).replace("/", "")) from error
    if path is None:
        raise KuanyanError(f"不知道地区就不能判定：请填 1 到 {len(regions)} 的编号，或者写出地区名。")
    return path


def read_reply(fact: Fact, reply: str) -> Answered:
    """An empty reply is unknown. Raises ``KuanyanError`` where the reply cannot be read."""
    if not reply:
        return Answered({}, (fact.id,))
    match fact.type:
        case FactType.BOOL:
            return Answered({fact.id: _read_bool(fact, reply)})
        case FactType.CHOICE:
            return Answered({fact.id: _read_choice(fact, reply)})
        case FactType.DATE:
            value = read_day(reply) or parse_reply(fact, reply)
            return Answered({}, (fact.id,)) if value is None else Answered({fact.id: value})
    return read_number(fact, reply)


def read_day(reply: str) -> date | None:
    """2024-11-3, 2024.11.3, 2024/11/3, 2024年11月3日, 20241103; None where it is no day."""
    match = _DAY.fullmatch(reply.replace(" ", ""))
    if match is None:
        return None
    year, month, day = match[1], match[2] or match[4], match[3] or match[5]
    try:
        return parse_day(f"{year}-{int(month):02}-{int(day):02}", "")
    except KuanyanError:
        return None


def read_number(fact: Fact, reply: str) -> Answered:
    """0.05, 0.05倍, 1,000, 不到10平米; several where the fact takes several. Raises ``KuanyanError``."""
    if not reply:
        return Answered({}, (fact.id,))
    text = _THOUSANDS.sub(lambda m: m.group().replace(",", ""), reply)
    for name, words in _BOUNDS.items():
        match = re.match(words, text)
        if match:
            return _number(fact, {name: _with_unit(text[match.end() :])})
    parts = [_with_unit(part) for part in _BETWEEN.split(text) if part]
    several = fact.several and len(parts) > 1 and all(part[0].isdigit() for part in parts)
    return _number(fact, parts if several else _with_unit(text))


def _number(fact: Fact, raw: object) -> Answered:
    value = parse_reply(fact, raw)
    return Answered({}, (fact.id,)) if value is None else Answered({fact.id: value})


def _with_unit(text: str) -> str:
    """Other words for the same unit: 第3天 → 3日, 8平米 → 8平方米."""
    match = re.fullmatch(r"第?\s*([-+\d.]+)\s*(.*)", text.strip())
    if match is None:
        return text.strip()
    return match[1] + _UNIT_WORDS.get(match[2].lower(), match[2])


def _read_bool(fact: Fact, reply: str) -> bool:
    said = reply.lower().rstrip("。.")
    if said in _YES or said == _plain(fact.yes):
        return True
    if said in _NO or said == _plain(fact.no):
        return False
    raise KuanyanError(f"请填 1（{fact.yes}）或 2（{fact.no}），不知道就直接回车。")


def _read_choice(fact: Fact, reply: str) -> str:
    ids = list(fact.choices)
    if reply.isdecimal() and 1 <= int(reply) <= len(ids):
        return ids[int(reply) - 1]
    for choice, words in fact.choices.items():
        if reply.lower() == choice or reply == _plain(words):
            return choice
    raise KuanyanError(f"请填 1 到 {len(ids)} 的编号，不知道就直接回车。")


def read_group(facts: list[Fact], reply: str) -> Answered:
    """Numbers of those that exist, ``3?`` of those that may; the others do not. Empty: all unknown."""
    names = [fact.id for fact in facts]
    if not reply:
        return Answered({}, tuple(names))
    if reply in _NONE:
        return answer_group(names, ())
    present: set[str] = set()
    unsure: set[str] = set()
    for part in _BETWEEN.split(reply.strip(",;、")):
        number = part.rstrip("?")
        if not number.isdecimal() or not 1 <= int(number) <= len(facts):
            raise KuanyanError(
                f"请填存在的情形的编号（1 到 {len(facts)}，几个用空格隔开），都没有填 0，都不清楚就直接回车。"
            )
        (unsure if part.endswith("?") else present).add(names[int(number) - 1])
    return answer_group(names, present, unsure - present)


def _plain(words: str) -> str:
    """As replies are read: full-width signs as their plain ones."""
    return unicodedata.normalize("NFKC", words).lower()
