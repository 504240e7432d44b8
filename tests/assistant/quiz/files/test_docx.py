"""The Word paper, as python-docx reads it and as LibreOffice prints it."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings

from assistant.quiz.files import as_docx
from assistant.quiz.files.outline import find_sections, lettered, render_grounds, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import Item, Paper
from tests.assistant.quiz.files.papers import TEXTS, with_text


def read(paper: Paper) -> Any:
    return Document(BytesIO(as_docx.render_paper(paper)))


def halves(document: Any) -> tuple[list[str], list[str]]:
    """The texts of the paragraphs of the paper, and of the answers."""
    texts = [paragraph.text for paragraph in document.paragraphs]
    at = next(
        n for n, p in enumerate(document.paragraphs) if p.text == as_docx.ANSWERS and p.style.name == "Title"
    )
    return texts[:at], texts[at:]


def check(paper: Paper) -> None:
    ready = prepare(paper)
    questions, answers = halves(read(paper))
    assert questions[0] == ready.title
    at = 0
    for section in find_sections(ready):
        assert any(text.startswith(section.heading) for text in questions) and section.heading in answers
        for number, item in section.items:
            at = check_item(item, f"{number}. ", questions, answers, at)
            for n, question in enumerate(item.questions, start=1):
                at = check_item(question, f"（{n}）", questions, answers, at)


def check_item(item: Item, head: str, questions: list[str], answers: list[str], after: int) -> int:
    """Where the item stands among ``questions``, behind ``after``."""
    at = next(n for n, text in enumerate(questions) if n > after and text.startswith(head + item.stem))
    below = "\t".join(questions[at + 1 : at + 1 + len(item.options)])
    assert all(f"{letter}. {option}" in below for letter, option in lettered(item))
    key = "".join(item.key) if item.options else render_key(item)
    assert f"{head}{'各小题：' if item.questions else f'答案：{key}'}" in answers
    assert not item.explanation or f"解析：{item.explanation}" in answers
    assert all(f"依据：{line}" in answers for line in render_grounds(item.citations))
    return at


def test_a_paper_is_read(paper: Paper) -> None:
    check(paper)


def test_nasty_texts_are_read(nasty: Paper) -> None:
    check(nasty)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_read(paper: Paper, text: str) -> None:
    check(with_text(paper, text))


def test_the_paper_looks_like_one(paper: Paper) -> None:
    document = read(paper)
    questions, answers = halves(document)
    assert questions[:2] == ["柔性执法知识测试", "（共 7 题，满分 19 分）"]
    assert re.fullmatch("单位：＿+　姓名：＿+　日期：＿+　得分：＿+", questions[2])
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings[:6] == [
        "一、单选题（每小题只有一个正确答案。共 1 分）",
        "二、多选题（每小题有两个或两个以上正确答案。共 2 分）",
        "三、判断题（正确的写“对”，错误的写“错”。共 1 分）",
        "四、填空题（在横线上填写。共 3 分）",
        "五、简答题（写出要点。共 5 分）",
        "六、案例分析题（阅读案例，回答问题。共 7 分）",
    ]
    assert headings[6:] == [heading.split("（")[0] for heading in headings[:6]]
    assert "A. 1年\tB. 2年\tC. 3年\tD. 5年" in questions
    assert "1. 答案：C" in answers
    assert "依据：渝环规〔2021〕5号 三（四）：「正面清单有效期原则为3年」" in answers


def test_answers_begin_a_page_and_pages_are_numbered(paper: Paper) -> None:
    document = read(paper)
    title = next(p for p in document.paragraphs if p.text == as_docx.ANSWERS)
    assert title.paragraph_format.page_break_before
    footer = document.sections[0].footer.paragraphs[0]
    assert [node.text.strip() for node in footer._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert footer.text == "第 1 页　共 1 页"


def test_every_run_names_a_chinese_font(paper: Paper) -> None:
    document = read(paper)
    fonts = {
        run._element.rPr.rFonts.get(qn("w:eastAsia"))
        for paragraph in (*document.paragraphs, *document.sections[0].footer.paragraphs)
        for run in paragraph.runs
        if run._element.rPr is not None
    }
    assert fonts <= {"仿宋", "黑体"} and len(fonts) == 2


@pytest.mark.skipif(shutil.which("soffice") is None, reason="没有 LibreOffice（libreoffice-writer-nogui）")
def test_libreoffice_prints_every_word(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(as_docx.render_paper(paper))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", "."]
    subprocess.run([*convert, "paper.docx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    extract = ["pdftotext", "-raw", "paper.pdf", "-"]
    done = subprocess.run(extract, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    pages = [re.sub(r"\s", "", page) for page in done.stdout.decode().split("\f") if page.strip()]
    assert len(pages) >= 2
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in page
    at = next(n for n, page in enumerate(pages) if page.startswith(as_docx.ANSWERS))
    assert at >= 1 and pages[at - 1].find(as_docx.ANSWERS) < 0
    printed = re.sub(r"第\d+页共\d+页", "", "".join(pages))
    for item in paper.items:
        for text in (item.stem, *item.options, *(point.text for point in item.points)):
            assert re.sub(r"\s", "", text) in printed
