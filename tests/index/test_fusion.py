"""Reciprocal rank fusion, computed by hand."""

from __future__ import annotations

import pytest

from index.fusion import fuse_rankings


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
