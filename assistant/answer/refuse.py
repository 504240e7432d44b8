"""Refusals, decided by code. Kinds are kept apart: outside the corpus, nothing found, fault."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from enum import Enum, auto

from assistant.answer.models import Answer, AnswerKind, Passage, Refusal, RefusalReason
from assistant.answer.question import Question, describe_region
from corpus.models import Clause, ClauseKind, Corpus
from index.search import SearchResult


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a search found too little. Chosen on ``evals/datasets/*_dev.jsonl``, reported on the
    ``*_report`` files."""

    floor: float = 0.914  # of similarity and coverage, where how a question is put is not weighed
    region: float = 0.02  # lower where the question names one of our regions
    document: float = 0.03  # lower where it names one of our documents: what is left of it may be short
    coverage: float = 0.05  # of the share of the question's words that are found, against the similarity
    elsewhere: float = 0.12  # coverage that other places' documents have more: they say it, ours do not
    row: float = 0.2  # least coverage for a violation to be taken for one that a list names, or ``clearly``
    listed: float = 0.28  # the same for a deed that is not read in the words, but said in words of the row
    put: float = 0.907  # the floor where also how a question is put is weighed (``is_answered``)
    clearly: float = 0.5  # what all evidence must weigh for ``case`` to be floor enough where words are found
    surely: float = 3.0  # the same whatever words are found
    case: float = 0.895  # the floor for a question that tells a case: circumstances of its own are no law
    nearly: float = -2.0  # what all evidence must weigh for clauses to be offered beside a refusal

    @property
    def of_cases(self) -> Thresholds:
        return replace(self, floor=self.case)

    @property
    def of_questions(self) -> Thresholds:
        return replace(self, floor=self.put)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a question being answered by what was found for it, and, ``outside`` and
    ``unanswered``, against. The last five are of ``index.belonging`` and ``index.asked``."""

    similarity: float
    document: float  # 1 where the question names one of our documents, else 0
    region: float  # 1 where it names one of our regions and no document
    lead: float
    belonging: float
    outside: float
    answered: float
    unanswered: float
    leaning: float


_WEIGHTS = Evidence(
    similarity=77.642,
    document=2.342,
    region=0.756,
    lead=3.345,
    belonging=0.732,
    outside=-13.076,
    answered=39.475,
    unanswered=-76.551,
    leaning=1.334,
)
_OFFSET = -36.288
"""Logistic regression on the ``*_dev`` questions; ``python -m evals.refusal_weights`` computes them."""


class Named(Enum):
    """What of ours a question names; strangers' questions hardly name any."""

    NOTHING = auto()
    REGION = auto()
    DOCUMENT = auto()

    @classmethod
    def by(cls, asked: Question) -> Named:
        return cls.DOCUMENT if asked.documents else cls.REGION if asked.regions else cls.NOTHING


def refusal(reason: RefusalReason, detail: str, corpus: Corpus, related: Sequence[Passage] = ()) -> Answer:
    lead = detail if reason is RefusalReason.FAULT else f"{detail}{holdings(corpus)}"
    return Answer(AnswerKind.REFUSAL, lead, related=tuple(related), refusal=Refusal(reason, detail))


def is_near(result: SearchResult, named: Named, thresholds: Thresholds) -> bool:
    """Whether the corpus is about what was searched for, by meaning and by words."""
    if not result.hits:
        return False
    lower = {Named.DOCUMENT: thresholds.document, Named.REGION: thresholds.region}.get(named, 0.0)
    return result.similarity + thresholds.coverage * result.coverage + lower >= thresholds.floor


def is_answered(result: SearchResult, named: Named, thresholds: Thresholds) -> bool:
    """Whether what was found answers the question: near, and asked as what is answered is asked.

    A corpus for which that was not learned is judged by nearness alone.
    """
    evidence = gather(result, named)
    if evidence is None:
        return is_near(result, named, thresholds)
    weight = weigh(evidence)
    clear = weight >= thresholds.clearly and result.coverage >= thresholds.row
    lower = clear or weight >= thresholds.surely
    near_enough = thresholds.of_cases if lower else thresholds.of_questions
    return weight >= 0.0 and is_near(result, named, near_enough)


def is_nearly_answered(result: SearchResult, named: Named, thresholds: Thresholds) -> bool:
    """Whether a question that is not answered is put so much like those answered that what was found may
    be what is asked for: it is then offered. False where how questions are put was not learned."""
    evidence = gather(result, named)
    return evidence is not None and weigh(evidence) > thresholds.nearly


def gather(result: SearchResult, named: Named) -> Evidence | None:
    """``None`` where nothing was found, or the corpus has not learned which questions are its own."""
    like = result.likeness
    if not result.hits or result.belonging is None or like is None:
        return None
    return Evidence(
        similarity=result.similarity,
        document=float(named is Named.DOCUMENT),
        region=float(named is Named.REGION),
        lead=result.lead,
        belonging=result.belonging,
        outside=result.outside,
        answered=like.answered,
        unanswered=like.unanswered,
        leaning=like.leaning,
    )


def weigh(evidence: Evidence) -> float:
    """The log of the odds that the question is answered, less those from which on it is; from 0 on it is."""
    each = zip(astuple(_WEIGHTS), astuple(evidence), strict=True)
    return _OFFSET + math.fsum(weight * value for weight, value in each)


def holdings(corpus: Corpus) -> str:
    """现有：沙坪坝区（正面清单9项、负面清单6项）、盘锦市、重庆市、广西的文件。"""
    regions: dict[str, list[str]] = {}
    for document in corpus.documents:
        lists = regions.setdefault(describe_region(document.meta.region), [])
        for clause in document.clauses:
            rows = [c for c in document.children(clause.clause_id) if c.kind is ClauseKind.ROW]
            if clause.kind is ClauseKind.TABLE and rows:
                lists.append(f"{list_title(clause)}{len(rows)}项")
    named = [f"{r}（{'、'.join(lists)}）" if lists else r for r, lists in regions.items()]
    return f"现有：{'、'.join(named)}的文件。"


def list_title(table: Clause) -> str:
    """…柔性执法事项正面清单 → 正面清单."""
    return next((n for n in ("正面清单", "负面清单") if table.title.endswith(n)), table.title)
