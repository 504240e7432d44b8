"""Every day around a deadline, over a month's, a leap February's and a year's end; last days by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from assistant.verdict.case import parse_case
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from tests.assistant.verdict.worlds import facts, rulebase

LAST_DAYS: dict[int, dict[str, str]] = {  # N → day of discovery → the Nth day after it
    10: {
        "2021-12-25": "2022-01-04",
        "2022-04-25": "2022-05-05",
        "2023-02-22": "2023-03-04",
        "2024-02-22": "2024-03-03",
        "2024-12-28": "2025-01-07",
    },
    7: {
        "2021-12-27": "2022-01-03",
        "2022-06-28": "2022-07-05",
        "2023-02-25": "2023-03-04",
        "2024-02-25": "2024-03-03",
        "2024-12-25": "2025-01-01",
    },
}
WITHIN: dict[str, tuple[int, str, dict[str, Any]]] = {  # violation → days, outcome in time, its other facts
    "execution_report_late": (10, "exempt", {"has_permit": True}),
    "no_outlet_sign": (10, "exempt", {"has_permit": True}),
    "permit_info_undisclosed": (10, "exempt", {"disclosure_falsified": False}),
    "env_info_undisclosed": (10, "exempt", {"disclosure_falsified": False, "key_discharge_unit": True}),
    "emergency_plan_not_filed": (7, "exempt", {"has_emergency_plan": True}),
    "emergency_training_missing": (7, "exempt", {"has_emergency_plan": True}),
    "registration_form_not_filed": (7, "exempt", {}),
    "no_sampling_platform": (10, "may_exempt", {"first_violation": True}),
}
CASES = [(violation, start) for violation, (days, _, _) in WITHIN.items() for start in LAST_DAYS[days]]
NONE_EXISTS = {name: False for name, fact in facts().items() if fact.disqualifying}


def _decide(violation: str, decided_on: date, **told: Any) -> Verdict:
    given = {**NONE_EXISTS, "on_enterprise_list": False, "harm": "none", "violation": violation}
    given |= WITHIN[violation][2]
    given |= {name: str(value) if isinstance(value, date) else value for name, value in told.items()}
    data = {"region": "重庆市/沙坪坝区", "facts": given, "decided_on": decided_on.isoformat()}
    base = rulebase()
    return decide(base, parse_case(data, base.corpus, base.facts), decided_on)


def _days(violation: str, start: str) -> list[tuple[int, date, bool]]:
    """From the day before the discovery to two days too late: number, day, whether it is in time."""
    found = date.fromisoformat(start)
    within = WITHIN[violation][0]
    last_day = date.fromisoformat(LAST_DAYS[within][start])
    days = [(n, found + timedelta(days=n)) for n in range(-1, within + 3)]
    assert days[within + 1] == (within, last_day)
    return [(n, day, day <= last_day) for n, day in days]


@pytest.mark.parametrize(("violation", "start"), CASES)
def test_day_of_correction(violation: str, start: str) -> None:
    """Told by two dates, by days, and decided on the very day: the same every time."""
    found, in_time_outcome = date.fromisoformat(start), WITHIN[violation][1]
    for n, day, in_time in _days(violation, start):
        later = day + timedelta(days=45)
        by_dates = _decide(violation, later, discovered_on=found, corrected_on=day)
        if n < 0:
            assert by_dates.outcome == "need_facts" and "早于检查发现日" in by_dates.contradictions[0]
            continue
        expected = in_time_outcome if in_time else "not_listed"
        assert by_dates.outcome == expected, day
        assert _decide(violation, later, correction_days=n).outcome == expected
        assert _decide(violation, later, discovered_on=found, correction_days=n).outcome == expected
        assert _decide(violation, day, discovered_on=found, corrected_on=day).outcome == expected


@pytest.mark.parametrize(("violation", "start"), CASES)
def test_day_of_decision_while_nothing_is_corrected(violation: str, start: str) -> None:
    """Open until the last day, which the remedy names; refused the day after; nothing to answer meanwhile."""
    found = date.fromisoformat(start)
    last_day = date.fromisoformat(LAST_DAYS[WITHIN[violation][0]][start])
    for n, day, in_time in _days(violation, start):
        verdict = _decide(violation, day, discovered_on=found, corrected=False)
        if n < 0:
            assert verdict.outcome == "need_facts" and "晚于判定日" in verdict.contradictions[0]
        elif in_time:
            assert verdict.outcome == "need_facts" and not verdict.contradictions
            assert [(m.fact, m.waiting) for m in verdict.missing] == [("corrected", True)]
            assert f"{last_day.year}年{last_day.month}月{last_day.day}日" in verdict.missing[0].why
            assert verdict.remedy is not None and verdict.remedy.outcome == WITHIN[violation][1]
            assert [(action.fact, action.by) for action in verdict.remedy.actions] == [
                ("corrected", last_day)
            ]
        else:
            assert verdict.outcome == "not_listed" and verdict.remedy is None


@pytest.mark.parametrize(("violation", "start"), CASES)
def test_day_of_decision_where_it_is_corrected_on_an_unknown_day(violation: str, start: str) -> None:
    """Until the last day any day was in time; afterwards the day is asked."""
    found = date.fromisoformat(start)
    for n, day, in_time in _days(violation, start):
        verdict = _decide(violation, day, discovered_on=found, corrected=True)
        if n >= 0 and in_time:
            assert verdict.outcome == WITHIN[violation][1]
        elif n >= 0:
            assert verdict.outcome == "need_facts"
            assert [(m.fact, m.waiting) for m in verdict.missing] == [("correction_days", False)]


@pytest.mark.parametrize(("violation", "start"), CASES)
def test_correction_on_a_day_still_to_come(violation: str, start: str) -> None:
    """Told by a date or by days, it is a contradiction and no exemption."""
    found = date.fromisoformat(start)
    decided_on = found + timedelta(days=3)
    by_date = _decide(violation, decided_on, discovered_on=found, corrected_on=found + timedelta(days=4))
    by_days = _decide(violation, decided_on, discovered_on=found, correction_days=4)
    assert by_date.outcome == by_days.outcome == "need_facts"
    assert "晚于判定日" in by_date.contradictions[0]
    assert "只过了3日" in by_days.contradictions[0]
    assert {m.fact for m in by_days.missing} >= {"discovered_on", "correction_days"}
    in_time = _decide(violation, decided_on, discovered_on=found, correction_days=3)
    assert in_time.outcome == WITHIN[violation][1]


def test_what_is_not_known_of_a_correction_is_asked_step_by_step() -> None:
    """First whether it is done; then when it was found, or on which day it was done."""
    day = date(2022, 3, 1)
    steps: list[tuple[dict[str, Any], str]] = [
        ({}, "corrected"),
        ({"corrected": True}, "correction_days"),
        ({"corrected": False}, "discovered_on"),
        ({"corrected_on": date(2022, 2, 20)}, "correction_days"),
        ({"corrected": True, "correction_days": {"at_most": 20}}, "correction_days"),
        ({"discovered_on": date(2022, 2, 1)}, "corrected"),
    ]
    for told, asked in steps:
        verdict = _decide("no_outlet_sign", day, **told)
        assert [m.fact for m in verdict.missing] == [asked], told


def test_a_range_of_days_is_made_exact_by_two_dates() -> None:
    told = {"discovered_on": date(2022, 2, 1), "corrected_on": date(2022, 2, 11)}
    for words in ("at_most", "less_than"):
        verdict = _decide("no_outlet_sign", date(2022, 3, 1), **told, correction_days={words: 12})
        assert verdict.outcome == "exempt", words
    late = _decide("no_outlet_sign", date(2022, 3, 1), **told, correction_days={"more_than": 10})
    assert late.outcome == "need_facts" and len(late.contradictions) == 1


@pytest.mark.parametrize(("days", "outcome"), [(0, "need_facts"), (1, "not_listed")])
def test_on_the_spot_is_more_than_on_the_same_day(days: int, outcome: str) -> None:
    given = {**NONE_EXISTS, "on_enterprise_list": False, "violation": "voc_not_enclosed", "harm": "none"}
    given |= {"first_violation": True, "correction_days": days}
    data = {"region": "重庆市/沙坪坝区", "facts": given, "decided_on": "2022-03-01"}
    verdict = decide(rulebase(), parse_case(data, rulebase().corpus, facts()), date(2022, 3, 1))
    assert verdict.outcome == outcome
    assert [m.fact for m in verdict.missing] == (["corrected_on_spot"] if days == 0 else [])
