"""A case told in Chinese → the facts it states, each with the words it came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from assistant.facts_from_words.amounts import read_amounts, read_quantities
from assistant.facts_from_words.context import Context, Standing
from assistant.facts_from_words.cues import judge_cues, match_cues, read_denials, read_manners, select_cues
from assistant.facts_from_words.dates import find_days
from assistant.facts_from_words.kind import is_case, matter_of
from assistant.facts_from_words.models import Draft, Embed, Found, IgnoredWords, Proposed, Reading
from assistant.facts_from_words.replies import read_reply
from assistant.facts_from_words.text import Text
from assistant.facts_from_words.timeline import read_timeline
from assistant.facts_from_words.violation import chosen, offer_by_meaning, settle_violation
from corpus.facts import load_facts
from corpus.lexicon import Lexicon, load_lexicon
from corpus.phrases import Phrases, load_phrases
from corpus.places import find_places

Contradiction = tuple[str, Found, Found]


def read_case(
    text: str,
    *,
    today: date,
    region: str | None = None,
    asked: str | Sequence[str] | None = None,
    violation: str | None = None,
    embed: Embed | Callable[[Sequence[str]], object] | None = None,
) -> Reading:
    """What ``text`` states, by code.

    ``today`` is what 昨天 and a day without a year are counted from. ``region`` stands where the text names
    no place. ``asked``: the fact just asked, or those of a grouped question; a short reply is its answer.
    ``violation``: what earlier turns told of, so that 挂上了 is read as its correction.
    ``embed`` adds proposals by meaning; without it nothing of numpy or a model is loaded.
    """
    view, phrases, facts, draft = Text(text), load_phrases(), load_facts(), Draft()
    context = Context(view, phrases)
    matches = match_cues(view, phrases)
    context.cover((m.start, m.end) for m in matches)
    replied = read_reply(view, _listed(asked), facts, phrases, today, draft) or bool(asked)

    violation_matches = [m for m in matches if m.cue.fact == "violation"]
    own = select_cues(violation_matches, view, phrases, frozenset(), frozenset(), replied)
    judge_cues(own, view, context, draft)
    candidates = settle_violation(view, draft, phrases, facts["violation"], _lexicon())
    found = chosen(draft)
    named = {str(found.value)} if found else {c.choice for c in candidates if c.score >= 1}
    others = [m for m in matches if m.cue.fact != "violation"]
    offered = frozenset(c.choice for c in candidates)
    rest = select_cues(others, view, phrases, _known_violations(named, violation), offered, replied)
    stated = judge_cues(rest, view, context, draft)

    days = find_days(view.norm, today)
    quantities = read_quantities(view, phrases, [(d.start, d.end) for d in days])
    read_amounts(view, quantities, phrases, facts, context, draft)
    corrections = [m for m in stated if m.cue.fact in _CORRECTIONS and m.cue.value in _DONE]
    read_timeline(view, days, quantities, corrections, phrases, context, today, draft)
    read_manners(view, [m for m in corrections if m.cue.fact == "corrected"], phrases, draft)
    read_denials(view, phrases, context, draft)
    _read_ignored(view, phrases, draft)

    kept, contradictions = _reconcile(draft)
    place, two_places = _read_region(view, context, region)
    proposed = _proposals(draft, kept, contradictions)
    if embed is not None:
        from assistant.facts_from_words.similarity import propose_by_meaning

        known = {f.fact for f in kept} | {p.fact for p in proposed} | {c[0] for c in contradictions}
        spans = [(m.start, m.end) for m in matches] + [(d.start, d.end) for d in days]
        spans += [(q.start, q.end) for q in quantities] + [(i.start, i.end) for i in draft.ignored]
        spans += [(f.start, f.end) for f in draft.found]
        near = propose_by_meaning(view, context, embed, phrases, spans, known)
        candidates = offer_by_meaning(candidates, near, found is not None, phrases)
        proposed += near
    return Reading(
        found=kept,
        proposed=tuple(proposed),
        contradictions=contradictions + two_places,
        violations=candidates,
        region=place,
        is_case=is_case(view, draft, candidates, phrases, replied),
        ignored=tuple(draft.ignored),
        matter=matter_of(view, draft, candidates, phrases),
    )


_COMPARED = re.compile(r"(?:参照|比照|参考|套用|借用|照搬|不像|不是)$")
_CORRECTIONS = {"corrected", "corrected_on_spot", "corrected_promptly"}
_DONE = {True}


@cache
def _lexicon() -> Lexicon:
    return load_lexicon()


def _known_violations(named: set[str], earlier: str | None) -> frozenset[str]:
    return frozenset(named or ({earlier} if earlier else ()))


def _listed(asked: str | Sequence[str] | None) -> list[str]:
    return [asked] if isinstance(asked, str) else list(asked or ())


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


def _read_region(
    view: Text, context: Context, given: str | None
) -> tuple[str | None, tuple[Contradiction, ...]]:
    """The place the text names, ``given`` where it names none; two different places contradict."""
    under = frozenset({"past", "hedge", "order", "plan", "modal", "question", "law", "quoted"})
    named = [
        Found("region", place.path, place.start, place.start + len(place.text), place.text)
        for place in find_places(view.raw)
        if context.judge(place.start, place.start + len(place.text), under) is Standing.STATED
        and not _COMPARED.search(view.norm[: place.start])
    ]
    inner = [f for f in named if not any(str(o.value).startswith(f"{f.value}/") for o in named)]
    if not inner:
        return given, ()
    other = next((f for f in inner[1:] if f.value != inner[0].value), None)
    if other is not None:
        return given, (("region", inner[0], other),)
    return str(inner[0].value), ()
