"""Words the lint of rules looks for in a provision: ``connectives.yaml``; numbers as the texts write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from corpus.rule_models import Operator, Outcome
from corpus.yaml_tree import Entry, read_yaml

WORDING_FILE = Path(__file__).parent / "connectives.yaml"

_KEYS = {"connectives", "joints", "operator_words", "unit_words", "number_words"} | {
    "outcome_words",
    "decision_words",
}
_DIGITS = {
    char: value for value, chars in enumerate(("〇零", "一", "二两", *"三四五六七八九")) for char in chars
}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_NUMERAL = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{''.join(_DIGITS)}{''.join(_POWERS)}]+")


_Code = TypeVar("_Code", Operator, Outcome)


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """An outcome's quotes have one of ``required`` (where there are any) and none of ``forbidden``."""

    required: tuple[str, ...]
    forbidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """A word between two conditions and the node it stands for: ``all`` or ``any``."""

    word: str
    node: str


@dataclass(frozen=True)
class Wording:
    """The lists of ``connectives.yaml``."""

    connectives: tuple[str, ...]
    joints: tuple[Joint, ...]
    operator_words: Mapping[Operator, tuple[str, ...]]
    unit_words: Mapping[Operator, tuple[str, ...]]
    number_words: Mapping[str, Decimal]
    outcome_words: Mapping[Outcome, OutcomeWords]
    decision_words: tuple[str, ...]

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_alternatives(self.connectives)})*")

    @cached_property
    def _operators(self) -> re.Pattern[str]:
        return re.compile(_alternatives(tuple(w for words in self.operator_words.values() for w in words)))

    @cached_property
    def decisions(self) -> re.Pattern[str]:
        return re.compile(_alternatives(self.decision_words))

    def is_connective(self, text: str) -> bool:
        """Whether ``text`` is put together of connectives alone."""
        return self._joined.fullmatch(text) is not None

    def find_joint(self, between: str, after: str) -> Joint | None:
        """What joins two conditions, ``between`` them or at the head of the second; ``None`` if unclear."""
        found = [j for j in self.joints if j.word in between or after.startswith(j.word)]
        return max(found, key=lambda j: len(j.word)) if len({j.node for j in found}) == 1 else None

    def find_operators(self, text: str) -> set[Operator]:
        """What the longest operator words in ``text`` say: 不超过 is ``at_most``, never 超过."""
        found = {match.group() for match in self._operators.finditer(text)}
        return {operator for operator, words in self.operator_words.items() if found & set(words)}


@cache
def load_wording(path: Path = WORDING_FILE) -> Wording:
    """Raises ``KuanyanError``."""
    keys = read_yaml(path).table(_KEYS, set())
    outcomes = _by_code(keys["outcome_words"], Outcome)
    numbers = keys["number_words"].table(set())
    return Wording(
        connectives=_read_groups(keys["connectives"]),
        joints=_read_joints(keys["joints"]),
        operator_words=_read_by_operator(keys["operator_words"]),
        unit_words=_read_by_operator(keys["unit_words"]),
        number_words={word: entry.number() for word, entry in numbers.items()},
        outcome_words={code: _read_outcome_words(entry) for code, entry in outcomes.items()},
        decision_words=_read_groups(keys["decision_words"]),
    )


def find_numbers(text: str) -> Iterator[tuple[Decimal, str]]:
    """(number, what follows it) for each numeral of ``text``: 0.1, ０．１, 十五, 两千."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    for match in _NUMERAL.finditer(plain):
        value = match.group()
        number = Decimal(value) if value[0].isascii() else Decimal(_read_chinese(value))
        yield number, plain[match.end() :]


def _read_chinese(numeral: str) -> int:
    """二〇二一 by its digits, 一百零五 by its powers."""
    if not any(char in _POWERS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total, below, digit = 0, 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif _POWERS[char] == 10000:
            total, below, digit = (below + digit or 1) * 10000, 0, 0
        else:
            below, digit = below + (digit or 1) * _POWERS[char], 0
    return total + below + digit


def _read_groups(entry: Entry) -> tuple[str, ...]:
    return tuple(word for group in entry.items() for word in group.texts())


def _read_joints(entry: Entry) -> tuple[Joint, ...]:
    nodes = entry.table({"all", "any"}, set())
    return tuple(Joint(word, node) for node, words in nodes.items() for word in words.texts())


def _read_by_operator(entry: Entry) -> dict[Operator, tuple[str, ...]]:
    return {code: words.texts() for code, words in _by_code(entry, Operator).items()}


def _by_code(entry: Entry, kind: type[_Code]) -> dict[_Code, Entry]:
    return {kind(key): value for key, value in entry.table(set(), set(kind)).items()}


def _read_outcome_words(entry: Entry) -> OutcomeWords:
    keys = entry.table(set(), {"required", "forbidden"})
    return OutcomeWords(*(keys[k].texts() if k in keys else () for k in ("required", "forbidden")))


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
