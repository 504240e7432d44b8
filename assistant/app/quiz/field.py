"""A field to write in, with its label, a hint, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.app.literal import escape

_WIDTH = 34  # characters of a line, by which the height is guessed
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Field:
    """``own`` is its id in the page; ``error`` is empty where nothing is wrong with it."""

    name: str
    own: str
    label: str
    value: str = ""
    hint: str = ""
    error: str = ""


def render_line(field: Field, placeholder: str = "") -> str:
    """A field of one line, at most 200 characters."""
    control = (
        f'<input type="text" id="{field.own}" name="{escape(field.name)}" value="{escape(field.value)}"'
        f' maxlength="200" autocomplete="off" placeholder="{escape(placeholder)}"{_marked(field)}>'
    )
    return _render(field, control)


def render_area(field: Field, least: int = 1) -> str:
    """A field of ``least`` lines or more, as high as its text."""
    lines = min(_MOST_LINES, 1 + field.value.count("\n") + len(field.value) // _WIDTH)
    control = (
        f'<textarea id="{field.own}" name="{escape(field.name)}" rows="{max(least, lines)}"{_marked(field)}>'
        f"{escape(field.value, line_ends=True)}</textarea>"
    )
    return _render(field, control)


def _marked(field: Field) -> str:
    return f' aria-invalid="true" aria-describedby="{field.own}-wrong"' if field.error else ""


def _render(field: Field, control: str) -> str:
    hint = f"<small>{escape(field.hint)}</small>" if field.hint else ""
    return (
        f'<div class="kq-field"><label for="{field.own}">{escape(field.label)}</label>{control}{hint}'
        f"{render_wrong(field.error, f'{field.own}-wrong')}</div>"
    )


def render_wrong(error: str, own: str = "") -> str:
    """What is wrong, read aloud; empty where nothing is."""
    named = f' id="{own}"' if own else ""
    return f'<p class="kc-wrong"{named} role="alert">{escape(error)}</p>' if error else ""
