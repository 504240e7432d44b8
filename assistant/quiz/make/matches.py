"""单选 from pairs: the answer to a situation among the answers to others, or the situation to an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.quiz.make.draft import Draft, Option, quote_label
from assistant.quiz.make.propositions import chapter_of, cite_quoted, name_source
from assistant.quiz.make.slots import GAP
from assistant.quiz.make.wording import likeness, plain
from assistant.quiz.models import Item, ItemKind, Level, Proof, ProofKind
from corpus.confusables import Quoted
from corpus.enumerations import Match
from corpus.models import Corpus

_WRONG = 3
_NESTED = re.compile("“[^”]*“")  # a quotation within a quotation reads badly in a stem


def draft_matches(corpus: Corpus, match: Match) -> Iterator[Draft]:
    """One draft a pair and direction; none where fewer than three other answers are surely wrong."""
    answers: dict[str, list[tuple[Quoted, Quoted]]] = {}
    for situation, answer in match.pairs:
        answers.setdefault(plain(answer.text), []).append((situation, answer))
    for situation, answer in match.pairs:
        other = [
            pairs
            for text, pairs in answers.items()
            if text != plain(answer.text) and not any(_may_hold(match, situation, s) for s, _ in pairs)
        ]
        if len(other) < _WRONG:
            continue
        wrong = tuple(_option(corpus, pairs[0][1], plain(pairs[0][1].text)) for pairs in other)
        stem = match.stem.format(situation.text)
        if not _NESTED.search(stem):
            yield _draft(corpus, match, stem, situation, answer, _option(corpus, answer, ""), wrong, True)
        if match.reverse:
            same = [s for s, _ in answers[plain(answer.text)]]
            situations = tuple(
                _option(corpus, s, plain(a.text))
                for pairs in other
                for s, a in pairs
                if not any(_may_hold(match, s, own) for own in same)
            )
            stem = match.reverse.format(answer.text)
            right = _option(corpus, situation, "")
            if _NESTED.search(stem):
                continue
            yield _draft(corpus, match, stem, situation, answer, right, situations, False)


def _may_hold(match: Match, one: Quoted, other: Quoted) -> bool:
    return likeness(one.text, other.text) > match.alike


def _option(corpus: Corpus, words: Quoted, group: str) -> Option:
    return Option(words.text, words.clause_id, cite_quoted(corpus, words), group)


def _draft(
    corpus: Corpus,
    match: Match,
    stem: str,
    situation: Quoted,
    answer: Quoted,
    right: Option,
    wrong: tuple[Option, ...],
    forward: bool,
) -> Draft:
    document = corpus.get_document(situation.clause_id.split("#", 1)[0])
    source = "" if match.sourced else f"{name_source(document)}，"
    quotes = [quote_label(corpus, words.clause_id, words.spans) for words in (situation, answer)]
    citations = dict.fromkeys((*cite_quoted(corpus, situation), *cite_quoted(corpus, answer)))
    item = Item(
        kind=ItemKind.SINGLE,
        level=Level(match.level),
        stem=f"{source}{stem}{GAP}。",
        key=(),
        explanation=f"{quotes[0]}，对应{quotes[1]}。",
        citations=tuple(citations),
        doc_id=document.doc_id,
        chapter=chapter_of(document, corpus.get_clause(situation.clause_id)),
        asks=f"{match.match_id}：{plain(situation.text)}",
        proof=Proof(ProofKind.CLAUSE, situation.text if forward else answer.text),
    )
    touches = {plain(situation.text), item.asks}
    if match.matter:
        touches.add(f"{match.matter}：{plain(answer.text)}")
    if not forward:
        touches.add(f"{match.match_id}←{plain(answer.text)}")
    return Draft(
        item,
        (situation.clause_id,),
        frozenset(touches),
        f"{match.match_id}{'→' if forward else '←'}{plain(answer.text)}",
        (right,),
        wrong,
        match.share,
        match.matter,
    )
