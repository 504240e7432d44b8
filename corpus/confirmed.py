"""Confirmed questions: what an administrator has confirmed that a clause answers.

They lie in the data folder, one JSON object a line, are searched beside their clause, and are never shown
as law.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from corpus.errors import KuanyanError
from corpus.models import Corpus

FILE = "confirmed_questions.jsonl"
LONGEST = 200  # characters of a question
LONGEST_NAME = 40  # characters of who confirmed it
_KEYS = ("question", "clause_id", "confirmed_on", "confirmed_by")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """One question with the clause that answers it, when that was confirmed and by whom."""

    question: str
    clause_id: str
    confirmed_on: date
    confirmed_by: str

    @property
    def key(self) -> tuple[str, str]:
        """Equal for what is the same question of the same clause."""
        return plain_question(self.question), self.clause_id


def plain_question(text: str) -> str:
    """Without blanks and punctuation, widths and cases made one: 正面清单，多久？ is 正面清单多久."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def load_confirmed(home: Path) -> tuple[Confirmed, ...]:
    """The confirmed questions of the data folder in the order they were confirmed; none without the file.

    Raises ``KuanyanError`` naming the line that is damaged. Nothing is ever left out in silence.
    """
    path = home / FILE
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise KuanyanError(f"确认的问题 {path} 读不出来（系统错误 {error.errno}），请检查权限。") from error
    numbered = enumerate(data.split(b"\n"), start=1)
    return tuple(_parse_line(line, f"{path} 第 {number} 行") for number, line in numbered if line.strip())


def render_confirmed(questions: Iterable[Confirmed]) -> bytes:
    """What ``load_confirmed`` reads."""
    return "".join(f"{render_line(question)}\n" for question in questions).encode()


def render_line(question: Confirmed) -> str:
    values = (question.question, question.clause_id, question.confirmed_on.isoformat(), question.confirmed_by)
    return json.dumps(dict(zip(_KEYS, values, strict=True)), ensure_ascii=False)


def _parse_line(line: bytes, place: str) -> Confirmed:
    after = "请改正这一行，或用备份恢复；文件没有改动"
    try:
        data = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise KuanyanError(f"{place}损坏了，不是 UTF-8 的 JSON，{after}。") from error
    if not isinstance(data, dict) or data.keys() != set(_KEYS):
        raise KuanyanError(f"{place}应恰有 {'、'.join(_KEYS)} 四个键，{after}。")
    if not all(isinstance(data[key], str) for key in _KEYS) or not plain_question(data["question"]):
        raise KuanyanError(f"{place}的四个值都应是文字，问题不能空，{after}。")
    try:
        day = date.fromisoformat(data["confirmed_on"])
    except ValueError as error:
        raise KuanyanError(
            f"{place}的 confirmed_on「{data['confirmed_on'][:20]}」应为 2026-01-31 这样的日期，{after}。"
        ) from error
    return Confirmed(data["question"], data["clause_id"], day, data["confirmed_by"])


def attach_confirmed(corpus: Corpus, questions: Sequence[Confirmed]) -> Corpus:
    """``corpus`` with each document's confirmed questions; those of clauses that it lacks are left out."""
    by_document: dict[str, dict[str, tuple[str, ...]]] = {}
    for question in questions:
        clause = corpus.find_clause(question.clause_id)
        if clause is not None:
            of_clause = by_document.setdefault(clause.doc_id, {})
            of_clause[clause.clause_id] = (*of_clause.get(clause.clause_id, ()), question.question)
    documents = tuple(replace(d, confirmed=by_document.get(d.doc_id, {})) for d in corpus.documents)
    return replace(corpus, documents=documents)
