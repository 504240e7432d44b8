"""One question as a form: buttons, a number, a date, the grouped circumstances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from assistant.app.check_card import render_provisional
from assistant.app.check_form import HOW, NONE
from assistant.app.check_lists import VIOLATION
from assistant.app.check_marks import clauses_of_question
from assistant.app.check_parts import (
    TITLE_ID,
    render_choice,
    render_error,
    render_opener,
    render_step,
    say_invalid,
)
from assistant.app.check_state import Check, Desk, Look, present_value
from assistant.app.check_violation import render_violation
from assistant.app.cited import CitedClause
from assistant.app.literal import escape
from assistant.verdict.derive import CORRECTED_ON, CORRECTION_DAYS, DISCOVERED_ON
from assistant.verdict.interview import NONE_OF_THEM, Question
from assistant.verdict.values import UNKNOWN, Interval, Value, render_value
from corpus.rule_models import Fact, FactType, KnownBy

_KNOWN_BY = {
    KnownBy.OFFICER: "这一项通常由执法人员认定；企业不清楚的，可以点“不知道”。",
    KnownBy.ENTERPRISE: "这一项企业自己最清楚。",
    KnownBy.BOTH: "",
}
_MANY = 3  # further clauses shown that ask for the same fact


def render_question(check: Check, look: Look, desk: Desk) -> str:
    """The question now, and beneath it what the case comes to if no circumstance of the group exists."""
    question = look.question
    assert question is not None
    clauses = clauses_of_question(desk.rulebase, look.verdict, question)
    if question.facts == (VIOLATION,):
        return render_violation(check, question, desk)
    why = _render_why(question, clauses)
    if question.is_group:
        body = _render_group(check, question, desk)
    else:
        body = _render_single(check, question, desk)
    form = (
        f'<form data-act="answer" novalidate><input type="hidden" name="facts"'
        f' value="{escape(",".join(question.facts))}">{body}</form>'
    )
    hints = _say_known_by(question, desk) + _say_proposed(check, question, desk)
    step = render_step(question.text, question.help, f"{hints}{form}{why}")
    provisional = render_provisional(look, desk) if not check.editing else ""
    return step + provisional


def _say_known_by(question: Question, desk: Desk) -> str:
    known_by = {desk.rulebase.facts[name].known_by for name in question.facts}
    words = _KNOWN_BY[known_by.pop()] if len(known_by) == 1 else ""
    return f'<p class="ky-hint">{words}</p>' if words else ""


def _say_proposed(check: Check, question: Question, desk: Desk) -> str:
    """What the own words may have meant by it: asked, never taken as given."""
    name = question.facts[0]
    if question.is_group or name not in check.proposed or name in check.case.facts:
        return ""
    value, words = check.proposed[name]
    shown = render_value(desk.rulebase.facts[name], value)
    return f'<p class="kc-proposed">您写了「{escape(words)}」，可能是“{escape(shown)}”，请确认。</p>'


def _render_why(question: Question, clauses: Sequence[CitedClause]) -> str:
    """Why it is asked: the clause named first opens it, then others that ask the same."""
    why, others = escape(question.why), list(clauses)
    if clauses and question.why.startswith(clauses[0].label):
        why = render_opener(clauses[0]) + escape(question.why[len(clauses[0].label) :])
        others = others[1:]
    also = "、".join(render_opener(clause) for clause in others[:_MANY])
    more = f"等 {len(others)} 条" if len(others) > _MANY else ""
    parts = [
        f"为什么问：{why}" if why else "",
        f"{'另见' if len(others) < len(clauses) else '出自'}：{also}{more}" if also else "",
    ]
    return "".join(f'<p class="kc-why">{part}</p>' for part in parts if part)


# one fact


def _render_single(check: Check, question: Question, desk: Desk) -> str:
    fact = desk.rulebase.facts[question.facts[0]]
    present = present_value(check, fact.id)
    if fact.type is FactType.BOOL:
        options = [("true", fact.yes, present is True), ("false", fact.no, present is False)]
        return _render_choices(check, options, present)
    if fact.type is FactType.CHOICE:
        options = [(choice, words, choice == present) for choice, words in fact.choices.items()]
        return _render_choices(check, options, present)
    if fact.type is FactType.DATE:
        day = present.isoformat() if isinstance(present, date) else ""
        return _render_fields(_date_field(check, "day", fact.name, day), present)
    fields = _number_field(check, fact, present)
    if fact.id == CORRECTION_DAYS:
        fields += _day_pair(check, desk.rulebase.facts)
    return _render_fields(fields, present)


def _render_choices(check: Check, options: Iterable[tuple[str, str, bool]], present: Value | None) -> str:
    buttons = "".join(render_choice(value, words, is_present) for value, words, is_present in options)
    unknown = render_choice(UNKNOWN, "不知道", present == UNKNOWN, kind="kc-unknown")
    return (
        f'<div class="kc-choices" role="group" aria-labelledby="{TITLE_ID}">{buttons}{unknown}</div>'
        f"{render_error(check, 'value')}"
    )


def _render_fields(fields: str, present: Value | None) -> str:
    unknown = render_choice(UNKNOWN, "不知道", present == UNKNOWN, kind="kc-unknown")
    return f'{fields}<div class="kc-buttons"><button class="kc-primary">下一步</button>{unknown}</div>'


def _number_field(check: Check, fact: Fact, present: Value | None) -> str:
    how, number = _split_interval(present) if isinstance(present, Interval) else ("", "")
    how, number = check.entered.get("how", how), check.entered.get("number", number)
    options = "".join(
        f'<option value="{key}"{" selected" if key == how else ""}>{words}</option>'
        for key, words in HOW.items()
    )
    hint = "；几个数用顿号隔开" if fact.several else ""
    return (
        f'<div class="kc-field"><label for="kc-number">{escape(fact.name)}'
        f"（单位：{escape(fact.unit)}{hint}）</label>"
        f'<span class="kc-measure"><select name="how" aria-label="与填的数相比">{options}</select>'
        f'<input id="kc-number" name="number" type="text" inputmode="decimal" autocomplete="off"'
        f' maxlength="60" value="{escape(number)}"{say_invalid(check, "number")}>'
        f"<span>{escape(fact.unit)}</span></span>"
        f"{render_error(check, 'number')}</div>"
    )


def _split_interval(value: Interval) -> tuple[str, str]:
    """(how, number) of the form; empty where both ends are bounded."""
    if value.number is not None:
        return "", str(value.number)
    if value.low is None:
        return ("less_than" if value.high_open else "at_most"), str(value.high)
    if value.high is None:
        return ("more_than" if value.low_open else "at_least"), str(value.low)
    return "", ""


def _day_pair(check: Check, facts: Mapping[str, Fact]) -> str:
    """The same answer by two dates."""
    fields = "".join(
        _date_field(check, name, facts[name].name, known.isoformat() if isinstance(known, date) else "")
        for name in (DISCOVERED_ON, CORRECTED_ON)
        for known in (check.case.facts.get(name),)
    )
    is_open = check.error_field in (DISCOVERED_ON, CORRECTED_ON)
    return (
        f'<details class="kc-days"{" open" if is_open else ""}><summary>不记得第几天，改填日期</summary>'
        f'<div class="kc-fields">{fields}</div></details>'
    )


def _date_field(check: Check, name: str, label: str, value: str) -> str:
    return (
        f'<div class="kc-field"><label for="kc-{name}">{escape(label)}</label>'
        f'<input type="date" id="kc-{name}" name="{name}" value="{escape(check.entered.get(name, value))}"'
        f"{say_invalid(check, name)}>{render_error(check, name)}</div>"
    )


# the grouped circumstances


def _render_group(check: Check, question: Question, desk: Desk) -> str:
    present, unsure = _ticked(check, question)
    rows = "".join(
        _group_row(desk.rulebase.facts[name], name in present, name in unsure) for name in question.facts
    )
    return (
        f'<fieldset class="kc-group"{say_invalid(check, "present")}>'
        f'<legend class="kc-sr">{escape(question.text)}</legend>{rows}</fieldset>'
        f'{render_error(check, "present")}<div class="kc-buttons">'
        f'<button class="kc-primary" name="value" value="{NONE}">{NONE_OF_THEM}</button>'
        '<button name="value" value="ticked">按勾选的继续</button>'
        f'<button class="kc-unknown" name="value" value="{UNKNOWN}">都不知道</button></div>'
        '<p class="ky-hint">按勾选的继续：没有勾的，按“没有”处理。</p>'
    )


def _ticked(check: Check, question: Question) -> tuple[set[str], set[str]]:
    """(present, unsure): as typed before, else as answered."""
    if check.error_field == "present":
        return (set(check.entered.get(name, "").split(",")) for name in ("present", "unsure"))  # type: ignore[return-value]
    values = {name: present_value(check, name) for name in question.facts}
    return (
        {name for name, value in values.items() if value is True},
        {name for name, value in values.items() if value == UNKNOWN},
    )


def _group_row(fact: Fact, is_present: bool, is_unsure: bool) -> str:
    name, help_id = escape(fact.id), f"kc-help-{escape(fact.id)}"
    return (
        f'<div class="kc-circumstance"><label><input type="checkbox" name="present" value="{name}"'
        f'{" checked" if is_present else ""} aria-describedby="{help_id}"><span>{escape(fact.name)}'
        f'<small id="{help_id}">{escape(fact.question)}{escape(fact.help)}</small></span></label>'
        f'<label class="kc-unsure"><input type="checkbox" name="unsure" value="{name}"'
        f'{" checked" if is_unsure else ""} aria-label="不清楚：{escape(fact.name)}">不清楚</label></div>'
    )
