"""How people state facts: ``phrases.yaml``, read strictly and its patterns compiled.

A pattern is a regular expression in which ``<name>`` stands for a snippet of the file and ``…`` for a
few characters of the same clause that contain no negation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

from corpus.facts import load_facts, possible_values
from corpus.rule_models import Fact, FactType
from corpus.yaml_tree import Entry, read_yaml, render_values

_Read = TypeVar("_Read")
PHRASES_FILE = Path(__file__).parent / "phrases.yaml"

GAP = "[^，。；！？,;!?\n不没未无]{0,6}?"
_FRACTION = re.compile(r"[1-9]\d*/[1-9]\d*")
_NEVER = re.compile(r"(?!)")
_CONTEXTS = (
    {"near_miss", "condition", "condition_after", "hearsay", "rumour", "authority", "hedge"}
    | {"hedge_after", "plan", "modal", "order", "order_done", "law", "third_party"}
    | {"past", "own", "contrast", "now", "retraction", "partial"}
    | {
        "partial_after",
        "must",
        "consequence",
        "listed",
        "undone_after",
        "disbelief",
        "ahead",
        "ahead_unless_done",
    }
)
_OF_FACT = {
    "cues",
    "silent",
    "exemplars",
    "replies",
    "replies_only",
    "under",
    "against",
    "names",
    "unsettled",
}
_OF_CUE = {"said", "suggests", "negated", "weak", "under", "for", "of_it", "near", "unless"}
_PATTERNS_OF_NUMBER = {
    "multiple",
    "measured",
    "more",
    "mixed",
    "share",
    "total",
    "kinds",
    "within",
    "unless",
    "unless_after",
}
_OF_NUMBER = {"doubtful_units", "before", "after"} | _PATTERNS_OF_NUMBER
_WHOLE = {"yes", "no", "none", "unknown", "filler", "has", "courtesy", "elaboration"}
_OPENINGS = {"rest", "only", "exception"}  # how a piece of a reply begins; the others are whole pieces
_QUESTIONS = {"verdict", "knowledge", "concrete", "join", "removal", "onsite", "punished"}


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that give ``fact`` the ``value``; under a clean negation they give ``negated``, if anything."""

    fact: str
    value: bool | str
    said: tuple[re.Pattern[str], ...]  # counts as stated
    suggests: tuple[re.Pattern[str], ...]  # only worth asking about
    negated: bool | str | None
    weak: bool  # yields to another value of the fact in the same text
    under: frozenset[str]  # contexts it may stand under all the same
    against: frozenset[str]  # contexts that make it nothing here, though not elsewhere
    violations: frozenset[str]  # says this only of these violations; empty: of any
    of_it: bool  # says it only of the thing the violation is about, or where no other thing is named
    near: re.Pattern[str] | None  # says it only where this stands in the text
    unless: re.Pattern[str] | None  # only worth asking about where this stands in the text


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What makes a statement only worth asking about: anywhere in its sentence, or after it in the text."""

    around: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FactPhrases:
    """Everything said of one fact. ``silent``: looks like the fact and says nothing of it."""

    fact: str
    cues: tuple[Cue, ...]
    silent: tuple[re.Pattern[str], ...]
    exemplars: Mapping[bool | str, tuple[str, ...]]
    replies: Mapping[bool | str, re.Pattern[str]]  # whole short answers to the fact's own question
    replies_only: bool  # no other short answer is understood: 没有 says nothing to 是不是初次违法
    names: re.Pattern[str]  # the whole words by which a reply to a grouped question names it
    unsettled: Mapping[bool | str, Unsettled]  # value → what unsettles it


@dataclass(frozen=True, slots=True)
class ViolationHints:
    """``clauses`` that speak of the violation; ``hints``: words that make it worth offering."""

    choice: str
    objects: re.Pattern[str]  # the things it is about: 预案, 登记表
    clauses: tuple[str, ...]
    hints: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class NumberPhrases:
    """A number of ``fact``: its words stand right before it or right after it, in the same clause."""

    fact: str
    units: Mapping[str, Fraction]  # how the unit is written → how many of the fact's unit it is
    doubtful_units: Mapping[str, Fraction]  # as ``units``; only worth asking about
    before: tuple[re.Pattern[str], ...]  # with ``after`` empty too: anywhere
    after: tuple[re.Pattern[str], ...]
    near: re.Pattern[str]  # must stand in the sentence, or in the whole text
    multiple: re.Pattern[str]  # right before: the number is a multiple of the standard, one more than asked
    measured: re.Pattern[str]  # groups measured and limit: the value is how far one exceeds the other
    more: re.Pattern[str]  # in the text: there are further values of which no number is told
    share: re.Pattern[str]  # before the number: it is that of one among several (每堆, 其中)
    mixed: re.Pattern[str]  # in the text: a part of it is told apart (covered, not covered); nothing is given
    total: re.Pattern[str]  # before the number: it is that of all together, whatever ``more`` says
    kinds: re.Pattern[str]  # what may have a number each (COD, 氨氮)
    within: re.Pattern[str]  # in the clause of a kind: no number is missing of it (达标)
    unless: re.Pattern[str]  # must not stand in the clause before the number
    unless_after: re.Pattern[str]  # must not stand right after the number


@dataclass(frozen=True, slots=True)
class Denial:
    """One sentence that denies several facts: 无从重、排除情形."""

    facts: tuple[str, ...]
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is said and changes nothing, with the reason told to the user."""

    said: re.Pattern[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The whole file."""

    contexts: Mapping[str, re.Pattern[str]]
    negators: re.Pattern[str]
    not_negators: re.Pattern[str]
    negation_fillers: re.Pattern[str]
    negated_after: re.Pattern[str]
    facts: Mapping[str, FactPhrases]
    violations: Mapping[str, ViolationHints]
    numbers: Mapping[str, NumberPhrases]
    events: Mapping[str, re.Pattern[str]]
    correction_fillers: re.Pattern[str]  # may stand before a correction that names no thing
    manners: Mapping[str, re.Pattern[str]]  # fact → what said before a correction makes it true
    denials: tuple[Denial, ...]
    replies: Mapping[str, re.Pattern[str]]
    questions: Mapping[str, re.Pattern[str]]
    matters: Mapping[str, frozenset[str]]  # matter → facts that only it asks for
    ignored: tuple[Ignored, ...] = field(default=())


@cache
def load_phrases(path: Path = PHRASES_FILE) -> Phrases:
    """Reads, checks against ``facts.yaml``, compiles. Raises ``KuanyanError``; do not change the result."""
    return _Reader(path).read()


class _Reader:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._facts = load_facts()
        self._snippets: dict[str, str] = {}

    def read(self) -> Phrases:
        keys = read_yaml(self._path).table(
            {"snippets", "contexts", "negation", "facts", "violations", "numbers", "events"}
            | {"correction_fillers", "manners", "denials", "replies", "questions", "matters", "ignored"},
            set(),
        )
        for name, entry in keys["snippets"].table(set()).items():
            self._snippets[name] = f"(?:{'|'.join(self._expand(e) for e in entry.items_or_one())})"
        negation = keys["negation"].table({"words", "not", "fillers", "after"}, set())
        return Phrases(
            contexts={n: self._any_of(e) for n, e in keys["contexts"].table(_CONTEXTS, set()).items()},
            negators=self._any_of(negation["words"]),
            not_negators=self._any_of(negation["not"]),
            negation_fillers=self._any_of(negation["fillers"]),
            negated_after=self._any_of(negation["after"]),
            facts=self._read_facts(keys["facts"]),
            violations=self._read_violations(keys["violations"]),
            numbers={n.fact: n for n in map(self._read_number, keys["numbers"].items())},
            events={n: self._any_of(e) for n, e in keys["events"].table(set()).items()},
            correction_fillers=self._any_of(keys["correction_fillers"]),
            manners={n: self._any_of(e) for n, e in keys["manners"].table(set()).items()},
            denials=tuple(map(self._read_denial, keys["denials"].items())),
            replies={
                n: self._any_of(e, whole=n in _WHOLE)
                for n, e in keys["replies"].table(_WHOLE | _OPENINGS, set()).items()
            },
            questions={n: self._any_of(e) for n, e in keys["questions"].table(_QUESTIONS, set()).items()},
            matters={
                n: frozenset(self._fact(item).id for item in e.items())
                for n, e in keys["matters"].table({"join", "onsite"}, set()).items()
            },
            ignored=tuple(map(self._read_ignored, keys["ignored"].items())),
        )

    # ---- facts

    def _read_facts(self, entry: Entry) -> dict[str, FactPhrases]:
        read: dict[str, FactPhrases] = {}
        for item in entry.items():
            keys = item.table({"fact"}, _OF_FACT)
            fact = self._fact(keys["fact"])
            if fact.id in read:
                keys["fact"].fail(f"的事实 {fact.id} 写了两次", "请合并成一条")
            under = self._contexts(keys.get("under"))
            against = self._contexts(keys.get("against"))
            cues = keys["cues"].items() if "cues" in keys else []
            read[fact.id] = FactPhrases(
                fact=fact.id,
                cues=tuple(self._read_cue(fact, cue, under, against) for cue in cues),
                silent=self._patterns(keys.get("silent")),
                exemplars=self._by_value(fact, keys.get("exemplars"), lambda e: e.texts()),
                replies=self._by_value(fact, keys.get("replies"), lambda e: self._any_of(e, whole=True)),
                replies_only=keys["replies_only"].boolean() if "replies_only" in keys else False,
                names=self._perhaps(keys, "names"),
                unsettled=self._by_value(fact, keys.get("unsettled"), self._read_unsettled),
            )
        return read

    def _read_unsettled(self, entry: Entry) -> Unsettled:
        keys = entry.table(set(), {"around", "after"})
        return Unsettled(self._perhaps(keys, "around"), self._perhaps(keys, "after"))

    def _read_cue(self, fact: Fact, entry: Entry, under: frozenset[str], against: frozenset[str]) -> Cue:
        keys = entry.table({"value"}, _OF_CUE)
        if "said" not in keys and "suggests" not in keys:
            entry.fail(f"的事实 {fact.id} 有一个取值没有说法", "请写 said 或者 suggests")
        violations = frozenset(keys["for"].texts()) if "for" in keys else frozenset()
        unknown = sorted(violations - self._facts["violation"].choices.keys())
        if unknown:
            keys["for"].fail(f"的 for 写了不存在的违法行为 {'、'.join(unknown)}", "请改成 violation 的选项")
        return Cue(
            fact=fact.id,
            value=self._value(fact, keys["value"]),
            said=self._patterns(keys.get("said")),
            suggests=self._patterns(keys.get("suggests")),
            negated=self._value(fact, keys["negated"]) if "negated" in keys else None,
            weak=keys["weak"].boolean() if "weak" in keys else False,
            under=under | self._contexts(keys.get("under")),
            against=(against | {"consequence"}) - under,
            violations=violations,
            of_it=bool(violations) or ("of_it" in keys and keys["of_it"].boolean()),
            near=self._any_of(keys["near"]) if "near" in keys else None,
            unless=self._any_of(keys["unless"]) if "unless" in keys else None,
        )

    def _fact(self, entry: Entry) -> Fact:
        fact = self._facts.get(entry.text())
        if fact is None:
            entry.fail(f"的事实「{entry.text()}」不在 facts.yaml 中", "请改成已有的 id 或者先补上该事实")
        return fact

    def _value(self, fact: Fact, entry: Entry) -> bool | str:
        return self._check_value(fact, entry.boolean_or_text(), entry)

    def _check_value(self, fact: Fact, value: bool | str, entry: Entry) -> bool | str:
        allowed = possible_values(fact)
        if value not in allowed or isinstance(value, bool) != (fact.type is FactType.BOOL):
            choices = render_values(allowed) or f"（{fact.type} 不能写取值）"
            entry.fail(f"给事实 {fact.id} 的值写作「{render_values((value,))}」", f"请写 {choices} 中的一个")
        return value

    def _by_value(
        self, fact: Fact, entry: Entry | None, read: Callable[[Entry], _Read]
    ) -> dict[bool | str, _Read]:
        """A table value → whatever ``read`` makes of its entry; ``true`` and ``false`` are keys of a bool."""
        by_value: dict[bool | str, _Read] = {}
        for name, item in entry.table(set()).items() if entry is not None else ():
            value: bool | str = name
            if fact.type is FactType.BOOL:
                value = {"true": True, "false": False}.get(name, name)
            by_value[self._check_value(fact, value, item)] = read(item)
        return by_value

    def _contexts(self, entry: Entry | None) -> frozenset[str]:
        if entry is None:
            return frozenset()
        names = frozenset(entry.texts())
        unknown = sorted(names - _CONTEXTS - {"quoted", "question"})
        if unknown:
            entry.fail(
                f"的 under 写了不认识的语境 {'、'.join(unknown)}", f"可用的有 {'、'.join(sorted(_CONTEXTS))}"
            )
        return names

    # ---- the other tables

    def _read_violations(self, entry: Entry) -> dict[str, ViolationHints]:
        read = {}
        for choice, item in entry.table(set()).items():
            if choice not in self._facts["violation"].choices:
                item.fail(f"的违法行为 {choice} 不在 facts.yaml 中", "请改成 violation 的选项")
            keys = item.table({"objects", "clauses", "hints"}, set())
            read[choice] = ViolationHints(
                choice, self._any_of(keys["objects"]), keys["clauses"].texts(), self._patterns(keys["hints"])
            )
        return read

    def _read_number(self, entry: Entry) -> NumberPhrases:
        keys = entry.table({"fact", "units", "near"}, _OF_NUMBER)
        fact = self._fact(keys["fact"])
        if fact.type is not FactType.NUMBER:
            keys["fact"].fail(f"的事实 {fact.id} 不是数", "请改成 type: number 的事实")
        return NumberPhrases(
            fact=fact.id,
            units=_units(keys["units"]),
            doubtful_units=_units(keys["doubtful_units"]) if "doubtful_units" in keys else {},
            before=self._patterns(keys.get("before"), end=True),
            after=self._patterns(keys.get("after")),
            near=self._any_of(keys["near"]),
            **{name: self._perhaps(keys, name) for name in sorted(_PATTERNS_OF_NUMBER)},
        )

    def _read_denial(self, entry: Entry) -> Denial:
        keys = entry.table({"facts", "said"}, set())
        return Denial(
            tuple(self._fact(item).id for item in keys["facts"].items()), self._any_of(keys["said"])
        )

    def _read_ignored(self, entry: Entry) -> Ignored:
        keys = entry.table({"said", "reason"}, set())
        return Ignored(self._any_of(keys["said"]), keys["reason"].text())

    # ---- patterns

    def _patterns(self, entry: Entry | None, end: bool = False) -> tuple[re.Pattern[str], ...]:
        """``end``: each must stand right before a position."""
        if entry is None:
            return ()
        return tuple(e.pattern(f"(?:{self._expand(e)}){'$' if end else ''}") for e in entry.items_or_one())

    def _perhaps(self, keys: Mapping[str, Entry], name: str) -> re.Pattern[str]:
        return self._any_of(keys[name]) if name in keys else _NEVER

    def _any_of(self, entry: Entry, whole: bool = False) -> re.Pattern[str]:
        source = "|".join(self._expand(e) for e in entry.items_or_one())
        return entry.pattern(f"^(?:{source})$" if whole else source)

    def _expand(self, entry: Entry) -> str:
        return entry.expand(self._snippets).replace("…", GAP)


def _units(entry: Entry) -> dict[str, Fraction]:
    return {name: _factor(item) for name, item in entry.table(set()).items()}


def _factor(entry: Entry) -> Fraction:
    """A number, or a fraction where no decimal is exact: 2000/3."""
    return Fraction(entry.text()) if _FRACTION.fullmatch(entry.text()) else Fraction(entry.number())
