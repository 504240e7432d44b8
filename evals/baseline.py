"""The plain llama-index pipeline a user would write first, and ours beside it, on the same questions.

Plain: one llama-index ``Document`` a source file with its title as metadata (as a reader of files named by
their titles gives), ``SentenceSplitter``, ``HuggingFaceEmbedding`` of the same e5 weights in float32 on the
CPU with e5's prompts, Chroma through llama-index, the five nearest chunks. Once with 512-token chunks, which
the model's window asks for, once with the splitter's default of 1024, of which the model reads the first 512
of its own tokens; the overlap is the splitter's default of 200 in both.

*When a chunk counts as holding a gold clause*, generously for the plain pipeline: at least half of the
non-blank characters that the clause owns lie in the chunk, or at least 90 % of the chunk's non-blank
characters lie within the clause. A chunk of 512 tokens often holds several clauses and then counts for each;
it does not say which of its lines answers, whereas ours must name the clause.

*recall@k*: share of questions for which the first k results hold a gold clause (``need`` any) or all gold
clauses together (``need`` all; those with more than k gold clauses cannot be met by one-clause results).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.service import Assistant
from corpus.errors import KuanyanError
from corpus.models import Corpus, Span
from evals.cases import PolicyCase, load_policy_cases
from evals.environment import describe_load
from evals.metrics import Rate, Spread
from evals.quality import SuiteResult
from index.build import build_index
from index.embedding.model_folder import ST_FOLDER
from index.embedding.prepare import prepare_bundled_model
from index.places import cache_home
from index.search import Hit

Progress = Callable[[str, float], None]
Ranking = list[frozenset[str]]  # clause ids held by each result, best first

DATASETS = ("policy_report", "policy_dev")
CHUNK_TOKENS = (512, 1024)
TOP_K = 5
_ALL_HITS = 400  # more than both arms' candidates together


@dataclass
class System:
    """``find`` answers one question; ``timed`` is false where it costs the same as the system before it."""

    name: str
    find: Callable[[str], Ranking]
    timed: bool = True
    times_ms: list[float] = field(default_factory=list)


def run_baseline(assistant: Assistant, progress: Progress) -> SuiteResult:
    """System after system, so that the threads of one do not slow the next; all in the same process.

    Raises ``KuanyanError`` where the extra ``bench`` is not installed.
    """
    require_bench()
    result, load = SuiteResult("baseline", facts=list(_FACTS)), describe_load()
    result.numbers["建索引 · 本项目"] = _time_our_index(assistant)
    with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as scratch:
        model, seconds = _load_model()
        result.numbers["载入模型 · 朴素 llama-index"] = Spread((seconds,), "秒")
        plain = []
        for tokens in CHUNK_TOKENS:
            system, chunks, seconds = _build_plain(assistant.corpus, model, tokens, Path(scratch))
            plain.append(system)
            result.numbers[f"建索引 · {system.name}"] = Spread((seconds,), "秒")
            result.facts.append(f"{system.name}：{chunks} 块。")
        for number, dataset in enumerate(DATASETS):
            progress("评测 baseline", number / len(DATASETS))
            _score(dataset, [*plain, *_our_systems(assistant)], result)
    result.facts.append(f"机器负载（1 分钟平均）：开始时 {load}，结束时 {describe_load()}。")
    return result


_FACTS = (
    "policy_report 只报告、不调参；policy_dev 调过本项目的参数，在它上面本项目占便宜。",
    "朴素 llama-index：Document（元数据为标题）＋ SentenceSplitter ＋ HuggingFaceEmbedding（同一权重，"
    "float32，CPU，query/passage 提示词）＋ Chroma 取前 5 块。",
    "一块算含正确条款：该条款自有的非空白字符至少一半在块内，或该块至少九成在条款内；"
    "一块可同时算含几个条款，这对朴素方案有利。",
    "仅词面、仅向量是本项目索引的两臂各自的名次；回答所引条款只算回答正文的引文，不算相近条款。",
)


def require_bench() -> None:
    """Raises ``KuanyanError`` where the plain pipeline cannot be built."""
    try:
        import llama_index.embeddings.huggingface  # noqa: F401
    except ImportError as error:
        raise KuanyanError(
            "套件 baseline 需要 llama-index-embeddings-huggingface，但它没有安装；"
            "请执行 pip install -e '.[bench]' 后重试。"
        ) from error


# scoring


def _score(dataset: str, systems: Sequence[System], result: SuiteResult) -> None:
    cases = load_policy_cases(dataset)
    ranks: dict[str, list[int | None]] = {system.name: [] for system in systems}
    for system in systems:
        system.times_ms.clear()
        system.find(cases[0].question)
        for case in cases:
            started = time.perf_counter()
            ranking = system.find(case.question)
            system.times_ms.append((time.perf_counter() - started) * 1000)
            ranks[system.name].append(rank_of_coverage(ranking, case))
    for system in systems:
        for k in (1, TOP_K):
            hits = sum(rank is not None and rank <= k for rank in ranks[system.name])
            result.rates[f"{dataset} · recall@{k} · {system.name}"] = Rate(hits, len(cases))
        if system.timed:
            result.numbers[f"{dataset} · 一问 · {system.name}"] = Spread(tuple(system.times_ms), "毫秒")


def rank_of_coverage(ranking: Ranking, case: PolicyCase) -> int | None:
    """1-based rank at which a gold clause, or with ``need_all`` all of them, has been held by a result."""
    wanted, seen = set(case.gold), set[str]()
    for rank, held in enumerate(ranking, start=1):
        seen |= held & wanted
        if seen == wanted if case.need_all else seen:
            return rank
    return None


# ours


def _our_systems(assistant: Assistant) -> list[System]:
    search = assistant.index.search

    def arm(question: str, rank: Callable[[Hit], int | None]) -> Ranking:
        ranked = [(rank(hit), hit.clause_id) for hit in search(question, k=_ALL_HITS).hits]
        return [frozenset([c]) for _, c in sorted((r, c) for r, c in ranked if r is not None)[:TOP_K]]

    def cited(question: str) -> Ranking:
        ids = assistant.ask(question).clause_ids
        return [frozenset([clause_id]) for clause_id in ids]

    return [
        System("本项目检索", lambda q: [frozenset([h.clause_id]) for h in search(q, k=TOP_K).hits]),
        System("本项目仅词面（BM25）", lambda q: arm(q, lambda hit: hit.lexical_rank), timed=False),
        System("本项目仅向量", lambda q: arm(q, lambda hit: hit.dense_rank), timed=False),
        System("本项目回答所引条款", cited),
    ]


def _time_our_index(assistant: Assistant) -> Spread:
    """Seconds of one build into a fresh folder; llama-index is imported before, as for the plain pipeline."""
    import llama_index.vector_stores.chroma  # noqa: F401

    with tempfile.TemporaryDirectory(prefix="kuanyan-eval-") as home:
        report = build_index(assistant.corpus, assistant.index.embedder, Path(home), lambda _, __: None)
    return Spread((report.seconds,), "秒")


# the plain pipeline


def _load_model() -> tuple[Any, float]:
    """The embedding model for llama-index, and the seconds its loading took."""
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    started = time.perf_counter()
    folder = prepare_bundled_model(cache_home()) / ST_FOLDER
    model = HuggingFaceEmbedding(
        model_name=str(folder), device="cpu", query_instruction="query: ", text_instruction="passage: "
    )
    return model, time.perf_counter() - started


def _build_plain(corpus: Corpus, model: Any, tokens: int, scratch: Path) -> tuple[System, int, float]:
    """The pipeline over all documents, the number of its chunks, and the seconds of building it."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    started = time.perf_counter()
    documents = [
        Document(text=d.source, id_=d.doc_id, metadata={"file_name": f"{d.meta.title}.txt"})
        for d in corpus.documents
    ]
    nodes = SentenceSplitter(chunk_size=tokens).get_nodes_from_documents(documents)
    folder = str(scratch / f"chroma-{tokens}")
    client = chromadb.PersistentClient(folder, Settings(anonymized_telemetry=False))
    store = ChromaVectorStore(chroma_collection=client.create_collection("plain", embedding_function=None))
    index = VectorStoreIndex(
        nodes, storage_context=StorageContext.from_defaults(vector_store=store), embed_model=model
    )
    seconds = time.perf_counter() - started
    retriever = index.as_retriever(similarity_top_k=TOP_K)
    held = {node.node_id: held_clauses(corpus, *_place_of(corpus, node)) for node in nodes}

    def find(question: str) -> Ranking:
        return [held[found.node.node_id] for found in retriever.retrieve(question)]

    return System(f"朴素 llama-index（{tokens} 词元一块）", find), len(nodes), seconds


def _place_of(corpus: Corpus, node: Any) -> tuple[str, Span]:
    """The document of a chunk and where it stands there. Raises ``ValueError`` where its words do not."""
    doc_id, text = str(node.ref_doc_id), node.text
    source = corpus.get_document(doc_id).source
    start = node.start_char_idx
    if start is None or source[start : start + len(text)] != text:
        start = source.index(text)
    return doc_id, Span(start, start + len(text))


def held_clauses(corpus: Corpus, doc_id: str, chunk: Span) -> frozenset[str]:
    """The clauses that ``chunk`` of a document counts as holding; see this module's docstring."""
    document = corpus.get_document(doc_id)
    source = document.source
    inside = {i for i in range(chunk.start, chunk.end) if not source[i].isspace()}
    held = []
    for clause in document.clauses:
        own = {i for s in clause.spans for i in range(s.start, s.end) if not source[i].isspace()}
        both = len(own & inside)
        if both and (both >= 0.5 * len(own) or both >= 0.9 * len(inside)):
            held.append(clause.clause_id)
    return frozenset(held)
