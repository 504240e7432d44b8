"""Filling the Chroma of a new generation: from the one before where little has changed, else anew."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from index.dense import (
    add_views,
    close_client,
    create_collection,
    explain_chroma_errors,
    open_client,
    open_collection,
)
from index.storage import write_json
from index.vectors import Floats
from index.views import SearchView

CHROMA = "chroma"
_STAMPS = "stamps.json"
_BATCH = 2048  # views handed to Chroma between two steps of progress
_MOST_CHANGED = 0.3  # of the views: beyond that writing all anew is as fast and leaves no gaps


def save_dense(
    views: Sequence[SearchView],
    vectors: Floats,
    folder: Path,
    before: Path | None,
    told: Callable[[float], None],
) -> None:
    """Writes ``folder/chroma``; ``before`` is the generation to go on from, None for none.

    ``told`` hears the finished share, 0..1. Raises ``KuanyanError`` where Chroma cannot write.
    """
    stamps = {view.view_id: _stamp(view) for view in views}
    old = _read_stamps(before) if before is not None else {}
    gone = [view_id for view_id in old if view_id not in stamps]
    rows = [row for row, view in enumerate(views) if old.get(view.view_id) != stamps[view.view_id]]
    with explain_chroma_errors(folder):
        if before is None or not old or len(gone) + len(rows) > _MOST_CHANGED * len(views):
            rows = list(range(len(views)))
            client = open_client(folder / CHROMA)
            collection = create_collection(client)
        else:
            shutil.copytree(before / CHROMA, folder / CHROMA)
            client = open_client(folder / CHROMA)
            collection = open_collection(client)
            for start in range(0, len(gone), _BATCH):
                collection.delete(ids=gone[start : start + _BATCH])
        try:
            _add(collection, views, vectors, rows, told)
        finally:
            close_client(client)
    write_json(folder / _STAMPS, stamps)


def _add(
    collection: Any,
    views: Sequence[SearchView],
    vectors: Floats,
    rows: Sequence[int],
    told: Callable[[float], None],
) -> None:
    for start in range(0, len(rows), _BATCH):
        told(start / len(rows))
        chosen = rows[start : start + _BATCH]
        add_views(collection, [views[row] for row in chosen], vectors[chosen])


def _stamp(view: SearchView) -> str:
    """Changes with anything Chroma keeps of a view."""
    kept = f"{view.view}\0{view.text}\0{sorted(view.metadata.items())}"
    return hashlib.sha256(kept.encode("utf-8", "replace")).hexdigest()[:24]


def _read_stamps(before: Path) -> Mapping[str, str]:
    """Those of the generation before; empty where its Chroma does not hold just these views."""
    try:
        stamps: dict[str, str] = json.loads((before / _STAMPS).read_text("utf-8"))
        database = (before / CHROMA / "chroma.sqlite3").resolve().as_uri()
        with closing(sqlite3.connect(f"{database}?mode=ro", uri=True)) as kept:  # Chroma takes .3 s to count
            count = kept.execute("SELECT COUNT(*) FROM embeddings").fetchone()[0]
        return stamps if count == len(stamps) else {}
    except Exception:  # damaged in any way: written anew
        return {}
