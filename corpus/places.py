"""Places named in a text, and which documents hold in a region.

``places.csv`` lists China's provinces, cities and counties with the path they lie in (administrative
divisions as packaged in ``cpca`` 0.5.5, MIT; no path where several counties share a name). Provinces
and cities are also known by their short names (成都, 广西). Rows of level ``area`` are well known new areas
and districts younger than that list; those of level ``called`` are what people call a district by when they
say where they are: 歌乐山, 磁器口 for 沙坪坝区.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.models import Corpus, Document

_PLACES = Path(__file__).parent / "places.csv"
_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族"
    "|傈僳族|羌族|柯尔克孜|景颇族"
)
_SUFFIX = re.compile(
    rf"(?:{_PEOPLES})*(?:特别行政区|自治区|自治州|自治县|地区|林区|新区|省|市|盟|州|区|县|旗)$"
)
# Short names that are also words of everyday speech: only the full name counts.
_ALSO_WORDS = {"东方", "朝阳", "白银", "长寿", "开封", "日照", "文山", "大同", "滨海", "统一", "四平"}


# Names that also stand inside other words: 移送公安县局, 长治久安, 歌乐山, 目前海关, 堆沙区.
_GUARDED = {
    "公安县": r"(?<![送交报给与和由经])公安县(?!级?(?:局|分局|公安))",
    "长治": r"长治(?!久|理)",
    "西藏": r"(?<!东)西藏",
    "平坝区": r"(?<!沙)平坝区",
    "乐山": r"(?<![歌娱])乐山",
    "前海": r"(?<![目之以从跟当空])前海(?![关洋外报量])",
    "沙区": r"(?<![^在是于到属的，,。；;：:、\s])沙区",
    "西永": r"西永(?!远|久)",
    "兵团": r"(?<![青童])兵团(?!作战)",
    "重庆江北": r"重庆江北(?!区|嘴)",
    "重庆市江北": r"重庆市江北(?!区|嘴)",
}
# What makes a name say where something comes from or is called after, not where it is.
_CALLED_AFTER = re.compile(
    r"路(?![边上口段过政网])|大道|街(?!道|镇|上|边)|拉面|火锅|螺蛳粉|米粉|大米|小吃|小面|烤|菜馆|口味|风味|分公司|商会|籍"
    r"|人(?![民员大工均口行流事为才社])"
)
_DISH = re.compile(r"拉面|火锅|螺蛳粉|米粉|大米|小吃|小面|烤|菜馆|口味|风味")
_COMES_FROM = re.compile(r"[^，,。；;？?]{0,6}来(?:的|了)?")


_REMEMBERED = 256  # texts: several steps of one answer ask for the places of the same


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """``text`` as it stands in the question at ``start``; ``path`` is 重庆市/渝北区, or the bare name."""

    path: str
    text: str
    start: int


def find_places(text: str, called: bool = False) -> list[NamedPlace]:
    """Places named in ``text``, longest names first where they overlap, in order of appearance.

    A county whose name several share lies in the place named right before it: 重庆市江北区. A name that
    something is called after (南京路, 兰州拉面, 四川分公司) or comes from (从上海来的老板) is none, nor is
    the 大学城 of another city. ``called``: also what districts are called by, which in a question may be what
    it asks about: 西永微电园.
    """
    return list(_find_places(text, called))


@lru_cache(_REMEMBERED)
def _find_places(text: str, called: bool) -> tuple[NamedPlace, ...]:
    paths = _paths(called)
    found: list[NamedPlace] = []
    for match in _pattern(called).finditer(text):
        path, name = paths[match.group()], match.group()
        if _is_by_name_only(text, match, path):
            continue
        before = found[-1] if found else None
        between = text[before.start + len(before.text) : match.start()] if before else "-"
        beside = before if not between.strip("/ ") else None
        if beside and "/" not in path and name.endswith(("区", "县", "旗")):
            path = f"{beside.path}/{name}"
        if beside and name in _called() and not share_ground(path, beside.path):
            continue
        found.append(NamedPlace(path, name, match.start()))
    return tuple(found)


def _is_by_name_only(text: str, match: re.Match[str], path: str) -> bool:
    """南京路的小店, 柳州螺蛳粉店, 从上海来的老板; 沙坪坝区火锅店 is a shop in 沙坪坝区."""
    start, end = match.span()
    if text[max(start - 1, 0) : start] == "从" and _COMES_FROM.match(text, end):
        return True
    after = _CALLED_AFTER.match(text, end)
    if after is None:
        return False
    district = path.count("/") > 0 and path.endswith(("区", "县", "旗"))
    return not (_DISH.match(text, end) and (district or match.group().endswith(("区", "市", "省", "县"))))


def share_ground(one: str, other: str) -> bool:
    """Whether one of two regions lies in the other, or they are the same: 重庆市 and 重庆市/渝北区."""
    return lies_in(one, other) or lies_in(other, one)


def lies_in(place: str, region: str) -> bool:
    """Whether ``place`` is ``region`` or a part of it: 重庆市/渝北区 in 重庆市."""
    return f"{place}/".startswith(f"{region}/")


def innermost(paths: Sequence[str]) -> list[str]:
    """``paths`` without those that another of them lies in: 重庆市, 重庆市/渝北区 is 重庆市/渝北区."""
    return [p for p in paths if not any(o != p and lies_in(o, p) for o in paths)]


def document_regions(corpus: Corpus) -> tuple[str, ...]:
    """The regions of the documents, e.g. 重庆市/沙坪坝区, each once, in a fixed order."""
    return tuple(sorted({document.meta.region for document in corpus.documents}))


def documents_in_force(corpus: Corpus, region: str) -> list[Document]:
    """Documents that hold in ``region``: its own and those of the regions it lies in."""
    return [d for d in corpus.documents if lies_in(region, d.meta.region)]


def parse_region(corpus: Corpus, text: str) -> str:
    """沙坪坝 / 重庆市沙坪坝区 / 重庆市/沙坪坝区 → 重庆市/沙坪坝区; 成都 → 四川省/成都市.

    Raises ``KuanyanError`` where ``text`` names no place.
    """
    plain = text.strip().replace("/", "").replace(" ", "")
    places = find_places(plain, called=True)
    if places and "".join(place.text for place in places) == plain:
        return places[-1].path
    known = "、".join(document_regions(corpus))
    raise KuanyanError(f"不认识地区「{text}」，请写行政区划名称；已收文件的地区有：{known}。")


def short_name(name: str) -> str:
    """广西壮族自治区 → 广西, 沙坪坝区 → 沙坪坝; a name that would shrink to one character stays."""
    if name == "内蒙古自治区":  # 蒙古 is no suffix here
        return "内蒙古"
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


def is_shared_name(path: str) -> bool:
    """Whether ``path`` is the bare name of a county that several places have: 江北区."""
    return "/" not in path and path.endswith(("区", "县", "旗")) and not path.endswith(("自治区", "行政区"))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with _PLACES.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _called() -> frozenset[str]:
    return frozenset(row["name"] for row in _rows() if row["level"] == "called")


@cache
def _paths(called: bool) -> dict[str, str]:
    """Every way a place may be written → the path it lies in."""
    paths: dict[str, str] = {}
    for row in reversed(_rows()):  # provinces last, so that they win
        full, path = row["name"], row["path"] or row["name"]
        if row["level"] in ("area", "called"):
            if called or row["level"] == "area":
                paths[full] = path
            continue
        short = short_name(full)
        if (row["level"] != "county" or _is_known_short(full, path)) and short not in _ALSO_WORDS:
            paths[short] = path
        if len(full) > 2 or row["level"] != "county":  # 郊区, 应县, 和县 stand inside other words
            paths[full] = path
    return paths


# Where districts are named without 区: around the documents, and new areas of national standing.
_SHORT_WITHIN = ("重庆市/", "辽宁省/盘锦市/")
_SHORT_COUNTIES = {"浦东新区", "滨海新区"}


def _is_known_short(name: str, path: str) -> bool:
    return name in _SHORT_COUNTIES or path.startswith(_SHORT_WITHIN)


@cache
def _pattern(called: bool) -> re.Pattern[str]:
    longest_first = sorted(_paths(called), key=len, reverse=True)
    return re.compile("|".join(_GUARDED.get(name) or re.escape(name) for name in longest_first))
