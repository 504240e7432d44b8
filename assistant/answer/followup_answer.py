"""Which of a follow-up's readings answers it, and what is offered beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answer.followup import FollowUp
from assistant.answer.models import Answer, AnswerKind
from assistant.answer.question import Question
from corpus.models import Clause, Corpus

CANDIDATES = 5  # clauses cited and offered beside a follow-up
_CLEARLY = 0.15  # share of a follow-up's own words by which another reading must do better
_SAYS = 0.6  # share of them that a clause must say to answer what a search found too far

Share = Callable[[str, str], float]
Reading = tuple[Question, Answer]


def cited_clauses(answer: Answer, corpus: Corpus) -> list[Clause]:
    """In order, each once."""
    return [corpus.get_clause(i) for i in answer.clause_ids]


def choose_reading(readings: Sequence[Reading], follow: FollowUp, corpus: Corpus, share: Share) -> Reading:
    """The first, unless it is refused or another's clause says clearly more of what was asked."""
    if follow.about is not None:
        return readings[0]
    shares = []
    for _, answer in readings:
        cited = cited_clauses(answer, corpus)[:1] if answer.kind is AnswerKind.ANSWER else []
        shares.append(share(follow.own, cited[0].text) if cited else -1.0)
    best = max(range(len(readings)), key=lambda i: (shares[i], -i))
    return readings[best] if shares[best] > shares[0] + _CLEARLY else readings[0]


def find_said(refused: Answer, follow: FollowUp, corpus: Corpus, share: Share) -> Clause | None:
    """A near clause that says what the follow-up asks, where only its few words were too far from it."""
    if refused.kind is not AnswerKind.REFUSAL or not follow.own:
        return None
    near = [corpus.get_clause(p.citations[0].clause_id) for p in refused.related]
    return next((c for c in (*near, *follow.offered) if share(follow.own, c.text) >= _SAYS), None)


def clauses_beside(
    answer: Answer, follow: FollowUp, readings: Sequence[Reading], corpus: Corpus
) -> list[Clause]:
    """相近条款 of a follow-up: what its other readings find and what was cited before, then its own; with
    the clauses cited no more than ``CANDIDATES``. Beside a refusal only what was cited before."""
    found = [c for _, other in readings for c in cited_clauses(other, corpus)[:2]]
    own = [corpus.get_clause(p.citations[0].clause_id) for p in answer.related]
    others = found if answer.kind is AnswerKind.ANSWER else []
    cited = cited_clauses(answer, corpus)
    beside = [c for c in dict.fromkeys([*others, *follow.offered, *own]) if c not in cited]
    return beside[: max(0, CANDIDATES - len(cited))]
