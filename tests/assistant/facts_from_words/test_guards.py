"""Words before and after a value that undo it: ``guards.yaml`` and ``held_out.yaml``, one sentence a line.

``given``: stated exactly so. ``open``: not stated, whatever is proposed. ``proposed``: asked, filled in.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.facts_from_words import read_case
from corpus.facts import load_facts

TODAY = date(2024, 11, 20)
FOLDER = Path(__file__).parent
GUARDS: list[dict[str, Any]] = yaml.safe_load((FOLDER / "guards.yaml").read_text("utf-8"))
HELD_OUT: list[dict[str, Any]] = yaml.safe_load((FOLDER / "held_out.yaml").read_text("utf-8"))
GROUP = tuple(name for name, fact in load_facts().items() if fact.disqualifying)[:11]


@pytest.mark.parametrize("case", [*GUARDS, *HELD_OUT], ids=lambda case: case["text"])
def test_what_is_undone_around_it_is_not_stated(case: dict[str, Any]) -> None:
    asked = GROUP if case.get("asked") == "group" else case.get("asked")
    reading = read_case(case["text"], today=TODAY, asked=asked, violation=case.get("violation"))
    facts = reading.facts()
    assert {name: facts.get(name) for name in case.get("given", {})} == case.get("given", {})
    undone = (
        {"corrected"} if facts.get("corrected") is False else set()
    )  # 还没挂上 is no statement that it is
    assert not set(case.get("open", ())) & (facts.keys() - undone)
    proposed = {p.fact: p.value for p in reading.proposed}
    assert {name: proposed.get(name) for name in case.get("proposed", {})} == case.get("proposed", {})


def test_there_are_many_and_each_stands_once() -> None:
    texts = [(case.get("asked"), case["text"]) for case in [*GUARDS, *HELD_OUT]]
    assert len(HELD_OUT) >= 60 and len(GUARDS) >= 100
    assert len(texts) == len(set(texts))
