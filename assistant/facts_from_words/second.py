"""A second violation told beside the first: it is named, so that none is passed over in a verdict on one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.cues import Match
from assistant.facts_from_words.models import Draft, IgnoredWords
from assistant.facts_from_words.text import Text
from assistant.facts_from_words.violation import OTHER, chosen
from corpus.phrases import Phrases

SECOND = "说的是另一种行为，一次只判一种，没有记入本案；本案判完，再单独问那一种。"
_BESIDES = re.compile(r"同时|另外?|此外|并且|而且|还|又|也|但|不过|可是|连|再加上|顺带|一并")
_UNDONE = re.compile(r"(?:没有?|未|不)(?!超|影响|造成|后果|危害|污染)[\u4e00-\u9fff]")
_ELSEWHERE = re.compile(
    r"去年|前年|以前|之前|上次|曾|那次|隔壁|别的|别家|其他|如果|要是|万一|会不会|是否|是不是|吗|怎么|怕|不然|否则"
)
_SAME_WORDS = (  # 环评; 密闭
    frozenset({"built_without_eia", "registration_form_not_filed"}),
    frozenset({"dust_uncovered", "voc_not_enclosed"}),
)


def note_second(
    text: Text, matches: Iterable[Match], phrases: Phrases, context: Context, draft: Draft
) -> None:
    """Puts the clause of each further violation into ``draft.ignored``, with what becomes of it."""
    first = chosen(draft)
    if first is None:
        return
    told = list(matches)
    told_at = text.clause_at(first.start)
    for index, clause in enumerate(text.clauses):
        words = text.norm[clause.start : clause.end]
        if index <= told_at or not _BESIDES.search(words) or _ELSEWHERE.search(words):
            continue
        own = [m for m in told if clause.start <= m.start < clause.end]
        if any(_is_second(m, str(first.value), phrases, context, words) for m in own) or _is_left_undone(
            clause.start, clause.end, words, str(first.value), phrases, draft
        ):
            draft.ignored.append(
                IgnoredWords(clause.start, clause.end, text.words(clause.start, clause.end), SECOND)
            )


def _is_second(match: Match, first: str, phrases: Phrases, context: Context, words: str) -> bool:
    choice = str(match.cue.value)
    if choice == first or match.cue.weak or {choice, first} in _SAME_WORDS:
        return False
    if context.judge(match.start, match.end, match.cue.under) is Standing.NOTHING:
        return False
    return choice == OTHER or (choice in phrases.violations and _names(choice, first, words, phrases))


def _is_left_undone(start: int, end: int, words: str, first: str, phrases: Phrases, draft: Draft) -> bool:
    """但培训一直没补: the thing of another violation, not done, and no fact of this case in the clause."""
    stated = [f.start for f in (*draft.found, *draft.weak)] + [p.start for p in draft.proposed]
    if not _UNDONE.search(words) or any(start <= at < end for at in stated):
        return False
    others = [c for c in phrases.violations if c != first and {c, first} not in _SAME_WORDS]
    return any(_names(choice, first, words, phrases) for choice in others)


def _names(choice: str, first: str, words: str, phrases: Phrases) -> bool:
    """The clause names a thing that the other violation is about, and this one is not."""
    if not phrases.violations[choice].objects.search(words):
        return False
    return first not in phrases.violations or not phrases.violations[first].objects.search(words)
