"""Which drafts a paper takes: none that gives another away, spread over clauses, 对 and 错 in balance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from assistant.quiz.make.draft import Draft
from assistant.quiz.make.options import Balance, Weights, finish, shuffle
from assistant.quiz.models import TRUE, Item, ItemKind

_OF_ONE_MATTER = 20  # items of a paper for each that asks the same matter, where others can be had
_LESSER = 0.15  # of the items of a kind, those that ask how the documents are laid out


class Picker:
    """Takes drafts for one paper, one after another, and finishes them."""

    def __init__(self, rng: random.Random, weights: Weights, size: int = 0) -> None:
        """``size`` is how many items the paper is to have; 0: as many as there are."""
        self.rng = rng
        self.weights = weights
        self._most = max(1, size // _OF_ONE_MATTER)
        self._matters: Counter[str] = Counter()
        self.balance = Balance()
        self.items: list[Item] = []
        self.used_clauses: Counter[str] = Counter()
        self._touched: set[str] = set()
        self._stems: set[str] = set()
        self._asks: set[str] = set()
        self._themes: Counter[str] = Counter()
        self._shown: Counter[tuple[str, bool]] = Counter()
        self._answers: Counter[bool] = Counter()

    def take(self, drafts: Sequence[Draft], count: int) -> int:
        """Takes up to ``count`` of ``drafts``, which are of one kind; returns how many."""
        sizes = Counter(map(_variety, drafts))
        left = shuffle(drafts, [draft.share / sizes[_variety(draft)] for draft in drafts], self.rng)
        taken, lesser = 0, 0
        while taken < count:
            left = [draft for draft in left if self._fits(draft)]
            if not left:
                return taken
            enough = lesser + 1 > _LESSER * count
            best = [draft for draft in left if not (enough and _is_lesser(draft))] or left
            best = [draft for draft in best if self._matters[draft.matter] < self._most] or best
            draft = min(best, key=self._rank(best))
            left.remove(draft)
            item = finish(draft, self.rng, self.balance, self.weights)
            if item is not None and self.add(item, draft.touches):
                self._note(draft)
                taken += 1
                lesser += _is_lesser(draft)
        return taken

    def add(self, item: Item, touches: Iterable[str] = ()) -> bool:
        """Puts in a finished item unless it asks what another does."""
        if item.asks in self._asks or item.stem in self._stems:
            return False
        self.items.append(item)
        self._asks.add(item.asks)
        self._stems.add(item.stem)
        self._touched |= set(touches)
        self.used_clauses.update(item.clause_ids)
        return True

    def _fits(self, draft: Draft) -> bool:
        taken = draft.item.asks in self._asks or draft.item.stem in self._stems
        return not taken and self._touched.isdisjoint(draft.touches)

    def _rank(self, left: Sequence[Draft]) -> Callable[[Draft], tuple[float, ...]]:
        """The least asked clause first, then the least used theme; the order of ``left`` is random.

        判断: the answer is decided before the sentence, and a word is shown as often rightly as wrongly.
        """
        if left[0].item.kind is ItemKind.SINGLE:  # any other order would make some options right more often
            return lambda draft: (0.0,)
        if left[0].item.kind is not ItemKind.TRUE_FALSE:
            return lambda draft: (self.used_clauses[draft.rests_on[0]], self._themes[draft.theme])
        ahead = self._answers[True] - self._answers[False]
        wanted = ahead < 0 or (ahead == 0 and self.rng.random() < 0.5)

        def rank(draft: Draft) -> tuple[float, ...]:
            is_true = draft.item.key == (TRUE,)
            lead = self._shown[draft.theme, is_true] - self._shown[draft.theme, not is_true]
            return (is_true != wanted, max(lead, 0), self.used_clauses[draft.rests_on[0]] // 3)

        return rank

    def _note(self, draft: Draft) -> None:
        self._themes[draft.theme] += 1
        self._matters[draft.matter] += bool(draft.matter)
        if draft.item.kind is ItemKind.TRUE_FALSE:
            is_true = draft.item.key == (TRUE,)
            self._shown[draft.theme, is_true] += 1
            self._answers[is_true] += 1


def _is_lesser(draft: Draft) -> bool:
    return draft.share < 1.0


def _variety(draft: Draft) -> tuple[str, ...]:
    """The theme; of 判断 with the answer, so that a word shown is as readily right as wrong."""
    return (draft.theme, *draft.item.key) if draft.item.kind is ItemKind.TRUE_FALSE else (draft.theme,)
