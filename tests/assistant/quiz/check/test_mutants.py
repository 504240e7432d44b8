"""Every small change that makes a good item wrong is found."""

from __future__ import annotations

import pytest

from assistant.quiz.check import Checker, Severity
from assistant.quiz.models import Item
from corpus.models import Corpus
from tests.assistant.quiz.check.mutants import mutate
from tests.assistant.quiz.check.written import good_items

ITEMS = good_items()
FEWEST_ITEMS, FEWEST_MUTANTS = 30, 400


@pytest.fixture(scope="module")
def checker(corpus: Corpus) -> Checker:
    return Checker(corpus)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.stem[:24])
def test_every_mutant_of_a_good_item_is_found(item: Item, checker: Checker) -> None:
    assert checker.check_item(item) == []
    missed = [
        name
        for name, wrong in mutate(item)
        if not any(p.severity is Severity.ERROR for p in checker.check_item(wrong))
    ]
    assert missed == []


def test_there_are_enough_items_and_mutants_of_each() -> None:
    assert len(ITEMS) >= FEWEST_ITEMS
    assert sum(len(list(mutate(item))) for item in ITEMS) >= FEWEST_MUTANTS
    assert all(len(list(mutate(item))) >= 5 for item in ITEMS)
