"""Papers: what was chosen, each thing once, the same from the same seed, no cue, a word where it fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.quiz.check.whole import is_key_longest
from assistant.quiz.make import find_capacity, make_paper
from assistant.quiz.make.cover import clauses_to_cover
from assistant.quiz.make.draft import Option
from assistant.quiz.make.options import guesses
from assistant.quiz.make.pool import load_pool
from assistant.quiz.make.propositions import find_propositions, find_twins
from assistant.quiz.models import LETTERS, TRUE, Item, ItemKind, Level, Paper, Request, paper_to_dict
from corpus.confusables import WordKind, load_confusables
from corpus.errors import KuanyanError
from corpus.models import Corpus

KINDS = (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE, ItemKind.FILL_IN, ItemKind.SHORT)
EEB = "cq-spb-eeb-2021-181"


@pytest.fixture(scope="module")
def papers(corpus: Corpus) -> list[Paper]:
    return [make_paper(Request(count=100, kinds=KINDS, seed=seed), corpus) for seed in range(1, 11)]


def main_clause(item: Item) -> str:
    return item.citations[0].clause_id


def test_the_same_request_gives_the_same_bytes(root: Path) -> None:
    program = (
        "import json,sys;from corpus.loader import load_corpus;from assistant.quiz.make import make_paper;"
        "from assistant.quiz.models import ItemKind,Request,paper_to_dict;"
        "kinds=tuple(k for k in ItemKind if k is not ItemKind.CASE);"
        "p=make_paper(Request(count=60,kinds=kinds,seed=9),load_corpus());"
        "sys.stdout.write(json.dumps(paper_to_dict(p),ensure_ascii=True));"
        "assert not {'chromadb','torch','onnxruntime'} & set(sys.modules)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(json.loads(runs[0])["items"]) == 60


def test_another_seed_gives_another_paper(papers: list[Paper]) -> None:
    assert len({json.dumps(paper_to_dict(paper), sort_keys=True) for paper in papers}) == len(papers)


def test_nothing_is_asked_twice(papers: list[Paper]) -> None:
    for paper in papers:
        assert len(paper.items) == 100
        for values in (
            [i.stem for i in paper.items],
            [i.asks for i in paper.items],
            [i.item_id for i in paper.items],
        ):
            assert len(set(values)) == 100


def test_coverage_is_what_the_items_cite(papers: list[Paper]) -> None:
    for paper in papers:
        assert paper.coverage is not None
        cited = {clause_id for item in paper.items for clause_id in item.clause_ids}
        assert set(paper.coverage.covered) <= cited
        assert not cited & set(paper.coverage.left_out)
        assert len(paper.coverage.covered) >= 70


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind(corpus: Corpus, kind: ItemKind) -> None:
    paper = make_paper(Request(count=12, kinds=(kind,), seed=4), corpus)
    assert {item.kind for item in paper.items} == {kind}


@pytest.mark.parametrize("level", Level)
def test_one_level(corpus: Corpus, level: Level) -> None:
    kinds = (ItemKind.CASE,) if level is Level.APPLY else KINDS  # only a case is applied to
    paper = make_paper(Request(count=10, kinds=kinds, levels=(level,), seed=4), corpus)
    assert {item.level for item in paper.items} == {level}


def test_one_document_one_chapter_one_list_one_row(corpus: Corpus) -> None:
    def clauses(request: Request) -> set[str]:
        return {main_clause(item) for item in make_paper(request, corpus).items}

    by_document = clauses(Request(count=20, kinds=KINDS, docs=("gx-eed-2025",)))
    assert all(clause_id.startswith("gx-eed-2025#") for clause_id in by_document)
    by_chapter = clauses(Request(count=6, kinds=KINDS, chapters=(f"{EEB}#4",)))
    assert all(clause_id.startswith(f"{EEB}#4") for clause_id in by_chapter)
    by_list = clauses(Request(count=6, kinds=KINDS, lists=("负面清单",)))
    assert all(clause_id.startswith(f"{EEB}#a3") for clause_id in by_list)
    by_row = clauses(Request(count=2, kinds=KINDS, lists=("正面清单",), numbers=("3",)))
    assert by_row == {f"{EEB}#a2.3"}


def test_a_mixed_paper_has_every_kind(papers: list[Paper]) -> None:
    shares = Counter(item.kind for item in papers[0].items)
    assert shares == {
        ItemKind.SINGLE: 33,
        ItemKind.MULTIPLE: 17,
        ItemKind.TRUE_FALSE: 28,
        ItemKind.FILL_IN: 17,
        ItemKind.SHORT: 5,
    }


def test_every_statement_of_a_number_a_deadline_a_condition_or_an_office_can_be_asked(corpus: Corpus) -> None:
    confusables = load_confusables(corpus)
    wanted = clauses_to_cover(corpus, confusables)
    assert len(wanted) > 50
    assert WordKind.DEADLINE in wanted[f"{EEB}#a2.4"]
    assert WordKind.OFFICE in wanted["cq-spb-gov-2021-69#6"]
    assert WordKind.NUMBER in wanted["cq-eeb-2021-5#3.4"]
    assert WordKind.CONDITION in wanted["ln-pj-2021-17#2.3"]
    asked = {clause_id for draft in load_pool(corpus).drafts for clause_id in draft.rests_on}
    assert sorted(set(wanted) - asked) == []


def test_letters_are_even_and_lengths_give_nothing_away(papers: list[Paper]) -> None:
    singles = [item for paper in papers for item in paper.items if item.kind is ItemKind.SINGLE]
    assert len(singles) == 330
    letters = Counter(item.key[0] for item in singles)
    assert all(0.2 <= letters[letter] / len(singles) <= 0.3 for letter in "ABCD")
    hits: Counter[str] = Counter()
    for item in singles:
        texts = [Option(text, "", ()) for text in item.options]
        right = texts.pop(LETTERS.index(item.key[0]))
        for way, hit in guesses(item.stem, right, texts).items():
            hits[way] += hit  # type: ignore[assignment]
    shares = {way: value / len(singles) for way, value in hits.items()}
    assert 0.2 <= shares.pop("longest alone") <= 0.3
    assert all(0.2 <= share <= 0.3 for share in shares.values()), shares


def test_right_answers_of_multiple_choice_are_spread(papers: list[Paper]) -> None:
    multiple = [item for paper in papers for item in paper.items if item.kind is ItemKind.MULTIPLE]
    sizes = Counter(len(item.key) for item in multiple)
    assert set(sizes) == {2, 3, 4}
    assert all(share / len(multiple) >= 0.25 for share in sizes.values())


def test_true_and_false_are_even_and_no_word_is_always_wrong(papers: list[Paper]) -> None:
    for paper in papers:
        judged = [item for item in paper.items if item.kind is ItemKind.TRUE_FALSE]
        assert abs(2 * sum(item.key == (TRUE,) for item in judged) - len(judged)) <= 1
    judged = [item for paper in papers for item in paper.items if item.kind is ItemKind.TRUE_FALSE]
    for word in ("可以", "应当", "不得", "一律", "严禁"):
        said = [item.key == (TRUE,) for item in judged if word in item.stem.split("》，", 1)[1]]
        if len(said) >= 20:
            assert 0.2 <= sum(said) / len(said) <= 0.8, word


def test_capacity_is_what_a_paper_can_hold(corpus: Corpus) -> None:
    request = Request(kinds=(ItemKind.MULTIPLE,), docs=("ln-pj-2021-17",), seed=2)
    most = find_capacity(request, corpus)[ItemKind.MULTIPLE]
    assert most >= 5
    paper = make_paper(Request(count=most, kinds=request.kinds, docs=request.docs, seed=2), corpus)
    assert len(paper.items) == most


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (Request(count=0), "出题数量写作 0，至少要出 1 道"),
        (Request(docs=("x",)), "没有文件 x，可选的有 cq-eeb-2021-5、"),
        (Request(chapters=("gx-eed-2025#99",)), "没有条款 gx-eed-2025#99，请用 kuanyan corpus show"),
        (Request(lists=("白名单",)), "没有叫“白名单”的清单，可选的有 附件2正面清单、附件3负面清单"),
        (Request(numbers=("77",)), "清单里没有第 77 项"),
        (
            Request(docs=("gx-eed-2025",), lists=("正面清单",)),
            "文件（gx-eed-2025）与清单（正面清单）没有共同的条款",
        ),
        (Request(kinds=(ItemKind.CASE,), levels=(Level.RECALL,)), "所选的条款出不了所选题型和难度的题"),
        (
            Request(kinds=(ItemKind.SHORT,), chapters=("gx-eed-2025#0",), count=2),
            "所选的条款出不了所选题型和难度的题",
        ),
        (
            Request(kinds=(ItemKind.MULTIPLE,), count=500),
            "所选的条款出不了 500 道题：一份试卷里同一句话只考一次，最多能出 ",
        ),
    ],
)
def test_what_cannot_be_made_says_why(corpus: Corpus, request_: Request, said: str) -> None:
    with pytest.raises(KuanyanError) as error:
        make_paper(request_, corpus)
    assert said in str(error.value)
    assert str(error.value).endswith("。")


@pytest.mark.parametrize("clause", ["cq-eeb-2021-5#4.2", "cq-spb-gov-2021-69#4", "ln-pj-2021-17#2.1"])
def test_clauses_whose_sentences_are_long_are_asked_by_a_part(corpus: Corpus, clause: str) -> None:
    assert clause in {draft.rests_on[0] for draft in load_pool(corpus).drafts}


def test_cases_are_asked_for_like_any_kind(corpus: Corpus) -> None:
    paper = make_paper(Request(count=2, kinds=(ItemKind.CASE,), docs=(EEB,), seed=3), corpus)
    assert {item.kind for item in paper.items} == {ItemKind.CASE}
    assert all(clause_id.startswith(EEB) for item in paper.items for clause_id in item.clause_ids[:1])


def test_cases_are_the_same_however_many_were_drawn_before(corpus: Corpus) -> None:
    few = Request(kinds=(ItemKind.CASE,), count=2, seed=77)
    before = make_paper(few, corpus)
    make_paper(replace(few, count=5), corpus)
    assert make_paper(few, corpus) == before


def test_a_chapter_without_rules_bears_no_cases(corpus: Corpus) -> None:
    request = Request(chapters=("cq-eeb-2021-5#1",), kinds=(ItemKind.CASE,), count=500)
    assert find_capacity(request, corpus) == {ItemKind.CASE: 0}
    with pytest.raises(KuanyanError, match="出不了所选题型和难度的题"):
        make_paper(request, corpus)


def test_one_matter_is_asked_twice_in_forty_and_no_answer_of_it_again(corpus: Corpus) -> None:
    for seed in range(1, 6):
        paper = make_paper(Request(count=40, kinds=KINDS, seed=seed), corpus)
        methods = [item for item in paper.items if "柔性执法方式中" in item.stem]
        assert len(methods) <= 2
        assert len({item.proof.options[LETTERS.index(item.key[0])].text for item in methods}) == len(methods)


def test_the_longest_option_is_right_about_as_often_as_any_in_most_papers(papers: list[Paper]) -> None:
    shares = []
    for paper in papers:
        single = [item for item in paper.items if item.kind is ItemKind.SINGLE]
        shares.append(sum(map(is_key_longest, single)) / len(single))
    assert sum(0.17 <= share <= 0.3 for share in shares) >= 8 and 0.12 <= min(shares) <= max(shares) <= 0.36


def test_no_sentence_is_asked_beside_its_twin(corpus: Corpus) -> None:
    twins = find_twins(find_propositions(corpus, load_confusables(corpus)))
    assert len(twins) >= 10 and len(set(twins.values())) < len(twins)
    paper = make_paper(Request(count=100, kinds=(ItemKind.TRUE_FALSE,), seed=3), corpus)
    asked = Counter(twins[item.asks] for item in paper.items if item.asks in twins)
    assert asked and max(asked.values()) == 1
