"""The assistant: one object that knows corpus and index and answers questions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.answer.addresses import list_named
from assistant.answer.comparing import beside, compose_comparison, find_comparison
from assistant.answer.compose import (
    compose_answer,
    compose_cells,
    compose_children,
    compose_table,
    join_answers,
    key_passage,
)
from assistant.answer.confirmed import cited_by_confirmed, find_confirmed
from assistant.answer.followup import FollowUp
from assistant.answer.followup_answer import choose_reading, cited_clauses, clauses_beside, find_said
from assistant.answer.followup_history import (
    Cite,
    Conversation,
    is_bare,
    last_asked,
    user_messages,
)
from assistant.answer.lacking import (
    find_elsewhere,
    find_gap,
    note_on_term,
    order_by_term,
    without_unnamed,
)
from assistant.answer.lists import (
    announces_list,
    asks_membership,
    children_asked,
    find_tables,
    is_table,
    lists_asked,
)
from assistant.answer.models import Answer, AnswerKind, Passage, RefusalReason
from assistant.answer.notes import notes_on
from assistant.answer.question import MAX_QUESTION, Question, has_words, read_question
from assistant.answer.reference import Reference, find_reference, names_article
from assistant.answer.refuse import Named, Thresholds, is_covered, refusal
from assistant.answer.scope import Scope, as_called_in, find_scope, localize
from assistant.answer.sentences import SentenceScorer, question_terms
from assistant.cases import CaseRoute
from corpus.confirmed import attach_confirmed, load_confirmed
from corpus.loader import load_corpus
from corpus.models import Clause, ClauseKind, Corpus
from corpus.places import document_regions
from corpus.subjects import find_other_field
from index.embedding import Progress, ignore_progress, load_embedder
from index.places import cache_home, data_home, embedding_model
from index.search import SearchIndex, SearchResult, ensure_index

_FEW = 3  # characters beside a clause number that ask nothing of their own
_NEAR = 4.0  # words shared (summed idf) for a clause to be offered as 相近条款 beside a refusal


class Assistant:
    """Thread-safe once loaded: ``ask`` reads only."""

    def __init__(self, corpus: Corpus, index: SearchIndex, thresholds: Thresholds | None = None) -> None:
        self.corpus = corpus
        self.index = index
        self.thresholds = thresholds or Thresholds()
        self._idf = _bigram_idf(corpus)
        self._conversation = Conversation(corpus, index, self._idf)
        self._cases = CaseRoute(corpus, self._may_be_ours)

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
            return self._answer(read_question(last_asked(said), self.corpus), region, as_of)
        if question.strip() and len(question) <= MAX_QUESTION and not has_words(question):
            reply = self._cases.go_on(question, said, region, as_of)  # 8, ②, 2024-11-09
            if reply is not None:
                return reply
        asked = read_question(question, self.corpus)
        case = self._cases.answer(asked, said, region, as_of)
        if case is not None:
            return case
        follow = self._conversation.resolve(question, said, self._cited_in(region, as_of), (region, as_of))
        if follow is None:
            return self._answer(asked, region, as_of)
        return self._answer_follow_up(asked.text, follow, region, as_of)

    def _answer(
        self, asked: Question, region: str | None, as_of: date | None, about: Clause | None = None
    ) -> Answer:
        """A question of knowledge that stands alone; ``about``: the clause that it is known to ask about."""
        asked = as_called_in(region, asked, self.corpus)
        scope = find_scope(asked, self.corpus, region, as_of)
        if scope.outside:
            return refusal(RefusalReason.OUTSIDE, scope.outside, self.corpus)
        known = [about] if about is not None else find_confirmed(asked.text, scope.documents)
        answer = self._by_clauses(asked, known) if known else self._of_other_field(asked)
        answer = answer or self._by_number(asked, scope)
        answer = answer or self._outside(asked, scope) or self._by_comparison(asked, scope)
        answer = answer or self._by_list(asked, scope) or self._by_search(asked, scope)
        notes = notes_on(answer, asked, scope, self.corpus, as_of)
        confirmed = cited_by_confirmed(answer, asked.text, self.corpus)
        return replace(answer, notes=(*answer.notes, *notes), confirmed=confirmed)

    # follow-ups

    def _answer_follow_up(
        self, question: str, follow: FollowUp, region: str | None, as_of: date | None
    ) -> Answer:
        """As the question stands alone; beside it what its other readings find."""
        share = self._conversation.share
        abouts = (follow.about, *(None for _ in follow.also))
        asks = [read_question(text, self.corpus) for text in (follow.text, *follow.also)]
        readings = [(q, self._answer(q, region, as_of, c)) for q, c in zip(asks, abouts, strict=True)]
        asked, answer = choose_reading(readings, follow, self.corpus, share)
        said = find_said(answer, follow, self.corpus, share)
        answer = self._by_clauses(asked, [said]) if said is not None else answer
        if answer.kind in (AnswerKind.ANSWER, AnswerKind.REFUSAL):
            beside = clauses_beside(answer, follow, readings, self.corpus)
            answer = replace(answer, related=self._related(beside, self._scorer(asked, None)))
        return replace(answer, carried=asked.text if follow.carried and asked.text != question else "")

    def _cited_in(self, region: str | None, as_of: date | None) -> Cite:
        """What a message after earlier ones was answered from."""

        def cite(before: Sequence[str], message: str, follow: FollowUp | None) -> tuple[Clause, ...]:
            asked = read_question(message, self.corpus)
            answer = self._cases.answer(asked, before, region, as_of)
            if answer is None and follow is not None:
                answer = self._answer_follow_up(asked.text, follow, region, as_of)
            return tuple(cited_clauses(answer or self._answer(asked, region, as_of), self.corpus))

        return cite

    # routes, in the order they are tried

    def _by_clauses(self, asked: Question, clauses: Sequence[Clause]) -> Answer:
        return compose_answer(self.corpus, clauses, self._scorer(asked, None), limit=None)

    def _of_other_field(self, asked: Question) -> Answer | None:
        field = find_other_field(asked.topic)
        of_violations = bool(lists_asked(asked) or list_named(asked.text)[0]) and not asked.of_enterprises
        if field is not None and of_violations:
            detail = f"语料未涉及{field}的清单，不能回答；所收的清单都是生态环境的。"
            return refusal(RefusalReason.OUTSIDE, detail, self.corpus)
        return None

    def _by_number(self, asked: Question, scope: Scope) -> Answer | None:
        reference = find_reference(asked.text, scope.documents, self.corpus)
        if reference is None or asked.article is not None:
            return None
        if reference.missing:
            return self._no_such_number(reference)
        if not reference.clauses or (lists_asked(asked) and all(map(is_table, reference.clauses))):
            return None
        rows = all(clause.cells for clause in reference.clauses)
        if rows and asked.columns:
            cells = compose_cells(self.corpus, reference.clauses, asked.columns)
            if cells is not None:
                return cells
        lists = {clause.parent_id for clause in reference.clauses}
        unnamed = rows and len(lists) > 1 and not re.search("清单|附\\s*件|编码", asked.text)
        if unnamed or (len(reference.clauses) > 2 and not rows):
            return self._which(reference)
        if len(reference.clauses) == 1:
            clause = reference.clauses[0]
            if is_table(clause):
                return compose_table(self.corpus, clause)
            if announces_list(clause, self.corpus):
                return compose_children(self.corpus, clause)
        answer = compose_answer(self.corpus, reference.clauses, self._scorer(asked, None), limit=None)
        if not rows and len(reference.clauses) == 1 and _only_number(asked, reference):
            clause = reference.clauses[0]
            answer = replace(answer, lead=f"{clause.label} {clause.title}".strip() + "，全文如下：")
        if rows and asked.columns:  # no row has such a column
            return replace(answer, notes=(f"这份清单没有“{'、'.join(asked.columns)}”一栏。",))
        return answer

    def _no_such_number(self, reference: Reference) -> Answer:
        related = self._related([reference.nearest] if reference.nearest else [], SentenceScorer("", {}))
        return refusal(RefusalReason.NOTHING_FOUND, f"{reference.missing}。", self.corpus, related)

    def _which(self, reference: Reference) -> Answer:
        labels = "；".join(
            f"{c.label}{'（' + c.title + '）' if c.title else ''}" for c in reference.clauses[:8]
        )
        return Answer(
            AnswerKind.ASK_BACK, f"「{reference.words}」在几份文件里都有，请说明是哪一份：{labels}。"
        )

    def _outside(self, asked: Question, scope: Scope) -> Answer | None:
        if asked.article is not None:
            name, number = asked.article
            citing = self._citing(asked, scope)
            detail = f"语料没有收录《{name}》的条文，第{number}条的内容不能据此回答。"
            return refusal(
                RefusalReason.OUTSIDE, detail + ("下列条款引用了它。" if citing else ""), self.corpus, citing
            )
        if asked.laws and not asked.documents and not asked.regions and "清单" not in asked.text:
            detail = f"语料没有收录《{'》《'.join(asked.laws)}》的条文，不能据此回答。"
            return refusal(RefusalReason.OUTSIDE, detail, self.corpus, self._citing(asked, scope))
        if asked.asks_amount:
            result = self._search(asked, scope)
            related = self._related(self._clauses(result)[:2], self._scorer(asked, result))
            detail = "语料未涉及罚款数额，不能回答具体罚多少；数额须依据相应法律法规和裁量基准。"
            return refusal(RefusalReason.OUTSIDE, detail, self.corpus, related)
        return None

    def _by_list(self, asked: Question, scope: Scope) -> Answer | None:
        names = lists_asked(asked)
        tables = find_tables(names, scope)
        if names and not tables and scope.named:
            held = "、".join(d.meta.cite_as for d in scope.documents)
            answer = self._by_search(asked, scope)
            if answer.kind is AnswerKind.ANSWER:
                lead = f"所收的{held}没有附免罚或从重事项的清单，无从列举。有关的规定是："
                return replace(answer, lead=lead)
        if not tables:
            return None
        return join_answers([compose_table(self.corpus, table) for table in tables])

    def _by_search(self, asked: Question, scope: Scope) -> Answer:
        result = self._search(asked, scope)
        scorer = self._scorer(asked, result)
        clauses = self._clauses(result)
        if not is_covered(result, Named.by(asked), self.thresholds):
            detail = "语料未涉及这个问题，不能回答。"
            near = [c for c in clauses[:2] if scorer.score(c.text) > _NEAR]
            return refusal(RefusalReason.OUTSIDE, detail, self.corpus, self._related(near, scorer))
        elsewhere = find_elsewhere(asked, scope, result, self._coverage, self.thresholds)
        if elsewhere:
            return refusal(RefusalReason.NOTHING_FOUND, elsewhere, self.corpus)
        asks_all = not (asked.columns or asks_membership(asked))
        parents = children_asked(asked, clauses, self.corpus) if asks_all else []
        if parents:
            return join_answers([compose_children(self.corpus, parent) for parent in parents])
        clauses = [*order_by_term(asked, clauses, scope, self.corpus)]
        gap = find_gap(asked, clauses, result.coverage, self.thresholds, self.corpus)
        if gap is not None:
            offered = self._related(gap.offered, scorer)
            return refusal(RefusalReason.NOTHING_FOUND, gap.detail, self.corpus, offered)
        rows = [c for c in clauses if c.kind is ClauseKind.ROW]
        if asked.columns and rows:
            cells = compose_cells(self.corpus, rows[:1], asked.columns)
            if cells is not None:
                return cells
        clauses = without_unnamed(asked, clauses)
        answering = self._answering(clauses, scorer)
        answer = compose_answer(self.corpus, answering, scorer)
        if clauses[0].cells:
            answer = replace(answer, lead=f"最接近的清单条款，逐项符合才适用——{answer.lead}")
        cited = {c.clause_id for c in answer.citations}
        rest = [c for c in clauses if c.clause_id not in cited][: max(0, 5 - len(cited))]
        note = note_on_term(asked, clauses[0], self.corpus)
        return replace(
            answer, related=self._related(rest, scorer), notes=(*answer.notes, *([note] if note else []))
        )

    def _citing(self, asked: Question, scope: Scope) -> tuple[Passage, ...]:
        """Clauses that name the law, and its article where the question names one."""
        names = [asked.article[0]] if asked.article else list(asked.laws)
        article = asked.article[1] if asked.article else ""
        citing = [
            c
            for d in scope.documents
            for c in d.clauses
            if c.kind is not ClauseKind.MERGED_CELL
            and any(n in c.text for n in names)
            and (not article or names_article(c.text, article))
        ]
        return self._related(citing[:2], self._scorer(asked, None))

    def _by_comparison(self, asked: Question, scope: Scope) -> Answer | None:
        """The best clause of each side, so that none is judged by the other's words."""
        sides = find_comparison(asked, scope, self.corpus, self.index, self.thresholds)
        scorer = self._scorer(asked, None)
        answer = compose_comparison(self.corpus, sides, scorer) if sides else None
        return answer and replace(answer, related=self._related(beside(sides)[:3], scorer))

    def _may_be_ours(self, asked: Question) -> bool:
        """Whether a question that seems to tell a case may be of our field: 物业公司可以免责吗 is not."""
        if asked.documents or asked.regions or not asked.text.endswith(("?", "？", "吗", "呢")):
            return True
        return is_covered(self.index.search(asked.topic), Named.NOTHING, self.thresholds.of_cases)

    # parts

    def _coverage(self, asked: Question, scope: Scope) -> float:
        """Over all documents, whatever the region."""
        return self.index.coverage(_words_searched(asked, scope))

    def _search(self, asked: Question, scope: Scope) -> SearchResult:
        doc_ids = scope.doc_ids if len(scope.doc_ids) < len(self.corpus.documents) else None
        return self.index.search(_words_searched(asked, scope), k=20, doc_ids=doc_ids)

    def _clauses(self, result: SearchResult) -> list[Clause]:
        return [self.corpus.get_clause(hit.clause_id) for hit in result.hits]

    def _scorer(self, asked: Question, result: SearchResult | None) -> SentenceScorer:
        extra = dict(result.query_terms) if result else {}
        return SentenceScorer(asked.text, question_terms(asked.text, extra, self._idf))

    def _answering(self, clauses: Sequence[Clause], scorer: SentenceScorer) -> list[Clause]:
        """The first clause, and those among the next that say nearly as much about the question."""
        first = clauses[0]
        floor = 0.6 * scorer.score(first.text)
        return [first, *(c for c in clauses[1:4] if scorer.score(c.text) >= floor)]

    def _related(self, clauses: Sequence[Clause], scorer: SentenceScorer) -> tuple[Passage, ...]:
        passages = []
        for clause in clauses[:4]:
            passage, _ = key_passage(self.corpus.get_document(clause.doc_id), clause, scorer)
            passages.append(passage)
        return tuple(passages)


def _words_searched(asked: Question, scope: Scope) -> str:
    return localize(scope.selected + asked.topic, scope)


def _only_number(asked: Question, reference: Reference) -> bool:
    """Whether the question asks for the clause and nothing of what it says."""
    rest = re.sub(r"是什么|内容|写了|规定|怎么说|全文|原文|的", "", asked.topic.replace(reference.words, ""))
    return len(re.findall(r"[\u4e00-\u9fff]", rest)) <= _FEW


def _bigram_idf(corpus: Corpus) -> dict[str, float]:
    """ln(N / n) of each Chinese character bigram over the N clauses (Spärck Jones 1972)."""
    counts: dict[str, int] = {}
    clauses = [c for d in corpus.documents for c in d.clauses]
    for clause in clauses:
        grams = {
            run[i : i + 2]
            for run in re.findall(r"[\u4e00-\u9fff]+", clause.text)
            for i in range(len(run) - 1)
        }
        for gram in grams:
            counts[gram] = counts.get(gram, 0) + 1
    return {gram: math.log(len(clauses) / n) for gram, n in counts.items()}
