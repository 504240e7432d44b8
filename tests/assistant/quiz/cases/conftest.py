"""Cases sampled once for all tests here."""

from __future__ import annotations

from random import Random

import pytest

from assistant.quiz.cases import sample_cases
from assistant.quiz.models import Item
from assistant.verdict.rulebase import Rulebase, load_rulebase

COUNT = 900


@pytest.fixture(scope="session")
def rulebase() -> Rulebase:
    return load_rulebase()


@pytest.fixture(scope="session")
def cases(rulebase: Rulebase) -> list[Item]:
    return sample_cases(rulebase, rulebase.corpus, Random(20241105), COUNT)
