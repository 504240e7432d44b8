"""Pages and fonts of our Word documents: A4, official fonts with stand-ins for machines that lack them."""

from __future__ import annotations

from typing import Any

from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

BODY_FONT, HEAD_FONT = "仿宋", "黑体"
STAND_INS = {
    BODY_FONT: "FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC,Source Han Serif SC",
    HEAD_FONT: "SimHei,STHeiti,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC",
}
_THEME_FONTS = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")
_BLACK = RGBColor(0, 0, 0)


def set_page(document: Any) -> None:
    """A4 with the margins of a report."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.left_margin = section.right_margin = Mm(25)


def set_styles(document: Any) -> None:
    """Fonts, sizes and spacing of the styles that our documents use."""
    for name, font, size in (
        ("Normal", BODY_FONT, 12),
        ("Title", HEAD_FONT, 20),
        ("Heading 1", HEAD_FONT, 13),
        ("List Number", BODY_FONT, 12),
        ("List Bullet", BODY_FONT, 12),
    ):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), _BLACK
        set_font(style.element.get_or_add_rPr(), font)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.line_spacing = 1.4
    document.styles["Heading 1"].paragraph_format.space_before = Pt(12)
    title = document.styles["Title"].element.find(qn("w:pPr"))
    for border in title.findall(qn("w:pBdr")):  # the template draws a blue rule below a title
        title.remove(border)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:eastAsia"), "zh-CN")


def set_font(properties: Any, name: str) -> None:
    """The same font for Latin letters and Chinese characters, and none of the theme's."""
    fonts = properties.get_or_add_rFonts()
    for theme in _THEME_FONTS:
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)


def name_stand_ins(document: Any) -> None:
    """Word looks into the font table for other names of a font that is not installed."""
    part = next(p for p in document.part.package.iter_parts() if str(p.partname) == "/word/fontTable.xml")
    table = parse_xml(part.blob)
    for name, others in STAND_INS.items():
        names = f'<w:altName w:val="{others}"/><w:charset w:val="86"/>'
        table.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{name}">{names}</w:font>'))
    part._blob = serialize_part_xml(table)


def add_run(
    paragraph: Any, text: str, *, bold: bool = False, size: float | None = None, font: str = BODY_FONT
) -> None:
    """Adds ``text`` in one font, for Chinese characters too; ``size`` in points."""
    run = paragraph.add_run(_printable(text))
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    set_font(run._element.get_or_add_rPr(), font)


def _printable(text: str) -> str:
    """XML has no place for control characters."""
    return "".join(c if c >= " " or c in "\n\t" else "\ufffd" for c in text)
