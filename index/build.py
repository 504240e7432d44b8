"""Corpus → a saved index. What has not changed is not embedded again."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from corpus.errors import KuanyanError
from corpus.lexicon import load_lexicon
from corpus.models import Corpus
from index.asked import AskedQuestions
from index.belonging import learn_belonging
from index.dense import close_client, import_llama_index, open_client, open_collection
from index.dense_build import CHROMA, save_dense
from index.embedding.protocol import Embedder, Progress
from index.fingerprint import fingerprint
from index.large import LARGE_CLAUSES
from index.lexical import LexicalIndex
from index.meaning import MeaningIndex
from index.sentences import SentenceVectors
from index.shipped import load_shipped
from index.storage import (
    Manifest,
    explain_os_errors,
    find_current,
    index_folder,
    new_generation,
    remove_leftovers,
    switch_to,
)
from index.tokens import Tokenizer
from index.vectors import (
    EMBEDDING,
    Floats,
    KnownVectors,
    PendingVectors,
    embed_views,
    load_vectors,
    read_known,
    save_vectors,
    view_key,
)
from index.views import (
    CLAUSE,
    CONFIRMED,
    OUTSIDE,
    QUESTION,
    SENTENCE,
    SearchView,
    document_views,
    learned_views,
    views_hash,
)
from index.votes import QuestionVotes

_WAIT_S = 300.0  # for another build to end
_TOKENIZERS: dict[tuple[str, ...], Tokenizer] = {}  # by their words


@dataclass(frozen=True, slots=True)
class BuildReport:
    clauses: int
    views: int
    embedded: int  # views embedded anew
    documents: int
    changed: int  # documents embedded anew
    seconds: float

    def summary(self) -> str:
        return (
            f"索引已就绪：{self.documents} 份文件、{self.clauses} 个条款、{self.views} 段检索文字，"
            f"本次重新计算 {self.embedded} 段（{self.changed} 份文件有变化），用时 {self.seconds:.1f} 秒。"
        )


def build_index(
    corpus: Corpus, embedder: Embedder, home: Path, progress: Progress, *, rebuild: bool = False
) -> BuildReport:
    """Builds a new generation under ``home`` and switches to it. Raises ``KuanyanError``."""
    started = time.perf_counter()
    with explain_os_errors(home):
        index_folder(home).mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(index_folder(home) / "build.lock"), timeout=_WAIT_S)
        try:
            with lock:
                return _build(corpus, embedder, home, progress, rebuild, started)
        except Timeout as error:
            raise KuanyanError(f"另一个进程一直在建立索引（{home}），请等它结束后重试。") from error


def _build(
    corpus: Corpus, embedder: Embedder, home: Path, progress: Progress, rebuild: bool, started: float
) -> BuildReport:
    remove_leftovers(home)
    made_from = fingerprint(corpus, embedder.name)
    unchanged = None if rebuild else _find_unchanged(made_from, home)
    if unchanged is not None:  # an index that others have open stays where it is
        seconds = time.perf_counter() - started
        return BuildReport(
            len(unchanged.clause_ids), unchanged.views, 0, len(unchanged.documents), 0, seconds
        )
    folder = new_generation(home)
    try:
        views = {d.doc_id: document_views(d) for d in corpus.documents}
        hashes = {doc_id: views_hash(v, embedder.name) for doc_id, v in views.items()}
        every = [view for document in views.values() for view in document]
        texts = [*every, *_taught(corpus)]
        keys = [view_key(text) for text in texts]
        pending = PendingVectors(index_folder(home), embedder.name, embedder.dimension)
        known = _read_old(home, embedder, pending, rebuild)
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        with ThreadPoolExecutor(1) as pool:  # two seconds of import, while vectors are computed
            pool.submit(import_llama_index)
            embed_views(fresh, embedder, known, progress, pending.save)
        vectors = save_vectors(folder, keys, known, embedder.dimension)
        before = None if rebuild else _find_same_model(home, embedder)
        save_dense(
            every,
            vectors[: len(every)],
            folder,
            before,
            lambda share: progress(EMBEDDING, 0.9 + 0.07 * share),
        )
        clause_ids = _save_lexical(every, folder, home)
        progress(EMBEDDING, 0.99)
        _save_meaning(texts, vectors, clause_ids, folder)
        _save_asked(corpus, texts, vectors, folder, home)
        _save_sentences(texts, vectors, folder)
        model = (embedder.name, embedder.dimension)
        Manifest(made_from, *model, hashes, clause_ids, len(every), len(texts)).save(folder)
        switch_to(home, folder)
        pending.remove()
    except BaseException:
        if find_current(home) != folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    progress(EMBEDDING, 1.0)
    changed = len({text.doc_id for key, text in zip(keys, texts, strict=True) if key in fresh} - {""})
    seconds = time.perf_counter() - started
    return BuildReport(len(clause_ids), len(every), len(fresh), len(views), changed, seconds)


def _find_unchanged(made_from: str, home: Path) -> Manifest | None:
    """The manifest of the index in use where it is whole and nothing it was made from has changed."""
    folder = find_current(home)
    if folder is None:
        return None
    try:
        manifest = Manifest.load(folder)
        if manifest.fingerprint != made_from:
            return None
        client = open_client(folder / CHROMA)
        try:
            whole = open_collection(client).count() == manifest.views
        finally:
            close_client(client)
        LexicalIndex.load(folder / "bm25", manifest.clause_ids, make_tokenizer(home))
        load_vectors(folder, manifest.rows, manifest.dimension)
        load_meaning(folder, manifest)
        return manifest if whole else None
    except Exception:  # damaged in any way: built again
        return None


def _read_old(home: Path, embedder: Embedder, pending: PendingVectors, rebuild: bool) -> KnownVectors:
    """Vectors that came with the program, of builds that were killed, of the index in use."""
    known = load_shipped(embedder)
    known.places |= pending.read().places
    folder = None if rebuild else _find_same_model(home, embedder)
    if folder is None:
        return known
    try:
        rows = Manifest.load(folder).rows
        known.places |= read_known(folder, rows, embedder.dimension).places
    except Exception:  # damaged in any way: everything is embedded again
        pass
    return known


def _find_same_model(home: Path, embedder: Embedder) -> Path | None:
    """The generation in use, where its vectors are of this embedder."""
    folder = find_current(home)
    try:
        manifest = Manifest.load(folder) if folder is not None else None
    except (OSError, ValueError, TypeError):
        return None
    if manifest is None or (manifest.embedder, manifest.dimension) != (embedder.name, embedder.dimension):
        return None
    return folder


def _save_lexical(views: list[SearchView], folder: Path, home: Path) -> list[str]:
    """Each clause's text with its questions; returns the clause ids in order."""
    clauses = [view for view in views if view.view == CLAUSE]
    ids, words = [view.clause_id for view in clauses], [view.words for view in clauses]
    bridged = {view.doc_id for view in views if view.view == QUESTION}
    reference = [view.doc_id in bridged for view in clauses]
    LexicalIndex.build(ids, words, make_tokenizer(home), reference).save(folder / "bm25")
    return ids


def _save_sentences(texts: list[SearchView], vectors: Floats, folder: Path) -> None:
    rows = [row for row, text in enumerate(texts) if text.view == SENTENCE]
    if rows:
        SentenceVectors.build([texts[row].text for row in rows], vectors[rows]).save(folder)


def make_tokenizer(home: Path) -> Tokenizer:
    """jieba with the lexicon's words; its dictionary cache lies in the data folder. One for a process,
    whatever the folder: the dictionary takes a third of a second to read and fifty megabytes."""
    words = load_lexicon().words
    return _TOKENIZERS.setdefault(words, Tokenizer(words, home / "jieba"))


def _taught(corpus: Corpus) -> list[SearchView]:
    """What is not searched but learned from; in a large corpus nothing."""
    if sum(len(document.clauses) for document in corpus.documents) > LARGE_CLAUSES:
        return []
    return learned_views(corpus)


def _save_meaning(texts: list[SearchView], vectors: Floats, clause_ids: list[str], folder: Path) -> None:
    """The arm of meaning: a linear score a clause, or in a large corpus the questions that vote."""
    numbers = {clause_id: i for i, clause_id in enumerate(clause_ids)}
    rows = [row for row, text in enumerate(texts) if text.view not in (OUTSIDE, SENTENCE)]
    owners = np.array([numbers[texts[row].clause_id] for row in rows], dtype=np.intp)
    if len(clause_ids) > LARGE_CLAUSES:
        asked = np.array([texts[row].view != CLAUSE for row in rows])
        QuestionVotes.build(vectors, owners, asked).save(folder)
    else:
        MeaningIndex.build(vectors[rows], owners, len(clause_ids)).save(folder)


def _save_asked(corpus: Corpus, texts: list[SearchView], vectors: Floats, folder: Path, home: Path) -> None:
    """How questions are put that the corpus answers and others: by words and by vectors."""
    belonging = learn_belonging(corpus, make_tokenizer(home))
    if belonging is None:
        return
    belonging.save(folder)
    answered = [row for row, text in enumerate(texts) if text.view in (QUESTION, CONFIRMED)]
    unanswered = [row for row, text in enumerate(texts) if text.view == OUTSIDE]
    if answered and unanswered:
        AskedQuestions.build(vectors[answered], vectors[unanswered]).save(folder)


def load_meaning(folder: Path, manifest: Manifest) -> MeaningIndex | QuestionVotes:
    """What ``_save_meaning`` wrote. Raises whatever numpy raises on a damaged file, or ``ValueError``."""
    clauses = len(manifest.clause_ids)
    return (QuestionVotes if clauses > LARGE_CLAUSES else MeaningIndex).load(folder, clauses)
