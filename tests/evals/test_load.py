"""Several asking at once: each question is asked once a round, failures are counted, none is lost."""

from __future__ import annotations

import threading
from types import SimpleNamespace

from assistant.service import AT_ONCE
from evals.load import CLIENTS, EACH, RATE, ROUNDS, measure_load

QUESTIONS = [f"问{number}" for number in range(20)]


class Noting:
    """Answers after both workers are there; fails at the questions it is told to."""

    def __init__(self, *failing: str) -> None:
        self.asked: list[str] = []
        self.at_once = self.most = self.forgotten = 0
        self._failing, self._lock = failing, threading.Lock()
        self.index = SimpleNamespace(forget=self._forget)

    def _forget(self) -> None:
        self.forgotten += 1

    def ask(self, question: str) -> None:
        with self._lock:
            self.asked.append(question)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        threading.Event().wait(0.001)
        with self._lock:
            self.at_once -= 1
        if question in self._failing:
            raise RuntimeError(question)


def test_every_question_is_asked_once_a_round_and_no_more_are_at_work_than_may_be() -> None:
    noting = Noting()
    numbers, fact = measure_load(noting, QUESTIONS)  # type: ignore[arg-type]
    assert sorted(noting.asked[1:]) == sorted(QUESTIONS * ROUNDS) and noting.forgotten == ROUNDS
    assert 1 < noting.most <= min(AT_ONCE, CLIENTS)
    assert len(numbers[EACH].values) == len(QUESTIONS) * ROUNDS
    assert len(numbers[RATE].values) == ROUNDS and min(numbers[RATE].values) > 0
    assert f"失败 0 问（共 {len(QUESTIONS) * ROUNDS} 问）" in fact


def test_what_fails_is_counted_and_is_no_answer() -> None:
    numbers, fact = measure_load(Noting("问3", "问4"), QUESTIONS)  # type: ignore[arg-type]
    assert len(numbers[EACH].values) == (len(QUESTIONS) - 2) * ROUNDS
    assert f"失败 {2 * ROUNDS} 问（共 {len(QUESTIONS) * ROUNDS} 问）" in fact
