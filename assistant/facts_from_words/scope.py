"""Whose fact, of which case and time: what stands around a statement may take it out of this case."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.facts_from_words.models import Draft, Found, Proposed, Value
from assistant.facts_from_words.text import Text
from corpus.scopes import Scope, load_scopes

CORRECTED = "corrected"
_DAYS = frozenset({"correction_days", "corrected_on"})


def settle_scopes(text: Text, draft: Draft, *, of_violation: bool = False) -> None:
    """Takes out of ``draft`` what was said of others, pleaded, quoted, rumoured or of another time.

    What may still be so is proposed. ``of_violation``: judges the violation, and nothing else.
    """
    scopes = load_scopes()
    done = {f.start for f in draft.found if f.fact == CORRECTED}
    draft.found = _kept(text, draft.found, scopes, of_violation, draft)
    draft.weak = _kept(text, draft.weak, scopes, of_violation, draft)
    draft.proposed = [
        p
        for p in draft.proposed
        if (p.fact == "violation") != of_violation or not any(s.nothing for s in _fitting(text, p, scopes))
    ]
    undone = done - {f.start for f in draft.found if f.fact == CORRECTED}
    _drop_days(text, draft, {text.clause_at(start) for start in undone})


def _drop_days(text: Text, draft: Draft, clauses: set[int]) -> None:
    """The days of a correction that does not count: 10日内完成整改的主张."""
    of_it = [f for f in draft.found if f.fact in _DAYS and text.clause_at(f.start) in clauses]
    draft.found = [f for f in draft.found if f not in of_it]
    draft.proposed += [Proposed(f.fact, f.value, f.start, f.end, f.words, 1.0) for f in of_it]


def _kept(
    text: Text, several: list[Found], scopes: Iterable[Scope], of_violation: bool, draft: Draft
) -> list[Found]:
    kept = []
    for found in several:
        if (found.fact == "violation") != of_violation:
            kept.append(found)
            continue
        fitting = list(_fitting(text, found, scopes))
        if not fitting:
            kept.append(found)
        elif not any(scope.nothing for scope in fitting):
            draft.unsettled.add(found.fact)
            draft.proposed.append(Proposed(found.fact, found.value, found.start, found.end, found.words, 1.0))
    return kept


def _fitting(text: Text, said: Found | Proposed, scopes: Iterable[Scope]) -> Iterable[Scope]:
    places: dict[str, str] = {}
    for scope in scopes:
        if said.fact not in scope.facts or not _is_of(said.value, scope):
            continue
        places = places or _places(text, said.start, said.end)
        clause = places["before"] + places["words"] + places["after"]
        if scope.unless is not None and scope.unless.search(clause):
            continue
        if all(pattern.search(places[place]) for place, pattern in scope.where.items()):
            yield scope


def _is_of(value: Value, scope: Scope) -> bool:
    return not scope.values or (isinstance(value, bool | str) and value in scope.values)


def _places(text: Text, start: int, end: int) -> dict[str, str]:
    """The words at each place of ``corpus.scopes.PLACES``."""
    norm = text.norm
    first, last = text.clauses[text.clause_at(start)], text.clauses[text.clause_at(max(end - 1, start))]
    left, right = text.sentence_of(start)
    return {
        "words": norm[start:end],
        "before": norm[first.start : start],
        "after": norm[end : max(last.end, end)],
        "earlier": norm[:start],
        "later": norm[end:],
        "sentence": norm[left:right],
        "text": norm,
    }
