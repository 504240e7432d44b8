"""The routes of knowledge: a question that stands alone, answered from the clauses or refused."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer.addresses import list_named
from assistant.answer.comparing import beside, compose_comparison, find_comparison, find_numbered
from assistant.answer.compose import (
    compose_answer,
    compose_cells,
    compose_children,
    compose_table,
    join_answers,
    key_passage,
)
from assistant.answer.confirmed import cited_by_confirmed, find_confirmed
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
    is_other_heading,
    is_table,
    lists_asked,
    of_deeds,
)
from assistant.answer.models import Answer, AnswerKind, Passage, RefusalReason
from assistant.answer.names import names_clause, without_documents
from assistant.answer.notes import notes_on
from assistant.answer.outline import FRONT
from assistant.answer.question import Question, columns_of_row, tells_no_deed
from assistant.answer.reference import Reference, asks_only_number, find_reference, names_article
from assistant.answer.refuse import Named, Thresholds, is_answered, is_near, is_nearly_answered, refusal
from assistant.answer.scope import Scope, as_called_in, find_scope, localize
from assistant.answer.sentences import SentenceScorer, bigram_idf, question_terms, unlike
from assistant.answer.sought import asks_of_itself, find_subject, find_term, names_in, says
from assistant.answer.starting import find_start
from corpus.models import Clause, ClauseKind, Corpus
from corpus.subjects import find_other_field, find_stranger
from index.search import SearchIndex, SearchResult

_TOP = 5  # clauses found first
_CLOSE = 0.1  # of fused scores: the search hardly tells the two apart; chosen on the *_dev questions
_NEAREST = "最接近的清单条款，逐项符合才适用——"
_NUMBERED = re.compile("第.{1,4}[项条款个]|[0-9一二三四五六七八九十]+[项条]")
_FORMAL = (*FRONT, ClauseKind.ANNEX_LIST)
_KINDS_ASKED = (
    (ClauseKind.SIGNATURE, re.compile("落[的了]?款")),
    (ClauseKind.NOTICE, re.compile("主送|抄送")),
)
_MEANING = re.compile("指|意思|含义|定义|解释|什么叫|啥叫|什么是")  # of a list: not what stands in it
_NEAR = 4.0  # words shared (summed idf) for a clause to be offered beside a refusal


class KnowledgeRoute:
    """What the clauses say, by code that tries the surest way first. Thread-safe: reads only.

    ``rows_told``: ids of the rows that a text tells of, as cases are read.
    """

    def __init__(self, corpus: Corpus, index: SearchIndex, thresholds: Thresholds) -> None:
        self.rows_told: Callable[[str], Collection[str]] = lambda _text: ()
        self.corpus, self.index, self.thresholds = corpus, index, thresholds
        self.idf = bigram_idf(corpus)

    def answer(
        self, asked: Question, region: str | None, as_of: date | None, about: Clause | None = None
    ) -> Answer:
        """A question of knowledge that stands alone; ``about``: the clause that it is known to ask about."""
        asked = of_deeds(as_called_in(region, asked, self.corpus), self.corpus, self.rows_told)
        scope = find_scope(asked, self.corpus, region, as_of)
        if scope.outside:
            return refusal(RefusalReason.OUTSIDE, scope.outside, self.corpus)
        known = [about] if about is not None else find_confirmed(asked.text, scope.documents)
        answer = self.by_clauses(asked, known) if known else self._of_other_field(asked)
        answer = answer or self._by_start(asked) or self._by_number(asked, scope)
        answer = answer or self._outside(asked, scope) or self._by_comparison(asked, scope)
        answer = answer or self._by_list(asked, scope) or self._by_search(asked, scope)
        notes = notes_on(answer, asked, scope, self.corpus, as_of)
        confirmed = cited_by_confirmed(answer, asked.text, self.corpus)
        return replace(answer, notes=(*answer.notes, *notes), confirmed=confirmed)

    def by_clauses(self, asked: Question, clauses: Sequence[Clause]) -> Answer:
        """These clauses, each quoted whole."""
        return compose_answer(self.corpus, clauses, self._scorer(asked, None), limit=None)

    def related(self, asked: Question, clauses: Sequence[Clause]) -> tuple[Passage, ...]:
        """What ``clauses`` say that is nearest to the question, to be offered beside an answer."""
        return self._related(clauses, self._scorer(asked, None))

    def may_be_ours(self, asked: Question) -> bool:
        """Whether a question that seems to tell a case may be of our field: 物业公司可以免责吗 is not."""
        if asked.documents or asked.regions or not asked.text.endswith(("?", "？", "吗", "呢")):
            return True
        return is_near(self.index.search(asked.topic), Named.NOTHING, self.thresholds.of_cases)

    # routes, in the order they are tried

    def _of_other_field(self, asked: Question) -> Answer | None:
        field = find_other_field(asked.topic)
        of_violations = bool(lists_asked(asked) or list_named(asked.text)[0]) and not asked.of_enterprises
        if field is not None and of_violations:
            detail = f"语料未涉及{field}的清单，不能回答；所收的清单都是生态环境的。"
            return refusal(RefusalReason.OUTSIDE, detail, self.corpus)
        return None

    def _by_start(self, asked: Question) -> Answer | None:
        start = find_start(asked, self.corpus)
        if start is None:
            return None
        answer = self.by_clauses(asked, start.clauses)
        return replace(answer, lead=f"{start.unsaid}{answer.lead}")

    def _by_number(self, asked: Question, scope: Scope) -> Answer | None:
        compared = find_numbered(asked, scope, self.corpus)
        if compared:
            return compose_comparison(self.corpus, compared, self._scorer(asked, None))
        reference = find_reference(asked.text, scope.documents, self.corpus)
        if reference is None or asked.article is not None:
            return None
        if reference.missing and asked.of_enterprises and not _NUMBERED.search(asked.text):
            return None  # 进正面清单要什么条件: asked of the list of enterprises
        if reference.missing:
            return self._no_such_number(reference)
        listed = lists_asked(asked) or (find_term(asked.topic) and _MEANING.search(asked.topic))
        if not reference.clauses or (listed and all(map(is_table, reference.clauses))):
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
        answer = self.by_clauses(asked, reference.clauses)
        if not rows and len(reference.clauses) == 1 and asks_only_number(asked, reference):
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
        scorer = self._scorer(asked, result, self.index.likeness(_words_searched(asked, scope)))
        clauses = self._clauses(result)
        if not self._is_answered(asked, result):
            return self._not_answered(asked, scope, result, scorer)
        elsewhere = self._said_elsewhere(asked, scope, result)
        if elsewhere is not None:
            return elsewhere
        asks_all = not (asked.columns or asks_membership(asked))
        parents = children_asked(asked, clauses, self.corpus) if asks_all else []
        if parents:
            return join_answers([compose_children(self.corpus, parent) for parent in parents])
        clauses = [c for c in clauses if not is_other_heading(asked, c, self.corpus)] or clauses
        clauses = [*order_by_term(asked, clauses, scope, self.corpus)]
        if len(asked.documents) == 1 and asks_of_itself(without_documents(asked.text, self.corpus)):
            clauses.sort(key=lambda clause: clause.kind is not ClauseKind.SIGNATURE)
        clauses = self._with_asked_kind(asked, scope, clauses)
        gap = self._lacks(asked, clauses, result, scorer)
        if gap is not None:
            return gap
        rows = [c for c in clauses if c.kind is ClauseKind.ROW]
        columns = asked.columns or (columns_of_row(asked.text) if clauses[0].cells else ())
        if columns and rows:
            cells = compose_cells(self.corpus, rows[:1], columns)
            if cells is not None:
                if tells_no_deed(asked.topic):
                    cells = replace(cells, lead=f"{_NEAREST}{cells.lead}")
                return replace(cells, related=self._beside(cells, clauses, scorer))
        clauses = without_unnamed(asked, clauses)
        near = self._as_near(asked, clauses, result)
        answering = self._answering(clauses, scorer)
        if near is not None:
            answering = [clauses[0], near, *(c for c in answering[1:] if c is not near)]
        answer = compose_answer(self.corpus, answering, scorer, alike=near)
        if clauses[0].cells:
            answer = replace(answer, lead=f"{_NEAREST}{answer.lead}")
        note = note_on_term(asked, clauses[0], self.corpus)
        notes = (*answer.notes, *([note] if note else []))
        return replace(answer, related=self._beside(answer, clauses, scorer), notes=notes)

    def _as_near(self, asked: Question, clauses: Sequence[Clause], result: SearchResult) -> Clause | None:
        """The second of ``clauses``, where the search hardly tells it from the first. Never a row of a list:
        named first it would promise or threaten what only a case decides; nor a title or a signature."""
        if len(clauses) < 2 or clauses[0].cells or _kind_asked(asked) is not None:
            return None
        if clauses[1].cells or clauses[1].kind in _FORMAL:
            return None
        scores = {hit.clause_id: hit.score for hit in result.hits}
        ahead = scores.get(clauses[0].clause_id, math.inf) - scores.get(clauses[1].clause_id, 0.0)
        return clauses[1] if abs(ahead) < _CLOSE else None

    def _with_asked_kind(self, asked: Question, scope: Scope, clauses: Sequence[Clause]) -> list[Clause]:
        """落款 asks for the signature, 主送 for whom the notice is to: of the document or place named, else
        of the best clause's document."""
        kind = _kind_asked(asked)
        if kind is None:
            return [*clauses]
        named = [d for d in scope.documents if d.doc_id in asked.documents or d.meta.region in asked.regions]
        documents = named or [self.corpus.get_document(clauses[0].doc_id)]
        first = [c for d in documents for c in d.clauses if c.kind is kind]
        return [*first, *(c for c in clauses if c not in first)]

    def _beside(
        self, answer: Answer, clauses: Sequence[Clause], scorer: SentenceScorer
    ) -> tuple[Passage, ...]:
        """Those of ``clauses`` that ``answer`` does not cite; ``_TOP`` together with those it does."""
        cited = answer.clause_ids
        rest = [c for c in clauses if c.clause_id not in cited]
        return self._related(rest[: max(0, _TOP - len(cited))], scorer)

    def _not_answered(
        self, asked: Question, scope: Scope, result: SearchResult, scorer: SentenceScorer
    ) -> Answer:
        """What is missing where the corpus is near the question, else that it is not about it."""
        clauses = self._clauses(result)
        if is_near(result, Named.by(asked), self.thresholds.of_questions):
            ordered = order_by_term(asked, clauses, scope, self.corpus)
            missing = self._said_elsewhere(asked, scope, result) or self._lacks(
                asked, ordered, result, scorer
            )
            if missing is not None:
                return missing
        detail = "语料未涉及这个问题，不能回答。"
        offered = self._related(self._offered(asked, clauses, result, scorer), scorer)
        return refusal(RefusalReason.OUTSIDE, detail, self.corpus, offered)

    def _offered(
        self, asked: Question, clauses: Sequence[Clause], result: SearchResult, scorer: SentenceScorer
    ) -> Sequence[Clause]:
        """Beside a refusal: what was found for a question that is nearly answered; of one that is only of
        the field what shares words with it; of others nothing."""
        named = Named.by(asked)
        if is_nearly_answered(result, named, self.thresholds):
            return clauses[:_TOP]
        if not is_near(result, named, self.thresholds.of_cases):
            return ()
        return [c for c in clauses[:2] if scorer.score(c.text) > _NEAR]

    def _said_elsewhere(self, asked: Question, scope: Scope, result: SearchResult) -> Answer | None:
        detail = find_elsewhere(asked, scope, result, self._coverage, self.thresholds)
        return refusal(RefusalReason.NOTHING_FOUND, detail, self.corpus) if detail else None

    def _lacks(
        self, asked: Question, clauses: Sequence[Clause], result: SearchResult, scorer: SentenceScorer
    ) -> Answer | None:
        gap = find_gap(asked, clauses, result.coverage, self.thresholds, self.corpus, self.rows_told)
        if gap is None:
            return None
        offered = self._related(gap.offered, scorer)
        return refusal(RefusalReason.NOTHING_FOUND, gap.detail, self.corpus, offered)

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
        return self.related(asked, citing[:2])

    def _by_comparison(self, asked: Question, scope: Scope) -> Answer | None:
        """The best clause of each side, so that none is judged by the other's words."""
        sides = find_comparison(asked, scope, self.corpus, self.index, self.thresholds)
        answer = compose_comparison(self.corpus, sides, self._scorer(asked, None)) if sides else None
        return answer and replace(answer, related=self.related(asked, beside(sides)[:3]))

    def _is_answered(self, asked: Question, result: SearchResult) -> bool:
        """A term that a clause found uses is left to ``find_gap``, which says whether it is explained."""
        term, named, best = find_term(asked.topic), Named.by(asked), self._clauses(result)[:_TOP]
        if best and find_stranger(asked.text, best[0]):
            return False
        ours = asked.documents or asked.regions
        if best and ours and _kind_asked(asked) is not None:
            return True
        if ours and asked.asks_list and children_asked(asked, best, self.corpus):
            return True  # 广西二十条分别是什么: as many as there are
        if any(names_clause(asked.text, c, asked.documents) for c in best if c.cells or asked.asks_list):
            return True
        subject = find_subject(asked.topic)
        if subject is not None and any(says(c.text, subject) for c in best):
            return True
        if term is not None and any(names_in(c.text, term) for c in best):
            return is_near(result, named, self.thresholds.of_questions)
        return is_answered(result, named, self.thresholds)

    # parts

    def _coverage(self, asked: Question, scope: Scope) -> float:
        """Over all documents, whatever the region."""
        return self.index.coverage(_words_searched(asked, scope))

    def _search(self, asked: Question, scope: Scope) -> SearchResult:
        doc_ids = scope.doc_ids if len(scope.doc_ids) < len(self.corpus.documents) else None
        return self.index.search(_words_searched(asked, scope), k=20, doc_ids=doc_ids)

    def _clauses(self, result: SearchResult) -> list[Clause]:
        return [self.corpus.get_clause(hit.clause_id) for hit in result.hits]

    def _scorer(
        self, asked: Question, result: SearchResult | None, like: Callable[[str], float] = unlike
    ) -> SentenceScorer:
        extra = dict(result.query_terms) if result else {}
        return SentenceScorer(asked.text, question_terms(asked.text, extra, self.idf), like)

    def _answering(self, clauses: Sequence[Clause], scorer: SentenceScorer) -> list[Clause]:
        """The first clause, and those among the next that say nearly as much about the question."""
        first = clauses[0]
        floor = 0.6 * scorer.score(first.text)
        return [first, *(c for c in clauses[1:4] if scorer.score(c.text) >= floor)]

    def _related(self, clauses: Sequence[Clause], scorer: SentenceScorer) -> tuple[Passage, ...]:
        passages = []
        for clause in clauses[:_TOP]:
            passage, _ = key_passage(self.corpus.get_document(clause.doc_id), clause, scorer)
            passages.append(passage)
        return tuple(passages)


def _kind_asked(asked: Question) -> ClauseKind | None:
    return next((kind for kind, asks in _KINDS_ASKED if asks.search(asked.topic)), None)


def _words_searched(asked: Question, scope: Scope) -> str:
    return localize(scope.selected + asked.topic, scope)
