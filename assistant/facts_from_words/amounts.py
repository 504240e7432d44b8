"""Which number of a text is which fact: 超标倍数, 日污水排放量, 堆放面积."""

from __future__ import annotations

import math
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.models import Draft, Found, IgnoredWords, Proposed
from assistant.facts_from_words.quantities import Interval, Quantity, find_quantities
from assistant.facts_from_words.text import Text
from corpus.phrases import NumberPhrases, Phrases
from corpus.rule_models import Fact

_AMOUNT_UNDER = frozenset({"past", "modal"})
_EXACT = Decimal("0.0001")
_AND = re.compile(r"[\s、,，和及与]*")
_NOT_WITHIN = re.compile(r"超|没出|未出|待|没测|还没|没检|在测|高")
NEGATIVE = "数值是负的，不能采用，请核对。"


def all_units(phrases: Phrases) -> frozenset[str]:
    """Every way a unit of some fact is written."""
    units = {u for n in phrases.numbers.values() for u in (*n.units, *n.doubtful_units)}
    return frozenset(units - {"share"})


def read_quantities(text: Text, phrases: Phrases, taken: list[tuple[int, int]]) -> list[Quantity]:
    """The numbers of the text outside the spans ``taken`` (days named, clause numbers)."""
    found = find_quantities(text.norm, all_units(phrases))
    return [q for q in found if not any(left < q.core_end and right > q.core_start for left, right in taken)]


def read_amounts(
    text: Text,
    quantities: list[Quantity],
    phrases: Phrases,
    facts: dict[str, Fact],
    context: Context,
    draft: Draft,
) -> None:
    """Puts every number that its words tie to a fact into ``draft``, but for the days of correction."""
    for number in phrases.numbers.values():
        fact = facts[number.fact]
        if fact.unit == "日":
            continue
        stated: list[tuple[Found, Interval]] = []
        doubtful: list[Proposed] = []
        tied = _tied(quantities, number, fact, text)
        unread = bool(number.more.search(text.norm)) or _kinds_without_number(number, tied, text)
        for quantity in tied:
            unread |= not quantity.usable
            _read_one(quantity, number, text, context, stated, doubtful, draft)
        _read_measured(number, text, context, stated, doubtful)
        if number.mixed.search(text.norm):  # 总共20平，盖了12平: which one is asked is not said
            stated, doubtful = [], []
        if fact.several and unread:  # 氨氮也超了: one of several is not known
            doubtful += [_as_proposed(found) for found, _ in stated]
            stated = []
        elif not fact.several and (unread or any(_is_share(q, number, text) for q in tied)):
            totals = [s for s in stated if number.total.search(_before(s[0].start, text))]
            stated, doubtful = totals, []  # 每堆6平米, 还有一堆没量: of all together nothing is told
        _keep(fact, stated, doubtful, draft)


def interval_in(quantity: Quantity, number: NumberPhrases) -> tuple[Interval, bool] | None:
    """The interval in the fact's own unit and whether the unit leaves a doubt; None for another unit."""
    for units, doubt in ((number.units, False), (number.doubtful_units, True)):
        if quantity.unit in units:
            return quantity.interval.scaled(units[quantity.unit]), doubt
    return None


def days_of(interval: Interval, rough: bool = False) -> Interval:
    """Part days as whole calendar days: half a day is at most 1. ``rough``: told in hours, so at most."""

    def whole(bound: Decimal | None, up: bool) -> Decimal | None:
        return None if bound is None else Decimal(math.ceil(bound) if up else math.floor(bound))

    if not rough and all(b is None or b == b.to_integral_value() for b in (interval.low, interval.high)):
        return interval
    low = None if rough else whole(interval.low, up=False)
    high = whole(interval.high, up=True)
    if not low and high is None:  # 3小时以上: any day
        return Interval(Decimal(0), None)
    return Interval(low if low else None, high, interval.low_included, True)


def _tied(quantities: list[Quantity], number: NumberPhrases, fact: Fact, text: Text) -> list[Quantity]:
    """Those whose words tie them to the fact, and of one with several values those joined to them:
    分别超0.05倍、0.08倍."""
    tied: list[Quantity] = []
    for quantity in quantities:
        joined = fact.several and tied and quantity.unit in number.units
        between = text.norm[tied[-1].end : quantity.start] if tied and joined else ""
        if _ties(quantity, number, text) or (joined and _AND.fullmatch(number.kinds.sub("", between))):
            tied.append(quantity)
    return tied


def _before(position: int, text: Text) -> str:
    """The clause up to ``position``."""
    return text.norm[text.clauses[text.clause_at(position)].start : position]


def _is_share(quantity: Quantity, number: NumberPhrases, text: Text) -> bool:
    """The number of one among several: 两堆各6平米, 其中一堆6平米."""
    start = text.clauses[text.clause_at(quantity.core_start)].start
    return bool(number.share.search(text.norm, start, quantity.core_end))


def _kinds_without_number(number: NumberPhrases, tied: list[Quantity], text: Text) -> bool:
    """COD超0.05倍，总磷超标严重: of a kind that exceeds, or is not measured yet, no number is told."""
    told: set[str] = set()
    untold: set[str] = set()
    nameless = 0
    for clause in text.clauses:
        kinds = set(number.kinds.findall(text.norm, clause.start, clause.end))
        numbers = sum(clause.start <= q.core_start < clause.end for q in tied)
        words = text.clause(text.clause_at(clause.start))
        if numbers:
            told |= kinds
            nameless += 0 if kinds else numbers
        elif kinds and _NOT_WITHIN.search(words) and not number.within.search(words):
            untold |= kinds
    return len(untold - told) > nameless


def _ties(quantity: Quantity, number: NumberPhrases, text: Text) -> bool:
    """The words around the number say that it is this fact's."""
    clause = text.clauses[text.clause_at(quantity.core_start)]
    before = text.norm[clause.start : quantity.start]
    if number.unless.search(before) or number.unless_after.match(text.norm, quantity.end):
        return False
    sentence = text.norm[slice(*text.sentence_of(quantity.core_start))]
    if not (number.near.search(sentence) or (quantity.unit and number.near.search(text.norm))):
        return False
    if not quantity.unit and not re.search(r"倍数\S{0,3}$", before):
        return False
    if number.multiple.search(before) or not (number.before or number.after):
        return True
    after = text.norm[quantity.core_end : clause.end]
    return any(p.search(before) for p in number.before) or any(p.match(after) for p in number.after)


def _read_one(
    quantity: Quantity,
    number: NumberPhrases,
    text: Text,
    context: Context,
    stated: list[tuple[Found, Interval]],
    doubtful: list[Proposed],
    draft: Draft,
) -> None:
    span = (quantity.start, quantity.end, text.words(quantity.start, quantity.end))
    if quantity.unit == "" and number.fact == "exceed_times":
        read: tuple[Interval, bool] | None = (quantity.interval, False)
    else:
        read = interval_in(quantity, number)
    if read is None:
        return
    if quantity.negative:
        draft.ignored.append(IgnoredWords(*span, NEGATIVE))
        return
    interval, doubt = read
    clause = text.clauses[text.clause_at(quantity.core_start)]
    if number.multiple.search(text.norm[clause.start : quantity.start]):
        interval, at_least_once = interval.shifted(Decimal(-1)), quantity.interval.low
        if at_least_once is None or at_least_once < 1:
            return
    standing = context.judge(quantity.start, quantity.end, _AMOUNT_UNDER)
    if not quantity.usable or standing in (Standing.NOTHING, Standing.NEGATED):
        return
    value = interval.as_json()
    if doubt or quantity.about or standing is Standing.DOUBTFUL:
        doubtful.append(Proposed(number.fact, value, *span, 1.0))
    else:
        stated.append((Found(number.fact, value, *span), interval))


def _read_measured(
    number: NumberPhrases,
    text: Text,
    context: Context,
    stated: list[tuple[Found, Interval]],
    doubtful: list[Proposed],
) -> None:
    """实测105，标准100 → (105 - 100) / 100; a ratio that does not end is between its roundings."""
    for match in number.measured.finditer(text.norm):
        measured, limit = Decimal(match["measured"]), Decimal(match["limit"])
        if limit <= 0 or measured <= limit:
            continue
        ratio = (measured - limit) / limit
        rounded = ratio.quantize(_EXACT)
        if rounded == ratio:
            interval = Interval(rounded, rounded)
        else:
            interval = Interval(ratio.quantize(_EXACT, ROUND_FLOOR), ratio.quantize(_EXACT, ROUND_CEILING))
        found = Found(number.fact, interval.as_json(), *match.span(), text.words(*match.span()))
        standing = context.judge(*match.span(), _AMOUNT_UNDER)
        if standing is Standing.STATED:
            stated.append((found, interval))
        elif standing is Standing.DOUBTFUL:
            doubtful.append(_as_proposed(found))


def _keep(fact: Fact, stated: list[tuple[Found, Interval]], doubtful: list[Proposed], draft: Draft) -> None:
    """Of several values of a fact that counts its largest, the largest; with one in doubt, none is given."""
    draft.proposed += doubtful
    if not stated:
        return
    if not fact.several:
        draft.found += [found for found, _ in stated]
        return
    at = largest([interval for _, interval in stated])
    if doubtful or at is None:
        draft.proposed += [_as_proposed(found) for found, _ in stated]
        return
    draft.found.append(stated[at][0])


def _as_proposed(found: Found) -> Proposed:
    return Proposed(found.fact, found.value, found.start, found.end, found.words, 1.0)


def largest(intervals: list[Interval]) -> int | None:
    """Index of the interval that lies above all others; None where that is not certain."""
    for index, one in enumerate(intervals):
        if all(_at_or_above(one, other) for other in intervals):
            return index
    return None


def _at_or_above(one: Interval, other: Interval) -> bool:
    if one == other:
        return True
    return one.low is not None and other.high is not None and one.low >= other.high
