"""Faults planted in rules and engine are found; what is not stands explained in ``survivors.yaml``.

All faults of the rules, but only every so-many-eth of the engine: ``run_mutation.py`` does the rest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.assistant.verdict.rule_mutants import (
    is_found_by_lint,
    is_found_by_own_tests,
    is_found_by_reference,
    mutants_of,
)
from tests.assistant.verdict.run_mutation import explained
from tests.assistant.verdict.worlds import rulebase

EVERY = 29
ROOT = Path(__file__).parents[3]
DECIDING = [rule.rule_id for rule in rulebase().rules if rule.outcome is not None]
BESIDE = [rule.rule_id for rule in rulebase().rules if rule.outcome is None and rule.when is not None]


def _missed(rule_id: str) -> set[str]:
    rule = next(r for r in rulebase().rules if r.rule_id == rule_id)
    missed = [m for m in mutants_of(rule) if not is_found_by_own_tests(m)]
    if rule.outcome is not None:
        missed = [m for m in missed if not is_found_by_reference(m)]
    return {m.key for m in missed if not is_found_by_lint(m)}


@pytest.mark.parametrize("rule_id", DECIDING)
def test_faults_of_a_rule_are_found_by_its_own_tests_the_reference_or_the_lint(rule_id: str) -> None:
    reasons = {key for key in explained("rules") if key.startswith(f"{rule_id}:")}
    assert _missed(rule_id) == reasons


def test_faults_of_duties_and_advice_are_found_by_their_own_tests() -> None:
    for rule_id in BESIDE:
        assert not _missed(rule_id)


def test_faults_of_the_engine_are_found() -> None:
    """In a process of its own: the modules to be changed must not be imported before."""
    command = [sys.executable, "-m", "tests.assistant.verdict.run_mutation", "--every", str(EVERY)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not done.stdout.strip()
