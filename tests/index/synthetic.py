"""Corpora of any size, made by rule: every clause has words of its own."""

from __future__ import annotations

from datetime import date

from corpus.models import Clause, ClauseKind, Corpus, Document, DocumentMeta, Span
from tests.index.fakes import WORDS


def synthetic_corpus(documents: int, clauses: int, headings: int = 4) -> Corpus:
    """``documents`` laws of ``clauses`` articles under ``headings`` headings each."""
    return Corpus(tuple(_law(number, clauses, headings) for number in range(documents)), "synthetic")


def synthetic_words(document: int, clause: int) -> str:
    """零零三零零七: numbers in Chinese name the clause, two of ``WORDS`` give it a vector."""
    name = "".join("零一二三四五六七八九"[int(digit)] for digit in f"{document:03d}{clause:03d}")
    return f"第{name}号事项：{WORDS[(document + clause) % 7]}的{WORDS[clause % 5]}，由{name}办理。"


def _law(number: int, clauses: int, headings: int) -> Document:
    doc_id, made, parts, at = f"law-{number:04d}", [], [], 0
    for clause in range(clauses):
        words = synthetic_words(number, clause)
        made.append(
            Clause(
                clause_id=f"{doc_id}#{clause * headings // clauses + 1}.{clause}",
                parent_id=None,
                kind=ClauseKind.SECTION,
                number=f"第{clause}条",
                title="",
                label=f"法{number} 第{clause}条",
                spans=(Span(at, at + len(words)),),
                text=words,
            )
        )
        parts.append(words)
        at += len(words) + 1
    meta = DocumentMeta(
        doc_id, f"第{number}法", None, None, "", (), "", "全国", date(2024, 1, 1), None, None, None, "0" * 64
    )
    return Document(meta, "\n".join(parts), tuple(made), ())
