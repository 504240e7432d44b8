"""Short replies to what was asked: a number, the words of an option, 都没有, 不知道, a place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from assistant.casework.state import AMEND, VIOLATION, Talk
from assistant.verdict.decide import REGION
from assistant.verdict.interview import Question, question_about
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Value
from corpus.errors import KuanyanError
from corpus.places import document_regions, find_places, is_shared_name, parse_region
from corpus.rule_models import Fact, FactType
from ingest.numerals import parse_numeral

_NONE_OF_THEM = re.compile(
    r"(?:以上|上述|这些|这几种|情形)?(?:全|都|均|一个|一样|哪个)?(?:也|都)?(?:没有|不存在|无|没)"
    r"(?:这些|上述)?(?:情形|情况)?[了的。！!]*"
)
_DONT_KNOW = re.compile(
    r"(?:我|还|暂时|现在)*(?:都|也)?(?:不知道|不清楚|不确定|不晓得|说不准|没查|待查)[了的。！!]*"
)
_NUMBER = re.compile(r"\s*(?:第|选)?\s*[(（]?(\d{1,2})[)）]?\s*(?:项|号|个|种)?\s*[.、。]?\s*")
_HAN = re.compile(r"[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}")
_HAN_ONLY = re.compile(
    rf"(?:{_HAN.pattern}|\d{{1,2}})(?:\s*[,，、/;；和及与 ]\s*(?:{_HAN.pattern}|\d{{1,2}}))*\s*[。.]?"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_MANY = re.compile(r"\s*(?:选|有)?\s*(\d{1,2}(?:\s*[,，、/;；和 ]\s*\d{1,2})+)\s*[。.]?\s*")


def options_of(
    question: Question, facts: Mapping[str, Fact], talk: Talk | None = None
) -> list[tuple[str, Value]]:
    """The answers one can choose from, in the order shown: (words, value). Empty for numbers and dates.

    Likely violations come first.
    """
    fact = facts.get(question.facts[0])
    if fact is None or question.is_group:
        return []
    if fact.type is FactType.BOOL:
        return [(fact.yes, True), (fact.no, False)]
    choices = list(fact.choices)
    if talk is not None and fact.id == VIOLATION:
        likely = [c for c in talk.candidates if c in fact.choices]
        choices = [*likely, *(c for c in choices if c not in likely)]
    return [(fact.choices[choice], choice) for choice in choices]


def regions_of(talk: Talk, rulebase: Rulebase) -> tuple[str, ...]:
    """The regions to choose from: those that were named, where several were."""
    return talk.regions or document_regions(rulebase.corpus)


def amendable(talk: Talk) -> tuple[str, ...]:
    """What a correction may be about: the region and the facts stated, the grouped circumstances last."""
    facts = [name for name, value in talk.case.facts.items() if value is not False]
    denied = [name for name, value in talk.case.facts.items() if value is False]
    return ((REGION,) if talk.case.region else ()) + tuple(facts) + tuple(denied)


def find_number(text: str, count: int) -> int | None:
    """The number from 1 to ``count`` that the whole reply is."""
    number = _NUMBER.fullmatch(_plain(text))
    return int(number[1]) if number and 1 <= int(number[1]) <= count else None


def find_direct_reply(talk: Talk, message: str, rulebase: Rulebase) -> dict[str, Value | None] | None:
    """A reply that is the number or the words of an option, 都没有, or 不知道; None where it is none."""
    question = talk.question
    if question is None or question.facts in ((REGION,), (AMEND,)):
        return None
    text = message.strip()
    if _DONT_KNOW.fullmatch(text):
        return dict.fromkeys(question.facts)
    if question.is_group:
        return _group_reply(question, text)
    options = options_of(question, rulebase.facts, talk)
    number = find_number(text, len(options))
    if number is not None:
        return {question.facts[0]: options[number - 1][1]}
    chosen = next((value for words, value in options if text.rstrip("。！!") == words), None)
    return None if chosen is None else {question.facts[0]: chosen}


def _plain(text: str) -> str:
    """② ⑵ ２ as 2, several of them apart: ②⑨ is 2 9; a reply of nothing but 八, 捌、十 in digits too."""
    if _HAN_ONLY.fullmatch(text.strip()):
        text = _HAN.sub(lambda m: str(parse_numeral(m.group().translate(_FORMAL))), text)
    spaced = "".join(f" {c} " if unicodedata.category(c) == "No" else c for c in text)
    return unicodedata.normalize("NFKC", spaced)


def find_late_reply(talk: Talk, message: str, facts: Mapping[str, Fact]) -> dict[str, Value | None] | None:
    """都没有 after 不知道: the grouped question, answered once more. None where it was not left open."""
    if talk.question is not None or not talk.group or not set(talk.group) <= talk.case.unknown:
        return None
    values = _group_reply(question_about(talk.group, talk.verdict, facts), message.strip())
    return None if values is None or None in values.values() else values


def _group_reply(question: Question, text: str) -> dict[str, Value | None] | None:
    count = len(question.facts)
    plain = _plain(text)
    many, one = _MANY.fullmatch(plain), _NUMBER.fullmatch(plain)
    if many or one:
        numbers = [int(n) for n in re.findall(r"\d+", plain)]
        if numbers == [0]:
            return dict.fromkeys(question.facts, False)
        if all(1 <= n <= count for n in numbers):
            return {name: i in numbers for i, name in enumerate(question.facts, start=1)}
        return None
    return dict.fromkeys(question.facts, False) if _NONE_OF_THEM.fullmatch(text) else None


def find_region_reply(talk: Talk, rulebase: Rulebase, text: str) -> str | None:
    """A region named in a reply, or chosen by its number in the list shown; None for a name that several
    places have."""
    if find_places(text, called=True):
        try:
            place = parse_region(rulebase.corpus, text)
        except KuanyanError:
            return None
        return None if is_shared_name(place) else place
    regions = regions_of(talk, rulebase)
    number = find_number(text, len(regions))
    return None if number is None else regions[number - 1]
