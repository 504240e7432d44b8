"""The linear score of each clause, on vectors small enough to see through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from index.meaning import RIDGE, MeaningIndex

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]


def unit(*values: float) -> Floats:
    vector = np.array(values, dtype=np.float32)
    return vector / np.float32(np.linalg.norm(vector))


# the first direction is shared by all texts, as in e5: cosines between clauses are above .9
VECTORS = np.stack([unit(9, 1, 0, 0), unit(9, 1, 0.2, 0), unit(9, 0, 1, 0), unit(9, 0, 0, 1)])
OWNERS: Numbers = np.array([0, 0, 1, 2], dtype=np.intp)


@pytest.fixture(scope="module")
def meaning() -> MeaningIndex:
    return MeaningIndex.build(VECTORS, OWNERS, 3)


def test_a_question_points_to_the_clause_it_is_like(meaning: MeaningIndex) -> None:
    for question, clause in ((unit(9, 1.2, 0, 0), 0), (unit(9, 0, 1.2, 0), 1), (unit(9, 0, 0, 0.7), 2)):
        scores = meaning.scores(question)
        assert scores.shape == (3,)
        assert int(scores.argmax()) == clause


def test_what_all_texts_share_tells_no_clause_from_another(meaning: MeaningIndex) -> None:
    """A text of nothing but the shared direction is near to all by cosine, and has no score."""
    shared = unit(1, 0, 0, 0)
    assert (VECTORS @ shared > 0.98).all()
    own = meaning.scores(VECTORS[2])
    assert abs(meaning.scores(shared)[1]) < 0.5 * own[1]


def test_the_fit_is_ridge_regression_computed_the_long_way(meaning: MeaningIndex) -> None:
    """Weighted least squares on 0/1 targets with a penalty, solved as an augmented system."""
    centred = (VECTORS - VECTORS.mean(axis=0)).astype(np.float64)
    root = np.array([2.0, 2.0, 1.0, 1.0]) ** -0.25  # two views of clause 0: each weighs 1/√2
    targets = np.eye(3)[OWNERS]
    weighted = centred * root[:, None]
    penalty = np.sqrt(RIDGE * np.trace(weighted.T @ weighted) / 4 + 1e-9)
    system = np.vstack([weighted, penalty * np.eye(4)])
    wanted = np.vstack([targets * root[:, None], np.zeros((4, 3))])
    slopes = np.linalg.lstsq(system, wanted, rcond=None)[0]
    question = unit(9, 0.3, 0.6, 0.1)
    by_hand = (question - VECTORS.mean(axis=0)) @ slopes
    assert meaning.scores(question) == pytest.approx(by_hand, abs=1e-4)


def test_the_same_vectors_give_the_same_bytes(meaning: MeaningIndex, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        MeaningIndex.build(VECTORS, OWNERS, 3).save(tmp_path / name)
    assert (tmp_path / "a" / "meaning.npy").read_bytes() == (tmp_path / "b" / "meaning.npy").read_bytes()
    assert (MeaningIndex.load(tmp_path / "a", 3).weights == meaning.weights).all()


def test_vectors_all_alike_score_alike() -> None:
    """Nothing to tell apart, and nothing that breaks."""
    same = np.full((3, 4), 0.5, dtype=np.float32)
    scores = MeaningIndex.build(same, np.arange(3), 3).scores(same[0])
    assert (scores == 0).all()


@pytest.mark.parametrize("clauses", [2, 4])
def test_weights_for_other_clauses_are_refused(meaning: MeaningIndex, tmp_path: Path, clauses: int) -> None:
    meaning.save(tmp_path)
    with pytest.raises(ValueError, match=f"weights for {clauses} clauses"):
        MeaningIndex.load(tmp_path, clauses)
