"""Question → clauses, by words and by meaning, fused."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np

from corpus.lexicon import Lexicon, load_lexicon
from corpus.models import Corpus
from index.build import build_index, fingerprint, make_tokenizer
from index.dense import open_client, open_collection, query_views
from index.embedding.protocol import Embedder, Progress, ignore_progress
from index.fusion import fuse_rankings
from index.lexical import LexicalIndex
from index.storage import Manifest, find_current, index_folder
from index.views import clause_of

# Chosen on evals/datasets/policy_dev.jsonl: with anticipated questions among the words searched, the
# lexical arm is the stronger one, and a small k trusts the first ranks.
RRF_K = 2.0
WEIGHTS = {"dense": 0.3, "lexical": 1.0}
EXPANSION_WEIGHT = 0.4  # a term of law that the lexicon adds, against one the user wrote
_VIEWS = 120  # views asked of Chroma; several belong to one clause
_CANDIDATES = 60  # clauses of each arm that are fused


@dataclass(frozen=True, slots=True)
class Hit:
    """``score`` is the fused score. Ranks count from 1; ``None`` where that arm did not find it."""

    clause_id: str
    score: float
    dense_rank: int | None
    dense_similarity: float  # cosine of the clause's nearest view; 0 where the arm did not find it
    lexical_rank: int | None
    lexical_score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``query_terms`` are the words of law the lexicon added, with their weight."""

    hits: tuple[Hit, ...]
    best_similarity: float
    best_lexical: float
    query_terms: dict[str, float]


class IndexState(StrEnum):
    READY = "索引可用"
    MISSING = "还没有索引"
    STALE = "语料、模型或设置已变化"
    DAMAGED = "索引已损坏"


class SearchIndex:
    """A saved index, opened. ``search`` may be called from several threads."""

    def __init__(self, embedder: Embedder, collection: Any, lexical: LexicalIndex, lexicon: Lexicon) -> None:
        self.embedder = embedder
        self.lexicon = lexicon
        self._collection = collection
        self._lexical = lexical
        ids = lexical.clause_ids
        self._order = {clause_id: i for i, clause_id in enumerate(ids)}
        self._documents = np.array([clause_id.split("#", 1)[0] for clause_id in ids])
        self._size = len(ids)

    def search(self, question: str, *, k: int = 10, doc_ids: Collection[str] | None = None) -> SearchResult:
        """The ``k`` best clauses, of ``doc_ids`` only if given; equals stand in corpus order."""
        if doc_ids is not None and not doc_ids:
            return SearchResult((), 0.0, 0.0, {})
        expansion = tuple(t for t in self.lexicon.find_law_terms(question) if t not in question)
        similarities = self._dense(question, doc_ids)
        scores = self._scores(question, expansion, doc_ids)
        rankings = {
            "dense": self._ranked(similarities)[:_CANDIDATES],
            "lexical": self._ranked(scores)[:_CANDIDATES],
        }
        ranks = {arm: {c: r for r, c in enumerate(ids, start=1)} for arm, ids in rankings.items()}
        scored = fuse_rankings(list(rankings.values()), [WEIGHTS[arm] for arm in rankings], RRF_K)
        fused = sorted(scored.items(), key=lambda pair: (-pair[1], self._order[pair[0]]))
        hits = tuple(
            Hit(
                clause_id,
                score,
                ranks["dense"].get(clause_id),
                similarities.get(clause_id, 0.0),
                ranks["lexical"].get(clause_id),
                scores.get(clause_id, 0.0),
            )
            for clause_id, score in fused[:k]
        )
        return SearchResult(
            hits,
            max(similarities.values(), default=0.0),
            max(scores.values(), default=0.0),
            dict.fromkeys(expansion, EXPANSION_WEIGHT),
        )

    def _dense(self, question: str, doc_ids: Collection[str] | None) -> dict[str, float]:
        """Clause → cosine similarity of its nearest view (its words or one of its questions)."""
        vector = self.embedder.embed_queries([question])[0]
        best: dict[str, float] = {}
        for view_id, similarity in query_views(self._collection, vector, _VIEWS, doc_ids):
            best.setdefault(clause_of(view_id), similarity)
        return best

    def _scores(
        self, question: str, expansion: tuple[str, ...], doc_ids: Collection[str] | None
    ) -> dict[str, float]:
        tokenizer = self._lexical.tokenizer
        terms = {token: EXPANSION_WEIGHT for word in expansion for token in tokenizer.tokens(word)}
        terms |= dict.fromkeys(tokenizer.tokens(question), 1.0)
        scores = self._lexical.scores(terms)
        if doc_ids is not None:
            scores = np.where(np.isin(self._documents, list(doc_ids)), scores, 0.0)
        return {self._lexical.clause_ids[i]: float(scores[i]) for i in np.flatnonzero(scores > 0)}

    def _ranked(self, scores: dict[str, float]) -> list[str]:
        return sorted(scores, key=lambda c: (-scores[c], self._order[c]))


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
    collection = open_collection(open_client(_writable(folder / "chroma", progress)))
    if collection.count() != manifest.views:
        raise ValueError("views are missing from Chroma")
    lexical = LexicalIndex.load(folder / "bm25", manifest.clause_ids, make_tokenizer(home))
    index = SearchIndex(embedder, collection, lexical, load_lexicon())
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
