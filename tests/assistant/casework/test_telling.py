"""The quick look that keeps plain questions fast loses no case, and what it avoids is not loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assistant.casework.telling import may_tell
from evals.verdict import load_verdict_cases


@pytest.mark.parametrize("name", ["verdict_dev", "verdict_dev2"])
def test_every_case_shows_a_sign(name: str) -> None:
    assert [case.case_id for case in load_verdict_cases(name) if not may_tell(case.text)] == []


def test_a_plain_question_shows_none() -> None:
    assert not may_tell("正面清单有效期多久？")


def test_a_plain_question_needs_neither_rules_nor_phrases() -> None:
    late = ("assistant.verdict", "corpus.phrases", "corpus.rules")
    program = f"import sys, assistant.service; print([m for m in sys.modules if m.startswith({late})])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
