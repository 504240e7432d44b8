"""Any sentence-transformers model that is on this machine, by name or folder. Imports PyTorch when made."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from corpus.errors import KuanyanError
from index.embedding.protocol import Float32Array, clean_text

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Kind = Literal["query", "passage"]

_BATCH_SIZE = 16
_SAMPLE_BYTES = 65536
_E5_PREFIXES: dict[Kind, str] = {"query": "query: ", "passage": "passage: "}
_PROMPT_NAMES: dict[Kind, tuple[str, ...]] = {"query": ("query",), "passage": ("passage", "document")}


class SentenceTransformersEmbedder:
    """An ``Embedder`` over a model folder, or the name of a model already in the local Hugging Face cache.

    The prompts ``query`` and ``passage`` (or ``document``) of the model are used where it defines them;
    else the prefixes of E5 for a model with ``e5`` in its name; else none. Nothing is downloaded.

    Raises:
        KuanyanError: the model is not on this machine or cannot be loaded.
    """

    def __init__(self, name_or_folder: str | Path) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        folder = _find_model_folder(str(name_or_folder))
        self._model = _load_model(folder, str(name_or_folder))
        self._prefixes = _choose_prefixes(self._model.prompts, str(name_or_folder))
        size = self._model.get_embedding_dimension()
        self.dimension: int = int(size) if size else self._model.encode(["一"]).shape[1]
        self.name: str = f"st:{Path(name_or_folder).name}:{_folder_digest(folder)}"

    def embed_queries(self, texts: Sequence[str]) -> Float32Array:
        """See ``Embedder``."""
        return self._embed("query", texts)

    def embed_passages(self, texts: Sequence[str]) -> Float32Array:
        """See ``Embedder``."""
        return self._embed("passage", texts)

    def _embed(self, kind: Kind, texts: Sequence[str]) -> Float32Array:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            [clean_text(text) for text in texts],
            prompt=self._prefixes[kind],
            batch_size=_BATCH_SIZE,
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.asarray(vectors, dtype=np.float32)


def _choose_prefixes(prompts: dict[str, str], name: str) -> dict[Kind, str]:
    defined: dict[Kind, str] = {
        kind: next((prompts[key] for key in names if prompts.get(key)), "")
        for kind, names in _PROMPT_NAMES.items()
    }
    if any(defined.values()):
        return defined
    return _E5_PREFIXES if "e5" in Path(name).name.lower() else {"query": "", "passage": ""}


def _find_model_folder(name: str) -> Path:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for candidate in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(candidate, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise KuanyanError(
        f"本机没有向量模型“{name}”（环境变量 KUANYAN_EMBED_MODEL）；程序不联网下载，"
        "请改为本机上的模型目录，或取消该变量以使用内置模型。"
    )


def _load_model(folder: Path, name: str) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise KuanyanError(
            f"使用向量模型“{name}”（环境变量 KUANYAN_EMBED_MODEL）需要 sentence-transformers，但它没有安装；"
            "请执行 pip install sentence-transformers，或取消该变量以使用内置模型。"
        ) from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(folder), local_files_only=True, device="cpu")
    except Exception as error:  # whatever transformers finds wrong with the folder
        raise KuanyanError(
            f"向量模型“{name}”（环境变量 KUANYAN_EMBED_MODEL）无法载入（{type(error).__name__}）：{folder}；"
            "请检查该目录是否为完整的 sentence-transformers 模型，或取消该变量以使用内置模型。"
        ) from error


def _folder_digest(folder: Path) -> str:
    """16 hexadecimal digits over names, sizes, and both ends of all files: cheap, changes with the model."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder).as_posix()}\0{size}\0".encode())
        with path.open("rb") as stream:
            digest.update(stream.read(_SAMPLE_BYTES))
            stream.seek(max(0, size - _SAMPLE_BYTES))
            digest.update(stream.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:16]
