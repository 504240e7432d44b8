"""How fast and how large: reported, never a bar, because a machine is shared and differs from the next."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.service import Assistant
from evals.cases import load_policy_cases
from evals.environment import describe_load
from evals.load import measure_load
from evals.metrics import NotMeasured, Spread
from evals.quality import SuiteResult
from evals.report import ROOT
from evals.served import measure_served
from evals.verdict_speed import describe_verdict, measure_verdict
from index.build import build_index

Progress = Callable[[str, float], None]

INDEX_REPEATS, COMMAND_REPEATS, PREPARE_REPEATS = 3, 5, 2
WARM_ROUNDS = 3
SERVED_QUESTIONS = 20
HEAVY = ("torch", "llama_index", "transformers", "gradio")  # what a question must not import
_QUESTION = "正面清单有效期多久？"
_TIMEOUT_S = 300.0

_TIMED = "import time; started = time.perf_counter(); {work}; print(time.perf_counter() - started)"
_IMPORT_LLAMA = "from index.retriever import PolicyRetriever; import llama_index.vector_stores.chroma"
_PREPARE = (
    "import sys; from pathlib import Path; from index.embedding.prepare import prepare_bundled_model;"
    " prepare_bundled_model(Path(sys.argv[1]))"
)
_MAIN = "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))"
_IMPORTED = (
    "import json, sys; from assistant.cli import main; status = main(sys.argv[1:]);"
    f" print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]), file=sys.stderr); sys.exit(status)"
)


class MeasureError(Exception):
    """A child process that should have been timed did not succeed; the words say why."""


def run_speed(assistant: Assistant, progress: Progress) -> SuiteResult:
    """Each measurement on its own: one that fails is reported as not measured, the others go on."""
    result, load = SuiteResult("speed"), describe_load()
    questions = [case.question for case in load_policy_cases("policy_dev")]
    steps: list[tuple[str, Callable[[], Spread | NotMeasured]]] = [
        ("热态问答，同一进程", lambda: measure_warm(assistant, questions)),
        ("仅检索，同一进程", lambda: measure_search(assistant, questions)),
        ("首次建索引，同一进程", lambda: measure_index(assistant)),
        ("导入 llama-index", lambda: measure_python(_TIMED.format(work=_IMPORT_LLAMA), INDEX_REPEATS)),
        ("首次建索引，kuanyan index 整条命令", measure_index_command),
        ("kuanyan ask 冷启动", measure_cold),
        ("向量模型准备", measure_prepare),
    ]
    for number, (name, measure) in enumerate(steps):
        progress("评测 speed", number / (len(steps) + 1))
        result.numbers[name] = _attempt(measure)
    result.numbers |= _attempt_verdict()
    under_load, fact = measure_load(_as_served(), questions)
    result.numbers |= under_load
    result.facts.append(fact)
    result.numbers |= measure_served(serve_command(), child_environment(), questions[:SERVED_QUESTIONS])
    result.facts += [_describe_imports(), *_FACTS, describe_verdict()]
    result.facts.append(f"机器负载（1 分钟平均）：开始时 {load}，结束时 {describe_load()}。")
    return result


def _as_served() -> Assistant:
    """As ``kuanyan serve`` loads it: with the proposals by meaning, which read a case's words once more."""
    assistant = Assistant.load()
    assistant.prepare_proposals()
    return assistant


_FACTS = (
    f"热态问答：policy_dev 全部问题问 {WARM_ROUNDS} 遍，逐个提问；仅检索不含组答。",
    "首次建索引：模型已备好，每次都是新的空数据文件夹（jieba 词典缓存也从头生成）；"
    "同一进程的不含导入 llama-index，整条命令的含启动、导入和载入模型。",
    "冷启动：模型与索引已备好，从启动 Python 到进程结束；系统文件缓存是热的。",
    f"内存：kuanyan serve 及其子进程的常驻内存（RSS）之和，经页面自己的接口问过 {SERVED_QUESTIONS} 问之后。",
)


def _attempt_verdict() -> Mapping[str, Spread | NotMeasured]:
    try:
        return measure_verdict()
    except (MeasureError, OSError) as error:
        return {"判定": NotMeasured(str(error))}


def _attempt(measure: Callable[[], Spread | NotMeasured]) -> Spread | NotMeasured:
    try:
        return measure()
    except (MeasureError, OSError) as error:
        return NotMeasured(str(error))


def measure_warm(assistant: Assistant, questions: Sequence[str]) -> Spread:
    """Milliseconds of ``ask``, one question at a time."""
    return _time_each(assistant, lambda question: assistant.ask(question), questions)


def measure_search(assistant: Assistant, questions: Sequence[str]) -> Spread:
    """Milliseconds of ``search``: embedding the question, both arms, fusion."""
    return _time_each(assistant, lambda question: assistant.index.search(question), questions)


def _time_each(assistant: Assistant, work: Callable[[str], object], questions: Sequence[str]) -> Spread:
    work(questions[0])
    times = []
    for _ in range(WARM_ROUNDS):
        assistant.index.forget()  # each question is asked as if for the first time
        for question in questions:
            started = time.perf_counter()
            work(question)
            times.append((time.perf_counter() - started) * 1000)
    return Spread(tuple(times), "毫秒")


def measure_index(assistant: Assistant) -> Spread:
    """Seconds of ``build_index`` into fresh folders; llama-index is imported before the clock starts."""
    import llama_index.vector_stores.chroma  # noqa: F401

    times = []
    for _ in range(INDEX_REPEATS):
        with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as home:
            report = build_index(assistant.corpus, assistant.index.embedder, Path(home), _no_progress)
            times.append(report.seconds)
    return Spread(tuple(times), "秒")


def measure_index_command() -> Spread:
    """Wall seconds of ``kuanyan index`` with an empty data folder and a prepared model."""
    times = []
    for _ in range(INDEX_REPEATS):
        with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as home:
            times.append(time_command(["index"], {"KUANYAN_HOME": home}))
    return Spread(tuple(times), "秒")


def measure_cold() -> Spread:
    """Wall seconds of ``kuanyan ask`` in a new process, model and index being ready."""
    return Spread(tuple(time_command(["ask", _QUESTION]) for _ in range(COMMAND_REPEATS)), "秒")


def measure_prepare() -> Spread:
    """Seconds of preparing the bundled model into an empty cache folder, in a new process."""
    times: list[float] = []
    for _ in range(PREPARE_REPEATS):
        with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as cache:
            times += measure_python(_TIMED.format(work=_PREPARE), 1, cache).values
    return Spread(tuple(times), "秒")


def measure_python(program: str, repeats: int, *arguments: str) -> Spread:
    """Seconds that ``program`` prints as its last line, each time in a new process."""
    printed = [_run([sys.executable, "-c", program, *arguments]).stdout for _ in range(repeats)]
    return Spread(tuple(float(text.split()[-1]) for text in printed), "秒")


def time_command(arguments: Sequence[str], settings: dict[str, str] | None = None) -> float:
    """Wall seconds of one command, from starting Python to the end of the process."""
    started = time.perf_counter()
    _run([*kuanyan_command(), *arguments], settings)
    return time.perf_counter() - started


def imported_by_ask() -> list[str]:
    """Which of ``HEAVY`` a process has imported after answering one question."""
    done = _run([sys.executable, "-c", _IMPORTED, "ask", _QUESTION])
    found: list[str] = json.loads(done.stderr.strip().splitlines()[-1])
    return found


def _describe_imports() -> str:
    try:
        imported = imported_by_ask()
    except (MeasureError, OSError, ValueError) as error:
        return f"kuanyan ask 导入了什么：未测得（{error}）。"
    if imported:
        return f"kuanyan ask 冷启动导入了 {'、'.join(imported)}（不应导入）。"
    return f"kuanyan ask 冷启动没有导入 {'、'.join(HEAVY)}。"


def kuanyan_command() -> list[str]:
    """The command line by this very Python: ``python -m assistant`` where that exists."""
    has_main = find_spec("assistant.__main__") is not None
    return [sys.executable, "-m", "assistant"] if has_main else [sys.executable, "-c", _MAIN]


def serve_command() -> list[str]:
    return [*kuanyan_command(), "serve"]


def child_environment(settings: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a child process that finds this code whatever its folder."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **_cache_setting(), **(settings or {})}


def _cache_setting() -> dict[str, str]:
    """The model's folder stays the same when a child is given another data folder."""
    from index.places import cache_home

    return {"KUANYAN_CACHE": str(cache_home())}


def _run(command: Sequence[str], settings: dict[str, str] | None = None) -> Any:
    """Raises ``MeasureError`` where the process fails or takes too long."""
    try:
        done = subprocess.run(
            command,
            env=child_environment(settings),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise MeasureError(f"超过 {_TIMEOUT_S:.0f} 秒没有结束") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
        raise MeasureError(f"进程以 {done.returncode} 退出：{last[:120]}")
    return done


def _no_progress(label: str, fraction: float) -> None:
    """The bar shows the suite, not the builds within it."""
