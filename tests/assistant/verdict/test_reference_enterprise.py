"""The engine against the second decision procedure: joining, removal and on-site checks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.assistant.verdict.enumeration import Table, axis, axis_of_listing, compare, no_excuse
from tests.assistant.verdict.worlds import CHONGQING, SHAPINGBA

JOINING: Mapping[str, list[str]] = {
    "2": ["livelihood_enterprise", "small_low_risk_employer", "inspected_in_year", "violation_record"],
    "3": [
        "major_project",
        "inspected_in_year",
        "violation_record",
        "monitor_installed",
        "monitor_stable",
        "monitor_connected",
    ],
    "4": [
        "monitor_installed",
        "monitor_stable",
        "monitor_connected",
        "monitor_data_compliant",
        "credit",
        "violation_record",
    ],
    "1, 5 and 不得纳入": [
        "epidemic_supply_recognised",
        "credit",
        "objection_raised",
        "objection_verified",
        "serious_malicious_record",
    ],
}
_ALL_OF_JOINING = sorted({name for names in JOINING.values() for name in names})


@pytest.mark.parametrize("item", JOINING)
def test_joining_conditions_exhaustively(item: str) -> None:
    others = {name: _unhelpful(name) for name in _ALL_OF_JOINING if name not in JOINING[item]}
    table = Table(list(map(axis, JOINING[item])), others, region=CHONGQING, matter="join")
    assert compare(table, no_excuse).cells == table.size


def _unhelpful(name: str) -> bool | str:
    return {"credit": "poor", "violation_record": "serious"}.get(name, False)


def test_joining_conditions_together() -> None:
    table = Table(list(map(axis, _ALL_OF_JOINING)), region=SHAPINGBA, matter="join")
    compare(table, no_excuse, most=6000)


def test_removal_exhaustively() -> None:
    asked = [
        "on_enterprise_list",
        "meets_join_conditions",
        "over_standard",
        "poor_management",
        "self_reported",
    ]
    table = Table([*map(axis, asked), axis("malicious_violation")], region=CHONGQING, matter="removal")
    assert compare(table, no_excuse).cells == table.size


_TRIGGERS = ["complaint", "media_exposure", "assigned_from_above", "other_need_for_visit"]
_REVIEW = ["remote_findings", "self_check_submitted", "still_needs_visit"]
_INSPECTION = ["hidden_danger_campaign", "selected_for_inspection"]


def test_on_site_check_after_review_exhaustively() -> None:
    axes = [axis_of_listing(), *map(axis, _REVIEW + _INSPECTION)]
    table = Table(axes, dict.fromkeys(_TRIGGERS, False), region=CHONGQING, matter="onsite")
    assert compare(table, no_excuse).cells == table.size


def test_on_site_check() -> None:
    axes = [axis_of_listing(), *map(axis, _TRIGGERS + _REVIEW + _INSPECTION)]
    compare(Table(axes, region=SHAPINGBA, matter="onsite"), no_excuse, most=5000)
