"""Results as tables: names of cases for tuned data only, counts always, nothing measured is never zero."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evals.metrics import NotMeasured, Rate, Spread
from evals.quality import SuiteResult
from evals.report import Record, is_checkout, load_records, make_record, render_markdown, save_records

RUN: dict[str, Any] = {"提交": "0123456789ab", "融合": {"k": 2.0, "dense": 0.3}, "数据": {"some": "abc"}}


def quality(suite: str, hits: int = 9) -> SuiteResult:
    result = SuiteResult(suite, rates={"首位是正确条款·list": Rate(1, 2), "首位是正确条款": Rate(hits, 10)})
    result.failures["首位是正确条款"].append("case-7 应为 a#1，得到 a#2")
    return result


def record(suite: str, hits: int = 9) -> Record:
    return make_record(quality(suite, hits), RUN, [])


def test_a_second_file_for_tuning_is_named_as_such() -> None:
    text = render_markdown([record("followup_dev3"), record("policy_report")])
    assert "followup_dev3：调参用过的数据" in text


def test_a_rate_is_shown_with_interval_and_count() -> None:
    text = render_markdown([record("policy_dev")])
    assert "| policy_dev | 首位是正确条款 | 0.900 | 0.596–0.982 | 9/10 |" in text
    assert text.index("首位是正确条款 |") < text.index("首位是正确条款·list |")


def test_a_count_of_zero_shows_its_n() -> None:
    assert "| 0.000 | 0.000–0.278 | 0/10 |" in render_markdown([record("policy_dev", hits=0)])


def test_failing_cases_are_named_for_tuned_data_only() -> None:
    dev, report = record("policy_dev"), record("policy_report")
    assert "case-7" in render_markdown([dev])
    assert "case-7" not in render_markdown([report])
    assert "case-7" not in json.dumps(report)
    assert "| policy_report | 首位是正确条款 | 0.900 |" in render_markdown([report])


def test_tuned_and_reported_data_are_said_in_words() -> None:
    text = render_markdown([record("policy_dev"), record("policy_report")])
    assert "policy_dev：调参用过的数据" in text
    assert "policy_report：只报告、不调参的数据" in text


def test_spreads_and_what_was_not_measured() -> None:
    result = SuiteResult(
        "speed", numbers={"快": Spread((1.0, 2.0, 4.0), "毫秒"), "内存": NotMeasured("没有启动")}
    )
    text = render_markdown([make_record(result, RUN, [])])
    assert "| speed | 快 | 毫秒 | 3 | 1.00 | 2.00 | 4.00 | 4.00 |" in text
    assert "| speed | 内存 | — | 0 | 未测得：没有启动 |" in text


def test_the_run_is_described_once_for_its_suites() -> None:
    text = render_markdown([record("policy_dev"), record("refusal_dev")])
    assert "- policy_dev、refusal_dev\n" in text
    assert text.count("提交：0123456789ab") == 1
    assert "融合：k 2.0，dense 0.3" in text
    assert "some abc" in text


def test_missed_bars_are_listed() -> None:
    text = render_markdown([make_record(quality("policy_dev"), RUN, ["首位是正确条款 为 0.900"])])
    assert "## 低于合格线\n\n- policy_dev：首位是正确条款 为 0.900" in text


def test_one_suite_replaces_only_its_own_record(tmp_path: Path) -> None:
    save_records([record("policy_dev"), record("refusal_dev")], tmp_path)
    save_records([record("policy_dev", hits=3)], tmp_path)
    kept = {r["suite"]: r["rates"]["首位是正确条款"]["hits"] for r in load_records(tmp_path)}
    assert kept == {"policy_dev": 3, "refusal_dev": 9}
    assert "3/10" in (tmp_path / "latest.md").read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest.json", "latest.md"]


def test_a_damaged_result_file_is_replaced(tmp_path: Path) -> None:
    for broken in ("{", "[]", '{"suites": [{"suite": "policy_dev"}, 3]}', '{"suites": null}'):
        (tmp_path / "latest.json").write_text(broken, encoding="utf-8")
        assert load_records(tmp_path) == []
    save_records([record("policy_dev")], tmp_path)
    assert [r["suite"] for r in load_records(tmp_path)] == ["policy_dev"]


def test_only_a_checkout_keeps_results(tmp_path: Path) -> None:
    (tmp_path / "evals").mkdir()
    assert not is_checkout(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").touch()
    assert is_checkout(tmp_path)
