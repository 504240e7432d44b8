"""Matters that a list row must name to be about them, and fields that no list is of: ``subjects.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import KuanyanError
from corpus.loader import load_yaml
from corpus.models import Clause
from corpus.questions import load_questions

SUBJECTS = Path(__file__).parent / "subjects.yaml"


@dataclass(frozen=True, slots=True)
class Subjects:
    """Groups of words for one thing each: ``subjects`` are matters, ``named_only`` those that an
    item's name has and its 情形 has not, ``strangers`` matters that have nothing to do with the environment,
    ``fields`` other fields of law."""

    subjects: tuple[tuple[str, ...], ...]
    named_only: tuple[tuple[str, ...], ...]
    strangers: tuple[tuple[str, ...], ...]
    fields: tuple[tuple[str, ...], ...]


@cache
def load_subjects(path: Path = SUBJECTS) -> Subjects:
    """Raises ``KuanyanError``."""
    tree = load_yaml(path)
    return Subjects(*(_groups(path, tree, key) for key in ("subjects", "named_only", "strangers", "fields")))


def _groups(path: Path, tree: Mapping[str, Any], key: str) -> tuple[tuple[str, ...], ...]:
    groups = tree.get(key)
    if not isinstance(groups, list) or not all(isinstance(g, list) and g for g in groups):
        raise KuanyanError(f"{path} 的 {key} 应是词组的列表，请改成「- [词, 词]」的写法。")
    return tuple(tuple(group) for group in groups)


def find_unnamed_subject(question: str, row: Clause) -> str | None:
    """A matter that ``question`` names and ``row`` (its cells, its questions) does not; or ``None``."""
    words = row.text + "".join(load_questions(row.doc_id).get(row.clause_id, ()))
    subjects, situation = load_subjects(), row.find_cell("情形")
    every = (*subjects.subjects, *subjects.strangers)
    return _find_unnamed(question, words, every) or _find_unnamed(
        question, situation.text if situation else "", subjects.named_only
    )


def find_stranger(question: str, clause: Clause) -> str | None:
    """A matter that has nothing to do with the environment, named by ``question`` and not by ``clause``."""
    return _find_unnamed(question, clause.text, load_subjects().strangers)


def _find_unnamed(question: str, text: str, groups: tuple[tuple[str, ...], ...]) -> str | None:
    for group in groups:
        asked = next((word for word in group if word in question), None)
        if asked is not None and not any(word in text for word in group):
            return asked
    return None


def find_other_field(question: str) -> str | None:
    """The field other than the environment that ``question`` names, in its words; or ``None``."""
    return next((word for group in load_subjects().fields for word in group if word in question), None)
