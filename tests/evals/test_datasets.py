"""The datasets are well formed, and what is reported on is not what is tuned on."""

from __future__ import annotations

import json
import unicodedata
from itertools import combinations
from typing import Any

import pytest

from corpus.errors import KuanyanError
from corpus.models import Corpus
from evals.cases import DATASETS, dataset_hash, dataset_names, load_policy_cases, load_refusal_cases

POLICY = (
    "policy_dev",
    "policy_dev2",
    "policy_dev3",
    "policy_report",
    "everyday_dev",
    "everyday_dev2",
    "everyday_report",
    "comparison_dev",
    "comparison_dev2",
    "comparison_report",
    "inside_dev",
    "inside_dev2",
    "inside_dev3",
    "inside_report",
)
REFUSAL = (
    "refusal_dev",
    "refusal_report",
    "refusal_near_dev",
    "refusal_near_dev2",
    "refusal_near_dev3",
    "refusal_near_dev4",
    "refusal_near_dev5",
    "refusal_near_report",
)
POLICY_KEYS = {"id", "question", "style", "gold", "need", "must_contain", "doc", "region"}
REFUSAL_KEYS = {"id", "question", "kind", "why"}


def rows_of(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATASETS / f"{name}.jsonl").read_text("utf-8").splitlines()]


def plain(text: str) -> str:
    """Without blanks and punctuation, widths made one: what makes two questions the same."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


@pytest.mark.parametrize("name", POLICY + REFUSAL)
def test_ids_are_unique_and_questions_not_empty(name: str) -> None:
    rows = rows_of(name)
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["question"].strip() for row in rows)
    assert len({plain(row["question"]) for row in rows}) == len(rows)


def test_ids_are_unique_over_all_datasets() -> None:
    ids = [row["id"] for name in POLICY + REFUSAL for row in rows_of(name)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", POLICY)
def test_policy_rows_have_their_keys(name: str) -> None:
    for row in rows_of(name):
        assert POLICY_KEYS <= row.keys() <= POLICY_KEYS | {"gold_all"}, row["id"]
        assert row["need"] in ("any", "all"), row["id"]
        assert row["gold"] and len(set(row["gold"])) == len(row["gold"]), row["id"]


@pytest.mark.parametrize("name", REFUSAL)
def test_refusal_rows_have_their_keys(name: str) -> None:
    for row in rows_of(name):
        assert row.keys() == REFUSAL_KEYS, row["id"]
        assert row["kind"] and row["why"], row["id"]


@pytest.mark.parametrize("name", POLICY)
def test_gold_clauses_exist(name: str, corpus: Corpus) -> None:
    for row in rows_of(name):
        for clause_id in [*row["gold"], *row.get("gold_all", [])]:
            assert corpus.find_clause(clause_id) is not None, (row["id"], clause_id)
        assert row["doc"] is None or {row["doc"]} == {c.split("#")[0] for c in row["gold"]}, row["id"]


@pytest.mark.parametrize("name", POLICY)
def test_decisive_words_stand_in_a_source(name: str, corpus: Corpus) -> None:
    sources = ["".join(document.source.split()) for document in corpus.documents]
    for case in load_policy_cases(name):
        for words in case.must_contain:
            assert any("".join(words.split()) in source for source in sources), (case.case_id, words)


def test_what_is_reported_on_is_not_what_is_tuned_on() -> None:
    questions = {name: {plain(row["question"]) for row in rows_of(name)} for name in POLICY + REFUSAL}
    for one, other in combinations(questions, 2):
        both = sorted(questions[one] & questions[other])
        assert not both, f"{one} 与 {other} 都有：{both}"


@pytest.mark.parametrize("name", POLICY + REFUSAL)
def test_the_readme_counts_what_is_there(name: str) -> None:
    readme = (DATASETS / "README.md").read_text("utf-8")
    section = readme.split(f"## {name}.jsonl")[1].split("## ")[0]
    assert f"- {len(rows_of(name))} questions" in section


def test_loading_and_hashing() -> None:
    assert {*POLICY, *REFUSAL} <= set(dataset_names())
    assert len(load_refusal_cases("refusal_dev")) == len(rows_of("refusal_dev"))
    assert len(dataset_hash("policy_dev")) == 12


def test_an_unknown_dataset_is_named_with_those_there_are() -> None:
    with pytest.raises(KuanyanError, match=r"没有评测集 nichts\.jsonl，可用的有 .*policy_dev"):
        load_policy_cases("nichts")
