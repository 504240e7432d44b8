"""A paper as a Word document: the questions by kind, then, on a new page, the answers with their clauses."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assistant.quiz.files.outline import (
    INSTRUCTIONS,
    Section,
    find_sections,
    lettered,
    marks_of,
    render_grounds,
    render_key,
)
from assistant.quiz.files.prepare import CHOICES, prepare
from assistant.quiz.files.stable_zip import stable_zip
from assistant.quiz.models import Item, ItemKind, Paper
from assistant.report.word import HEAD_FONT, add_run, name_stand_ins, set_page, set_styles

ANSWERS = "参考答案与解析"
BRACKET = f"（{chr(0xA0) * 6}）"  # where the answer is written; no line ends in it
NAME_FIELDS = ("单位", "姓名", "日期", "得分")

_HAS_BRACKET = re.compile(r"[（(]\s*[）)]")
_INDENT, _LETTER = Mm(8), Mm(6)  # of a stem below its number, of an option behind its letter
_LINE = Mm(152)  # of options, between the margins
_CHARACTER = Pt(12)
_ROOM = {ItemKind.SHORT: Pt(96)}  # below a question, to write in
_SMALL = 10.5


def render_paper(paper: Paper) -> bytes:
    """The bytes of a .docx file. Raises ``KuanyanError``."""
    ready = prepare(paper)
    document = Document()
    set_page(document)
    set_styles(document)
    name_stand_ins(document)
    _set_properties(document, ready)
    _number_pages(document)
    sections = find_sections(ready)
    _add_head(document, ready, sections)
    for section in sections:
        _add_section(document, section)
    _add_answers(document, sections)
    file = BytesIO()
    document.save(file)
    return stable_zip(file.getvalue())


def _set_properties(document: Any, paper: Paper) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = paper.title, "宽严", "zh-CN"
    made_from = [f"规则库版本 {paper.rulebase_version}"] if paper.rulebase_version else []
    made_from += [f"语料 {paper.corpus_fingerprint[:12]}"] if paper.corpus_fingerprint else []
    made_from += [f"种子 {paper.request.seed}"] if paper.request else []
    properties.comments = "，".join(made_from)
    for name in ("dcterms:created", "dcterms:modified"):  # of python-docx's template: no day of ours
        for node in properties._element.findall(qn(name)):
            properties._element.remove(node)


def _number_pages(document: Any) -> None:
    """第 1 页 共 5 页, in the middle of the footer."""
    line = document.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页　共 ", "NUMPAGES"), (" 页", "")):
        add_run(line, text, size=_SMALL)
        if field:
            _add_field(line, field)


def _add_field(paragraph: Any, name: str) -> None:
    """A field that Word works out; it shows 1 until then."""
    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
        add_run(paragraph, text if kind == "shown" else "", size=_SMALL)
        run = paragraph.runs[-1]._element
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {text} "
            run.append(instruction)
        elif kind != "shown":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run.append(mark)


def _add_head(document: Any, paper: Paper, sections: tuple[Section, ...]) -> None:
    title = document.add_heading(paper.title, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    total = sum(section.marks for section in sections)
    counted = document.add_paragraph(f"（共 {len(paper.items)} 题，满分 {total} 分）")
    counted.alignment = WD_ALIGN_PARAGRAPH.CENTER
    names = document.add_paragraph("　".join(f"{name}：{'＿' * 5}" for name in NAME_FIELDS))
    names.alignment = WD_ALIGN_PARAGRAPH.CENTER
    names.paragraph_format.space_before, names.paragraph_format.space_after = Pt(6), Pt(10)


def _add_section(document: Any, section: Section) -> None:
    each = {marks_of(item) for _, item in section.items}
    every = f"每小题 {each.pop()} 分，" if len(each) == 1 < len(section.items) else ""
    note = f"（{INSTRUCTIONS[section.kind]}。{every}共 {section.marks} 分）"
    document.add_heading(f"{section.heading}{note}", level=1)
    for number, item in section.items:
        marked = section.kind not in (*CHOICES, ItemKind.TRUE_FALSE)
        _add_question(document, item, f"{number}. ", f"（{marks_of(item)}分）" if marked else "")
        for n, question in enumerate(item.questions, start=1):
            kind = f"（{question.kind}，{marks_of(question)}分）"
            _add_question(document, question, f"（{n}）", kind)


def _add_question(document: Any, item: Item, head: str, note: str) -> None:
    stem = document.add_paragraph()
    _hang(stem)
    add_run(stem, head, font=HEAD_FONT)
    add_run(stem, item.stem)
    if (item.options or item.kind is ItemKind.TRUE_FALSE) and not _HAS_BRACKET.search(item.stem):
        add_run(stem, BRACKET)
    if note:
        add_run(stem, note, size=_SMALL)
    stem.paragraph_format.space_before = Pt(4)
    _add_options(document, stem, item)
    if item.questions:
        stem.paragraph_format.keep_with_next = True
    last = document.paragraphs[-1]
    last.paragraph_format.space_after = _ROOM.get(item.kind, last.paragraph_format.space_after)


def _add_options(document: Any, stem: Any, item: Item) -> None:
    """One option a line, or two or four where they are short; all on the page of the stem."""
    options = [f"{letter}. {option}" for letter, option in lettered(item)]
    columns = _columns(options)
    before = stem
    for start in range(0, len(options), columns):
        before.paragraph_format.keep_with_next = True
        line = document.add_paragraph()
        line.paragraph_format.left_indent = _INDENT
        line.paragraph_format.space_after = Pt(1)
        line.paragraph_format.keep_together = True
        if columns == 1:
            line.paragraph_format.left_indent = _INDENT + _LETTER
            line.paragraph_format.first_line_indent = -_LETTER
        for n in range(1, columns):
            line.paragraph_format.tab_stops.add_tab_stop(_INDENT + n * _LINE // columns)
        add_run(line, "\t".join(options[start : start + columns]))
        before = line


def _columns(options: list[str]) -> int:
    """How many options stand side by side."""
    if not options or any(sign in option for option in options for sign in "\n\t"):
        return 1
    widest = (max(map(len, options)) + 1) * _CHARACTER
    return next((n for n in (4, 2) if n * widest <= _LINE), 1)


def _hang(paragraph: Any) -> None:
    paragraph.paragraph_format.left_indent = _INDENT
    paragraph.paragraph_format.first_line_indent = -_INDENT
    paragraph.paragraph_format.keep_together = True


def _add_answers(document: Any, sections: tuple[Section, ...]) -> None:
    title = document.add_heading(ANSWERS, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.page_break_before = True
    for section in sections:
        document.add_heading(section.heading, level=1)
        for number, item in section.items:
            _add_answer(document, item, f"{number}. ")
            for n, question in enumerate(item.questions, start=1):
                _add_answer(document, question, f"（{n}）")


def _add_answer(document: Any, item: Item, head: str) -> None:
    first = document.add_paragraph()
    _hang(first)
    first.paragraph_format.space_before = Pt(4)
    add_run(first, head, font=HEAD_FONT)
    if item.kind is ItemKind.CASE:
        add_run(first, "各小题：")
        first.paragraph_format.keep_with_next = True
    else:
        key = "".join(item.key) if item.options else render_key(item)
        add_run(first, f"答案：{key}", bold=True)
    if item.explanation:
        _add_note(document, first, f"解析：{item.explanation}", None)
    for line in render_grounds(item.citations):
        _add_note(document, first, f"依据：{line}", _SMALL)


def _add_note(document: Any, first: Any, text: str, size: float | None) -> None:
    first.paragraph_format.keep_with_next = True
    note = document.add_paragraph()
    note.paragraph_format.left_indent = _INDENT
    note.paragraph_format.space_after = Pt(2)
    add_run(note, text, size=size)
