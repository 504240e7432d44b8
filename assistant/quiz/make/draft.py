"""What a question can be made of, before its options are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.models import Citation
from assistant.quiz.models import Item
from corpus.models import Clause, Corpus, Span
from corpus.quotes import squeeze


@dataclass(frozen=True, slots=True)
class Option:
    """``group`` is what it comes from: wrong options are drawn from as many groups as there are."""

    text: str
    clause_id: str
    citations: tuple[Citation, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """``item`` is whole but for the options, where ``right`` and ``wrong`` are given.

    ``rests_on`` are the clauses asked about, first the main one. ``touches`` are the sentences or lists
    used: a paper takes no two drafts that touch the same one, for either would give the other away.
    ``theme`` balances a paper: 判断 the words shown, choices the way they are asked. ``share`` is how
    readily a paper takes one draft of the theme. Of a ``matter`` that is named a paper takes few.
    """

    item: Item
    rests_on: tuple[str, ...]
    touches: frozenset[str]
    theme: str
    right: tuple[Option, ...] = ()
    wrong: tuple[Option, ...] = ()
    share: float = 1.0
    matter: str = ""


def quote_label(corpus: Corpus, clause_id: str, spans: Sequence[Span]) -> str:
    """渝环规〔2021〕5号 三（四）：「…」, as an explanation has it."""
    return f"{corpus.get_clause(clause_id).label}：{quote_words(corpus, clause_id, spans)}"


def quote_words(corpus: Corpus, clause_id: str, spans: Sequence[Span]) -> str:
    """「…」, verbatim but for blanks; 「…」「…」 where a page break stands between."""
    source = corpus.get_document(clause_id.split("#", 1)[0]).source
    parts: list[str] = []
    end = -1
    for span in spans:
        words = squeeze(source[span.start : span.end])
        if end >= 0 and not source[end : span.start].strip():
            parts[-1] += words
        else:
            parts.append(words)
        end = span.end
    return "".join(f"「{words}」" for words in parts)


def clause_and_parents(corpus: Corpus, clause_id: str) -> tuple[Clause, ...]:
    document = corpus.get_document(clause_id.split("#", 1)[0])
    clause = corpus.get_clause(clause_id)
    return (*document.ancestors(clause), clause)
