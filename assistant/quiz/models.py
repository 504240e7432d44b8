"""What a quiz is made of: an item carries its key, the words it rests on, and how the key follows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from assistant.answer.models import Citation

FORMAT = 1  # of the .json file
LETTERS = "ABCDEF"
TRUE, FALSE = "对", "错"
BLANK = "____"  # a blank in the stem of a 填空 item; the n-th blank takes the n-th entry of the key


class ItemKind(StrEnum):
    SINGLE = "单选"
    MULTIPLE = "多选"
    TRUE_FALSE = "判断"
    FILL_IN = "填空"
    SHORT = "简答"
    CASE = "案例分析"


class Level(StrEnum):
    RECALL = "识记"
    UNDERSTAND = "理解"
    APPLY = "应用"


class ProofKind(StrEnum):
    """Where a key comes from."""

    CLAUSE = "clause"  # the words of the corpus
    ENGINE = "engine"  # the verdict engine, from stated facts
    NONE = "none"  # written by a person: the key is theirs


@dataclass(frozen=True, slots=True)
class Proof:
    """How the key follows, so that another program can work it out again.

    ``sentence`` is the clause's proposition that the item is about, as printed but with broken lines
    joined. 判断, false: ``changed`` is (its words, the words put in their place). 填空: ``blanks`` are the
    words taken out, in order. 单选/多选: ``options`` are, per option, the clause it comes from and whether
    it is true of the stem. ``ENGINE``: ``case`` is the input of ``kuanyan verdict`` and ``asked`` the field
    of its result that is asked about (outcome, clauses, missing, remedy …).
    """

    kind: ProofKind
    sentence: str = ""
    changed: tuple[str, str] | None = None
    blanks: tuple[str, ...] = ()
    options: tuple[OptionProof, ...] = ()
    case: dict[str, Any] | None = None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class OptionProof:
    text: str
    clause_id: str  # where the option's words come from; empty for a value that stands in no clause
    is_true: bool


@dataclass(frozen=True, slots=True)
class MarkingPoint:
    """One point of a 简答 answer: the words that earn it, verbatim, and how many marks in [0, 100]."""

    text: str
    marks: int


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a paper.

    ``key``: 单选 one letter, 多选 letters in order, 判断 对 or 错, 填空 the words of each blank in order,
    简答 empty (its ``points`` are the key), 案例分析 empty: its ``questions``, of the other kinds, have keys,
    and its stem is the case. ``options`` stand without their letters. ``asks`` is the same for two items
    exactly when they ask the same thing, so that a paper holds only one of them. ``chapter`` is the
    outermost heading of the clause the item rests on (一、总体要求; 附件2 正面清单).
    """

    kind: ItemKind
    level: Level
    stem: str
    key: tuple[str, ...]
    explanation: str
    citations: tuple[Citation, ...]
    doc_id: str
    chapter: str
    asks: str
    options: tuple[str, ...] = ()
    points: tuple[MarkingPoint, ...] = ()
    questions: tuple[Item, ...] = ()
    proof: Proof = Proof(ProofKind.NONE)

    @property
    def item_id(self) -> str:
        """Twelve hex digits that change with kind, stem or options."""
        words = json.dumps([self.kind, self.stem, self.options, [q.item_id for q in self.questions]])
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    @property
    def clause_ids(self) -> tuple[str, ...]:
        """The clauses cited, each once, those of ``questions`` included."""
        cited = [*self.citations, *(c for question in self.questions for c in question.citations)]
        return tuple(dict.fromkeys(citation.clause_id for citation in cited))


@dataclass(frozen=True, slots=True)
class Request:
    """What a trainer chose; an empty tuple is all. ``count`` ≥ 1 counts a case with its questions as one.

    ``chapters`` are clause ids: the item rests on that clause or on one below it. ``lists`` are annex
    tables by name (正面清单, 负面清单); ``numbers`` are rows of them.
    """

    count: int = 20
    kinds: tuple[ItemKind, ...] = ()
    levels: tuple[Level, ...] = ()
    docs: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the clauses chosen: those an item of the paper rests on, and those it leaves out."""

    covered: tuple[str, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """``corpus_fingerprint`` and ``rulebase_version`` say what the keys were derived from; empty where a
    person wrote the paper."""

    title: str
    items: tuple[Item, ...]
    request: Request | None = None
    coverage: Coverage | None = None
    corpus_fingerprint: str = ""
    rulebase_version: str = ""


def paper_to_dict(paper: Paper) -> dict[str, Any]:
    """As JSON has it, keys in the order of the fields, with ``format`` first."""
    return {"format": FORMAT, **asdict(paper)}
