"""What a text says: facts found, values only proposed, contradictions, candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Value = bool | str | Mapping[str, str]
"""A value as the JSON of ``kuanyan verdict`` has it: true, a choice, "0.05", "2024-11-03", "unknown",
or an interval such as {"at_most": "3"}, {"at_least": "2", "at_most": "3"}."""


class Embed(Protocol):
    """Texts → unit vectors, one row each (``Embedder.embed_queries``)."""

    def __call__(self, texts: Sequence[str], /) -> object: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A fact the text states. ``words`` is ``text[start:end]``, in code points of the text as given."""

    fact: str
    value: Value
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A value worth asking about with the answer filled in; never given.

    ``similarity`` is the cosine with the nearest exemplar, or 1 where a pattern of the fact stands in the
    text but hedged, told by others, or in words too weak to count.
    """

    fact: str
    value: Value
    start: int
    end: int
    words: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A violation that may be meant. ``score`` 0..1; 1 only where its own words stand in the text."""

    choice: str
    words: str  # of the text, empty where only the meaning is near
    clauses: tuple[str, ...]  # clause ids that speak of it
    score: float


@dataclass(frozen=True, slots=True)
class IgnoredWords:
    """Words that look as if they decided something and do not, with the reason."""

    start: int
    end: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What ``read_case`` understood.

    ``found`` has each fact at most once. Facts said twice with different values stand only in
    ``contradictions`` (there ``region`` may stand too, for two places named).
    ``violations`` are candidates, best first, where the violation is not sure or several are named.
    ``unread``: words of a reply that were not understood. A reply is read whole or not at all: what was
    asked is then at most proposed, and is to be asked again.
    ``elsewhere``: words that tell of a place without naming it, 隔壁区, 外省, 高新区.
    ``may_be_case``: it is a case, or were one if it told of a violation.
    """

    found: tuple[Found, ...] = ()
    proposed: tuple[Proposed, ...] = ()
    contradictions: tuple[tuple[str, Found, Found], ...] = ()
    violations: tuple[Candidate, ...] = ()
    region: str | None = None
    is_case: bool = False
    may_be_case: bool = False
    ignored: tuple[IgnoredWords, ...] = ()
    matter: str = "violation"  # violation | join | removal | onsite
    unread: tuple[str, ...] = ()
    elsewhere: str = ""

    def facts(self) -> dict[str, Value]:
        """Fact id → value of what was found."""
        return {found.fact: found.value for found in self.found}


@dataclass(slots=True)
class Draft:
    """What the steps of one reading collect."""

    found: list[Found] = field(default_factory=list)
    weak: list[Found] = field(default_factory=list)  # yields to any other value of the same fact
    proposed: list[Proposed] = field(default_factory=list)
    ignored: list[IgnoredWords] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)  # facts of which only one value is ruled out
    unsettled: set[str] = field(default_factory=set)  # facts of which what is said is taken back in part
    unread: list[str] = field(default_factory=list)
