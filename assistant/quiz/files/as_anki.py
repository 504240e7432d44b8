"""A paper as an Anki package: one card a question, the stem in front, answer and clauses behind.

Notes have ids made from the item's, so that importing twice adds nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from html import escape

import genanki

from assistant.quiz.files.markup import explain, option_lines, to_html, to_plain
from assistant.quiz.files.outline import Question, find_questions, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.files.stable_zip import zip_parts
from assistant.quiz.models import Item, Paper

FIELDS = ("题干", "题型", "选项", "答案", "解析", "出处")
MODEL_ID = 1_637_000_021  # of the note type 宽严试题: must never change
_FIRST_ID = 1_500_000_000_000  # Anki's ids are times in milliseconds
_ID_RANGE = 100_000_000_000
_WRITTEN = 1_600_000_000  # seconds; the same for every package, so that the same paper gives the same bytes

_FRONT = (
    '<div class="kind">{{题型}}</div><div class="stem">{{题干}}</div>'
    '{{#选项}}<div class="options">{{选项}}</div>{{/选项}}'
)
_BACK = (
    '{{FrontSide}}<hr id="answer"><div class="answer">{{答案}}</div>'
    '{{#解析}}<div class="explanation">{{解析}}</div>{{/解析}}<div class="from">{{出处}}</div>'
)
_STYLE = (
    ".card{font:18px/1.7 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;text-align:left;padding:0 1em}"
    ".kind,.from{color:#666;font-size:14px}.options,.explanation{margin-top:.6em}.answer{font-weight:bold}"
)


def render_paper(paper: Paper) -> bytes:
    """The bytes of an .apkg file. Raises ``KuanyanError``."""
    ready = prepare(paper)
    deck = genanki.Deck(_number("deck", ready.title), to_plain(ready.title).replace("::", "："))
    model = genanki.Model(
        MODEL_ID,
        "宽严试题",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "问答", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    questions = list(find_questions(ready))
    for question in questions:
        deck.add_note(_note(model, question))
    with sqlite3.connect(":memory:") as database:
        genanki.Package(deck).write_to_db(database.cursor(), _WRITTEN, _ids(questions))
        database.commit()
        collection = database.serialize()
    return zip_parts([("collection.anki2", collection), ("media", json.dumps({}).encode())])


def _note(model: genanki.Model, question: Question) -> genanki.Note:
    item = question.item
    fields = (
        question.stem,
        item.kind.value,
        option_lines(item),
        render_key(item),
        explain(item),
        _source(item),
    )
    return genanki.Note(
        model,
        fields=[to_html(text) for text in fields],
        sort_field=escape(to_plain(question.stem)),
        tags=[_tag(word) for word in ("宽严", item.kind, item.level, item.chapter) if word],
        guid=f"kuanyan-{question.code}",
    )


def _source(item: Item) -> str:
    return "；".join(dict.fromkeys(citation.label for citation in item.citations))


def _ids(questions: list[Question]) -> Iterator[int]:
    """The id of each note and then of its one card, in the order in which genanki asks for them."""
    taken: set[int] = set()
    for question in questions:
        for what in ("note", "card"):
            number = _number(what, question.code)
            while number in taken:
                number += 1
            taken.add(number)
            yield number


def _number(what: str, name: str) -> int:
    digest = hashlib.sha256(f"kuanyan {what} {name}".encode()).digest()
    return _FIRST_ID + int.from_bytes(digest[:8]) % _ID_RANGE


def _tag(text: str) -> str:
    """Anki parts tags at blanks, and levels of a tag at ``::``."""
    return to_plain(text).replace(" ", "_").replace("::", "：")
