"""BM25 computed by hand, and how rare words are."""

from __future__ import annotations

import math

import pytest

from index.lexical import K1, B, LexicalIndex
from index.tokens import Tokenizer

TEXTS = ["甲乙", "甲乙甲乙", "丙"]  # tokens: 甲乙 甲 乙; 甲乙 乙甲 甲乙 甲 乙 甲 乙; 丙
INDEX = LexicalIndex.build(["a", "b", "c"], TEXTS, Tokenizer(()))


def idf(clauses_with: int) -> float:
    return math.log(1 + (3 - clauses_with + 0.5) / (clauses_with + 0.5))


def test_a_score_is_bm25_and_its_weight_multiplies() -> None:
    length, mean = 3, (3 + 7 + 1) / 3
    part = 1 / (1 + K1 * (1 - B + B * length / mean))
    assert INDEX.scores({"甲乙": 1.0})[0] == pytest.approx(idf(2) * part, rel=1e-5)
    assert INDEX.scores({"甲乙": 0.5})[0] == pytest.approx(0.5 * idf(2) * part, rel=1e-5)
    assert INDEX.scores({"丁": 1.0}).tolist() == [0.0, 0.0, 0.0]


def test_rarity_is_the_sum_of_idf_and_unknown_words_are_rarest() -> None:
    assert INDEX.rarity(["甲乙", "丙"]) == pytest.approx(idf(2) + idf(1))
    assert INDEX.rarity(["甲乙", "甲乙"]) == pytest.approx(idf(2))
    assert INDEX.rarity(["丁"]) == pytest.approx(idf(0)) and idf(0) > idf(1)
    assert INDEX.rarity([]) == 0.0


def test_no_clause_scores_more_than_its_words_are_rare() -> None:
    tokens = Tokenizer(()).tokens("甲乙丙甲")
    assert INDEX.scores(dict.fromkeys(tokens, 1.0)).max() < INDEX.rarity(tokens)


def test_a_clause_has_the_words_that_stand_in_it() -> None:
    assert INDEX.said_by(0, ["甲乙", "乙甲", "丙", "丁"]) == {"甲乙"}
    assert INDEX.said_by(1, ["甲乙", "乙甲"]) == {"甲乙", "乙甲"}
    assert INDEX.said_by(2, []) == set()
