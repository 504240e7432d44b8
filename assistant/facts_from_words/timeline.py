"""When: the days on which a violation was discovered and corrected, and how many days lay between."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from assistant.facts_from_words.amounts import days_of, interval_in
from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.dates import NamedDay
from assistant.facts_from_words.models import Draft, Found, IgnoredWords, Proposed
from assistant.facts_from_words.quantities import Quantity, parse_number
from assistant.facts_from_words.starts import counts_from_other
from assistant.facts_from_words.text import Text
from corpus.phrases import Phrases

NO_SUCH_DAY = "没有这一天，请核对日期。"
AFTER_TODAY = "这一天还没有到，不能采用，请核对日期。"
_NTH_DAY = re.compile(
    r"(?P<same>(?:查到|检查|发现|查处|查的?|被查)?的?(?:当天|当日|同一天|同日)(?!晚上才通知))"
    r"|(?P<next>第二天|次日|转天|翌日|隔日|隔天|第二日)"
    r"|(?P<since>(?<![复自核再审排])(?:检查|查处|查到|发现|查|被查)(?:发现)?(?:完|了)?(?:(?:之|以|过)?后的?|(?<=完)))?第(?P<nth>\d{1,3}|[一二三四五六七八九十百]{1,4})[天日]"
)
_ANCHOR = re.compile(
    r"(?:收到|接到|通知|责令|决定书|下达|送达|立案|约谈|停产|报告|承诺|约定|签字?)[^,，。；;]{0,10}$"
)
_BETWEEN = re.compile(r"[^,，。；;！？!?\n没不未无]{0,14}")
_OF_CORRECTION = {"corrected", "corrected_on", "correction_days", "corrected_promptly", "corrected_on_spot"}
_DONE = re.compile("[了过的咯啦]")
_LONG_AGO = timedelta(days=200)
_HOURS = {"小时", "个小时", "钟头"}
_NOTHING_TOLD = re.compile(
    r"(?:那天|当天|上午|下午|中午|晚上?|早上|左右|那|的|时|我|你|他|们|\s){0,2}"
)  # 3月1日纳入 tells
_OR_LATER = re.compile(r"(?:之|以)后(?!来)")
_SEEN_LATER = re.compile(
    r"看|复查|回访|再查|核查|去了|后(?:的)?(?:第?[\d一二两三四五六七八九十]+个?(?:半)?(?:天|日|周|星期|礼拜)|次日|隔天)"
)  # 11月3日检查后第3天挂好: not on the 3rd
_LONGEST_CORRECTION = 92  # days; a longer gap means that the year was guessed wrong
_EVENT_UNDER = frozenset(
    {"past", "order", "plan", "modal", "hearsay", "hedge", "partial", "partial_after"}
    | {"undone_after", "disbelief"}
)


def read_timeline(
    text: Text,
    days: list[NamedDay],
    quantities: list[Quantity],
    spans: list[tuple[int, int]],
    phrases: Phrases,
    context: Context,
    today: date,
    draft: Draft,
) -> None:
    """``spans``: where the text states that the correction is done."""
    usable = _usable_days(text, days, today, draft)
    discovered = _day_of(text, usable, _discoveries(text, phrases, context), prefer_first=True)
    of_list = phrases.events["of_list"].search(text.norm)  # 上的 is of a list where one is spoken of
    listings = [m.span() for m in phrases.events["listed"].finditer(text.norm)] if of_list else []
    listed = _day_of(text, usable, listings, prefer_first=True)
    dated = [m.span() for m in phrases.events["corrected"].finditer(text.norm)]
    corrected = _day_of(text, usable, spans, prefer_first=False) or _day_of(text, usable, dated, False)
    if corrected is not None and discovered is not None and corrected == discovered and spans:
        corrected = None if not _closest_is(text, corrected, spans) else corrected
    planned = corrected is not None and corrected.ahead and not (discovered is not None and discovered.ahead)
    if corrected is not None and planned and not _is_done(text, corrected, spans):
        _take_back(draft, corrected)  # 30号挂上, said on the 20th
        corrected, spans = None, []
    discovered, corrected, moved = _same_year(discovered, corrected)
    for fact, named in (("discovered_on", discovered), ("corrected_on", corrected), ("listed_on", listed)):
        if named is None or named.day is None or (fact == "listed_on" and named is discovered):
            continue
        span = (named.start, named.end, text.words(named.start, named.end))
        guessed = named.ahead and today - named.day > _LONG_AGO
        if fact == "discovered_on" and corrected is not None and not corrected.ahead:
            guessed = False  # 12月30日检查，1月3日改完
        if guessed or (moved and fact != "listed_on"):
            draft.proposed.append(Proposed(fact, named.day.isoformat(), *span, 1.0))
        else:
            draft.found.append(Found(fact, named.day.isoformat(), *span))
    if corrected is None:
        _read_days(text, quantities, spans, phrases, context, draft)


def read_doubtful_timeline(
    text: Text,
    days: list[NamedDay],
    quantities: list[Quantity],
    phrases: Phrases,
    context: Context,
    today: date,
    draft: Draft,
) -> None:
    """When the correction was done, where that it was done is itself only proposed (11月9日改正)."""
    spans = [(p.start, p.end) for p in draft.proposed if p.fact == "corrected" and p.value is True]
    if not spans or any(f.fact in _OF_CORRECTION for f in draft.found):
        return
    own = Draft()
    read_timeline(text, days, quantities, spans, phrases, context, today, own)
    told: list[Found | Proposed] = [*own.found, *own.proposed]
    for found in told:
        if found.fact in _OF_CORRECTION:
            draft.proposed.append(Proposed(found.fact, found.value, found.start, found.end, found.words, 1.0))


def _is_done(text: Text, day: NamedDay, spans: list[tuple[int, int]]) -> bool:
    """了, 过 or 的 stands with the correction on that day."""
    return any(_DONE.search(text.norm, end - 1, end + 1) for start, end in spans if end > day.end)


def _take_back(draft: Draft, day: NamedDay) -> None:
    """What is told of a correction after ``day`` is a plan."""
    draft.found = [f for f in draft.found if not (f.fact in _OF_CORRECTION and f.value and f.end > day.end)]


def _usable_days(text: Text, days: list[NamedDay], today: date, draft: Draft) -> list[NamedDay]:
    usable = []
    for named in days:
        if named.day is None or named.day > today:
            reason = NO_SUCH_DAY if named.day is None else AFTER_TODAY
            words = text.words(named.start, named.end)
            draft.ignored.append(IgnoredWords(named.start, named.end, words, reason))
        else:
            usable.append(named)
    return usable


def _discoveries(text: Text, phrases: Phrases, context: Context) -> list[tuple[int, int]]:
    """Where the text tells of this case's inspection, not of an earlier or later one."""
    spans = []
    for match in phrases.events["discovered"].finditer(text.norm):
        clause = text.clauses[text.clause_at(match.start())]
        near = text.norm[clause.start : min(clause.end, match.end() + 3)]
        if phrases.events["not_discovered"].search(near):
            continue
        if context.judge(*match.span(), _EVENT_UNDER) is Standing.STATED:
            spans.append(match.span())
    return spans


def _day_of(
    text: Text, days: list[NamedDay], events: list[tuple[int, int]], prefer_first: bool
) -> NamedDay | None:
    """The day that stands with an event: in its clause, or alone in the clause before."""
    attached = []
    for event in events:
        named = _attached(text, days, event)
        if named is not None:
            attached.append(named)
    distinct = {named.day for named in attached}
    if not attached or (len(distinct) > 1 and not prefer_first):
        return attached[-1] if attached else None
    return attached[0]


def _attached(text: Text, days: list[NamedDay], event: tuple[int, int]) -> NamedDay | None:
    start, end = event
    index = text.clause_at(start)
    clause = text.clauses[index]
    before = [d for d in days if clause.start <= d.start and d.end <= end]
    if before:
        seen_later = _SEEN_LATER.search(text.norm, before[-1].end, end)
        return None if seen_later else before[-1]
    for day in days:
        if end <= day.start < clause.end and re.fullmatch(
            r"(?:的|时间|日期|那天|那|日|发现|到|是|为|在|:|\s)*", text.norm[end : day.start]
        ):
            return day
    if index > 0 and text.clauses[index - 1].sentence == clause.sentence:
        last = text.clauses[index - 1]
        alone = [d for d in days if last.start <= d.start and d.end <= last.end]
        rest = text.norm[alone[-1].end : last.end] if alone else ""
        if alone and _NOTHING_TOLD.fullmatch(rest) and alone[-1].start - last.start <= 4:
            return alone[-1]
    return None


def _closest_is(text: Text, day: NamedDay, corrections: list[tuple[int, int]]) -> bool:
    """One day for both events: it is also the day of correction only where 当天 or 今天 … says so."""
    return any(
        re.search(r"(?:当天|当日|当场|马上|立即|立刻|就)\S{0,6}$", text.norm[day.end : start])
        for start, _ in corrections
        if start > day.end
    )


def _same_year(
    discovered: NamedDay | None, corrected: NamedDay | None
) -> tuple[NamedDay | None, NamedDay | None, bool]:
    """12月30日检查，1月3日改完: the year guessed for the discovery is taken back where that fits.

    Whether both are then only a guess: 11月3日检查，11月25日改完, told on the 20th.
    """
    if discovered is None or corrected is None or discovered.day is None or corrected.day is None:
        return discovered, corrected, False
    if corrected.day >= discovered.day or not discovered.guessed_year:
        return discovered, corrected, False
    try:
        earlier = discovered.day.replace(year=discovered.day.year - 1)
    except ValueError:
        return discovered, corrected, False
    if corrected.day - earlier <= timedelta(days=_LONGEST_CORRECTION):
        return replace(discovered, day=earlier), corrected, corrected.ahead
    return discovered, corrected, False


# ---- days between


def _read_days(
    text: Text,
    quantities: list[Quantity],
    corrections: list[tuple[int, int]],
    phrases: Phrases,
    context: Context,
    draft: Draft,
) -> None:
    number = phrases.numbers["correction_days"]
    for start, end in corrections:
        nth = _nth_day(text, start, end)
        if nth is not None:
            value, left, right = nth
            draft.found.append(Found("correction_days", value, left, right, text.words(left, right)))
            continue
        for quantity in reversed(quantities):  # the nearest before it first
            read = interval_in(quantity, number)
            if read is None or not _leads_to(text, quantity, start, end):
                continue
            interval, doubt = read
            clause = text.clauses[text.clause_at(quantity.core_start)]
            prefix = text.norm[clause.start : quantity.start]
            doubt |= bool(_ANCHOR.search(_with_clause_before(text, quantity.start)))
            standing = context.judge(quantity.start, quantity.end, frozenset({"past"}))
            if (
                counts_from_other(prefix)
                or number.unless.search(prefix)
                or number.unless_after.match(text.norm, quantity.core_end)
            ):
                continue
            if not quantity.usable or standing is Standing.NOTHING:
                continue
            if quantity.unit == "日" and not _is_duration(text, quantity, prefix):
                continue
            span = (quantity.start, quantity.end, text.words(quantity.start, quantity.end))
            if _OR_LATER.match(text.norm, quantity.core_end):  # 十天以后才挂上: on the tenth or later
                interval, doubt = replace(interval, high=None), True
            value = days_of(interval, rough=quantity.unit in _HOURS).as_json()
            if doubt or quantity.about or standing is not Standing.STATED:
                draft.proposed.append(Proposed("correction_days", value, *span, 1.0))
            else:
                draft.found.append(Found("correction_days", value, *span))
            break


def _is_duration(text: Text, quantity: Quantity, prefix: str) -> bool:
    """三日内, 三日后, 检查后三日, 两日: days, where 三日 alone may be a day of the month."""
    return (
        bool(re.match(r"(?:以|之)?[内后]", text.norm[quantity.core_end :]))
        or prefix.endswith("后")
        or text.norm[quantity.core_start] == "两"
    )


def _with_clause_before(text: Text, position: int) -> str:
    """The clause up to ``position``, with the clause before it where that ends in 后 or in a time agreed."""
    index = text.clause_at(position)
    start = text.clauses[index].start
    before = text.clause(index - 1) if index else ""
    if (
        re.search(r"后$|(?:约定|承诺)[^,，]{0,6}[天日周]$", before)
        and text.clauses[index - 1].sentence == text.clauses[index].sentence
    ):
        start = text.clauses[index - 1].start
    return re.sub(r"[,，]", "", text.norm[start:position])


def _leads_to(text: Text, quantity: Quantity, start: int, end: int) -> bool:
    """The number stands before the correction in its clause, in it, or fills the clause before it."""
    index = text.clause_at(start)
    clause = text.clauses[index]
    if start <= quantity.core_start < end:
        return True
    if clause.start <= quantity.core_start and quantity.core_end <= start:
        between = text.norm[quantity.end : start]
        return (
            bool(_BETWEEN.fullmatch(between))
            and not re.search(r"\d", between)
            and not _SEEN_LATER.search(between)
        )
    if index == 0:
        return False
    last = text.clauses[index - 1]
    inside = last.start <= quantity.core_start and quantity.core_end <= last.end
    return inside and last.end - quantity.end <= 2 and quantity.start - last.start <= 6


def _nth_day(text: Text, start: int, end: int) -> tuple[str | dict[str, str], int, int] | None:
    """当天 → 0, 第二天 → 1, 检查后第十天 → 10; 第十天 alone may count the first day or not → 9..10."""
    clause = text.clauses[text.clause_at(start)]
    found = None
    for match in _NTH_DAY.finditer(text.norm, clause.start, end):
        found = match
    if found is None or not _BETWEEN.fullmatch(text.norm[found.end() : max(start, found.end())]):
        return None
    if _ANCHOR.search(_with_clause_before(text, found.start())):
        return None
    if not found["since"] and counts_from_other(text.norm[clause.start : found.start()]):
        return None
    if found["same"]:
        return "0", *found.span()
    if found["next"]:
        return "1", *found.span()
    try:
        n = int(parse_number(found["nth"]))
    except ValueError:
        return None
    if found["since"] and n > 2:
        return str(n), *found.span()
    if n <= 2 and not (found["since"] and "后" in found["since"]):
        return str(n - 1), *found.span()
    return {"at_least": str(n - 1), "at_most": str(n)}, *found.span()
