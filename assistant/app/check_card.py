"""The verdict card of the self-check, and its short form while circumstances are still asked."""

from __future__ import annotations

from assistant.app.check_marks import clauses_of_line
from assistant.app.check_parts import TITLE_ID, render_opener, render_quoted
from assistant.app.check_state import Check, Desk, Look
from assistant.app.literal import escape
from assistant.report.content import CONDITIONS, FACTS, MARKS, UNMET, Report, build_report, render_text
from assistant.verdict.card import Line, Section
from assistant.verdict.models import Verdict

_SIGNS = {True: "✓", False: "✗", None: "？"}
_CLASSES = {True: "kc-met", False: "kc-unmet", None: "kc-open-end"}
_WAITING = "期限还没有到，做完之后回到这里，把“已经填的”改过来，就能看到结果。"
_UNKNOWN = "有几项还不知道；查明之后在“已经填的”里修改，结果会跟着变。"


def report_of(check: Check, look: Look, desk: Desk) -> Report:
    return build_report(desk.rulebase, check.case, look.verdict, desk.today)


def render_done(check: Check, look: Look, desk: Desk) -> str:
    """The whole card: nothing is left to ask."""
    report = report_of(check, look, desk)
    card, verdict = report.card, look.verdict
    summary = f'<p class="kc-summary">{escape(card.summary)}</p>' if card.summary else ""
    sections = "".join(_render_section(s, verdict, desk) for s in card.sections if s.heading != FACTS)
    return (
        f'<article class="kc-step kc-result kc-tone-{card.tone.value}" aria-labelledby="{TITLE_ID}">'
        f'<p class="ky-badge">{_badge(verdict)}</p>'
        f'<h2 id="{TITLE_ID}" tabindex="-1">{escape(card.headline)}</h2>'
        f"{summary}{_say_open(check, verdict)}{sections}{_render_actions(report)}"
        f'<p class="ky-hint">规则库版本 {escape(report.version)}</p></article>'
    )


def render_provisional(look: Look, desk: Desk) -> str:
    """What the case comes to if none of the circumstances asked exists; empty where that is still open."""
    provisional = look.verdict.provisional
    if provisional is None:
        return ""
    titles = [rule.title for rule in desk.rulebase.rules if rule.rule_id in look.verdict.rules]
    basis = f"（{escape('；'.join(titles))}）" if titles else ""
    return (
        '<aside class="kc-provisional" aria-label="暂时的结论"><p class="ky-badge">暂时的结论</p>'
        f"<p>如果上面列的都没有：<strong>{escape(provisional.label)}</strong>{basis}</p></aside>"
    )


def _badge(verdict: Verdict) -> str:
    if verdict.provisional is not None:
        return "暂时的结论"
    return "还不能下结论" if verdict.missing else "结论"


def _say_open(check: Check, verdict: Verdict) -> str:
    """What to do about facts that keep the verdict open."""
    hints = []
    if any(m.waiting for m in verdict.missing):
        hints.append(_WAITING)
    if any(m.fact in check.case.unknown for m in verdict.missing):
        hints.append(_UNKNOWN)
    return "".join(f'<p class="kc-help">{hint}</p>' for hint in hints)


def _render_section(section: Section, verdict: Verdict, desk: Desk) -> str:
    marked = section.heading in (CONDITIONS, UNMET)
    items = "".join(_render_line(line, marked, verdict, desk) for line in section.lines)
    return f"<section><h3>{escape(section.heading)}</h3><ul>{items}</ul></section>"


def _render_line(line: Line, marked: bool, verdict: Verdict, desk: Desk) -> str:
    clauses = clauses_of_line(desk.rulebase, verdict, line)
    openers = "、".join(render_opener(clause) for clause in clauses)
    mark, kind = "", ""
    if marked:
        sign = f'<span aria-hidden="true">{_SIGNS[line.met]}</span>'
        mark = f'<span class="kc-mark">{sign} {MARKS[line.met]}</span>'
        kind = f' class="{_CLASSES[line.met]}"'
    return f"<li{kind}>{mark}{render_quoted(line.text, clauses)} {openers}</li>"


def _render_actions(report: Report) -> str:
    """Copy, print, and the report as a file."""
    files = "".join(
        f'<button type="button" data-file="{kind}">{words}</button>'
        for kind, words in (("print", "打印"), ("docx", "下载 Word 报告"), ("html", "下载网页报告"))
    )
    return (
        '<div class="kc-actions"><button type="button" class="ky-copy" title="复制结果全文">复制</button>'
        f'<pre class="ky-plain" hidden>{escape(render_text(report), line_ends=True)}</pre>{files}'
        '<span class="kc-told" role="status"></span></div>'
    )
