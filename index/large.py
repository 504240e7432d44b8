"""Scores of a large corpus: words, meaning, and what known questions tell about the clauses around theirs.

In sixty thousand articles most laws are never asked about, and the words of a question fit many of them.
Where questions are confirmed for their clauses (``index.votes``) they say which documents, headings and
clauses are meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.votes import QuestionVotes

LARGE_CLAUSES = 5000
"""A corpus of more clauses is searched as below, a smaller one as ``index.arms.SmallArms`` does."""

LARGE_K1, LARGE_B = 0.9, 0.5
"""BM25 of a large corpus, where a long article is not less likely to be meant."""

_LEARNED = 2000  # clauses
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]


@dataclass(frozen=True)
class LargeWeights:
    """What each part counts beside the words; every part lies in [0, 1], the best clause by words has 1.

    The suite ``statutes`` chooses them for each fold on the other folds; the defaults are about what it
    chooses.
    """

    dense: float = 0.5  # cosine of the clause's own words, above the mean of all
    learned: float = 0.2  # the same of where the clauses of such a question lie
    clause: float = 0.1  # votes for the clause itself
    heading: float = 0.2  # votes for the clauses under one heading
    document: float = 0.3  # how many known questions the document has at all

    @property
    def of_parts(self) -> tuple[float, ...]:
        """In the order of ``LargeScorer.parts``."""
        return 1.0, self.dense, self.learned, self.clause, self.heading, self.document


@dataclass(frozen=True, slots=True)
class Meaning:
    """Of one question: cosine of each view, shape (views,), of each clause's own words and of its nearest
    view, shape (clauses,); ``near`` is the square of its likeness to each voter, ``expected`` where its
    clauses should lie, shape (dimension,)."""

    of_views: Floats
    own: Floats
    nearest: Floats
    near: Floats
    expected: Floats


class LargeScorer:
    """Adds the parts up. ``vectors`` may be mapped from the disk."""

    def __init__(
        self, vectors: Floats, votes: QuestionVotes, clause_ids: Sequence[str], weights: LargeWeights
    ) -> None:
        self.weights = weights
        self._vectors, self._votes = np.asarray(vectors), votes  # a slice of a memmap costs more
        self._alone = len(votes.starts) == len(vectors)  # no clause has a question beside its own words
        # one dimension after the other: the scan takes half as long as one clause after the other
        self._by_dimension = np.ascontiguousarray(vectors.T)
        voter, clause = votes.pairs
        self._documents = _number([clause_id.split("#", 1)[0] for clause_id in clause_ids])
        self._headings = _number([clause_id.rpartition(".")[0] or clause_id for clause_id in clause_ids])
        self._heading_count = int(self._headings.max(initial=0)) + 1
        self._clause_pairs = (voter, clause)
        self._heading_pairs = _unique_pairs(voter, self._headings[clause])
        counts = np.bincount(self._documents[clause], minlength=int(self._documents.max(initial=0)) + 1)
        self._prior = _share(np.log1p(counts).astype(np.float32))[self._documents]

    def read(self, vector: Floats) -> Meaning:
        """One exact scan of all vectors."""
        votes, of_views = self._votes, vector @ self._by_dimension
        return Meaning(
            of_views,
            of_views if self._alone else of_views[votes.starts],
            of_views if self._alone else np.maximum.reduceat(of_views, votes.starts),
            votes.similarities(vector) ** 2,
            votes.expected(vector),
        )

    def parts(self, words: Floats, meaning: Meaning) -> tuple[Floats, ...]:
        """Words, dense, learned, clause, heading, document: one score a clause each, in [0, 1]; the learned
        one is 0 for a clause that the others leave behind the first ``_LEARNED``."""
        clauses = _votes(meaning.near, self._clause_pairs, len(words))
        headings = _votes(meaning.near, self._heading_pairs, self._heading_count)
        share, dense = _of_itself(words, meaning)
        rest = (_share(clauses), _share(headings)[self._headings], self._prior)
        weights = self.weights.of_parts
        base = _add([weights[0], weights[1], *weights[3:]], [share, dense, *rest])
        return share, dense, self._learned(base, meaning.expected), *rest

    def _learned(self, base: Floats, expected: Floats) -> Floats:
        """A second scan of all would take as long as the first, and moves hardly any more clauses."""
        learned = np.zeros(len(base), dtype=np.float32)
        first = len(base) - min(_LEARNED, len(base))
        chosen = np.sort(np.argpartition(base, first)[first:]) if first else np.arange(len(base))
        scores = self._vectors[self._votes.starts[chosen]] @ expected - self._votes.centre @ expected
        learned[chosen] = _share(scores.astype(np.float32))
        return learned

    def fuse(self, words: Floats, meaning: Meaning) -> Floats:
        """The score of each clause, shape (clauses,). Where no question is known two parts tell all."""
        if not len(self._votes.voters):
            return _add(self.weights.of_parts[:2], _of_itself(words, meaning))
        return _add(self.weights.of_parts, self.parts(words, meaning))


def _of_itself(words: Floats, meaning: Meaning) -> tuple[Floats, Floats]:
    """What the words and the meaning of a clause alone tell."""
    return _share(words), _share(meaning.own - meaning.own.mean())


def _add(weights: Sequence[float], parts: Sequence[Floats]) -> Floats:
    total = np.zeros(len(parts[0]), dtype=np.float32)
    for weight, part in zip(weights, parts, strict=True):
        total += np.float32(weight) * part
    return total


def _votes(near: Floats, pairs: tuple[Ints, Ints], size: int) -> Floats:
    voter, target = pairs
    return np.bincount(target, near[voter], minlength=size).astype(np.float32)


def _unique_pairs(voter: Ints, target: Ints) -> tuple[Ints, Ints]:
    """One question votes once for a heading, however many of its clauses it names."""
    pairs = np.unique(np.stack([voter, target]), axis=1)
    return pairs[0], pairs[1]


def _number(names: Sequence[str]) -> Ints:
    numbers = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names], dtype=np.intp)


def _share(scores: Floats) -> Floats:
    """Scores as shares of the best, none below 0; all 0 where none is above."""
    best = float(scores.max(initial=0.0))
    if best <= 0:
        return np.zeros_like(scores)
    return (np.maximum(scores, 0.0) / np.float32(best)).astype(np.float32)
