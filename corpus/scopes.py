"""What a statement is said of, by whom and when: ``scopes.yaml``, read strictly and its patterns compiled.

A scope names facts and the words around a statement of them that make it somebody else's, a plea, a quoted
rule, a rumour, another time or a part only. ``facts_from_words/scope.py`` applies it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.facts import load_facts, possible_values
from corpus.rule_models import FactType
from corpus.yaml_tree import Entry, read_yaml

SCOPES_FILE = Path(__file__).parent / "scopes.yaml"
PLACES = ("words", "before", "after", "earlier", "later", "sentence", "text")
_DISQUALIFYING, _ANY = "disqualifying", "any"


@dataclass(frozen=True, slots=True)
class Scope:
    """``where``: place → what must be found there, all of them. ``nothing``: it is not even proposed.

    Places: ``words`` the statement itself; ``before``, ``after`` the rest of its clause; ``earlier``,
    ``later`` the text before and after it; ``sentence``; ``text``.
    """

    facts: frozenset[str]
    values: frozenset[bool | str]  # empty: every value
    where: Mapping[str, re.Pattern[str]]
    unless: re.Pattern[str] | None  # in the clause
    nothing: bool


@cache
def load_scopes(path: Path = SCOPES_FILE) -> tuple[Scope, ...]:
    """Reads, checks against ``facts.yaml``, compiles. Raises ``KuanyanError``."""
    keys = read_yaml(path).table({"snippets", "scopes"}, set())
    snippets: dict[str, str] = {}
    for name, entry in keys["snippets"].table(set()).items():
        snippets[name] = f"(?:{'|'.join(e.expand(snippets) for e in entry.items_or_one())})"
    return tuple(_read_scope(item, snippets) for item in keys["scopes"].items())


def _read_scope(entry: Entry, snippets: Mapping[str, str]) -> Scope:
    keys = entry.table({"facts"}, {"values", "unless", "makes", *PLACES})
    where = {place: _pattern(keys[place], snippets) for place in PLACES if place in keys}
    if not where:
        entry.fail("没有写任何语境", f"请写 {'、'.join(PLACES)} 中的至少一个")
    makes = keys["makes"].text() if "makes" in keys else "doubtful"
    if makes not in {"doubtful", "nothing"}:
        keys["makes"].fail(f"的 makes 写作「{makes}」", "请写 doubtful 或者 nothing")
    facts = frozenset(fact for name in keys["facts"].items_or_one() for fact in _facts(name))
    return Scope(
        facts=facts,
        values=_values(keys["values"], facts) if "values" in keys else frozenset(),
        where=where,
        unless=_pattern(keys["unless"], snippets) if "unless" in keys else None,
        nothing=makes == "nothing",
    )


def _facts(entry: Entry) -> list[str]:
    """One fact, or those of a kind: disqualifying; any, which is all others but the violation."""
    facts, name = load_facts(), entry.text()
    if name in {_DISQUALIFYING, _ANY}:
        kind = [fact.id for fact in facts.values() if fact.disqualifying == (name == _DISQUALIFYING)]
        return [fact for fact in kind if fact != "violation"]
    if name not in facts:
        entry.fail(f"的事实「{name}」不在 facts.yaml 中", "请改成已有的 id，或者 disqualifying、any")
    return [name]


def _values(entry: Entry, facts: frozenset[str]) -> frozenset[bool | str]:
    values = frozenset(item.boolean_or_text() for item in entry.items_or_one())
    known = load_facts()
    for fact in facts:
        chosen = known[fact].type in {FactType.BOOL, FactType.CHOICE}
        if chosen and not values & set(possible_values(known[fact])):
            entry.fail(f"的取值没有一个是事实 {fact} 的", "请改正 values 或者 facts")
    return values


def _pattern(entry: Entry, snippets: Mapping[str, str]) -> re.Pattern[str]:
    return entry.pattern("|".join(e.expand(snippets) for e in entry.items_or_one()))
