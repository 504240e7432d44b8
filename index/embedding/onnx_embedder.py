"""Runs the prepared bundled model with onnxruntime; never imports PyTorch."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from corpus.errors import KuanyanError
from index.embedding.model_folder import ENCODER_FILE, MANIFEST_FILE, TOKENIZER_FILE
from index.embedding.protocol import Float32Array, clean_text

DEFAULT_THREADS = 2

_MAX_TOKENS = 512
_TOKENS_PER_RUN = 512
"""Texts of equal length share a run up to this many tokens; measured, more is not faster."""
_CROWDED_S = 0.5
"""After two questions at once: measured with eight clients, a quarter more questions a second."""
_INPUT, _OUTPUT = "token_ids", "vectors"
_LOG_ERRORS_ONLY = 3


class DamagedModelError(KuanyanError):
    """The prepared files are there but cannot be loaded; preparing again mends it."""


class OnnxEmbedder:
    """An ``Embedder`` over a folder made by ``prepare_bundled_model``.

    Texts with the same number of tokens are run together, without padding; so a vector does not depend
    on the other texts of the list, apart from the last bits of float32.

    Raises:
        DamagedModelError: a file is missing or unreadable.
    """

    def __init__(self, folder: Path, threads: int = DEFAULT_THREADS) -> None:
        try:
            manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            self.name: str = manifest["identity"]
            self.dimension: int = manifest["dimension"]
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._encoder, self._threads = folder / ENCODER_FILE, threads
            self._for_one = _open_session(self._encoder, threads)
        except Exception as error:  # onnxruntime and tokenizers raise many unrelated types
            raise DamagedModelError(
                f"向量模型缓存无法读取：{folder}（{type(error).__name__}）；请删除该目录后重新运行，程序会自动重新准备。"
            ) from error
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._lock, self._at_work, self._crowded_until = threading.Lock(), 0, 0.0

    @cached_property
    def _for_many(self) -> onnxruntime.InferenceSession:
        return _open_session(self._encoder, 1)

    def embed_queries(self, texts: Sequence[str]) -> Float32Array:
        """See ``Embedder``."""
        return self._embed("query: ", texts)

    def embed_passages(self, texts: Sequence[str]) -> Float32Array:
        """See ``Embedder``."""
        return self._embed("passage: ", texts)

    def _embed(self, prefix: str, texts: Sequence[str]) -> Float32Array:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast([prefix + clean_text(text) for text in texts])
        token_ids = [encoding.ids for encoding in encodings]

        groups = list(_group_by_length(token_ids))

        def run(rows: list[int], session: onnxruntime.InferenceSession) -> None:
            batch = np.array([token_ids[row] for row in rows], dtype=np.int64)
            vectors[rows] = session.run([_OUTPUT], {_INPUT: batch})[0]

        if len(groups) > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(lambda rows: run(rows, self._for_many), groups))
        elif groups:
            self._run_alone(lambda session: run(groups[0], session))
        return vectors

    def _run_alone(self, run: Callable[[onnxruntime.InferenceSession], None]) -> None:
        """With all threads; but while questions come together each takes one, as of many texts."""
        with self._lock:
            self._at_work += 1
            now = time.monotonic()
            if self._at_work > 1:
                self._crowded_until = now + _CROWDED_S
        try:
            run(self._for_many if now < self._crowded_until else self._for_one)
        finally:
            with self._lock:
                self._at_work -= 1


def _open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A question alone is shared among ``threads``: that halves its time, which goes into reading the
    weights. Of many texts each run takes one thread and several runs go side by side: measured, half
    the time of sharing the small matrices of each run among threads, which wait for each other."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = _LOG_ERRORS_ONLY
    options.enable_mem_pattern = False  # lengths differ from run to run
    # Threads that wait by spinning take the core from what follows: measured, a search 17 → 14 ms.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graph is written with the fused operators already.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _group_by_length(token_ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Rows of texts with equally many tokens, shortest first, cut into runs of bounded size."""
    rows_by_length: defaultdict[int, list[int]] = defaultdict(list)
    for row, ids in enumerate(token_ids):
        rows_by_length[len(ids)].append(row)
    for length in sorted(rows_by_length):
        rows = rows_by_length[length]
        size = max(1, _TOKENS_PER_RUN // length)
        for start in range(0, len(rows), size):
            yield rows[start : start + size]
