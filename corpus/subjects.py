"""Matters that a list row must name to be about them: ``subjects.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.loader import load_yaml
from corpus.models import Clause
from corpus.questions import load_questions

SUBJECTS = Path(__file__).parent / "subjects.yaml"


@cache
def load_subjects(path: Path = SUBJECTS) -> tuple[tuple[str, ...], ...]:
    """Groups of words for one matter each. Raises ``KuanyanError``."""
    groups = load_yaml(path).get("subjects")
    if not isinstance(groups, list) or not all(isinstance(g, list) and g for g in groups):
        raise KuanyanError(f"{path} 的 subjects 应是词组的列表，请改成「- [词, 词]」的写法。")
    return tuple(tuple(group) for group in groups)


def find_unnamed_subject(question: str, row: Clause) -> str | None:
    """A matter that ``question`` names and ``row`` (its cells, its questions) does not; or ``None``."""
    words = row.text + "".join(load_questions(row.doc_id).get(row.clause_id, ()))
    for group in load_subjects():
        asked = next((word for word in group if word in question), None)
        if asked is not None and not any(word in words for word in group):
            return asked
    return None
