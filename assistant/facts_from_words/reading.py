"""A case told in Chinese → the facts it states, each with the words it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from assistant.facts_from_words.amounts import read_amounts, read_quantities
from assistant.facts_from_words.context import Context
from assistant.facts_from_words.cues import (
    Match,
    judge_cues,
    match_cues,
    read_denials,
    read_manners,
    select_cues,
)
from assistant.facts_from_words.dates import NamedDay, find_days
from assistant.facts_from_words.group import GroupReply, read_group, settle_group
from assistant.facts_from_words.kind import VIOLATION, is_case, matter_of
from assistant.facts_from_words.labels import find_labels, settle_labels
from assistant.facts_from_words.models import (
    Candidate,
    Draft,
    Embed,
    Found,
    IgnoredWords,
    Proposed,
    Reading,
)
from assistant.facts_from_words.quantities import Quantity
from assistant.facts_from_words.region import Whereabouts, read_whereabouts
from assistant.facts_from_words.replies import Reply, read_reply
from assistant.facts_from_words.rest import settle_reply
from assistant.facts_from_words.scope import settle_scopes
from assistant.facts_from_words.second import note_second
from assistant.facts_from_words.text import Text
from assistant.facts_from_words.timeline import read_doubtful_timeline, read_timeline
from assistant.facts_from_words.violation import chosen, offer_by_meaning, settle_violation
from corpus.facts import load_facts
from corpus.lexicon import Lexicon, load_lexicon
from corpus.phrases import Phrases, load_phrases
from corpus.rule_models import FactType

Contradiction = tuple[str, Found, Found]

_CORRECTIONS = {"corrected", "corrected_on_spot", "corrected_promptly"}


def read_case(
    text: str,
    *,
    today: date,
    region: str | None = None,
    asked: str | Sequence[str] | None = None,
    violation: str | None = None,
    embed: Embed | Callable[[Sequence[str]], object] | None = None,
    wanted: Callable[[Reading], bool] = lambda _reading: True,
) -> Reading:
    """What ``text`` states, by code.

    ``today`` is what 昨天 and a day without a year are counted from. ``region`` stands where the text names
    no place. ``asked``: the fact just asked, or those of a grouped question; a short reply is its answer.
    ``violation``: what earlier turns told of, so that 挂上了 is read as its correction.
    ``embed`` adds proposals by meaning, where the reading without them is such that they are ``wanted``;
    without it nothing of numpy or a model is loaded.
    """
    read = _Read(text, today)
    replied = read.reply(asked)
    candidates = read.violations(replied)
    read.facts(candidates, violation, replied)
    read.numbers_and_days(today)
    read.settle_reply()
    kept, contradictions = _reconcile(read.draft)
    proposed = _proposals(read.draft, kept, contradictions)
    where = read_whereabouts(read.view, read.context)
    place, two_places = _region_of(where, region)
    is_one, matter = read.kind(replied, bool(candidates))
    plain = Reading(
        found=kept,
        proposed=tuple(proposed),
        contradictions=contradictions + two_places,
        violations=candidates,
        region=place,
        elsewhere=where.elsewhere,
        is_case=is_one,
        may_be_case=is_one or read.kind(replied, True)[0],
        ignored=tuple(read.draft.ignored),
        matter=matter,
        unread=tuple(read.draft.unread),
    )
    if embed is None or not wanted(plain):
        return plain
    known = {f.fact for f in kept} | {p.fact for p in proposed} | {c[0] for c in contradictions}
    near = read.near(embed, known)
    candidates = offer_by_meaning(candidates, near, chosen(read.draft) is not None, read.phrases)
    is_one, matter = read.kind(replied, bool(candidates))
    return replace(plain, proposed=(*proposed, *near), violations=candidates, is_case=is_one, matter=matter)


class _Read:
    """One text being read: its steps share the view, what was matched, and the draft."""

    def __init__(self, text: str, today: date) -> None:
        self.view, self.phrases, self.draft = Text(text), load_phrases(), Draft()
        self.context = Context(self.view, self.phrases)
        self._today = today
        denied = [m.span() for d in self.phrases.denials for m in d.said.finditer(self.view.norm)]
        self._matches = [
            m
            for m in match_cues(self.view, self.phrases)
            if not any(left < m.end and right > m.start for left, right in denied)
        ]
        self._labels = find_labels(self.view, self.phrases, self._matches)
        self._matches = [m for m in self._matches if not self._labels.covers(m.start, m.end)]
        self._stated: list[Match] = []
        self._asked: tuple[str, ...] = ()
        self._reply: Reply | None = None
        self._group = GroupReply()
        self._days: list[NamedDay] = []
        self._quantities: list[Quantity] = []
        self.context.cover([(m.start, m.end) for m in self._matches] + denied + self._labels.spans)

    def reply(self, asked: str | Sequence[str] | None) -> bool:
        """Whether the text answers a question, which it does where one was asked."""
        facts = load_facts()
        self._asked = tuple(n for n in ([asked] if isinstance(asked, str) else asked or ()) if n in facts)
        if len(self._asked) == 1:
            args = (self.view, self._asked[0], facts, self.phrases, self._today, self.draft)
            self._reply = read_reply(*args)
        elif all(facts[name].type is FactType.BOOL for name in self._asked):
            self._group = read_group(self.view, self._asked, self.phrases)
        return bool(asked)

    def violations(self, replied: bool) -> tuple[Candidate, ...]:
        """Settles which violation is told of; the candidates where that is not sure."""
        of_violation = [m for m in self._matches if m.cue.fact == VIOLATION]
        own = select_cues(of_violation, self.view, self.phrases, frozenset(), frozenset(), replied)
        judge_cues(own, self.view, self.phrases, self.context, self.draft)
        settle_scopes(self.view, self.draft, of_violation=True)
        return settle_violation(self.view, self.draft, self.phrases, load_facts()[VIOLATION], _lexicon())

    def facts(self, candidates: tuple[Candidate, ...], earlier: str | None, replied: bool) -> None:
        """All other facts that patterns state. ``earlier``: the violation of earlier turns."""
        found = chosen(self.draft)
        named = {str(found.value)} if found else {c.choice for c in candidates if c.score >= 1}
        known = frozenset(named or ({earlier} if earlier else ()))
        offered = frozenset(c.choice for c in candidates)
        others = [m for m in self._matches if m.cue.fact != VIOLATION]
        fitting = select_cues(others, self.view, self.phrases, known, offered, replied)
        self._stated = judge_cues(fitting, self.view, self.phrases, self.context, self.draft)
        settle_labels(self._labels, self.context, self.view, self.draft)

    def numbers_and_days(self, today: date) -> None:
        """Amounts, dates, how a correction was done, denials for several facts, words that change nothing."""
        view, phrases, context, draft = self.view, self.phrases, self.context, self.draft
        self._days = find_days(view.norm, today)
        self._quantities = read_quantities(view, phrases, [(d.start, d.end) for d in self._days])
        read_amounts(view, self._quantities, phrases, load_facts(), context, draft)
        done = [m for m in self._stated if m.cue.fact in _CORRECTIONS and m.cue.value is True]
        spans = [(m.start, m.end) for m in done]
        read_timeline(view, self._days, self._quantities, spans, phrases, context, today, draft)
        read_doubtful_timeline(view, self._days, self._quantities, phrases, context, today, draft)
        read_manners(view, [m for m in done if m.cue.fact == "corrected"], phrases, draft)
        read_denials(view, phrases, context, draft)
        settle_scopes(view, draft)
        told = [m for m in self._matches if m.cue.fact == VIOLATION]
        note_second(view, told, phrases, context, draft)
        _read_ignored(view, phrases, draft)

    def settle_reply(self) -> None:
        """The answer to what was asked, once it is known what else the text says."""
        if self._reply is not None:
            settle_reply(self.view, self._reply, load_facts(), self.phrases, self.draft)
        if self._group:
            settle_group(self.view, self._group, self._asked, self.phrases, self.draft)

    def kind(self, replied: bool, named: bool) -> tuple[bool, str]:
        """Whether it is a case, and which matter; ``named``: whether it may name a violation."""
        args = (self.view, self.draft, named, self.phrases)
        return is_case(*args, replied), matter_of(*args)

    def near(self, embed: Any, known: set[str]) -> list[Proposed]:
        """Proposals by meaning, for clauses that the patterns made nothing of."""
        from assistant.facts_from_words.similarity import propose_by_meaning

        understood = [(m.start, m.end) for m in self._matches] + [(d.start, d.end) for d in self._days]
        understood += self._labels.spans
        understood += [(q.start, q.end) for q in self._quantities if q.unit]
        understood += [(s.start, s.end) for s in (*self.draft.found, *self.draft.weak)]
        understood += [(i.start, i.end) for i in self.draft.ignored]
        return propose_by_meaning(self.view, self.context, embed, self.phrases, understood, known)


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


def _reconcile(draft: Draft) -> tuple[tuple[Found, ...], tuple[Contradiction, ...]]:
    """One Found a fact; a fact with two values leaves ``found`` and becomes a contradiction."""
    given = {f.fact for f in draft.found}
    everything = draft.found + [f for f in draft.weak if f.fact not in given]
    by_fact: dict[str, list[Found]] = {}
    for found in everything:
        by_fact.setdefault(found.fact, []).append(found)
    kept: list[Found] = []
    contradictions: list[Contradiction] = []
    for fact, several in by_fact.items():
        first = several[0]
        other = next((f for f in several[1:] if f.value != first.value), None)
        if other is None:
            kept.append(first)
        else:
            earlier, later = sorted((first, other), key=lambda f: f.start)
            contradictions.append((fact, earlier, later))
    kept.sort(key=lambda f: (f.start, f.end, f.fact))
    return tuple(kept), tuple(contradictions)


def _proposals(
    draft: Draft, kept: tuple[Found, ...], contradictions: tuple[Contradiction, ...]
) -> list[Proposed]:
    """One proposal a fact that is neither found nor contradictory, the first said."""
    settled = {f.fact for f in kept} | {c[0] for c in contradictions}
    proposed: dict[str, Proposed] = {}
    for proposal in sorted(draft.proposed, key=lambda p: (p.start, p.end)):
        if proposal.fact not in settled:
            proposed.setdefault(proposal.fact, proposal)
    return list(proposed.values())


def _read_ignored(view: Text, phrases: Phrases, draft: Draft) -> None:
    for ignored in phrases.ignored:
        for match in ignored.said.finditer(view.norm):
            words = view.words(*match.span())
            draft.ignored.append(IgnoredWords(*match.span(), words, ignored.reason))
    draft.ignored.sort(key=lambda i: (i.start, i.end))


def _region_of(where: Whereabouts, given: str | None) -> tuple[str | None, tuple[Contradiction, ...]]:
    """The place the text names, ``given`` where it names none; two different places contradict."""
    inner = where.places
    if not inner:
        return given, ()
    other = next((f for f in inner[1:] if f.value != inner[0].value), None)
    if other is not None:
        return given, (("region", inner[0], other),)
    return str(inner[0].value), ()
