"""The paper as a whole, a trainer's own papers, and what the checker never does."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.quiz.check import Checker, Problem, Severity, check_item, check_paper, render_problems
from assistant.quiz.models import Item, ItemKind, MarkingPoint, Paper, Proof, ProofKind
from corpus.loader import load_corpus
from corpus.models import Corpus
from tests.assistant.quiz.check.written import (
    CITY,
    EEB,
    THREE,
    good_paper,
    item,
    quoting,
    sign_case,
    single,
    three,
    without_basis,
    year,
)

FUZZED = Checker(load_corpus())


def paper_codes(paper: Paper, corpus: Corpus) -> set[tuple[int, str]]:
    return {(p.item, p.code) for p in check_paper(paper, corpus)}


def test_a_good_paper_has_no_problem_and_says_so(corpus: Corpus) -> None:
    assert check_paper(good_paper(), corpus) == []
    assert render_problems([]) == "没有发现问题。"


def test_an_empty_paper_is_named(corpus: Corpus) -> None:
    assert paper_codes(Paper("空卷", ()), corpus) == {(0, "empty")}


def test_the_second_of_two_equal_stems_and_of_two_equal_questions_is_named(corpus: Corpus) -> None:
    again = three("根据渝环规〔2021〕5号三（四），正面清单有效期原则为3年。", asks=THREE)
    assert paper_codes(Paper("重", (three(), three(key="对"))), corpus) == {(2, "same_stem")}
    assert paper_codes(Paper("重", (three(), again)), corpus) == {(2, "same_question")}


def spread(letters: str, long_key: int = 0) -> Paper:
    """Single-choice items with these keys; the first ``long_key`` of them with a key longer than the rest."""
    items = []
    for number, letter in enumerate(letters):
        options = [f"选项{name}" for name in "甲乙丙丁"]
        options["ABCD".index(letter)] = "选项子丑" if number < long_key else "选项戊"
        items.append(
            item(
                ItemKind.SINGLE, f"第{number}问？", (letter,), (), tuple(options), proof=Proof(ProofKind.NONE)
            )
        )
    return Paper("分布", tuple(items))


def whole_codes(paper: Paper, corpus: Corpus) -> list[str]:
    return [p.code for p in check_paper(paper, corpus) if not p.item]


def test_keys_that_stand_mostly_at_one_letter_are_named(corpus: Corpus) -> None:
    assert whole_codes(spread("ABCD" * 10), corpus) == []
    assert whole_codes(spread("BBBBBBBBBBBBBBBBBACD" * 2), corpus) == ["uneven_keys"]
    assert whole_codes(spread("BBBBB"), corpus) == []  # too few to say


def test_the_share_of_longest_keys_is_watched_from_fifty_items_on(corpus: Corpus) -> None:
    assert whole_codes(spread("ABCD" * 13, long_key=13), corpus) == []
    assert whole_codes(spread("ABCD" * 13, long_key=26), corpus) == ["longest_share"]
    assert whole_codes(spread("ABCD" * 13, long_key=2), corpus) == ["longest_share"]
    assert whole_codes(spread("ABCD" * 10, long_key=40), corpus) == []


def test_a_paper_of_a_trainer_is_held_against_the_corpus_where_it_can_be(corpus: Corpus) -> None:
    right, wrong = without_basis(year("1年|2年|3年|5年")), without_basis(year("1年|2年|3年|5年", "D"))
    unknown = without_basis(single("排污许可证由谁核发（　　）。", "甲|乙|丙|丁", "A", f"{CITY}#3.4"))
    assert [(p.severity, p.code) for p in check_item(right, corpus)] == [(Severity.HINT, "no_basis")]
    assert [(p.severity, p.code) for p in check_item(wrong, corpus)] == [(Severity.ERROR, "second_right")]
    (problem,) = check_item(unknown, corpus)
    assert problem.text == "没有依据条款，无法核对答案，请补上依据的条款和原文。"


def test_a_question_of_a_trainer_s_case_is_left_to_a_person(corpus: Corpus) -> None:
    """A table has no proofs: the questions of a good case must not be called wrong."""
    case = sign_case()
    bare = replace(case, proof=Proof(ProofKind.NONE), questions=tuple(map(_without_proof, case.questions)))
    problems = check_item(bare, corpus)
    assert {(p.severity, p.code) for p in problems} == {(Severity.HINT, "not_recomputed")}
    assert [p.question for p in problems] == list(range(1, len(case.questions) + 1))


def _without_proof(one: Item) -> Item:
    return replace(one, proof=Proof(ProofKind.NONE))


def test_problems_are_sentences_with_their_place() -> None:
    problems = [
        Problem(0, Severity.HINT, "uneven_keys", "答案分布不匀，请调换。"),
        Problem(3, Severity.ERROR, "key_form", "答案不对，请改。", question=2),
    ]
    assert render_problems(problems).splitlines() == [
        "整卷【提醒】答案分布不匀，请调换。",
        "第3题第2问【错误】答案不对，请改。",
        "共 1 处错误、1 处提醒。",
    ]


def test_checking_changes_nothing_and_gives_the_same_twice(corpus: Corpus) -> None:
    paper, before = good_paper(), repr(good_paper())
    bad = replace(paper, items=(*paper.items, three(key="错"), year("1年|2年|3年|以上都对")))
    assert check_paper(bad, corpus) == check_paper(bad, corpus)
    assert repr(paper) == before


WORDS = st.text(
    alphabet="根据渝环规〔2021〕5号，。；（）()____【不】0.1对错应当可以不予\n 正面清单第项为的是",
    max_size=40,
)
OWN = st.builds(
    lambda kind, stem, options, key, marks: item(
        kind,
        stem,
        tuple(key),
        (),
        tuple(options),
        points=tuple(MarkingPoint(option, marks) for option in options if kind is ItemKind.SHORT),
        proof=Proof(ProofKind.NONE),
    ),
    st.sampled_from(list(ItemKind)),
    WORDS,
    st.lists(WORDS, max_size=5),
    st.lists(st.sampled_from(["A", "B", "C", "对", "错", "3", ""]), max_size=3),
    st.integers(-1, 101),
)


@given(one=OWN, cited=st.sampled_from(["", f"{CITY}#3.4", f"{EEB}#a2.6", f"{EEB}#3"]))
@settings(max_examples=150, deadline=None)
def test_whatever_a_trainer_writes_is_answered_with_problems(one: Item, cited: str) -> None:
    citations = quoting(cited) if cited else ()
    for problem in FUZZED.check_item(replace(one, citations=citations)):
        assert problem.text.endswith("。")


def test_the_checker_knows_nothing_of_how_items_are_made(root: Path) -> None:
    for module in (root / "assistant" / "quiz" / "check").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            wrong = [n for n in names if n.startswith(("assistant.quiz.make", "assistant.quiz.cases"))]
            assert wrong == [], module.name
