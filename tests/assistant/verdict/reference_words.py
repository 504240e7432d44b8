"""The words that return in the reference: documents in force, periods, harm, and what cannot be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Complete:
    """A case of which everything is known on the day of the decision."""

    region: str
    matter: str
    as_of: date
    facts: Facts


@dataclass(frozen=True)
class Future:
    """What is still to come: whether a correction whose time has not run out will be done in time."""

    will_be_done: bool


# ---- which documents hold: a region's own and those of what it belongs to, from their first day

CHONGQING, SHAPINGBA = "重庆市", "重庆市/沙坪坝区"
PANJIN, GUANGXI = "辽宁省/盘锦市", "广西壮族自治区"
_FIRST_DAY = {
    "渝环规5": (CHONGQING, date(2021, 8, 6)),  # 本通知自2021年8月6日起施行
    "沙环发181": (SHAPINGBA, date(2021, 12, 6)),  # issued; no first day is printed
    "沙府发69": (SHAPINGBA, date(2021, 11, 2)),
    "盘委办17": (PANJIN, date(2021, 6, 18)),
    "广西2025": (GUANGXI, date(2025, 6, 17)),
}


def holds(document: str, case: Complete) -> bool:
    region, first_day = _FIRST_DAY[document]
    inside = case.region == region or case.region.startswith(region + "/")
    return inside and case.as_of >= first_day


# ---- words that return


def done_within(days: int, case: Complete, future: Future) -> bool:
    """自检查发现之日起 N 日内: the day of discovery does not count, the Nth day does."""
    facts = case.facts
    if facts["corrected"]:
        return bool(facts["correction_days"] <= days)
    last_day = facts["discovered_on"] + timedelta(days=days)
    return bool(case.as_of <= last_day) and future.will_be_done


def done_promptly(facts: Facts, future: Future) -> bool:
    """及时改正, where no period is printed. None: not done yet, but it still would be prompt."""
    promptly = facts["corrected_promptly"]
    return future.will_be_done if promptly is None else bool(promptly)


def no_harm(facts: Facts) -> bool:
    """没有造成危害后果."""
    return bool(facts["harm"] == "none")


def slight_harm(facts: Facts) -> bool:
    """危害后果轻微; none at all is slighter still."""
    return facts["harm"] in ("none", "slight")


def is_listed_enterprise(case: Complete) -> bool:
    """正面清单企业; 有效期原则为3年: from the day it was listed to that day three years on, both included."""
    facts = case.facts
    if not facts["on_enterprise_list"]:
        return False
    listed: date | None = facts["listed_on"]
    if listed is None:  # no day is known of it: a mutant looks at a case that cannot be
        return False
    try:
        last_day = listed.replace(year=listed.year + 3)
    except ValueError:  # 29 February
        last_day = date(listed.year + 3, 2, 28)
    return case.as_of <= last_day


# ---- what cannot be so, by the meaning of the words alone


_NEED_A_VIOLATION = ("caused_incident", "malicious_violation", "destroys_evidence", "refuses_to_correct")
"""Of a mere 隐患 there is no 违法行为 that set something off, was malicious, has evidence or is corrected."""


_OVER_STANDARD = ("water_over_standard", "air_over_standard")
"""The act itself is 超标排放."""


def is_impossible(f: Facts) -> bool:
    """Whether the values contradict each other. Facts that are not there contradict nothing."""
    given = f.get
    corrected, promptly, refuses = (
        given("corrected"),
        given("corrected_promptly"),
        given("refuses_to_correct"),
    )
    on_spot, days, state = given("corrected_on_spot"), given("correction_days"), given("correction_state")
    done_states, open_states = ("at_once", "within_agreed", "late_done"), ("pending", "late_not_done")
    return any(
        (
            given("harm") == "none" and given("caused_pollution") is True,
            given("harm") == "none" and given("caused_incident") is True,
            given("harm") == "serious" and given("violation_minor") is True,
            given("violation") == "hidden_risk" and any(given(name) is True for name in _NEED_A_VIOLATION),
            given("intentional") is True and given("subjective_fault") is False,
            given("objection_verified") is True and given("objection_raised") is False,
            promptly is True and (corrected is False or refuses is True),
            corrected is True and refuses is True,
            given("violation") in _OVER_STANDARD and given("over_standard") is False,
            given("listed_on") is not None and given("on_enterprise_list") is False,
            on_spot is True and (corrected is False or promptly is False or (days is not None and days > 0)),
            corrected is False and days is not None,
            state in done_states and corrected is False,
            state in open_states and corrected is True,
            state in done_states and refuses is True,
            days is not None and refuses is True,
            state == "within_agreed" and given("agreed_time_kept") is False,
            state in ("late_done", "late_not_done") and given("agreed_time_kept") is True,
        )
    )
