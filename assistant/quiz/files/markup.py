"""Texts as HTML, for Moodle, GIFT and Anki."""

from __future__ import annotations

import re
from html import escape

from assistant.quiz.files.outline import lettered, render_grounds
from assistant.quiz.models import Item


def to_html(text: str) -> str:
    """``text`` with its signs escaped, braces too (``{1:SA:=x}`` is a blank to Moodle), lines by ``<br>``."""
    html = escape(text).replace("{", "&#123;").replace("}", "&#125;")
    return html.replace("\n", "<br>")


def to_plain(text: str) -> str:
    """``text`` in one line, for names and tags."""
    return re.sub(r"\s+", " ", text)


def explain(item: Item) -> str:
    """What a learner reads after the answer: the explanation, then the clauses quoted. Empty: neither."""
    grounds = [f"依据：{line}" for line in render_grounds(item.citations)]
    return "\n".join(part for part in (item.explanation, *grounds) if part)


def option_lines(item: Item) -> str:
    """A. … / B. …, a line each."""
    return "\n".join(f"{letter}. {option}" for letter, option in lettered(item))
