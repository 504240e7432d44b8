"""A number told too vaguely to decide by (第11天, 10天以后): asked once more, with what is unclear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from assistant.casework.state import Talk
from assistant.verdict.interview import Question
from assistant.verdict.values import Interval, Value, render_value
from corpus.rule_models import Fact
from ingest.numerals import parse_numeral

_DAYS = "correction_days"
_NTH = (
    "「{words}」有两种算法：检查当天算第1天的，是{low}日；检查次日算第1天的，是{high}日。"
    "期限从次日算起，按次日起算是第几日，{low}还是{high}？"
)
_VAGUE = "「{words}」只说到{known}，还不能判断，请说准确的数。"
_NTH_DAY = re.compile(r"(?:那就|就)?是?第(?P<n>\d{1,3}|[一二三四五六七八九十百]{1,4})[天日](?:的)?[。.!！]*")
_FROM_NEXT = re.compile(
    r"(?:从|按|自)?(?:检查)?(?:的)?(?:次日|第二天|转天|隔天)(?:起|开始|那天)?(?:算|起算|数|计)?(?:第?[1一]天?)?(?:的|起)*[。.!！]*"
)
_FROM_SAME = re.compile(
    r"(?:从|按|自)?(?:检查|查)?(?:的)?(?:当天|当日|那天)(?:起|开始|也|就)?(?:算|起算|数|计)(?:进去)?(?:是|为|作)?(?:第?[1一]天?)?(?:的|起|在内)*[。.!！]*"
)


def say_what_is_vague(question: Question, talk: Talk, facts: Mapping[str, Fact]) -> Question:
    """``question`` itself where nothing was told of its number."""
    name = question.facts[0]
    value = talk.case.facts.get(name)
    if question.is_group or not isinstance(value, Interval) or value.number is not None:
        return question
    words = talk.case.sources.get(name, "")
    if _is_nth(name, value, words):
        told = _NTH.format(words=words, low=value.low, high=value.high)
    else:
        told = _VAGUE.format(words=words, known=render_value(facts[name], value))
    return replace(question, why=f"{told}{question.why}")


def find_start_reply(talk: Talk, message: str) -> dict[str, Value | None] | None:
    """从次日算起, 当天算第一天: which of the two days was meant; None where that was not asked."""
    value = talk.case.facts.get(_DAYS)
    if talk.question is None or talk.question.facts != (_DAYS,) or not isinstance(value, Interval):
        return None
    if not _is_nth(_DAYS, value, talk.case.sources.get(_DAYS, "")) or value.low is None or value.high is None:
        return None
    nth = _NTH_DAY.fullmatch(message.strip())  # the question just put says what it counts from
    if nth is not None and Decimal(parse_numeral(nth["n"])) in (value.low, value.high):
        return {_DAYS: Interval.exactly(Decimal(parse_numeral(nth["n"])))}
    for pattern, day in ((_FROM_NEXT, value.high), (_FROM_SAME, value.low)):
        if pattern.fullmatch(message.strip()):
            return {_DAYS: Interval.exactly(day)}
    return None


def _is_nth(name: str, value: Interval, words: str) -> bool:
    one_day = value.low is not None and value.high is not None and value.high - value.low == 1
    return name == _DAYS and one_day and "第" in words
