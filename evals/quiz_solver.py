"""Solvers that see stem and options, never the clause: what they get above chance is given away."""

from __future__ import annotations

import hashlib
import math
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.quiz.models import FALSE, LETTERS, TRUE, Item, ItemKind
from evals.metrics import Rate

FOLDS = 2
_SEED = 7
_ANY = 1.0  # added to each count: what was never seen is not impossible


@dataclass(frozen=True, slots=True)
class Riddle:
    """An item as a solver sees it, with the places of the right options, which it may learn from others.

    ``fold`` is the same for items that ask the same thing, so that none is learnt and guessed.
    """

    kind: ItemKind
    stem: str
    options: tuple[str, ...]
    right: frozenset[int]
    fold: int


@dataclass(frozen=True, slots=True)
class Score:
    """``rate`` of first guesses that are right; ``chance`` is what guessing blindly gets on average."""

    solver: str
    rate: Rate
    chance: float

    @property
    def margin(self) -> float:
        return self.rate.value - self.chance


Scores = list[float]
Guesser = Callable[[Riddle], Scores]
Solver = Callable[[Sequence[Riddle]], Guesser]
"""Learns from other folds; then gives each option a number, the highest being its guess."""


def read_riddles(items: Sequence[Item]) -> list[Riddle]:
    """单选, 多选 and 判断, questions of cases among them, as often as papers have them."""
    riddles = []
    for item in items:
        for one in (item, *item.questions):
            judged = one.kind is ItemKind.TRUE_FALSE
            options = (TRUE, FALSE) if judged else one.options
            if options:
                stem = item.stem + one.stem if item.questions else one.stem
                right = frozenset(options.index(k) if judged else LETTERS.index(k) for k in one.key)
                fold = int(hashlib.sha256(item.asks.encode()).hexdigest(), 16) % FOLDS
                riddles.append(Riddle(one.kind, stem, options, right, fold))
    return riddles


def score_solvers(riddles: Sequence[Riddle]) -> list[Score]:
    """Every solver on all of ``riddles``, which are of one kind; the best first, none without riddles."""
    if not riddles:
        return []
    chance = sum(len(riddle.right) / len(riddle.options) for riddle in riddles) / len(riddles)
    judged = riddles[0].kind is ItemKind.TRUE_FALSE  # whose two options are always the same words
    solvers = {name: solver for name, solver in SOLVERS.items() if not judged or name in OF_STEMS}
    scores = [Score(name, _rate(solver, riddles), chance) for name, solver in solvers.items()]
    return sorted(scores, key=lambda score: -score.rate.hits)


def _rate(solver: Solver, riddles: Sequence[Riddle]) -> Rate:
    rng = random.Random(_SEED)  # for options that a solver finds equal
    guessers = {f: solver([riddle for riddle in riddles if riddle.fold != f]) for f in range(FOLDS)}
    hits = 0
    for riddle in riddles:
        scores = guessers[riddle.fold](riddle)
        best = [i for i, score in enumerate(scores) if score == max(scores)]
        hits += rng.choice(best) in riddle.right
    return Rate(hits, len(riddles))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _grams(text: str) -> frozenset[str]:
    words = _plain(text)
    return frozenset(words[i : i + 2] for i in range(len(words) - 1)) or frozenset((words,))


def _longest(_: Sequence[Riddle]) -> Guesser:
    return lambda riddle: [float(len(_plain(option))) for option in riddle.options]


def _shortest(_: Sequence[Riddle]) -> Guesser:
    return lambda riddle: [-float(len(_plain(option))) for option in riddle.options]


def _similarity(riddle: Riddle) -> Scores:
    """Mean Jaccard index of each option's bigrams with those of the others."""
    grams = [_grams(option) for option in riddle.options]
    return [
        sum(len(own & other) / len(own | other) for j, other in enumerate(grams) if j != i)
        for i, own in enumerate(grams)
    ]


def _most_alike(_: Sequence[Riddle]) -> Guesser:
    return _similarity


def _least_alike(_: Sequence[Riddle]) -> Guesser:
    return lambda riddle: [-score for score in _similarity(riddle)]


def _echo(_: Sequence[Riddle]) -> Guesser:
    return lambda riddle: [float(len(_grams(option) & _grams(riddle.stem))) for option in riddle.options]


def _no_echo(_: Sequence[Riddle]) -> Guesser:
    return lambda riddle: [-float(len(_grams(option) & _grams(riddle.stem))) for option in riddle.options]


def _position(known: Sequence[Riddle]) -> Guesser:
    """The letter that was right most often elsewhere."""
    counts = Counter(place for riddle in known for place in riddle.right)
    return lambda riddle: [float(counts[i]) for i in range(len(riddle.options))]


def _frequent(known: Sequence[Riddle]) -> Guesser:
    """The option that was right most often where it stood elsewhere."""
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for riddle in known:
        for i, option in enumerate(riddle.options):
            seen[_plain(option)] += 1
            right[_plain(option)] += i in riddle.right
    share = sum(right.values()) / max(1, sum(seen.values()))

    def guess(riddle: Riddle) -> Scores:
        words = [_plain(option) for option in riddle.options]
        return [(right[word] + share) / (seen[word] + _ANY) for word in words]

    return guess


def _bayes(known: Sequence[Riddle]) -> Guesser:
    """Naive Bayes over character bigrams of right and wrong options; of 判断, over those of the stem."""
    counts: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for riddle in known:
        for i in range(len(riddle.options)):
            counts[i in riddle.right].update(_features(riddle, i))
    totals = [sum(count.values()) for count in counts]
    words = len(counts[0] | counts[1]) + 1
    return lambda riddle: [
        _log_odds(_features(riddle, i), counts, totals, words) for i in range(len(riddle.options))
    ]


def _features(riddle: Riddle, index: int) -> frozenset[str]:
    option = riddle.options[index]
    if riddle.kind is ItemKind.TRUE_FALSE:
        return frozenset(f"{option}:{gram}" for gram in _grams(riddle.stem))
    return _grams(option)


def _log_odds(
    features: frozenset[str], counts: Sequence[Mapping[str, int]], totals: Sequence[int], words: int
) -> float:
    """Mean over the features, so that long options are not favoured."""
    odds = [
        math.log((counts[1].get(f, 0) + _ANY) / (totals[1] + words))
        - math.log((counts[0].get(f, 0) + _ANY) / (totals[0] + words))
        for f in sorted(features)
    ]
    return sum(odds) / max(1, len(odds))


def _reversed(solver: Solver) -> Solver:
    def learn(known: Sequence[Riddle]) -> Guesser:
        guess = solver(known)
        return lambda riddle: [-score for score in guess(riddle)]

    return learn


SOLVERS: Mapping[str, Solver] = {
    "最长的": _longest,
    "最短的": _shortest,
    "与其余最像的": _most_alike,
    "与其余最不像的": _least_alike,
    "与题干同字最多的": _echo,
    "与题干同字最少的": _no_echo,
    "别处最常对的字母": _position,
    "别处最常对的选项": _frequent,
    "字对朴素贝叶斯": _bayes,
    "别处最少对的选项": _reversed(_frequent),
    "字对朴素贝叶斯反着用": _reversed(_bayes),
}
OF_STEMS = ("别处最常对的字母", "字对朴素贝叶斯", "字对朴素贝叶斯反着用")
BY_ELIMINATION = ("别处最少对的选项", "字对朴素贝叶斯反着用")
"""Solvers that know the keys of half the bank: an option that is right elsewhere is likely wrong here, where
each has a question of its own. They measure that, not the writing of an item, and are held to no bar."""
