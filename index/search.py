"""Question → clauses, by words and by meaning, fused."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np

from corpus.lexicon import Lexicon, load_lexicon
from corpus.models import Corpus
from index.arms import WEIGHTS, Arms, LargeArms, SmallArms, rank_scores
from index.asked import AskedQuestions, Likeness
from index.belonging import Belonging
from index.build import build_index, load_meaning, make_tokenizer
from index.dense import close_client, open_client, open_collection, read_views
from index.embedding.protocol import Embedder, Progress, ignore_progress
from index.fingerprint import fingerprint
from index.large import LargeScorer, LargeWeights
from index.lexical import Floats, LexicalIndex
from index.meaning import MeaningIndex
from index.sentences import SentenceVectors
from index.storage import Manifest, find_current, index_folder
from index.vectors import load_vectors

__all__ = ["EXPANSION_WEIGHT", "WEIGHTS", "Hit", "IndexState", "SearchIndex", "SearchResult"]

EXPANSION_WEIGHT = 0.4  # a term of law that the lexicon adds, against one the user wrote
_FIFTH = 5
_REMEMBERED = 512  # questions: the earlier ones of a talk are read again with each message
_LEAST_RARITY = 1.0  # a question of stop words only has none


@dataclass(frozen=True, slots=True)
class Hit:
    """``score`` is the fused score. Ranks count from 1; ``None`` where that arm did not find it."""

    clause_id: str
    score: float
    dense_rank: int | None  # by the linear score of ``index.meaning``
    dense_similarity: float  # cosine of the clause's nearest view
    lexical_rank: int | None
    lexical_score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``query_terms`` are the words of law the lexicon added, with their weight.

    ``similarity`` (mean cosine of the few nearest views) and ``coverage`` (share of the question's words,
    weighed by rarity, that the best clause has, 0 to about 1) say whether the corpus is about it at all.
    ``belonging`` and ``outside`` say whether it is put like the questions that the corpus answers, or like
    one that it does not (``index.belonging``), and ``likeness`` says the same by meaning (``index.asked``);
    ``None`` where that was not learned.
    """

    hits: tuple[Hit, ...]
    similarity: float
    coverage: float
    query_terms: dict[str, float]
    belonging: float | None = None
    outside: float = 0.0  # likeness to the nearest such question by words the best clause has not, 0 to 1
    likeness: Likeness | None = None

    @property
    def lead(self) -> float:
        """How far the best clause is ahead of the fifth, or of the last where there are fewer."""
        return self.hits[0].score - self.hits[:_FIFTH][-1].score if self.hits else 0.0


class IndexState(StrEnum):
    READY = "索引可用"
    MISSING = "还没有索引"
    STALE = "语料、模型或设置已变化"
    DAMAGED = "索引已损坏"


class SearchIndex:
    """A saved index, opened. ``search`` may be called from several threads."""

    def __init__(
        self,
        embedder: Embedder,
        arms: Arms,
        lexical: LexicalIndex,
        lexicon: Lexicon,
        belonging: Belonging | None = None,
        asked: AskedQuestions | None = None,
        sentences: SentenceVectors | None = None,
    ) -> None:
        self.embedder = embedder
        self.lexicon = lexicon
        self._arms = arms
        self._lexical = lexical
        self._belonging, self._asked, self._sentences = belonging, asked, sentences
        self._ids = lexical.clause_ids
        self._documents = np.array([clause_id.split("#", 1)[0] for clause_id in self._ids])
        self._vector = lru_cache(_REMEMBERED)(self._embed)

    def search(self, question: str, *, k: int = 10, doc_ids: Collection[str] | None = None) -> SearchResult:
        """The ``k`` best clauses, of ``doc_ids`` only if given; equals stand in corpus order."""
        if doc_ids is not None and not doc_ids:
            return SearchResult((), 0.0, 0.0, {})
        allowed = np.ones(len(self._ids), bool) if doc_ids is None else np.isin(self._documents, [*doc_ids])
        expansion = self._expansion(question)
        vector = self._vector(question)
        tokens = self._lexical.tokenizer.tokens(question)
        words = np.where(allowed, self._word_scores(tokens, expansion), 0.0).astype(np.float32)
        scored = self._arms.score(vector, words, allowed, doc_ids, k)
        dense_ranks, lexical_ranks = rank_scores(scored.meaning, -np.inf), rank_scores(words, 0.0)
        fused = scored.fused
        best = sorted(scored.found, key=lambda i: (-fused[i], i))[:k]
        hits = tuple(
            Hit(
                self._ids[i],
                float(fused[i]),
                dense_ranks.get(i),
                scored.similarity(i),
                lexical_ranks.get(i),
                float(words[i]),
            )
            for i in best
        )
        nearest = scored.nearest
        return SearchResult(
            hits,
            sum(nearest) / len(nearest) if nearest else 0.0,
            self._covered(tokens, words),
            dict.fromkeys(expansion, EXPANSION_WEIGHT),
            *self._judge(tokens, best),
            None if self._asked is None else self._asked.like(vector),
        )

    def likeness(self, question: str) -> Callable[[str], float]:
        """How like the sentences of long clauses are to ``question`` (``index.sentences``)."""
        if self._sentences is None:
            return lambda _sentence: 0.0
        return self._sentences.likeness(self._vector(question))

    def forget(self) -> None:
        """Lets go of the vectors of earlier questions, so that time is measured as for new ones."""
        self._vector.cache_clear()

    def _embed(self, question: str) -> Floats:
        vector: Floats = self.embedder.embed_queries([question])[0]
        vector.flags.writeable = False
        return vector

    def _judge(self, tokens: Sequence[str], best: Sequence[int]) -> tuple[float | None, float]:
        """``SearchResult.belonging`` and ``outside``; ``best`` are the numbers of the clauses found."""
        known = self._belonging
        if known is None or not best:
            return None, 0.0
        answered = self._lexical.said_by(best[0], tokens)
        return known.score(tokens), known.nearest_outside(tokens, answered)

    def coverage(self, question: str) -> float:
        """``SearchResult.coverage`` over all documents, without the vectors."""
        tokens = self._lexical.tokenizer.tokens(question)
        return self._covered(tokens, self._word_scores(tokens, self._expansion(question)))

    def _covered(self, tokens: Sequence[str], words: Floats) -> float:
        return float(words.max(initial=0.0)) / max(self._lexical.rarity(tokens), _LEAST_RARITY)

    def word_scores(self, question: str) -> Floats:
        """BM25 of each clause, shape (clauses,), the lexicon's terms of law among the words."""
        return self._word_scores(self._lexical.tokenizer.tokens(question), self._expansion(question))

    def _expansion(self, question: str) -> tuple[str, ...]:
        return tuple(t for t in self.lexicon.find_law_terms(question) if t not in question)

    def _word_scores(self, tokens: Sequence[str], expansion: tuple[str, ...]) -> Floats:
        added = (token for word in expansion for token in self._lexical.tokenizer.tokens(word))
        return self._lexical.scores(dict.fromkeys(added, EXPANSION_WEIGHT) | dict.fromkeys(tokens, 1.0))


def check_index(corpus: Corpus, embedder: Embedder, home: Path) -> IndexState:
    """What opening would find, without opening Chroma."""
    folder = find_current(home)
    if folder is None:
        return IndexState.MISSING
    try:
        manifest = Manifest.load(folder)
    except (OSError, ValueError, TypeError):
        return IndexState.DAMAGED
    same = manifest.fingerprint == fingerprint(corpus, embedder.name)
    return IndexState.READY if same else IndexState.STALE


def open_index(
    corpus: Corpus, embedder: Embedder, home: Path, progress: Progress = ignore_progress
) -> SearchIndex | IndexState:
    """The saved index, or the state that keeps it from being opened."""
    state = check_index(corpus, embedder, home)
    if state is not IndexState.READY:
        return state
    folder = find_current(home)
    assert folder is not None
    try:
        return _open(embedder, folder, home, progress)
    except Exception:  # sqlite, Chroma's HNSW files, numpy files: each raises its own
        return IndexState.DAMAGED


def _open(embedder: Embedder, folder: Path, home: Path, progress: Progress) -> SearchIndex:
    manifest = Manifest.load(folder)
    vectors = load_vectors(folder, manifest.rows, manifest.dimension)
    lexical = LexicalIndex.load(folder / "bm25", manifest.clause_ids, make_tokenizer(home))
    meaning = load_meaning(folder, manifest)
    arms: Arms
    if isinstance(meaning, MeaningIndex):
        client = open_client(_writable(folder / "chroma", progress))
        views, kept = read_views(open_collection(client))
        close_client(client)
        if len(views) != manifest.views:
            raise ValueError("views are missing from Chroma")
        arms = SmallArms(views, kept, meaning, lexical.clause_ids)
    else:
        arms = LargeArms(LargeScorer(vectors, meaning, lexical.clause_ids, LargeWeights()))
    learned = (Belonging.load(folder), AskedQuestions.load(folder), SentenceVectors.load(folder))
    index = SearchIndex(embedder, arms, lexical, load_lexicon(), *learned)
    index.search("柔性执法", k=1)  # reads every part once: damage shows here, not at the first question
    return index


def _writable(folder: Path, progress: Progress) -> Path:
    """Chroma needs to write beside its data: a read-only folder is copied to a temporary one."""
    probe = folder / ".write-probe"
    try:
        probe.touch()
        probe.unlink()
        return folder
    except OSError:
        progress("数据文件夹只读，改用索引的临时副本", 1.0)
        scratch = Path(tempfile.mkdtemp(prefix="kuanyan-"))
        atexit.register(shutil.rmtree, scratch, ignore_errors=True)
        return Path(shutil.copytree(folder, scratch / "chroma"))


def ensure_index(corpus: Corpus, embedder: Embedder, home: Path, progress: Progress) -> SearchIndex:
    """Opens the index; builds it where it is missing, stale or damaged. Raises ``KuanyanError``."""
    opened = open_index(corpus, embedder, home, progress)
    if isinstance(opened, SearchIndex):
        return opened
    progress(f"{opened.value}，正在建立索引", 0.0)
    build_index(corpus, embedder, home, progress, rebuild=opened is IndexState.DAMAGED)
    opened = open_index(corpus, embedder, home, progress)
    if isinstance(opened, SearchIndex):
        return opened
    raise RuntimeError(f"the index just built cannot be opened: {opened} {index_folder(home)}")
