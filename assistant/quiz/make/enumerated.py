"""多选, 单选 and 简答 from what a clause lists item by item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.quiz.make.draft import Draft, Option, quote_label, quote_words
from assistant.quiz.make.propositions import chapter_of, cite_quoted, name_source
from assistant.quiz.make.slots import GAP
from assistant.quiz.make.standing import Standing
from assistant.quiz.make.wording import overlaps, plain
from assistant.quiz.models import Item, ItemKind, Level, MarkingPoint, Proof, ProofKind
from corpus.confusables import Quoted
from corpus.enumerations import Enumeration
from corpus.models import Corpus

MARKS = 10  # of a 简答, or as many as its points can share evenly
_FEWEST_GROUPS = 2  # wrong options from fewer lists would leave the right one the odd one out


def draft_enumeration(
    corpus: Corpus,
    standing: Standing,
    enumeration: Enumeration,
    level: Level = Level.UNDERSTAND,
    evidence: Mapping[str, Quoted] | None = None,
) -> Iterator[Draft]:
    """``evidence`` are, by clause id, the words that make an item of that clause one of the list."""
    proofs = evidence or {}
    right = tuple(_option(corpus, words, proofs, "") for words in enumeration.choosable)
    wrong = tuple(_option(corpus, words, {}, words.clause_id) for words in _false(standing, enumeration))
    if enumeration.stem and len(right) >= 2 and len(wrong) >= 2:
        yield _draft(corpus, enumeration, ItemKind.MULTIPLE, level, right, wrong, proofs)
    if enumeration.stem and len({option.group for option in wrong}) >= _FEWEST_GROUPS:
        for option in right:
            yield _draft(corpus, enumeration, ItemKind.SINGLE, level, (option,), wrong, proofs)
    if enumeration.ask and 2 <= len(enumeration.items) <= MARKS:
        yield _draft(corpus, enumeration, ItemKind.SHORT, level, (), (), proofs)


def _false(standing: Standing, enumeration: Enumeration) -> list[Quoted]:
    """Of ``wrong``, each once, what stands in no clause of the list and is like none of its items."""
    clauses = {enumeration.clause_id, *(words.clause_id for words in enumeration.items)}
    found: dict[str, Quoted] = {}
    for words in enumeration.wrong:
        stands = any(standing.within(words.text, clause_id) for clause_id in clauses)
        if not stands and not any(overlaps(words.text, item.text) for item in enumeration.items):
            found.setdefault(plain(words.text), words)
    return list(found.values())


def _option(corpus: Corpus, words: Quoted, proofs: Mapping[str, Quoted], group: str) -> Option:
    citations = cite_quoted(corpus, words)
    if words.clause_id in proofs:
        citations += cite_quoted(corpus, proofs[words.clause_id])
    return Option(words.text, words.clause_id, citations, group)


def _draft(
    corpus: Corpus,
    enumeration: Enumeration,
    kind: ItemKind,
    level: Level,
    right: tuple[Option, ...],
    wrong: tuple[Option, ...],
    proofs: Mapping[str, Quoted],
) -> Draft:
    document = corpus.get_document(enumeration.clause_id.split("#", 1)[0])
    clause = corpus.get_clause(enumeration.clause_id)
    short = kind is ItemKind.SHORT
    ends = {ItemKind.SHORT: enumeration.ask, ItemKind.SINGLE: f"{enumeration.stem}是{GAP}。"}
    stem = f"{name_source(document)}，{ends.get(kind, f'{enumeration.stem}有{GAP}。')}"
    listed = [quote_label(corpus, words.clause_id, words.spans) for words in enumeration.items]
    listed += [quote_label(corpus, words.clause_id, words.spans) for words in proofs.values()]
    if len({words.clause_id for words in enumeration.items}) == 1:
        words_of_list = "、".join(
            quote_words(corpus, words.clause_id, words.spans) for words in enumeration.items
        )
        explanation = f"{corpus.get_clause(enumeration.items[0].clause_id).label}列举：{words_of_list}。"
    else:
        explanation = "；".join(listed) + "。"
    cited = [words for words in enumeration.items if short or words.text in {o.text for o in right}]
    citations = dict.fromkeys(c for words in cited for c in cite_quoted(corpus, words))
    for option in right:
        citations.update(dict.fromkeys(option.citations))
    item = Item(
        kind=kind,
        level=level,
        stem=stem,
        key=(),
        explanation=explanation,
        citations=tuple(citations),
        doc_id=document.doc_id,
        chapter=chapter_of(document, clause),
        asks=f"列举：{enumeration.enumeration_id}",
        points=share_marks([words.text for words in enumeration.items]) if short else (),
        proof=Proof(ProofKind.CLAUSE, "" if short else enumeration.stem),
    )
    rests_on = tuple(dict.fromkeys(words.clause_id for words in cited)) or (clause.clause_id,)
    touches = frozenset((item.asks, *(plain(words.text) for words in enumeration.items)))
    theme = f"{kind}：{enumeration.enumeration_id}"
    return Draft(item, rests_on, touches, theme, right, wrong, enumeration.share)


def share_marks(points: list[str]) -> tuple[MarkingPoint, ...]:
    """Equal marks for every point, ten in all or as near to ten as that allows: 3 points have 3 each."""
    return tuple(MarkingPoint(text, max(1, MARKS // len(points))) for text in points)
