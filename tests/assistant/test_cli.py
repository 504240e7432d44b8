"""Usage, help, folders that cannot be used, and the real program in a process of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from assistant.answer.models import Citation, check_citation
from assistant.service import Assistant
from corpus.models import Corpus
from tests.assistant.conftest import COMMANDS, Run

ROOT = Path(__file__).parent.parent.parent


def test_index_reports_that_nothing_had_to_be_computed(
    run: Run, model_cache: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUANYAN_HOME", str(data_folder))
    monkeypatch.setenv("KUANYAN_CACHE", str(model_cache))
    ran = run("index")
    assert ran.code == 0
    assert re.search(
        r"索引已就绪：5 份文件、\d+ 个条款、\d+ 段检索文字，本次重新计算 0 段（0 份文件有变化）", ran.out
    )


def test_a_data_folder_below_a_file_is_explained(
    run: Run, model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setenv("KUANYAN_HOME", str(tmp_path / "file" / "below"))
    monkeypatch.setenv("KUANYAN_CACHE", str(model_cache))
    ran = run("index")
    assert ran.code == 2
    assert re.search(
        r"数据文件夹 .*below 不可写入，索引没有改动；.*用 KUANYAN_HOME 指定别的文件夹。$", ran.err.strip()
    )
    assert "Traceback" not in ran.err


def test_a_cache_folder_below_a_file_is_explained(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setenv("KUANYAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KUANYAN_CACHE", str(tmp_path / "file" / "below"))
    ran = run("index")
    assert ran.code == 2
    assert "KUANYAN_CACHE" in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nosuch"], "没有这个命令，请运行 kuanyan --help 看用法。"),
        (["corpus", "nosuch"], "没有这个命令，请运行 kuanyan corpus --help 看用法。"),
        (["ask", "--colour", "red"], "没有选项 --colour，请运行 kuanyan ask --help 看用法。"),
        (["--colour"], "没有选项 --colour，请运行 kuanyan --help 看用法。"),
        (["corpus", "show"], "缺少参数 ID，请运行 kuanyan corpus show --help 看用法。"),
        (["serve", "--port", "abc"], "参数 --port 的值不对，请运行 kuanyan serve --help 看用法。"),
        (["serve", "--port", "70000"], "参数 --port 的值不对，请运行 kuanyan serve --help 看用法。"),
    ],
)
def test_wrong_usage_is_one_chinese_sentence(run: Run, arguments: list[str], complaint: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.complaint) == (2, complaint)


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "正面清单", "多余"],
        ["ask", "正面清单", "--region"],
        ["corpus", "list", "多余"],
        ["index", "--rebuild=1"],
    ],
)
def test_other_wrong_usage_is_chinese_too(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", ran.complaint.split("，请运行")[0]), ran.complaint


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[" ".join(n) or "kuanyan" for n, _ in COMMANDS])
def test_every_help_is_chinese_and_has_examples(
    run: Run, name: tuple[str, ...], command: click.Command
) -> None:
    ran = run(*name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "例：" in ran.out
    assert f"kuanyan {' '.join(name)}".strip() in ran.out.split("例：")[1]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help and re.search(r"[\u4e00-\u9fff]", parameter.help), parameter.name


@pytest.mark.parametrize("arguments", [["-h"], ["--help"], ["--version"]])
def test_help_and_version_are_fine(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.err) == (0, "") and ran.out


def test_no_argument_shows_the_help(run: Run) -> None:
    ran = run()
    assert "kuanyan ask" in ran.out + ran.err
    assert ran.code in (0, 2) and "Traceback" not in ran.err


def program(
    *arguments: str, home: Path, cache: Path, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    environment = {
        **os.environ,
        "KUANYAN_HOME": str(home),
        "KUANYAN_CACHE": str(cache),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from assistant.cli import run; run()", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, timeout=120)


def test_the_program_answers_quietly_and_ends_with_zero(
    assistant: Assistant, corpus: Corpus, model_cache: Path, data_folder: Path
) -> None:
    done = program("ask", "正面清单第6项", "--json", home=data_folder, cache=model_cache)
    assert (done.returncode, done.stderr) == (0, b"")
    citation = json.loads(done.stdout)["citations"][0]
    assert check_citation(corpus.get_document(citation["doc_id"]), Citation(**citation))


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [({"LC_ALL": "C", "LANG": "C"}, "utf-8"), ({"PYTHONIOENCODING": "gbk"}, "gbk")],
)
def test_the_program_prints_chinese_in_other_locales(
    assistant: Assistant,
    model_cache: Path,
    data_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    encoding: str,
) -> None:
    for name in ("PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LANG", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = program("ask", "正面清单第6项", home=data_folder, cache=model_cache)
    assert done.returncode == 0, done.stderr
    assert "正面清单第6项" in done.stdout.decode(encoding)


def test_a_batch_is_utf_8_whatever_the_terminal_prints(
    assistant: Assistant, model_cache: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    lines = '{"id": "😀", "question": "正面清单第6项"}\n{"id": 2, "question": "正面清单第6项"}\n'
    done = program("ask", "--batch", "-", home=data_folder, cache=model_cache, stdin=lines.encode("utf-8"))
    assert done.returncode == 0, done.stderr
    replies = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [reply["id"] for reply in replies] == ["😀", 2]


def test_the_program_ends_with_two_and_one_line_on_bad_input(tmp_path: Path) -> None:
    done = program("ask", "hello", home=tmp_path, cache=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode("utf-8") == "问题里没有汉字，所收文件都是中文，请用中文提问。\n"
    assert list(tmp_path.iterdir()) == []  # refused before anything is prepared


def test_bytes_that_are_no_text_do_not_crash_the_program(tmp_path: Path) -> None:
    done = program("ask", "--batch", "-", home=tmp_path, cache=tmp_path, stdin=b"\xff\xfe{}")
    assert done.returncode == 2
    assert "不是 UTF-8" in done.stderr.decode("utf-8") and b"Traceback" not in done.stderr


def test_a_reader_that_stops_reading_is_no_fault(
    assistant: Assistant, model_cache: Path, data_folder: Path
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = f'"{sys.executable}" -c "from assistant.cli import run; run()"'
    command = f"{program} corpus show cq-eeb-2021-5 --json | head -c 9"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, timeout=60)
    assert b"Traceback" not in done.stderr and done.stderr == b""
