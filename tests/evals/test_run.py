"""``kuanyan eval``: its suites, its bars, its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evals.run as run
from assistant.answer.models import check_citation
from assistant.service import Assistant
from corpus.errors import KuanyanError
from evals.distractors import NO_LOSS
from evals.lookup import CORRECTED, EXACT
from evals.metrics import Rate
from evals.quality import OF_PLACE, SuiteResult, run_policy
from evals.quiz import COVERED, KEYS_RIGHT, NO_CUES, NO_DOUBLES
from evals.run import DEFAULT, OPTIONAL, SUITES, check_names, find_below_bar, load_bars, run_suites
from evals.statutes_metrics import MRR10, R10, R100


def test_an_unknown_suite_is_named_with_those_there_are() -> None:
    with pytest.raises(KuanyanError) as caught:
        run_suites(("policy_dev", "nichts"), as_json=False)
    assert str(caught.value) == (f"没有评测套件 nichts，可用的有 {'、'.join(SUITES)}，请改 --suite。")


def test_all_but_the_optional_ones_by_default() -> None:
    assert check_names(()) == DEFAULT == tuple(name for name in SUITES if name not in OPTIONAL)
    assert check_names(("speed", "speed")) == ("speed",)


def test_the_bars_are_of_measures_that_are_taken(assistant: Assistant, corpus: object) -> None:
    measures = {
        "首位是正确条款",
        "前五位含正确条款",
        "没有误拒",
        OF_PLACE,
        "答案含关键词句",
        "引文逐字无误",
        "正确拒答",
        EXACT,
        CORRECTED,
        "结论正确",
        "没有错误免罚",
        "没有错误处罚",
        KEYS_RIGHT,
        NO_DOUBLES,
        COVERED,
        "独立问题找得到的，追问也找到",
        NO_CUES,
        *(f"{NO_LOSS}·{name}" for name in ("policy_dev", "policy_report")),
        R10,
        MRR10,
        R100,
    }
    assert {measure for _, measure in load_bars()} <= measures
    assert all(suite not in ("speed", "baseline") for suite, _ in load_bars())


def test_below_at_and_above_the_bar() -> None:
    bars = {("policy_dev", "甲"): 0.9, ("refusal_dev", "甲"): 1.0}
    for hits, missed in ((89, True), (90, False), (91, False)):
        result = SuiteResult("policy_dev", rates={"甲": Rate(hits, 100)})
        assert bool(find_below_bar(result, bars)) is missed


def test_a_measure_not_taken_misses_its_bar() -> None:
    bars = {("policy_dev", "甲"): 0.9}
    assert find_below_bar(SuiteResult("policy_dev"), bars) == ["甲 没有测到，合格线为 0.900"]
    assert find_below_bar(SuiteResult("policy_dev", rates={"甲": Rate(0, 0)}), bars)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{suite: nichts, measure: 甲, at_least: 0.9}", "第 1 条合格线的套件 nichts 不存在"),
        ("{suite: policy_dev, measure: 甲}", "第 1 条合格线应恰有 suite、measure、at_least"),
        ("{suite: policy_dev, measure: 甲, at_least: 90}", "写作「90」，应为 0 到 1 的数"),
        ("{suite: policy_dev, measure: 甲, at_least: hoch}", "写作「hoch」，应为 0 到 1 的数"),
        ("{suite: policy_dev, measure: 甲, at_least: nan}", "写作「nan」，应为 0 到 1 的数"),
    ],
)
def test_faulty_bars(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bars.yaml"
    path.write_text(f"bars:\n  - {line}\n", encoding="utf-8")
    with pytest.raises(KuanyanError, match=message):
        load_bars(path)


@pytest.fixture
def small_run(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """One suite of one case, over the fixture's assistant, keeping nothing."""

    def one_case(_assistant: Assistant, _progress: run.Progress) -> SuiteResult:
        return SuiteResult("refusal_dev", rates={"正确拒答": Rate(1, 2)})

    monkeypatch.setattr(Assistant, "load", lambda *_: assistant)
    monkeypatch.setitem(run.SUITES, "refusal_dev", one_case)
    monkeypatch.setattr(run, "is_checkout", lambda: False)


@pytest.mark.usefixtures("small_run")
@pytest.mark.parametrize(("least", "status"), [(0.5, 0), (0.51, 1)])
def test_the_exit_code_says_whether_a_bar_was_missed(
    least: float, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "load_bars", lambda: {("refusal_dev", "正确拒答"): least})
    assert run_suites(("refusal_dev",), as_json=True) == status
    (record,) = json.loads(capsys.readouterr().out)["suites"]
    assert record["rates"]["正确拒答"]["hits"] == 1
    assert bool(record["below_bar"]) is bool(status)
    assert {"日期", "提交", "语料指纹", "向量模型", "融合", "阈值", "机器", "版本", "数据"} == record[
        "run"
    ].keys()


@pytest.mark.usefixtures("small_run")
def test_the_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    run_suites(("refusal_dev",), as_json=False)
    assert "| refusal_dev | 正确拒答 | 0.500 | 0.095–0.905 | 1/2 |" in capsys.readouterr().out


def test_quotes_of_the_development_questions_are_verbatim(assistant: Assistant) -> None:
    rates = run_policy(assistant, "policy_dev").rates
    assert rates["引文逐字无误"].hits == rates["引文逐字无误"].n == 120
    answer = assistant.ask("正面清单有效期多久？")
    assert all(check_citation(assistant.corpus.get_document(c.doc_id), c) for c in answer.citations)
