"""Where a text says that it happened: places by name, and words for a place that do not name it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.models import Found
from assistant.facts_from_words.text import Text
from corpus.phrases import load_phrases
from corpus.places import NamedPlace, find_places, is_shared_name, lies_in

_COMPARED = re.compile(r"(?:参照|比照|参考|套用|借用|照搬|不像|不是)$")
_BY_ITS_LIST = re.compile(r"(?:按照?|照着?|依照?)(?:你们|他们|咱们)?(?:重庆市?|辽宁省?)?$")
_UNDER = frozenset(
    {"past", "hedge", "order", "plan", "modal", "question", "law", "quoted", "undone_after", "disbelief"}
)
_AT = r"(?:在|位于|地处|属于?|是|搬到|设在|开在|建在|到)"
_UNNAMED = re.compile(
    # 外省, 隔壁区, 别的县
    r"(?<![另除此以之意例分格户室])外(?:省|市|县|区)(?![人户籍口牌货客车局域间块])"
    r"|(?<=[在于是到属店司])外[地国](?![人户籍口牌货客车企公老采买])"
    r"|(?<![到从])(?:隔壁|旁边|邻近|相邻|别的|其他|其它|另外?一个|另外一|别个|异地)的?(?:省份?|市(?![民场政])|城市|县|旗|区县|区(?![域间块]))"
    r"|(?<![\u4e00-\u9fff])邻[省市县区]|(?<=[在是到])邻[省市县区]"
    r"|(?:国外|境外|海外)(?![进买订采购的]?[口设技货专客])"
    r"|(?<![该某])(?:我们?|咱们?|俺们?|本)(?P<own>省|县|旗|自治[州县旗])(?![局厅委级的]?规定)"
    r"|高新(?:技术)?(?:产业)?(?:开发)?区|经开区|经济(?:技术)?开发区"
    r"|(?<![创高搬翻])新区(?![域块间])"
    r"|(?<![长黑松浙珠嘉龙])江北(?![岸路街嘴部面边侧方]|大道)"
    r"|(?<=[在是到于属])[省市区县]外(?![\u4e00-\u9fff]?[人户])"
)
_UNKNOWN_NAME = re.compile(
    r"(?:在|位于|地处)(?P<name>(?![^区县]*[的了这那某该各全两几同]|厂|小|园|市|城|郊|社|片|校|景|山|库|矿|辖|本|我|老|生|工|居|住|保|禁|限|商|作|开|仓|堆|敏|水|渔|养|农|林|自|一|二|饮|核|服|办|施|重|建)"
    r"[\u4e00-\u9fff]{2,3}[区县](?![域间块]))"
)
_DENIED = re.compile(r"(?<![是在])(?:不在|不是|不属于?|并不在|并非在?)(?:位于)?$")
_OUTSIDE = re.compile(r"(?:以外|之外)")
_PERSON = re.compile(
    r"(?:老板|法人|负责人|业主|店主|家属|司机|员工|领导|[他她]们?|总部|客户|货|车|原料|设备)[^，,。；;？?]{0,6}$"
)
_BROUGHT = re.compile(r"(?:从|去|运往?|卖到|送到|寄到|运到|销往|出差到?|委托|请|找)$")
_GUESTS = re.compile(r"的?(?:企业|公司|老板|单位|车)")
_OTHERS_DID = re.compile(r"(?:的|那边|那家|有)*(?:厂|店|家|企业|公司|同行|人家?|工地|那边|都|也)")
_CLAUSE_END = re.compile(r"[，,。；;？?！!]")
_OWN = re.compile(r"我|咱|俺|本[厂店公企]")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """``places`` named, innermost first said first; ``elsewhere``: words that name no region, 隔壁区."""

    places: tuple[Found, ...] = ()
    elsewhere: str = ""
    denied: tuple[Found, ...] = ()  # 我们厂不在沙坪坝


def read_whereabouts(view: Text, context: Context) -> Whereabouts:
    """What the text states of where it is; what is supposed, denied or only compared does not count."""
    every = find_places(view.norm, called=True)
    found = {p: Found("region", p.path, p.start, _end(p), view.words(p.start, _end(p))) for p in every}
    denied = tuple(
        f for f in found.values() if _DENIED.search(view.norm[: f.start]) or _OUTSIDE.match(view.norm, f.end)
    )
    named = [
        f
        for p, f in found.items()
        if f not in denied
        and context.judge(p.start, _end(p), _UNDER) is Standing.STATED
        and not _COMPARED.search(view.norm[: p.start])
    ]
    named = [f for f in named if not _BY_ITS_LIST.search(view.norm[: f.start])] or named
    shared = [f for f in named if is_shared_name(str(f.value))]
    inner = [
        f for f in named if f not in shared and not any(str(o.value).startswith(f"{f.value}/") for o in named)
    ]
    if shared and not inner:
        return Whereabouts((), shared[0].words, denied)
    return Whereabouts(tuple(inner), _find_unnamed(view, context, every), denied)


def find_whereabouts(text: str) -> Whereabouts:
    """``read_whereabouts`` of a text by itself."""
    if not find_places(text, called=True) and not _UNNAMED.search(text) and not _UNKNOWN_NAME.search(text):
        return Whereabouts()
    view = Text(text)
    return read_whereabouts(view, Context(view, load_phrases()))


def denies(denied: Sequence[Found], region: str) -> bool:
    """Whether it was said not to be in ``region``: not in 重庆 is not in 沙坪坝区 either."""
    return any(lies_in(region, str(found.value)) for found in denied)


def may_lie_in(words: str, region: str) -> bool:
    """Whether 我们县, 我们省 may be said in ``region``: 广西 has counties, 沙坪坝区 has none."""
    own = _UNNAMED.fullmatch(words)
    kind = own["own"] if own else None
    if kind is None:
        return False
    if kind == "省":
        return "省" in region
    return not region.endswith(("区", "县", "旗")) or region.endswith(("自治区", kind))


def _find_unnamed(view: Text, context: Context, places: list[NamedPlace]) -> str:
    """The first words of the text that tell of a place without naming it."""
    spans = [m.span() for m in _UNNAMED.finditer(view.norm)]
    spans += [m.span("name") for m in _UNKNOWN_NAME.finditer(view.norm)]
    for start, end in sorted(spans):
        if any(p.start < end and _end(p) > start for p in places):
            continue  # 两江新区
        before = next((p for p in reversed(places) if _end(p) <= start), None)
        if before and not view.norm[_end(before) : start].strip("的市区") and not _has_such(before.path):
            continue  # 成都高新区
        if places and _GUESTS.match(view.norm, end):
            continue  # 外省企业在沙坪坝
        told = context.judge(start, end, _UNDER) is Standing.STATED
        if told and not _is_of_others(view.norm, start, end):
            return view.words(start, end)
    return ""


def _has_such(path: str) -> bool:
    """Where a 高新区 or a 新区 is a body beside the districts: 重庆, and 沙坪坝区 that it lies partly in."""
    return path in ("重庆市", "重庆市/沙坪坝区")


def _is_of_others(text: str, start: int, end: int) -> bool:
    """老板在外省, 从外省拉来, 隔壁区的厂没罚，我们……"""
    clause = text[max((m.end() for m in _CLAUSE_END.finditer(text, 0, start)), default=0) : start]
    at = re.sub(rf"{_AT}$", "", clause)
    if _PERSON.search(at) or _BROUGHT.search(clause):
        return True
    stop = _CLAUSE_END.search(text, end)
    later = bool(stop and _OWN.search(text, stop.end()))
    return later and not _OWN.search(clause) and bool(_OTHERS_DID.match(text, end))


def _end(place: NamedPlace) -> int:
    return place.start + len(place.text)
