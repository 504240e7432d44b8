"""Two clauses beside each other: what differs is found mechanically, and quoted as it stands."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from assistant.answer.contrast import contrast, likeness
from assistant.answer.sentences import SentenceScorer
from corpus.models import Corpus

EEB, GOV, PANJIN, GUANGXI = "cq-spb-eeb-2021-181", "cq-spb-gov-2021-69", "ln-pj-2021-17", "gx-eed-2025"
_NOTHING = SentenceScorer("", {})


def _lines(corpus: Corpus, *clause_ids: str, scorer: SentenceScorer = _NOTHING) -> tuple[str, ...]:
    clauses = [corpus.get_clause(clause_id) for clause_id in clause_ids]
    return contrast([(corpus.get_document(c.doc_id), c, scorer) for c in clauses]).lines


@pytest.mark.parametrize("number", ["1", "2.1", "2.3", "3", "4.1", "4.2", "4.3", "4.4", "5.2", "5.3", "5.4"])
def test_every_quote_of_a_line_stands_in_the_source(corpus: Corpus, number: str) -> None:
    for doc_id, line in zip((GOV, EEB), _lines(corpus, f"{GOV}#{number}", f"{EEB}#{number}"), strict=True):
        document = corpus.get_document(doc_id)
        label, _, words = line.partition("：")
        assert label == corpus.get_clause(f"{doc_id}#{number}").label
        quotes = re.findall("「([^「」]+)」", words)
        assert quotes and all(quote in document.source for quote in quotes)
        places = [document.source.index(quote) for quote in quotes]
        assert all(one < other for one, other in pairwise(places))


@pytest.mark.parametrize(
    ("one", "other", "in_one", "in_other"),
    [
        (f"{GOV}#2.1", f"{EEB}#2.1", "不得违背法律法规和相关政策", "不得违反法律法规和相关政策"),
        (f"{GOV}#4.1", f"{EEB}#4.1", "行政执法机关可以组建", "：「组建由执法人员"),
        (f"{GOV}#5.2", f"{EEB}#5.2", "行政管理工作各方面", "行政管理各方面"),
        (f"{PANJIN}#3.1", f"{GOV}#6", "各地区、各部门主要负责同志", "各行政执法机关主要负责同志"),
    ],
)
def test_texts_that_share_their_words_show_those_that_differ(
    corpus: Corpus, one: str, other: str, in_one: str, in_other: str
) -> None:
    left, right = _lines(corpus, one, other)
    assert in_one in left and in_other in right
    assert in_other not in left and in_one not in right


def test_the_same_text_is_said_to_be_the_same(corpus: Corpus) -> None:
    clause = corpus.get_clause(f"{GOV}#2.2")
    document = corpus.get_document(GOV)
    assert contrast([(document, clause, _NOTHING), (document, clause, _NOTHING)]).same
    other = corpus.get_clause(f"{EEB}#4.5")
    assert not contrast([(document, clause, _NOTHING), (corpus.get_document(EEB), other, _NOTHING)]).same


def test_a_row_shows_its_case_and_how_it_is_handled(corpus: Corpus) -> None:
    first, second = _lines(corpus, f"{EEB}#a2.1", f"{EEB}#a2.6")
    assert "情形「" in first and "柔性执法方式「" in first and "可以不予行政处罚" in second
    basis = SentenceScorer("两项的依据一样吗", {})
    first, second = _lines(corpus, f"{EEB}#a3.1", f"{EEB}#a3.5", scorer=basis)
    assert "：依据「" in first and "第一百零一条" in second and "情形「" not in first


def test_a_bracket_is_not_cut(corpus: Corpus) -> None:
    for line in _lines(corpus, f"{GOV}#5.1", f"{EEB}#5.1"):
        assert line.count("（") == line.count("）")


def test_likeness_is_of_words_or_headings(corpus: Corpus) -> None:
    get = corpus.get_clause
    assert likeness(get(f"{GOV}#4.3"), get(f"{EEB}#4.3")) > 0.9
    assert likeness(get(f"{GOV}#4.3"), get(f"{GUANGXI}#3.6")) < 0.3
