"""自查: the tab's components and events; where the visitor stands is kept between clicks, nothing longer."""

from __future__ import annotations

import base64
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Protocol

import gradio as gr

from assistant.app.check_card import report_of
from assistant.app.check_lists import VIOLATION, Searching
from assistant.app.check_marks import clauses_of_line, clauses_of_question, key_of_verdict
from assistant.app.check_state import Check, Desk, Look, Step, advance, entered_in, look_at
from assistant.app.check_view import render_check
from assistant.app.cited import find_place
from assistant.app.clause_view import render_place
from assistant.app.literal import escape
from assistant.report.as_docx import render_docx
from assistant.report.as_html import render_html
from assistant.report.content import Report
from assistant.verdict.rulebase import load_rulebase

_LOG = logging.getLogger("kuanyan.app")
_CHECK_JS = "window.kuanyan.check(element, (data) => trigger('click', data), (done) => watch('value', done));"
_SHOWN_JS = """
window.kuanyan.openChecked = (key) => trigger('click', {open: key});
watch('value', () => window.kuanyan.showClause(element));
"""
_FILE_JS = """
window.kuanyan.fetchReport = (data) => trigger('click', data);
watch('value', () => window.kuanyan.takeReport(element));
"""
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html;charset=utf-8",
    "print": "text/html;charset=utf-8",
}
_PANEL = (
    '<div class="kc-panel-head"><h2>条款原文</h2>'
    '<button type="button" class="kc-return" data-return>回到自查</button></div>'
)
_HINT = '<p class="ky-hint">点条款的名称，这里显示它在文件里的位置。</p>'
_FAULT = "服务故障（{now}），这一步没有走成，已经填的都在，请再试一次；仍不行请联系管理员看服务记录。"
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


class Checking(Protocol):
    """What the tab needs of the assistant."""

    @property
    def index(self) -> Searching: ...


def build_check_tab(assistant: Checking) -> None:
    """Adds the tab's components and events to the open ``gr.Blocks``."""
    rulebase = load_rulebase()

    def desk() -> Desk:
        return Desk(rulebase, assistant.index, date.today())

    state = gr.State(Check())
    with gr.Row(elem_id="ky-check-row", equal_height=False):
        with gr.Column(scale=3, min_width=280):
            left = gr.HTML(render_check(Check(), None, desk()), elem_id="ky-check", js_on_load=_CHECK_JS)
        with gr.Column(scale=2, min_width=280, elem_id="ky-check-panel"):
            gr.HTML(_PANEL, elem_classes="ky-panel-title", js_on_load=None)
            shown = gr.HTML(_HINT, elem_id="ky-check-shown", js_on_load=_SHOWN_JS)
    file = gr.HTML("", elem_id="ky-check-file", js_on_load=_FILE_JS)

    def act(event: gr.EventData, check: Check) -> tuple[str, Check, Any]:
        return take_act(check, _form_of(event), desk())

    def open_clause(event: gr.EventData) -> str:
        return render_place(find_place(rulebase.corpus, str(event._data.get("open", "")))) or _HINT

    def make_report(event: gr.EventData, check: Check) -> str:
        form = _form_of(event)
        return render_file(check, str(form.get("kind", "")), str(form.get("n", "")), desk())

    left.click(act, inputs=state, outputs=[left, state, shown], trigger_mode="once", **_QUIET)
    shown.click(open_clause, outputs=shown, **_QUIET)
    file.click(make_report, inputs=state, outputs=file, **_QUIET)


def _form_of(event: gr.EventData) -> Mapping[str, object]:
    data = event._data
    return data if isinstance(data, dict) else {}


def take_act(check: Check, form: Mapping[str, object], desk: Desk) -> tuple[str, Check, Any]:
    """(left side, state, clause shown) after one click; a fault is logged and loses nothing."""
    try:
        after = advance(check, form, desk)
        look = look_at(after, desk) if after.step is Step.QUESTIONS else None
        return render_check(after, look, desk), after, _show_first(check, after, look, desk)
    except Exception:
        now = datetime.now().strftime("%H:%M:%S")
        _LOG.exception("自查没有走下去：%r", form.get("act"))
        same = replace(check, turn=check.turn + 1, entered=entered_in(form))
        fault = f'<p class="kc-wrong" role="alert">{escape(_FAULT.format(now=now))}</p>'
        look = look_at(same, desk) if same.step is Step.QUESTIONS else None
        return fault + render_check(same, look, desk), same, gr.skip()


def _show_first(before: Check, after: Check, look: Look | None, desk: Desk) -> Any:
    """The clause that the question or the card rests on first; left alone while only an error is shown."""
    if look is None:
        return _HINT
    if after.error or after.offer is not before.offer:
        return gr.skip()
    key = _first_key(after, look, desk)
    return render_place(find_place(desk.rulebase.corpus, key)) if key else _HINT


def _first_key(check: Check, look: Look, desk: Desk) -> str:
    """Empty where no one clause stands out: which violation, the group, a contradiction."""
    question = look.question
    if question is None and not look.doubtful:
        return key_of_verdict(look.verdict) or _key_of_card(report_of(check, look, desk), look, desk)
    if question is None or question.is_group or question.facts == (VIOLATION,):
        return ""
    clauses = clauses_of_question(desk.rulebase, look.verdict, question)
    return clauses[0].key if clauses else ""


def _key_of_card(report: Report, look: Look, desk: Desk) -> str:
    lines = [line for section in report.sections for line in section.lines]
    opened = (clauses_of_line(desk.rulebase, look.verdict, line) for line in lines)
    return next((clauses[0].key for clauses in opened if clauses), "")


def render_file(check: Check, kind: str, number: str, desk: Desk) -> str:
    """The report as data for the browser to save or print: no file is kept on the server.

    ``number`` counts the visitor's requests, so that the same report asked for twice comes twice.
    """
    look = look_at(check, desk)
    if kind not in _TYPES or check.step is not Step.QUESTIONS or not look.is_done:
        return ""
    report = report_of(check, look, desk)
    data = render_docx(report) if kind == "docx" else render_html(report).encode()
    ending = "docx" if kind == "docx" else "html"
    return (
        f'<span data-n="{escape(number[:12])}" data-kind="{kind}" data-type="{_TYPES[kind]}"'
        f' data-name="{escape(report.file_stem)}.{ending}"'
        f' data-bytes="{base64.b64encode(data).decode()}"></span>'
    )
