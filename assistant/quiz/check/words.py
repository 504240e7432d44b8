"""Words made comparable: broken lines joined, brackets and widths unified; which words decide."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

BLANK_MARK = re.compile(r"_{2,}|[(（][\s\u3000_]*[)）]")  # a place to be filled: ____ or （　）
_QUOTES = re.compile("[“”\"‘’'「」『』]")
_SPACE = re.compile(r"\s+")
_BRACKETS = str.maketrans("〔〕[]【】﹝﹞", "()()()()")
_NUMERAL = r"[0-9]+(?:\.[0-9]+)?%?|第?[〇零一二两三四五六七八九十百千]+(?=[日天年月倍吨个项条次周])"
_MODALS = (
    "可以依法不予|可以不予|不再予以|不予|不得|不能|不应|不适用|应当|应该|必须|可以|严禁|禁止|免予|免于|从重|从轻|减轻|加重|"
    "(?<![对适反相响供效])应(?![急用])|原则上"
)
_RELATIONS = (
    "以上|以下|以内|之内|不超过|超过|不低于|低于|不高于|高于|小于|大于|不满|不少于|多于|并且|或者|除外|之前|之后|"
    "且|或|当场|立即|首次|初次|多次|再次|事前|事中|事后"
)
_DECISIVE = re.compile(f"{_NUMERAL}|{_MODALS}|{_RELATIONS}")
_NEGATIONS = "不未非无"
_LIGHT = re.compile("[的了其等,。;:、!?()《》·—-]")
_DIGITS = dict(zip("〇零一二两三四五六七八九", "001223456789", strict=True))
_SMALL_NUMBER = re.compile("[〇零一二两三四五六七八九十]+(?=[日天年月倍吨个项条次周%])")


def plain(text: str) -> str:
    """``text`` in one width, without blanks and quote marks, one kind of round bracket, ``and`` as 和.

    The documents break lines inside sentences, mix widths and brackets, and print 「 and 」 for 和.
    """
    text = _SPACE.sub("", unicodedata.normalize("NFKC", re.sub(r"\s+and\s+", "和", text)))
    return _QUOTES.sub("", text).translate(_BRACKETS)


def statement(text: str) -> str:
    """``plain`` without the place for an answer and the full stop at the end."""
    text = re.sub(r"[(（][\s\u3000]*[)）]\s*[。.?？]?\s*$", "", text)
    return plain(text).rstrip("。;,.!?:")


def shorten(text: str, most: int = 24) -> str:
    """``text`` in one line for a message, cut after ``most`` characters."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most]}……"


def find_decisive(text: str) -> Counter[str]:
    """Numbers, modal words and words of relation in ``text``, the longest at each place."""
    return Counter(match.group() for match in _DECISIVE.finditer(plain(text)))


def is_decisive(text: str) -> bool:
    """Whether a difference of ``text`` can change what a sentence says: more than marks and particles."""
    return bool(_LIGHT.sub("", plain(text)))


def same_meaning(one: str, other: str) -> bool:
    """Whether two options say the same but for marks, particles and the way of writing numbers."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    text = _SMALL_NUMBER.sub(lambda match: _arabic(match.group()), plain(text))
    return _LIGHT.sub("", text.replace("天", "日").replace("或者", "或").replace("并且", "且"))


def _arabic(numeral: str) -> str:
    """Up to ninety-nine: 十五 → 15; by its digits where there is no 十."""
    if "十" not in numeral:
        return "".join(_DIGITS[c] for c in numeral)
    tens, ones = numeral.split("十", 1)
    return str(int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0")))


def find_standing(words: str, text: str) -> list[int]:
    """Offsets at which ``words`` stand in ``text`` (both ``plain``) as words of their own.

    7日 does not stand in 17日, 不予行政处罚 not in 可以不予行政处罚, 现场 not in 非现场.
    """
    found = []
    start = text.find(words)
    while words and start >= 0:
        if begins_alone(words, text, start) and _ends_alone(words, text, start):
            found.append(start)
        start = text.find(words, start + 1)
    return found


def stands(words: str, text: str) -> bool:
    return bool(find_standing(words, text))


def begins_alone(words: str, text: str, start: int) -> bool:
    """Whether nothing before it belongs to its first word: 不予 in 可以不予, 7 in 17, 现场 in 非现场."""
    before = text[:start]
    if words[0].isdigit() and re.search(r"[0-9.]$", before):
        return False
    if words.startswith(("不予", "免")) and re.search("可以(?:依法)?$", before):
        return False
    return before[-1:] not in _NEGATIONS if before and words[0] not in ",。;:、()" else True


def _ends_alone(words: str, text: str, start: int) -> bool:
    after = text[start + len(words) : start + len(words) + 1]
    return not (words[-1].isdigit() and re.match(r"[0-9.%]", after))
