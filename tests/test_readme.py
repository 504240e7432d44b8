"""The README shows what the program prints."""

from __future__ import annotations

from pathlib import Path

from assistant.answer.models import render_text
from assistant.service import Assistant

QUESTION = "正面清单有效期多久？"


def test_the_printed_answer_is_the_real_one(root: Path, assistant: Assistant) -> None:
    """After a change that is meant: ``python -m evals.readme``."""
    shown = (root / "README.md").read_text("utf-8").split("<!-- answer:start -->")[1]
    shown = shown.split("<!-- answer:end -->")[0]
    assert f"$ kuanyan ask {QUESTION}\n{render_text(assistant.ask(QUESTION))}\n" in shown


def test_the_two_commands_stand_on_the_first_screen(root: Path) -> None:
    first_screen = "\n".join((root / "README.md").read_text("utf-8").splitlines()[:25])
    assert "pip install -e . && kuanyan serve" in first_screen
    assert "pip install -e '.[test]' && pytest" in first_screen


def test_the_picture_of_the_page_is_there(root: Path) -> None:
    assert (root / "docs" / "images" / "page.png").stat().st_size > 10_000
