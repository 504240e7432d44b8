"""Doubts about the words of a document, from ``policies/<doc_id>/doubts.md``.

A doubt that bears on printed words stands under a heading ``## <clause path> 「words」``; the first
paragraph below is what the user is told when these words are quoted. What no rule can decide is listed
under ``## 不能由规则判定``, one line each: ``- <clause path> 「words」：reason``. Other headings are for
readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from corpus.errors import KuanyanError
from corpus.loader import POLICIES
from corpus.models import Corpus

_HEADING = re.compile(r"^## (?P<path>[a-z0-9][\w.\-]*) 「(?P<words>[^」]+)」\s*$", re.M)
_UNDECIDABLE = "## 不能由规则判定"
_UNDECIDABLE_LINE = re.compile(r"- (?P<path>[a-z0-9][\w.\-]*) 「(?P<words>[^」]+)」：(?P<reason>.+)")


class Quoted(Protocol):
    @property
    def clause_id(self) -> str: ...
    @property
    def quote(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Doubt:
    clause_id: str
    words: str  # verbatim words of the clause
    note: str  # what the user is told


def find_doubts(corpus: Corpus, citations: Iterable[Quoted]) -> list[Doubt]:
    """Doubts whose words stand in one of the quotes, each once, in the order of the citations."""
    found: list[Doubt] = []
    for citation in citations:
        doc_id = citation.clause_id.split("#", 1)[0]
        for doubt in load_doubts(doc_id):
            same = doubt.clause_id == citation.clause_id
            if same and doubt.words in citation.quote and doubt not in found:
                found.append(doubt)
    return found


@cache
def load_doubts(doc_id: str, policies: Path = POLICIES) -> tuple[Doubt, ...]:
    """The word doubts of a document; empty where it has no ``doubts.md``."""
    path = policies / doc_id / "doubts.md"
    if not path.exists():
        return ()
    text = path.read_text(encoding="utf-8")
    doubts = []
    for match in _HEADING.finditer(text):
        paragraph = text[match.end() :].strip().split("\n\n", 1)[0].replace("\n", "")
        doubts.append(Doubt(f"{doc_id}#{match['path']}", match["words"], paragraph))
    return tuple(doubts)


@dataclass(frozen=True, slots=True)
class Undecidable:
    """Words of a clause that decide something, and why no rule states them."""

    clause_id: str
    words: str  # verbatim words of the clause, blanks ignored
    reason: str


@cache
def load_undecidable(doc_id: str, policies: Path = POLICIES) -> tuple[Undecidable, ...]:
    """What no rule can decide, in the order of ``doubts.md``. Raises ``KuanyanError`` on a list line that
    is not in the format; other lines of the section are for readers."""
    path = policies / doc_id / "doubts.md"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    listed, inside = [], False
    for number, line in enumerate(lines, start=1):
        inside = line.strip() == _UNDECIDABLE if line.startswith("#") else inside
        if not inside or not line.startswith("-"):
            continue
        match = _UNDECIDABLE_LINE.fullmatch(line.rstrip())
        if match is None:
            raise KuanyanError(f"{path} 第 {number} 行不是「- 条款路径 「原文」：理由」的写法，请改正。")
        listed.append(Undecidable(f"{doc_id}#{match['path']}", match["words"], match["reason"].strip()))
    return tuple(listed)
