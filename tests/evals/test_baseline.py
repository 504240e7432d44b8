"""When a chunk counts as holding a clause, and at which rank the gold is complete."""

from __future__ import annotations

import sys

import pytest

from corpus.errors import KuanyanError
from corpus.models import Corpus, Span
from evals.baseline import held_clauses, rank_of_coverage, require_bench
from evals.cases import PolicyCase

DOC = "cq-eeb-2021-5"


def case(need_all: bool, *gold: str) -> PolicyCase:
    return PolicyCase("x", "？", "list", gold, need_all, ())


def clause_span(corpus: Corpus) -> Span:
    return corpus.get_clause(f"{DOC}#3.4").spans[0]


def test_a_chunk_that_is_the_clause_holds_it(corpus: Corpus) -> None:
    assert f"{DOC}#3.4" in held_clauses(corpus, DOC, clause_span(corpus))


def test_half_of_the_clause_is_enough_a_third_is_not(corpus: Corpus) -> None:
    span = clause_span(corpus)
    length = span.end - span.start
    before = max(0, span.start - 3 * length)  # mostly other clauses, so that only the first rule can hold
    assert f"{DOC}#3.4" in held_clauses(corpus, DOC, Span(before, span.start + int(length * 0.55)))
    assert f"{DOC}#3.4" not in held_clauses(corpus, DOC, Span(before, span.start + length // 3))


def test_a_chunk_within_the_clause_holds_it_however_small(corpus: Corpus) -> None:
    span = clause_span(corpus)
    assert held_clauses(corpus, DOC, Span(span.start + 5, span.start + 15)) == {f"{DOC}#3.4"}


def test_the_whole_document_holds_every_clause(corpus: Corpus) -> None:
    document = corpus.get_document(DOC)
    held = held_clauses(corpus, DOC, Span(0, len(document.source)))
    assert held == {clause.clause_id for clause in document.clauses}


def test_any_gold_counts_from_the_first_result_that_holds_one() -> None:
    ranking = [frozenset[str](), frozenset({"b", "x"}), frozenset({"a"})]
    assert rank_of_coverage(ranking, case(False, "a", "b")) == 2
    assert rank_of_coverage(ranking, case(False, "c")) is None
    assert rank_of_coverage([], case(False, "a")) is None


def test_all_gold_counts_when_the_last_is_held() -> None:
    ranking = [frozenset({"a", "b"}), frozenset({"x"}), frozenset({"c"})]
    assert rank_of_coverage(ranking, case(True, "a", "b")) == 1
    assert rank_of_coverage(ranking, case(True, "a", "c")) == 3
    assert rank_of_coverage(ranking, case(True, "a", "d")) is None


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llama_index.embeddings.huggingface", None)
    with pytest.raises(KuanyanError, match=r"pip install -e '\.\[bench\]'"):
        require_bench()
