"""Numbers with their units as people write them: 0.05倍, 百分之五, 两三平米, 不到10平米, 半吨."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from fractions import Fraction
from functools import cache

from ingest.numerals import parse_numeral

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_HAN = r"[零〇一二三四五六七八九十百千万两廿卅]+(?:点[零〇一二三四五六七八九]+)?"
_NUMBER = rf"(?:{_DIGITS}|{_HAN})"
_TO = r"\s*(?:到|至|-|~|—|–|―)+\s*"
_NEIGHBOURS = re.compile(r"([十二三四五六七八九]?十)?([一二两三四五六七八九])([二两三四五六七八九])")
_AND = r"(?:零|又|加上?|外加|再加|还多|多|过|余)"
_PLUS = (  # 一周零三天, 10天零8小时, 十天五个钟头
    rf"(?:(?<=[天日周期拜])\s*(?:{_AND}\s*(?P<plus>{_NUMBER})\s*[天日]"
    rf"|{_AND}?\s*(?P<part_day>{_NUMBER})\s*个?(?:小时|钟头|时辰|分钟?|h)))?"
)
_DIGITS_IN_A_ROW = re.compile(r"[一二两三四五六七八九]{2}")
_LESS, _AT_MOST, _MORE, _AT_LEAST, _ABOUT, _NOT = (
    "less_than",
    "at_most",
    "more_than",
    "at_least",
    "about",
    "not",
)
_BEFORE = (  # tried in this order
    (_AT_MOST, r"没有超过|没超过|未超过|不超过|不超|没超出|不大于|不高于|不多于|至多|最多|顶多|最高|<=|≤"),
    (_AT_LEAST, r"不少于|不低于|不小于|至少|起码|最少|少说也?有?|>=|≥"),
    (_LESS, r"不到|不足|不满|未满|未达到?|没到|没达到?|没有到|小于|低于|少于|<"),
    (_MORE, r"(?:超过|超出|大于|高于|多于|不止|不只|>)了?"),
    (
        _ABOUT,
        r"大约|大概|大致|差不多|约|将近|接近|靠近|临近|(?<![很尽赶])快到?|估计|可能|近|好几|上|差一点|几乎|也许|目测|估摸着?|应该",
    ),
    (_NOT, r"不是|并非|没有|没|非|无|第|每|负"),
)
_EXACT_WORDS = (
    r"(?:刚好|正好|恰好|恰恰|整整|总共|一共|只有|只|仅仅|仅|就|才|也就|不过|是|为|有|在|了|共|:|也|达到?|\s)*"
)
_AFTER = (
    (_LESS, r"都?(?:不到|不足|不满|没到|没有)(?=$|[,，。;；!！?？、\s的])"),
    (_MORE, r"(?:出头|出点头|出个头|冒头|冒点头|挂点零|开外|还多|有余|多(?!少|久|大|次)|挂零)"),
    (_ABOUT, r"(?:左右|上下|来|余|几|的样子|光景|吧)"),
    (_AT_LEAST, r"(?:及|或者?|和)?以上"),
    (_AT_MOST, r"(?:及|或者?)?(?:以下|以内|之内|内|里(?=就|才|都|便|,|$|[改整完]))"),
)
_LONGER_UNIT = r"(?![分厘毫千公英市]?[米里尺寸丈码]|方|力(?![度量求争])|位数?)"  # 平方分米 is no 平方
_WEEKS = {"周", "星期", "礼拜"}
_OUTWARDS = Decimal("0.0001")
_LONGEST = 40  # characters: no number of a case is longer
_VAGUE = re.compile(r"[几数多来余若]")
_GOES_ON = re.compile(rf"[年月周期拜天日]{_AND}$")  # 一个月零|三天: no number of its own
_BEFORE_RE = [(kind, re.compile(rf"(?:{source}){_EXACT_WORDS}$")) for kind, source in _BEFORE]
_AFTER_RE = [(kind, re.compile(rf"\s*{source}")) for kind, source in _AFTER]


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds of a number; None is open ended. ``low == high``, both included: exactly that."""

    low: Decimal | None
    high: Decimal | None
    low_included: bool = True
    high_included: bool = True

    def scaled(self, factor: Fraction) -> Interval:
        """Exactly; a bound whose decimals do not end is rounded outwards."""

        def scale(bound: Decimal | None, rounding: str) -> Decimal | None:
            if bound is None:
                return None
            product = Fraction(bound) * factor
            scaled = Decimal(product.numerator) / product.denominator
            return scaled if Fraction(scaled) == product else scaled.quantize(_OUTWARDS, rounding)

        low, high = scale(self.low, ROUND_FLOOR), scale(self.high, ROUND_CEILING)
        return Interval(low, high, self.low_included, self.high_included)

    def shifted(self, by: Decimal) -> Interval:
        low, high = self.low, self.high
        return replace(self, low=None if low is None else low + by, high=None if high is None else high + by)

    def as_json(self) -> str | dict[str, str]:
        """ "0.05", {"less_than": "10"}, {"at_least": "2", "at_most": "3"}."""
        if self.low is not None and self.low == self.high:
            return plain(self.low)
        bounds: dict[str, str] = {}
        if self.low is not None:
            bounds[_AT_LEAST if self.low_included else _MORE] = plain(self.low)
        if self.high is not None:
            bounds[_AT_MOST if self.high_included else _LESS] = plain(self.high)
        return bounds


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text at ``start``..``end`` (bounding words such as 不到, 以内 included).

    ``unit`` as written, empty where none stands. ``about``: rounded, guessed or vague. ``usable``: a number
    at all, not one of an order (第三天), a rate (每三天) or a negation (不是三天).
    """

    start: int
    end: int
    core_start: int  # of the bare number
    core_end: int  # after the unit
    interval: Interval
    unit: str
    about: bool
    usable: bool
    negative: bool


def find_quantities(norm: str, units: frozenset[str]) -> list[Quantity]:
    """Every number of ``norm`` (normalised text), with its unit if it is one of ``units``."""
    return [q for match in _pattern(units).finditer(norm) if (q := _read(norm, match)) is not None]


def parse_number(text: str) -> Decimal:
    """12, 1,000, 0.05, 十二, 零点零五, 一百五 (150). Raises ``ValueError``."""
    if text[0].isdigit():
        try:
            return Decimal(text.replace(",", ""))
        except InvalidOperation as error:
            raise ValueError(text) from error
    whole, _, fraction = text.partition("点")
    if _DIGITS_IN_A_ROW.search(whole):  # 二三十, 三四: no single number
        raise ValueError(text)
    if fraction:
        return Decimal(f"{parse_numeral(whole)}.{''.join(str(parse_numeral(c)) for c in fraction)}")
    if len(whole) > 1 and whole[-2] in "百千万" and whole[-1] in "一二三四五六七八九":
        last = {"百": 10, "千": 100, "万": 1000}[whole[-2]] * parse_numeral(whole[-1])
        return Decimal(parse_numeral(whole[:-1]) + last)
    return Decimal(parse_numeral(whole))


def plain(number: Decimal) -> str:
    """Without exponent and without zeros that say nothing: 10, 0.05."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@cache
def _pattern(units: frozenset[str]) -> re.Pattern[str]:
    unit = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    share = rf"百分之(?P<cent>{_NUMBER})|千分之(?P<mille>{_NUMBER})|(?P<of>{_HAN})分之(?P<parts>{_HAN})"
    one = rf"(?P<low>{_NUMBER})(?:\s*个?(?:{unit}))?{_TO}(?P<high>{_NUMBER})|(?P<one>{_NUMBER})|(?P<half>半)"
    return re.compile(
        rf"(?:{share}|(?:{one})(?:(?P<half_more>\s*个半)?\s*个?(?P<unit>{unit}){_LONGER_UNIT}(?P<and_half>半)?)?{_PLUS})"
    )


def _read(norm: str, match: re.Match[str]) -> Quantity | None:
    about = False
    if len(match[0]) > _LONGEST:
        return None
    try:
        interval, about = _read_value(match)
    except (ValueError, ZeroDivisionError):
        return None
    unit = match["unit"] or ("share" if match["cent"] or match["mille"] or match["parts"] else "")
    if match["half"] and not unit:
        return None
    if match["and_half"] or match["half_more"]:  # 一吨半, 一个半星期
        interval = interval.shifted(Decimal("0.5"))
    if match["plus"] and unit in _WEEKS:
        interval, unit = interval.scaled(Fraction(7)).shifted(parse_number(match["plus"])), "天"
    if match["part_day"]:  # 十天又五个小时: between 10 and 11 days
        interval, unit = interval.scaled(Fraction(7 if unit in _WEEKS else 1)), "天"
        interval = replace(interval, high=None if interval.high is None else interval.high + 1)
    start, end = match.span()
    negative = bool(re.search(r"负$|(?<![\da-z)])-\s*$", norm[:start]))
    kind, start = _word_before(norm, start)
    after_kind, after_end = _word_after(norm, end)
    about = about or _ABOUT in (kind, after_kind)
    bounds = [k for k in (kind, after_kind) if k in (_LESS, _AT_MOST, _MORE, _AT_LEAST)]
    for bound in bounds:
        interval = _bounded(interval, bound)
    return Quantity(
        start=start,
        end=after_end,
        core_start=match.start(),
        core_end=end,
        interval=interval,
        unit=unit,
        about=about or len(bounds) > 1,
        usable=kind != _NOT
        and not (
            negative
            or _is_vague(norm, match)
            or _GOES_ON.search(norm[: match.start() + norm.startswith("零", match.start())])
            or _is_empty(interval)
            or (norm.startswith("点", match.start() - 1) and not norm[match.start()].isdigit())
        ),
        negative=negative,
    )


def _read_value(match: re.Match[str]) -> tuple[Interval, bool]:
    """The bare value, and whether it is vague."""
    if match["cent"] or match["mille"]:
        scale = Decimal("0.01") if match["cent"] else Decimal("0.001")
        return _exactly(parse_number(match["cent"] or match["mille"]) * scale), False
    if match["parts"]:
        share = parse_number(match["parts"]) / parse_number(match["of"])
        return _exactly(share), len(share.as_tuple().digits) > 10
    if match["half"]:
        return _exactly(Decimal("0.5")), False
    if match["low"]:
        low, high = parse_number(match["low"]), parse_number(match["high"])
        return Interval(min(low, high), max(low, high)), low == high
    neighbours = _NEIGHBOURS.fullmatch(match["one"])
    if neighbours:
        return _neighbours(neighbours)
    return _exactly(parse_number(match["one"])), False


def _neighbours(match: re.Match[str]) -> tuple[Interval, bool]:
    """两三 → 2..3, 三五 → 3..5, 十七八 → 17..18; other digits in a row are vague."""
    tens = parse_numeral(match[1]) if match[1] else 0
    low, high = parse_numeral(match[2]), parse_numeral(match[3])
    fits = high == low + 1 or (low, high) == (3, 5)
    return Interval(Decimal(tens + low), Decimal(tens + high)), not fits


def _exactly(number: Decimal) -> Interval:
    return Interval(number, number)


def _bounded(interval: Interval, kind: str) -> Interval:
    """不到 10 → below 10; 5到8以内 keeps only its upper bound."""
    if kind in (_LESS, _AT_MOST):
        return Interval(None, interval.high, high_included=kind == _AT_MOST)
    return Interval(interval.low, None, low_included=kind == _AT_LEAST)


def _is_empty(interval: Interval) -> bool:
    """Without any bound (至少3天以内), or below nothing (不到0)."""
    unbounded = interval.low is None and interval.high is None
    return unbounded or (interval.high == 0 and not interval.high_included)


def _word_before(norm: str, start: int) -> tuple[str, int]:
    window = norm[max(0, start - 12) : start]
    for kind, pattern in _BEFORE_RE:
        found = pattern.search(window)
        if found:
            return kind, start - len(window) + found.start()
    return "", start


def _word_after(norm: str, end: int) -> tuple[str, int]:
    for kind, pattern in _AFTER_RE:
        found = pattern.match(norm, end)
        if found:
            return kind, found.end()
    return "", end


def _is_vague(norm: str, match: re.Match[str]) -> bool:
    """几十, 十几, 十来, 10多, 零点几: a digit more or less is missing."""
    start, end = match.span()
    core_end = match.end("one") if match["one"] else end
    return bool(
        (start and norm[start - 1] in "几数" and norm[start] in "十百千万")
        or _VAGUE.match(norm[core_end : core_end + 1])
        or norm.startswith("点几", core_end)
    )
