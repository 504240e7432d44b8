"""Which of a clause's anticipated questions get a vector, and what the lexical index reads."""

from __future__ import annotations

from dataclasses import replace

from corpus.models import Corpus
from corpus.outside import load_outside
from corpus.questions import load_questions
from index.views import (
    CLAUSE,
    STORED_QUESTIONS,
    document_views,
    most_different,
    outside_views,
    sentence_views,
    taught_views,
)


def test_the_questions_that_differ_most_are_chosen_in_their_order() -> None:
    questions = ("清单多久有效", "清单多久有效期", "谁来编制名单", "清单多久到期")
    assert most_different(questions, 2) == [(1, "清单多久有效"), (3, "谁来编制名单")]
    assert most_different(questions, 9) == list(enumerate(questions, start=1))
    assert most_different((), 3) == []
    assert most_different(("短", "短", "长一些的问题"), 2) == [(1, "短"), (3, "长一些的问题")]


def test_every_question_is_read_by_the_lexical_index_and_few_lie_in_chroma(corpus: Corpus) -> None:
    for document in corpus.documents:
        questions = load_questions(document.doc_id)
        views = document_views(document)
        for clause in (view for view in views if view.view == CLAUSE):
            asked = questions.get(clause.clause_id, ())
            assert all(question in clause.words.split("\n") for question in asked)
            vectors = [v for v in views if v.clause_id == clause.clause_id and v.view != CLAUSE]
            assert len(vectors) == min(STORED_QUESTIONS, len(asked))
            assert all(v.text in asked and not v.words for v in vectors)


def test_from_the_questions_that_are_not_stored_the_index_learns(corpus: Corpus) -> None:
    for document in corpus.documents:
        stored = [v.text for v in document_views(document) if v.view != CLAUSE]
        taught = [v.text for v in taught_views(document)]
        every = [q for texts in load_questions(document.doc_id).values() for q in texts]
        assert sorted([*stored, *taught]) == sorted(every) and len(taught) > len(stored)


def test_a_clause_that_is_not_there_teaches_nothing(corpus: Corpus) -> None:
    document = corpus.documents[0]
    first = replace(document, clauses=document.clauses[:3])
    assert {v.clause_id for v in taught_views(first)} <= {c.clause_id for c in first.clauses}


def test_outside_questions_teach_where_no_document_may_answer_them(corpus: Corpus) -> None:
    assert [v.text for v in outside_views(corpus)] == list(load_outside().texts)
    assert {(v.view, v.clause_id, v.words) for v in outside_views(corpus)} == {("outside", "", "")}
    other = replace(corpus.documents[0], meta=replace(corpus.documents[0].meta, doc_id="another-2024"))
    assert outside_views(replace(corpus, documents=(other,))) == []


def test_the_sentences_of_long_clauses_have_vectors_of_their_own(corpus: Corpus) -> None:
    document = next(d for d in corpus.documents if d.doc_id == "cq-eeb-2021-5")
    views = sentence_views(document)
    long = corpus.get_clause("cq-eeb-2021-5#3.9")
    texts = [view.text for view in views if view.clause_id == long.clause_id]
    assert "".join(texts) == "".join(document.quote(s) for p in long.paragraphs for s in p)
    assert {view.view for view in views} == {"sentence"}
    assert not any(corpus.get_clause(view.clause_id).cells for view in views)
    assert all(sum(v.clause_id == view.clause_id for v in views) >= 3 for view in views)
