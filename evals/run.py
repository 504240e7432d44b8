"""``kuanyan eval``: runs suites, prints and keeps their results, says whether a bar was missed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.progress import ProgressBar
from assistant.service import Assistant
from corpus.errors import KuanyanError
from corpus.loader import load_yaml
from evals.cases import dataset_hash
from evals.environment import describe_run
from evals.followup import run_followup
from evals.lookup import run_lookup
from evals.quality import SuiteResult, run_policy, run_refusal
from evals.report import Record, is_checkout, make_record, render_markdown, save_records
from evals.statutes_data import NOTICES, QUESTIONS, STATUTES, file_hash, find_data, load_lay_cases
from evals.verdict import run_verdict

BARS = Path(__file__).parent / "bars.yaml"
Progress = Callable[[str, float], None]
Suite = Callable[[Assistant, Progress], SuiteResult]


def _policy(name: str) -> Suite:
    return lambda assistant, _: run_policy(assistant, name)


def _refusal(name: str) -> Suite:
    return lambda assistant, _: run_refusal(assistant, name)


def _followup(name: str) -> Suite:
    return lambda assistant, _: run_followup(assistant, name)


def _lookup(assistant: Assistant, _: Progress) -> SuiteResult:
    return run_lookup(assistant)


def _quiz(assistant: Assistant, progress: Progress) -> SuiteResult:
    from evals.quiz import run_quiz

    return run_quiz(assistant, progress)


def _verdict(name: str) -> Suite:
    return lambda _assistant, _: run_verdict(name)


def _speed(assistant: Assistant, progress: Progress) -> SuiteResult:
    from evals.speed import run_speed

    return run_speed(assistant, progress)


def _refusal_lay(assistant: Assistant, progress: Progress) -> SuiteResult:
    return run_refusal(assistant, "refusal_lay", load_lay_cases(find_data(QUESTIONS)))


def _distractors(assistant: Assistant, progress: Progress) -> SuiteResult:
    from evals.distractors import run_distractors

    return run_distractors(assistant, progress)


def _statutes(assistant: Assistant, progress: Progress) -> SuiteResult:
    from evals.statutes import run_statutes

    return run_statutes(assistant, progress)


def _statutes_speed(assistant: Assistant, progress: Progress) -> SuiteResult:
    from evals.statutes_speed import run_statutes_speed

    return run_statutes_speed(assistant, progress)


def _baseline(assistant: Assistant, progress: Progress) -> SuiteResult:
    from evals.baseline import run_baseline

    return run_baseline(assistant, progress)


SUITES: dict[str, Suite] = {
    "policy_dev": _policy("policy_dev"),
    "policy_dev2": _policy("policy_dev2"),
    "policy_dev3": _policy("policy_dev3"),
    "policy_report": _policy("policy_report"),
    "everyday_dev": _policy("everyday_dev"),
    "everyday_dev2": _policy("everyday_dev2"),
    "everyday_report": _policy("everyday_report"),
    "comparison_dev": _policy("comparison_dev"),
    "comparison_dev2": _policy("comparison_dev2"),
    "comparison_report": _policy("comparison_report"),
    "refusal_dev": _refusal("refusal_dev"),
    "refusal_report": _refusal("refusal_report"),
    "refusal_near_dev": _refusal("refusal_near_dev"),
    "refusal_near_dev2": _refusal("refusal_near_dev2"),
    "refusal_near_dev3": _refusal("refusal_near_dev3"),
    "refusal_near_dev4": _refusal("refusal_near_dev4"),
    "refusal_near_dev5": _refusal("refusal_near_dev5"),
    "refusal_near_report": _refusal("refusal_near_report"),
    "inside_dev": _policy("inside_dev"),
    "inside_dev2": _policy("inside_dev2"),
    "inside_dev3": _policy("inside_dev3"),
    "inside_report": _policy("inside_report"),
    "followup_dev": _followup("followup_dev"),
    "followup_dev2": _followup("followup_dev2"),
    "followup_dev3": _followup("followup_dev3"),
    "followup_dev4": _followup("followup_dev4"),
    "followup_dev5": _followup("followup_dev5"),
    "followup_dev6": _followup("followup_dev6"),
    "followup_dev7": _followup("followup_dev7"),
    "followup_dev8": _followup("followup_dev8"),
    "followup_dev9": _followup("followup_dev9"),
    "followup_dev10": _followup("followup_dev10"),
    "followup_report": _followup("followup_report"),
    "lookup": _lookup,
    "quiz": _quiz,
    "verdict_dev": _verdict("verdict_dev"),
    "verdict_dev2": _verdict("verdict_dev2"),
    "verdict_report": _verdict("verdict_report"),
    "speed": _speed,
    "baseline": _baseline,
    "refusal_lay": _refusal_lay,
    "distractors": _distractors,
    "statutes": _statutes,
    "statutes_speed": _statutes_speed,
}
# asked for by name: what needs packages, public data (evals/statutes_data.py) or many minutes more
OPTIONAL = ("baseline", "refusal_lay", "distractors", "statutes", "statutes_speed")
DEFAULT = tuple(name for name in SUITES if name not in OPTIONAL)
_DATASETS: dict[str, tuple[str, ...]] = {
    "lookup": (),
    "quiz": (),
    "speed": ("policy_dev",),
    "baseline": ("policy_dev", "policy_report"),
    "refusal_lay": (),
    "distractors": ("policy_dev", "policy_report"),
    "statutes": (),
    "statutes_speed": (),
}
_PUBLIC: dict[str, tuple[str, ...]] = {
    "refusal_lay": (QUESTIONS,),
    "distractors": (NOTICES,),
    "statutes": (STATUTES, QUESTIONS),
    "statutes_speed": (STATUTES, QUESTIONS),
}


def run_suites(names: Sequence[str], as_json: bool) -> int:
    """Runs ``names``, or all but the ``OPTIONAL`` ones; 1 where a suite is below its bar, else 0.

    Raises ``KuanyanError`` for an unknown suite, a faulty ``bars.yaml`` or public data that a suite lacks,
    before anything is run.
    """
    chosen = check_names(names)
    for name in chosen:
        if name in _PUBLIC:
            find_data(*_PUBLIC[name])
    bars = load_bars()
    with ProgressBar() as progress:
        assistant = Assistant.load(progress)
        run = describe_run(assistant)
        records = [_run_suite(name, assistant, progress, bars, run) for name in chosen]
    if is_checkout():
        save_records(records)
    print(json.dumps({"suites": records}, ensure_ascii=False) if as_json else render_markdown(records))
    return int(any(record["below_bar"] for record in records))


def check_names(names: Sequence[str]) -> tuple[str, ...]:
    """``names`` once each, or the default ones. Raises ``KuanyanError``."""
    unknown = [name for name in names if name not in SUITES]
    if unknown:
        raise KuanyanError(f"没有评测套件 {'、'.join(unknown)}，可用的有 {'、'.join(SUITES)}，请改 --suite。")
    return tuple(dict.fromkeys(names)) or DEFAULT


def _run_suite(
    name: str,
    assistant: Assistant,
    progress: Progress,
    bars: dict[tuple[str, str], float],
    run: dict[str, Any],
) -> Record:
    label = f"评测 {name}"
    progress(label, 0.0)
    result = SUITES[name](assistant, progress)
    progress(label, 1.0)
    data = {dataset: dataset_hash(dataset) for dataset in _DATASETS.get(name, (name,))}
    data |= {public: file_hash(find_data(public) / public) for public in _PUBLIC.get(name, ())}
    return make_record(result, {**run, "数据": data}, find_below_bar(result, bars))


def load_bars(path: Path = BARS) -> dict[tuple[str, str], float]:
    """(suite, measure) → the least share that passes, in [0, 1]. Raises ``KuanyanError``."""
    bars: dict[tuple[str, str], float] = {}
    for number, bar in enumerate(load_yaml(path).get("bars", []), start=1):
        place = f"{path.name} 第 {number} 条合格线"
        if not isinstance(bar, dict) or bar.keys() != {"suite", "measure", "at_least"}:
            raise KuanyanError(f"{place}应恰有 suite、measure、at_least 三个键，请改正。")
        if bar["suite"] not in SUITES:
            raise KuanyanError(f"{place}的套件 {bar['suite']} 不存在，可用的有 {'、'.join(SUITES)}。")
        try:
            least = float(bar["at_least"])
        except (TypeError, ValueError):
            least = -1.0
        if not 0 <= least <= 1:
            raise KuanyanError(f"{place}的 at_least 写作「{bar['at_least']}」，应为 0 到 1 的数。")
        bars[bar["suite"], bar["measure"]] = least
    return bars


def find_below_bar(result: SuiteResult, bars: dict[tuple[str, str], float]) -> list[str]:
    """One line for each measure that misses its bar. A measure that was not taken counts as missing it."""
    lines = []
    for (suite, measure), least in bars.items():
        if suite != result.suite:
            continue
        rate = result.rates.get(measure)
        if rate is None or not rate.n:
            lines.append(f"{measure} 没有测到，合格线为 {least:.3f}")
        elif rate.value < least:
            lines.append(f"{measure} 为 {rate.value:.3f}（{rate.hits}/{rate.n}），合格线为 {least:.3f}")
    return lines
