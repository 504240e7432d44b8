"""The Anki package, by its own database."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from hypothesis import HealthCheck, given, settings

from assistant.quiz.files import as_anki
from assistant.quiz.files.markup import explain, option_lines
from assistant.quiz.files.outline import find_questions, render_key
from assistant.quiz.files.prepare import prepare
from assistant.quiz.models import Paper
from tests.assistant.quiz.files.papers import TEXTS, with_text

Row = tuple[int, str, list[str], list[str]]


@dataclass(frozen=True)
class Package:
    """``notes`` are (id, guid, fields, tags); ``cards`` are (id, note)."""

    notes: list[Row]
    cards: list[tuple[int, int]]
    models: dict[str, dict[str, Any]]
    decks: dict[str, dict[str, Any]]


def read(data: bytes) -> Package:
    with ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == ["collection.anki2", "media"] and archive.read("media") == b"{}"
        content = archive.read("collection.anki2")
    with sqlite3.connect(":memory:") as database:
        database.deserialize(content)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = database.execute("SELECT id, guid, flds, tags FROM notes").fetchall()
        notes = [(number, guid, fields.split("\x1f"), tags.split()) for number, guid, fields, tags in rows]
        cards = database.execute("SELECT id, nid FROM cards").fetchall()
        models, decks = map(json.loads, database.execute("SELECT models, decks FROM col").fetchone())
    return Package(notes, cards, models, decks)


def plain(field: str) -> str:
    return unescape(field.replace("<br>", "\n"))


def check(paper: Paper) -> None:
    ready = prepare(paper)
    package = read(as_anki.render_paper(paper))
    (model,) = package.models.values()
    assert [part["name"] for part in model["flds"]] == list(as_anki.FIELDS)
    by_guid = {guid: (fields, tags) for _, guid, fields, tags in package.notes}
    questions = list(find_questions(ready))
    assert len(by_guid) == len(package.notes) == len(questions) == 10
    for question in questions:
        item = question.item
        fields, tags = by_guid[f"kuanyan-{question.code}"]
        sources = "；".join(dict.fromkeys(citation.label for citation in item.citations))
        assert list(map(plain, fields)) == [
            question.stem,
            item.kind,
            option_lines(item),
            render_key(item),
            explain(item),
            sources,
        ]
        assert tags[:3] == ["宽严", item.kind.value, item.level.value]
    assert sorted(note for _, note in package.cards) == sorted(number for number, *_ in package.notes)


def test_a_paper_is_read(paper: Paper) -> None:
    check(paper)
    assert {deck["name"] for deck in read(as_anki.render_paper(paper)).decks.values()} >= {paper.title}


def test_nasty_texts_are_read(nasty: Paper) -> None:
    check(nasty)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_any_text_is_read(paper: Paper, text: str) -> None:
    check(with_text(paper, text))


def test_importing_twice_adds_nothing(paper: Paper) -> None:
    """Anki takes a note whose guid it has for the same note; ids and decks are the same ones too."""
    first, again = read(as_anki.render_paper(paper)), read(as_anki.render_paper(paper))
    assert first == again
    ids = [number for number, *_ in first.notes] + [number for number, _ in first.cards]
    assert len(set(ids)) == len(ids)
    assert all(1_500_000_000_000 <= number < 1_600_000_000_001 for number in ids)


def test_an_item_keeps_its_ids_in_another_paper(paper: Paper) -> None:
    whole = {guid: number for number, guid, *_ in read(as_anki.render_paper(paper)).notes}
    part = replace(paper, title="另一份", items=paper.items[::-1][:3])
    for number, guid, *_ in read(as_anki.render_paper(part)).notes:
        assert whole[guid] == number


def test_the_front_hides_the_answer(paper: Paper) -> None:
    (model,) = read(as_anki.render_paper(paper)).models.values()
    (template,) = model["tmpls"]
    assert "{{题干}}" in template["qfmt"] and "{{选项}}" in template["qfmt"]
    assert not any("{{" + name + "}}" in template["qfmt"] for name in ("答案", "解析", "出处"))
    assert all("{{" + name + "}}" in template["afmt"] for name in ("答案", "解析", "出处"))
