"""What an answer is made of. Every quote is verbatim; our own words are kept apart from the law's."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from corpus.models import Clause, Document, Span

if TYPE_CHECKING:
    from assistant.verdict.card import Card


BARE = "只按原话回答"  # what a user says to drop what was carried over


class AnswerKind(StrEnum):
    ANSWER = "answer"
    VERDICT = "verdict"
    ASK_BACK = "ask_back"
    REFUSAL = "refusal"
    ERROR = "error"


class RefusalReason(StrEnum):
    """Kinds kept apart: what the user can do next differs."""

    OUTSIDE = "outside"  # 语料未涉及
    NOTHING_FOUND = "nothing_found"  # 在语料范围内，但没有找到条款
    FAULT = "fault"  # 服务故障


@dataclass(frozen=True, slots=True)
class Citation:
    """``quote`` is verbatim ``source.txt[start:end]``, in code points."""

    clause_id: str
    doc_id: str
    label: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One quoted passage: ``intro`` in our words, then its pieces in reading order (one per span)."""

    intro: str
    citations: tuple[Citation, ...]

    @property
    def label(self) -> str:
        return self.citations[0].label


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: RefusalReason
    detail: str  # one Chinese sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """``lead`` is the direct first line. ``related`` are 相近条款: offered, not an answer."""

    kind: AnswerKind
    lead: str
    passages: tuple[Passage, ...] = ()
    related: tuple[Passage, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[dict[str, Any], ...] = ()
    verdict: dict[str, Any] | None = None
    refusal: Refusal | None = None
    card: Card | None = None  # of a verdict: shown in place of the passages it cites
    question: str = ""  # what is asked back, with its numbered answers
    choices: tuple[str, ...] = ()  # answers to it that one click gives
    carried: str = ""  # a follow-up as it was understood: words that stand alone
    unread: str = ""  # of a case: the reply that was not understood
    confirmed: tuple[str, ...] = ()  # clauses cited that a confirmed question led to

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Of the passages that answer; 相近条款 are not among them."""
        return tuple(c for passage in self.passages for c in passage.citations)

    @property
    def clause_ids(self) -> tuple[str, ...]:
        """The clauses cited, in order, each once."""
        return tuple(dict.fromkeys(c.clause_id for c in self.citations))

    @property
    def candidate_ids(self) -> tuple[str, ...]:
        """The clauses cited, then those offered as 相近条款, each once."""
        offered = (c.clause_id for passage in self.related for c in passage.citations)
        return tuple(dict.fromkeys([*self.clause_ids, *offered]))

    def as_json(self) -> dict[str, Any]:
        """The stable fields of ``ask --json``, less ``id`` and ``latency_ms``; ``confirmed`` only where a
        clause was found through a confirmed question."""
        marked = {"confirmed": list(self.confirmed)} if self.confirmed else {}
        return {
            "kind": self.kind.value,
            "answer": render_text(self),
            "citations": [asdict(citation) for citation in self.citations],
            "related": [asdict(c) for passage in self.related for c in passage.citations],
            "verdict": self.verdict,
            "missing": list(self.missing),
            "refusal": {"reason": self.refusal.reason.value, "detail": self.refusal.detail}
            if self.refusal
            else None,
            **marked,
        }


def cite(document: Document, clause: Clause, span: Span) -> Citation:
    """The citation of ``span``, which lies in ``clause``."""
    return Citation(
        clause.clause_id, document.doc_id, clause.label, document.quote(span), span.start, span.end
    )


def check_citation(document: Document, citation: Citation) -> bool:
    """Whether the quote is what stands in the source, each of its characters in the clause it names."""
    clause = document.find_clause(citation.clause_id)
    if clause is None or citation.doc_id != document.doc_id or not citation.quote.strip():
        return False
    if document.source[citation.start : citation.end] != citation.quote:
        return False
    owned = {i for s in clause.cited_spans for i in range(s.start, s.end)}
    return all(i in owned or document.source[i].isspace() for i in range(citation.start, citation.end))


def render_text(answer: Answer) -> str:
    """The answer as plain text: first line, quoted passages with labels or the card, notes."""
    lines = [answer.lead]
    if answer.card is not None:
        from assistant.verdict.card import render_sections  # only cases need the rules

        lines.append(render_sections(answer.card))
    else:
        lines += [render_passage(passage) for passage in answer.passages]
    if answer.related:
        lines.append("相近条款（仅供参考，不是对本问题的回答）：")
        lines += [render_passage(passage) for passage in answer.related]
    if answer.card is not None:  # what is asked back stands last, where it is answered
        lines.append(answer.question)
    if answer.carried:
        lines.append(f"注：按上一问理解为：{answer.carried}（不是这个意思，请说“{BARE}”，或把问题写全。）")
    lines += [f"注：{note}" for note in answer.notes]
    return "\n".join(line for line in lines if line)


def render_passage(passage: Passage) -> str:
    quotes = "".join(f"「{citation.quote}」" for citation in passage.citations)
    return f"{passage.intro}{quotes}—— {passage.label}"
