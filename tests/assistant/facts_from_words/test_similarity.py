"""Proposals by meaning, with an embedder computable by hand: one axis a character."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.casework.hearing import read_message
from assistant.casework.open_case import open_case
from assistant.casework.state import Setting
from assistant.facts_from_words import read_case
from assistant.facts_from_words.similarity import prepare
from assistant.verdict.rulebase import load_rulebase
from corpus.phrases import load_phrases
from evals.cases import load_policy_cases
from evals.verdict import load_verdict_cases

if TYPE_CHECKING:
    from index.embedding.protocol import Embedder

TODAY = date(2024, 11, 20)


class ByCharacter:
    """Cosine of the characters two texts share. Counts what it embeds."""

    def __init__(self) -> None:
        self.embedded = 0

    def embed_queries(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), 4096), np.float32)
        for row, text in enumerate(texts):
            for char in text:
                vectors[row, ord(char) % 4096] += 1
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, np.float32)


def test_a_clause_near_an_exemplar_is_proposed_and_never_given() -> None:
    text = "排污口没挂牌，河水还是清的"
    reading = read_case(text, today=TODAY, embed=ByCharacter().embed_queries)
    assert reading.facts() == {"violation": "no_outlet_sign"}
    (proposed,) = reading.proposed
    assert (proposed.words, proposed.similarity) == ("河水还是清的", 1.0)
    assert text[proposed.start : proposed.end] == proposed.words


@pytest.mark.parametrize("frame", ["如果{}", "{}吗？", "打算{}", "{}的话"])
def test_what_is_supposed_planned_or_asked_is_not_proposed(frame: str) -> None:
    text = frame.format("河水还是清的")
    assert read_case(text, today=TODAY, embed=ByCharacter().embed_queries).proposed == ()


def test_a_clause_already_understood_is_not_embedded() -> None:
    embedder = ByCharacter()
    prepare(embedder.embed_queries, load_phrases())
    before = embedder.embedded
    read_case("没有造成危害后果", today=TODAY, embed=embedder.embed_queries)
    assert embedder.embedded == before


def test_a_question_that_tells_no_case_is_not_embedded() -> None:
    embedder = ByCharacter()
    prepare(embedder.embed_queries, load_phrases())
    before = embedder.embedded
    setting = Setting(load_rulebase(), TODAY, embed=embedder.embed_queries)
    asked = "重庆市对列入正面清单的企业，在哪些情形下可以依法不予行政处罚？"
    assert open_case(asked, setting) is None and embedder.embedded == before
    assert read_message(None, asked, setting).may_be_case is False and embedder.embedded > before


def test_what_only_a_proposal_makes_a_case_still_is_one() -> None:
    told = "该报的年度执行情况拖着没报，罚不罚？"
    assert open_case(told, Setting(load_rulebase(), TODAY)) is None
    talk = open_case(told, Setting(load_rulebase(), TODAY, embed=ByCharacter().embed_queries))
    assert talk is not None and talk.candidates == ("execution_report_late",)


def test_proposals_left_out_would_open_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read without them first, each message opens the case that it opens when all are always looked for."""
    setting = Setting(load_rulebase(), TODAY, embed=ByCharacter().embed_queries)
    asked = [case.question for name in ("policy_dev", "everyday_dev") for case in load_policy_cases(name)]
    told = [case.text for name in ("verdict_dev", "verdict_dev2") for case in load_verdict_cases(name)]
    opened = [open_case(message, setting) for message in (*asked, *told)]
    monkeypatch.setattr("assistant.casework.open_case._may_open", lambda _message, _plain: True)
    assert opened == [open_case(message, setting) for message in (*asked, *told)]
    assert sum(talk is not None for talk in opened) > len(told) / 2


def test_the_exemplars_are_embedded_once() -> None:
    embedder = ByCharacter()
    for _ in range(3):
        read_case("河水还是清的", today=TODAY, embed=embedder.embed_queries)
    exemplars = sum(len(e) for f in load_phrases().facts.values() for e in f.exemplars.values())
    assert embedder.embedded == exemplars + 3


def test_a_near_violation_becomes_a_candidate() -> None:
    reading = read_case("出水口那儿少了块牌", today=TODAY, embed=ByCharacter().embed_queries)
    assert "violation" not in reading.facts() or reading.facts()["violation"] == "no_outlet_sign"
    reading = read_case("该报的年度执行情况拖着没报", today=TODAY, embed=ByCharacter().embed_queries)
    assert [c.choice for c in reading.violations] == ["execution_report_late"]
    assert reading.violations[0].score < 1


def test_the_real_model_proposes_what_the_patterns_do_not_know(embedder: Embedder, model_cache: Path) -> None:
    reading = read_case("沙堆没盖，没惹出啥乱子", today=TODAY, embed=embedder.embed_queries)
    assert reading.facts() == {"violation": "dust_uncovered"}
    assert [(p.fact, p.value) for p in reading.proposed] == [("harm", "none")]
