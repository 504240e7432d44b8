"""Papers to write, and GIFT's own reader."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.quiz.models import Paper
from corpus.models import Corpus
from tests.assistant.quiz.files.papers import NASTY, hand_written, with_text

GIFT = Path(__file__).parent / "gift"


@pytest.fixture(scope="session")
def paper(corpus: Corpus) -> Paper:
    return hand_written(corpus)


@pytest.fixture(params=NASTY)
def nasty(request: pytest.FixtureRequest, paper: Paper) -> Paper:
    return with_text(paper, request.param)


@pytest.fixture(scope="session")
def parse_gift() -> Callable[[bytes], list[dict[str, Any]]]:
    """gift-pegjs, installed beside as its lock file has it."""
    node = shutil.which("node")
    if node is None or not (GIFT / "node_modules" / "gift-pegjs").is_dir():
        pytest.fail(
            "没有 gift-pegjs，请安装 nodejs 和 npm，再运行 npm ci --prefix tests/assistant/quiz/files/gift。"
        )

    def parse(text: bytes) -> list[dict[str, Any]]:
        done = subprocess.run([node, GIFT / "parse.js"], input=text, capture_output=True, timeout=60)
        assert done.returncode == 0, f"{done.stderr.decode()}\n{text.decode()}"
        questions: list[dict[str, Any]] = json.loads(done.stdout)
        return questions

    return parse
