"""Every rule passes the tests that stand in its own file."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.verdict.case import parse_case
from assistant.verdict.derive import derive
from assistant.verdict.rulebase import load_rulebase
from assistant.verdict.truth import World, hold_rule
from corpus.rule_models import Rule

TODAY = date(2024, 5, 20)


@pytest.mark.parametrize("rule", load_rulebase().rules, ids=lambda rule: rule.rule_id)
def test_rule(rule: Rule) -> None:
    rulebase = load_rulebase()
    if rule.when is not None:
        assert {test.truth for test in rule.tests} == {True, False, None}
    for test in rule.tests:
        case = parse_case({"facts": dict(test.facts)}, rulebase.corpus, rulebase.facts)
        as_of = test.as_of or TODAY
        known = derive(case, rulebase.facts, as_of)
        assert not known.contradictions, test.facts
        truth, still_open = hold_rule(rule, World(known.values, as_of))
        assert truth is test.truth, test.facts
        assert bool(still_open) is (truth is None)
