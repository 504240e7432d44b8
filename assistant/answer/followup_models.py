"""What a question that leans on the ones before becomes, and what it takes to find that out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer.followup_past import Known
from corpus.models import Clause


class Evidence(Protocol):
    """What the corpus says of some words."""

    def nearest(self, text: str) -> Sequence[str]:
        """Ids of the few clauses that a search of all documents finds first."""

    def share(self, words: str, text: str) -> float:
        """Of the pairs of characters in ``words`` that the corpus has, by weight: the share in ``text``."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """``text``: the question that stands alone. ``also``: other readings, whose clauses are offered beside.

    ``own``: what the later question says itself; where several readings are possible, the clause that says
    most of it is right. ``about``: the clause cited before, where that is what the question is about.
    ``offered``: clauses cited before that may answer. ``carried``: whether anything came from the questions
    before. ``known`` is for the question after this one.
    """

    text: str
    carried: bool
    own: str = ""
    about: Clause | None = None
    also: tuple[str, ...] = ()
    offered: tuple[Clause, ...] = ()
    known: Known | None = None
