"""The report as a Word document: A4, official fonts with stand-ins for machines that lack them."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from assistant.report.content import CONDITIONS, MARKS, SIGNATURES, TITLE, UNMET, Report
from assistant.verdict.card import Line, Section

BODY_FONT, HEAD_FONT = "仿宋", "黑体"
STAND_INS = {
    BODY_FONT: "FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC,Source Han Serif SC",
    HEAD_FONT: "SimHei,STHeiti,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC",
}
_THEME_FONTS = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")
_BLACK = RGBColor(0, 0, 0)


def render_docx(report: Report) -> bytes:
    """The bytes of a .docx file."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    _name_stand_ins(document)
    _set_properties(document, report)
    title = document.add_heading(TITLE, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_table(document, list(report.origin))
    if report.facts:
        document.add_heading("案件事实", level=1)
        _add_table(document, [_split(line) for line in report.facts])
    document.add_heading("结论", level=1)
    outcome = document.add_paragraph()
    _add_run(outcome, report.card.headline, bold=True, size=15, font=HEAD_FONT)
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


def _set_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.left_margin = section.right_margin = Mm(25)


def _set_styles(document: Any) -> None:
    for name, font, size in (
        ("Normal", BODY_FONT, 12),
        ("Title", HEAD_FONT, 20),
        ("Heading 1", HEAD_FONT, 13),
        ("List Number", BODY_FONT, 12),
        ("List Bullet", BODY_FONT, 12),
    ):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), _BLACK
        _set_font(style.element.get_or_add_rPr(), font)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.line_spacing = 1.4
    document.styles["Heading 1"].paragraph_format.space_before = Pt(12)
    title = document.styles["Title"].element.find(qn("w:pPr"))
    for border in title.findall(qn("w:pBdr")):  # the template draws a blue rule below a title
        title.remove(border)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")


def _set_font(properties: Any, name: str) -> None:
    """The same font for Latin letters and Chinese characters, and none of the theme's."""
    fonts = properties.get_or_add_rFonts()
    for theme in _THEME_FONTS:
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)


def _name_stand_ins(document: Any) -> None:
    """Word looks into the font table for other names of a font that is not installed."""
    part = next(p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    table = parse_xml(part.blob)
    for name, others in STAND_INS.items():
        names = f'<w:altName w:val="{others}"/><w:charset w:val="86"/>'
        table.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{name}">{names}</w:font>'))
    part._blob = serialize_part_xml(table)


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
            _add_run(cell.paragraphs[0], text, font=HEAD_FONT if text is name else BODY_FONT, size=11)


def _add_section(document: Any, section: Section) -> None:
    document.add_heading(section.heading, level=1)
    marked = section.heading in (CONDITIONS, UNMET)
    for number, line in enumerate(section.lines, start=1):
        _add_line(document, line, f"{number}. 【{MARKS[line.met]}】" if marked else "")


def _add_line(document: Any, line: Line, head: str) -> None:
    """The number is written out: a numbered list would run on from one section to the next."""
    paragraph = document.add_paragraph(style=None if head else "List Bullet")
    if head:
        _add_run(paragraph, head, font=HEAD_FONT)
    _add_run(paragraph, line.text)
    if line.label:
        _add_run(paragraph, f"（{line.label}）", size=10.5)


def _add_run(
    paragraph: Any, text: str, *, bold: bool = False, size: float | None = None, font: str = BODY_FONT
) -> None:
    run = paragraph.add_run(_printable(text))
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    _set_font(run._element.get_or_add_rPr(), font)


def _printable(text: str) -> str:
    """XML has no place for control characters."""
    return "".join(c if c >= " " or c in "\n\t" else "\ufffd" for c in text)


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition("：")
    return name, value
