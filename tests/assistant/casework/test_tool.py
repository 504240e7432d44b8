"""The verdict tool as llama-index calls it."""

from __future__ import annotations

import json
from datetime import date

from assistant.casework.tool import NAME, judge, verdict_tool

CASE = {"region": "沙坪坝", "facts": {"violation": "dust_uncovered", "storage_area_sqm": "12"}}


def test_the_tool_gives_what_the_engine_gives() -> None:
    tool = verdict_tool()
    assert tool.metadata.name == NAME
    said = json.loads(str(tool.call(case=CASE).raw_output))
    assert said["region"] == "重庆市/沙坪坝区"
    assert said["outcome"] == "need_facts"
    assert said["card"].startswith("还差几件事实才能定")


def test_the_same_case_gives_the_same_bytes() -> None:
    day = date(2024, 5, 20)
    assert judge(CASE, today=day) == judge(CASE, today=day)


def test_bad_facts_come_back_as_a_sentence() -> None:
    said = json.loads(judge({"region": "沙坪坝", "facts": {"harmm": "none"}}))
    assert list(said) == ["error"] and said["error"].startswith("没有名为“harmm”的事实")
