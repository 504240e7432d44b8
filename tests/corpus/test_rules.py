"""The rules as they are checked in, tied to printed words, and each message of the loader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.facts import load_facts
from corpus.models import Corpus
from corpus.quotes import squeeze
from corpus.rule_models import All, Any_, Leaf, Not, Operator, Outcome, Rule, RuleKind
from corpus.rules import find_quote, load_rule, load_rules
from tests.corpus.broken import expected_messages, faulty_files

DOC = "cq-spb-eeb-2021-181"


@pytest.fixture(scope="module")
def rules(corpus: Corpus) -> tuple[Rule, ...]:
    return load_rules(corpus)


def test_every_document_has_rules_in_the_order_of_their_ids(corpus: Corpus, rules: tuple[Rule, ...]) -> None:
    assert {rule.doc_id for rule in rules} == {document.doc_id for document in corpus.documents}
    ids = [rule.rule_id for rule in rules]
    assert ids == sorted(set(ids))


def test_words_and_quotes_are_printed_in_their_clause(corpus: Corpus, rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        document = corpus.get_document(rule.doc_id)
        for words in (*rule.words, *rule.basis):
            owned = corpus.get_clause(words.clause_id).cited_spans
            assert all(any(o.start <= s.start and s.end <= o.end for o in owned) for s in words.spans)
            assert squeeze("".join(map(document.quote, words.spans))) == squeeze(words.text)
        quotes = [quote for leaf in rule.leaves() for quote in leaf.quotes] + list(rule.outcome_quotes)
        for quote in quotes:
            pieces = find_quote(document, rule, quote)
            assert squeeze("".join(document.quote(span) for _, span in pieces)) == squeeze(quote)
            assert {clause_id for clause_id, _ in pieces} <= {words.clause_id for words in rule.words}


def test_a_quote_that_the_rule_does_not_have_is_not_found(corpus: Corpus, rules: tuple[Rule, ...]) -> None:
    assert find_quote(corpus.get_document(rules[0].doc_id), rules[0], "这句话不在文件里") == ()
    assert find_quote(corpus.get_document(rules[0].doc_id), rules[0], " ") == ()


def test_a_quote_over_a_page_break_has_two_pieces(corpus: Corpus, rules: tuple[Rule, ...]) -> None:
    rule = next(rule for rule in rules if rule.rule_id == f"{DOC}/positive-3")
    leaf = next(leaf for leaf in rule.leaves() if leaf.operator is Operator.CORRECTED_WITHIN)
    pieces = find_quote(corpus.get_document(DOC), rule, leaf.quotes[0])
    assert [clause_id for clause_id, _ in pieces] == [f"{DOC}#a2.3"] * 2


def test_numbers_are_exactly_as_written(rules: tuple[Rule, ...]) -> None:
    by_id = {rule.rule_id: rule for rule in rules}
    bounds = {leaf.fact: leaf for leaf in by_id[f"{DOC}/positive-6"].leaves() if leaf.bound is not None}
    assert {fact: str(leaf.bound) for fact, leaf in bounds.items()} == {
        "exceed_times": "0.1",
        "daily_wastewater_t": "0.1",
    }
    assert all(leaf.operator is Operator.LESS_THAN for leaf in bounds.values())
    assert all(isinstance(leaf.bound, Decimal) for leaf in bounds.values())


def test_outcomes_are_told_from_duties_and_advice(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        assert (rule.kind is RuleKind.OUTCOME) == (rule.outcome is not None) == (not rule.text), rule.rule_id


NODES = """\
title: 甲
matter: violation
kind: duty
text: 回访
words:
  - {clause: "5.4", quote: 对违法行为涉嫌犯罪的}
  - {clause: "5.4", quote: 依法及时移送公安机关处理}
when:
  any:
    - not: {fact: suspected_crime, is: false, quote: 涉嫌犯罪}
    - all:
        - {within_years: 3, fact: listed_on, quote: [涉嫌犯罪, 移送]}
        - {corrected_within_days: 10, quote: 及时, reading: 说明}
after: [exempt, not_listed]
tests:
  - facts: {suspected_crime: true, exceed_times: 0.10, correction_days: 3, storage_area_sqm: {less_than: 10}}
    truth: unknown
    as_of: 2022-01-10
"""


def test_a_rule_file_becomes_a_rule(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "nodes.yaml"
    file.write_text(NODES, "utf-8")
    rule = load_rule(corpus.get_document(DOC), file, load_facts())
    assert rule.rule_id == f"{DOC}/nodes" and rule.doc_id == DOC
    crime = Leaf("suspected_crime", Operator.IS, ("涉嫌犯罪",), values=(False,))
    listed = Leaf("listed_on", Operator.WITHIN_YEARS, ("涉嫌犯罪", "移送"), bound=Decimal(3))
    corrected = Leaf("corrected", Operator.CORRECTED_WITHIN, ("及时",), bound=Decimal(10), reading="说明")
    assert rule.when == Any_((Not(crime), All((listed, corrected))))
    assert rule.after == {Outcome.EXEMPT, Outcome.NOT_LISTED}
    (test,) = rule.tests
    assert (test.truth, test.as_of) == (None, date(2022, 1, 10))
    assert test.facts == {
        "suspected_crime": True,
        "exceed_times": "0.10",  # as written: never a float
        "correction_days": 3,
        "storage_area_sqm": {"less_than": 10},
    }


@pytest.mark.parametrize("file", faulty_files("rules"), ids=lambda f: f.stem)
def test_each_mistake_in_a_rule_has_its_message(corpus: Corpus, file: Path) -> None:
    with pytest.raises(KuanyanError) as caught:
        load_rule(corpus.get_document(DOC), file, load_facts())
    assert [str(caught.value)] == [f"{file} {message}" for message in expected_messages(file)]


def test_a_document_without_rules_has_none(corpus: Corpus, tmp_path: Path) -> None:
    assert load_rules(corpus, tmp_path) == ()
