"""The law of the day of the act: told as such, or no later than the discovery."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.verdict.card import build_card, render_card
from assistant.verdict.case import parse_case
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from tests.assistant.verdict.worlds import SHAPINGBA, TODAY, facts, rulebase

NONE_EXISTS = {name: False for name, fact in facts().items() if fact.disqualifying}
SIGN = {"violation": "no_outlet_sign", "has_permit": True, "harm": "none", "on_enterprise_list": False}
LISTED = {"violation": "other", "on_enterprise_list": True, "listed_on": "2023-01-01", "harm": "none"}
LISTED |= {
    "first_violation": True,
    "corrected_promptly": True,
    "subjective_fault": True,
    "over_standard": False,
}


def _decide(told: dict[str, Any], **about: str) -> Verdict:
    data = {"region": SHAPINGBA, "facts": {**NONE_EXISTS, **told}, **about}
    return decide(rulebase(), parse_case(data, rulebase().corpus, rulebase().facts), TODAY)


def _found(day: str) -> dict[str, Any]:
    return {**SIGN, "discovered_on": day, "correction_days": 3}


@pytest.mark.parametrize(
    ("day", "differs"), [("2020-05-06", True), ("2021-12-05", True), ("2021-12-06", False)]
)
def test_a_discovery_before_the_list_shows_both_outcomes(day: str, differs: bool) -> None:
    verdict = _decide(_found(day))
    assert verdict.outcome == "exempt"
    shown = [(on.which, on.outcome) for on in verdict.by_date]
    assert shown == ([("discovery", "not_listed"), ("decision", "exempt")] if differs else [])
    assert any("适用哪一个由执法机关依法确定" in note for note in verdict.notes) is differs


def test_the_day_of_the_act_counts_more_than_that_of_the_discovery() -> None:
    verdict = _decide(_found("2022-01-10"), act_on="2021-11-20")
    assert [(on.which, str(on.day)) for on in verdict.by_date] == [
        ("act", "2021-11-20"),
        ("decision", str(TODAY)),
    ]


def test_the_card_says_which_day_it_is() -> None:
    base = rulebase()
    data = {"region": SHAPINGBA, "facts": {**NONE_EXISTS, **_found("2020-05-06")}}
    case = parse_case(data, base.corpus, base.facts)
    text = render_card(build_card(base, case, decide(base, case, TODAY)))
    said = "按检查发现日（2020年5月6日，行为日不晚于这一天）施行的文件：清单未列明，转法定裁量"
    assert said in text and f"按决定日（{TODAY.year}年" in text


def test_a_listing_of_after_the_discovery_shows_both_outcomes() -> None:
    late = {**LISTED, "discovered_on": "2022-11-01"}
    assert [on.outcome for on in _decide(late).by_date] == ["not_listed", "may_exempt"]
    assert not _decide({**LISTED, "discovered_on": "2023-02-01"}).by_date
