"""The store of confirmed questions: one writer at a time, a new file written beside and then renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.confirmed import FILE, Confirmed, load_confirmed, render_confirmed
from corpus.errors import KuanyanError

_WAIT_S = 10.0  # for another writer; a change takes milliseconds
_CAUSES = {errno.ENOSPC: "磁盘空间不足", errno.EDQUOT: "磁盘空间不足"}


@contextmanager
def change_confirmed(home: Path) -> Iterator[list[Confirmed]]:
    """The confirmed questions as a list; what it holds in the end is saved, nothing where an error is raised.

    Raises ``KuanyanError`` where another process does not let go, the file is damaged (it is left as it is)
    or the data folder cannot be written.
    """
    path = home / FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(str(path.with_suffix(".lock")), timeout=_WAIT_S):
            before = load_confirmed(home)
            questions = list(before)
            yield questions
            if tuple(questions) != before:
                _save(path, questions)
    except Timeout as error:
        raise KuanyanError(f"另一个进程一直在改确认的问题（{path}），请等它结束后重试。") from error
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, "不可写入")
        raise KuanyanError(
            f"数据文件夹 {home} {cause}，确认的问题没有改动；"
            "请腾出空间或改权限，或用 KUANYAN_HOME 指定别的文件夹。"
        ) from error


def _save(path: Path, questions: list[Confirmed]) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(render_confirmed(questions))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
