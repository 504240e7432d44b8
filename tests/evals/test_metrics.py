"""Scores against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from evals.metrics import NotMeasured, Rate, Spread, rank_of_gold


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # z = 1.959964, z² = 3.841459; 0 of 10: upper = z²/(10 + z²) = 3.841459/13.841459
        (0, 10, 0.0, 0.277533),
        # 10 of 10 mirrors it: lower = 10/(10 + z²)
        (10, 10, 0.722467, 1.0),
        # 5 of 10: centre .5, half-width = z·√(.025 + z²/400)/(1 + z²/10) = .263404
        (5, 10, 0.236593, 0.763407),
        # 8 of 10: centre = (.8 + .192073)/1.384146 = .716740; half-width .226578
        (8, 10, 0.490162, 0.943318),
        (120, 120, 0.968981, 1.0),
    ],
)
def test_wilson_interval(hits: int, n: int, low: float, high: float) -> None:
    assert Rate(hits, n).interval == pytest.approx((low, high), abs=5e-6)


def test_a_rate_of_no_cases_is_not_zero() -> None:
    assert math.isnan(Rate(0, 0).value)
    assert all(math.isnan(end) for end in Rate(0, 0).interval)


def test_a_rate_as_data_has_its_count() -> None:
    data = Rate(0, 10).as_json()
    assert (data["hits"], data["n"], data["value"], data["low"]) == (0, 10, 0.0, 0.0)


@pytest.mark.parametrize(
    ("p", "value"),
    # nearest rank over 15 20 35 40 50: the ⌈p/100·5⌉-th value
    [(5, 15), (20, 15), (20.1, 20), (30, 20), (40, 20), (50, 35), (95, 50), (100, 50)],
)
def test_percentile_is_the_nearest_rank(p: float, value: float) -> None:
    assert Spread((40.0, 15.0, 50.0, 20.0, 35.0), "毫秒").percentile(p) == value


def test_p95_of_a_hundred_is_the_95th() -> None:
    data = Spread(tuple(float(i) for i in range(100, 0, -1)), "秒").as_json()
    assert data == {"n": 100, "min": 1.0, "p50": 50.0, "p95": 95.0, "max": 100.0, "unit": "秒"}


def test_a_spread_of_one_is_that_one() -> None:
    data = Spread((7.5,), "MB").as_json()
    assert (data["min"], data["p50"], data["p95"], data["max"]) == (7.5, 7.5, 7.5, 7.5)


def test_no_measurements_are_no_spread() -> None:
    with pytest.raises(ValueError, match="no measurements"):
        Spread((), "秒")
    assert NotMeasured("没有启动").as_json() == {"n": 0, "not_measured": "没有启动"}


@pytest.mark.parametrize(
    ("found", "gold", "need_all", "rank"),
    [
        (["a", "b", "c"], ["a"], False, 1),
        (["a", "b", "c"], ["c", "b"], False, 2),
        (["a", "b", "c"], ["c", "b"], True, 3),
        (["a", "b", "c"], ["c", "x"], False, 3),
        (["a", "b", "c"], ["c", "x"], True, None),
        (["a", "b", "c"], ["x"], False, None),
        ([], ["x"], False, None),
        ([], ["x"], True, None),
    ],
)
def test_rank_of_gold(found: list[str], gold: list[str], need_all: bool, rank: int | None) -> None:
    assert rank_of_gold(found, gold, need_all) == rank
