"""Questions that the bundled documents do not answer: ``outside_questions.yaml``.

They are ours. The index learns from them what a question sounds like that belongs elsewhere
(``index.belonging``); they are never searched and never shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.yaml_tree import read_yaml

OUTSIDE_FILE = Path(__file__).parent / "outside_questions.yaml"


@dataclass(frozen=True, slots=True)
class OutsideQuestions:
    """``documents`` are the doc_ids whose text was read before a question was called outside."""

    documents: frozenset[str]
    by_kind: dict[str, tuple[str, ...]]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for texts in self.by_kind.values() for text in texts)

    def holds_for(self, doc_ids: Collection[str]) -> bool:
        """Whether a corpus of these documents answers none of them: it has no document beside those."""
        return bool(doc_ids) and self.documents.issuperset(doc_ids)


@cache
def load_outside(path: Path = OUTSIDE_FILE) -> OutsideQuestions:
    """Raises ``KuanyanError`` on a faulty file or a question that stands there twice."""
    keys = read_yaml(path).table({"documents", "questions"}, set())
    by_kind: dict[str, tuple[str, ...]] = {}
    seen: set[str] = set()
    for kind, entry in keys["questions"].table(set()).items():
        for item in entry.items():
            if item.text() in seen:
                item.fail(f"的问题「{item.text()}」写了两次", "请删去一个")
            seen.add(item.text())
        by_kind[kind] = entry.texts()
    return OutsideQuestions(frozenset(keys["documents"].texts()), by_kind)
