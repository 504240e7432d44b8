"""How many questions are answered when several people ask at once, in the process that answers them all."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from assistant.service import AT_ONCE, Assistant
from evals.metrics import Spread

CLIENTS, ROUNDS = 8, 3
EACH, RATE = f"{CLIENTS} 人同时问，一问", f"{CLIENTS} 人同时问，每秒答"


def measure_load(assistant: Assistant, questions: Sequence[str]) -> tuple[dict[str, Spread], str]:
    """Milliseconds of each answer, the wait for a turn included, and answers a second of each round; a fact
    line with the 99th percentile and the failures.

    Each client asks its next question when the last is answered. As behind the page, ``AT_ONCE`` questions
    are at work and the others wait in order; every round asks all questions, as if for the first time.
    """
    assistant.ask(questions[0])
    times: list[float] = []
    rates: list[float] = []
    failed = 0
    for _ in range(ROUNDS):
        assistant.index.forget()
        client = _Clients(assistant, questions)
        rates.append(len(questions) / client.run())
        times += client.times
        failed += client.failed
    each = Spread(tuple(times), "毫秒")
    fact = (
        f"{CLIENTS} 人同时问：policy_dev 全部问题 {ROUNDS} 遍，同时处理 {AT_ONCE} 问，其余排队；"
        f"p99 为 {each.percentile(99):.0f} 毫秒，失败 {failed} 问（共 {len(times) + failed} 问）。"
    )
    return {EACH: each, RATE: Spread(tuple(rates), "问/秒")}, fact


class _Clients:
    """One round: ``CLIENTS`` threads that share the questions."""

    def __init__(self, assistant: Assistant, questions: Sequence[str]) -> None:
        self._assistant, self._waiting = assistant, list(reversed(questions))
        self._lock = threading.Lock()
        self.times: list[float] = []
        self.failed = 0

    def run(self) -> float:
        """Seconds until all are answered."""
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as workers:
            clients = [threading.Thread(target=self._ask_on, args=(workers,)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
        return time.perf_counter() - started

    def _ask_on(self, workers: ThreadPoolExecutor) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    return
                question = self._waiting.pop()
            started = time.perf_counter()
            error = workers.submit(self._assistant.ask, question).exception()
            elapsed = (time.perf_counter() - started) * 1000
            with self._lock:
                if error is None:
                    self.times.append(elapsed)
                else:
                    self.failed += 1
