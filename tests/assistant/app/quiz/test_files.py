"""Papers to and from the browser, as bytes in a message."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from assistant.app.quiz.files import FORMATS, LARGEST_MB, name_file, read_sent, render_saved
from assistant.quiz.files import ENDINGS, save_paper
from assistant.quiz.make import make_paper
from assistant.quiz.models import Paper, Request
from corpus.errors import KuanyanError
from corpus.models import Corpus


@pytest.fixture(scope="module")
def paper(corpus: Corpus) -> Paper:
    return make_paper(Request(count=10), corpus)


def sent(name: str, content: bytes) -> dict[str, object]:
    return {"act": "load", "name": name, "bytes": base64.b64encode(content).decode()}


def content_of(markup: str) -> bytes:
    match = re.search(r'data-bytes="([^"]*)"', markup)
    assert match is not None, markup
    return base64.b64decode(match[1])


def test_every_format_has_a_button() -> None:
    assert set(FORMATS) == set(ENDINGS)


def test_a_json_comes_back_whole(paper: Paper) -> None:
    content = content_of(render_saved(paper, ".json", "1"))
    assert read_sent(sent("我的 试卷.json", content)) == paper


def test_every_format_is_what_the_program_writes(paper: Paper, tmp_path: Path) -> None:
    for ending in FORMATS:
        path = tmp_path / f"卷{ending}"
        save_paper(paper, path)
        assert content_of(render_saved(paper, ending, "1")) == path.read_bytes()


def test_a_docx_opens_and_has_the_stems(paper: Paper) -> None:
    markup = render_saved(paper, ".docx", "1")
    document = Document(BytesIO(content_of(markup)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(item.stem.split("\n")[0] in text for item in paper.items)
    assert f'data-name="{paper.title}.docx"' in markup.replace("&#46;", ".")


def test_what_cannot_be_written_is_said_and_json_takes_it(paper: Paper) -> None:
    broken = replace(paper, items=(replace(paper.items[0], stem=""), *paper.items[1:]))
    assert "没有题干" in render_saved(broken, ".docx", "1")
    assert read_sent(sent("卷.json", content_of(render_saved(broken, ".json", "1")))) == broken
    assert render_saved(paper, ".exe", "1") == ""


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("《若干措施》测试题", "《若干措施》测试题.docx"),
        (' a/b\\c:d*"<>|? ', "a_b_c_d_.docx"),
        ("", "试卷.docx"),
        ("..", "试卷.docx"),
        ("长" * 200, "长" * 80 + ".docx"),
    ],
)
def test_files_are_named_by_the_title(title: str, name: str) -> None:
    assert name_file(title, ".docx") == name


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("卷.json", b'{"format": 1, "items": [', "卷.json 损坏了或不是 JSON"),
        ("卷.json", b"", "卷.json 是空的"),
        ("卷.json", '{"format":1,"title":"空","items":[]}'.encode(), "卷.json 里没有题，请换一个文件。"),
        ("卷.docx", b"PK", "不能读取 卷.docx：只能读取 .json、.xlsx、.txt 文件"),
        ("卷.xlsx", b"PK", "卷.xlsx"),
        ("../../卷.json", b"[]", "卷.json 应是一份试卷"),
        ("卷.txt", b"\xff\xfe\x00", "卷.txt"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(name: str, content: bytes, words: str) -> None:
    with pytest.raises(KuanyanError) as error:
        read_sent(sent(name, content))
    assert words in str(error.value)
    assert "/tmp" not in str(error.value)


def test_what_is_no_file_is_said() -> None:
    with pytest.raises(KuanyanError, match="没有收到文件，请重新选一个。"):
        read_sent({"act": "load"})
    with pytest.raises(KuanyanError, match=r"卷\.json 没有传完整，请再打开一次。"):
        read_sent({"name": "卷.json", "bytes": "abc"})
    with pytest.raises(KuanyanError, match=rf"卷\.json 超过 {LARGEST_MB} MB，请拆成几份再打开。"):
        read_sent({"name": "卷.json", "bytes": "A" * (LARGEST_MB * 1_400_000 + 4)})
    with pytest.raises(KuanyanError, match=r"超过 10 MB"):
        read_sent({"name": "卷.json", "bytes": "", "size": "large"})
