"""Vectors in Chroma: written as llama-index nodes, read from the collection itself.

Opening does not import llama-index, which takes longer to import than a question to answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import KuanyanError
from index.views import SearchView

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")

COLLECTION = "views"
_BATCH = 256
Floats = npt.NDArray[np.float32]


def open_client(folder: Path) -> Any:
    """The embedded Chroma of ``folder``, without telemetry. The one place that chooses a client."""
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=str(folder))
    return chromadb.PersistentClient(path=str(folder), settings=settings)


def close_client(client: Any) -> None:
    """Lets go of the files, so that the folder may be moved or removed."""
    client.close()


@contextmanager
def explain_chroma_errors(folder: Path) -> Iterator[None]:
    """Turns what Chroma raises while writing into one Chinese sentence with the next step."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise KuanyanError(
            f"向量库写入 {folder} 失败（{error}），原有索引没有改动；请检查磁盘空间和权限后重试。"
        ) from error


def create_collection(client: Any) -> Any:
    settings = {"hnsw:space": "cosine"}
    return client.create_collection(COLLECTION, metadata=settings, embedding_function=None)


def open_collection(client: Any) -> Any:
    return client.get_collection(COLLECTION, embedding_function=None)


def import_llama_index() -> None:
    """Imports what ``add_views`` needs."""
    import llama_index.core.schema
    import llama_index.vector_stores.chroma  # noqa: F401


class _Replacing:
    """A collection whose ``add`` replaces, where Chroma's leaves what has the id already."""

    def __init__(self, collection: Any) -> None:
        self.add = collection.upsert


def add_views(collection: Any, views: Sequence[SearchView], vectors: Floats) -> None:
    """Stores each view as a llama-index ``TextNode`` through its Chroma vector store, in place of what has
    its id."""
    from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    store = ChromaVectorStore(chroma_collection=_Replacing(collection))
    for start in range(0, len(views), _BATCH):
        nodes: list[BaseNode] = [
            TextNode(
                id_=view.view_id,
                text=view.text,
                metadata=view.metadata,
                embedding=vector.tolist(),
                # llama-index overwrites the key doc_id with the source node's id
                relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=view.doc_id)},
            )
            for view, vector in zip(
                views[start : start + _BATCH], vectors[start : start + _BATCH], strict=True
            )
        ]
        store.add(nodes)


def read_views(collection: Any) -> tuple[list[str], Floats]:
    """The ids of the views, sorted, and their unit vectors, shape (views, dimension).

    Read once, at opening: a thousand vectors are scanned in a tenth of a millisecond, exactly; a query of
    the collection takes five, and its HNSW graph misses near ones, not the same ones in every build.
    """
    page = collection.get(include=["embeddings"])
    order = sorted(range(len(page["ids"])), key=page["ids"].__getitem__)
    vectors = np.asarray(page["embeddings"], dtype=np.float32)
    return [page["ids"][i] for i in order], vectors[order]
