"""What a stem asks: whether for what is not so, and whether the options are whole statements."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.quiz.check.words import BLANK_MARK, plain

_EMPHASIS = re.compile(
    r"【[^】]*[不未错非除无误][^】]*】|\*\*[^*]*[不未错非除无误][^*]*\*\*|<([bu]|strong)>[^<]*[不未错非除无误][^<]*</\1>"
)
_NEGATIVE = re.compile(
    r"(?:不属于|不包括|不包含|不符合|不正确|不准确|不恰当|不对|错误|有误|不成立|不是|不在|未列入|没有规定|未规定|无需|不具备)"
    r"[^,。;:]{0,24}?(?:的(?:是|有|为|一项|选项|说法|表述)|是哪|有哪|哪)|除[^,。;]{1,20}(?:以外|之外|外)[^。]*(?:都|均)"
)
_STATEMENTS = re.compile("(?:说法|表述|叙述|论述|理解)")


def unmarked(stem: str) -> str:
    """``stem`` (plain) without the marks of emphasis: 【不】属于 is 不属于."""
    return plain(re.sub(r"[【】]|\*\*|</?(?:[bu]|strong)>", "", stem))


def is_negative(stem: str, law: Sequence[str] = ()) -> bool:
    """Whether the right option is the one that is not so.

    不适用…… and 不予…… ask for what the law says; so do words that stand in ``law`` (plain) themselves.
    """
    found = _NEGATIVE.search(unmarked(stem))
    if not found:
        return False
    words = re.split("的(?:是|有|为|一项)|哪", found.group())[0]
    return not (len(words) > 5 and any(words in text for text in law))


def is_marked(stem: str) -> bool:
    """Whether the stem sets off its negation: 【不】, **不**, <b>不</b>."""
    return _EMPHASIS.search(stem) is not None


def asks_for_statements(stem: str) -> bool:
    return _STATEMENTS.search(stem) is not None


def fill(stem: str, words: Sequence[str]) -> str | None:
    """The stem (plain, without its last full stop) with its blanks filled; None where it has not as many."""
    parts = BLANK_MARK.split(stem)
    if len(parts) != len(words) + 1:
        return None
    joined = parts[0] + "".join(word + part for word, part in zip(words, parts[1:], strict=True))
    return plain(joined).rstrip("。;,.!?:")
