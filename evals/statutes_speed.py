"""How fast and how large at size: search, memory, opening, adding; and one changed document of the five."""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from assistant.service import Assistant
from corpus.models import Corpus
from evals.environment import describe_load
from evals.metrics import NotMeasured, Spread
from evals.quality import SuiteResult
from evals.speed import MeasureError, _run
from evals.statutes_data import DATA_VARIABLE, QUESTIONS, STATUTES, find_data, load_statutes, scratch_folder
from index.build import build_index
from index.storage import find_current, index_folder, write_json

Progress = Callable[[str, float], None]

ADDED = 1500  # articles of a sample, whose lengths are those of all
CHANGED_REPEATS = 5
_SEED = 20240602


def run_statutes_speed(assistant: Assistant, progress: Progress) -> SuiteResult:
    """Builds the index of all articles where it is not there yet. Raises ``KuanyanError``."""
    data, home = find_data(STATUTES, QUESTIONS), scratch_folder("statutes")
    corpus, load = load_statutes(data), describe_load()
    build_index(corpus, assistant.index.embedder, home, progress)
    result = SuiteResult("statutes_speed")
    result.numbers["新增条文，从条文到可检索，每秒条数"] = measure_adding(assistant, corpus)
    result.numbers["五份文件里改一个条款，重建索引"] = measure_change(assistant)
    progress("评测 statutes_speed", 0.5)
    try:
        result.numbers |= measure_child(home)
    except (MeasureError, OSError) as error:
        result.numbers["条文检索"] = NotMeasured(str(error))
    clauses = sum(len(document.clauses) for document in corpus.documents)
    result.facts += [
        f"{clauses} 条的索引在单独的进程里打开：打开 = 条文已在内存、向量模型已载入时的 open_index；"
        "内存 = 打开并问过全部问题之后该进程的常驻内存（含条文本身）。",
        f"新增：随机取 {ADDED} 条（种子 {_SEED}）建到空的数据文件夹，含向量、Chroma、词法索引。",
        f"机器负载（1 分钟平均）：开始时 {load}，结束时 {describe_load()}。",
    ]
    return result


def measure_adding(assistant: Assistant, corpus: Corpus) -> Spread:
    """Clauses a second from clause trees to a saved index, into an empty folder."""
    import llama_index.vector_stores.chroma  # noqa: F401

    every = [(document, clause) for document in corpus.documents for clause in document.clauses]
    chosen = random.Random(_SEED).sample(every, min(ADDED, len(every)))
    picked = {one.clause_id for document, clause in chosen for one in (*document.ancestors(clause), clause)}
    documents = tuple(
        replace(document, clauses=kept)
        for document in corpus.documents
        if (kept := tuple(clause for clause in document.clauses if clause.clause_id in picked))
    )
    with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as home:
        sample = Corpus(documents, "sample")
        report = build_index(sample, assistant.index.embedder, Path(home), _no_progress)
    return Spread((report.clauses / report.seconds,), "条/秒")


def measure_change(assistant: Assistant, home: Path | None = None) -> Spread:
    """Seconds to index the five documents again after the words of one clause have changed."""
    import llama_index.vector_stores.chroma  # noqa: F401

    from index.places import data_home

    current, times = find_current(home or data_home()), []
    if current is None:
        raise ValueError("the assistant has an index")
    for number in range(CHANGED_REPEATS):
        with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as scratch:
            copy = index_folder(Path(scratch))
            shutil.copytree(current, copy / current.name)
            write_json(copy / "current.json", {"generation": current.name})
            report = build_index(
                change_clause(assistant.corpus, number),
                assistant.index.embedder,
                Path(scratch),
                _no_progress,
            )
            times.append(report.seconds)
    return Spread(tuple(times), "秒")


def change_clause(corpus: Corpus, number: int) -> Corpus:
    """``corpus`` with other searched words in one clause of its ``number``-th document."""
    documents = list(corpus.documents)
    at = number % len(documents)
    clauses = list(documents[at].clauses)
    middle = len(clauses) // 2
    clauses[middle] = replace(clauses[middle], text=f"{clauses[middle].text}（第{number + 1}次修订）")
    documents[at] = replace(documents[at], clauses=tuple(clauses))
    return replace(corpus, documents=tuple(documents))


def measure_child(home: Path) -> dict[str, Spread | NotMeasured]:
    """Opening, searching and memory of a process of its own. Raises ``MeasureError``."""
    command = [sys.executable, "-m", "evals.statutes_speed", str(home)]
    done = _run(command, {DATA_VARIABLE: str(find_data(STATUTES))})
    measured = json.loads(done.stdout.strip().splitlines()[-1])
    return {
        "条文检索": Spread(tuple(measured["search_ms"]), "毫秒"),
        "其中计算问题的向量": Spread(tuple(measured["embed_ms"]), "毫秒"),
        "打开已存的条文索引": Spread((measured["open_s"],), "秒"),
        "常驻内存": Spread((measured["resident_mib"],), "MiB"),
        "峰值内存（含读入条文）": Spread((measured["peak_mib"],), "MiB"),
    }


def _measure_here(home: Path) -> dict[str, object]:
    """What ``measure_child`` reports, of this process."""
    import resource

    from evals.statutes_data import load_lay_questions
    from index.embedding import load_embedder
    from index.places import cache_home, embedding_model
    from index.search import SearchIndex, open_index

    data = find_data(STATUTES, QUESTIONS)
    corpus = load_statutes(data)
    questions = [question.question for question in load_lay_questions(data, corpus)]
    embedder = load_embedder(cache_home(), embedding_model())
    started = time.perf_counter()
    index = open_index(corpus, embedder, home)
    open_s = time.perf_counter() - started
    if not isinstance(index, SearchIndex):
        raise SystemExit(f"索引不可用：{index.value}")
    search_ms = [_timed(lambda q=question: index.search(q)) for question in questions]  # type: ignore[misc]
    embed_ms = [_timed(lambda q=question: embedder.embed_queries([q])) for question in questions]  # type: ignore[misc]
    return {
        "open_s": open_s,
        "search_ms": search_ms,
        "embed_ms": embed_ms,
        "resident_mib": _resident_mib(),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _resident_mib() -> float:
    """Of this process, as Linux tells it."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("系统没有给出常驻内存")


def _no_progress(label: str, fraction: float) -> None:
    """The bar shows the suite, not the builds within it."""


if __name__ == "__main__":
    print(json.dumps(_measure_here(Path(sys.argv[1]))))
