"""A paper as plain text: 1. 题干 / A. … / 答案：AB / 解析：…, below a heading for each kind.

A further line of a text is indented by two wide blanks, so that ``from_txt`` gives back what was written.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.quiz.files.answers import indent, render_answer
from assistant.quiz.files.outline import find_sections, lettered
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import Item, Paper
from corpus.errors import KuanyanError


def render_paper(paper: Paper) -> bytes:
    """UTF-8 text, items by kind. Raises ``KuanyanError``."""
    ready = prepare(paper)
    lines = [f"《{indent(ready.title)}》"]
    for section in find_sections(ready):
        lines += ["", section.heading]
        for number, item in section.items:
            lines += ["", *_lines(item, f"{number}. ", f"第 {number} 题")]
    return ("\n".join(lines) + "\n").encode()


def _lines(item: Item, head: str, place: str) -> Iterator[str]:
    yield head + indent(item.stem)
    for letter, option in lettered(item):
        yield f"{letter}. {indent(option)}"
    try:
        answer = render_answer(item)
    except ValueError as error:
        raise KuanyanError(f"{place}：{error}后重试。") from error
    if answer:
        yield f"答案：{indent(answer)}"
    if item.explanation:
        yield f"解析：{indent(item.explanation)}"
    for n, question in enumerate(item.questions, start=1):
        yield from _lines(question, f"（{n}）【{question.kind}】", f"{place}第 {n} 问")
