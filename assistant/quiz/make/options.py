"""Options drawn so that nothing but the clause tells which is right.

Over a paper the right option is spread evenly over the letters; and who guesses by length, by words
shared with the stem or by likeness to the other options hits no more often than by chance: of several
draws that is taken which brings these guesses closest to it.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assistant.quiz.make.draft import Draft, Option
from assistant.quiz.make.wording import bigrams, likeness, overlaps, plain
from assistant.quiz.models import LETTERS, Item, ItemKind, OptionProof

_CHOICES = 4  # options of a 单选
_AIM = 1 / _CHOICES  # hits of a way of guessing
_ALONE = "longest alone"  # the right option longer than all others: in real papers 22–27 of 100
_AIMS = {_ALONE: 0.28, "most length": 0.13, "most stem": 0.22}  # what comes out lies nearer to a quarter
_WEIGHTS = {_ALONE: 40.0}  # the share is to be right in every paper, the others over many
_ROUNDS = 24  # of drawing, to find the weights
_SMOOTH = 0.2
_REDRAWS = 4
_FAR_LONGER = 1.5
_ECHO = 4  # characters of a word that stem and right option share: never
_PAIR = 2  # the same where it can be helped
_ECHO_COST = 20.0  # beside the squared leads of the ways of guessing
_NAME = re.compile("《[^》]*》")
_NEVER_RIGHT = 0.02  # weight of what is the right option of no item
_DRAWS = 16  # sets of options tried for one item
_SIZES = ((2, 4), (2, 5), (3, 4), (3, 5), (4, 5))  # of a 多选: right ones, all
_SIZE_SHARES = {2: 1 / 3, 3: 1 / 3, 4: 1 / 3}


T = TypeVar("T")
Weights = Mapping[str, float]
"""By text, how readily an option is drawn as a wrong one; 1 where it is not said."""


@dataclass
class Balance:
    """What the choices of a paper had so far: places of right options, and what guessing would have hit."""

    counts: dict[str, Counter[object]] = field(default_factory=dict)
    lead: dict[str, float] = field(default_factory=dict)  # by way of guessing, hits above chance

    def cost_of(self, hits: Mapping[str, float]) -> float:
        """How far from chance all ways of guessing would be after ``hits``."""
        return sum(
            _WEIGHTS.get(way, 1.0) * (self.lead.get(way, 0.0) + hit - _AIMS.get(way, _AIM)) ** 2
            for way, hit in hits.items()
        )

    def note(self, hits: Mapping[str, float]) -> None:
        for way, hit in hits.items():
            self.lead[way] = self.lead.get(way, 0.0) + hit - _AIMS.get(way, _AIM)

    def cost(self, feature: str, value: object, share: float) -> float:
        """How far above its share ``value`` is once it is taken; at its share 1."""
        seen = self.counts.get(feature, Counter())
        return float((seen[value] + 1) / (share * (sum(seen.values()) + 1)))

    def add(self, feature: str, value: object) -> None:
        self.counts.setdefault(feature, Counter())[value] += 1


def finish(draft: Draft, rng: random.Random, balance: Balance, weights: Weights) -> Item | None:
    """The item with its options; ``None`` where too few of them can stand beside one another."""
    if not draft.right:
        return draft.item
    if draft.item.kind is ItemKind.MULTIPLE:
        return _finish_multiple(draft, rng, balance, weights)
    right = draft.right[0]
    draws: list[tuple[tuple[float, int], list[Option], dict[str, float]]] = []
    for number in range(_DRAWS):
        wrong = _draw_beside(draft, rng, weights)
        if wrong is not None:
            hits = guesses(draft.item.stem, right, wrong)
            echo = _ECHO_COST * bool(_echoes(draft.item.stem, right, wrong, _PAIR))
            draws.append(((balance.cost_of(hits) + echo, number), wrong, hits))
    if not draws:
        return None
    _, wrong, hits = min(draws, key=lambda draw: draw[0])
    balance.note(hits)
    place = _cheapest(balance, "place", range(_CHOICES), rng)
    rng.shuffle(wrong)
    return _with_options(draft.item, [*wrong[:place], right, *wrong[place:]], {right.text})


def shuffle(things: Sequence[T], weights: Sequence[float], rng: random.Random) -> list[T]:
    """In random order, the heavier the sooner (Efraimidis and Spirakis 2006)."""
    order = [(math.log(1.0 - rng.random()) / weight, n) for n, weight in enumerate(weights)]
    return [things[n] for _, n in sorted(order, reverse=True)]


def close_options(drafts: Sequence[Draft]) -> list[Draft]:
    """Without 单选 whose options give themselves away, and without such options.

    A text that is right in some item and wrong in none, or the other way round, is known for what it
    is after a few papers. Dropping one may lay another bare, so this goes on until none is left.
    """
    left = [draft for draft in drafts if can_finish(draft)]
    while True:
        singles = [draft for draft in left if draft.item.kind is ItemKind.SINGLE]
        right = {draft.right[0].text for draft in singles}
        wrong = {option.text for draft in singles for option in draft.wrong}
        if right == wrong:
            return left
        kept = []
        for draft in left:
            if draft.item.kind is not ItemKind.SINGLE or all(o.text in right for o in draft.wrong):
                closed = draft
            else:
                closed = replace(draft, wrong=tuple(o for o in draft.wrong if o.text in right))
            bare = draft.item.kind is ItemKind.SINGLE and draft.right[0].text not in wrong
            if not bare and (closed is draft or can_finish(closed)):
                kept.append(closed)
        left = kept


def weigh_options(drafts: Sequence[Draft]) -> dict[str, float]:
    """Weights under which each text is, over all 单选, wrong three times for each time it is right.

    Found by drawing for every draft, comparing, and drawing again: who has seen many papers must not
    be able to tell from an option alone that it is mostly right.
    """
    rng = random.Random(0)
    singles = [draft for draft in drafts if draft.item.kind is ItemKind.SINGLE]
    sizes = Counter(draft.theme for draft in singles)
    wanted: dict[str, float] = defaultdict(float)
    for draft in singles:
        wanted[draft.right[0].text] += draft.share / sizes[draft.theme]
    weights = {option.text: _NEVER_RIGHT for draft in singles for option in draft.wrong}
    weights.update(wanted)
    for _ in range(_ROUNDS):
        drawn: dict[str, float] = defaultdict(float)
        for draft in singles:
            for option in _draw_beside(draft, rng, weights) or ():
                drawn[option.text] += draft.share / sizes[draft.theme]
        for text, times in wanted.items():
            ratio = ((_CHOICES - 1) * times + _SMOOTH) / (drawn[text] + _SMOOTH)
            weights[text] = min(max(weights[text] * ratio**0.5, _NEVER_RIGHT), 1 / _NEVER_RIGHT)
    return weights


def can_finish(draft: Draft) -> bool:
    """Whether options can be drawn, tried with a generator of its own."""
    if not draft.right:
        return True
    rng = random.Random(0)
    if draft.item.kind is ItemKind.SINGLE:
        return any(_draw_beside(draft, rng, {}) is not None for _ in range(_DRAWS))
    return _finish_multiple(draft, rng, Balance(), {}) is not None


def _finish_multiple(draft: Draft, rng: random.Random, balance: Balance, weights: Weights) -> Item | None:
    sizes = list(_SIZES)
    rng.shuffle(sizes)
    sizes.sort(key=lambda size: balance.cost("right", size[0], _SIZE_SHARES[size[0]]))
    for count, total in sizes:
        draws: list[tuple[float, int, list[Option], list[Option], dict[str, float]]] = []
        for number in range(_DRAWS if count <= len(draft.right) else 0):
            right = rng.sample(draft.right, count)
            if any(overlaps(a.text, b.text) for i, a in enumerate(right) for b in right[:i]):
                continue
            wrong = _draw_wrong(draft, right, total - count, rng, weights)
            if wrong is not None:
                hits = _guesses_at_many(draft.item.stem, right, wrong)
                draws.append((balance.cost_of(hits), number, right, wrong, hits))
        if draws:
            _, _, right, wrong, hits = min(draws, key=lambda draw: draw[:2])
            balance.note(hits)
            balance.add("right", count)
            orders = [_shuffled([*right, *wrong], rng) for _ in range(4)]
            best = min(orders, key=lambda order: _place_cost(balance, order, right))
            for place, option in enumerate(best):
                if option in right:
                    balance.add("places", place)
            return _with_options(draft.item, best, {option.text for option in right})
    return None


def _shuffled(options: Sequence[Option], rng: random.Random) -> list[Option]:
    return rng.sample(options, len(options))


def _place_cost(balance: Balance, options: list[Option], right: list[Option]) -> float:
    share = 1 / len(options)
    return sum(balance.cost("places", place, share) for place, o in enumerate(options) if o in right)


def _draw_beside(draft: Draft, rng: random.Random, weights: Weights) -> list[Option] | None:
    """Wrong options of a 单选 beside which the right one does not stand out; ``None``: not in a few draws."""
    for _ in range(_REDRAWS):
        wrong = _draw_wrong(draft, [draft.right[0]], _CHOICES - 1, rng, weights)
        if wrong is not None and not _stands_out(draft.item.stem, draft.right[0], wrong):
            return wrong
    return None


def _draw_wrong(
    draft: Draft, right: list[Option], count: int, rng: random.Random, weights: Weights
) -> list[Option] | None:
    """Wrong options unlike each other and the right ones, from as many groups as there are."""
    taken: list[Option] = []
    groups: Counter[str] = Counter()
    pool = shuffle(draft.wrong, [weights.get(option.text, 1.0) for option in draft.wrong], rng)
    while len(taken) < count:
        beside = (*right, *taken)
        found: Option | None = None
        for option in pool:
            rarer = found is None or groups[option.group] < groups[found.group]
            if rarer and not any(overlaps(option.text, other.text) for other in beside):
                found = option
                if groups[option.group] == 0:
                    break
        if found is None:
            return None
        taken.append(found)
        groups[found.group] += 1
    return taken


def _stands_out(stem: str, right: Option, wrong: list[Option]) -> bool:
    """Whether the right option is far longer than all others, or alone repeats a word of the stem."""
    longest = max(len(option.text) for option in wrong)
    return len(right.text) > _FAR_LONGER * longest or bool(_echoes(stem, right, wrong, _ECHO))


def _echoes(stem: str, right: Option, wrong: list[Option], length: int) -> list[str]:
    """Parts of the right option, ``length`` characters long, that the stem has and no wrong option; the
    name of a document in the stem does not count."""
    text, asked = plain(right.text), plain(_NAME.sub("", stem))
    words = {text[i : i + length] for i in range(len(text) - length + 1)}
    return [w for w in sorted(words) if w in asked and not any(w in plain(option.text) for option in wrong)]


def guesses(stem: str, right: Option, wrong: list[Option]) -> dict[str, float]:
    """By a way of guessing without the clause, how often it would hit: 1, or its part of a tie, or 0."""
    hits = _hits(stem, [right], wrong)
    hits[_ALONE] = float(len(right.text) > max(len(option.text) for option in wrong))
    return hits


def _guesses_at_many(stem: str, right: list[Option], wrong: list[Option]) -> dict[str, float]:
    """As ``guesses`` for one option of a 多选, less what chance gives, so that all aim at ``_AIM``."""
    chance = len(right) / (len(right) + len(wrong))
    return {f"多选 {way}": hit - chance + _AIM for way, hit in _hits(stem, right, wrong).items()}


def _hits(stem: str, right: list[Option], wrong: list[Option]) -> dict[str, float]:
    texts = [option.text for option in (*right, *wrong)]
    shared = [float(len(bigrams(text) & bigrams(stem))) for text in texts]
    ways = {
        "length": [float(len(text)) for text in texts],
        "stem": shared,
        "part": [count / len(bigrams(text)) for count, text in zip(shared, texts, strict=True)],
        "alike": [sum(likeness(text, other) for other in texts if other is not text) for text in texts],
        "chars": [
            sum(_same_characters(text, other) for other in texts if other is not text) for text in texts
        ],
    }
    hits: dict[str, float] = {}
    for name, values in ways.items():
        for word, extreme in (("most", max(values)), ("least", min(values))):
            found = [value == extreme for value in values]
            hits[f"{word} {name}"] = sum(found[: len(right)]) / sum(found)
    return hits


def _same_characters(one: str, other: str) -> float:
    """Characters that both have over those that either has."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b)


def _cheapest(balance: Balance, feature: str, values: Sequence[int], rng: random.Random) -> int:
    order = rng.sample(values, len(values))
    best = min(order, key=lambda value: balance.cost(feature, value, 1 / len(values)))
    balance.add(feature, best)
    return best


def _with_options(item: Item, options: list[Option], right: set[str]) -> Item:
    key = "".join(LETTERS[place] for place, option in enumerate(options) if option.text in right)
    proofs = tuple(OptionProof(o.text, o.clause_id, o.text in right) for o in options)
    cited = tuple(c for o in options if o.text in right for c in o.citations)
    # a list cites the items shown; other items cite what their drafts do
    citations = tuple(dict.fromkeys(cited)) if item.asks.startswith("列举：") else item.citations
    return replace(
        item,
        key=tuple(key),
        options=tuple(option.text for option in options),
        citations=citations,
        proof=replace(item.proof, options=proofs),
    )
