"""Days that a text names, counted from today: 11月3日, 昨天, 上周三, 三天前, 9号."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.numerals import parse_numeral

_N12 = r"(?:1[0-2]|0?[1-9]|元|十[一二]?|[一二三四五六七八九])"
_N9 = "[一二三四五六七八九]"
_N31 = rf"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十{_N9}?|廿{_N9}?|{_N9})"
_YEAR = r"(?:(?:19|20)\d\d|[一二]{1}[零〇九][零〇一二三四五六七八九]{2})"
_THINGS = "楼线排炉厂车机窑池仓门院文令位井料堆地罐监废污点口塔"  # 3号炉 is no day
_WORDS = {
    "大前天": 3,
    "前天": 2,
    "前日": 2,
    "前儿": 2,
    "昨天": 1,
    "昨日": 1,
    "昨晚": 1,
    "昨夜": 1,
    "昨儿": 1,
    "昨早": 1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晨": 0,
    "今晚": 0,
    "今儿": 0,
    "今上午": 0,
    "今下午": 0,
}
_DOTTED = (  # 3.11查 is a day, 3.11吨 is not
    r"(?:当天|当日|上午|下午|晚上?|早上)?(?:复?查|检查|发现|来|到|整?改|完成|已?备|装|补|被|立案|纳入|报|责令|现场|巡查|抽|挂|盖|建|公开|交)"
)
_WEEKDAYS = (
    {name: n for n, name in enumerate("一二三四五六日")} | {"天": 6} | {str(n): n - 1 for n in range(1, 8)}
)
_DATE = re.compile(
    rf"(?P<year>{_YEAR})\s*(?:年|[-/.])\s*(?P<month>{_N12})\s*(?:月|[-/.])\s*(?P<day>{_N31})(?!\d)\s*[日号]?"
    rf"|(?:(?P<said_year>今年|去年|前年)的?)?(?P<month2>{_N12})\s*月\s*(?:份\s*)?(?P<day2>{_N31})(?!\d)\s*[日号]?"
    rf"|(?<![\d.])(?P<month5>1[0-2]|0?[1-9])[./](?P<day5>3[01]|[12]\d|0?[1-9])(?![\d./])(?=[日号]?{_DOTTED})"
    r"|(?<![\d.])(?P<year6>20\d\d)(?P<month6>0[1-9]|1[0-2])(?P<day6>0[1-9]|[12]\d|3[01])(?![\d.])"
    rf"|(?P<last_month>上个?月|本月|这个?月|当月)(?P<day3>{_N31})[日号]"
    rf"|(?<![\d第月年a-z\]〕)#到至规发字文-])(?P<day4>{_N31})号(?![{_THINGS}])"
    rf"|(?P<word>{'|'.join(_WORDS)})"
    r"|(?P<ago>\d{1,3}|[一二两三四五六七八九十]{1,3})天(?:之|以)?前"
    r"|(?<![下每一两三四五六七八九十\d])(?<!下个)(?P<weeks>(?:上上|上|这|本)?个?(?:周|星期|礼拜))"
    r"(?P<weekday>[一二三四五六日天1-6])(?![期\d个年月次])"
)
_SOON = timedelta(days=60)
_NOT_THAT_DAY = re.compile(r"(?:之|以)?(?:前|后(?!来)|起)")


@dataclass(frozen=True, slots=True)
class NamedDay:
    """``day`` is None where there is no such day (2月30日). ``guessed_year``: the text names none.

    ``ahead``: guessed to be past, though the next such day is near too (30号 said on the 20th).
    """

    start: int
    end: int
    day: date | None
    guessed_year: bool = False
    ahead: bool = False


def find_days(norm: str, today: date) -> list[NamedDay]:
    """The days named in normalised text, in order. Without a year: the last such day not after ``today``."""
    days: list[NamedDay] = []
    month: tuple[int, int] | None = None  # of the day named before, for a bare 9号
    for match in _DATE.finditer(norm):
        named = None if _NOT_THAT_DAY.match(norm, match.end()) else _resolve(match, today, month)
        if named is None:
            continue
        days.append(named)
        if named.day is not None:
            month = (named.day.year, named.day.month)
    return days


def _resolve(match: re.Match[str], today: date, month: tuple[int, int] | None) -> NamedDay | None:
    span = match.span()
    if match["word"]:
        return NamedDay(*span, today - timedelta(days=_WORDS[match["word"]]))
    if match["ago"]:
        return _ago(match, today)
    if match["weekday"]:
        day = _weekday(match, today)
        return None if day is None else NamedDay(*span, day, ahead=_later_this_week(match, today))
    if match["year"]:
        year = parse_numeral(match["year"])
        return NamedDay(*span, _day(year, _month(match["month"]), parse_numeral(match["day"])))
    if match["year6"]:
        return NamedDay(*span, _day(int(match["year6"]), int(match["month6"]), int(match["day6"])))
    if match["month2"] or match["month5"]:
        return _in_some_year(match, today)
    if match["last_month"]:
        year, at = month if month and match["last_month"] == "当月" else _month_of(match["last_month"], today)
        return NamedDay(*span, _day(year, at, parse_numeral(match["day3"])))
    return _bare_day(match, today, month)


def _in_some_year(match: re.Match[str], today: date) -> NamedDay:
    month, day = _month(match["month2"] or match["month5"]), parse_numeral(match["day2"] or match["day5"])
    said = match["said_year"]
    if said:
        year = today.year - ("今年", "去年", "前年").index(said)
        return NamedDay(*match.span(), _day(year, month, day))
    last = (_day(year, month, day) for year in range(today.year, today.year - 9, -1))
    this_year = _day(today.year, month, day)
    ahead = this_year is not None and today < this_year <= today + _SOON
    past = next((d for d in last if d and d <= today), None)
    return NamedDay(*match.span(), past, guessed_year=True, ahead=ahead)


def _bare_day(match: re.Match[str], today: date, month: tuple[int, int] | None) -> NamedDay | None:
    """9号 after 11月3日 is 11月9日; alone it is the last 9th not after today."""
    number = parse_numeral(match["day4"])
    months = [month] if month else [(today.year, today.month), _month_of("上月", today)]
    for year, at in months:
        day = _day(year, at, number)
        if day is not None and (month or day <= today):
            return NamedDay(*match.span(), day, guessed_year=True, ahead=number > today.day and not month)
    return None


def _month_of(words: str, today: date) -> tuple[int, int]:
    if not words.startswith("上"):
        return today.year, today.month
    last = today.replace(day=1) - timedelta(days=1)
    return last.year, last.month


def _ago(match: re.Match[str], today: date) -> NamedDay | None:
    if re.fullmatch(r"[一二两三四五六七八九]{2,}", match["ago"]):
        return None  # 三四天前
    return NamedDay(*match.span(), today - timedelta(days=parse_numeral(match["ago"])))


def _weekday(match: re.Match[str], today: date) -> date | None:
    """上周三 in the week before; 周三 alone the last one, and nothing on a Wednesday."""
    wanted = _WEEKDAYS[match["weekday"]]
    monday = today - timedelta(days=today.weekday())
    which = match["weeks"]
    if which.startswith("上上"):
        return monday + timedelta(days=wanted - 14)
    if which.startswith("上"):
        return monday + timedelta(days=wanted - 7)
    if which.startswith(("这", "本")):
        day = monday + timedelta(days=wanted)
        return day if day <= today else None
    if wanted == today.weekday():
        return None
    return today - timedelta(days=(today.weekday() - wanted) % 7)


def _later_this_week(match: re.Match[str], today: date) -> bool:
    return not match["weeks"].startswith("上") and _WEEKDAYS[match["weekday"]] > today.weekday()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(text: str) -> int:
    return 1 if text == "元" else parse_numeral(text)
