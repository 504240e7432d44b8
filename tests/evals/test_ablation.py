"""The ablation: what is held out, what counts as found, what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evals.ablation import FOLDS, PER_CLAUSE, SETTINGS, SHIPPED, Case, draw_held_out, is_found, main, without
from index.search import WEIGHTS

QUESTIONS = {"甲#1": tuple(f"甲问{i}" for i in range(9)), "甲#2": ("乙问一", "乙问二")}


def test_questions_are_held_out_once_at_most_a_few_of_a_clause_and_always_the_same() -> None:
    folds = draw_held_out(QUESTIONS)
    drawn = [pair for fold in folds for pair in fold]
    assert len(folds) == FOLDS and len(set(drawn)) == len(drawn) == PER_CLAUSE + 2
    assert all(question in QUESTIONS[clause_id] for clause_id, question in drawn)
    assert draw_held_out(dict(reversed(QUESTIONS.items()))) == folds


def test_a_held_out_question_is_not_in_the_index() -> None:
    left = without(QUESTIONS, [("甲#1", "甲问0"), ("甲#2", "乙问二")])
    assert left == {"甲#1": QUESTIONS["甲#1"][1:], "甲#2": ("乙问一",)}


@pytest.mark.parametrize(
    ("gold", "need_all", "k", "found"),
    [((2,), False, 1, True), ((2, 3), True, 1, False), ((2, 3), True, 2, True), ((0,), False, 9, True)],
)
def test_a_right_clause_is_found_among_the_best_that_are_allowed(
    gold: tuple[int, ...], need_all: bool, k: int, found: bool
) -> None:
    scores = np.array([0.0, 9.0, 3.0, 2.0], dtype=np.float32)
    allowed = np.array([True, False, True, True])
    case = Case("问", gold, need_all, allowed, np.zeros(2, dtype=np.float32))
    assert is_found(scores, case, k) is found


def test_the_shipped_setting_is_what_the_search_uses_and_each_row_has_its_name() -> None:
    assert SETTINGS[0] is SHIPPED and SHIPPED.weight == WEIGHTS["dense"]
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


def test_arguments_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"], tmp_path / "out.md") == 2
    assert "用法：python -m evals.ablation，没有参数" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
