"""``possible`` and the remedy hold no outcome that the case cannot come to any more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from assistant.verdict.case import Case, parse_case
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import needs_of
from tests.assistant.verdict.worlds import CHONGQING, TODAY, facts, rulebase

NONE_EXISTS = {name: False for name, fact in facts().items() if fact.disqualifying}
OVER = {"violation": "water_over_standard", "on_enterprise_list": True, "poor_management": True}


def _case(told: dict[str, Any]) -> Case:
    data = {"region": CHONGQING, "facts": {**NONE_EXISTS, **told}}
    return parse_case(data, rulebase().corpus, rulebase().facts)


def _decide(told: dict[str, Any], discovered: bool = False) -> Verdict:
    return decide(rulebase(), replace(_case(told), discovered=discovered), TODAY)


def test_a_listing_that_aggravates_excuses_nothing() -> None:
    """Only the day of the listing is open: valid, it is 从严从重处罚, expired, it excuses nothing either."""
    verdict = _decide({**OVER, "self_reported": False})
    assert "may_exempt" not in verdict.possible and "aggravated" in verdict.possible
    reported = _decide({**OVER, "self_reported": True})
    assert "may_exempt" in reported.possible and "aggravated" not in reported.possible
    open_still = _decide(OVER)
    assert {"may_exempt", "aggravated"} <= set(open_still.possible)


def test_a_listing_of_a_known_day_excuses_nothing_either() -> None:
    told = {**OVER, "self_reported": False, "listed_on": "2025-01-01"}
    del told["on_enterprise_list"]
    assert "may_exempt" not in _decide(told).possible


def test_who_was_found_out_first_reports_no_more() -> None:
    told = {**OVER, "self_reported": False}
    remedy = _decide(told).remedy
    assert remedy is not None and remedy.actions[0].fact == "self_reported"
    assert _decide(told, discovered=True).remedy is None
    for day in ({"discovered_on": "2025-08-01"}, {"correction_days": 3}, {"corrected_on_spot": True}):
        again = _decide({**told, **day}).remedy
        assert again is None or "self_reported" not in [action.fact for action in again.actions]


def test_what_a_rule_needs_is_read_from_its_conditions() -> None:
    rules = {rule.rule_id: rule for rule in rulebase().rules}
    needs = needs_of(rules["cq-eeb-2021-5/aggravated-poor-management"])
    assert needs == {
        "on_enterprise_list": True,
        "listed_on": None,
        "poor_management": True,
        "self_reported": False,
    }
    assert needs_of(rules["cq-spb-eeb-2021-181/negative-4"]) == {"refuses_to_correct": True}
    assert "harm" not in needs_of(rules["cq-spb-eeb-2021-181/positive-9"])  # none or slight
