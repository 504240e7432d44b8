"""The BM25 matrix: as bm25s computes it, and steady when documents are added."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from index.lexical import K1, B, LexicalIndex, TokenIds
from index.statistics import build_matrix
from index.tokens import Tokenizer

TEXTS = ["企业清单企业", "清单有效期三年", "处罚企业", "约谈", "约谈告诫的企业清单"]
TOKENIZER = Tokenizer(())


def counted(texts: list[str]) -> TokenIds:
    ids = TokenIds()
    for text in texts:
        ids.add(TOKENIZER.tokens(text))
    return ids


def test_the_matrix_is_that_of_bm25s() -> None:
    ids = counted(TEXTS)
    library = bm25s.BM25(k1=K1, b=B)
    library.index([TOKENIZER.tokens(text) for text in TEXTS], show_progress=False)
    ours = LexicalIndex.build(list("abcde"), TEXTS, TOKENIZER)
    for token in ids.vocabulary:
        assert ours.scores({token: 1.0}) == pytest.approx(library.get_scores([token]), rel=1e-6), token


def test_added_clauses_change_no_score_of_the_reference() -> None:
    alone = LexicalIndex.build(list("abcde"), TEXTS, TOKENIZER, [True] * 5)
    added = ["企业", "乡村企业的通知", "清单"]
    among = LexicalIndex.build(list("abcdefgh"), TEXTS + added, TOKENIZER, [True] * 5 + [False] * 3)
    for text in TEXTS:
        terms = dict.fromkeys(TOKENIZER.tokens(text), 1.0)
        assert among.scores(terms)[:5] == pytest.approx(alone.scores(terms), rel=1e-6)
        assert among.rarity(terms) == pytest.approx(alone.rarity(terms))


def test_words_of_added_clauses_alone_are_found_and_are_as_rare_as_all_say() -> None:
    among = LexicalIndex.build(list("abcdef"), [*TEXTS, "渔船"], TOKENIZER, [True] * 5 + [False])
    assert int(among.scores({"渔船": 1.0}).argmax()) == 5
    assert among.rarity(["渔船"]) == pytest.approx(np.log(1 + (6 - 1 + 0.5) / 1.5))
    assert among.rarity(["没有"]) == pytest.approx(np.log(1 + 5.5 / 0.5))


def test_without_a_reference_all_clauses_count() -> None:
    ids = counted(TEXTS)
    every, none = (
        build_matrix(ids.rows, len(ids.vocabulary), np.full(5, value), K1, B) for value in (True, False)
    )
    assert (every.data == none.data).all() and (every.idf == none.idf).all()


def test_no_clauses_and_empty_clauses_are_no_fault() -> None:
    nothing = build_matrix([], 0, np.zeros(0, dtype=np.bool_), K1, B)
    assert len(nothing.data) == 0
    empty = LexicalIndex.build(["a", "b"], ["", "企业"], TOKENIZER)
    assert empty.scores({"企业": 1.0})[0] == 0.0 < empty.scores({"企业": 1.0})[1]
