"""A paper as GIFT. GIFT has no cloze: several blanks are one short answer, their words in order.

Texts are HTML in one line, so that line ends, <, > and & survive; short answers are plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.quiz.files.as_moodle import share_of
from assistant.quiz.files.markup import explain, to_html, to_plain
from assistant.quiz.files.outline import Question, find_questions, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import LETTERS, TRUE, Item, ItemKind, Paper
from corpus.errors import KuanyanError

BLANKS = "；"  # between the words of several blanks
_SIGNS = re.compile(r"[\\~=#{}:]")


def render_paper(paper: Paper) -> bytes:
    """UTF-8 text, a blank line between questions. Raises ``KuanyanError``."""
    ready = prepare(paper)
    name = to_plain(ready.title).replace("/", "//")  # one slash would part two categories
    blocks = [f"$CATEGORY: $course$/top/{name}"]
    blocks += ["\n".join(_lines(question)) for question in find_questions(ready)]
    return ("\n\n".join(blocks) + "\n").encode()


def _lines(question: Question) -> Iterator[str]:
    item = question.item
    tags = "".join(f" [tag:{_tag(word)}]" for word in (item.kind, item.level, item.chapter) if word)
    yield f"// [id:{question.code}]{tags}"
    note = f"（各空的答案依次写出，用“{BLANKS}”隔开）" if len(item.key) > 1 and not item.options else ""
    yield f"::{question.number} {item.kind}::{_html(question.stem + note)}{{"
    yield from _answers(question)
    feedback = explain(item)
    if item.kind is ItemKind.SHORT:
        feedback = f"参考答案：\n{render_key(item)}" + (f"\n{feedback}" if feedback else "")
    if feedback:
        yield f"####{_html(feedback)}"
    yield "}"


def _answers(question: Question) -> Iterator[str]:
    item = question.item
    if item.kind is ItemKind.TRUE_FALSE:
        yield "TRUE" if item.key == (TRUE,) else "FALSE"
    elif item.kind is ItemKind.FILL_IN:
        answer = BLANKS.join(item.key)
        if "->" in answer:
            raise KuanyanError(
                f"第 {question.number} 题的答案里有“->”，GIFT 会当作连线题，请改写或改存 .xml。"
            )
        yield f"=[plain]{_escape(answer.replace('*', chr(92) + '*'))}"
    elif item.options:
        yield from _choices(item)


def _choices(item: Item) -> Iterator[str]:
    right, wrong = share_of(item)
    for letter, option in zip(LETTERS, item.options, strict=False):
        is_right = letter in item.key
        if item.kind is ItemKind.SINGLE:
            yield f"{'=' if is_right else '~'}{_html(option)}"
        else:
            yield f"~%{right if is_right else wrong}%{_html(option)}"


def _html(text: str) -> str:
    return f"[html]{_escape(to_html(text))}"


def _escape(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign.group()}", text)


def _tag(text: str) -> str:
    """A tag ends at the first bracket."""
    return to_plain(text).replace("[", "［").replace("]", "］")
