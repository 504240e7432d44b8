"""How a question is put: odds and likeness by hand, and what a corpus of other documents learns."""

from __future__ import annotations

from dataclasses import replace
from math import log, sqrt
from pathlib import Path

import pytest

from corpus.models import Corpus
from corpus.outside import load_outside
from index.belonging import SMOOTHING, Belonging, learn_belonging
from index.build import build_index, make_tokenizer
from index.search import IndexState, open_index
from tests.conftest import ignore_progress
from tests.index.fakes import CountingEmbedder, small_corpus

OURS = [["能", "不罚", "吗"], ["能", "整改", "吗"], ["要", "整改"]]
OTHERS = [["几", "天"], ["罚", "几", "天", "能"]]


@pytest.fixture(scope="module")
def belonging() -> Belonging:
    return Belonging.build(OURS, OTHERS)


def test_a_word_weighs_how_much_likelier_it_is_in_our_questions(belonging: Belonging) -> None:
    known = ["能", "吗", "整改", "几", "天"]  # those that two questions have
    assert sorted(belonging.odds) == sorted(known)
    ours, others = (6 + 5 * SMOOTHING, 5 + 5 * SMOOTHING)
    shared = log((2 + SMOOTHING) / ours / ((1 + SMOOTHING) / others))
    assert belonging.odds["能"] == pytest.approx(shared, abs=1e-4)
    assert belonging.odds["几"] == -1.5 == -belonging.odds["整改"]  # by hand -2.18 and 1.89
    both = belonging.odds["能"] + belonging.odds["整改"]
    assert belonging.score(["能", "整改", "能", "未见过"]) == pytest.approx(both / sqrt(3))
    assert belonging.score([]) == 0.0


def test_the_nearest_question_of_others_is_found_by_its_rare_words(belonging: Belonging) -> None:
    assert belonging.nearest_outside(["几", "天"]) == pytest.approx(1.0)
    rare, twice, thrice = (log(5 / n) + 0.5 for n in (1, 2, 3))
    length = sqrt(rare**2 + 2 * twice**2 + thrice**2)
    assert belonging.nearest_outside(["罚"]) == pytest.approx(rare / length, abs=1e-4)
    assert belonging.nearest_outside(["吗", "不罚"]) == 0.0 == belonging.nearest_outside(["未见过"])


def test_words_of_the_clause_that_was_found_speak_for_no_other_question(belonging: Belonging) -> None:
    rare, twice = (log(5 / n) + 0.5 for n in (1, 2))
    whole, rest = (belonging.nearest_outside(["罚", "几", "天"], said) for said in ((), ("罚",)))
    length = sqrt(rare**2 + 2 * twice**2)
    assert whole > rest == pytest.approx(2 * twice**2 / sqrt(2 * twice**2) / length, abs=1e-4)
    assert belonging.nearest_outside(["几"], ("几",)) == 0.0


def test_numbers_say_nothing_of_what_is_asked(belonging: Belonging) -> None:
    with_amount = Belonging.build(OURS, [*OTHERS, ["欠", "三万", "2019"]])
    assert "三万" not in with_amount.rarity and "2019" not in with_amount.rarity
    assert belonging.score(["能", "三万", "20"]) == belonging.score(["能"])
    assert with_amount.nearest_outside(["三万"]) == 0.0 < with_amount.nearest_outside(["欠"])


def test_no_word_alone_decides() -> None:
    learned = Belonging.build([["能"]] * 500, [["几"]] * 500)
    assert learned.odds == {"能": 1.5, "几": -1.5}


def test_it_is_the_same_after_it_was_saved(belonging: Belonging, tmp_path: Path) -> None:
    assert Belonging.load(tmp_path) is None
    belonging.save(tmp_path)
    loaded = Belonging.load(tmp_path)
    assert loaded is not None and loaded.odds == belonging.odds
    assert loaded.nearest_outside(["罚", "几"]) == belonging.nearest_outside(["罚", "几"])


def test_what_the_documents_answer_is_told_from_what_they_do_not(corpus: Corpus, tmp_path: Path) -> None:
    """Of each kind a question that was not among those learned from."""
    tokenizer = make_tokenizer(tmp_path)
    learned = learn_belonging(corpus, tokenizer)
    assert learned is not None
    answered, not_answered = "第一次犯又马上改了的能不能不罚", "省里明年会不会出新的免罚清单"
    ours, others = (tokenizer.tokens(question) for question in (answered, not_answered))
    assert learned.score(ours) > 0 > learned.score(others)
    assert learned.nearest_outside(tokenizer.tokens(load_outside().texts[0])) == pytest.approx(1.0, abs=1e-3)


def test_a_confirmed_question_counts_as_answered(corpus: Corpus, tmp_path: Path) -> None:
    tokenizer, question = make_tokenizer(tmp_path), "罚款逾期不交每天加处多少呀"
    first = corpus.documents[0]
    confirmed = replace(first, confirmed={first.clauses[1].clause_id: (question, question + "呢")})
    with_it = learn_belonging(replace(corpus, documents=(confirmed, *corpus.documents[1:])), tokenizer)
    without = learn_belonging(corpus, tokenizer)
    assert with_it is not None and without is not None
    tokens = tokenizer.tokens(question)
    assert with_it.score(tokens) > without.score(tokens)


def test_a_corpus_with_other_documents_learns_nothing(corpus: Corpus, tmp_path: Path) -> None:
    """Its documents may answer what ours do not."""
    first = corpus.documents[0]
    other = replace(first, meta=replace(first.meta, doc_id="another-2024"))
    assert learn_belonging(replace(corpus, documents=(other,)), make_tokenizer(tmp_path)) is None


def test_a_damaged_file_makes_the_index_damaged(corpus: Corpus, tmp_path: Path) -> None:
    small = small_corpus(corpus, 1, 4)
    build_index(small, CountingEmbedder(), tmp_path, ignore_progress)
    (path,) = tmp_path.glob("index/gen-*/belonging.json")
    path.write_text("[{}", "utf-8")
    assert open_index(small, CountingEmbedder(), tmp_path) is IndexState.DAMAGED
