"""The index of the statutes with some questions confirmed: put together from what is computed once.

Each fold has other confirmed questions, so each needs an index of its own. Vectors and tokens of the
articles do not change; they are taken from the one index built in the scratch folder. What comes out is
what ``build_index`` would save (a test compares them).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

from corpus.confirmed import Confirmed, attach_confirmed
from corpus.lexicon import Lexicon, load_lexicon
from corpus.models import Corpus
from evals.statutes_data import LayQuestion
from index.arms import LargeArms
from index.build import make_tokenizer
from index.embedding.protocol import Embedder, Float32Array
from index.large import LargeScorer, LargeWeights
from index.lexical import Ints, LexicalIndex, TokenIds
from index.search import SearchIndex
from index.storage import Manifest, find_current
from index.tokens import Tokenizer
from index.vectors import KnownVectors, read_known, view_key
from index.views import CLAUSE, SearchView, document_views
from index.votes import QuestionVotes

FOLDS = 5
_SEED = 20240601
_DAY = date(2024, 6, 1)
_LABEL = "准备条文"
Progress = Callable[[str, float], None]


class KeptEmbedder:
    """An ``Embedder`` that has seen all questions before: the same vectors, computed once."""

    def __init__(self, embedder: Embedder, questions: Sequence[str], progress: Progress) -> None:
        self.name, self.dimension, self._embedder = embedder.name, embedder.dimension, embedder
        self._kept: dict[str, Float32Array] = {}
        for start in range(0, len(questions), 128):
            progress("计算问题的向量", start / len(questions))
            batch = questions[start : start + 128]
            self._kept |= zip(batch, embedder.embed_queries(batch), strict=True)

    def embed_queries(self, texts: Sequence[str]) -> Float32Array:
        if all(text in self._kept for text in texts):
            return np.stack([self._kept[text] for text in texts])
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Float32Array:
        return self._embedder.embed_passages(texts)


@dataclass
class StatutesBench:
    """``corpus`` has no confirmed questions; ``known`` has the vectors of its clauses."""

    corpus: Corpus
    questions: Sequence[LayQuestion]
    embedder: Embedder
    known: KnownVectors
    tokenizer: Tokenizer
    lexicon: Lexicon = field(default_factory=load_lexicon)
    _tokens: TokenIds = field(default_factory=TokenIds)
    _rows: dict[str, Ints] = field(default_factory=dict)  # by clause id, of clauses without questions

    @classmethod
    def open(
        cls,
        corpus: Corpus,
        questions: Sequence[LayQuestion],
        embedder: Embedder,
        home: Path,
        progress: Progress,
    ) -> StatutesBench:
        """Over the index that ``build_index`` has saved under ``home``."""
        folder = find_current(home)
        if folder is None:
            raise ValueError(f"no index under {home}")
        manifest = Manifest.load(folder)
        known = read_known(folder, manifest.rows, manifest.dimension)
        kept = KeptEmbedder(embedder, [question.question for question in questions], progress)
        bench = cls(corpus, questions, kept, known, make_tokenizer(home))
        for number, document in enumerate(corpus.documents):
            progress(_LABEL, number / len(corpus.documents))
            for view in document_views(document):
                bench._rows[view.clause_id] = bench._tokens.number(bench.tokenizer.tokens(view.words))
        return bench

    def assemble(self, confirmed: Sequence[int]) -> FoldIndex:
        """The index with the questions of these numbers confirmed for the articles they cite."""
        corpus = attach_confirmed(self.corpus, self._confirmed(confirmed))
        views = [view for document in corpus.documents for view in document_views(document)]
        asked = {view.clause_id for view in views if view.view != CLAUSE}
        clauses = [view for view in views if view.view == CLAUSE]
        counted = TokenIds([self._count(view, asked) for view in clauses], self._tokens.vocabulary)
        lexical = LexicalIndex.from_tokens([view.clause_id for view in clauses], counted, self.tokenizer)
        self._embed([view for view in views if view.view != CLAUSE])
        vectors = np.stack([self.known[view_key(view)] for view in views])
        numbers = {view.clause_id: i for i, view in enumerate(clauses)}
        owners = np.array([numbers[view.clause_id] for view in views], dtype=np.intp)
        votes = QuestionVotes.build(vectors, owners, np.array([view.view != CLAUSE for view in views]))
        return FoldIndex(self, lexical, vectors, votes)

    def _count(self, view: SearchView, asked: set[str]) -> Ints:
        if view.clause_id in asked:
            return self._tokens.number(self.tokenizer.tokens(view.words))
        return self._rows[view.clause_id]

    def _embed(self, views: Sequence[SearchView]) -> None:
        for view in views:
            key = view_key(view)
            if key not in self.known:
                self.known.add([key], self.embedder.embed_queries([view.text]))

    def _confirmed(self, numbers: Sequence[int]) -> list[Confirmed]:
        chosen = (self.questions[number] for number in numbers)
        return [Confirmed(q.question, clause_id, _DAY, "评测") for q in chosen for clause_id in q.gold]


@dataclass
class FoldIndex:
    """The parts of one index, to be searched under any weights."""

    bench: StatutesBench
    lexical: LexicalIndex
    vectors: Float32Array
    votes: QuestionVotes

    def scorer(self, weights: LargeWeights) -> LargeScorer:
        return LargeScorer(self.vectors, self.votes, self.lexical.clause_ids, weights)

    def search_index(self, weights: LargeWeights) -> SearchIndex:
        """What ``kuanyan`` would open."""
        arms = LargeArms(self.scorer(weights))
        return SearchIndex(self.bench.embedder, arms, self.lexical, self.bench.lexicon)


def split_folds(questions: int) -> list[list[int]]:
    """Numbers of the questions of each fold, drawn once by a fixed seed."""
    order = list(range(questions))
    random.Random(_SEED).shuffle(order)
    return [sorted(order[fold::FOLDS]) for fold in range(FOLDS)]
