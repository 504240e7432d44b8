"""Fusion of ranks and of scores, computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from index.fusion import fuse_rankings, fuse_scores


def test_a_clause_in_both_rankings_gets_both_parts() -> None:
    scores = fuse_rankings([["甲", "乙"], ["乙", "丙"]], k=2.0)
    assert scores == pytest.approx({"甲": 1 / 3, "乙": 1 / 4 + 1 / 3, "丙": 1 / 4})


def test_weights_multiply_the_parts() -> None:
    scores = fuse_rankings([["甲", "乙"], ["乙"]], [0.3, 1.0], k=2.0)
    assert scores == pytest.approx({"甲": 0.1, "乙": 0.3 / 4 + 1 / 3})


def test_the_constant_of_the_paper_is_the_default() -> None:
    assert fuse_rankings([["甲"]]) == pytest.approx({"甲": 1 / 61})


def test_nothing_fused_is_nothing() -> None:
    assert fuse_rankings([]) == {}
    assert fuse_rankings([[], []]) == {}


def test_weights_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match="1 weights for 2 rankings"):
        fuse_rankings([["甲"], ["乙"]], [1.0])


def test_a_negative_constant_is_refused() -> None:
    with pytest.raises(ValueError, match="k must not be negative, got -1"):
        fuse_rankings([["甲"]], k=-1)


def test_scores_are_divided_by_the_best_of_their_arm() -> None:
    words, meaning = np.array([4, 2, 0], dtype=np.float32), np.array([0.1, 0.2, 0.2], dtype=np.float32)
    assert fuse_scores([words, meaning], [1.0, 0.2]).tolist() == pytest.approx([1.1, 0.7, 0.2])


def test_an_arm_that_finds_nothing_adds_nothing() -> None:
    nothing, meaning = np.zeros(2, dtype=np.float32), np.array([0.1, 0.2], dtype=np.float32)
    assert fuse_scores([nothing, meaning], [1.0, 0.2]).tolist() == pytest.approx([0.1, 0.2])
    assert fuse_scores([nothing, nothing], [1.0, 1.0]).tolist() == [0.0, 0.0]
    assert fuse_scores([np.zeros(0, dtype=np.float32)], [1.0]).tolist() == []


def test_arms_without_as_many_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="1 weights for 2 arms"):
        fuse_scores([np.zeros(1, dtype=np.float32)] * 2, [1.0])
    with pytest.raises(ValueError, match="0 weights for 0 arms"):
        fuse_scores([], [])
