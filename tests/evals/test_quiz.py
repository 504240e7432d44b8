"""The measurement of quizzes: a wrong key, a double and a cue are seen, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.quiz.check import Checker
from assistant.quiz.models import Item, ItemKind, Level, Paper
from corpus.models import Corpus
from evals.metrics import Rate
from evals.quality import SuiteResult
from evals.quiz import (
    COVERED,
    KEYS_RIGHT,
    NO_CUES,
    NO_DOUBLES,
    measure_quiz,
    score_papers,
    states_something,
)
from evals.quiz_solver import BY_ELIMINATION, OF_STEMS, SOLVERS, Riddle, read_riddles, score_solvers
from tests.assistant.quiz.check.written import good_items, good_paper, sign_case
from tests.conftest import ignore_progress

NAMES = ("甲", "乙", "丙", "丁")


def riddle(number: int, options: tuple[str, ...], right: int, kind: ItemKind = ItemKind.SINGLE) -> Riddle:
    return Riddle(kind, f"第{number}问？", options, frozenset((right,)), number % 2)


def even_bank(size: int = 400) -> list[Riddle]:
    """Options of equal length whose words say nothing; each letter is right equally often."""
    return [
        riddle(number, tuple(f"{name}{number:03d}" for name in NAMES), number // 2 % 4)
        for number in range(size)
    ]


def margins(riddles: list[Riddle]) -> dict[str, float]:
    return {score.solver: score.margin for score in score_solvers(riddles)}


def test_no_solver_gains_on_options_that_say_nothing() -> None:
    assert all(abs(margin) <= 0.12 for margin in margins(even_bank()).values())


def test_the_longest_key_is_seen() -> None:
    bank = [
        replace(r, options=tuple(o + "等单位" * (i in r.right) for i, o in enumerate(r.options)))
        for r in even_bank()
    ]
    found = margins(bank)
    assert found["最长的"] == pytest.approx(0.75)
    assert found["最短的"] == pytest.approx(-0.25)


def test_a_key_unlike_the_rest_and_one_that_repeats_the_stem_are_seen() -> None:
    odd = [riddle(n, ("责令改正一", "责令改正二", "移送公安", "责令改正三"), 2) for n in range(100)]
    assert margins(odd)["与其余最不像的"] == pytest.approx(0.75)
    echo = [
        Riddle(
            ItemKind.SINGLE,
            "约谈由谁开展？",
            ("回访组", "约谈组", "调解组", "劝导组"),
            frozenset((1,)),
            n % 2,
        )
        for n in range(100)
    ]
    assert margins(echo)["与题干同字最多的"] == pytest.approx(0.75)


def test_words_that_are_right_more_often_are_learnt_from_the_other_half() -> None:
    bank = [
        replace(r, options=tuple(f"{'应当' if i in r.right else '可以'}{o}" for i, o in enumerate(r.options)))
        for r in even_bank()
    ]
    found = margins(bank)
    assert found["字对朴素贝叶斯"] == pytest.approx(0.75)
    assert found["字对朴素贝叶斯反着用"] == pytest.approx(-0.25)


def test_a_letter_that_is_mostly_right_is_learnt() -> None:
    bank = [replace(r, right=frozenset((2 if n % 3 else 0,))) for n, r in enumerate(even_bank())]
    assert margins(bank)["别处最常对的字母"] > 0.3


def test_of_judged_statements_only_their_words_and_the_letter_are_used() -> None:
    bank = [
        Riddle(
            ItemKind.TRUE_FALSE,
            f"{'一律' if n % 4 < 2 else '一般'}予以公开{n}",
            ("对", "错"),
            frozenset((int(n % 4 < 2),)),
            n % 2,
        )
        for n in range(200)
    ]
    found = margins(bank)
    assert set(found) == set(OF_STEMS)
    assert found["字对朴素贝叶斯"] > 0.4


def test_the_scores_are_the_same_twice_and_the_best_comes_first() -> None:
    first, second = score_solvers(even_bank()), score_solvers(even_bank())
    assert first == second
    assert [s.rate.hits for s in first] == sorted((s.rate.hits for s in first), reverse=True)
    assert {s.solver for s in first} == set(SOLVERS) and set(BY_ELIMINATION) < set(SOLVERS)
    assert score_solvers([]) == []


def test_riddles_are_what_can_be_guessed_and_those_that_ask_the_same_stay_together() -> None:
    case = sign_case()
    riddles = read_riddles([*good_items(), case, case])
    assert {r.kind for r in riddles} == {ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE}
    of_case = [r for r in riddles if r.stem.startswith(case.stem)]
    assert len(of_case) == 3 * len(case.questions)  # among the good items too
    assert len({r.fold for r in of_case}) == 1


def scored(paper: Paper, corpus: Corpus) -> SuiteResult:
    result = SuiteResult("quiz")
    score_papers([paper], Checker(corpus), ignore_progress, result)
    return result


def test_a_paper_without_fault_has_all_keys_right(corpus: Corpus) -> None:
    result, n = scored(good_paper(), corpus), len(good_paper().items)
    assert result.rates == {KEYS_RIGHT: Rate(n, n), NO_DOUBLES: Rate(n, n)}
    assert result.failures[KEYS_RIGHT] == []


def test_a_wrong_key_and_a_double_are_counted_apart(corpus: Corpus) -> None:
    items = good_items()
    wrong = replace(items[0], key=("错",), stem=items[0].stem.replace("（　）", ""), asks="另一题")
    paper = Paper("有错的卷", (*items, wrong, items[1]))
    result, n = scored(paper, corpus), len(items) + 2
    assert result.rates == {KEYS_RIGHT: Rate(n - 1, n), NO_DOUBLES: Rate(n - 1, n)}
    (line,) = result.failures[KEYS_RIGHT]
    assert f"第{len(items) + 1}题" in line and "true_in_clause" in line
    assert any("true_in_clause" in fact for fact in result.facts)


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("正面清单有效期原则为3年", True),
        ("自检查发现之日起 10 日内完成整改的", True),
        ("不得随意提高监管标准和要求", True),
        ("市生态环境局按季度对落实情况进行调度", True),
        ("营造生态环境守法氛围", False),
        ("二、基本原则", False),
    ],
)
def test_what_a_clause_states(text: str, states: bool) -> None:
    assert states_something(text) is states


@pytest.fixture(scope="module")
def measured(corpus: Corpus) -> SuiteResult:
    return measure_quiz(corpus, ignore_progress, papers=2, items=50, solver_papers=3)


def test_generated_papers_are_measured_and_have_no_wrong_key(measured: SuiteResult) -> None:
    assert measured.rates[KEYS_RIGHT] == Rate(100, 100), measured.failures[KEYS_RIGHT]
    assert measured.rates[NO_DOUBLES] == Rate(100, 100)
    assert {KEYS_RIGHT, NO_DOUBLES, COVERED, NO_CUES} <= measured.rates.keys()
    assert any("只看选项·单选" in fact for fact in measured.facts)
    assert any("答案位置" in fact for fact in measured.facts)
    assert any(name.startswith("出一份50题的卷") for name in measured.numbers)


def test_every_level_and_kind_is_there_to_be_measured(measured: SuiteResult) -> None:
    (kinds,) = [fact for fact in measured.facts if fact.startswith("题型：")]
    assert all(kind.value in kinds for kind in ItemKind)
    assert len(Level) == 3 and isinstance(good_items()[0], Item)
