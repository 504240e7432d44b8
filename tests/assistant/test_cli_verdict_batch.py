"""``kuanyan verdict --batch``: one line out per line in, whatever stands in the others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.conftest import Run
from tests.assistant.test_cli_verdict import FIELDS, SIGN

GOOD = json.dumps({"id": "good", **SIGN}, ensure_ascii=False)
Batch = Callable[[str | bytes], list[dict[str, Any]]]


@pytest.fixture
def batch(bare_run: Run, tmp_path: Path) -> Batch:
    """Judges a batch file of the given text; one parsed object a line."""

    def run_it(text: str | bytes) -> list[dict[str, Any]]:
        path = tmp_path / "cases.jsonl"
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        ran = bare_run("verdict", "--batch", str(path))
        assert (ran.code, ran.err) == (0, "")
        return [json.loads(line, parse_constant=pytest.fail) for line in ran.out.split("\n") if line]

    return run_it


def test_a_batch_gives_one_line_a_line_in_order(batch: Batch) -> None:
    rows = [{"id": i, **SIGN, "region": region} for i, region in enumerate(["沙坪坝", "盘锦", "成都"] * 5)]
    replies = batch("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert [reply["id"] for reply in replies] == list(range(15))
    assert all(list(reply) == ["id", *FIELDS] for reply in replies)
    assert [reply["region"] for reply in replies[:3]] == ["重庆市/沙坪坝区", "辽宁省/盘锦市", "四川省/成都市"]


@pytest.mark.parametrize(
    ("line", "case_id", "words"),
    [
        ("{", None, "第 2 行：这一行 不是 JSON（第 1 行第 2 个字符附近读不下去）"),
        ("沙坪坝", None, "第 2 行：这一行 不是 JSON"),
        ("[1]", None, "第 2 行：案情应当是一个 JSON 对象"),
        ("null", None, "第 2 行：案情应当是一个 JSON 对象"),
        ('{"id": 1, "fact": {}}', 1, "第 2 行：案情里有不认识的字段“fact”"),
        ('{"id": [1], "region": "火星"}', [1], "第 2 行：不认识地区「火星」"),
        ('{"id": "x", "facts": {"exceed_times": 0.1}}', "x", "第 2 行：事实 exceed_times"),
        ('{"id": 1e999}', None, "第 2 行：这一行 的 JSON 有误：数 1e999 太大"),
        ('{"id": NaN}', None, "第 2 行：这一行 的 JSON 有误：NaN 不是 JSON 的值"),
        ('{"id": 1, "id": 2}', None, "第 2 行：这一行 的 JSON 有误：“id”写了两次"),
        ("[" * 100_000, None, "第 2 行：这一行 的 JSON 有误：括号套得太多层"),
    ],
    ids=range(11),
)
def test_a_bad_line_gets_an_error_while_the_others_are_judged(
    batch: Batch, line: str, case_id: object, words: str
) -> None:
    before, bad, after = batch(f"{GOOD}\n{line}\n{GOOD}\n")
    assert before == after and before["outcome"]
    assert list(bad) == ["id", "error"] and bad["id"] == case_id
    assert words in bad["error"] and bad["error"].endswith("。")


def test_bytes_that_are_no_text_fail_their_own_line_only(batch: Batch) -> None:
    before, bad, after = batch(f"{GOOD}\n".encode() + b'{"id": "\xff"}\n' + GOOD.encode())
    assert before == after
    assert bad == {"id": None, "error": "第 2 行：这一行不是 UTF-8 文字，请另存为 UTF-8 后重试。"}


def test_a_fault_of_ours_in_one_line_does_not_lose_the_others(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.verdict import decide as module

    real = module.decide

    def break_on_panjin(rulebase: Any, case: Any, today: Any) -> Any:
        if case.region == "辽宁省/盘锦市":
            raise RuntimeError("broken")
        return real(rulebase, case, today)

    monkeypatch.setattr(module, "decide", break_on_panjin)
    before, bad, after = batch(f'{GOOD}\n{{"id": 5, "region": "盘锦"}}\n{GOOD}')
    assert before == after and before["outcome"]
    assert bad == {"id": 5, "error": "第 2 行判定时发生故障（RuntimeError），请单独重试这一行。"}


def test_blank_lines_are_passed_over_and_lines_are_counted_as_an_editor_does(batch: Batch) -> None:
    replies = batch(f"\ufeff\n{GOOD}\r\n   \r\n{{\r\n\r\n")
    assert len(replies) == 2 and replies[1]["error"].startswith("第 4 行")
    assert batch("") == [] and batch("\n\n") == []


@pytest.mark.parametrize("case_id", ["😀", "\ud800", None, 2**70, {"a": [1]}, "a\u2028b", False])
def test_the_id_comes_back_as_it_was(batch: Batch, case_id: object) -> None:
    assert [reply["id"] for reply in batch(json.dumps({**SIGN, "id": case_id}))] == [case_id]
