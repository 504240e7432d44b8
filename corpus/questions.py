"""Anticipated questions: what people would ask about a clause in their own words.

``policies/<doc_id>/questions.yaml`` maps a clause path to questions. They are ours, searched beside
the clause, and never shown as law.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.loader import POLICIES, load_yaml
from corpus.models import Document


@cache
def load_questions(doc_id: str, policies: Path = POLICIES) -> dict[str, tuple[str, ...]]:
    """Clause id → its questions; empty where the document has no ``questions.yaml``."""
    path = policies / doc_id / "questions.yaml"
    if not path.exists():
        return {}
    data = load_yaml(path)
    questions = {}
    for clause_path, texts in data.items():
        if not isinstance(texts, list) or not all(isinstance(t, str) and t.strip() for t in texts):
            raise KuanyanError(f"{path} 的 {clause_path} 应是问题的列表，请改成「- 问题」的写法。")
        questions[f"{doc_id}#{clause_path}"] = tuple(texts)
    return questions


def check_questions(document: Document, policies: Path = POLICIES) -> list[str]:
    """Problems, one Chinese sentence each: an unknown clause, a question asked twice of one clause."""
    problems = []
    for clause_id, texts in load_questions(document.doc_id, policies).items():
        if document.find_clause(clause_id) is None:
            problems.append(f"questions.yaml：没有条款 {clause_id}")
        if len(set(texts)) < len(texts):
            problems.append(f"questions.yaml：{clause_id} 有重复的问题")
    return problems
