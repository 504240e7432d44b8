"""The dialogues are well formed, and what is reported on is not what is tuned on."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import Any

import pytest

from corpus.models import Corpus
from evals.cases import DATASETS

FILES = (
    "followup_dev",
    "followup_dev2",
    "followup_dev3",
    "followup_dev4",
    "followup_dev5",
    "followup_dev6",
    "followup_dev7",
    "followup_dev8",
    "followup_dev9",
    "followup_dev10",
    "followup_report",
)
STYLES = {"ellipsis", "pronoun", "correction", "change", "back"}


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATASETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def pairs(text: str) -> set[str]:
    words = plain(text)
    return {words[i : i + 2] for i in range(len(words) - 1)}


def questions(name: str) -> list[str]:
    return [turn["standalone"] for row in rows_of(name) for turn in row["turns"]]


@pytest.mark.parametrize("name", FILES)
def test_rows_have_their_keys(name: str) -> None:
    rows = rows_of(name)
    assert len(rows) >= 40 and len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row.keys() == {"id", "style", "turns", "change"}, row["id"]
        assert 2 <= len(row["turns"]) <= 5, row["id"]
        for turn in row["turns"]:
            assert turn.keys() == {"user", "standalone", "gold"}, row["id"]
            assert turn["user"].strip() and turn["standalone"].strip(), row["id"]


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_follow_up_is_there(name: str) -> None:
    styles = Counter(row["style"] for row in rows_of(name))
    wanted = {"back", "correction", "change"} if name in ("followup_dev6", "followup_dev7") else STYLES
    assert styles.keys() == wanted and min(styles.values()) >= 5


@pytest.mark.parametrize("name", FILES)
def test_gold_clauses_exist(name: str, corpus: Corpus) -> None:
    for row in rows_of(name):
        for turn in row["turns"]:
            assert turn["gold"] and len(set(turn["gold"])) == len(turn["gold"]), row["id"]
            assert all(corpus.find_clause(clause_id) for clause_id in turn["gold"]), (row["id"], turn)


@pytest.mark.parametrize("name", FILES)
def test_a_change_of_subject_shares_no_clause_with_what_was_before(name: str) -> None:
    for row in rows_of(name):
        change = row["change"]
        assert (change is not None) is (row["style"] == "change"), row["id"]
        if change is not None:
            assert 1 <= change < len(row["turns"]), row["id"]
            before = {clause for turn in row["turns"][:change] for clause in turn["gold"]}
            after = {clause for turn in row["turns"][change:] for clause in turn["gold"]}
            assert not before & after, row["id"]


@pytest.mark.parametrize("name", FILES)
def test_only_a_new_subject_is_asked_in_full(name: str) -> None:
    """Other later turns leave something out that their stand-alone question says."""
    for row in rows_of(name):
        for i, turn in enumerate(row["turns"]):
            if i not in (0, row["change"]):
                assert plain(turn["user"]) != plain(turn["standalone"]), (row["id"], i)
                assert not re.search("刚才|前面|上面|它|呢？$", turn["standalone"]), (row["id"], i)


def test_what_is_reported_on_is_not_what_is_tuned_on() -> None:
    for one in map(pairs, questions("followup_dev")):
        for question in questions("followup_report"):
            other = pairs(question)
            assert len(one & other) < 0.5 * len(one | other), question


@pytest.mark.parametrize("name", FILES)
def test_no_question_is_one_of_the_policy_files(name: str) -> None:
    policy = {plain(row["question"]) for file in ("policy_dev", "policy_report") for row in rows_of(file)}
    assert not policy & {plain(question) for question in questions(name)}


@pytest.mark.parametrize("name", FILES)
def test_the_readme_counts_what_is_there(name: str) -> None:
    section = (DATASETS / "README.md").read_text("utf-8").split(f"## {name}.jsonl")[1].split("## ")[0]
    rows = rows_of(name)
    assert f"- {len(rows)} dialogues" in section
    assert f"{sum(len(row['turns']) for row in rows)} turns" in section
    for style, count in Counter(row["style"] for row in rows).items():
        assert f"{style} {count}" in section
