"""The measurements of ``evals/verdict_speed.py`` measure what they say."""

from __future__ import annotations

import pytest

from assistant.verdict.decide import decide
from evals import verdict_speed
from tests.assistant.verdict.worlds import rulebase


def test_an_evaluation_is_the_decision_with_its_trace() -> None:
    for one in verdict_speed._load_cases(rulebase())[::7]:
        finding = verdict_speed.evaluate(rulebase(), one.case)
        verdict = decide(rulebase(), one.case, verdict_speed._day(one.case))
        assert len(finding.lines) == len(verdict.trace)
        assert verdict.contradictions or finding.outcome is verdict.outcome


def test_each_measurement_has_its_number_and_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_speed, "_ROUNDS", 1)
    monkeypatch.setattr(verdict_speed, "_COMMANDS", 1)
    measured = verdict_speed.measure_verdict()
    cases = len(verdict_speed._load_cases(rulebase()))
    shown = {name: (len(spread.values), spread.unit) for name, spread in measured.items()}
    assert shown == {
        verdict_speed.EVALUATION: (cases, "微秒"),
        verdict_speed.WHOLE: (cases, "微秒"),
        verdict_speed.COMMAND: (1, "秒"),
    }
    assert set(verdict_speed.BARS) <= set(measured)
    assert str(cases) in verdict_speed.describe_verdict()
