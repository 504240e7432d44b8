"""``docs/rules-format.md``: its examples are read and are clean, and no key of the format is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import corpus.facts
import corpus.rules
from corpus.conditions import _OPERATOR_KEYS
from corpus.doubts import load_undecidable
from corpus.facts import load_facts
from corpus.loader import POLICIES
from corpus.models import Corpus
from corpus.rule_check import check_rule
from corpus.rule_models import FactType, KnownBy, Matter, Outcome, RuleKind
from corpus.rules import load_rule

PAGE = Path(__file__).parent.parent.parent / "docs" / "rules-format.md"
DOC = "cq-spb-eeb-2021-181"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text("utf-8")


@pytest.fixture(scope="module")
def examples(page: str) -> list[str]:
    return re.findall(r"```\w*\n(.+?)```", page, re.S)


def test_the_rule_shown_is_read_and_clean(examples: list[str], corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "positive-9.yaml"
    file.write_text(examples[0], "utf-8")
    shown = load_rule(corpus.get_document(DOC), file, load_facts())
    assert check_rule(shown, load_facts()) == []
    real = load_rule(corpus.get_document(DOC), POLICIES / DOC / "rules" / "positive-9.yaml", load_facts())
    assert [w.spans for w in shown.words] == [w.spans for w in real.words]
    assert [(x.fact, x.operator, x.values, x.bound) for x in shown.leaves()] == [
        (x.fact, x.operator, x.values, x.bound) for x in real.leaves()
    ]


def test_the_fact_shown_is_the_real_one(examples: list[str], tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(examples[1], "utf-8")
    (fact,) = load_facts(file).values()
    assert fact == load_facts()[fact.id]


def test_the_doubt_shown_is_read(examples: list[str], tmp_path: Path) -> None:
    (tmp_path / DOC).mkdir()
    (tmp_path / DOC / "doubts.md").write_text(examples[2], "utf-8")
    (entry,) = load_undecidable(DOC, tmp_path)
    assert entry.words == "可以不予处罚等事项清单" and entry.reason


def test_every_key_and_every_value_is_explained(page: str) -> None:
    keys = corpus.rules._REQUIRED | corpus.rules._OPTIONAL | corpus.facts._REQUIRED | corpus.facts._OPTIONAL
    values = {*FactType, *KnownBy, *Matter, *RuleKind, *(set(Outcome) - {Outcome.NEED_FACTS})}
    for word in (*keys, *values, *_OPERATOR_KEYS, "reading", "reason", "as_of"):
        assert re.search(rf"`[^`]*\b{word}\b[^`]*`", page), word
