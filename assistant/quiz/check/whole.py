"""What only the whole paper shows: the same question twice, keys in one place, the key always the longest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.quiz.check.models import Problem, Severity
from assistant.quiz.check.words import plain
from assistant.quiz.models import LETTERS, Item, ItemKind

_FEWEST_FOR_LENGTH = 50  # single-choice items
_LENGTH_SHARE = 0.20, 0.30  # of items whose key alone is longest; real law exams have 22–27 %
_FEWEST_EACH = 5  # expected keys at a letter, below which chi-square says nothing
_CRITICAL = {1: 6.635, 2: 9.210, 3: 11.345, 4: 13.277, 5: 15.086}  # chi-square, 1 %, by degrees of freedom


def single_choices(items: Sequence[Item]) -> list[Item]:
    """Those with one letter as their key, the questions of cases included."""
    flat = [one for item in items for one in (item, *item.questions)]
    return [one for one in flat if one.kind is ItemKind.SINGLE and len(one.key) == 1]


def is_key_longest(item: Item) -> bool:
    """Whether the key has more characters than each other option."""
    lengths = [len(plain(option)) for option in item.options]
    key = LETTERS.index(item.key[0])
    return all(lengths[key] > length for i, length in enumerate(lengths) if i != key)


def chi_square(counts: Sequence[int]) -> float:
    """Pearson's statistic against an even spread; ``counts`` may not be all zero."""
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


def count_positions(items: Sequence[Item]) -> dict[int, list[int]]:
    """Number of options → how often the key stands at each letter, over single-choice items."""
    counts: dict[int, list[int]] = {}
    for item in single_choices(items):
        here = counts.setdefault(len(item.options), [0] * len(item.options))
        here[LETTERS.index(item.key[0])] += 1
    return dict(sorted(counts.items()))


def check_whole(numbered: Sequence[tuple[int, Item]]) -> Iterator[Problem]:
    """``numbered`` are the items whose keys are well formed, with their numbers in the paper."""
    yield from _check_doubles(numbered)
    items = [item for _, item in numbered]
    for options, counts in count_positions(items).items():
        statistic = chi_square(counts)
        if sum(counts) >= _FEWEST_EACH * options and statistic > _CRITICAL[options - 1]:
            shown = "、".join(f"{LETTERS[i]} {count}" for i, count in enumerate(counts))
            yield Problem(
                0,
                Severity.HINT,
                "uneven_keys",
                f"单选题（{options}个选项）的答案分布不匀（{shown}；χ²={statistic:.1f}），请调换选项的顺序。",
            )
    single = single_choices(items)
    if len(single) >= _FEWEST_FOR_LENGTH:
        share = sum(map(is_key_longest, single)) / len(single)
        if not _LENGTH_SHARE[0] <= share <= _LENGTH_SHARE[1]:
            yield Problem(
                0,
                Severity.HINT,
                "longest_share",
                f"{len(single)}道单选题里，正确选项独为最长的占{share:.0%}，应在20%到30%之间，请调整选项长短。",
            )


def _check_doubles(numbered: Sequence[tuple[int, Item]]) -> Iterator[Problem]:
    stems: dict[str, list[int]] = defaultdict(list)
    asks: dict[str, list[int]] = defaultdict(list)
    for number, item in numbered:
        stems[plain(item.stem)].append(number)
        if item.asks:
            asks[item.asks].append(number)
    said = set()
    for stem, numbers in stems.items():
        if len(numbers) > 1 and stem:
            said.add(tuple(numbers))
            yield _double(numbers, "same_stem", "题干相同")
    for numbers in asks.values():
        if len(numbers) > 1 and tuple(numbers) not in said:
            yield _double(numbers, "same_question", "问的是同一件事")


def _double(numbers: Sequence[int], code: str, what: str) -> Problem:
    others = "、".join(map(str, numbers[:-1]))
    return Problem(numbers[-1], Severity.ERROR, code, f"与第{others}题{what}，一份卷里只应有一道，请换掉。")
