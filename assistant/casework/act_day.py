"""The day of the act, where a talk tells it: 2020年5月未批先建.

Under the documents of that day the outcome may be another one, and then both are shown.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from assistant.casework.state import ActDay, Setting, Talk
from assistant.facts_from_words import Reading
from assistant.facts_from_words.dates import find_days
from assistant.verdict.derive import DISCOVERED_ON
from ingest.numerals import parse_numeral

_MONTH = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s*(?:年|[-/.])|(?P<said>今年|去年|前年))\s*的?\s*"
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*(?:月|(?=$|[，,。；;的]))(?:份|初|中旬?|底|上旬|下旬|间)?(?!\d)"
)
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)\s*年(?:初|底|中|间)?(?!\s*[\d度十一二三四五六七八九第])")
_SAYS_YEAR = re.compile(r"年|月|\d[-/.]\d")
_PART = re.compile(r"[^，,。；;！!？?\n]+")
_OF_THE_ACT = re.compile(
    r"(?:行为|违法|案发|作案|事情|事|问题|案子|案件)(?:是|的)?(?:日期?|时间|发生|出)|发生|案发|的事(?!项|故|件)|那时候?|当时"
    r"|^\s*(?:那|这|其实|日期|时间|行为日)*(?:是|在|为|:|：)|(?:干|做|建|排|弄|搞)的(?:$|[，,。；;])"
)
_OF_OTHERS = re.compile(
    r"检查|查到|查处|被查|查获|发现|巡查|抽查|改|备案|挂上|补|完成|纳入|列入|报告|许可证|核发|领证|取得|成立|投产|建厂"
    r"|开业|注册|处罚|罚过|上次|以前|之前|曾经|预警|施行|印发|年度|季度|承诺|约定|检测|监测"
)


def find_act_day(message: str, reading: Reading, setting: Setting) -> ActDay | None:
    """The day, month or year in which ``message`` says that it was done; None where it says none.

    It stands in one clause with the words of the violation, or with words for the act itself, and is no
    day of anything else that was told.
    """
    taken = [(f.start, f.end) for f in reading.found if f.fact.endswith("_on")]
    told = [f.start for f in reading.found if f.fact == "violation"]
    told += [message.find(c.words) for c in reading.violations if c.words and c.score >= 1]
    for part in _PART.finditer(message):
        days = [d for d in _days(message, part, setting.as_of) if not _overlaps(d, taken)]
        if not days:
            continue
        start, end, act = days[0]
        rest = message[part.start() : start] + message[end : part.end()]
        of_violation = any(part.start() <= at < part.end() for at in told)
        if (of_violation or _OF_THE_ACT.search(rest)) and not (_OF_OTHERS.search(rest) and not of_violation):
            return act
    return None


def act_on(talk: Talk) -> date | None:
    """The day to decide by: the last one that it may have been, not after a discovery that is known."""
    if talk.act is None:
        return talk.case.act_on
    found = talk.case.facts.get(DISCOVERED_ON)
    if isinstance(found, date) and talk.act.first <= found < talk.act.last:
        return found
    return talk.act.last


def _days(message: str, part: re.Match[str], today: date) -> Iterable[tuple[int, int, ActDay]]:
    """(start, end, day) of each day in the clause, then of a month, then of a year, with no future in it."""
    clause, at = part.group(), part.start()
    exact = [d for d in find_days(clause, today) if d.day and d.day <= today]
    for named in exact:
        if named.day and _SAYS_YEAR.search(clause[named.start : named.end]):
            words = clause[named.start : named.end]
            yield at + named.start, at + named.end, ActDay(named.day, named.day, words)
    for pattern in (_MONTH, _YEAR):
        for match in pattern.finditer(clause):
            if not any(d.start < match.end() and match.start() < d.end for d in exact):
                span = _span_of(match, today)
                if span is not None:
                    first, last = span
                    yield at + match.start(), at + match.end(), ActDay(first, min(last, today), match.group())


def _span_of(match: re.Match[str], today: date) -> tuple[date, date] | None:
    """First and last day of the month or year; None where it is still to come."""
    groups = match.groupdict()
    said = groups.get("said")
    year = today.year - ("今年", "去年", "前年").index(said) if said else int(groups["year"] or 0)
    if "month" not in groups:
        first, last = date(year, 1, 1), date(year, 12, 31)
    else:
        month = parse_numeral(groups["month"])
        first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return (first, last) if first <= today else None


def _overlaps(day: tuple[int, int, ActDay], spans: list[tuple[int, int]]) -> bool:
    return any(left < day[1] and day[0] < right for left, right in spans)
