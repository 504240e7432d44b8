"""Places named in a text, and which documents hold in a region.

``places.csv`` lists China's provinces, cities and counties with the path they lie in (administrative
divisions as packaged in ``cpca`` 0.5.5, MIT; no path where several counties share a name). Provinces
and cities are also known by their short names (成都, 广西).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
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


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """``text`` as it stands in the question at ``start``; ``path`` is 重庆市/渝北区, or the bare name."""

    path: str
    text: str
    start: int


def find_places(text: str) -> list[NamedPlace]:
    """Places named in ``text``, longest names first where they overlap, in order of appearance.

    A county whose name several share lies in the place named right before it: 重庆市江北区.
    """
    paths = _paths()
    found: list[NamedPlace] = []
    for match in _pattern().finditer(text):
        path, name = paths[match.group()], match.group()
        before = found[-1] if found else None
        between = text[before.start + len(before.text) : match.start()] if before else "-"
        if before and "/" not in path and name.endswith(("区", "县", "旗")) and not between.strip("/ "):
            path = f"{before.path}/{name}"
        found.append(NamedPlace(path, name, match.start()))
    return found


def share_ground(one: str, other: str) -> bool:
    """Whether one of two regions lies in the other, or they are the same: 重庆市 and 重庆市/渝北区."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def document_regions(corpus: Corpus) -> tuple[str, ...]:
    """The regions of the documents, e.g. 重庆市/沙坪坝区, each once, in a fixed order."""
    return tuple(sorted({document.meta.region for document in corpus.documents}))


def documents_in_force(corpus: Corpus, region: str) -> list[Document]:
    """Documents that hold in ``region``: its own and those of the regions it lies in."""
    return [d for d in corpus.documents if (region + "/").startswith(d.meta.region + "/")]


def parse_region(corpus: Corpus, text: str) -> str:
    """沙坪坝 / 重庆市沙坪坝区 / 重庆市/沙坪坝区 → 重庆市/沙坪坝区; 成都 → 四川省/成都市.

    Raises ``KuanyanError`` where ``text`` names no place.
    """
    plain = text.strip().replace("/", "").replace(" ", "")
    places = find_places(plain)
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


@cache
def _paths() -> dict[str, str]:
    """Every way a place may be written → the path it lies in."""
    paths: dict[str, str] = {}
    with _PLACES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in reversed(rows):  # provinces last, so that they win
        full, path = row["name"], row["path"] or row["name"]
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
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_paths(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
