"""A question asked of a clause or number in the place of the one before."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.followup_past import Known, Past
from assistant.answer.followup_words import content_of, without_end
from corpus.models import Clause
from ingest.numerals import NUMERAL

_ASKS = re.compile("什么|啥|怎|如何|多[久少长大]|几|谁|哪|吗|依据|编码|情形|方式|原文|全文")
TELL = re.compile("细说|细讲|展开|详细|具体|[说讲看列念](?:一|细)?[下说讲看点]|(?:给|发)我?|解释")
_LEADING = re.compile("^(?:其中|里面|它们?|你|您|我|的|，|,)+")
_WHOLE = re.compile("哪[些几]|几[项个条种]|多少|列|都有|分别")  # asks for a list, not for one of it
UNITS = "种情形|种情况|种条件|种|个|类|点|条|项|款|部分|方面|步|句|段|大类|号"
ORDINAL = re.compile(
    rf"(?:第\s*(?P<number>{NUMERAL})|(?P<last>最后面?的?[那一]?|最?末尾?[那一]?|倒数第一|最下面的?[那一])|(?P<head>头一|首|最[前上]面?的?[那一]))(?P<unit>{UNITS})"
)
SAYS = "讲什么？"
EDGES = "的里中内，,、：:；;。 "
JOINS = "是的里中，讲写说有要"  # a question that begins so follows a name or number as it is
_COUNTED = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Numbered:
    """``text``: the question that stands alone. ``also``: other readings, offered beside."""

    text: str
    known: Known
    also: tuple[str, ...] = ()


def label_of(clause: Clause) -> str:
    """沙环发〔2021〕181号 四（二）行政告知建议; of a row its label only."""
    return clause.label if clause.cells else f"{clause.label}{clause.title}"


def ask_of(clause: Clause, tail: str) -> Numbered:
    """``tail`` asked of ``clause``."""
    joint = "" if clause.cells or tail[:1] in JOINS else "，"
    title = clause.title or clause.text[:20]
    return Numbered(
        f"{label_of(clause)}{joint}{tail}", Known(title, f"{title}{joint}{tail}", tail, titled=True)
    )


def tail_of(own: str, base: Past) -> str:
    """What is asked of the number: the later question's own words, else those of the one before, unless
    they asked for a whole list."""
    own = _LEADING.sub("", own)
    words = TELL.sub("", without_end(own)).strip(EDGES)
    if content_of(words) or _ASKS.search(words):
        return own.strip(EDGES)
    if words != without_end(own).strip(EDGES) or _WHOLE.search(base.tail):
        return SAYS
    return base.tail or SAYS


def after_number(tail: str, words: str) -> str:
    """What ``tail`` asks, without the name or number that it asked before."""
    return (tail.partition(words)[2].strip(EDGES) or SAYS) if words and words in tail else tail


def in_chinese(number: int) -> str:
    """12 → 十二."""
    if number <= 10:
        return _COUNTED[number]
    tens, ones = divmod(number, 10)
    return f"{_COUNTED[tens] if tens > 1 else ''}十{_COUNTED[ones] if ones else ''}"
