"""Small pieces of markup that every step of the self-check shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.app.check_state import Check
from assistant.app.cited import CitedClause
from assistant.app.literal import escape

TITLE_ID = "kc-step-title"  # takes the focus when a step appears

_QUOTED = re.compile("「[^「」]*」")


def render_step(title: str, help_text: str, body: str, kind: str = "") -> str:
    """A step with its heading. ``body`` is markup, the rest is text."""
    hint = f'<p class="kc-help">{escape(help_text)}</p>' if help_text else ""
    return (
        f'<section class="kc-step {kind}" aria-labelledby="{TITLE_ID}">'
        f'<h2 id="{TITLE_ID}" tabindex="-1">{escape(title)}</h2>{hint}{body}</section>'
    )


def say_invalid(check: Check, name: str) -> str:
    """Attributes of a field that was refused."""
    return f' aria-invalid="true" aria-describedby="kc-error-{name}"' if check.error_field == name else ""


def render_error(check: Check, name: str) -> str:
    """What is wrong with a field, beside it."""
    if check.error_field != name:
        return ""
    return f'<p class="kc-wrong" id="kc-error-{name}" role="alert">{escape(check.error)}</p>'


def render_opener(clause: CitedClause) -> str:
    """A button that shows the clause in its document, the words lit."""
    return render_key_opener(clause.key, clause.label)


def render_key_opener(key: str, text: str) -> str:
    return (
        f'<button type="button" class="kc-open" data-open="{escape(key)}"'
        f' title="在文件中查看">{escape(text)}</button>'
    )


def render_choice(value: str, words: str, is_present: bool, lines: Iterable[str] = (), kind: str = "") -> str:
    """A button that answers; ``lines`` stand small beneath its words, ``is_present`` was answered before."""
    small = "".join(f"<small>{escape(line)}</small>" for line in lines)
    before = "<small>（原来的回答）</small>" if is_present else ""
    pressed = ' aria-pressed="true"' if is_present else ""
    return (
        f'<button class="kc-choice {kind}" name="value" value="{escape(value)}"{pressed}>'
        f"{escape(words)}{small}{before}</button>"
    )


def render_quoted(text: str, clauses: Sequence[CitedClause]) -> str:
    """``text`` with its quotations set apart; a click on one opens the first of ``clauses``."""
    opens = f' data-open="{escape(clauses[0].key)}"' if clauses else ""
    parts, at = [], 0
    for match in _QUOTED.finditer(text):
        parts.append(escape(text[at : match.start()]))
        parts.append(f'<span class="kc-said"{opens}>{escape(match.group())}</span>')
        at = match.end()
    return "".join([*parts, escape(text[at:])])
