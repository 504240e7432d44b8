"""Comparisons: each side is searched by itself and cited; how they differ is left to the quoted words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.compose import compose_answer, key_passage, lead_of
from assistant.answer.lists import lists_asked
from assistant.answer.models import Answer, AnswerKind
from assistant.answer.names import LISTS
from assistant.answer.question import Question
from assistant.answer.refuse import Named, Thresholds, is_near
from assistant.answer.scope import Scope
from assistant.answer.sentences import SentenceScorer
from assistant.answer.sides import Side, find_sides, is_strong
from assistant.answer.sought import defines
from corpus.models import Clause, ClauseKind, Corpus
from index.search import SearchIndex, SearchResult

_BARE = 4  # Chinese characters beside a list's name that ask nothing of their own
_LISTS = {name: re.compile(words) for name, words in LISTS.items()}
_MAY_NOT, _NOT = (
    "可以(?:依法)?不予?(?:行政)?(?:处?罚)",
    "(?<!可以)(?<!可以依法)(?:依法)?(?:应当)?不予?(?:行政)?(?:处?罚)",
)
_QUOTES = '[“”"「」『』‘’]?'
_JOIN = f"{_QUOTES}(?:事项|情形)?(?:、|，)?(?:和|跟|与|同|还是|或者?)(?:写的)?{_QUOTES}"
_LEVELS = re.compile(f"{_MAY_NOT}{_JOIN}{_NOT}|{_NOT}{_JOIN}{_MAY_NOT}")
_MEASURE = "柔性执法方式"


@dataclass(frozen=True, slots=True)
class Found:
    """The clause of one side and the next best ones; ``hits`` of its search, ``None`` without one."""

    clause: Clause
    others: tuple[Clause, ...]
    hits: SearchResult | None


def find_comparison(
    asked: Question, scope: Scope, corpus: Corpus, index: SearchIndex, thresholds: Thresholds
) -> list[Found]:
    """One entry a side, of different clauses; empty where the question compares nothing that is found."""
    if not asked.compares or (lists_asked(asked) and not is_strong(asked.text)):
        return []
    if _LEVELS.search(asked.text) and (levels := _levels(scope)):
        return levels
    named = Named.by(asked)
    found: list[Found] = []
    sides = find_sides(asked, scope, corpus)
    for side in sides:
        found += _find_side(side, asked, scope, corpus, index)
    covered = [is_near(side.hits, named, thresholds) for side in found if side.hits is not None]
    enough = any if all(side.doc_ids for side in sides) else all  # what 和 joins may be one thing only
    if covered and not enough(covered):
        return []
    kept = {side.clause.clause_id: side for side in reversed(found)}
    return list(reversed(kept.values())) if len(kept) > 1 else []


def _find_side(side: Side, asked: Question, scope: Scope, corpus: Corpus, index: SearchIndex) -> list[Found]:
    """The clause that defines the list named, else the best of each document of the side."""
    doc_ids = side.doc_ids or scope.doc_ids
    definition = _definition(side.words, doc_ids, scope) if is_strong(asked.text) else None
    if definition is not None:
        return [Found(definition, (), None)]
    groups = [{doc_id} for doc_id in sorted(doc_ids)] if side.doc_ids else [set(doc_ids)]
    found = []
    for group in groups:
        result = index.search(_words_of(side, group, asked, scope), k=3, doc_ids=group)
        clauses = [corpus.get_clause(hit.clause_id) for hit in result.hits]
        if clauses:
            found.append(Found(clauses[0], tuple(clauses[1:]), result))
    return found


def _words_of(side: Side, doc_ids: set[str], asked: Question, scope: Scope) -> str:
    """What to search by; where only a list is named that holds enterprises here: which ones."""
    held = {d.meta.positive_list for d in scope.documents if d.doc_id in doc_ids}
    if held == {"enterprises"} and _names_only(side.words, "正面清单"):
        return f"哪些企业纳入{side.words}"
    return side.words or asked.topic


def _names_only(words: str, name: str) -> bool:
    """Whether ``words`` name the list and hardly anything else."""
    found = _LISTS[name].search(words)
    return found is not None and len(re.findall(r"[\u4e00-\u9fff]", words)) - len(found.group()) <= _BARE


def _definition(words: str, doc_ids: frozenset[str], scope: Scope) -> Clause | None:
    """正面清单是指……: what says what the list is that the words name and nothing else; where several
    documents say it, the one whose list is filled."""
    name = next((n for n in _LISTS if _names_only(words, n)), None)
    if name is None:
        return None
    said = [
        (document, clause)
        for document in scope.documents
        if document.doc_id in doc_ids
        for clause in document.clauses
        if defines(clause.text, name)
    ]
    filled = [c for d, c in said if any(r.kind is ClauseKind.ROW for r in d.clauses)]
    return next(iter([*filled, *(c for _, c in said)]), None)


def _levels(scope: Scope) -> list[Found]:
    """The cells that say 不予 and 可以不予, each shared by the rows it holds for."""
    return [
        Found(clause, (), None)
        for document in scope.documents
        for clause in document.clauses
        if clause.kind is ClauseKind.MERGED_CELL and clause.title.endswith(_MEASURE)
    ]


def compose_comparison(corpus: Corpus, sides: Sequence[Found], scorer: SentenceScorer) -> Answer:
    """Each side's words in the first lines and quoted whole below."""
    clauses = [side.clause for side in sides]
    answer = compose_answer(corpus, clauses, scorer, limit=None)
    leads = []
    for clause in clauses:
        document = corpus.get_document(clause.doc_id)
        _, key = key_passage(document, clause, scorer)
        leads.append(lead_of(document, clause, key, scorer))
    return replace(answer, kind=AnswerKind.ANSWER, lead="\n".join(leads))


def beside(sides: Sequence[Found]) -> list[Clause]:
    """The next best clauses, one of each side in turn, none twice and none that is cited."""
    cited = {side.clause.clause_id for side in sides}
    turns = [c for rank in range(2) for side in sides for c in side.others[rank : rank + 1]]
    return list({c.clause_id: c for c in turns if c.clause_id not in cited}.values())
