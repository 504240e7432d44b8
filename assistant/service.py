"""The assistant: one object that knows corpus and index and answers questions."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.answer.followup import FollowUp
from assistant.answer.followup_answer import (
    choose_reading,
    cited_clauses,
    clauses_beside,
    find_said,
)
from assistant.answer.followup_history import (
    Cite,
    Conversation,
    is_bare,
    last_asked,
    user_messages,
)
from assistant.answer.models import Answer, AnswerKind
from assistant.answer.question import MAX_QUESTION, Question, has_words, read_question
from assistant.answer.refuse import Thresholds
from assistant.cases import CaseRoute
from assistant.knowledge import KnowledgeRoute
from corpus.confirmed import attach_confirmed, load_confirmed
from corpus.loader import load_corpus
from corpus.models import Clause, Corpus
from corpus.places import document_regions
from index.embedding import Progress, ignore_progress, load_embedder
from index.places import cache_home, data_home, embedding_model
from index.search import SearchIndex, ensure_index

_SHARE = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?[%％]")  # 10% after what was said of 70%
_OFFERED = 4  # clauses beside a step of a case
AT_ONCE = max(2, os.cpu_count() or 2)
"""Questions that should be at work at once, others waiting their turn: more than the cores only makes all
of them slower (``evals.load``)."""


class Assistant:
    """Thread-safe once loaded: ``ask`` reads only."""

    def __init__(self, corpus: Corpus, index: SearchIndex, thresholds: Thresholds | None = None) -> None:
        self.corpus = corpus
        self.index = index
        self.knowledge = KnowledgeRoute(corpus, index, thresholds or Thresholds())
        self._conversation = Conversation(corpus, index, self.knowledge.idf)
        self._cases = CaseRoute(corpus, self.knowledge.may_be_ours)
        self.knowledge.rows_told = self._cases.rows_told

    @classmethod
    def load(
        cls,
        progress: Progress = ignore_progress,
        home: Path | None = None,
        cache: Path | None = None,
        model: str | None = None,
    ) -> Assistant:
        """Prepares model and index on first use. Raises ``KuanyanError``."""
        folder = home or data_home()
        corpus = attach_confirmed(load_corpus(), load_confirmed(folder))
        embedder = load_embedder(cache or cache_home(), model or embedding_model(), progress)
        return cls(corpus, ensure_index(corpus, embedder, folder, progress))

    def prepare_proposals(self) -> None:
        """Lets cases be understood by meaning too, where words are not known: such values are only asked
        about. Takes some seconds, so a single question from the command line goes without."""
        from assistant.facts_from_words.similarity import prepare
        from corpus.phrases import load_phrases

        embed = self.index.embedder.embed_queries
        prepare(embed, load_phrases())
        self._cases.embed = embed

    def regions(self) -> tuple[str, ...]:
        return document_regions(self.corpus)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[dict[str, str]] = (),
        region: str | None = None,
        as_of: date | None = None,
    ) -> Answer:
        """A cited answer, a verdict or a question back, or a refusal. Raises ``KuanyanError`` on bad input.

        ``history`` are the messages before: what a user said of a case in them counts, and a question that
        leans on them is answered as it would stand alone, which the answer then says (``carried``).
        """
        return self._reply(question, user_messages(history), region, as_of)

    def _reply(self, question: str, said: Sequence[str], region: str | None, as_of: date | None) -> Answer:
        if is_bare(question):
            return self.knowledge.answer(read_question(last_asked(said), self.corpus), region, as_of)
        if question.strip() and len(question) <= MAX_QUESTION and not has_words(question):
            reply = self._cases.go_on(question, said, region, as_of)  # 8, ②, 2024-11-09
            if reply is not None:
                return reply
            question = self._as_share(question.strip(), said) or question
        asked = read_question(question, self.corpus)
        case = self._cases.answer(asked, said, region, as_of)
        if case is not None and not self._cases.may_ask(asked, case):
            return case
        follow = self._conversation.resolve(question, said, self._cited_in(region, as_of), (region, as_of))
        if follow is None:
            answer = self.knowledge.answer(asked, region, as_of)
        else:
            answer = self._answer_follow_up(asked.text, follow, region, as_of)
        return answer if case is None else self._with_beside(case, asked, answer)

    def _with_beside(self, case: Answer, asked: Question, answer: Answer) -> Answer:
        """The step of a case, with what the message finds as a question of knowledge as 相近条款. Of rows of
        lists only those that it tells of, and the best where it is of the 负面清单: which fits a case the
        rules say, and a row beside it must not read as a promise."""
        cited = cited_clauses(case, self.corpus)
        found = [self.corpus.get_clause(i) for i in answer.candidate_ids]
        if any(clause.cells for clause in found):
            told = {
                *self._cases.rows_told(asked.text),
                *(c.clause_id for c in found[:1] if self._is_strict(c)),
            }
            found = [c for c in found if not c.cells or c.clause_id in told]
        beside = [c for c in found if c not in cited][:_OFFERED]
        return replace(case, related=self.knowledge.related(asked, beside))

    def _is_strict(self, row: Clause) -> bool:
        parent = self.corpus.find_clause(row.parent_id) if row.parent_id else None
        return parent is not None and parent.title.endswith("负面清单")

    def _as_share(self, message: str, said: Sequence[str]) -> str:
        """10% after a question of 70%: asked in words, where a clause has that share. Else empty."""
        if not (said and _SHARE.fullmatch(message) and _SHARE.search(last_asked(said))):
            return ""
        share = unicodedata.normalize("NFKC", message)
        has = any(share in clause.text for d in self.corpus.documents for clause in d.clauses)
        return f"那{share}呢" if has else ""

    # follow-ups

    def _answer_follow_up(
        self, question: str, follow: FollowUp, region: str | None, as_of: date | None
    ) -> Answer:
        """As the question stands alone; beside it what its other readings find."""
        share = self._conversation.share
        abouts = (follow.about, *(None for _ in follow.also))
        asks = [read_question(text, self.corpus) for text in (follow.text, *follow.also)]
        readings = [
            (q, self.knowledge.answer(q, region, as_of, c)) for q, c in zip(asks, abouts, strict=True)
        ]
        asked, answer = choose_reading(readings, follow, self.corpus, share)
        said = find_said(answer, follow, self.corpus, share)
        answer = self.knowledge.by_clauses(asked, [said]) if said is not None else answer
        if answer.kind in (AnswerKind.ANSWER, AnswerKind.REFUSAL):
            beside = clauses_beside(answer, follow, readings, self.corpus)
            answer = replace(answer, related=self.knowledge.related(asked, beside))
        return replace(answer, carried=asked.text if follow.carried and asked.text != question else "")

    def _cited_in(self, region: str | None, as_of: date | None) -> Cite:
        """What a message after earlier ones was answered from."""

        def cite(before: Sequence[str], message: str, follow: FollowUp | None) -> tuple[Clause, ...]:
            if not has_words(message):  # 8: the answer to a question of a case
                step = self._cases.go_on(message, before, region, as_of)
                return tuple(cited_clauses(step, self.corpus)) if step is not None else ()
            asked = read_question(message, self.corpus)
            answer = self._cases.answer(asked, before, region, as_of)
            if answer is None and follow is not None:
                answer = self._answer_follow_up(asked.text, follow, region, as_of)
            return tuple(cited_clauses(answer or self.knowledge.answer(asked, region, as_of), self.corpus))

        return cite
