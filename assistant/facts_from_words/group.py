"""A reply to a grouped question: 都没有; 8有，其他没有; 除了骂过人都没有. Read whole, or it stays open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.facts_from_words.models import Draft, Found, Proposed, Value
from assistant.facts_from_words.replies import TRIM, UNKNOWN
from assistant.facts_from_words.rest import is_courtesy
from assistant.facts_from_words.text import Text
from corpus.phrases import Phrases
from ingest.numerals import parse_numeral

_HAN = "[一二三四五六七八九十]{1,3}"
_ONE = rf"(?:第\s*(?:\d{{1,2}}|{_HAN})|\d{{1,2}})\s*(?:项|条|个|点|种|号)?"
_SPAN = rf"{_ONE}(?:\s*(?:到|至|-|~|—)+\s*{_ONE})?"
_ITEMS = rf"{_SPAN}(?:\s*[、/和及与跟]?\s*{_SPAN})*(?:这)?(?:[两二三四五六七八九几]?(?:项|条|个|点))?"
_FIRST = rf"前面?的?(?P<first>\d{{1,2}}|{_HAN})(?:项|条|个|点|种)"
_LAST = rf"(?:最后|后)面?的?(?P<last>\d{{1,2}}|{_HAN})(?:项|条|个|点|种)"
_ITEMS_ONLY = re.compile(_ITEMS)
_NUMBERED = re.compile(rf"(?P<items>{_ITEMS}|{_FIRST}|{_LAST})(?P<said>.*)")
_COUNT = re.compile(r"(?P<count>\d{1,2})(?:项|条|个|点|种)(?P<said>(?:都|全|均|也).*)")
_NUMERAL = re.compile(rf"\d{{1,2}}|{_HAN}")
_RANGE = re.compile(rf"(\d{{1,2}}|{_HAN})\D{{0,4}}?(?:到|至|-|~|—)+\D{{0,3}}?(\d{{1,2}}|{_HAN})")
_ENDS = re.compile(
    r"[,，。;；!！\n]|(?<=[?？吗])|(?=[?？])|(?<=\S)(?=但是|但|不过|可是|只是|就是|只有)"
    r"|(?<=[^排清消解拆开能许概])(?=除)|(?<=[以之项个人号条种点]外)(?!面)"
)
_EXCEPTED = re.compile(  # 除了第9项|都没有
    r"除(?!(?:了|开|去|掉)?[这那它])(?:了|开|去|掉)?[^,，。;；不没无未]{1,24}?(?:以外|之外|外)?(?=的?(?:其他|其它|其余|别的|剩下|余下)?的?"
    r"(?:情形|情况|几项)?(?:(?:都|全|均|也|一概|统统|全都|全部)+(?:没|无|不存在|不涉及)|没有?(?:了|$)))"
)
_ONLY = re.compile(r"(?:只|仅)(?:有|存在).*(?:有|存在)[的了]*")
_ONLY_TOLD = re.compile(r"^(?:只|就|仅)(?:有|存在)(?=.{1,12}(?:有|存在)$)")
_HEDGED = re.compile(r"好像|应该|可能|大概|也许|估计|吧$|似乎|或许")
_COUNTED = re.compile(r"(?<![第十])[两二三四五六七八九几]?(?:项|条|个|点)$")
_REST = re.compile(r"(?<![有没无])(?=其他|其它|其余|别的|剩下|余下)")
_WHICH = re.compile(r"(?:只|就|仅|也)?(?:有|存在|涉及|是)过?了?(?P<what>.+)")
_NOT_WHICH = re.compile(r"(?:也|都|均|更|并|确实)*(?:没有|没|无|不存在|不涉及|未)过?(?P<what>.+)")
_BESIDES = re.compile(r"除(?:了|开|去)?(?P<what>.+?)(?:以外|之外|外)?$")
_LEADING = re.compile(r"^(?:但是|但|不过|可是|只是|就是|其中的?|另外|[就只仅也](?=第|\d))+")
_ASKED = re.compile(r"(?:有没有|是不是|是否|有无)?(?P<what>.+?)(?:吗|么|没有)?[?？]?$")


@dataclass(slots=True)
class _Said:
    """``of`` the facts named (None: of all, or of all the others), ``value``; None: the other way round."""

    of: tuple[str, ...] | None
    value: Value | None
    start: int
    end: int
    doubtful: bool = False


@dataclass(slots=True)
class GroupReply:
    """What the pieces of a reply say of the facts asked, and the spans that say nothing by themselves."""

    said: list[_Said] = field(default_factory=list)
    open: list[tuple[int, int]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.said)


def read_group(text: Text, asked: Sequence[str], phrases: Phrases) -> GroupReply:
    """The reply cut into pieces, each an answer for some of ``asked`` (in the order shown) or left open."""
    reply, pending, before = GroupReply(), list[str](), False
    start = 0
    for left, right in _pieces(text.norm):
        words = text.norm[left:right].strip(TRIM)
        if is_courtesy(words, phrases):
            continue
        if text.norm[left:right].strip().endswith(("吗", "么", "?", "？")):  # 涉嫌犯罪吗？没有
            named = _ASKED.fullmatch(words)
            pending = list(_named(named["what"] if named else words, asked, phrases))
            before, start = bool(pending), left
            if not pending:
                reply.open.append((left, right))
            continue
        if words.isdecimal() and int(words) in range(1, len(asked) + 1):  # 3，8有
            pending.append(asked[int(words) - 1])
            start = left if len(pending) == 1 else start
            continue
        said = _read(words, asked, phrases, left, right)
        if said is not None and pending and before == (said.of is None):
            said.of, said.start = (*pending, *(said.of or ())), start
            pending = []
        if said is None:
            reply.open.append((left, right))
        else:
            reply.said.append(said)
    if pending:
        reply.open.append((start, len(text.norm)))
    _close_only(text, reply)
    return reply


def _close_only(text: Text, reply: GroupReply) -> None:
    """只有第9项有: of the others nothing is said, and that says that there are none."""
    alone = reply.said[0] if len(reply.said) == 1 and not reply.open else None
    if alone is not None and alone.of and alone.value is True and _ONLY.fullmatch(text.norm.strip(TRIM)):
        reply.said.append(_Said(None, False, alone.start, alone.end, alone.doubtful))


def settle_group(text: Text, reply: GroupReply, asked: Sequence[str], phrases: Phrases, draft: Draft) -> None:
    """Puts the answers into ``draft``: all, or only what cannot help where some piece is not understood."""
    values: dict[str, _Said] = {}
    unread: list[tuple[int, int]] = []
    excepted: set[str] = set()
    for left, right in reply.open:
        told = {f.fact for f in (*draft.found, *draft.weak) if left <= f.start < right}
        if not told and not phrases.replies["has"].match(text.norm[left:right].strip(TRIM)):
            unread.append((left, right))
        elif phrases.replies["only"].match(text.norm[left:right].strip(TRIM)):
            excepted |= told
    general = [s for s in reply.said if s.of is None]
    default = general[-1] if general else None
    if default is not None and any(s.value != default.value for s in general):
        unread += [(s.start, s.end) for s in general]
    for said in reply.said:
        for fact in said.of or ():
            value = said.value if said.value is not None else (default is not None and default.value is False)
            if said.value is None and not value:
                unread.append((said.start, said.end))
            if fact in values and values[fact].value != value:
                unread.append((said.start, said.end))
            values[fact] = _Said((fact,), value, said.start, said.end, said.doubtful)
    for fact in asked:
        if default is not None and fact not in values and fact not in excepted:
            values[fact] = default
    for fact in asked:
        if fact in values:
            _give(text, fact, values[fact], bool(unread), draft)
    unread += [(s.start, s.end) for s in reply.said if s.doubtful and s.of and s.value is True]  # 8吧
    draft.unread += dict.fromkeys(text.words(*span).strip(TRIM) for span in unread)


def _give(text: Text, fact: str, said: _Said, partly: bool, draft: Draft) -> None:
    span = (said.start, said.end, text.words(said.start, said.end))
    if said.value is None or (partly and (said.value is False or said.of is None)):
        return
    if said.doubtful and said.value != UNKNOWN:
        draft.proposed.append(Proposed(fact, said.value, *span, 1.0))
    else:
        draft.found.append(Found(fact, said.value, *span))


def _pieces(norm: str) -> list[tuple[int, int]]:
    cuts = {0, len(norm)}
    for pattern in (_ENDS, _REST, _EXCEPTED):
        for match in pattern.finditer(norm):
            cuts |= {match.start(), match.end()}
    bounds = sorted(cuts)
    return [(a, b) for a, b in pairwise(bounds) if norm[a:b].strip(TRIM)]


def _read(words: str, asked: Sequence[str], phrases: Phrases, start: int, end: int) -> _Said | None:
    doubtful = bool(_HEDGED.search(words))
    plain = _ONLY_TOLD.sub("", _LEADING.sub("", _HEDGED.sub("", words)).strip(TRIM))
    besides = _BESIDES.fullmatch(plain)
    if besides:
        read = _read_one(besides["what"], asked, phrases)
        value = None if read is not None and read[1] is True else read and read[1]
        return None if read is None or read[0] is None else _Said(read[0], value, start, end, doubtful)
    read = _read_one(plain, asked, phrases)
    return None if read is None else _Said(read[0], read[1], start, end, doubtful)


def _read_one(
    words: str, asked: Sequence[str], phrases: Phrases
) -> tuple[tuple[str, ...] | None, Value] | None:
    """The facts that ``words`` speak of (None: all, or all others) and what they say of them."""
    rest = phrases.replies["rest"].match(words)
    polarity = _polarity(words[rest.end() :] if rest else words, phrases)
    if polarity is not None and (polarity is not True):
        return None, polarity
    count = _COUNT.fullmatch(words)
    if count:
        said = _polarity(count["said"], phrases)
        return (None, said) if int(count["count"]) == len(asked) and said in (False, UNKNOWN) else None
    numbered = _NUMBERED.fullmatch(words)
    if numbered:
        items = _items(numbered, asked)
        said = _polarity(numbered["said"].strip(TRIM), phrases) if numbered["said"] else True
        return None if items is None or said is None else (items, said)
    for pattern, value in ((_NOT_WHICH, False), (_WHICH, True)):
        which = pattern.fullmatch(words)
        if which and _ITEMS_ONLY.fullmatch(which["what"]) and re.search(r"第|、|\d", which["what"]):
            items = _listed(which["what"], asked)
            return None if items is None else (items, value)
    return _read_named(words, asked, phrases)


def _read_named(words: str, asked: Sequence[str], phrases: Phrases) -> tuple[tuple[str, ...], Value] | None:
    """骂过人; 没骂人; 有群体性事件; 涉嫌犯罪不清楚."""
    named = _named(words, asked, phrases)
    if named:
        return named, True
    for pattern, value in ((_NOT_WHICH, False), (_WHICH, True)):
        which = pattern.fullmatch(words)
        if which and (named := _named(which["what"], asked, phrases)):
            return named, value
    for cut in range(len(words) - 1, 1, -1):
        said = _polarity(words[cut:], phrases)
        if said is not None and (named := _named(words[:cut].strip(TRIM), asked, phrases)):
            return named, said
    return None


def _named(words: str, asked: Sequence[str], phrases: Phrases) -> tuple[str, ...]:
    return tuple(f for f in asked if f in phrases.facts and phrases.facts[f].names.fullmatch(words))


def _polarity(words: str, phrases: Phrases) -> Value | None:
    if phrases.replies["unknown"].match(words):
        return UNKNOWN
    if phrases.replies["none"].match(words) or phrases.replies["no"].match(words):
        return False
    return True if phrases.replies["has"].match(words) else None


def _items(numbered: re.Match[str], asked: Sequence[str]) -> tuple[str, ...] | None:
    for name in ("first", "last"):
        if numbered[name]:
            n = parse_numeral(numbered[name])
            if not 1 <= n < len(asked):
                return None
            return tuple(asked[:n] if name == "first" else asked[-n:])
    return _listed(numbered["items"], asked)


def _listed(words: str, asked: Sequence[str]) -> tuple[str, ...] | None:
    """The facts numbered 第3、第8两项 or 1到6; None where a number is none of the list."""
    plain = _COUNTED.sub("", words)
    numbers: list[int] = []
    for low, high in _RANGE.findall(plain):
        numbers += range(parse_numeral(low), parse_numeral(high) + 1)
    numbers += [parse_numeral(n) for n in _NUMERAL.findall(_RANGE.sub(" ", plain))]
    if not numbers or not all(1 <= n <= len(asked) for n in numbers):
        return None
    return tuple(asked[n - 1] for n in dict.fromkeys(numbers))
