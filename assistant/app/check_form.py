"""What the browser sends of a form → one reply, or what is wrong with which field."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from assistant.terminal_replies import read_day, read_number
from assistant.verdict.case import parse_day
from assistant.verdict.derive import CORRECTED_ON, CORRECTION_DAYS, DISCOVERED_ON
from assistant.verdict.interview import NONE_OF_THEM, Answered, Question, answer_group
from assistant.verdict.values import UNKNOWN, Value
from corpus.errors import KuanyanError
from corpus.rule_models import Fact, FactType

Form = Mapping[str, object]

HOW = {
    "": "等于",
    "less_than": "不到",
    "at_most": "不超过",
    "more_than": "超过",
    "at_least": "不少于",
}
"""How the true number stands to the one given, in words that ``read_number`` reads."""
NONE = "none"  # the button 都没有

_LONGEST = 200  # characters of a field that are read


class FieldError(KuanyanError):
    """One Chinese sentence, and the field beside which it is shown."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def text_of(form: Form, name: str) -> str:
    """The field's text, cut; empty where there is none: the form comes from the browser."""
    value = form.get(name, "")
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def names_of(form: Form, name: str) -> tuple[str, ...]:
    """The facts that a form is about, as they stand in one field between commas."""
    value = form.get(name, "")
    return tuple(value.split(",")[:100]) if isinstance(value, str) else ()


def list_of(form: Form, name: str) -> tuple[str, ...]:
    """The values of a field that may be sent several times."""
    value = form.get(name, ())
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items[:100] if isinstance(item, str))


def read_reply(
    question: Question, facts: Mapping[str, Fact], form: Form, latest: date
) -> tuple[Answered, ...]:
    """The replies that the form gives, usually one. ``latest`` is the last day that a date may have.

    Raises ``FieldError``.
    """
    names = question.facts
    if text_of(form, "value") == UNKNOWN:
        return (Answered({}, names),)
    if question.is_group:
        return (_read_group(names, form),)
    fact = facts[names[0]]
    if fact.id == CORRECTION_DAYS and (text_of(form, DISCOVERED_ON) or text_of(form, CORRECTED_ON)):
        days = {name: _read_day(facts[name], form, name, latest) for name in (DISCOVERED_ON, CORRECTED_ON)}
        return tuple(Answered({name: day}) for name, day in days.items())
    if fact.type is FactType.NUMBER:
        return (_read_number(fact, form),)
    return (Answered({fact.id: _read_value(fact, form, latest)}),)


def _read_group(names: Sequence[str], form: Form) -> Answered:
    present = [name for name in list_of(form, "present") if name in names]
    unsure = [name for name in list_of(form, "unsure") if name in names]
    if text_of(form, "value") == NONE:
        if present or unsure:
            raise FieldError(
                "present",
                f"上面勾了 {len(present) + len(unsure)} 项，又点了“{NONE_OF_THEM}”；"
                "请取消勾选，或者点“按勾选的继续”。",
            )
    elif not present and not unsure:
        raise FieldError("present", f"还没有勾选；一项也没有的，请点“{NONE_OF_THEM}”。")
    return answer_group(names, present, unsure)


def _read_value(fact: Fact, form: Form, latest: date) -> Value:
    match fact.type:
        case FactType.BOOL:
            said = {"true": True, "false": False}.get(text_of(form, "value"))
            if said is None:
                raise FieldError("value", f"请选“{fact.yes}”或“{fact.no}”，不清楚就点“不知道”。")
            return said
        case FactType.CHOICE:
            choice = text_of(form, "value")
            if choice not in fact.choices:
                raise FieldError("value", "请选一项，不清楚就点“不知道”。")
            return choice
    return _read_day(fact, form, "day", latest)


def _read_day(fact: Fact, form: Form, name: str, latest: date) -> date:
    text = text_of(form, name)
    if not text:
        raise FieldError(name, f"请填“{fact.name}”的日期，不清楚就点“不知道”。")
    try:
        day = read_day(text) or parse_day(text, fact.name)
    except KuanyanError as error:
        raise FieldError(name, str(error)) from error
    assert day is not None
    if day > latest:
        raise FieldError(name, f"{fact.name}（{day}）晚于判定日（{latest}），请核对。")
    return day


def _read_number(fact: Fact, form: Form) -> Answered:
    text = unicodedata.normalize("NFKC", text_of(form, "number")).strip()
    if not text:
        raise FieldError("number", f"请填一个数（单位：{fact.unit}），不清楚就点“不知道”。")
    how = text_of(form, "how")
    try:
        return read_number(fact, HOW[how] + text if how in HOW and how else text)
    except KuanyanError as error:
        raise FieldError("number", str(error)) from error
