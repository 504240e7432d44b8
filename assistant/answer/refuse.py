"""Refusals, decided by code. Kinds are kept apart: outside the corpus, nothing found, fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from assistant.answer.models import Answer, AnswerKind, Passage, Refusal, RefusalReason
from assistant.answer.question import Question, describe_region
from corpus.models import Clause, ClauseKind, Corpus
from index.search import SearchResult


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Below the floor nothing of the corpus answers. Chosen on ``evals/datasets/*_dev.jsonl``, reported
    on the ``*_report`` files."""

    floor: float = 0.914
    region: float = 0.02  # lower where the question names one of our regions
    document: float = 0.03  # lower where it names one of our documents: what is left of it may be short
    coverage: float = 0.05  # of the share of the question's words that are found, against the similarity
    elsewhere: float = 0.12  # coverage that other places' documents have more: they say it, ours do not
    row: float = 0.2  # least coverage for a violation to be taken for one that a list names
    case: float = 0.895  # the floor for a question that tells a case: circumstances of its own are no law

    @property
    def of_cases(self) -> Thresholds:
        return replace(self, floor=self.case)


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


def is_covered(result: SearchResult, named: Named, thresholds: Thresholds) -> bool:
    """Whether the corpus is about the question, by meaning and by words."""
    if not result.hits:
        return False
    lower = {Named.DOCUMENT: thresholds.document, Named.REGION: thresholds.region}.get(named, 0.0)
    return result.similarity + thresholds.coverage * result.coverage + lower >= thresholds.floor


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
