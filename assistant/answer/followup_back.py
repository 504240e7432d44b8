"""Words that point to an earlier question: 最开始那个, 上上个问题, 回到刚才的, 热线那条."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.numerals import parse_numeral

_HAN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_TO = r"(?:回到|说回|转回|绕回|回头说|回头看|再回(?!访|应|复|头)|再看|接着)?(?:我|你)?"
_ASKED = r"(?:问的|说的|提的)?(?:那个|那条)?(?:问题)?(?:里面|里|中|的|时候)*"
_FIRST = re.compile(
    rf"{_TO}(?:最开始|最初|最先|一开始|开头|最早|第一个问题|第一问|头一个问题|首个问题){_ASKED}"
)
_TWO_BACK = re.compile(
    rf"{_TO}(?:上(?P<more>上+)(?:一)?(?:个|条|次|回)?(?:问题|话题|问|提问)|上(?P<so>上+)(?:一)?个(?=[的里中，,]|$)"
    rf"|前(?P<front>前+)(?:一)?个(?:问题|话题|问)|倒数第[二2两](?:个问题|问)|再往?(?:上|前)(?:面)?(?:的)?(?:那|一)个?(?:问题|问)){_ASKED}"
)
_COUNTED = re.compile(
    rf"{_TO}第(?P<number>[二三四五六七八九2-9])(?:个问题|个提问|次提?问|问(?![一题卷])){_ASKED}"
)
_PAPER = re.compile(  # and what only a document has
    rf"{_TO}第(?P<number>[一二三四五12345])(?:份(?:文件|方案|意见|通知)?|个(?:文件|方案|意见|通知))(?:里面|里|中|的|，)*"
    "(?=[^，,。]{0,4}(?:落款|文号|印发|发布|施行|生效|谁发|发给|主送|联系人|电话))"
)
_BEFORE = r"(?:(?<![\u4e00-\u9fff0-9])|(?<=[我们咱您你那跟和与是按这]))之前"  # not 检查之前
_EARLIER = re.compile(
    r"(?:还是|再)?(?:回到|说回|转回|绕回|回头说|再回(?!访|应|复|头)|接着(?=刚才|前面|上面|之前|先前))(?:刚才|前面|上面|之前|先前)?(?:说的|提的|问的)?(?:那个|那条|那份)?(?:问题|话题)?(?:里|中)?"
    rf"|(?:刚才|(?<![最它条项款])(?:前面|上面)|{_BEFORE}|先前|上一个|前一个)(?:说的|提到的|提的|问的|讲的|列的|列出的)?(?:那个|那些|那条|那份|那几)?(?:问题)?(?:里|中|的)?"
)
_BACK = re.compile(r"回到|说回|转回|绕回|回头说|再回|上一个|前一个|之前|先前|前面|上面|刚才")
_RETURNS = re.compile(r"回到|说回|转回|绕回|回头说|再回|上一个问题|前一个(?!条|项)|之前|先前")
_NAMED_IT = re.compile(  # 装备那条, 信息化那块: the noun says it
    r"(?<=[\u4e00-\u9fff”」])(?<![对在把跟和与是于从给向为问看说按的了另])(?<!另外)(?<!最[后末前上下])(?<!末尾)(?<!中间)(?<!开头)(?<!倒数)(?<![前后上下正负]面)(?:[那这]一?(?:[条项个块份种些儿张])|[那这]里)(?=[呢也怎是的要有写讲说再请详具展给归由会应原全依编，,？?]|$)"
)
_AGAIN = re.compile(r"^(?:再|重新|回头|还是)?(?:来)?(?:看看?|说说?|讲讲?|问问?|提)?(?:一下)?(?:那个)?")


class Back(StrEnum):
    """Which earlier question is meant."""

    NO = ""
    COUNTED = "counted"  # 最开始那个, 上上个问题
    EARLIER = "earlier"  # 前面说的: whichever its words fit
    RETURNS = "returns"  # 回到前面那个: not the one right before
    PAPER = "paper"  # 第一份: the document that was asked about first
    NAMED = "named"  # 热线那条: the last one unless another says the noun and it does not


@dataclass(frozen=True, slots=True)
class Pointed:
    """``text``: what is left. ``place``: index among the earlier questions where ``COUNTED``, among the
    documents where ``PAPER``. ``noun``: what names the question or clause, where something does."""

    back: Back
    text: str
    place: int = -1
    noun: str = ""


def find_pointed(text: str) -> Pointed:
    """Which earlier question the words point to, and the text without them where something is left."""
    place = _place(text)
    if place is not None:
        return Pointed(Back.COUNTED, _without(text, place[0]), place[1])
    paper = _PAPER.match(text)
    if paper is not None:
        return Pointed(Back.PAPER, _without(text, paper), parse_numeral(paper["number"]) - 1)
    earlier = _EARLIER.search(text)
    if earlier is not None and _BACK.search(earlier.group()):
        kind = Back.RETURNS if _RETURNS.search(earlier.group()) else Back.EARLIER
        left = _without(text, earlier)
        return Pointed(kind, _NAMED_IT.sub("", left), noun=_noun(left))
    return Pointed(Back.NAMED if (noun := _noun(text)) else Back.NO, _NAMED_IT.sub("", text), noun=noun)


def _noun(text: str) -> str:
    """煤堆 of 煤堆那条编码多少."""
    named = _NAMED_IT.search(text)
    return re.split("[，,。；;、]", _AGAIN.sub("", text[: named.start()]))[-1] if named else ""


def _place(text: str) -> tuple[re.Match[str], int] | None:
    if first := _FIRST.search(text):
        return first, 0
    if two := _TWO_BACK.search(text):
        more = two["more"] or two["so"] or two["front"] or "上"
        return two, -1 - len(more)
    if counted := _COUNTED.search(text):
        return counted, parse_numeral(counted["number"]) - 1
    return None


def _without(text: str, match: re.Match[str]) -> str:
    left = (text[: match.start()] + text[match.end() :]).strip(" ，,。：:；;、")
    return left if _HAN.search(left) else text
