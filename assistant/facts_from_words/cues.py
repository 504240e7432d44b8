"""Patterns of ``phrases.yaml`` against a text: which values are stated, which are only worth asking about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.models import Draft, Found, Proposed
from assistant.facts_from_words.text import Text
from corpus.facts import load_facts
from corpus.phrases import Cue, FactPhrases, Phrases


@dataclass(frozen=True, slots=True)
class Match:
    """``cue``'s words at ``start``..``end``; ``said``: strong enough to count as stated."""

    cue: Cue
    start: int
    end: int
    said: bool


def match_cues(text: Text, phrases: Phrases) -> list[Match]:
    """Every cue in the text, several for the same words included, but none over silent words."""
    return [match for fact in phrases.facts.values() for match in _match_fact(text.norm, fact)]


def select_cues(
    matches: list[Match],
    text: Text,
    phrases: Phrases,
    violations: frozenset[str],
    candidates: frozenset[str],
    replied: bool,
) -> list[Match]:
    """The matches that count where the text tells of ``violations``: the longer of two of one fact.

    Ways of correcting one violation (挂上了, 备案了) say nothing of another, nor of another thing
    (摄像头装好了). Where no violation is named they count in a reply to a question; else they are worth
    asking about if the violation is a candidate.
    """
    fitting = []
    for match in matches:
        ways = match.cue.violations
        if match.cue.of_it and _of_another_thing(
            match, text, phrases, ways & violations or ways or violations
        ):
            continue
        if not ways or ways & violations or (replied and not violations):
            fitting.append(match)
        elif not violations and ways & candidates:
            fitting.append(replace(match, said=False))
    by_fact: dict[str, list[Match]] = {}
    for match in fitting:
        by_fact.setdefault(match.cue.fact, []).append(match)
    return [match for several in by_fact.values() for match in _longest(several)]


def judge_cues(
    matches: list[Match], text: Text, phrases: Phrases, context: Context, draft: Draft
) -> list[Match]:
    """Puts what the matches say into ``draft``; returns the matches that state their own value."""
    stated = []
    for match in matches:
        standing = context.judge(match.start, match.end, match.cue.under, match.cue.against)
        value = match.cue.value if standing is not Standing.NEGATED else match.cue.negated
        if standing is Standing.NEGATED and value is None:
            draft.denied.add(match.cue.fact)
        if standing is Standing.NOTHING or value is None:
            continue
        span = (match.start, match.end, text.words(match.start, match.end))
        unsettled = _is_unsettled(match, value, text, phrases)
        if unsettled:
            draft.unsettled.add(match.cue.fact)
        if standing is Standing.DOUBTFUL or not match.said or unsettled:
            draft.proposed.append(Proposed(match.cue.fact, value, *span, 1.0))
            continue
        (draft.weak if match.cue.weak else draft.found).append(Found(match.cue.fact, value, *span))
        if standing is Standing.STATED:
            stated.append(match)
    return stated


def _match_fact(norm: str, fact: FactPhrases) -> list[Match]:
    found = [
        Match(cue, *m.span(), said and not (cue.unless and cue.unless.search(norm)))
        for cue in fact.cues
        if cue.near is None or cue.near.search(norm)
        for said, patterns in ((True, cue.said), (False, cue.suggests))
        for pattern in patterns
        for m in _spans(pattern, norm)
    ]
    if not found:
        return []
    silent = [m.span() for pattern in fact.silent for m in pattern.finditer(norm)]
    return [m for m in found if not any(left < m.end and right > m.start for left, right in silent)]


def _longest(matches: list[Match]) -> list[Match]:
    """Without those inside a longer one; weak words do not hide strong ones that say the same."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, not m.said, m.start)):
        if not any(_hides(other, match) for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda m: (m.start, m.end))


def _of_another_thing(match: Match, text: Text, phrases: Phrases, ways: frozenset[str]) -> bool:
    """预案已备案 corrects no 登记表, 摄像头装好了 no 标识牌: the clause names another thing before it."""
    clause = text.clauses[text.clause_at(match.start)]
    named = {
        choice
        for choice, hints in phrases.violations.items()
        if hints.objects.search(text.norm, clause.start, min(match.end + _THING_AFTER, clause.end))
    }
    if named:
        return not named & ways
    before = text.norm[clause.start : match.start]
    return len(phrases.correction_fillers.sub("", before)) > 1


def _is_unsettled(match: Match, value: bool | str, text: Text, phrases: Phrases) -> bool:
    """What stands around takes back a part of what is said: 挂上了，但挂错了位置; 没骂人，就是推了一下."""
    if value is False and load_facts()[match.cue.fact].disqualifying and _excepts(match.end, text, phrases):
        return True
    unsettled = phrases.facts[match.cue.fact].unsettled.get(value)
    if unsettled is None:
        return False
    return bool(
        unsettled.around.search(text.norm, *text.sentence_of(match.start))
        or unsettled.after.search(text.norm, match.end)
    )


def _excepts(position: int, text: Text, phrases: Phrases) -> bool:
    """The clause after begins with an exception (就是, 除了), not with the violation itself (就是没挂牌)."""
    index = text.clause_at(position - 1) + 1
    if index >= len(text.clauses):
        return False
    words = text.clause(index)
    undone = "改" in words or any(hints.objects.search(words) for hints in phrases.violations.values())
    return bool(phrases.replies["only"].match(words)) and not (undone and phrases.negators.search(words))


def _hides(longer: Match, match: Match) -> bool:
    if not (longer.start <= match.start and match.end <= longer.end):
        return False
    return longer.said or not match.said or longer.cue.value != match.cue.value


def _spans(pattern: re.Pattern[str], norm: str) -> Iterator[re.Match[str]]:
    return (m for m in pattern.finditer(norm) if m.end() > m.start())


def read_denials(text: Text, phrases: Phrases, context: Context, draft: Draft) -> None:
    """Facts denied by one sentence for all: 不存在从重、排除情形. A fact said to hold is not denied by it."""
    held = {f.fact for f in draft.found if f.value is True}
    given = {f.fact for f in draft.found}
    for denial in phrases.denials:
        for match in denial.said.finditer(text.norm):
            standing = context.judge(*match.span(), _DENIAL_UNDER)
            if standing is Standing.STATED and _excepts(match.end(), text, phrases):
                standing = Standing.DOUBTFUL
            span = (*match.span(), text.words(*match.span()))
            for fact in denial.facts:
                if standing is Standing.STATED and (fact not in given or fact in held):
                    draft.found.append(Found(fact, False, *span))
                elif standing is Standing.DOUBTFUL:
                    draft.proposed.append(Proposed(fact, False, *span, 1.0))


def read_manners(text: Text, corrections: list[Match], phrases: Phrases, draft: Draft) -> None:
    """及时, 当场 … in the clause of a correction that is done, before it."""
    for fact, manner in phrases.manners.items():
        for match in corrections:
            clause = text.clauses[text.clause_at(match.start)]
            said = list(manner.finditer(text.norm, clause.start, match.end))
            if said:
                start = said[-1].start()
                span = (start, match.end, text.words(start, match.end))
                draft.found.append(Found(fact, True, *span))
                break


_THING_AFTER = 4  # characters: 调好了药剂
_DENIAL_UNDER = frozenset({"modal", "law", "past"})
