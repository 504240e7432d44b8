"""The fit of what speaks for an answer, by data whose odds are known, and that the shipped one is that."""

from __future__ import annotations

from dataclasses import astuple, fields

import numpy as np
import pytest

from assistant.answer import refuse
from assistant.service import Assistant
from evals.cases import dataset_hash
from evals.refusal_weights import (
    INSIDE,
    OUTSIDE,
    REFUSED_INSIDE,
    TARGET,
    Sample,
    collect,
    cross_judged,
    fit,
    judge,
    least_judged,
    main,
    separation,
    shipped_weights,
)


@pytest.fixture(scope="module")
def drawn() -> Sample:
    """Of two pieces of evidence the first decides, the second is chance."""
    dice = np.random.default_rng(1)
    evidence = dice.normal(size=(2000, 2))
    inside = (evidence[:, 0] + dice.logistic(size=2000) / 3 > 0).astype(float)
    source = np.where(inside == 1.0, INSIDE[0], OUTSIDE[0])
    return Sample(evidence, inside, source)


def test_the_odds_that_the_data_were_drawn_by_are_found(drawn: Sample) -> None:
    """A logistic noise of scale 1/3 makes log odds of three times the evidence."""
    weights = fit(drawn)
    assert weights == pytest.approx([3.0, 0.0, 0.0], abs=0.35)
    judged = judge(drawn, weights)
    assert separation(judged, drawn.inside) == pytest.approx(
        separation(drawn.evidence[:, 0], drawn.inside), abs=0.01
    )


def test_the_boundary_refuses_the_share_it_is_given(drawn: Sample) -> None:
    judged = cross_judged(drawn)
    least = least_judged(judged, drawn, 0.1)
    assert float((judged[drawn.inside == 1.0] < least).mean()) == pytest.approx(0.1, abs=0.002)


def test_separation_is_the_share_of_pairs_in_order() -> None:
    assert separation(np.array([1.0, 3.0, 2.0]), np.array([0.0, 1.0, 1.0])) == 1.0
    assert separation(np.array([2.0, 2.0, 1.0]), np.array([0.0, 1.0, 1.0])) == 0.25


def test_the_shipped_weights_are_those_of_the_data(assistant: Assistant) -> None:
    """Vectors differ in their last bits from machine to machine, so what is judged is compared."""
    sample = collect(assistant)
    fitted = judge(sample, shipped_weights(sample)) >= 0.0
    shipped = np.array([refuse.weigh(refuse.Evidence(*row)) >= 0.0 for row in sample.evidence])
    assert float((fitted == shipped).mean()) > 0.985
    refused = ~shipped[sample.inside == 1.0]
    assert float(refused.mean()) == pytest.approx(REFUSED_INSIDE, abs=0.01)


def test_the_report_is_of_the_data_as_they_are() -> None:
    report = TARGET.read_text("utf-8")
    assert all(f"{name}（sha256 {dataset_hash(name)}）" in report for name in (*INSIDE, *OUTSIDE))
    for field, weight in zip(fields(refuse.Evidence), astuple(refuse._WEIGHTS), strict=True):
        assert f"| {field.name} | {weight:.3f} |" in report


def test_arguments_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    before = TARGET.read_text("utf-8")
    assert main(["--help"]) == 2
    assert "用法：python -m evals.refusal_weights，没有参数" in capsys.readouterr().err
    assert TARGET.read_text("utf-8") == before
