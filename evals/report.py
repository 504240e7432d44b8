"""Results as plain data and as Markdown, and where they are kept.

A record of a suite is what one run measured of it: ``{suite, tuned_on, rates, numbers, facts, failures,
below_bar, run}``; ``run`` says what was measured (commit, settings, data) and where. ``latest.json`` holds
the newest record of each suite, so that running one suite leaves the others' records as they were.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.quality import SuiteResult

Record = dict[str, Any]

_TUNED_ON = re.compile(r"_dev\d*$")

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"


def is_tuned_on(suite: str) -> bool:
    return bool(_TUNED_ON.search(suite))


def make_record(result: SuiteResult, run: Mapping[str, Any], below_bar: Sequence[str]) -> Record:
    """Failing cases are kept by name for ``*_dev`` suites only: nobody shall tune on the others."""
    tuned_on = is_tuned_on(result.suite)
    return {
        "suite": result.suite,
        "tuned_on": tuned_on,
        "rates": {name: rate.as_json() for name, rate in result.rates.items()},
        "numbers": {name: number.as_json() for name, number in result.numbers.items()},
        "facts": result.facts,
        "failures": dict(result.failures) if tuned_on else {},
        "below_bar": list(below_bar),
        "run": dict(run),
    }


def render_markdown(records: Sequence[Record]) -> str:
    """All records: rates, failing cases of ``*_dev`` suites, spreads, then what each run ran on."""
    parts = ["# 评测结果", _explain(records)]
    rates = [row for record in records for row in _rate_rows(record)]
    numbers = [row for record in records for row in _number_rows(record)]
    if rates:
        parts.append(_table(("套件", "指标", "值", "95% 区间", "命中/n"), rates))
    if numbers:
        parts.append(_table(("套件", "指标", "单位", "n", "最小", "中位", "p95", "最大"), numbers))
    parts += [_render_facts(record) for record in records if record["facts"]]
    parts += [_render_failures(record) for record in records if any(record["failures"].values())]
    parts.append(_render_bars(records))
    parts.append("## 运行环境\n\n" + "\n".join(_render_runs(records)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _explain(records: Sequence[Record]) -> str:
    dev = [r["suite"] for r in records if r["tuned_on"]]
    report = [r["suite"] for r in records if r["suite"].endswith("_report")]
    lines = []
    if dev:
        lines.append(f"{'、'.join(dev)}：调参用过的数据，只说明开发情况，不是留出集成绩。")
    if report:
        lines.append(f"{'、'.join(report)}：只报告、不调参的数据；失败的用例不列名，以免有人照着调。")
    if dev or report:
        lines.append("值为比例，区间为 Wilson 95% 区间；命中为 0 或全中时看 n，不等于没有误差。")
    if any(r["numbers"] for r in records):
        lines.append("中位与 p95 取最近秩，是实测值之一；机器与人共用时数值偏大，只报告，不作为合格线。")
    return "\n".join(f"- {line}" for line in lines)


def _rate_rows(record: Record) -> list[tuple[str, ...]]:
    return [
        (
            record["suite"],
            name,
            _share(rate["value"]),
            f"{_share(rate['low'])}–{_share(rate['high'])}",
            f"{rate['hits']}/{rate['n']}",
        )
        for name, rate in sorted(record["rates"].items(), key=lambda item: _is_part(item[0]))
    ]


def _is_part(measure: str) -> bool:
    """首位是正确条款·formal: of some cases only, so after the measures of all cases."""
    return "·" in measure and " · " not in measure


def _number_rows(record: Record) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, number in record["numbers"].items():
        if "not_measured" in number:
            rows.append((record["suite"], name, "—", "0", f"未测得：{number['not_measured']}", "", "", ""))
        else:
            values = (_amount(number[key]) for key in ("min", "p50", "p95", "max"))
            rows.append((record["suite"], name, number["unit"], str(number["n"]), *values))
    return rows


def _render_facts(record: Record) -> str:
    return f"## 说明（{record['suite']}）\n\n" + "\n".join(f"- {fact}" for fact in record["facts"])


def _render_failures(record: Record) -> str:
    lines = [f"## 未命中的用例（{record['suite']}）"]
    for name, cases in record["failures"].items():
        lines.append(f"**{name}**（{len(cases)}）")
        lines.append("\n".join(f"- {case}" for case in cases))
    return "\n\n".join(lines)


def _render_bars(records: Sequence[Record]) -> str:
    below = [f"- {r['suite']}：{line}" for r in records for line in r["below_bar"]]
    return "## 低于合格线\n\n" + "\n".join(below) if below else ""


def _render_runs(records: Sequence[Record]) -> list[str]:
    """One block for the suites of the same run."""
    runs: dict[str, tuple[list[str], dict[str, Any]]] = {}
    for record in records:
        key = json.dumps(_without_data(record["run"]), ensure_ascii=False, sort_keys=True)
        runs.setdefault(key, ([], record["run"]))[0].append(record["suite"])
    lines = []
    for suites, run in runs.values():
        lines.append(f"- {'、'.join(suites)}")
        lines += [f"  - {key}：{_plain(value)}" for key, value in _without_data(run).items()]
    data = {name: digest for record in records for name, digest in record["run"].get("数据", {}).items()}
    if data:
        lines.append(f"- 数据 sha256 前 12 位：{_plain(data)}")
    return lines


def _without_data(run: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in run.items() if key != "数据"}


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(f"{key} {_plain(item)}" for key, item in value.items())
    return str(value)


def _share(value: float) -> str:
    return "—" if math.isnan(value) else f"{value:.3f}"


def _amount(value: float) -> str:
    """Three digits that count, whole from 100 on."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "／") for cell in row) + " |" for row in lines)


# keeping


def is_checkout(root: Path = ROOT) -> bool:
    """Whether the program runs from a source checkout whose results folder may be written."""
    folder = root / "evals" / "results"
    target = folder if folder.exists() else folder.parent
    return (root / ".git").exists() and (root / "pyproject.toml").exists() and os.access(target, os.W_OK)


def save_records(records: Sequence[Record], folder: Path = RESULTS) -> None:
    """Puts ``records`` in place of those of the same suites; writes ``latest.json`` and ``latest.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = {record["suite"]: record for record in load_records(folder)}
    kept |= {record["suite"]: record for record in records}
    ordered = [kept[suite] for suite in sorted(kept)]
    text = json.dumps({"suites": ordered}, ensure_ascii=False, indent=1) + "\n"
    write_beside(folder / "latest.json", text)
    write_beside(folder / "latest.md", render_markdown(ordered))


def load_records(folder: Path = RESULTS) -> list[Record]:
    """What is kept; empty where nothing is or where it cannot be read."""
    try:
        records = json.loads((folder / "latest.json").read_text("utf-8"))["suites"]
        return [record for record in records if _is_record(record)]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _is_record(record: Any) -> bool:
    keys = {"suite", "tuned_on", "rates", "numbers", "facts", "failures", "below_bar", "run"}
    return isinstance(record, dict) and keys <= record.keys()


def write_beside(path: Path, text: str) -> None:
    """Writes a neighbour, then renames it, so that ``path`` is never half-written."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
