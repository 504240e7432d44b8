"""What kind of answer a question wants, a number of years, a web address, so that a clause which has none
is not given as the answer to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.places import find_places

_COUNT = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百半几数]+)\s*个?"
_HOW_MANY = r"(?<![这那哪前好过头晚早给隔等])(?:几|多少)个?"
_YEARS = rf"(?<!\d\d){_COUNT}周?年(?!\s*\d+\s*月)|每年|年度|长期|永久"
_MONTHS = rf"{_COUNT}月(?!\s*\d+\s*日)|每月|季度|每季"
_DAYS = rf"(?<!月)(?<!月 ){_COUNT}(?:工作)?(?:日|天|周|星期)|每[日天周]"
_HOURS = rf"{_COUNT}(?:小时|钟头|分钟)"
_AT_ONCE = "立即|立刻|即时|当场|同步|当天|当日|随时|第一时间|现场(?:改正|整改|纠正)"
_IN_TIME = "及时(?!改正)|限时|按时|按期|尽快|定期|限期|期限|逾期|有效期"
_UNITS = ("学时", "份", "级", "岁", "分贝", "公里", "平方米", "平米", "米", "吨", "公斤", "毫克", "名", "家")
_NOT_TOGETHER = "(?![^，,。；;？?]{0,4}(?:都|一起|同时|轮|一块))"  # 几家单位都要去 asks no number
_FIRST = 20  # characters of a term that is asked for its meaning


@dataclass(frozen=True, slots=True)
class _Sought:
    """``asks`` finds it in a question, ``holds`` in a clause that may answer; ``name`` for the user."""

    name: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]


def _sought(name: str, asks: str, *holds: str) -> _Sought:
    return _Sought(name, re.compile(asks), re.compile("|".join(holds)))


_KINDS = (
    _sought("几年", f"{_HOW_MANY}周?年(?!度)", _YEARS),
    _sought("几个月", f"{_HOW_MANY}月(?!份)", _MONTHS, _YEARS, _DAYS, _AT_ONCE),
    _sought("几小时", f"{_HOW_MANY}(?:小时|钟头|分钟)", _HOURS, _AT_ONCE),
    _sought("几天", f"{_HOW_MANY}(?:工作)?[日天](?!期)", _DAYS, _HOURS, _AT_ONCE, _MONTHS),
    _sought("多长时间", "多久|多长时间|时限", _YEARS, _MONTHS, _DAYS, _HOURS, _AT_ONCE, _IN_TIME),
    *(_sought(f"几{unit}", f"{_HOW_MANY}{unit}{_NOT_TOGETHER}", f"{_COUNT}{unit}") for unit in _UNITS),
    _sought("时效", "时效", "时效"),
    _sought("怎么认定", "(?:怎么|如何|谁来?|由谁)认定", "认定"),
    _sought("对信用的影响", "(?:影响|记入|进|上).{0,4}(?:信用|征信)", "信用|诚信|失信"),
    _sought("网址", "网址", r"网址|https?:|www\.|\.cn|\.com"),
    _sought("哪个网站或者平台", "(?:哪个|什么|哪一个|啥)(?:网站|平台|系统|网页)", "网|平台|系统"),
    _sought(
        "电话",
        "(?<!打)(?<!打个)电话(?!说|讲|告知|通知|提醒|沟通|里)|热线|手机号|联系方式",
        r"电话|热线|\d{7,}|\d{3,4}-\d+",
    ),
    _sought("地址", "地址|(?:几|哪)(?:楼|号窗|个窗口)|门牌", r"地址|路\d+号|\d+号楼|\d+楼|窗口"),
    _sought("邮箱", "邮箱", "邮箱|@"),
    _sought("比例", "百分之几|百分之多少|多少比例|什么比例|占多大", "%|％|百分|‰|倍"),
)
_MEANING = (
    re.compile(rf"(?:什么(?:是|叫做?)|何为|何谓|啥(?:是|叫))(?P<term>[^,，。?？!！]{{2,{_FIRST}}})"),
    re.compile(
        rf"(?P<term>[^,，。?？!！的]{{2,{_FIRST}}}?)(?:这个(?:词|说法|概念))?(?:是|到底|究竟)*"
        r"(?:的(?:定义|含义)是|(?:是)?什么意思|(?:是)?指(?:的是)?什么|怎么定义)"
    ),
)
_QUOTES = re.compile(r"[“”\"「」『』《》\s]")
_SAYS = "(?:[，,]?(?:是指|系指|指的?是|就是指|是(?![否不])|即)|[，,]坚持)"


def find_unmet(question: str, text: str) -> str | None:
    """The first kind that ``question`` asks for and ``text`` has not; ``None`` where there is none."""
    for kind in _KINDS:
        if kind.asks.search(question) and not kind.holds.search(text):
            return kind.name
    return None


def find_term(question: str) -> str | None:
    """The term whose meaning ``question`` asks for, without quotation marks and the place before it."""
    asked = next((match for pattern in _MEANING if (match := pattern.search(question))), None)
    if asked is None:
        return None
    term = _QUOTES.sub("", asked["term"])
    place = next(iter(find_places(term)), None)
    if place is not None and place.start == 0:
        term = re.sub(r"^(?:说|讲|提到?|要求)?的?", "", term[len(place.text) :])
    return term or None


def defines(text: str, term: str) -> bool:
    """正面清单是指…: whether ``text`` says what ``term`` is, not only uses it."""
    return bool(re.search(re.escape(term) + _SAYS, _QUOTES.sub("", text)))


def names_in(text: str, term: str) -> bool:
    return term in _QUOTES.sub("", text)


def names(title: str, term: str) -> bool:
    """Whether ``title`` is the term's own: 做好行政处罚事后帮扶 is not about what 行政处罚 means."""
    plain = _QUOTES.sub("", title)
    return term in plain and 2 * len(term) > len(plain)
