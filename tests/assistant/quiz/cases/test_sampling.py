"""How cases are drawn: repeatable, quick, without cues, in natural words that the program itself reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict
from datetime import date
from itertools import islice
from random import Random

import pytest

from assistant.answer.models import check_citation
from assistant.facts_from_words import read_case
from assistant.quiz.cases import iter_cases, sample_cases
from assistant.quiz.models import LETTERS, Item, ItemKind, Level
from assistant.verdict.case import parse_case
from assistant.verdict.engine import known_world
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import value_as_json
from corpus.case_words import load_case_words


def test_the_same_seed_gives_the_same_bytes(rulebase: Rulebase) -> None:
    once, again = (
        json.dumps([asdict(i) for i in sample_cases(rulebase, rulebase.corpus, Random(3), 30)])
        for _ in range(2)
    )
    other = json.dumps([asdict(i) for i in sample_cases(rulebase, rulebase.corpus, Random(4), 30)])
    assert once == again != other


def test_no_two_cases_ask_the_same(cases: list[Item]) -> None:
    assert len({case.asks for case in cases}) == len({case.stem for case in cases}) == len(cases)
    for case in cases:
        assert len({question.asks for question in case.questions}) == len(case.questions)
        assert all(question.level is Level.APPLY for question in case.questions)


def test_every_citation_is_verbatim(rulebase: Rulebase, cases: list[Item]) -> None:
    for case in cases[:300]:
        for item in (case, *case.questions):
            assert item.citations and item.explanation and item.chapter
            assert rulebase.corpus.find_document(item.doc_id) is not None
            for citation in item.citations:
                assert check_citation(rulebase.corpus.get_document(citation.doc_id), citation)


def test_only_the_documents_chosen_decide(rulebase: Rulebase) -> None:
    for document in rulebase.corpus.documents:
        items = sample_cases(rulebase, rulebase.corpus, Random(5), 12, (document.doc_id,))
        assert len(items) == 12 and {item.doc_id for item in items} == {document.doc_id}


def test_cases_of_one_document_ask_different_things_and_of_none_there_are_none(rulebase: Rulebase) -> None:
    found = list(islice(iter_cases(rulebase, rulebase.corpus, Random(5), ("gx-eed-2025",)), 60))
    assert len(found) == len({item.asks for item in found}) == 60
    assert list(iter_cases(rulebase, rulebase.corpus, Random(5), ("no-such-document",))) == []


def test_a_solver_that_sees_only_the_options_scores_chance(cases: list[Item]) -> None:
    asked = [q for c in cases for q in c.questions if q.kind is ItemKind.SINGLE and len(q.options) == 4]
    letters = Counter(item.key[0] for item in asked)
    assert all(abs(letters[letter] / len(asked) - 0.25) < 0.04 for letter in LETTERS[:4])
    outcomes = [item for item in asked if item.proof.asked == "outcome"]
    texts = load_case_words().outcomes.values()
    for text in texts:  # always choosing these words, where they are offered
        offered = [item for item in outcomes if text in item.options]
        hits = sum(item.options[LETTERS.index(item.key[0])] == text for item in offered)
        allowed = 3 * (0.25 * 0.75 / max(len(offered), 1)) ** 0.5  # three standard errors
        assert not offered or abs(hits / len(offered) - 0.25) < allowed, text
    for choose in (max, min):  # the longest, the shortest
        hits = sum(
            item.options.index(choose(item.options, key=len)) == LETTERS.index(item.key[0])
            for item in outcomes
        )
        assert abs(hits / len(outcomes) - 0.25) < 0.05


def test_bounds_and_what_lies_just_beside_them_are_told(cases: list[Item]) -> None:
    facts = [case.proof.case["facts"] for case in cases if case.proof.case]
    times = Counter(f["exceed_times"] for f in facts if "exceed_times" in f)
    areas = Counter(f["storage_area_sqm"] for f in facts if "storage_area_sqm" in f)
    assert times["0.1"] and times["0.09"] and areas["10"] and areas["10.5"]
    days = Counter(
        (date.fromisoformat(f["corrected_on"]) - date.fromisoformat(f["discovered_on"])).days
        for f in facts
        if "corrected_on" in f
    )
    assert all(days[n] for n in (1, 6, 7, 8, 9, 10, 11)), days


def test_every_case_is_a_text_without_loose_ends(cases: list[Item]) -> None:
    for case in cases:
        assert case.stem.endswith("。") and not re.search(r"[{}]|。。|，，|，。|None", case.stem)
        assert re.search(r"某|甲公司|乙公司", case.stem)
        for item in case.questions:
            assert not re.search(r"[{}]|。。|，，|None|[a-z_]{3,}", item.stem + item.explanation), item


def test_reading_the_case_never_contradicts_the_facts(rulebase: Rulebase, cases: list[Item]) -> None:
    stated = found = 0
    for case in cases[:500]:
        shown = case.proof.case
        assert shown is not None
        reading = read_case(case.stem, today=date.fromisoformat(shown["decided_on"]))
        assert not reading.contradictions and f"{reading.region}/".startswith(f"{shown['region']}/"), (
            case.stem
        )
        parsed = parse_case(shown, rulebase.corpus, rulebase.facts)
        assert parsed.decided_on is not None
        known, _ = known_world(rulebase, parsed, parsed.decided_on)
        for fact, value in reading.facts().items():
            if fact in known.values:
                assert str(value_as_json(known.values[fact])) == str(value), (fact, case.stem)
        stated += len(shown["facts"])
        found += len(shown["facts"].keys() & reading.facts().keys())
    assert found / stated > 0.9


@pytest.mark.parametrize("count", [0, 1])
def test_small_counts(rulebase: Rulebase, count: int) -> None:
    assert len(sample_cases(rulebase, rulebase.corpus, Random(1), count)) == count


def test_no_outcome_is_told_with_facts_that_make_it_arguable(cases: list[Item]) -> None:
    """Nothing still to be done by the office, no serious pollution that is 未列明, no row beyond its 事项."""
    discharges = {"water_over_standard", "air_over_standard", "voc_not_enclosed", "dust_uncovered"}
    told = 0
    for item in (asked for case in cases for asked in (case, *case.questions)):
        facts = item.proof.case["facts"] if item.proof.case else {}
        assert facts.get("accepts_education") is not False
        if re.search("结论：文件未列明", item.explanation):
            assert facts.get("harm") != "serious" and facts.get("caused_pollution") is not True
        if facts.get("refuses_to_correct") is True or facts.get("destroys_evidence") is True:
            assert facts["violation"] in discharges
            told += 1
    assert told > 20


def test_a_change_mostly_changes_the_outcome(cases: list[Item]) -> None:
    changed = [q for case in cases for q in case.questions if q.explanation.startswith("改变事实之后")]
    idle = sum("但结论不因此改变" in question.explanation for question in changed)
    assert len(changed) > 300 and 0 < idle < len(changed) / 5


def test_notes_bear_on_the_case_and_are_given_once(cases: list[Item]) -> None:
    for item in (asked for case in cases for asked in (case, *case.questions)):
        notes = item.explanation.split("解释说明：")[1:]
        parts = [part for note in notes for part in re.split("[；。]", note) if part]
        assert len(parts) == len(set(parts)), item.explanation
        if any("超过约定时间才改完" in note for note in notes):
            assert item.proof.case and item.proof.case["facts"]["correction_state"] == "late_done"


def test_what_is_only_described_is_not_asked_for_as_a_duty(cases: list[Item]) -> None:
    asked = [q for case in cases for q in case.questions if q.proof.asked == "duties"]
    visited = [q for q in asked if any("跟踪回访" in text for text in q.options)]
    right = [q for q in visited for p in q.proof.options if p.is_true and "跟踪回访" in p.text]
    assert right and all("可以" in q.stem or "允许" in q.stem for q in right)
    assert not any("“体检式”" in p.text for q in asked for p in q.proof.options if not p.is_true)


def test_an_aggravated_case_cites_the_row_first(cases: list[Item]) -> None:
    found = [case for case in cases if case.explanation.startswith("结论：依法从重处罚")]
    rows = {case.citations[0].clause_id.split("#")[1] for case in found}
    assert (
        {"a3.1", "a3.2", "a3.3", "a3.4", "a3.5", "a3.6"}
        <= rows
        <= {
            *(f"a3.{n}" for n in range(1, 7)),
            "3.9",
        }
    )


def test_a_story_is_told_once_in_a_while_and_no_device_runs_that_is_not_there(cases: list[Item]) -> None:
    nickel = [n for n, case in enumerate(cases) if "重金属总镍" in case.stem]
    assert len(nickel) < len(cases) / 40
    assert not any("没有安装在线监控" in c.stem and "在线监控设备运行不稳定" in c.stem for c in cases)
