"""Whether what was found answers the question: what speaks for it and against."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from assistant.answer.refuse import Named, Thresholds, gather, is_answered, is_near, is_nearly_answered, weigh
from index.asked import Likeness
from index.search import Hit, SearchResult

SURE = Thresholds()


def found(similarity: float, coverage: float = 0.4, **more: float) -> SearchResult:
    scores = (1.0, 0.9, 0.8, 0.7, more.pop("fifth", 0.6), 0.1)
    hits = tuple(Hit(f"甲#{i}", score, i, 0.9, i, 1.0) for i, score in enumerate(scores, start=1))
    parts = [
        more.pop(part, usual) for part, usual in (("answered", 0.93), ("unanswered", 0.9), ("leaning", 0.2))
    ]
    like = Likeness(*parts) if "belonging" in more else None
    return SearchResult(hits, similarity, coverage, {}, **more, likeness=like)


def test_nothing_found_is_neither_near_nor_answered() -> None:
    nothing = SearchResult((), 1.0, 1.0, {}, belonging=5.0)
    assert not is_near(nothing, Named.DOCUMENT, SURE) and not is_answered(nothing, Named.DOCUMENT, SURE)
    assert gather(nothing, Named.DOCUMENT) is None and nothing.lead == 0.0


def test_the_evidence_is_what_was_found_and_what_was_named() -> None:
    evidence = gather(found(0.91, belonging=-1.5, outside=0.3), Named.REGION)
    assert evidence is not None
    assert astuple(evidence) == pytest.approx((0.91, 0.0, 1.0, 0.4, -1.5, 0.3, 0.93, 0.9, 0.2))


def test_a_corpus_that_has_not_learned_is_judged_by_nearness() -> None:
    for similarity, near in ((SURE.floor - 0.02 - 0.001, False), (SURE.floor - 0.02 + 0.001, True)):
        result = found(similarity)
        assert gather(result, Named.NOTHING) is None
        assert is_near(result, Named.NOTHING, SURE) is is_answered(result, Named.NOTHING, SURE) is near


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (found(0.92, belonging=1.0), found(0.90, belonging=1.0)),
        (found(0.91, belonging=2.0), found(0.91, belonging=-2.0)),
        (found(0.91, belonging=1.0, fifth=0.4), found(0.91, belonging=1.0, fifth=0.9)),
        (found(0.91, belonging=1.0), found(0.91, belonging=1.0, outside=0.6)),
        (found(0.91, belonging=1.0, answered=0.98), found(0.91, belonging=1.0)),
        (found(0.91, belonging=1.0), found(0.91, belonging=1.0, unanswered=0.95)),
        (found(0.91, belonging=1.0, leaning=0.8), found(0.91, belonging=1.0)),
    ],
)
def test_each_piece_of_evidence_counts(better: SearchResult, worse: SearchResult) -> None:
    first, second = (gather(result, Named.NOTHING) for result in (better, worse))
    assert first is not None and second is not None and weigh(first) > weigh(second)
    assert weigh(replace(second, document=1.0)) > weigh(replace(second, region=1.0)) > weigh(second)


@pytest.mark.parametrize(("weight", "floor"), [(0.5 * SURE.clearly, SURE.put), (SURE.clearly + 1, SURE.case)])
def test_words_put_clearly_like_ours_make_up_for_a_subject_a_little_far(weight: float, floor: float) -> None:
    for step, answered in ((-0.001, False), (0.001, True)):
        similarity = floor + step - SURE.coverage * 0.4
        evidence = gather(found(similarity, belonging=0.0), Named.NOTHING)
        assert evidence is not None
        belonging = (weight - weigh(evidence)) / (weigh(replace(evidence, belonging=1.0)) - weigh(evidence))
        result = found(similarity, belonging=belonging)
        assert is_answered(result, Named.NOTHING, SURE) is answered


def weighing(weight: float, similarity: float, coverage: float) -> SearchResult:
    """A question whose evidence weighs ``weight``, by how it leans alone."""
    plain = found(similarity, coverage, belonging=0.0, leaning=0.0)
    evidence = gather(plain, Named.NOTHING)
    assert evidence is not None
    slope = weigh(replace(evidence, leaning=1.0)) - weigh(evidence)
    leaning = (weight - weigh(evidence)) / slope
    return found(similarity, coverage, belonging=0.0, leaning=leaning)


def test_what_all_evidence_speaks_for_is_answered_from_a_lower_floor() -> None:
    low = (SURE.case + SURE.put) / 2
    for weight, answered in ((SURE.surely + 0.01, True), (SURE.surely - 0.01, False)):
        result = weighing(weight, low - 0.1 * SURE.coverage, 0.1)
        assert is_answered(result, Named.NOTHING, SURE) is answered
    assert not is_answered(weighing(9.0, SURE.case - 0.001, 0.0), Named.NOTHING, SURE)


def test_what_is_nearly_answered_is_so_however_near_it_is() -> None:
    for weight, nearly in ((SURE.nearly + 0.01, True), (SURE.nearly - 0.01, False)):
        assert is_nearly_answered(weighing(weight, 0.8, 0.1), Named.NOTHING, SURE) is nearly
    assert not is_nearly_answered(found(0.99), Named.NOTHING, SURE)
