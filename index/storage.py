"""Index generations on disk: ``index/gen-<n>-<random>/`` and the pointer ``index/current.json``.

A build fills a new generation and then replaces the pointer, so that a killed build leaves the old
index as it was.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from corpus.errors import KuanyanError

_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last into a generation; without it the generation does not count."""

    fingerprint: str  # corpus, model, settings
    embedder: str
    dimension: int
    documents: dict[str, str]  # doc_id → hash of its views
    clause_ids: list[str]  # rows of the lexical index
    views: int  # kept in Chroma
    texts: int = 0  # with a vector: the views, and what only teaches; 0 in an older index: the views

    @property
    def rows(self) -> int:
        """Of the matrix of vectors."""
        return self.texts or self.views

    def save(self, folder: Path) -> None:
        write_json(folder / "manifest.json", asdict(self))

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Raises ``OSError``, ``ValueError`` or ``TypeError`` on a damaged file."""
        return cls(**json.loads((folder / "manifest.json").read_text("utf-8")))


def index_folder(home: Path) -> Path:
    return home / "index"


def find_current(home: Path) -> Path | None:
    """The generation in use, or ``None`` where there is none or the pointer is damaged."""
    try:
        name = json.loads((index_folder(home) / "current.json").read_text("utf-8"))["generation"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    folder = index_folder(home) / str(name)
    return folder if folder.is_dir() else None


def remove_leftovers(home: Path) -> None:
    """Removes what killed builds left; only while holding the build lock."""
    current = find_current(home)
    for folder in index_folder(home).glob("gen-*"):
        if folder != current and not (folder / "manifest.json").exists():
            shutil.rmtree(folder, ignore_errors=True)


def new_generation(home: Path) -> Path:
    """An empty folder that no process has opened before.

    The name ends in random digits: Chroma keeps a client for each path it has seen in a process, so a
    path may not come back even where the data folder was deleted.
    """
    root = index_folder(home)
    root.mkdir(parents=True, exist_ok=True)
    numbers = [int(part) for f in root.glob("gen-*") if (part := f.name.split("-")[1]).isdigit()]
    folder = root / f"gen-{max(numbers, default=0) + 1}-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def switch_to(home: Path, folder: Path) -> None:
    """Makes ``folder`` the generation in use; keeps the one before it, removes older ones."""
    before = find_current(home)
    write_json(index_folder(home) / "current.json", {"generation": folder.name})
    for old in index_folder(home).glob("gen-*"):
        if old not in (folder, before):
            shutil.rmtree(old, ignore_errors=True)


def write_json(path: Path, data: object) -> None:
    """Writes beside, flushes to disk, then renames."""
    with written_beside(path) as file:
        file.write(json.dumps(data, ensure_ascii=False).encode())


@contextmanager
def written_beside(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` at the end: flushed to disk, then renamed; gone on an error."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def explain_os_errors(folder: Path) -> Iterator[None]:
    """Turns what the disk refuses into one Chinese sentence with the next step."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            cause = "磁盘空间不足"
        elif error.errno in _NOT_WRITABLE:
            cause = "不可写入"
        else:
            raise
        raise KuanyanError(
            f"数据文件夹 {folder} {cause}，索引没有改动；"
            "请腾出空间或改权限，或用 KUANYAN_HOME 指定别的文件夹。"
        ) from error
