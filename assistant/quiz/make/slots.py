"""判断, 填空 and 单选 of one sentence: a word of a confusable group in its place, another one, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.quiz.make.draft import Draft, Option, quote_label
from assistant.quiz.make.propositions import Proposition, chapter_of, is_doubted, name_source
from assistant.quiz.make.standing import Standing
from assistant.quiz.make.wording import fold
from assistant.quiz.models import BLANK, FALSE, TRUE, Item, ItemKind, Level, OptionProof, Proof, ProofKind
from corpus.confusables import ConfusableGroup, Confusables, Use
from corpus.models import Corpus

GAP = "（　　）"  # where an option goes
_OPTIONS = 4
_NAMES_ARTICLE = "的依据"  # of a row: which article it rests on is learnt by heart
_SENTENCE = re.compile("[；;。：:]")
_OBLIGES = re.compile("不得|不能|禁止|必须|应|[，,]要")  # what follows is no longer only permitted
_FORBIDS = re.compile("不得|不能|禁止|只能|必须|应当|要求")


@dataclass(frozen=True, slots=True)
class Slot:
    """``word`` of ``group`` at ``start`` in the sentence; ``false`` are words that make it false there."""

    proposition: Proposition
    group: ConfusableGroup
    start: int
    word: str
    false: tuple[str, ...]

    def put(self, word: str) -> str:
        text = self.proposition.text
        return text[: self.start] + word + text[self.start + len(self.word) :]


def find_slots(proposition: Proposition, confusables: Confusables, standing: Standing) -> list[Slot]:
    """Every place in the sentence where a word may be exchanged, by group and place."""
    slots = []
    text = fold(proposition.text)
    for group in confusables.groups:
        if group.within and proposition.clause.clause_id not in group.within:
            continue
        for match in group.slot.finditer(text):
            word, start = match.group(1), match.start(1)
            others = [
                other for other in group.others(word) if other not in text
            ]  # twice in one sentence is odd
            false = tuple(
                other
                for other in others
                if standing.is_false(text, start, word, other)
                and not is_permitted(text, start, word, other, confusables.permits)
            )
            slots.append(Slot(proposition, group, start, proposition.text[start : start + len(word)], false))
    return slots


def is_permitted(text: str, start: int, word: str, other: str, permits: re.Pattern[str]) -> bool:
    """Whether ``other`` for ``word`` at ``start`` only narrows what is allowed, or names another who may.

    Something that may be done in several ways may be done in one, and what one office may do is not
    denied to others; a change of the permission itself, or to a prohibition, is no such case.
    """
    if any(permits.search(text) or _FORBIDS.search(text) for text in (word, other)):
        return False
    if permits.match(text, start + len(word)):
        return True
    before = _SENTENCE.split(text[:start])[-1]
    granted = list(permits.finditer(before))
    return bool(granted) and not _OBLIGES.search(before, granted[-1].end())


def draft_slots(corpus: Corpus, slots: list[Slot]) -> Iterator[Draft]:
    """All items of the slots of one sentence."""
    judged = [slot for slot in slots if Use.TRUE_FALSE in slot.group.uses and slot.false]
    if slots and is_doubted(slots[0].proposition):
        judged = []  # who knows the doubt would take the doubted words for the changed ones
    for slot in judged:
        yield _judge(corpus, slot, slot.word)
        for word in slot.false:
            yield _judge(corpus, slot, word)
    for slot in slots:
        if Use.FILL_IN in slot.group.uses:
            yield from _fill_in(corpus, slot)
        if Use.SINGLE in slot.group.uses and len(slot.false) >= _OPTIONS - 1:
            yield from _choose(corpus, slot)


def _judge(corpus: Corpus, slot: Slot, shown: str) -> Draft:
    proposition = slot.proposition
    is_true = shown == slot.word
    quote = quote_label(corpus, proposition.clause.clause_id, proposition.spans)
    why = "" if is_true else f"题中把“{slot.word}”写成“{shown}”。{slot.group.note}"
    return _draft(
        slot,
        ItemKind.TRUE_FALSE,
        Level.RECALL if _NAMES_ARTICLE in proposition.lead else Level.UNDERSTAND,
        f"{proposition.opening}{slot.put(shown)}。",
        (TRUE if is_true else FALSE,),
        f"{quote}。{why}",
        Proof(ProofKind.CLAUSE, proposition.text, None if is_true else (slot.word, shown)),
        theme=f"{slot.group.name}：{shown}",
    )


def _fill_in(corpus: Corpus, slot: Slot) -> Iterator[Draft]:
    """Nothing where the word could be read elsewhere in the stem."""
    proposition = slot.proposition
    stem = f"{proposition.opening}{slot.put(BLANK)}。"
    beside = stem.replace(BLANK, "\n")
    if any(word in beside for word in (slot.word, *slot.group.words) if len(word) > 1):
        return  # read off the stem, or found by leaving out what it has
    if slot.word in beside.removeprefix(name_source(proposition.document)):
        return
    quote = quote_label(corpus, proposition.clause.clause_id, proposition.spans)
    proof = Proof(ProofKind.CLAUSE, proposition.text, blanks=(slot.word,))
    yield _draft(
        slot,
        ItemKind.FILL_IN,
        Level.RECALL,
        stem,
        (slot.word,),
        f"{quote}。",
        proof,
        f"填空：{slot.group.name}",
    )


def _choose(corpus: Corpus, slot: Slot) -> Iterator[Draft]:
    proposition = slot.proposition
    stem = f"{proposition.opening}{slot.put(GAP)}。"
    if any(word in stem for word in (slot.word, *slot.false) if len(word) > 2):
        return
    citations = proposition.citations
    where = {
        quoted_word: q.clause_id
        for q in slot.group.quoted
        for quoted_word in slot.group.words
        if quoted_word in q.text
    }
    right = Option(slot.word, proposition.clause.clause_id, citations)
    wrong = tuple(Option(word, where.get(word, ""), ()) for word in slot.false)
    quote = quote_label(corpus, proposition.clause.clause_id, proposition.spans)
    draft = _draft(
        slot,
        ItemKind.SINGLE,
        Level.RECALL,
        stem,
        (),
        f"{quote}。{slot.group.note}",
        Proof(ProofKind.CLAUSE, proposition.text, options=(OptionProof(right.text, right.clause_id, True),)),
        f"单选：{slot.group.name}：{slot.word}",
    )
    yield Draft(draft.item, draft.rests_on, draft.touches, draft.theme, (right,), wrong)


def _draft(
    slot: Slot,
    kind: ItemKind,
    level: Level,
    stem: str,
    key: tuple[str, ...],
    explanation: str,
    proof: Proof,
    theme: str,
) -> Draft:
    proposition = slot.proposition
    item = Item(
        kind=kind,
        level=level,
        stem=stem,
        key=key,
        explanation=explanation,
        citations=proposition.citations,
        doc_id=proposition.document.doc_id,
        chapter=chapter_of(proposition.document, proposition.clause),
        asks=proposition.key if kind is ItemKind.TRUE_FALSE else f"{proposition.key}@{slot.start}",
        proof=proof,
    )
    return Draft(item, (proposition.clause.clause_id,), frozenset((proposition.key,)), theme)
