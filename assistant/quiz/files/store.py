"""Papers to and from disk: the ending says the format; a file is written beside and then renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from assistant.quiz.models import Paper
from assistant.streams import read_bytes, read_text
from corpus.errors import KuanyanError

_WRITERS = {  # module of this package; each has ``render_paper(paper) -> bytes``
    ".json": "as_json",
    ".docx": "as_docx",
    ".xlsx": "as_xlsx",
    ".txt": "as_txt",
    ".xml": "as_moodle",
    ".gift": "as_gift",
    ".apkg": "as_anki",
}
ENDINGS = tuple(_WRITERS)  # that can be written
READABLE = (".json", ".xlsx", ".txt")


def save_paper(paper: Paper, path: Path) -> None:
    """Writes ``paper`` in the format of the ending; what stood there stays until the new file is whole.

    Raises ``KuanyanError`` for an unknown ending, a place that cannot be written, and an item that is not
    whole (.json takes any item, so that work in progress is never refused).
    """
    check_target(path)
    render: Callable[[Paper], bytes] = import_module(
        f"assistant.quiz.files.{_WRITERS[path.suffix.lower()]}"
    ).render_paper
    data = render(paper)
    target = Path(os.path.realpath(path))
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise KuanyanError(
            f"{path} 写不进去（{_cause(error)}），原有的文件没有改动，请换一个位置。"
        ) from error


def check_target(path: Path) -> None:
    """Raises ``KuanyanError`` where ``path`` cannot be written, before any work is done."""
    if path.suffix.lower() not in _WRITERS:
        raise KuanyanError(f"不认识文件 {path} 的类型“{path.suffix}”，请用 {'、'.join(ENDINGS)} 之一结尾。")
    try:
        if path.is_dir():
            raise KuanyanError(f"{path} 是文件夹，请给出文件名。")
        folder = Path(os.path.realpath(path)).parent
        if not folder.is_dir():
            raise KuanyanError(f"没有文件夹 {folder}，请先建好或换一个位置。")
        if not os.access(path if path.exists() else folder, os.W_OK) or not os.access(folder, os.W_OK):
            raise KuanyanError(f"没有权限写 {path}，请换一个位置或改权限。")
    except (OSError, ValueError) as error:
        raise KuanyanError(f"{path} 不能作文件名（{_cause(error)}），请换一个。") from error


def load_paper(path: Path) -> Paper:
    """A paper from our .json, or from an .xlsx or .txt in our layouts: a trainer's own keys have no proof.

    Raises ``KuanyanError`` with file, place, cause and next step.
    """
    ending = path.suffix.lower()
    if ending not in READABLE:
        raise KuanyanError(f"不能读取 {path}：只能读取 {'、'.join(READABLE)} 文件，请换一个。")
    if ending == ".json":
        from assistant.quiz.files.as_json import parse_paper

        return parse_paper(read_text(path, "试卷文件"), str(path))
    if ending == ".txt":
        from assistant.quiz.files.from_txt import parse_paper as parse_txt

        return parse_txt(read_text(path, "试卷文件"), str(path), path.stem)
    from assistant.quiz.files.from_xlsx import parse_paper as parse_xlsx

    return parse_xlsx(read_bytes(path, "试卷文件"), str(path), path.stem)


def _cause(error: OSError | ValueError) -> str:
    if not isinstance(error, OSError):
        return "含有不能用的字符"
    known = {
        errno.ENOSPC: "磁盘已满",
        errno.EROFS: "只读的磁盘",
        errno.ENAMETOOLONG: "文件名太长",
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
    }
    return known.get(error.errno or 0, f"系统错误 {error.errno}")
