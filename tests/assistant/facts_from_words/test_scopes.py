"""Whose fact, of which case and time: ``scopes.yaml``, one sentence a line; a second violation is named.

``given``: stated exactly so. ``open``: not stated, whatever is proposed. ``nothing``: not even proposed.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.facts_from_words import read_case
from assistant.facts_from_words.second import SECOND

TODAY = date(2024, 11, 20)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "scopes.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_only_what_is_said_of_this_case_is_stated(case: dict[str, Any]) -> None:
    reading = read_case(case["text"], today=TODAY)
    facts = reading.facts()
    assert {name: facts.get(name) for name in case.get("given", {})} == case.get("given", {})
    assert not set(case.get("open", ())) & facts.keys()
    assert not set(case.get("nothing", ())) & {p.fact for p in reading.proposed}


def test_there_are_many_and_each_stands_once() -> None:
    assert len({case["text"] for case in CASES}) == len(CASES) >= 150


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("沙坪坝一家厂登记表没备案第3天备案了，没后果，同时夜里偷排废水", "同时夜里偷排废水"),
        ("沙坪坝一家厂预案编了没备案，第5天备案，没后果，但培训一直没补", "但培训一直没补"),
        ("沙坪坝一家厂排放口标识牌没挂，第3天挂好了，而且危废乱堆", "而且危废乱堆"),
        ("沙坪坝工地砂石没盖，当天盖好了，另外采样平台也没建", "另外采样平台也没建"),
        ("沙坪坝一家厂登记表没备案，第3天备案了，还私设暗管", "还私设暗管"),
    ],
)
def test_a_second_violation_is_named_and_not_judged(text: str, named: str) -> None:
    reading = read_case(text, today=TODAY)
    told = [i.words for i in reading.ignored if i.reason == SECOND]
    assert told == [named] or len(reading.violations) > 1  # or which of them is asked


@pytest.mark.parametrize(
    "text",
    [
        "沙坪坝一家厂登记表没备案，第3天备案了，也没有造成污染，还在整改",
        "沙坪坝砂石没盖，8平米，也没密闭，没扬散",
        "沙坪坝喷漆没密闭，废气也没超标，当场关了门",
        "沙坪坝一家厂排放口标识牌没挂，还没挂好，但没后果",
        "沙坪坝一家厂排放口标识牌没挂，去年还因为偷排被罚过",
        "沙坪坝一家厂排放口标识牌没挂，隔壁厂还偷排废水",
    ],
)
def test_what_is_no_second_violation_is_not_named(text: str) -> None:
    assert not [i.words for i in read_case(text, today=TODAY).ignored if i.reason == SECOND]


@pytest.mark.parametrize(
    ("asked", "reply", "found"),
    [
        ("noise_work_permitted", "没有批准", False),
        ("noise_work_permitted", "没批", False),
        ("noise_work_permitted", "没人批", False),
        ("noise_work_permitted", "没批下来", False),
        ("noise_work_permitted", "擅自的", False),
        ("noise_work_permitted", "批准了", True),
        ("noise_work_permitted", "批过", True),
        ("noise_work_permitted", "经过批准的", True),
        ("noise_work_permitted", "没批准吗？", None),
        ("first_violation", "是初次", True),
        ("first_violation", "是初次？", None),
        ("first_violation", "是？", None),
        ("first_violation", "第一次被查到", None),
        ("correction_days", "三天？", None),
        ("correction_days", "三天", "3"),
    ],
)
def test_a_reply_is_read_and_a_question_back_is_none(asked: str, reply: str, found: object) -> None:
    assert read_case(reply, today=TODAY, asked=asked).facts().get(asked) == found
