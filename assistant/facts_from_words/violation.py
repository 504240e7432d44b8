"""Which violation the text tells of; where that is not sure, the candidates."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.facts_from_words.models import Candidate, Draft, Found, Proposed
from assistant.facts_from_words.text import Text
from corpus.lexicon import Lexicon
from corpus.phrases import Phrases
from corpus.rule_models import Fact

OTHER = "other"
_OWN_WORDS = 1.0
_WEAK_WORDS = 0.6
NEAR = 0.5
_HINT = 0.3
_LAW_TERM = 0.2
_SHOWN = 5


def settle_violation(
    text: Text, draft: Draft, phrases: Phrases, fact: Fact, lexicon: Lexicon
) -> tuple[Candidate, ...]:
    """Leaves at most one violation in ``draft.found``; returns the candidates where there is none.

    A violation that yields (隐患) is dropped beside another. Several violations in one text are all
    candidates: each is a case of its own.
    """
    named = [f for f in draft.found if f.fact == fact.id]
    yielding = [f for f in draft.weak if f.fact == fact.id]
    draft.weak = [f for f in draft.weak if f.fact != fact.id]
    if not named:
        named = yielding
        draft.found += yielding
    choices = dict.fromkeys(str(f.value) for f in named)
    if len(choices) == 1:
        first = next(f for f in draft.found if f.fact == fact.id)
        draft.found = [f for f in draft.found if f.fact != fact.id or f is first]
        return ()
    draft.found = [f for f in draft.found if f.fact != fact.id]
    scores: dict[str, tuple[float, str]] = {}
    for found in reversed(named):
        scores[str(found.value)] = (_OWN_WORDS, found.words)
    if not named:
        _score_weak(text, draft, phrases, fact, lexicon, scores)
    ranked = sorted(scores.items(), key=lambda item: (-item[1][0], list(fact.choices).index(item[0])))
    return tuple(_candidate(choice, words, score, phrases) for choice, (score, words) in ranked[:_SHOWN])


def offer_by_meaning(
    candidates: tuple[Candidate, ...], near: Sequence[Proposed], found: bool, phrases: Phrases
) -> tuple[Candidate, ...]:
    """``candidates`` with a violation whose exemplar is near to a clause, where none is found."""
    have = {c.choice for c in candidates}
    added = [
        _candidate(str(p.value), p.words, NEAR, phrases)
        for p in near
        if p.fact == "violation" and p.value not in have and p.value != OTHER
    ]
    if found or not added:
        return candidates
    return tuple(sorted((*candidates, *added), key=lambda c: -c.score)[:_SHOWN])


def chosen(draft: Draft) -> Found | None:
    """The one violation found, if any."""
    return next((f for f in draft.found if f.fact == "violation"), None)


def _score_weak(
    text: Text,
    draft: Draft,
    phrases: Phrases,
    fact: Fact,
    lexicon: Lexicon,
    scores: dict[str, tuple[float, str]],
) -> None:
    def add(choice: str, score: float, words: str) -> None:
        if choice != OTHER and score > scores.get(choice, (0.0, ""))[0]:
            scores[choice] = (score, words)

    for proposed in draft.proposed:
        if proposed.fact == fact.id:
            add(str(proposed.value), _WEAK_WORDS, proposed.words)
    terms = lexicon.find_law_terms(text.norm)
    for choice, hints in phrases.violations.items():
        hits = [m for pattern in hints.hints if (m := pattern.search(text.norm))]
        if hits:
            share = len(hits) / len(hints.hints)
            add(choice, _HINT * (0.5 + share / 2), text.words(*hits[0].span()))
        elif any(term in fact.choices[choice] for term in terms if len(term) > 3):
            add(choice, _LAW_TERM, "")


def _candidate(choice: str, words: str, score: float, phrases: Phrases) -> Candidate:
    hints = phrases.violations.get(choice)
    return Candidate(choice, words, hints.clauses if hints else (), round(score, 3))
