"""What a question wants to know and the clause nearest to it does not say: a definition, a number of days."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer.question import Question
from assistant.answer.scope import Scope
from assistant.answer.sought import defines, find_term, find_unmet, names
from corpus.models import Clause, ClauseKind, Corpus


def order_by_term(
    asked: Question, found: Sequence[Clause], scope: Scope, corpus: Corpus
) -> tuple[Clause, ...]:
    """Where the meaning of a term is asked, clauses that say it come first (of what was found, else of all
    in ``scope``), then those below a heading that bears it; else as ``found``."""
    term = find_term(asked.topic)
    if term is None:
        return tuple(found)
    defining = [c for c in found if defines(c.text, term)] or [
        c for d in scope.documents for c in d.clauses if defines(c.text, term)
    ]
    headed = [c for c in found if _bears(c, term, corpus)]
    return tuple(dict.fromkeys([*defining, *headed, *found]))


def find_lack(asked: Question, clause: Clause, corpus: Corpus) -> str:
    """One Chinese sentence that says what is not there, empty where nothing is missing."""
    term = find_term(asked.topic)
    if term is not None and not defines(clause.text, term) and not _bears(clause, term, corpus):
        return f"所收文件没有解释“{term}”是什么意思，不能回答。"
    kind = find_unmet(asked.topic, _whole(clause, corpus))
    return f"所收文件没有写明这件事是{kind}，不能回答。" if kind is not None else ""


def _bears(clause: Clause, term: str, corpus: Corpus) -> bool:
    document = corpus.get_document(clause.doc_id)
    parent = document.find_clause(clause.parent_id) if clause.parent_id else None
    above = [c for c in (clause, parent) if c is not None and c.kind is ClauseKind.SECTION]
    return any(names(c.title, term) for c in above)


def _whole(clause: Clause, corpus: Corpus) -> str:
    """With the clauses below it."""
    children = corpus.get_document(clause.doc_id).children(clause.clause_id)
    return "\n".join([clause.text, *(_whole(child, corpus) for child in children)])
