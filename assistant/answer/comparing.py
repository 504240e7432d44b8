"""Comparisons: each side is searched by itself and cited; how they differ is left to the quoted words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.compose import compose_answer
from assistant.answer.contrast import contrast, likeness
from assistant.answer.lists import lists_asked
from assistant.answer.models import Answer, AnswerKind
from assistant.answer.names import LISTS
from assistant.answer.question import Question
from assistant.answer.reference import find_reference
from assistant.answer.refuse import Named, Thresholds, is_near
from assistant.answer.scope import Scope
from assistant.answer.sentences import SentenceScorer
from assistant.answer.sides import Side, find_sides, is_strong
from assistant.answer.sought import asks_of_itself, defines
from corpus.models import Clause, ClauseKind, Corpus
from index.search import SearchIndex, SearchResult

_BARE = 4  # Chinese characters beside a list's name that ask nothing of their own
_ITEMS = {"正面清单": "免罚的?事项", "负面清单": "从重(?:处罚)?的?事项"}
_LISTS = {name: re.compile(f"{words}|{_ITEMS[name]}") for name, words in LISTS.items()}
_MAY_NOT, _NOT = (
    "可以(?:依法)?不予?(?:行政)?(?:处?罚)",
    "(?<!可以)(?<!可以依法)(?:依法)?(?:应当)?不予?(?:行政)?(?:处?罚)",
)
_QUOTES = '[“”"「」『』‘’]?'
_JOIN = f"{_QUOTES}(?:事项|情形)?(?:、|，)?(?:和|跟|与|同|还是|或者?)(?:写的)?{_QUOTES}"
_LEVELS = re.compile(f"{_MAY_NOT}{_JOIN}{_NOT}|{_NOT}{_JOIN}{_MAY_NOT}")
_MEASURE = "柔性执法方式"
_TRIED = 8  # clauses of a side among which the one that goes with the other side's is looked for
_ALIKE = 0.25  # weight of how much the clauses of two sides are alike, against their scores' 1 each
_ONE_TEXT = 0.5  # likeness of clauses, from which on they are one and the same rule in two documents
_HEADED = 0.3  # weight of how much of a clause's heading the words say
_OF_FORMS = re.compile("表|栏|题目|标题|落款|署名")
_NEAR = 0.5  # of the best score, for a clause to be tried
_FORMS = {ClauseKind.TITLE, ClauseKind.TABLE, ClauseKind.SIGNATURE, ClauseKind.ANNEX_LIST}
_SAME = "两处正文文字相同，至多标点、空格、标题、编号不同。"


@dataclass(frozen=True, slots=True)
class Found:
    """The clause of one side and the next best ones; ``hits`` of its search, ``None`` without one."""

    clause: Clause
    others: tuple[Clause, ...]
    hits: SearchResult | None
    words: str = ""  # searched by


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
    found = _match(found)
    kept = {side.clause.clause_id: side for side in reversed(found)}
    return list(reversed(kept.values())) if len(kept) > 1 else []


def find_numbered(asked: Question, scope: Scope, corpus: Corpus) -> list[Found]:
    """「第5项和第6项……一样吗」: the two clauses, or rows of one list, that a comparison names by number."""
    reference = find_reference(asked.text, scope.documents, corpus) if asked.compares else None
    if reference is None or reference.missing or len(reference.clauses) != 2:
        return []
    lists = {clause.parent_id for clause in reference.clauses if clause.cells}
    if len(lists) > 1:  # 第4项 of either list: which one is meant is asked back
        return []
    return [Found(clause, (), None) for clause in reference.clauses]


def _find_side(side: Side, asked: Question, scope: Scope, corpus: Corpus, index: SearchIndex) -> list[Found]:
    """The clause that defines the list named, else the best of each document of the side."""
    doc_ids = side.doc_ids or scope.doc_ids
    definition = _definition(side.words, doc_ids, scope) if is_strong(asked.text) else None
    if definition is not None:
        return [Found(definition, (), None)]
    groups = [{doc_id} for doc_id in sorted(doc_ids)] if side.doc_ids else [set(doc_ids)]
    found = []
    for group in groups:
        words = side.words or asked.topic
        result = index.search(_words_of(side, group, asked, scope), k=_TRIED, doc_ids=group)
        clauses = _ordered(words, result, asked, corpus)
        if clauses:
            found.append(Found(clauses[0], tuple(clauses[1:]), result, words))
    return found


def _ordered(words: str, result: SearchResult, asked: Question, corpus: Corpus) -> list[Clause]:
    """What was found, that whose heading says ``words`` before its equals; titles and forms to fill in last
    unless one is asked for."""
    of_forms = bool(_OF_FORMS.search(asked.text)) or asks_of_itself(words)
    clauses = [corpus.get_clause(hit.clause_id) for hit in result.hits]

    def rank(clause: Clause) -> tuple[bool, float]:
        return not of_forms and _is_bare(clause), -_score(clause, words, result)

    return sorted(clauses, key=rank)


def _is_bare(clause: Clause) -> bool:
    """A title, a form to fill in, or a heading alone: 说明："""
    return clause.kind in _FORMS or len(re.findall(r"[\u4e00-\u9fff]", clause.text)) <= _BARE


def _score(clause: Clause, words: str, result: SearchResult) -> float:
    """The score against the best one's, and how much of the heading ``words`` say."""
    score = next(hit.score for hit in result.hits if hit.clause_id == clause.clause_id)
    title = re.sub(r"[^\u4e00-\u9fff]", "", clause.title)
    grams = {title[i : i + 2] for i in range(len(title) - 1)}
    said = sum(gram in words for gram in grams) / len(grams) if grams else 0.0
    return score / (result.hits[0].score or 1.0) + _HEADED * said


def _match(found: list[Found]) -> list[Found]:
    """Of two sides in different documents the clauses that are found best together and are alike: both
    sides are asked about one thing, which two documents often say under one heading."""
    if len(found) != 2 or found[0].clause.doc_id == found[1].clause.doc_id:
        return found
    if any(side.hits is None for side in found):
        return found
    tried = [_scored(side) for side in found]
    pairs = [(a, b) for a in tried[0] for b in tried[1]]

    def together(pair: tuple[tuple[Clause, float], tuple[Clause, float]]) -> float:
        (one, score), (other, other_score) = pair
        alike = likeness(one, other)
        return score + other_score + (_ALIKE * alike if alike >= _ONE_TEXT else 0.0)

    best = max(pairs, key=together)
    return [_led_by(side, clause) for side, (clause, _) in zip(found, best, strict=True)]


def _scored(side: Found) -> list[tuple[Clause, float]]:
    """The best clause of a side and those nearly as good, each with its score."""
    assert side.hits is not None
    scored = [(c, _score(c, side.words, side.hits)) for c in (side.clause, *side.others)]
    of_itself = asks_of_itself(side.words)
    near = [(c, s) for c, s in scored if s >= _NEAR * scored[0][1] and (of_itself or not _is_bare(c))]
    return near or scored[:1]


def _led_by(side: Found, clause: Clause) -> Found:
    others = tuple(c for c in (side.clause, *side.others) if c.clause_id != clause.clause_id)
    return replace(side, clause=clause, others=others)


def _words_of(side: Side, doc_ids: set[str], asked: Question, scope: Scope) -> str:
    """What to search by; where only a list is named that holds enterprises here: which ones."""
    held = {d.meta.positive_list for d in scope.documents if d.doc_id in doc_ids}
    if held == {"enterprises"} and _names_only(side.words, "正面清单"):
        return "哪些企业纳入正面清单"
    if asks_of_itself(side.words):
        return f"这份文件{side.words.removesuffix('的')}的"
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
    scorers = [_own_scorer(side, scorer) for side in sides]
    shown = contrast([(corpus.get_document(c.doc_id), c, s) for c, s in zip(clauses, scorers, strict=True)])
    notes = (*answer.notes, _SAME) if shown.same else answer.notes
    return replace(answer, kind=AnswerKind.ANSWER, lead="\n".join(shown.lines), notes=notes)


def _own_scorer(side: Found, scorer: SentenceScorer) -> SentenceScorer:
    """``scorer`` with the words only that this side was searched by."""
    if not side.words:
        return scorer
    kept = {term: weight for term, weight in scorer.weights.items() if term in side.words}
    return SentenceScorer(scorer.question, kept)


def beside(sides: Sequence[Found]) -> list[Clause]:
    """The next best clauses, one of each side in turn, none twice and none that is cited."""
    cited = {side.clause.clause_id for side in sides}
    turns = [c for rank in range(2) for side in sides for c in side.others[rank : rank + 1]]
    return list({c.clause_id: c for c in turns if c.clause_id not in cited}.values())
