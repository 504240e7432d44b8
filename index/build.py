"""Corpus → a saved index. What has not changed is not embedded again."""

from __future__ import annotations

import hashlib
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
from index.dense import (
    Floats,
    add_views,
    close_client,
    create_collection,
    explain_chroma_errors,
    import_llama_index,
    open_client,
    open_collection,
    read_vectors,
)
from index.embedding.protocol import Embedder, Progress
from index.lexical import K1, B, LexicalIndex
from index.meaning import RIDGE, MeaningIndex
from index.storage import (
    Manifest,
    explain_os_errors,
    find_current,
    index_folder,
    new_generation,
    remove_leftovers,
    switch_to,
)
from index.tokens import TOKEN_FORMAT, Tokenizer
from index.views import CLAUSE, VIEW_FORMAT, SearchView, document_views, views_hash

_BATCH = 128
_LABEL = "正在建立索引"
_WAIT_S = 300.0  # for another build to end


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


def fingerprint(corpus: Corpus, embedder_name: str) -> str:
    """Changes when the corpus, its questions and lexicon, the model or a setting changes."""
    digest = hashlib.sha256(f"{VIEW_FORMAT}|{TOKEN_FORMAT}|{K1}|{B}|{RIDGE}|{embedder_name}".encode())
    digest.update(load_lexicon().fingerprint.encode())
    for document in corpus.documents:
        digest.update(views_hash(document_views(document), embedder_name).encode())
    return digest.hexdigest()


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
    unchanged = None if rebuild else _find_unchanged(corpus, embedder, home)
    if unchanged is not None:  # an index that others have open stays where it is
        seconds = time.perf_counter() - started
        return BuildReport(
            len(unchanged.clause_ids), unchanged.views, 0, len(unchanged.documents), 0, seconds
        )
    folder = new_generation(home)
    try:
        views = {d.doc_id: document_views(d) for d in corpus.documents}
        hashes = {doc_id: views_hash(v, embedder.name) for doc_id, v in views.items()}
        old = {} if rebuild else _old_vectors(home, embedder, views, hashes)
        every = [view for document in views.values() for view in document]
        fresh = [view for view in every if view.view_id not in old]
        with ThreadPoolExecutor(1) as pool:  # two seconds of import, while vectors are computed
            pool.submit(import_llama_index)
            old |= _embed(fresh, embedder, progress)
        vectors = np.stack([old[view.view_id] for view in every])
        _save_dense(every, vectors, folder)
        progress(_LABEL, 0.98)
        clause_ids = _save_lexical(every, folder, home)
        _save_meaning(every, vectors, clause_ids, folder)
        manifest = Manifest(
            fingerprint(corpus, embedder.name),
            embedder.name,
            embedder.dimension,
            hashes,
            clause_ids,
            len(every),
        )
        manifest.save(folder)
        switch_to(home, folder)
    except BaseException:
        if find_current(home) != folder:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    progress(_LABEL, 1.0)
    changed = len({view.doc_id for view in fresh})
    seconds = time.perf_counter() - started
    return BuildReport(len(clause_ids), len(every), len(fresh), len(views), changed, seconds)


def _find_unchanged(corpus: Corpus, embedder: Embedder, home: Path) -> Manifest | None:
    """The manifest of the index in use where it is whole and nothing it was made from has changed."""
    folder = find_current(home)
    if folder is None:
        return None
    try:
        manifest = Manifest.load(folder)
        if manifest.fingerprint != fingerprint(corpus, embedder.name):
            return None
        client = open_client(folder / "chroma")
        try:
            whole = open_collection(client).count() == manifest.views
        finally:
            close_client(client)
        LexicalIndex.load(folder / "bm25", manifest.clause_ids, make_tokenizer(home))
        MeaningIndex.load(folder, len(manifest.clause_ids))
        return manifest if whole else None
    except Exception:  # damaged in any way: built again
        return None


def _embed(views: list[SearchView], embedder: Embedder, progress: Progress) -> dict[str, Floats]:
    """Clauses as passages, questions as queries, so that a question meets its like."""
    vectors: dict[str, Floats] = {}
    for is_clause in (True, False):
        # by length, because the embedder runs texts of one length together
        chosen = sorted((v for v in views if (v.view == CLAUSE) == is_clause), key=lambda v: len(v.text))
        embed = embedder.embed_passages if is_clause else embedder.embed_queries
        for start in range(0, len(chosen), _BATCH):
            progress(_LABEL, 0.95 * len(vectors) / len(views))
            batch = chosen[start : start + _BATCH]
            vectors |= zip([v.view_id for v in batch], embed([v.text for v in batch]), strict=True)
    return vectors


def _old_vectors(
    home: Path, embedder: Embedder, views: dict[str, list[SearchView]], hashes: dict[str, str]
) -> dict[str, Floats]:
    """Vectors of unchanged documents from the index in use; empty where it cannot be read."""
    folder = find_current(home)
    if folder is None:
        return {}
    try:
        manifest = Manifest.load(folder)
        if (manifest.embedder, manifest.dimension) != (embedder.name, embedder.dimension):
            return {}
        same = [v.view_id for d, h in hashes.items() if manifest.documents.get(d) == h for v in views[d]]
        client = open_client(folder / "chroma")
        try:
            return read_vectors(open_collection(client), same)
        finally:
            close_client(client)
    except Exception:  # damaged in any way: everything is embedded again
        return {}


def _save_dense(views: list[SearchView], vectors: Floats, folder: Path) -> None:
    with explain_chroma_errors(folder):
        client = open_client(folder / "chroma")
        try:
            add_views(create_collection(client), views, vectors)
        finally:
            close_client(client)


def _save_lexical(views: list[SearchView], folder: Path, home: Path) -> list[str]:
    """Each clause's text with its questions; returns the clause ids in order."""
    clauses = [view for view in views if view.view == CLAUSE]
    ids = [view.clause_id for view in clauses]
    LexicalIndex.build(ids, [view.words for view in clauses], make_tokenizer(home)).save(folder / "bm25")
    return ids


def make_tokenizer(home: Path) -> Tokenizer:
    """jieba with the lexicon's words; its dictionary cache lies in the data folder."""
    return Tokenizer(load_lexicon().words, home / "jieba")


def _save_meaning(views: list[SearchView], vectors: Floats, clause_ids: list[str], folder: Path) -> None:
    numbers = {clause_id: i for i, clause_id in enumerate(clause_ids)}
    owners = np.array([numbers[view.clause_id] for view in views], dtype=np.intp)
    MeaningIndex.build(vectors, owners, len(clause_ids)).save(folder)
