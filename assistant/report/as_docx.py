"""The report as a Word document."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from assistant.report.content import CONDITIONS, MARKS, SIGNATURES, TITLE, UNMET, Report
from assistant.report.word import BODY_FONT, HEAD_FONT, add_run, name_stand_ins, set_page, set_styles
from assistant.verdict.card import Line, Section


def render_docx(report: Report) -> bytes:
    """The bytes of a .docx file."""
    document = Document()
    set_page(document)
    set_styles(document)
    name_stand_ins(document)
    _set_properties(document, report)
    title = document.add_heading(TITLE, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_table(document, list(report.origin))
    if report.facts:
        document.add_heading("案件事实", level=1)
        _add_table(document, [_split(line) for line in report.facts])
    document.add_heading("结论", level=1)
    outcome = document.add_paragraph()
    add_run(outcome, report.card.headline, bold=True, size=15, font=HEAD_FONT)
    if report.card.summary:
        document.add_paragraph(report.card.summary)
    for section in report.sections:
        _add_section(document, section)
    for name in SIGNATURES:
        line = document.add_paragraph(f"{name}：{'＿' * 12}　日期：{'＿' * 8}")
        line.paragraph_format.space_before = Pt(24)
        line.paragraph_format.keep_together = True
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _set_properties(document: Any, report: Report) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = report.file_stem, "宽严", "zh-CN"
    properties.subject, properties.comments = report.matter, f"规则库版本 {report.version}"
    properties.created = properties.modified = datetime.combine(report.made_on, time())


def _add_table(document: Any, rows: list[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for name, value in rows:
        cells = table.add_row().cells
        for cell, text, width in zip(cells, (name, value), (Mm(40), Mm(120)), strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)
            add_run(cell.paragraphs[0], text, font=HEAD_FONT if text is name else BODY_FONT, size=11)


def _add_section(document: Any, section: Section) -> None:
    document.add_heading(section.heading, level=1)
    marked = section.heading in (CONDITIONS, UNMET)
    for number, line in enumerate(section.lines, start=1):
        _add_line(document, line, f"{number}. 【{MARKS[line.met]}】" if marked else "")


def _add_line(document: Any, line: Line, head: str) -> None:
    """The number is written out: a numbered list would run on from one section to the next."""
    paragraph = document.add_paragraph(style=None if head else "List Bullet")
    if head:
        add_run(paragraph, head, font=HEAD_FONT)
    add_run(paragraph, line.text)
    if line.label:
        add_run(paragraph, f"（{line.label}）", size=10.5)


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition("：")
    return name, value
