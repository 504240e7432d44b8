"""Suite ``lookup``: every numbered clause is asked for, and its scores tell right from wrong."""

from __future__ import annotations

from collections import defaultdict

import pytest

import evals.lookup as lookup
from assistant.answer.compose import quote_lines
from assistant.answer.models import Answer, AnswerKind, Passage, Refusal, RefusalReason
from assistant.service import Assistant
from corpus.models import ClauseKind, Corpus
from evals.lookup import CORRECTED, EXACT, is_corrected, is_found, labels, run_lookup
from evals.lookup_absent import Absence, build_absences
from evals.lookup_forms import FRAMES, Lookup, build_lookups, chinese_numeral
from ingest.numerals import parse_numeral

_EACH = 2  # questions of each form that the tests ask; `kuanyan eval --suite lookup` asks all
CLAUSE, OTHER = "cq-eeb-2021-5#3.4", "cq-eeb-2021-5#4.4"


def answer_citing(corpus: Corpus, *clause_ids: str) -> Answer:
    passages = []
    for clause_id in clause_ids:
        clause = corpus.get_clause(clause_id)
        passages.append(Passage("", quote_lines(corpus.get_document(clause.doc_id), clause)))
    return Answer(AnswerKind.ANSWER, "", tuple(passages))


def test_every_numbered_clause_is_asked_for_in_at_least_six_ways(corpus: Corpus) -> None:
    numbered = {
        c.clause_id
        for d in corpus.documents
        for c in d.clauses
        if c.kind in (ClauseKind.SECTION, ClauseKind.ROW, ClauseKind.NOTE, ClauseKind.ANNEX, ClauseKind.TABLE)
    }
    ways = defaultdict(set)
    for asked in build_lookups(corpus):
        if len(asked.answers) == 1:
            ways[asked.answers[0]].add(asked.form)
    assert numbered == ways.keys()
    assert min(len(forms) for forms in ways.values()) >= 6


def test_the_questions_are_all_different_and_framed_in_many_ways(corpus: Corpus) -> None:
    questions = [asked.question for asked in build_lookups(corpus)]
    assert len(set(questions)) > 0.98 * len(questions) > 4000
    ends = {frame.partition("{}")[2] for frame in FRAMES if not frame.endswith("{}")}
    assert all(any(q.endswith(end) for q in questions) for end in ends)


def test_at_least_a_hundred_numbers_that_do_not_exist(corpus: Corpus) -> None:
    absences = build_absences(corpus)
    assert len({a.question for a in absences}) >= 100
    assert {a.form for a in absences} >= {"清单里没有的项", "没有的清单", "没有的附件", "通篇连号之外"}
    for absence in absences:
        assert absence.says and all(corpus.find_clause(c) for c in absence.shown), absence


def test_some_questions_of_each_form_find_exactly_their_clause(assistant: Assistant) -> None:
    taken: dict[str, int] = defaultdict(int)
    for asked in build_lookups(assistant.corpus)[::-7]:
        taken[asked.form] += 1
        if taken[asked.form] <= _EACH:
            answer = assistant.ask(asked.question)
            assert is_found(asked, answer, assistant.corpus), (asked, answer.lead)


def test_some_false_premises_of_each_form_are_corrected(assistant: Assistant) -> None:
    taken: dict[str, int] = defaultdict(int)
    for absence in build_absences(assistant.corpus)[::-1]:
        taken[absence.form] += 1
        if taken[absence.form] <= _EACH:
            answer = assistant.ask(absence.question)
            assert is_corrected(absence, answer), (absence, answer.lead)


def test_the_first_citation_decides_and_nothing_else_may_stand_beside(corpus: Corpus) -> None:
    asked = Lookup("", "", (CLAUSE,))
    assert is_found(asked, answer_citing(corpus, CLAUSE), corpus)
    assert not is_found(asked, answer_citing(corpus, OTHER, CLAUSE), corpus)
    assert not is_found(asked, answer_citing(corpus, CLAUSE, OTHER), corpus)
    assert not is_found(asked, Answer(AnswerKind.REFUSAL, ""), corpus)
    parent = Lookup("", "", ("cq-eeb-2021-5#3",))
    assert is_found(parent, answer_citing(corpus, "cq-eeb-2021-5#3", CLAUSE), corpus)


def test_asking_back_counts_only_with_exactly_the_clauses_that_bear_the_number(corpus: Corpus) -> None:
    both = Lookup("", "", (CLAUSE, OTHER))
    names = labels(both.answers, corpus)
    back = Answer(AnswerKind.ASK_BACK, f"「（四）」在几份文件里都有，请说明是哪一份：{'；'.join(names)}。")
    assert is_found(both, back, corpus)
    assert is_found(both, answer_citing(corpus, OTHER, CLAUSE), corpus)
    assert not is_found(both, answer_citing(corpus, CLAUSE), corpus)
    assert not is_found(Lookup("", "", (CLAUSE,)), back, corpus)
    fewer = Answer(AnswerKind.ASK_BACK, f"请说明是哪一份：{sorted(names)[0]}。")
    assert not is_found(both, fewer, corpus)


@pytest.mark.parametrize(
    ("reason", "detail", "shown", "right"),
    [
        (RefusalReason.NOTHING_FOUND, "共9项，没有第12项。", True, True),
        (RefusalReason.NOTHING_FOUND, "共9项，没有第12项。", False, False),
        (RefusalReason.NOTHING_FOUND, "没有第12项。", True, False),
        (RefusalReason.OUTSIDE, "共9项，没有第12项。", True, False),
    ],
)
def test_a_correction_says_what_there_is_and_shows_it(
    corpus: Corpus, reason: RefusalReason, detail: str, shown: bool, right: bool
) -> None:
    table = "cq-spb-eeb-2021-181#a2"
    absence = Absence("", "", ("共9项", "没有第12项"), (table,))
    related = answer_citing(corpus, table).passages if shown else ()
    answer = Answer(AnswerKind.REFUSAL, detail, related=related, refusal=Refusal(reason, detail))
    assert is_corrected(absence, answer) is right


def test_failures_are_told_by_form(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        lookup, "build_lookups", lambda _: [Lookup("三（四）", "渝环规5号三（三）", (CLAUSE,))]
    )
    monkeypatch.setattr(lookup, "build_absences", lambda _: [])
    result = run_lookup(assistant)
    assert result.rates[EXACT].hits == 0 and CORRECTED not in result.rates
    assert result.facts == ["未命中·三（四）：「渝环规5号三（三）」得到 cq-eeb-2021-5#3.3。"]


def test_numerals_read_back() -> None:
    assert [parse_numeral(chinese_numeral(n)) for n in range(1, 100)] == list(range(1, 100))
