"""What each sentence states, exactly: ``sentences.yaml``, which a civil servant can read and correct."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.facts_from_words import read_case

TODAY = date(2024, 11, 20)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "sentences.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_sentence_states_exactly_these_facts(case: dict[str, Any]) -> None:
    reading = read_case(case["text"], today=TODAY)
    assert reading.facts() == case["facts"]
    assert sorted({fact for fact, _, _ in reading.contradictions}) == case.get("contradicts", [])


def test_there_are_many_and_each_stands_once() -> None:
    texts = [case["text"] for case in CASES]
    assert len(texts) >= 300
    assert sorted(texts) == sorted(set(texts))
