"""Flaws of item writing: what gives the key away, misleads, or makes an option useless.

After Haladyna, Downing & Rodriguez (2002), A review of multiple-choice item-writing guidelines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.quiz.check.models import Finding, error, hint
from assistant.quiz.check.stems import is_marked, is_negative, unmarked
from assistant.quiz.check.words import BLANK_MARK, find_decisive, plain, same_meaning, stands, statement
from assistant.quiz.models import LETTERS, Item, ItemKind

_ALL_OF = re.compile(
    "以上(?:选项|各项|说法)?(?:都|均|全)?(?:不)?(?:对|是|正确|错)|(?:都|均)不(?:对|是|正确)$|全部正确|全对|以上皆"
)
_ABSOLUTE = re.compile("一律|必然|绝对|完全|所有|任何|全部|从不|总是|永远|唯一|仅仅|一概")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("日期", re.compile(r"^[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?前?$")),
    ("期限", re.compile(r"^[0-9〇零一二两三四五六七八九十]+(?:个)?[日天月年周]+(?:内|前|以内)?$|^自.+日内$")),
    ("数字", re.compile(r"^[0-9]+(?:\.[0-9]+)?(?:%|倍|吨|平方米|元|个|项|次|种)?(?:以下|以上)?$")),
    ("项号", re.compile(r"第[0-9一二三四五六七八九十]+项$")),
)
_OUTLIER = 1.6  # times the next longest option
_LEAST_LONGER = 8  # characters
_ECHO = 4  # characters that stem and key share and no other option does


def check_flaws(item: Item) -> Iterator[Finding]:
    """Of one item, key well formed; the questions of a case are checked one by one."""
    quotes = [plain(citation.quote) for citation in item.citations]
    if item.kind is not ItemKind.CASE and is_negative(item.stem, quotes) and not is_marked(item.stem):
        yield error("unmarked_negative", "题干是否定问法而没有标出，请把否定词写成【不】或者加粗。")
    if item.options:
        yield from _check_options(item)
        yield from _check_kinds(item.options)
        yield from _check_cues(item)


def _check_options(item: Item) -> Iterator[Finding]:
    options, right = item.options, [letter in item.key for letter in LETTERS]
    for i, option in enumerate(options):
        if _ALL_OF.search(plain(option)):
            yield error("all_of_the_above", f"选项{LETTERS[i]}“{option}”是笼统的选项，请换成具体内容。")
        for j in range(i + 1, len(options)):
            pair = f"选项{LETTERS[i]}与{LETTERS[j]}"
            if statement(option) == statement(options[j]):
                yield error("same_options", f"{pair}相同，请换掉一个。")
            elif same_meaning(option, options[j]):
                yield error("same_options", f"{pair}意思相同，请换掉一个。")
            elif _contains(option, options[j]) or _contains(options[j], option):
                report = error if right[i] != right[j] else hint  # both wrong: clumsy, the key stands
                yield report("overlap", f"{pair}互相包含，请改成互不包含的内容。")


def _contains(one: str, other: str) -> bool:
    small, large = statement(one), statement(other)
    return len(small) > 1 and small != large and stands(small, large)


def _check_kinds(options: Sequence[str]) -> Iterator[Finding]:
    """All but one of a kind that is told by its form: dates, periods, numbers."""
    texts = [statement(option) for option in options]
    kinds = [next((name for name, form in _KINDS if form.search(text)), "") for text in texts]
    for name in dict.fromkeys(kinds):
        others = [i for i, kind in enumerate(kinds) if kind != name]
        if name and len(options) >= 3 and len(others) == 1:
            i = others[0]
            yield error(
                "other_kind", f"其余选项都是{name}，选项{LETTERS[i]}“{options[i]}”不是，请换成同类的。"
            )


def _check_cues(item: Item) -> Iterator[Finding]:
    key = [LETTERS.index(letter) for letter in item.key]
    others = [i for i in range(len(item.options)) if i not in key]
    if not others:
        if item.kind is ItemKind.MULTIPLE:
            yield hint("all_right", "所有选项都对，请至少加一个错误的选项。")
        return
    if item.kind is ItemKind.SINGLE:
        yield from _check_single_cues(item, key[0], others)
    texts = [plain(option) for option in item.options]
    absolute = [bool(_ABSOLUTE.search(text)) for text in texts]
    if sum(absolute[i] for i in others) >= max(2, len(others) - 1) and not any(absolute[i] for i in key):
        yield hint("absolute_words", "绝对化的词（一律、所有……）只出现在错误选项里，容易猜中，请改写。")


def _check_single_cues(item: Item, key: int, others: Sequence[int]) -> Iterator[Finding]:
    lengths = [len(plain(option)) for option in item.options]
    longest = max(lengths[i] for i in others)
    if lengths[key] >= _OUTLIER * longest and lengths[key] - longest >= _LEAST_LONGER:
        yield hint("longest_key", f"正确选项有{lengths[key]}个字，比其余的长得多，请使长短相近。")
    stem = unmarked(BLANK_MARK.sub("…", item.stem))
    echo = _longest_echo(item, stem, key, others)
    if echo:
        yield hint("echo", f"题干里的“{echo}”只在正确选项里重复出现，容易猜中，请改写。")
    unit = _unit_after_blank(item.stem)
    if unit and [plain(item.options[i]).endswith(unit) for i in (key, *others)] == [True] + [False] * len(
        others
    ):
        yield hint("grammar_cue", f"只有正确选项与题干的“{unit}”接得上，容易猜中，请改写。")


def _longest_echo(item: Item, stem: str, key: int, others: Sequence[int]) -> str:
    text = plain(item.options[key])
    for size in range(len(text), _ECHO - 1, -1):
        for start in range(len(text) - size + 1):
            words = text[start : start + size]
            if words in stem and not re.search("[,。;:、()]", words):
                absent = not any(words[:_ECHO] in plain(item.options[i]) for i in others)
                return words if absent else ""
    return ""


def _unit_after_blank(stem: str) -> str:
    """A word that stands twice because an option already has it: ……是（ ）行为 with the option 违法行为."""
    match = re.search(r"[)）_]\s*([\u4e00-\u9fff]{2})", stem)
    return match[1] if match and not find_decisive(match[1]) else ""
