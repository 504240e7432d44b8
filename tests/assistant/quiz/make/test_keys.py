"""Every item the corpus can bear, not a sample: its key follows from the words it cites."""

from __future__ import annotations

import random
import re

import pytest

from assistant.answer.models import check_citation
from assistant.quiz.make.draft import Draft
from assistant.quiz.make.options import Balance, finish
from assistant.quiz.make.pool import Pool, load_pool
from assistant.quiz.make.slots import GAP
from assistant.quiz.make.wording import overlaps, plain
from assistant.quiz.models import BLANK, FALSE, LETTERS, TRUE, Item, ItemKind
from corpus.models import Corpus
from corpus.quotes import read_printed, squeeze


@pytest.fixture(scope="module")
def pool(corpus: Corpus) -> Pool:
    return load_pool(corpus)


@pytest.fixture(scope="module")
def items(pool: Pool) -> list[tuple[Draft, Item]]:
    rng, balance = random.Random(5), Balance()
    finished = [(draft, finish(draft, rng, balance, pool.weights)) for draft in pool.drafts]
    return [(draft, item) for draft, item in finished if item is not None]


@pytest.fixture(scope="module")
def clause_texts(corpus: Corpus) -> dict[str, str]:
    return {
        clause.clause_id: plain(read_printed(document.source, clause.cited_spans).text)
        for document in corpus.documents
        for clause in document.clauses
    }


def of_kind(items: list[tuple[Draft, Item]], kind: ItemKind) -> list[tuple[Draft, Item]]:
    found = [(draft, item) for draft, item in items if item.kind is kind]
    assert len(found) > 30
    return found


def test_every_draft_can_be_finished(pool: Pool, items: list[tuple[Draft, Item]]) -> None:
    assert len(items) == len(pool.drafts) > 900


def test_citations_are_verbatim(corpus: Corpus, items: list[tuple[Draft, Item]]) -> None:
    for _, item in items:
        assert item.citations, item.stem
        for citation in item.citations:
            assert check_citation(corpus.get_document(citation.doc_id), citation), citation
        assert item.citations[0].label in item.explanation, item.stem


def test_true_sentences_stand_in_the_clause(
    items: list[tuple[Draft, Item]], clause_texts: dict[str, str]
) -> None:
    for draft, item in of_kind(items, ItemKind.TRUE_FALSE):
        sentence = item.proof.sentence
        assert plain(sentence) in clause_texts[draft.rests_on[0]]
        if item.key == (TRUE,):
            assert item.proof.changed is None
            assert item.stem.endswith(f"{sentence}。")


def test_false_sentences_are_changed_once_and_stand_nowhere(
    items: list[tuple[Draft, Item]], clause_texts: dict[str, str]
) -> None:
    false = [item for _, item in of_kind(items, ItemKind.TRUE_FALSE) if item.key == (FALSE,)]
    assert len(false) > 250
    for item in false:
        assert item.proof.changed is not None
        old, new = item.proof.changed
        sentence = item.proof.sentence
        ways = [
            sentence[:at] + new + sentence[at + len(old) :]
            for at in range(len(sentence))
            if sentence.startswith(old, at)
        ]
        shown = [way for way in ways if item.stem.endswith(f"{way}。")]
        assert len(shown) == 1, item.stem
        assert not any(plain(shown[0]) in text for text in clause_texts.values()), item.stem
        assert f"把“{old}”写成“{new}”" in item.explanation


def test_a_true_and_a_false_form_of_each_sentence(items: list[tuple[Draft, Item]]) -> None:
    by_sentence: dict[str, set[str]] = {}
    for _, item in of_kind(items, ItemKind.TRUE_FALSE):
        by_sentence.setdefault(item.asks, set()).update(item.key)
    assert all(keys == {TRUE, FALSE} for keys in by_sentence.values())


def test_blanks_filled_give_the_sentence(
    items: list[tuple[Draft, Item]], clause_texts: dict[str, str]
) -> None:
    for draft, item in of_kind(items, ItemKind.FILL_IN):
        (word,) = item.key
        assert item.stem.count(BLANK) == 1
        assert item.stem.replace(BLANK, word).endswith(f"{item.proof.sentence}。")
        assert plain(item.proof.sentence) in clause_texts[draft.rests_on[0]]
        said = item.stem.split("》，", 1)[-1].replace(BLANK, "")
        assert word not in said, item.stem


def test_one_right_option(items: list[tuple[Draft, Item]], clause_texts: dict[str, str]) -> None:
    for draft, item in of_kind(items, ItemKind.SINGLE):
        (letter,) = item.key
        right = item.options[LETTERS.index(letter)]
        assert right == draft.right[0].text
        assert [proof.text for proof in item.proof.options if proof.is_true] == [right]
        assert len(item.options) == 4


def test_multiple_choice_has_right_and_wrong(items: list[tuple[Draft, Item]]) -> None:
    for draft, item in of_kind(items, ItemKind.MULTIPLE):
        right = {item.options[LETTERS.index(letter)] for letter in item.key}
        assert right <= {option.text for option in draft.right}
        assert not set(item.options) - right & {option.text for option in draft.right}
        assert 2 <= len(right) <= 4 <= len(item.options) <= 5
        assert len(item.options) > len(right)
        assert list(item.key) == sorted(item.key)


def test_options_stand_in_their_clauses(
    items: list[tuple[Draft, Item]], clause_texts: dict[str, str]
) -> None:
    for _, item in items:
        for proof in item.proof.options:
            assert proof.text in item.options
            if proof.clause_id:
                assert plain(proof.text) in clause_texts[proof.clause_id], (item.stem, proof)


def test_no_option_holds_another(items: list[tuple[Draft, Item]]) -> None:
    for _, item in items:
        for number, option in enumerate(item.options):
            assert not any(overlaps(option, other) for other in item.options[:number]), item


def test_wrong_items_of_a_list_do_not_stand_in_its_clause(
    items: list[tuple[Draft, Item]], clause_texts: dict[str, str]
) -> None:
    lists = [(draft, item) for draft, item in items if item.asks.startswith("列举：") and item.options]
    assert len(lists) > 80
    for draft, item in lists:
        for proof in item.proof.options:
            if not proof.is_true:
                assert all(plain(proof.text) not in clause_texts[c] for c in draft.rests_on), item.stem


def test_short_answers_are_whole_lists_with_equal_marks_about_ten_in_all(
    items: list[tuple[Draft, Item]], clause_texts: dict[str, str]
) -> None:
    for draft, item in of_kind(items, ItemKind.SHORT):
        assert len({point.marks for point in item.points}) == 1
        assert 6 <= sum(point.marks for point in item.points) <= 10
        texts = [clause_texts[clause_id] for clause_id in draft.rests_on]
        for point in item.points:
            assert point.marks >= 1
            assert any(plain(point.text) in text for text in texts), point
            assert squeeze(point.text) == point.text


def test_stems_mark_no_negative_and_name_their_source(
    corpus: Corpus, items: list[tuple[Draft, Item]]
) -> None:
    titles = [document.meta.title for document in corpus.documents]
    for _, item in items:
        if item.options:
            assert not item.stem.removesuffix(f"{GAP}。").endswith(("不属于", "不正确", "错误", "不包括")), (
                item.stem
            )
            assert not {"以上都对", "以上都不对"} & set(item.options)
        assert any(title in item.stem for title in titles) or "下列" in item.stem, item.stem


@pytest.mark.parametrize(
    ("clause_id", "days"), [("a2.2", "10"), ("a2.3", "10"), ("a2.4", "7"), ("a2.5", "7"), ("a2.8", "10")]
)
def test_days_of_the_positive_list(items: list[tuple[Draft, Item]], clause_id: str, days: str) -> None:
    found = [
        item
        for draft, item in items
        if draft.rests_on[0] == f"cq-spb-eeb-2021-181#{clause_id}"
        and item.kind is ItemKind.FILL_IN
        and "自检查发现之日起" in item.stem
    ]
    assert [item.key for item in found] == [(days,)]


@pytest.mark.parametrize("row", range(1, 10))
def test_handling_of_the_positive_list(items: list[tuple[Draft, Item]], row: int) -> None:
    """Rows 1–5 不予, rows 6–9 可以不予, as the rulebase has it."""
    wanted = "没有造成危害后果的，不予行政处罚" if row <= 5 else "危害后果轻微并及时改正的，可以不予行政处罚"
    found = [
        (item, {proof.text: proof.is_true for proof in item.proof.options})
        for draft, item in items
        if draft.rests_on[0] == f"cq-spb-eeb-2021-181#a2.{row}" and "情形与处理" in item.asks
    ]
    assert found
    for item, truths in found:
        (right,) = [text for text, is_true in truths.items() if is_true]
        assert wanted in item.stem or wanted in right


def test_what_an_explanation_quotes_is_printed_in_one_piece(
    corpus: Corpus, items: list[tuple[Draft, Item]]
) -> None:
    printed = [squeeze(document.source) for document in corpus.documents]
    for _, item in items:
        for quote in re.findall("「([^」]*)」", item.explanation):
            assert any(squeeze(quote) in source for source in printed), item.explanation


def test_no_doubted_word_stands_in_a_choice(items: list[tuple[Draft, Item]]) -> None:
    choices = [item for _, item in items if item.options]
    assert choices and not any("突出事件" in text for i in choices for text in (i.stem, *i.options))
