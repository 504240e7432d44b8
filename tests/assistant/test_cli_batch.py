"""``kuanyan ask --batch``: one line out per line in, whatever stands in the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.service import Assistant
from tests.assistant.conftest import FIELDS, Run


@pytest.fixture
def batch(run: Run, tmp_path: Path) -> Callable[[str | bytes], list[dict[str, Any]]]:
    """Answers a batch file of the given text; one parsed object a line."""

    def run_it(text: str | bytes) -> list[dict[str, Any]]:
        path = tmp_path / "questions.jsonl"
        path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        ran = run("ask", "--batch", str(path))
        assert (ran.code, ran.err) == (0, "")
        return [json.loads(line) for line in ran.out.split("\n") if line]

    return run_it


def test_a_batch_gives_one_line_a_line_in_order(batch: Callable[..., list[dict[str, Any]]]) -> None:
    rows = [
        {"id": "b", "question": "正面清单有效期多久？"},
        {"id": 7, "question": "第十四条", "region": "广西", "as_of": "2025-07-01"},
        {"question": "成都的清单有哪些", "history": [{"role": "user", "content": "你好"}]},
        {"id": "b", "question": "第8项的柔性执法方式是什么", "region": None, "as_of": None, "history": None},
    ]
    replies = batch("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert [reply["id"] for reply in replies] == ["b", 7, None, "b"]
    assert [reply["kind"] for reply in replies] == ["answer", "answer", "refusal", "answer"]
    assert all(list(reply) == FIELDS and reply["latency_ms"] >= 0 for reply in replies)
    assert replies[1]["citations"][0]["clause_id"] == "gx-eed-2025#5.14"


GOOD = '{"id": "good", "question": "正面清单第6项"}'


@pytest.mark.parametrize(
    ("line", "request_id", "words"),
    [
        ("{", None, '第 2 行不是 JSON，请每行写一个 {"id", "question"} 对象。'),
        ("正面清单", None, "第 2 行不是 JSON"),
        ("[1]", None, "第 2 行不是 JSON 对象，请写成"),
        ('"正面清单有效期多久"', None, "第 2 行不是 JSON 对象"),
        ("null", None, "第 2 行不是 JSON 对象"),
        ('{"id": 1}', 1, "第 2 行缺少文字 question，请补上要问的话。"),
        ('{"id": 1, "question": 5}', 1, "第 2 行缺少文字 question"),
        (
            '{"id": 1, "question": "甲", "colour": 2}',
            1,
            "第 2 行有不认识的键 colour，可用的键是 id、question、history、region、as_of。",
        ),
        ('{"id": 1, "question": "甲", "history": "x"}', 1, "第 2 行的 history 不是列表"),
        ('{"id": 1, "question": "甲", "region": 5}', 1, "第 2 行的 region 不是文字，请加引号。"),
        ('{"id": 1, "question": "甲", "as_of": 20211206}', 1, "第 2 行的 as_of 不是文字"),
        ('{"id": 1, "question": "有效期多久", "as_of": "昨天"}', 1, "日期「昨天」不对，请写成 2021-12-06"),
        ('{"id": 1, "question": "有效期多久", "region": "火星"}', 1, "不认识地区「火星」"),
        ('{"id": 1, "question": ""}', 1, "问题是空的"),
        ('{"id": 1, "question": "hello"}', 1, "问题里没有汉字"),
        (json.dumps({"id": 1, "question": "问" * 10_000}), 1, "问题有 10000 字，超过 2000 字的上限"),
        ("[" * 100_000, None, "第 2 行"),
    ],
)
def test_a_malformed_line_gets_an_error_while_the_others_are_answered(
    batch: Callable[..., list[dict[str, Any]]], line: str, request_id: object, words: str
) -> None:
    replies = batch(f"{GOOD}\n{line}\n{GOOD}\n")
    assert [reply["kind"] for reply in replies] == ["answer", "error", "answer"]
    assert [reply["id"] for reply in replies] == ["good", request_id, "good"]
    assert words in replies[1]["answer"] and replies[1]["citations"] == []
    assert list(replies[1]) == FIELDS


def test_a_fault_of_ours_in_one_line_does_not_lose_the_others(
    batch: Callable[..., list[dict[str, Any]]], assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = assistant.ask

    def ask_or_break(question: str, **options: Any) -> Any:
        if "坏" in question:
            raise RuntimeError("broken")
        return ask(question, **options)

    monkeypatch.setattr(assistant, "ask", ask_or_break)
    replies = batch(f'{GOOD}\n{{"id": "x", "question": "坏"}}\n{GOOD}\n')
    assert [reply["kind"] for reply in replies] == ["answer", "error", "answer"]
    assert replies[1]["id"] == "x"
    assert replies[1]["refusal"]["reason"] == "fault"
    assert "第 2 行处理时发生服务故障（RuntimeError），请单独重试这一问。" in replies[1]["answer"]


def test_blank_lines_are_passed_over_and_lines_are_counted_as_an_editor_does(
    batch: Callable[..., list[dict[str, Any]]],
) -> None:
    replies = batch(f"\n{GOOD}\n   \n{{\n\n")
    assert [reply["kind"] for reply in replies] == ["answer", "error"]
    assert "第 4 行" in replies[1]["answer"]


def test_an_empty_batch_gives_nothing(batch: Callable[..., list[dict[str, Any]]]) -> None:
    assert batch("") == [] and batch("\n\n") == []


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mark_at_the_start_and_windows_line_ends_do_not_matter(
    batch: Callable[..., list[dict[str, Any]]], end: str
) -> None:
    assert [r["id"] for r in batch("\ufeff" + end.join([GOOD, GOOD, ""]))] == ["good", "good"]


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\u0085"])
def test_line_separators_inside_a_question_do_not_cut_its_line(
    batch: Callable[..., list[dict[str, Any]]], odd: str
) -> None:
    replies = batch(GOOD.replace("第6项", f"{odd}第6项") + "\n" + GOOD + "\n")
    assert [(reply["id"], reply["kind"]) for reply in replies] == [("good", "answer"), ("good", "answer")]


@pytest.mark.parametrize("key", ["id", "question", "region", "as_of"])
def test_half_a_character_in_a_line_does_not_lose_the_others(run: Run, tmp_path: Path, key: str) -> None:
    row = {"id": "x", "question": "正面清单第6项", key: "\ud800"}
    path = tmp_path / "q.jsonl"
    path.write_text(f"{json.dumps(row)}\n{GOOD}\n", "utf-8")
    ran = run("ask", "--batch", str(path))
    assert ran.code == 0
    replies = ran.out.encode("utf-8").decode("utf-8").splitlines()
    assert len(replies) == 2 and json.loads(replies[1])["id"] == "good"


def test_standard_input_is_read_for_a_dash(run: Run) -> None:
    ran = run("ask", "--batch", "-", stdin=f"{GOOD}\n{GOOD}".encode())
    assert ran.code == 0
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["good", "good"]


def test_a_missing_batch_file_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("ask", "--batch", str(tmp_path / "no.jsonl"))
    assert ran.code == 2
    assert re.fullmatch(r"找不到文件 .*no\.jsonl，请检查路径。", ran.complaint)


def test_a_folder_as_batch_file_is_named(run: Run, tmp_path: Path) -> None:
    ran = run("ask", "--batch", str(tmp_path))
    assert ran.code == 2
    assert ran.complaint == f"{tmp_path} 是文件夹，请给出 JSONL 文件。"


def test_a_file_below_a_file_and_a_name_too_long_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for path in (tmp_path / "file" / "q.jsonl", tmp_path / ("长" * 300)):
        ran = run("ask", "--batch", str(path))
        assert ran.code == 2
        assert "请" in ran.complaint


def test_a_batch_file_in_another_encoding_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "gb.jsonl"
    path.write_bytes(GOOD.encode("gb18030"))
    ran = run("ask", "--batch", str(path))
    assert ran.code == 2
    assert re.fullmatch(r".*gb\.jsonl 第 \d+ 字节不是 UTF-8，请另存为 UTF-8 后重试。", ran.complaint)


def test_a_batch_file_without_permission_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    ran = run("ask", "--batch", str(tmp_path / "q.jsonl"))
    assert ran.code == 2
    assert re.fullmatch(r"没有权限读取 .*q\.jsonl，请换一个文件或改权限。", ran.complaint)
