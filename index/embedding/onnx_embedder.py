"""Runs the prepared bundled model with onnxruntime; never imports PyTorch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from corpus.errors import KuanyanError
from index.embedding.model_folder import ENCODER_FILE, MANIFEST_FILE, TOKENIZER_FILE
from index.embedding.protocol import Float32Array, clean_text

DEFAULT_THREADS = 2

_MAX_TOKENS = 512
_INPUT, _OUTPUT = "token_ids", "vectors"
_LOG_ERRORS_ONLY = 3


class DamagedModelError(KuanyanError):
    """The prepared files are there but cannot be loaded; preparing again mends it."""


class OnnxEmbedder:
    """An ``Embedder`` over a folder made by ``prepare_bundled_model``.

    Each text is a run of its own: its vector does not depend on the other texts of the list.

    Raises:
        DamagedModelError: a file is missing or unreadable.
    """

    def __init__(self, folder: Path, threads: int = DEFAULT_THREADS) -> None:
        try:
            manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
            self.name: str = manifest["identity"]
            self.dimension: int = manifest["dimension"]
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._session, self._threads = _open_session(folder / ENCODER_FILE), threads
        except Exception as error:  # onnxruntime and tokenizers raise many unrelated types
            raise DamagedModelError(
                f"向量模型缓存无法读取：{folder}（{type(error).__name__}）；请删除该目录后重新运行，程序会自动重新准备。"
            ) from error
        self._tokenizer.enable_truncation(_MAX_TOKENS)

    def embed_queries(self, texts: Sequence[str]) -> Float32Array:
        """See ``Embedder``."""
        return self._embed("query: ", texts)

    def embed_passages(self, texts: Sequence[str]) -> Float32Array:
        """See ``Embedder``."""
        return self._embed("passage: ", texts)

    def _embed(self, prefix: str, texts: Sequence[str]) -> Float32Array:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch_fast([prefix + clean_text(text) for text in texts])

        def run(row: int) -> None:
            token_ids = np.array([encodings[row].ids], dtype=np.int64)
            vectors[row] = self._session.run([_OUTPUT], {_INPUT: token_ids})[0][0]

        if len(texts) == 1:
            run(0)
        else:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(run, range(len(texts))))
        return vectors


def _open_session(path: Path) -> onnxruntime.InferenceSession:
    """A run takes one thread, and several go side by side. Measured, two threads gain nothing for a question
    of up to thirty tokens: one that sleeps while waiting for the other loses as much time, and if it waits
    spinning, what follows the run is slower by as much."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = _LOG_ERRORS_ONLY
    options.enable_mem_pattern = False  # lengths differ from run to run
    # The graph is written with the fused operators already.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
