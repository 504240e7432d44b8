"""Reading what a command is given, as UTF-8; each failure is one Chinese sentence."""

from __future__ import annotations

import codecs
import errno
import io
import sys
from pathlib import Path
from typing import Any

from corpus.errors import KuanyanError


def read_bytes(path: Path, kind: str) -> bytes:
    """The file, or standard input for ``-``. ``kind`` names what should be given: JSONL 文件."""
    if str(path) == "-" and sys.stdin is None:  # closed by whoever started the program
        raise KuanyanError(f"标准输入是关着的，请用文件给出 {kind}。")
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise KuanyanError(f"找不到文件 {path}，请检查路径。") from error
    except IsADirectoryError as error:
        raise KuanyanError(f"{name_of(path)} 是文件夹，请给出 {kind}。") from error
    except PermissionError as error:
        raise KuanyanError(f"没有权限读取 {name_of(path)}，请换一个文件或改权限。") from error
    except OSError as error:
        cause = "文件名太长" if error.errno == errno.ENAMETOOLONG else f"系统错误 {error.errno}"
        raise KuanyanError(f"{name_of(path)} 读不出来（{cause}），请检查路径。") from error


def name_of(path: Path) -> str:
    """The file as a message names it."""
    return "标准输入" if str(path) == "-" else str(path)


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
    return KuanyanError(f"{name_of(path)} 第 {error.start + 1} 字节不是 UTF-8，请另存为 UTF-8 后重试。")
