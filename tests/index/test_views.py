"""Which of a clause's anticipated questions get a vector, and what the lexical index reads."""

from __future__ import annotations

from corpus.models import Corpus
from corpus.questions import load_questions
from index.views import CLAUSE, EMBEDDED_QUESTIONS, document_views, most_different


def test_the_questions_that_differ_most_are_chosen_in_their_order() -> None:
    questions = ("清单多久有效", "清单多久有效期", "谁来编制名单", "清单多久到期")
    assert most_different(questions, 2) == [(1, "清单多久有效"), (3, "谁来编制名单")]
    assert most_different(questions, 9) == list(enumerate(questions, start=1))
    assert most_different((), 3) == []
    assert most_different(("短", "短", "长一些的问题"), 2) == [(1, "短"), (3, "长一些的问题")]


def test_every_question_is_read_by_the_lexical_index_and_few_get_a_vector(corpus: Corpus) -> None:
    for document in corpus.documents:
        questions = load_questions(document.doc_id)
        views = document_views(document)
        for clause in (view for view in views if view.view == CLAUSE):
            asked = questions.get(clause.clause_id, ())
            assert all(question in clause.words.split("\n") for question in asked)
            vectors = [v for v in views if v.clause_id == clause.clause_id and v.view != CLAUSE]
            assert len(vectors) == min(EMBEDDED_QUESTIONS, len(asked))
            assert all(v.text in asked and not v.words for v in vectors)
