"""What a rule is made of: conditions over facts, each resting on quoted words of a clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from corpus.models import Span


class FactType(StrEnum):
    BOOL = "bool"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class KnownBy(StrEnum):
    """Who can answer the question about a fact."""

    OFFICER = "officer"
    ENTERPRISE = "enterprise"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Implication:
    """If the fact has the value ``when``, the facts of ``then`` have theirs. Logic only, no law."""

    when: bool | str
    then: Mapping[str, bool | str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry of ``facts.yaml``."""

    id: str
    name: str  # short noun for cards: 危害后果
    type: FactType
    question: str
    help: str
    known_by: KnownBy
    unit: str = ""  # of a number
    choices: Mapping[str, str] = field(default_factory=dict)  # choice id → its words
    yes: str = "是"  # words for True and False of a bool
    no: str = "否"
    changeable: bool = False  # can still be changed by the person: 改正, 备案, 报告
    change: str = ""  # what to do, a verb phrase; changeable only
    wanted: bool | str | None = None  # the value that doing it gives; changeable only
    final: bool = False  # changeable only while unknown: any other answer says that it is too late
    before: str = ""  # a date fact: once it is known, the change can no longer be made; changeable only
    disqualifying: bool = False  # asked in the one grouped question
    several: bool = False  # a list of numbers counts as its largest: every one must satisfy
    gate: bool = False  # asked before the other facts of the rules it opens
    implies: tuple[Implication, ...] = ()
    clashes: tuple[Implication, ...] = ()  # ``when`` and ``then`` cannot both be so; neither follows
    whole: bool = False  # a number that has no fractions


class Operator(StrEnum):
    """``IS`` also covers a set of choices.

    以上 at_least, 超过 more_than, 以下/以内 at_most, 小于/不满 less_than.
    """

    IS = "is"
    LESS_THAN = "less_than"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    AT_LEAST = "at_least"
    CORRECTED_WITHIN = "corrected_within_days"
    """改正 done at most that many calendar days after the day of discovery, which is not counted."""
    WITHIN_YEARS = "within_years"
    """The decision lies at most that many years after the date that the fact gives."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition. ``values`` for ``IS`` (any of them), ``bound`` for every other operator.

    ``fact`` of ``CORRECTED_WITHIN`` is ``corrected``; it also reads ``correction_days`` and
    ``discovered_on``.
    """

    fact: str
    operator: Operator
    quotes: tuple[str, ...]  # of the rule's words, as written in the rule file
    values: tuple[bool | str, ...] = ()
    bound: Decimal | None = None
    reading: str = ""  # 解释说明 of this condition

    @property
    def quote(self) -> str:
        """Its quoted words in one line, ``……`` between pieces that stand apart: how a trace shows it."""
        return "……".join(self.quotes)


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Condition = Leaf | All | Any_ | Not


class RuleKind(StrEnum):
    OUTCOME = "outcome"
    DUTY = "duty"  # what must be done beside an outcome
    ADVICE = "advice"  # which of the methods fit; never an outcome


class Matter(StrEnum):
    VIOLATION = "violation"  # 违法行为罚不罚
    JOIN = "join"  # 能不能纳入正面清单（企业名单）
    REMOVAL = "removal"  # 会不会被移出
    ONSITE = "onsite"  # 能不能上门检查


class Outcome(StrEnum):
    """Codes of DESIGN §5; for a violation in order of precedence."""

    TRANSFER = "transfer"
    EXCLUDED = "excluded"
    AGGRAVATED = "aggravated"
    PUNISH = "punish"
    EXEMPT = "exempt"
    MAY_EXEMPT = "may_exempt"
    MAY_NOT_JOIN = "may_not_join"
    MAY_JOIN = "may_join"
    REMOVE = "remove"
    KEEP = "keep"  # no ground for removal
    ONSITE_OK = "onsite_ok"
    ONSITE_NO = "onsite_no"
    NOT_LISTED = "not_listed"
    NEED_FACTS = "need_facts"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.TRANSFER: "移送公安机关",
    Outcome.EXCLUDED: "不适用柔性执法，依法查处",
    Outcome.AGGRAVATED: "依法从重处罚",
    Outcome.PUNISH: "依法予以处罚",
    Outcome.EXEMPT: "不予行政处罚",
    Outcome.MAY_EXEMPT: "可以不予行政处罚",
    Outcome.NOT_LISTED: "清单未列明，转法定裁量",
    Outcome.NEED_FACTS: "缺少事实",
    Outcome.MAY_JOIN: "可以纳入",
    Outcome.MAY_NOT_JOIN: "不得纳入",
    Outcome.REMOVE: "移出",
    Outcome.KEEP: "未见应当移出的情形",
    Outcome.ONSITE_OK: "可以启动现场检查",
    Outcome.ONSITE_NO: "原则上以非现场方式为主",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the provision: verbatim pieces of ``source.txt`` in reading order."""

    clause_id: str
    label: str
    cell: str  # the cell's name where the words stand in one, else empty
    text: str  # as written in the rule file
    spans: tuple[Span, ...]  # where the characters are printed


@dataclass(frozen=True, slots=True)
class RuleTest:
    """Facts in the JSON of ``kuanyan verdict`` and the truth the rule must have under them."""

    facts: Mapping[str, object]
    truth: bool | None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision as conditions and what follows. ``when`` is None where it always holds."""

    rule_id: str  # <doc_id>/<file stem>
    doc_id: str
    title: str
    matter: Matter
    kind: RuleKind
    words: tuple[Words, ...]
    when: Condition | None
    outcome: Outcome | None = None  # kind OUTCOME
    label: str = ""  # words for the outcome where the code's own do not fit
    text: str = ""  # kinds DUTY and ADVICE: what is to be done
    after: frozenset[Outcome] = frozenset()  # kinds DUTY and ADVICE: outcomes it goes with; empty: any
    basis: tuple[Words, ...] = ()  # instruments the provision rests on, only "cited by"
    outcome_quotes: tuple[str, ...] = ()
    not_conditions: tuple[tuple[str, str], ...] = ()  # (quote, reason)
    readings: tuple[str, ...] = ()  # 解释说明 for the user
    tests: tuple[RuleTest, ...] = ()

    def leaves(self, denied: bool = True) -> Iterator[Leaf]:
        """Every condition, in the order of the file; without those that must not be so, if not ``denied``."""
        if self.when is not None:
            yield from _leaves(self.when, denied)

    def exceptions(self) -> frozenset[Leaf]:
        """The conditions under a ``not``: that one of them does not hold is what the rule wants."""
        return frozenset(_excepted(self.when, False)) if self.when is not None else frozenset()


def _leaves(condition: Condition, denied: bool) -> Iterator[Leaf]:
    match condition:
        case Leaf():
            yield condition
        case Not(part):
            if denied:
                yield from _leaves(part, denied)
        case All(parts) | Any_(parts):
            for part in parts:
                yield from _leaves(part, denied)


def _excepted(condition: Condition, negated: bool) -> Iterator[Leaf]:
    match condition:
        case Leaf():
            if negated:
                yield condition
        case Not(part):
            yield from _excepted(part, not negated)
        case All(parts) | Any_(parts):
            for part in parts:
                yield from _excepted(part, negated)
