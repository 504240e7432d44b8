"""Reading what a command is given, as UTF-8; each failure is one Chinese sentence."""

from __future__ import annotations

import codecs
import io
import sys
from pathlib import Path
from typing import Any

from corpus.errors import KuanyanError


def read_bytes(path: Path, kind: str) -> bytes:
    """The file, or standard input for ``-``. ``kind`` names what should be given: JSONL 文件."""
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except FileNotFoundError as error:
        raise KuanyanError(f"找不到文件 {path}，请检查路径。") from error
    except IsADirectoryError as error:
        raise KuanyanError(f"{path} 是文件夹，请给出 {kind}。") from error
    except PermissionError as error:
        raise KuanyanError(f"没有权限读取 {path}，请换一个文件或改权限。") from error
    except OSError as error:
        raise KuanyanError(f"{path} 读不出来（{error.strerror}），请检查路径。") from error


def read_text(path: Path, kind: str) -> str:
    """The whole text; raises ``KuanyanError``."""
    data = read_bytes(path, kind).removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error


def read_lines(path: Path) -> list[str]:
    """Lines of a JSONL file; raises ``KuanyanError``."""
    try:
        return split_lines(read_bytes(path, "JSONL 文件"))
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error


def split_lines(data: bytes) -> list[str]:
    """Lines at ``\\n`` only: JSON may hold the other separators in its strings.

    A line that is not UTF-8 comes with U+FFFD, so that it alone fails; raises ``UnicodeDecodeError`` where
    the first line already does: the file is in another encoding.
    """
    lines = data.removeprefix(codecs.BOM_UTF8).split(b"\n")
    lines[0].decode("utf-8")
    return [line.decode("utf-8", "replace") for line in lines]


def use_utf8(stream: Any) -> None:
    """JSON lines are UTF-8 wherever they go, as those that are read."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8")


def _not_utf8(path: Path, error: UnicodeDecodeError) -> KuanyanError:
    return KuanyanError(f"{path} 第 {error.start} 字节不是 UTF-8，请另存为 UTF-8 后重试。")
