"""The report: every word of the card in both files, nothing of the web in either."""

from __future__ import annotations

import html
import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from assistant.report.as_docx import BODY_FONT, HEAD_FONT, render_docx
from assistant.report.as_html import render_html
from assistant.report.content import FIXED, REMEDY, SIGNATURES, UNMET, Report, build_report, render_text
from assistant.verdict.card import DISCLAIMER, Line
from assistant.verdict.case import parse_case
from assistant.verdict.decide import decide
from assistant.verdict.rulebase import Rulebase, load_rulebase

MADE_ON = date(2026, 3, 10)
NO_SIGN = {"violation": "no_outlet_sign", "has_permit": True, "harm": "none", "on_enterprise_list": False}
WATER = {"violation": "water_over_standard", "excluded_pollutant": False, "on_enterprise_list": False}


@pytest.fixture(scope="module")
def rulebase() -> Rulebase:
    return load_rulebase()


def report_on(rulebase: Rulebase, facts: dict[str, object], matter: str = "violation") -> Report:
    """With none of the disqualifying circumstances."""
    none = {name: False for name, fact in rulebase.facts.items() if fact.disqualifying}
    data = {"region": "沙坪坝", "matter": matter, "facts": {**none, **facts}}
    case = parse_case(data, rulebase.corpus, rulebase.facts)
    return build_report(rulebase, case, decide(rulebase, case, MADE_ON), MADE_ON)


@pytest.fixture(scope="module", params=["exempt", "waiting", "not listed", "punish", "join"])
def report(request: pytest.FixtureRequest, rulebase: Rulebase) -> Report:
    waiting = {"corrected": False, "discovered_on": "2026-03-08"}
    return {
        "exempt": lambda: report_on(rulebase, {**NO_SIGN, "correction_days": "3"}),
        "waiting": lambda: report_on(rulebase, {**NO_SIGN, **waiting}),
        "not listed": lambda: report_on(rulebase, {**WATER, "exceed_times": "0.3"}),
        "punish": lambda: report_on(rulebase, {**NO_SIGN, "refuses_to_correct": True}),
        "join": lambda: report_on(rulebase, {"monitor_installed": False, "credit": "poor"}, "join"),
    }[request.param]()


def words_of_docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def words_of_html(page: str) -> str:
    body = page.split("<body>")[1]
    return html.unescape(re.sub(r"<[^>]+>", "\n", body))


def section(report: Report, heading: str) -> list[str]:
    return [line.text for s in report.sections if s.heading == heading for line in s.lines]


def test_both_files_hold_every_line_of_the_card(report: Report) -> None:
    for words in (words_of_docx(render_docx(report)), words_of_html(render_html(report))):
        assert report.card.headline in words and report.card.summary in words
        for name, value in report.origin:
            assert name in words and value in words
        for fact in report.facts:
            assert all(part in words for part in fact.split("：", 1))
        for line in (line for s in report.sections for line in s.lines):
            assert line.text in words and line.label in words
        for part in (*(s.heading for s in report.sections), DISCLAIMER, *SIGNATURES, "日期："):
            assert part in words


def test_the_text_to_copy_holds_every_line(report: Report) -> None:
    text = render_text(report)
    assert report.version in text and report.card.headline in text
    assert all(line.text in text for s in report.card.sections for line in s.lines)


def test_the_page_needs_nothing_else(report: Report) -> None:
    page = render_html(report)
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">')
    assert not re.search(r"<script|<img|<link|@import|url\(|https?:|\b(src|href)\s*=", page)
    assert "default-src 'none'" in page and "size: A4" in page
    assert "仿宋" in page and "Noto Serif CJK SC" in page and "黑体" in page


def test_the_word_file_is_a4_with_chinese_fonts_and_stand_ins(rulebase: Rulebase) -> None:
    report = report_on(rulebase, {**NO_SIGN, "correction_days": "3"})
    data = render_docx(report)
    document = docx.Document(io.BytesIO(data))
    page = document.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)  # type: ignore[operator]
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for p in document.paragraphs for run in p.runs
             if run._element.rPr is not None and run._element.rPr.rFonts is not None}  # fmt: skip
    assert fonts <= {BODY_FONT, HEAD_FONT}
    for name in ("Normal", "Title", "Heading 1", "List Bullet"):
        declared = document.styles[name].element.rPr.rFonts
        assert declared.get(qn("w:eastAsia")) in (BODY_FONT, HEAD_FONT)
        assert declared.get(qn("w:asciiTheme")) is None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        table = archive.read("word/fontTable.xml").decode()
        everything = b"".join(archive.read(name) for name in archive.namelist() if "document.xml" in name)
    assert 'w:name="仿宋"' in table and "Noto Serif CJK SC" in table and "SimHei" in table
    assert b"r:link" not in everything and b"TargetMode" not in everything
    assert document.core_properties.title == report.file_stem
    assert document.core_properties.created is not None
    assert document.core_properties.created.date() == MADE_ON


def test_conditions_say_in_words_whether_they_are_met(rulebase: Rulebase) -> None:
    met = report_on(rulebase, {**NO_SIGN, "correction_days": "3"})
    unmet = report_on(rulebase, {**WATER, "exceed_times": "0.3"})
    assert "【符合】「已核发排污许可证」" in words_of_docx(render_docx(met))
    assert "【不符合】「超标倍数小于 0.1 倍」" in words_of_docx(render_docx(unmet))
    assert "不符合\n「超标倍数小于 0.1 倍」" in words_of_html(render_html(unmet))


def test_what_can_no_longer_be_changed_is_said(rulebase: Rulebase) -> None:
    late = report_on(rulebase, {**NO_SIGN, "correction_days": "11"})
    assert any("11日" in line for line in section(late, FIXED))
    far = report_on(rulebase, {**WATER, "exceed_times": "0.3"})
    assert section(far, FIXED) == ["超标倍数：0.3倍"]
    refused = report_on(rulebase, {**NO_SIGN, "refuses_to_correct": True})
    assert [line.split("：")[0] for line in section(refused, FIXED)] == ["拒不改正"]
    assert section(report_on(rulebase, {**NO_SIGN, "correction_days": "3"}), FIXED) == []


def test_by_when_something_can_still_be_done_is_said(rulebase: Rulebase) -> None:
    waiting = {**NO_SIGN, "corrected": False, "discovered_on": "2026-03-08"}
    assert any("最迟2026年3月18日" in line for line in section(report_on(rulebase, waiting), REMEDY))


def test_who_may_not_join_is_told_what_is_missing_and_what_can_be_done(rulebase: Rulebase) -> None:
    no = ("epidemic_supply_recognised", "livelihood_enterprise", "small_low_risk_employer", "major_project")
    facts = {**dict.fromkeys(no, False), "monitor_installed": False, "credit": "poor"}
    report = report_on(rulebase, facts, "join")
    assert any("环境信用" in line for line in section(report, UNMET))
    assert "按要求安装在线监控设备" in section(report, REMEDY)
    assert section(report, FIXED) == []


def test_markup_and_control_characters_stay_text(rulebase: Rulebase) -> None:
    report = report_on(rulebase, {**NO_SIGN, "correction_days": "3"})
    nasty = "<script>alert(1)</script> & \"'\x07\x00"
    facts = replace(report.card.sections[0], lines=(Line(f"违法行为：{nasty}"),))
    card = replace(report.card, headline=nasty, sections=(facts, *report.card.sections[1:]))
    page = render_html(replace(report, card=card, region=nasty))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "<script>alert(1)</script> & \"'\ufffd\ufffd" in words_of_docx(
        render_docx(replace(report, card=card))
    )


def test_a_note_names_its_rule_once(rulebase: Rulebase) -> None:
    report = report_on(rulebase, {**NO_SIGN, "correction_days": "3"})
    notes = section(report, "说明")
    assert any(note.startswith("解释说明：") for note in notes)
    assert not any(report.card.summary in note for note in notes)


def test_a_period_that_ran_out_does_not_say_that_the_correction_is_past(rulebase: Rulebase) -> None:
    """The period is lost, the correction is still owed."""
    late = {**NO_SIGN, "corrected": False, "discovered_on": "2026-01-05", "on_enterprise_list": False}
    report = report_on(rulebase, late)
    fixed = section(report, FIXED)
    assert len(fixed) == 1 and fixed[0].startswith("期限：「") and fixed[0].endswith("」已过")
    assert any("责令" in line for line in section(report, "下一步"))
