"""How long a verdict takes: the bare decision, the whole of it with citations and remedy, the command.

``python -m evals.verdict_speed`` prints the measurements; ``kuanyan eval --suite speed`` takes them here.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.verdict.case import Case, parse_case
from assistant.verdict.decide import decide
from assistant.verdict.engine import Finding, find_outcome, known_world
from assistant.verdict.rulebase import Rulebase, load_rulebase
from evals.metrics import Spread
from evals.verdict import VerdictCase, load_verdict_cases

EVALUATION, WHOLE, COMMAND = "判定一次，含推导与逐条记录", "判定一次，含引文与补救", "kuanyan verdict 冷启动"
BARS = {EVALUATION: 200.0, COMMAND: 0.5}
"""Issue 3: 微秒 and 秒."""

_CASES = "verdict_dev"
_ROUNDS = 20
_COMMANDS = 10


@dataclass(frozen=True, slots=True)
class _Measured:
    """One case as it is decided: what the text says, or all that the person knows."""

    case: Case
    told: object  # its JSON, for the command


def measure_verdict() -> dict[str, Spread]:
    """Microseconds of one evaluation and of one ``decide``, each over all cases, seconds of the command.

    The cases are those of ``verdict_dev``, each once with what its text states and once with all that the
    person knows: few facts leave many conditions open, many close them.
    """
    rulebase = load_rulebase()
    measured = _load_cases(rulebase)
    cases = [one.case for one in measured]
    return {
        EVALUATION: _time_each(lambda case: evaluate(rulebase, case), cases),
        WHOLE: _time_each(lambda case: decide(rulebase, case, _day(case)), cases),
        COMMAND: _time_command([one.told for one in measured]),
    }


def describe_verdict() -> str:
    """What was measured, for the report."""
    count = len(_load_cases(load_rulebase()))
    return (
        f"判定：{_CASES} 各案两次（只按文字写明的、按查明的全部事实），共 {count} 个，"
        f"同一进程，热态，各做 {_ROUNDS} 遍，逐个计时；"
        f"冷启动：其中均匀取 {_COMMANDS} 个，从启动 Python 到 kuanyan verdict --facts 的进程结束，"
        "系统文件缓存是热的。"
    )


def evaluate(rulebase: Rulebase, case: Case) -> Finding:
    """What follows from the facts, and the outcome with the line of each condition."""
    assert case.region is not None
    documents = rulebase.documents(case.region, _day(case))
    docket = rulebase.docket(case.matter, documents)
    _, world = known_world(rulebase, case, _day(case))
    return find_outcome(rulebase, docket, case.matter, world)


def _load_cases(rulebase: Rulebase) -> list[_Measured]:
    found = []
    for case in load_verdict_cases(_CASES):
        if not (case.region or case.region_meant):
            continue  # nothing to decide: the region is asked
        for facts in (case.stated, case.truth):
            told = _told(case, facts)
            found.append(_Measured(parse_case(told, rulebase.corpus, rulebase.facts), told))
    return found


def _told(case: VerdictCase, facts: object) -> dict[str, object]:
    return {
        "region": case.region or case.region_meant,
        "matter": str(case.matter),
        "facts": facts,
        "decided_on": case.decided_on.isoformat(),
    }


def _day(case: Case) -> date:
    assert case.decided_on is not None
    return case.decided_on


def _time_each(work: Callable[[Case], object], cases: Sequence[Case]) -> Spread:
    """Microseconds; every case once before the clock starts, then all of them in turn."""
    for case in cases:
        work(case)
    times = []
    for _ in range(_ROUNDS):
        for case in cases:
            started = time.perf_counter_ns()
            work(case)
            times.append((time.perf_counter_ns() - started) / 1000)
    return Spread(tuple(times), "微秒")


def _time_command(told: Sequence[object]) -> Spread:
    from evals.speed import time_command

    chosen = told[:: max(1, len(told) // _COMMANDS)][:_COMMANDS]
    with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as folder:
        file = Path(folder) / "case.json"
        times = []
        for one in chosen:
            file.write_text(json.dumps(one, ensure_ascii=False), "utf-8")
            times.append(time_command(["verdict", "--facts", str(file), "--json"]))
    return Spread(tuple(times), "秒")


def main() -> None:
    for name, spread in measure_verdict().items():
        numbers = spread.as_json()
        shown = "，".join(f"{key} {numbers[key]:.3g}" for key in ("min", "p50", "p95", "max"))
        bar = f"；不超过 {BARS[name]:g}" if name in BARS else ""
        print(f"{name}：n={numbers['n']}，{shown}（{spread.unit}{bar}）")
    print(describe_verdict())


if __name__ == "__main__":
    main()
