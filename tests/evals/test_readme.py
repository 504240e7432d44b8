"""The README's answer is the program's."""

from __future__ import annotations

from pathlib import Path

import pytest

import evals.readme as readme
from corpus.errors import KuanyanError
from evals.readme import END, START, main, replace_answer, update_readme

BLOCK = "```console\n$ kuanyan ask 问\n答\n```"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(readme, "render_answer", lambda: BLOCK)
    path = tmp_path / "README.md"
    path.write_text(f"# 题\n\n{START}\n旧\n{END}\n\n尾\n", encoding="utf-8")
    return path


def test_only_what_stands_between_the_markers_changes(page: Path) -> None:
    assert update_readme(page)
    assert page.read_text("utf-8") == f"# 题\n\n{START}\n{BLOCK}\n{END}\n\n尾\n"


def test_check_changes_nothing(page: Path) -> None:
    before = page.read_text("utf-8")
    assert not update_readme(page, check=True)
    assert page.read_text("utf-8") == before
    update_readme(page)
    assert update_readme(page, check=True)


@pytest.mark.parametrize("text", ["", START, f"{END}\n{START}", f"{START}{START}{END}"])
def test_markers_must_stand_once_in_order(text: str) -> None:
    with pytest.raises(KuanyanError, match=r"README\.md 里应各有一行"):
        replace_answer(text, BLOCK)


def test_a_missing_readme(tmp_path: Path) -> None:
    with pytest.raises(KuanyanError, match=r"找不到 README\.md，请在源码目录里运行。"):
        update_readme(tmp_path / "README.md")


def test_exit_codes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(readme, "update_readme", lambda check: not check)
    assert main([]) == 0
    assert main(["--check"]) == 1
    assert "请运行 python -m evals.readme" in capsys.readouterr().err
    assert main(["--nichts"]) == 2
    assert "用法" in capsys.readouterr().err


def test_the_answer_is_what_the_command_prints(
    model_cache: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUANYAN_CACHE", str(model_cache))
    monkeypatch.setenv("KUANYAN_HOME", str(data_folder))
    block = readme.render_answer()
    assert block.startswith("```console\n$ kuanyan ask 正面清单有效期多久？\n")
    assert "3年" in block and "渝环规〔2021〕5号 三（四）" in block
    assert block.endswith("\n```") and block.count("```") == 2
