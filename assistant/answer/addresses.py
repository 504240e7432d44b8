"""Numbers of clauses as people write them, read from a text: 三（四）, 附件2第6项, 负面清单说明2, 3.4.

Only what the words say; which clauses they mean is for ``reference`` to find.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.answer.names import LISTS, MASKS, mask_names
from corpus.models import Corpus
from ingest.numerals import parse_numeral

_LONGEST_RANGE = 30
TOPS = {"部分", "大部分", "大点", "大项", "大类", "大条", "章", "编", "节"}
ROWS = {"项", "行", "号", "序号"}

_SAME = str.maketrans("（）［］０１２３４５６７８９．：，？！", "()[]0123456789.:,?!")
_DIGIT = "0-9〇零一二三四五六七八九十百廿卅"
_NUM = "(?:[〇零一二三四五六七八九十百廿卅]+|[0-9]+)"
_CIRCLED = "①-⑳㈠-㈩⑴-⒇"
_UNIT = (
    "部分|大部分|大点|大项|大类|大条|章|编|节|(?:[项条点个]|大)措施|条规定|条意见|个方面|方面|小[点项条]"
    "|种情形|种情况|种条件|条款|[条款项目点个行号段种类句]"
)
_LIST = re.compile(
    "(?:"
    + "|".join(f"(?P<{key}>{words})" for key, words in zip("pn", LISTS.values(), strict=True))
    + ")(?!方案|管理|制度|工作|企业|名单)"
)
_LINK = r"\s?(?:的|里面的|里边的|里面|里的|里|中的|中|内的|内|上的|上|下面的|下的|下|之|、|,|:|第一栏)?"
_JOIN = "(?:、|和|与|及|以及|跟|还有)"
_ANNEX = re.compile(rf"附(?P<word>[件表])[(]?(?P<number>{_NUM})[)]?号?")
_ANNEX_LIST = re.compile(rf"[(:《“\"「]?[^第,。?!;、{_DIGIT}]{{0,18}}?(?={_LIST.pattern})")
_CLOSED = re.compile('[)》”"」]?')
_NOTE = re.compile("(?:的)?(?:填报|填表|编制|表后|清单|后面的)?(?:说明|注释)(?:的|里的|中的|里|中)?")
_LAST = re.compile(rf"(?:最后一|倒数第(?P<number>{_NUM}))(?P<unit>[项条款点个行种])")
_SEQUENCE = re.compile(rf"序号(?:为|是)?(?P<number>{_NUM})")
_ORDINAL = re.compile(
    rf"第[(]?(?P<number>{_NUM})[)]?(?P<unit>{_UNIT})?(?!次|时间|方(?!面)|[批期年季天日月届])"
)
_BRACKET = re.compile(rf"(?:[(](?P<number>{_NUM})[)]|(?P<circled>[{_CIRCLED}]))(?P<unit>{_UNIT})?")
_TOP = re.compile(rf"(?<![{_DIGIT}.第])(?P<number>{_NUM})[、.]?(?:的|里|中|下|之)?(?=第?[({_CIRCLED}])")
_DECIMAL = re.compile(
    r"(?<![0-9.])(?P<a>[0-9]{1,2})\.(?P<b>[0-9]{1,2})(?:\.(?P<c>[0-9]{1,2}))?(?![0-9.]|[倍吨米元万亿个月年天日号%a-zA-Z])"
    r"(?P<unit>[条款项节点])?"
)
_ENDS = r"(?=$|[、,.。?!:;\s”」》\"“「]|是|写|讲|说|规|怎|里|中|的|内|具|原|全|有|要)"
_END = re.compile(_ENDS)
_BARE = re.compile(rf"(?P<number>{_NUM})(?P<unit>[项条款点行])?(?:[、.](?![{_DIGIT}]))?{_ENDS}")
_MANY = 100  # no document has so many parts: a bare number of that size is none of them
_ITEM = re.compile(
    rf"(?P<number>[0-9]{{1,2}})(?:[.、](?![0-9])|(?P<unit>{_UNIT})|(?![0-9.年月日天倍吨%米元万分次家]))"
)
_ROW = re.compile(rf"(?P<number>{_NUM})(?P<unit>[项条款点行号])")
_MORE = re.compile(rf"{_JOIN}第?[(]?(?P<number>{_NUM})[)]?(?P<unit>{_UNIT})?")
_RANGE = re.compile(rf"(?:[-—–~～至到]|—{{2}})第?(?P<number>{_NUM})(?P<unit>{_UNIT})")
_TITLE_GAP = re.compile(
    r"(?:[“\"「《][^”\"」》]{1,40}[”\"」》]|[^第,。?!;:()和与及、跟]{1,14})(?:的|里的|中的|里|中)?(?=第)"
)
_ROW_GAP = re.compile(r"[^第,。?!;:]{0,12}(?<!倒数)(?=第)")
_OF_ALL = re.compile(
    "都|分别|全部|事项|行为|(?:之中|当中|里面?|里边|中|内)?(?:有没有|有无|包不包|包括|是否有|哪|能?(?:对得?[上应]|归|套))"
)
_LOOK_BACK = 24  # characters before a number that may say of what it is
_AFTER_NAME = re.compile(f"[{MASKS}]》?(?:的|里的|中的|之|,|:|、|里|中)?$")
# Instruments that are no document of ours: 《…法》第33条, 环执法〔2019〕42号（十三）.
_FOREIGN = re.compile(
    rf"(?:(?<!执)法典?|条例|办法|基准|细则|(?<![{MASKS}])》|[〔(\[]\d{{4}}[〕)\]]第?\d+号文?)"
    r"(?:规定的|规定|里的|中的|里|中|的)?[“\"「]?$"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One number on the way down; -1 is the last. ``unit``: 部分, 条, 项 …, empty where none is said."""

    number: int
    unit: str = ""
    bracketed: bool = False
    ordinal: bool = False  # 第…
    aside: bool = False  # other words stand before it: the number may be of something else


@dataclass(frozen=True, slots=True)
class Address:
    """``annex``: (件 or 表, its number); ``list_name``: the name that the list's table bears.

    ``others``: further numbers in place of the last step's, 第5、6项. ``doc_ids``: the document named last
    before it, ``None`` where none is.
    """

    words: str
    annex: tuple[str, int] | None
    list_name: str
    list_words: str
    note: bool
    steps: tuple[Step, ...]
    others: tuple[int, ...]
    doc_ids: frozenset[str] | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The last number and those beside it."""
        return (self.steps[-1].number, *self.others) if self.steps else ()


@dataclass(frozen=True, slots=True)
class Said:
    """``rest``: the text without names, numbers of clauses and blanks."""

    addresses: tuple[Address, ...]
    rest: str
    masked: str  # the text with names taken out and widths made one


def read_addresses(text: str, corpus: Corpus) -> Said:
    """The addresses in ``text`` in order."""
    return _Reader(text, corpus).read()


def list_named(text: str) -> tuple[str, str]:
    """(name of the table, words) of the one list that ``text`` names; empty where it is none or two."""
    found = {_list_key(match): match.group() for match in _LIST.finditer(text)}
    return next(iter(found.items())) if len(found) == 1 else ("", "")


def _list_key(match: re.Match[str]) -> str:
    positive, negative = LISTS
    return positive if match["p"] else negative


def _parts_numbers(text: str, at: int) -> bool:
    """Whether the blank at ``at`` is the first of those between two numbers: 附件2 6."""
    after = text[at:].lstrip()[:1]
    return at > 0 and bool(re.fullmatch(f"[{_DIGIT}]{{2}}", text[at - 1] + after))


class _Reader:
    """``text`` is ``raw`` without blanks (but between two numbers), names masked; ``at`` leads back."""

    def __init__(self, raw: str, corpus: Corpus) -> None:
        self._raw = raw
        masked, self._named = mask_names(raw, corpus)
        plain = masked.translate(_SAME)
        self._at = [i for i, char in enumerate(plain) if not char.isspace() or _parts_numbers(plain, i)]
        self.text = "".join(plain[i] for i in self._at)

    def read(self) -> Said:
        found: list[Address] = []
        rest: list[str] = []
        at = 0
        while at < len(self.text):
            read = self._address(at)
            if read is None:
                rest.append(self.text[at])
                at += 1
            else:
                found += [read[0]] if read[0] is not None else []
                at = max(read[1], at + 1)
        plain = "".join(char for char in rest if char not in MASKS)
        return Said(tuple(found), plain, self.text)

    def _address(self, at: int) -> tuple[Address | None, int] | None:
        """What stands at ``at`` and its end; ``None`` for the address of an instrument that is not ours."""
        annex = _ANNEX.match(self.text, at)
        listed = _LIST.match(self.text, at)
        foreign = self._of_another(at)
        if annex is not None:
            number = parse_numeral(annex["number"])
            address, end = self._in_annex(at, annex.end(), (annex["word"], number), None)
            return None if foreign else address, end
        if listed is not None:
            return self._in_annex(at, listed.end(), None, listed)
        if self._follows_name(at) and (note := _NOTE.match(self.text, at)):
            steps, end = self._note_number(note.end())
            return self._build(at, end, None, None, True, steps, ()), end
        steps, end = self._first(at)
        if not steps:
            return None
        steps, others, end = self._further(steps, end)
        if foreign:
            return None, end
        return self._build(at, end, None, None, False, steps, others), end

    def _follows_name(self, at: int) -> bool:
        return bool(_AFTER_NAME.search(self.text[max(0, at - _LOOK_BACK) : at]))

    def _of_another(self, at: int) -> bool:
        return bool(_FOREIGN.search(self.text[max(0, at - _LOOK_BACK) : at]))

    # in an annex or a list

    def _in_annex(
        self, start: int, end: int, annex: tuple[str, int] | None, listed: re.Match[str] | None
    ) -> tuple[Address, int]:
        if annex is not None:
            gap = _ANNEX_LIST.match(self.text, end)
            listed = _LIST.match(self.text, gap.end()) if gap else None
            end = listed.end() if listed else end
        closed = _CLOSED.match(self.text, end)
        end = closed.end() if closed else end
        link = re.compile(_LINK).match(self.text, end)
        inside = link.end() if link else end
        note = _NOTE.match(self.text, inside)
        if note is not None:
            steps, stop = self._note_number(note.end())
            return self._build(start, stop, annex, listed, True, steps, ()), stop
        steps, stop = self._row(inside, end)
        if not steps:
            return self._build(start, end, annex, listed, False, (), ()), end
        steps, others, stop = self._further(steps, stop)
        return self._build(start, stop, annex, listed, False, steps, others), stop

    def _row(self, at: int, end: int) -> tuple[tuple[Step, ...], int]:
        """第6项, 6项, 一, （三）, 序号6 after the name of an annex or a list."""
        for pattern in (_LAST, _SEQUENCE, _ORDINAL, _BRACKET, _ROW, _BARE):
            match = pattern.match(self.text, at)
            if match is not None and match.groupdict().get("unit") != "类":
                if pattern in (_ROW, _BARE) and self._counts(match):
                    continue
                return (self._step(match),), match.end()
        gap = _ROW_GAP.match(self.text, end)
        match = _ORDINAL.match(self.text, gap.end()) if gap else None
        if match is not None and match["unit"] and not self._of_another(match.start()):
            return (self._step(match, aside=True),), match.end()
        return (), end

    def _counts(self, match: re.Match[str]) -> bool:
        """正面清单9项都是什么, 9项里有没有: how many there are, not which one."""
        before, after = self.text[match.start() - 1], self.text[match.end() :]
        if match.groupdict().get("unit") == "号":
            return False  # 5号事项
        return before in "有共是" or bool(_OF_ALL.match(after))

    def _note_number(self, at: int) -> tuple[tuple[Step, ...], int]:
        adjacent = self.text[at - 1] not in "的里中"  # 说明的三点内容: how many there are
        for pattern in (_ORDINAL, _BRACKET, *((_ITEM, _BARE) if adjacent else ())):
            match = pattern.match(self.text, at)
            if match is not None:
                return (self._step(match),), match.end()
        return (), at

    # in the body

    def _first(self, at: int) -> tuple[tuple[Step, ...], int]:
        named = self._follows_name(at)
        top = _TOP.match(self.text, at)
        if top is not None:
            bracket = re.compile("第?").match(self.text, top.end())
            sub = _BRACKET.match(self.text, bracket.end() if bracket else top.end())
            if sub is not None:
                return (Step(parse_numeral(top["number"])), self._step(sub)), sub.end()
        decimal = _DECIMAL.match(self.text, at)
        if decimal is not None and (named or decimal["unit"] or self.text[at - 1 : at] == "第"):
            numbers = [decimal[group] for group in "abc" if decimal[group]]
            return tuple(Step(int(number)) for number in numbers), decimal.end()
        for pattern in (_LAST, _SEQUENCE, _ORDINAL, _BRACKET):
            match = pattern.match(self.text, at)
            if match is not None:
                step = self._step(match)
                if self._stands_alone(step, match, named):
                    return (step,), match.end()
        bare = _BARE.match(self.text, at) if named else None
        many = bare is not None and not bare["unit"] and self._step(bare).number >= _MANY  # 盘锦721
        if bare is not None and not many and self.text[at - 1] != "第":
            return (self._step(bare),), bare.end()
        return (), at

    def _stands_alone(self, step: Step, match: re.Match[str], named: bool) -> bool:
        """第一类污染物, 超标的（2）: no number of a clause."""
        if match.re in (_LAST, _SEQUENCE):
            return named or match.re is _SEQUENCE
        if match.re is _BRACKET:
            return named or not (match["number"] or "").isascii()
        if not step.unit:
            return step.bracketed or (named and bool(_END.match(self.text, match.end())))
        return not step.unit.startswith(("种", "类", "方面", "句", "号", "段")) and step.unit != "个"

    # what follows

    def _further(self, steps: tuple[Step, ...], end: int) -> tuple[tuple[Step, ...], tuple[int, ...], int]:
        """Deeper steps, then numbers beside the last one."""
        while len(steps) < 4:
            others, stop = self._others(steps[-1], end)
            if others:
                return steps, others, stop
            step, stop = self._deeper(steps[-1], end)
            if step is None:
                break
            steps, end = (*steps, step), stop
        return steps, (), end

    def _deeper(self, last: Step, end: int) -> tuple[Step | None, int]:
        link = re.compile(_LINK + "-?").match(self.text, end)
        at = link.end() if link else end
        ordinal = _ORDINAL.match(self.text, at)
        if ordinal is not None and not (ordinal["unit"] and ordinal["unit"] == last.unit):
            return self._step(ordinal), ordinal.end()
        for pattern in (_BRACKET, _ITEM):
            match = pattern.match(self.text, at)
            if match is not None and self.text[at - 1] not in ",:":
                return self._step(match), match.end()
        gap = _TITLE_GAP.match(self.text, end)
        match = _ORDINAL.match(self.text, gap.end()) if gap else None
        if match is not None and match["unit"] and not self._of_another(match.start()):
            return self._step(match, aside=True), match.end()
        return None, end

    def _others(self, last: Step, end: int) -> tuple[tuple[int, ...], int]:
        """和第6项, 、6、8项, 至第8项: further numbers of the same unit."""
        span = _RANGE.match(self.text, end)
        if span is not None:
            stop = parse_numeral(span["number"])
            if last.number < stop <= last.number + _LONGEST_RANGE:
                return tuple(range(last.number + 1, stop + 1)), span.end()
        numbers: list[int] = []
        taken, stop = 0, end
        while (match := _MORE.match(self.text, stop)) is not None:
            unit, stop = match["unit"] or "", match.end()
            if unit and last.unit not in ("", unit):
                break
            numbers.append(parse_numeral(match["number"]))
            if unit if not last.bracketed else "(" in match.group():
                taken, end = len(numbers), stop
        return tuple(numbers[:taken]), end

    def _step(self, match: re.Match[str], aside: bool = False) -> Step:
        groups = match.groupdict()
        circled = groups.get("circled")
        number = int(unicodedata.numeric(circled)) if circled else parse_numeral(match["number"] or "1")
        if match.re is _LAST:
            number = -number
        unit = "序号" if match.re is _SEQUENCE else groups.get("unit") or ""
        if match.re is _ORDINAL and not unit:
            unit = self._shared_unit(match.end())
        bracketed = bool(circled) or "(" in match.group()
        return Step(number, unit, bracketed, match.group().startswith("第"), aside)

    def _shared_unit(self, end: int) -> str:
        """第5、6项, 第1—5项: the unit said once, after the last number."""
        span = _RANGE.match(self.text, end)
        if span is not None:
            return str(span["unit"])
        while (match := _MORE.match(self.text, end)) is not None:
            if match["unit"]:
                return str(match["unit"])
            end = match.end()
        return ""

    def _build(
        self,
        start: int,
        end: int,
        annex: tuple[str, int] | None,
        listed: re.Match[str] | None,
        note: bool,
        steps: tuple[Step, ...],
        others: tuple[int, ...],
    ) -> Address:
        first, last = self._at[start], self._at[end - 1] + 1
        before = [held for stop, held in self._named if stop <= first]
        return Address(
            self._raw[first:last],
            annex,
            _list_key(listed) if listed else "",
            listed.group() if listed else "",
            note,
            steps,
            others,
            before[-1] if before else None,
        )
