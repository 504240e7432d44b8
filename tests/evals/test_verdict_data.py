"""The verdict cases are well formed, cover both lists, and the reported ones are not the tuned ones."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from corpus.facts import load_facts, possible_values
from corpus.models import Corpus
from corpus.places import parse_region
from corpus.rule_models import Fact, FactType, Matter, Outcome
from evals.cases import DATASETS

PREFIXES = {"verdict_dev": "vd", "verdict_report": "vr", "verdict_dev2": "v2"}
NAMES = tuple(PREFIXES)
KEYS = {"id", "style", "matter", "region", "text", "decided_on", "stated", "truth", "outcome"} | {
    "outcome_from_text",
    "why",
}
MAY_HAVE = {
    "region_meant",
    "optional",
    "contradiction",
    "contradicts",
    "provisional_from_text",
    "doubtful",
    "voice",
}
OUTCOMES = {
    "violation": "transfer excluded aggravated punish exempt may_exempt not_listed need_facts",
    "join": "may_join may_not_join not_listed need_facts",
    "removal": "remove keep not_listed need_facts",
    "onsite": "onsite_ok onsite_no not_listed need_facts",
}
POSITIVE = {  # item of the list of 沙环发〔2021〕181号 附件2 → its violations and what it gives
    1: ({"built_without_eia"}, "exempt"),
    2: ({"execution_report_late", "no_outlet_sign"}, "exempt"),
    3: ({"permit_info_undisclosed", "env_info_undisclosed"}, "exempt"),
    4: ({"emergency_plan_not_filed", "emergency_training_missing"}, "exempt"),
    5: ({"registration_form_not_filed"}, "exempt"),
    6: ({"water_over_standard"}, "may_exempt"),
    7: ({"voc_not_enclosed"}, "may_exempt"),
    8: ({"no_sampling_platform"}, "may_exempt"),
    9: ({"dust_uncovered"}, "may_exempt"),
}
NEGATIVE = {  # item of 附件3 → the fact that gives 依法从重处罚
    1: "heavy_pollution_alert",
    2: "threatens_people",
    3: "caused_incident",
    4: "refuses_to_correct",
    5: "exam_period",
    6: "destroys_evidence",
}
SHAPINGBA = "重庆市/沙坪坝区"
SAME = 0.5  # shared pairs of characters from which two texts count as nearly the same


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATASETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


ROWS = {name: rows_of(name) for name in NAMES}
SHORT = rows_of("case_or_knowledge_dev")
EVERY = [pytest.param(row, id=row["id"]) for name in NAMES for row in ROWS[name]]


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def pairs_of(text: str) -> frozenset[str]:
    letters = plain(text)
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def is_number(raw: object) -> bool:
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        return False
    try:
        return Decimal(raw) >= 0
    except InvalidOperation:
        return False


def is_value(fact: Fact, raw: object) -> bool:
    """Whether ``raw`` is a value of ``fact`` in the JSON of ``kuanyan verdict``."""
    if fact.type is FactType.NUMBER:
        if isinstance(raw, list):
            return fact.several and bool(raw) and all(map(is_number, raw))
        if isinstance(raw, dict):
            bounds = {"less_than", "at_most", "more_than", "at_least"}
            return bool(raw) and raw.keys() <= bounds and all(map(is_number, raw.values()))
        return is_number(raw)
    if fact.type is FactType.DATE:
        return isinstance(raw, str) and date.fromisoformat(raw).isoformat() == raw
    return any(raw is value or (isinstance(raw, str) and raw == value) for value in possible_values(fact))


def agrees(stated: object, true: object) -> bool:
    """Whether ``true`` is ``stated``, or a number within the bounds that it gives."""
    if not isinstance(stated, dict) or isinstance(true, dict | list):
        return stated == true
    number = Decimal(str(true))
    holds = {
        "less_than": number.__lt__,
        "at_most": number.__le__,
        "more_than": number.__gt__,
        "at_least": number.__ge__,
    }
    return all(holds[bound](Decimal(str(raw))) for bound, raw in stated.items())


def test_ids_are_unique_and_in_order() -> None:
    for name, prefix in PREFIXES.items():
        assert [row["id"] for row in ROWS[name]] == [
            f"{prefix}-{i:03d}" for i in range(1, len(ROWS[name]) + 1)
        ]


def test_there_are_enough_cases() -> None:
    assert len(ROWS["verdict_dev"]) >= 110
    assert len(ROWS["verdict_dev2"]) >= 160
    assert len(ROWS["verdict_report"]) >= 60
    decided = [r for name in NAMES for r in ROWS[name] if r["outcome_from_text"] != "need_facts"]
    assert len(decided) >= 25


@pytest.mark.parametrize("name", NAMES)
def test_the_styles_are_mixed(name: str) -> None:
    for style in ("officer", "enterprise", "everyday"):
        assert sum(row["style"] == style for row in ROWS[name]) >= len(ROWS[name]) / 4, style


@pytest.mark.parametrize("row", EVERY)
def test_a_row_is_well_formed(row: dict[str, Any]) -> None:
    assert KEYS <= row.keys() <= KEYS | MAY_HAVE
    assert row["style"] in ("officer", "enterprise", "everyday")
    assert 10 <= len(row["text"]) <= 120
    assert row["why"]
    date.fromisoformat(row["decided_on"])
    codes = OUTCOMES[Matter(row["matter"]).value].split()
    assert row["outcome"] in codes and row["outcome_from_text"] in codes
    assert Outcome(row["outcome"]) and Outcome(row["outcome_from_text"])
    assert row["outcome_from_text"] in ("need_facts", row["outcome"])
    if "provisional_from_text" in row:
        assert row["outcome_from_text"] == "need_facts"
        assert row["provisional_from_text"] in codes


@pytest.mark.parametrize("row", EVERY)
def test_the_region_is_a_place(row: dict[str, Any], corpus: Corpus) -> None:
    assert ("region_meant" in row) == (row["region"] is None)
    region = row["region"] or row["region_meant"]
    assert parse_region(corpus, region) == region


@pytest.mark.parametrize("row", EVERY)
def test_facts_are_in_the_dictionary(row: dict[str, Any]) -> None:
    facts = load_facts()
    for part in ("stated", "truth", "optional"):
        for name, value in row.get(part, {}).items():
            assert name in facts, (part, name)
            assert is_value(facts[name], value), (part, name, value)
    for name, values in row.get("contradicts", {}).items():
        assert all(is_value(facts[name], value) for value in values), name


@pytest.mark.parametrize("row", EVERY)
def test_what_the_text_says_is_true(row: dict[str, Any]) -> None:
    truth, contradicts = row["truth"], row.get("contradicts", {})
    assert row.get("contradiction", False) is bool(contradicts)
    for name, value in row["stated"].items():
        assert name in truth, name
        assert agrees(value, truth[name]) or name in contradicts, name
    for name, value in row.get("optional", {}).items():
        assert name not in row["stated"], name
        assert name not in truth or agrees(value, truth[name]), name
    if contradicts:
        assert row["outcome_from_text"] == "need_facts"


@pytest.mark.parametrize("row", EVERY)
def test_what_follows_from_a_fact_is_no_lie(row: dict[str, Any]) -> None:
    truth = row["truth"]
    for name, value in truth.items():
        for implication in load_facts()[name].implies:
            if value == implication.when:
                for other, implied in implication.then.items():
                    assert truth.get(other, implied) == implied, (name, other)


@pytest.mark.parametrize("name", NAMES)
def test_both_lists_are_covered(name: str) -> None:
    rows = [row for row in ROWS[name] if SHAPINGBA in (row["region"], row.get("region_meant"))]
    for item, (violations, favourable) in POSITIVE.items():
        outcomes = {row["outcome"] for row in rows if row["truth"].get("violation") in violations}
        assert favourable in outcomes, (name, item)
        assert "not_listed" in outcomes, (name, item)
    for item, fact in NEGATIVE.items():
        assert any(r["truth"].get(fact) is True and r["outcome"] == "aggravated" for r in rows), (name, item)


@pytest.mark.parametrize("name", NAMES)
def test_every_matter_and_region_is_covered(name: str) -> None:
    assert {row["matter"] for row in ROWS[name]} == set(OUTCOMES)
    regions = {(row["region"] or row["region_meant"]).split("/")[0] for row in ROWS[name]}
    assert {"重庆市", "辽宁省", "广西壮族自治区"} < regions


def find_near(
    some: list[tuple[str, frozenset[str]]], others: list[tuple[str, frozenset[str]]]
) -> list[tuple[str, str]]:
    """Ids of texts that share too many pairs of characters."""
    return [
        (one, other)
        for one, left in some
        for other, right in others
        if one != other and len(left & right) >= SAME * len(left | right)
    ]


def test_no_two_texts_are_nearly_the_same() -> None:
    pairs = [(row["id"], pairs_of(row["text"])) for name in NAMES for row in ROWS[name]]
    assert not find_near(pairs, pairs)


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_counts_the_cases(name: str) -> None:
    readme = (DATASETS / "README.md").read_text("utf-8")
    section = readme.split(f"## {name}.jsonl")[1].split("\n## ")[0]
    assert f"- {len(ROWS[name])} cases" in section


def test_case_or_knowledge_rows_are_well_formed() -> None:
    assert [row["id"] for row in SHORT] == [f"ck-{i:03d}" for i in range(1, len(SHORT) + 1)]
    assert len({plain(row["text"]) for row in SHORT}) == len(SHORT) >= 160
    for row in SHORT:
        assert row.keys() == {"id", "text", "is_case", "matter"}, row["id"]
        assert (row["matter"] in OUTCOMES) if row["is_case"] is True else (row["matter"] is None), row["id"]
        assert row["is_case"] in (True, False) and 5 <= len(row["text"]) <= 80, row["id"]


def test_cases_and_knowledge_are_about_as_many() -> None:
    cases = [row for row in SHORT if row["is_case"]]
    assert 0.4 <= len(cases) / len(SHORT) <= 0.6
    assert {row["matter"] for row in cases} == set(OUTCOMES)


def test_case_or_knowledge_rows_stand_in_no_other_dataset() -> None:
    short = [(row["id"], pairs_of(row["text"])) for row in SHORT]
    cases = [(row["id"], pairs_of(row["text"])) for name in NAMES for row in ROWS[name]]
    asked = ("policy_dev", "policy_report", "refusal_dev", "refusal_report")
    questions = [(row["id"], pairs_of(row["question"])) for name in asked for row in rows_of(name)]
    assert not find_near(short, cases + questions)


def test_the_readme_counts_the_case_or_knowledge_rows() -> None:
    readme = (DATASETS / "README.md").read_text("utf-8")
    section = readme.split("## case_or_knowledge_dev.jsonl")[1].split("\n## ")[0]
    cases = sum(row["is_case"] for row in SHORT)
    assert f"- {len(SHORT)} texts" in section
    assert f"{cases} cases, {len(SHORT) - cases} questions" in section
