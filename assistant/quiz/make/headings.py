"""What stands under which heading, and in which document: pairs and lists read off the clause tree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.quiz.make.propositions import Proposition, is_doubted
from assistant.quiz.make.standing import Standing
from assistant.quiz.make.wording import bigrams, likeness, plain
from assistant.quiz.models import Level
from corpus.confusables import Quoted
from corpus.enumerations import Enumeration, Match
from corpus.models import Clause, ClauseKind, Corpus, Document
from corpus.quotes import read_printed, squeeze

_LENGTHS = range(14, 65)  # of a sentence that is an option or stands in a stem
_SHARED = 1  # pairs of characters that a sentence may share with its own heading
_FAR = 0.4  # likeness of sentences of two documents below which they say different things
_SHARE = 0.1  # what stands where is asked less than what it says
_ALIKE = 0.5  # no reviewer has read these pairs: near ones are left out
_LABEL = 4  # characters of a heading that only labels: 指导思想
_FEWEST, _MOST = 3, 9  # headings under one


def match_headings(document: Document, propositions: Iterable[Proposition], standing: Standing) -> Match:
    """Sentence → the heading of its clause, for sentences that stand under one heading only."""
    titled = [c for c in document.clauses if c.kind is ClauseKind.SECTION and c.title and c.parent_id]
    pairs = []
    for proposition in propositions:
        clause = proposition.clause
        if clause not in titled or proposition.lead or len(proposition.text) not in _LENGTHS:
            continue
        if is_doubted(proposition):
            continue
        title = _title(document, clause)
        shared = bigrams(proposition.text) & bigrams(clause.title)
        elsewhere = [c for c in titled if c is not clause and standing.within(proposition.text, c.clause_id)]
        if title is not None and len(shared) <= _SHARED and not elsewhere:
            pairs.append((_quoted(proposition), title))
    return Match(
        f"{document.doc_id} 标题与内容",
        Level.UNDERSTAND.value,
        "“{}”这一规定所在的标题是",
        "下列规定中，列在标题“{}”之下的是",
        False,
        tuple(pairs),
        _SHARE,
        _ALIKE,
    )


def match_documents(
    corpus: Corpus, propositions: Sequence[Proposition], tells_document: re.Pattern[str]
) -> Match:
    """Sentence → the title of its document, for sentences that name no place and are in one document."""
    pairs = []
    for document in corpus.documents:
        title = _document_title(document)
        foreign = [p.text for p in propositions if p.document is not document]
        for proposition in propositions:
            text = proposition.text
            if proposition.document is not document or proposition.lead or len(text) not in _LENGTHS:
                continue
            if is_doubted(proposition):
                continue
            if title is None or tells_document.search(text) or bigrams(text) & _title_words(corpus, document):
                continue
            if all(likeness(text, other) < _FAR for other in foreign):
                pairs.append((_quoted(proposition), title))
    return Match(
        "文件与内容",
        Level.RECALL.value,
        "下列文件中，规定“{}”的是",
        "下列内容中，由{}规定的是",
        True,
        tuple(pairs),
        _SHARE,
        _ALIKE,
    )


def list_headings(document: Document) -> list[Enumeration]:
    """The headings under each heading; wrong are those under the others of the same document."""
    under: dict[str, list[Quoted]] = {}
    for clause in document.clauses:
        title = _title(document, clause) if clause.parent_id and clause.kind is ClauseKind.SECTION else None
        in_annex = any(c.kind is ClauseKind.ANNEX for c in document.ancestors(clause))
        if title is not None and clause.parent_id is not None and not in_annex:
            under.setdefault(clause.parent_id, []).append(title)
    # headings built alike (…原则) tell by themselves that they belong together
    mixed = {parent: titles for parent, titles in under.items() if not _uniform(titles)}
    lists = []
    for parent_id, titles in under.items():
        parent = document.find_clause(parent_id)
        if parent is None or not parent.title or not _FEWEST <= len(titles) <= _MOST:
            continue
        wrong = [t for other, found in mixed.items() if other != parent_id for t in found if _telling(t, [])]
        rest = [t.text for t in wrong]
        choosable = [t for t in titles if _telling(t, rest) and not bigrams(t.text) & bigrams(parent.title)]
        lists.append(
            Enumeration(
                f"{parent_id} 标题",
                parent_id,
                f"下列各项中，列在标题“{parent.title}”之下的" if parent_id in mixed else "",
                f"“{parent.title}”部分提出了哪几项内容？",
                tuple(titles),
                tuple(choosable),
                tuple(wrong),
                _SHARE,
            )
        )
    return lists


def _uniform(titles: list[Quoted]) -> bool:
    """Whether most titles begin or end with the same two characters."""
    begins, ends = Counter(t.text[:2] for t in titles), Counter(t.text[-2:] for t in titles)
    return max(*begins.values(), *ends.values()) * 3 >= len(titles) * 2


def _telling(title: Quoted, others: list[str]) -> bool:
    """Long enough to say something, and like none of ``others``."""
    return len(title.text) > _LABEL and all(likeness(title.text, other) < _FAR for other in others)


def _quoted(proposition: Proposition) -> Quoted:
    return Quoted(proposition.clause.clause_id, proposition.text, proposition.spans)


def _title(document: Document, clause: Clause) -> Quoted | None:
    return _find(document, clause, clause.title) if clause.title else None


def _find(document: Document, clause: Clause, words: str) -> Quoted | None:
    printed = read_printed(document.source, clause.cited_spans)
    places = printed.find_all(words)
    if not places:
        return None
    start, length = places[0], len(squeeze(words))
    return Quoted(clause.clause_id, printed.text[start : start + length], printed.spans(start, length))


def _document_title(document: Document) -> Quoted | None:
    """《…》 as the notice of its issue has it, else the bare title."""
    for words in (f"《{document.meta.title}》", document.meta.title):
        for clause in document.clauses:
            if clause.kind in (ClauseKind.NOTICE, ClauseKind.TITLE):
                found = _find(document, clause, words)
                if found is not None:
                    return found
    return None


def _title_words(corpus: Corpus, document: Document) -> frozenset[str]:
    """Pairs of characters that of all titles only this document's has."""
    others = [bigrams(plain(d.meta.title)) for d in corpus.documents if d is not document]
    return bigrams(plain(document.meta.title)).difference(*others)
