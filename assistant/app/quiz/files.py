"""A paper from the file that a browser sends, and as the files that it saves. Nothing stays on the server."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.app.check_form import Form, text_of
from assistant.app.literal import escape
from assistant.quiz.files import load_paper, save_paper
from assistant.quiz.models import Paper
from corpus.errors import KuanyanError

LARGEST_MB = 10
FORMATS = {
    ".json": ("试题存档 .json", "application/json"),
    ".docx": (
        "试卷 .docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    ".xlsx": ("题库表格 .xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".txt": ("文字 .txt", "text/plain;charset=utf-8"),
    ".xml": ("Moodle .xml", "application/xml"),
    ".gift": ("GIFT .gift", "text/plain;charset=utf-8"),
    ".apkg": ("Anki .apkg", "application/octet-stream"),
}
"""Ending → what the button says, and the type that the browser is told."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_LONGEST_NAME = 80


def name_file(title: str, ending: str) -> str:
    """《…》测试题.docx: the title without what no file system takes."""
    stem = _NOT_IN_NAMES.sub("_", title).strip(" .")[:_LONGEST_NAME]
    return f"{stem or '试卷'}{ending}"


def read_sent(form: Form) -> Paper:
    """The paper in ``bytes`` (base64) of a file called ``name``. Raises ``KuanyanError``."""
    name, data = form.get("name"), form.get("bytes")
    if not isinstance(name, str) or not isinstance(data, str):
        raise KuanyanError("没有收到文件，请重新选一个。")
    shown = _NOT_IN_NAMES.sub("_", name)[-_LONGEST_NAME:]
    if text_of(form, "size") == "large" or len(data) > LARGEST_MB * 1_400_000:
        raise KuanyanError(f"{shown} 超过 {LARGEST_MB} MB，请拆成几份再打开。")
    try:
        content = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise KuanyanError(f"{shown} 没有传完整，请再打开一次。") from error
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"试卷{Path(shown).suffix[:10]}"
        path.write_bytes(content)
        try:
            paper = load_paper(path)
        except KuanyanError as error:
            raise KuanyanError(str(error).replace(str(path), shown)) from error
    if not paper.items:
        raise KuanyanError(f"{shown} 里没有题，请换一个文件。")
    return paper


def render_saved(paper: Paper, ending: str, number: str) -> str:
    """The file as data for the browser to save; what could not be written is said instead.

    ``number`` counts the visitor's requests, so that the same file asked for twice comes twice.
    """
    head = f'<span data-n="{escape(number[:12])}" data-ending="{escape(ending[:8])}"'
    if ending not in FORMATS:
        return ""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"试卷{ending}"
        try:
            save_paper(paper, path)
        except KuanyanError as error:
            return f'{head} data-error="{escape(str(error).replace(str(path), "文件"))}"></span>'
        data = path.read_bytes()
    return (
        f'{head} data-type="{FORMATS[ending][1]}" data-name="{escape(name_file(paper.title, ending))}"'
        f' data-bytes="{base64.b64encode(data).decode()}"></span>'
    )
