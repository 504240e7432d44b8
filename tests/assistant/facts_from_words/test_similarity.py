"""Proposals by meaning, with an embedder computable by hand: one axis a character."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.facts_from_words import read_case
from assistant.facts_from_words.similarity import prepare
from corpus.phrases import load_phrases

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
