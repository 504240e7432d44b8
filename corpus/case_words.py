"""How sampled facts are told as a case: ``case_words.yaml``, read strictly. Words only, no law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from corpus.facts import load_facts, possible_values
from corpus.rule_models import Fact, FactType, Matter, Outcome
from corpus.yaml_tree import Entry, parse_yaml, read_yaml, render_values

CASE_WORDS_FILE = Path(__file__).parent / "case_words.yaml"
ANY = "any"  # the value under which the words for a number or a date stand
SCENE, DENIED = "scene", "denied"  # the part with the violation; where 没有……的情形 stands if not said

Plain = bool | str
"""A value as the file has it: true, a choice, a number or a period of days as text."""

_SLOTS = {"party", "name", "bureau", "found", "decided", "violation"}
_ASK_SLOTS = {"party", "list", "rule", "change", "claim", "outcome", "place"}
_SLOT = re.compile(r"\{([^{}]*)\}")
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)")
_TABLES = ("fits", "tells", "brings", "alters", "without", "windows")


@dataclass(frozen=True, slots=True)
class Party:
    """``only`` and ``unless`` are violations: told only of these (empty: of any), never of those."""

    name: str
    short: str
    only: tuple[str, ...]
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    text: str
    only: tuple[str, ...] = ()  # violations it is meant for; empty: any


@dataclass(frozen=True, slots=True)
class Numbers:
    """The range that numbers are drawn from, and the step between two of them, in the fact's unit."""

    least: Decimal
    most: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """How one fact is told. Each mapping goes by the fact's value; a number or a date has ``ANY``.

    ``fits``: facts that, where they stand in the case, must have one of these values. ``tells``: facts that
    the same words state (a date as days after the inspection). ``brings``: facts that come with it and are
    told in words of their own. ``alters``: the same, only where the case has them. ``without``: facts that
    no longer stand. ``windows``: first and last (month, day) of the inspection.
    """

    fact: str
    part: str
    say: Mapping[Plain, tuple[Saying, ...]]
    fits: Mapping[Plain, Mapping[str, tuple[Plain, ...]]]
    tells: Mapping[Plain, Mapping[str, Plain]]
    brings: Mapping[Plain, Mapping[str, Plain]]
    alters: Mapping[Plain, Mapping[str, Plain]]
    without: Mapping[Plain, tuple[str, ...]]
    windows: Mapping[Plain, tuple[tuple[int, int], tuple[int, int]]]
    numbers: Numbers | None
    denied: str  # the part for a disqualifying circumstance that does not exist


@dataclass(frozen=True, slots=True)
class Choices:
    """Outcomes offered together: no two are ever right at once, and each may be the key."""

    outcomes: tuple[Outcome, ...]
    regions: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class CaseWords:
    """``statements`` by fact, in the order in which a case tells them."""

    parties: tuple[Party, ...]
    places: Mapping[str, str]  # region → the authority's name
    years: tuple[int, ...]
    openings: Mapping[Matter, tuple[str, ...]]
    closings: Mapping[Matter, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]  # part → how it may begin, in the order of the parts
    outcomes: Mapping[Outcome, str]
    colours: tuple[str, ...]  # facts told now and then, whether they matter or not
    choices: tuple[Choices, ...]
    shut_out: tuple[str, ...]  # advice that names a handling too: a case says that it does not apply
    never_wrong: tuple[str, ...]  # duties that may be asked of anyone: no wrong options
    arguable: Mapping[Outcome, Mapping[str, tuple[Plain, ...]]]  # facts not told where this is the outcome
    notes_when: Mapping[str, tuple[Plain, ...]]  # values of a fact for which the reading of it is of use
    rare: Mapping[str, tuple[Plain, ...]]  # told once in so many cases
    rare_gap: int
    asks: Mapping[str, tuple[str, ...]]
    judged: Mapping[Matter, str]
    statements: Mapping[str, Statement]


@cache
def load_case_words(path: Path = CASE_WORDS_FILE) -> CaseWords:
    """The words that ship with the project. Raises ``KuanyanError`` with file, line and next step."""
    return _read(read_yaml(path))


def parse_case_words(text: str, file: Path) -> CaseWords:
    """The same from ``text``; ``file`` is named in messages."""
    return _read(parse_yaml(text, file))


def _read(entry: Entry) -> CaseWords:
    keys = entry.table(
        {"parties", "places", "years", "openings", "closings", "parts"}
        | {"outcomes", "choices", "asks", "statements", "colours", "shut_out", "never_wrong"}
        | {"arguable", "notes_when", "rare", "rare_gap"},
        set(),
    )
    facts = load_facts()
    parts = {name: _texts(item, set()) for name, item in keys["parts"].table(set()).items()}
    asks = keys["asks"].table({"judged"})
    return CaseWords(
        parties=tuple(_read_party(item, facts) for item in keys["parties"].items()),
        places={region: item.text() for region, item in keys["places"].table(set()).items()},
        years=tuple(_read_whole(item) for item in keys["years"].items()),
        openings=_by_matter(keys["openings"]),
        closings=_by_matter(keys["closings"]),
        parts=parts,
        outcomes={_outcome(item, name): item.text() for name, item in keys["outcomes"].table(set()).items()},
        colours=tuple(_fact(item, item.text(), facts).id for item in keys["colours"].items()),
        choices=tuple(_read_choices(item) for item in keys["choices"].items()),
        shut_out=keys["shut_out"].texts(),
        never_wrong=keys["never_wrong"].texts(),
        arguable={
            _outcome(item, name): _read_fits(item, facts)
            for name, item in keys["arguable"].table(set()).items()
        },
        notes_when=_read_fits(keys["notes_when"], facts),
        rare=_read_fits(keys["rare"], facts),
        rare_gap=_read_whole(keys["rare_gap"]),
        asks={name: _texts(item, _ASK_SLOTS) for name, item in asks.items() if name != "judged"},
        judged={matter: texts[0] for matter, texts in _by_matter(asks["judged"], _ASK_SLOTS).items()},
        statements=_read_statements(keys["statements"], facts, parts),
    )


def _texts(entry: Entry, slots: set[str]) -> tuple[str, ...]:
    """One text or several; an empty one is allowed in a list."""
    texts = tuple(item.text(empty=entry.is_list) for item in entry.items_or_one())
    for text in texts:
        for slot in _SLOT.findall(text):
            if slot not in slots:
                known = "、".join(f"{{{name}}}" for name in sorted(slots)) or "不带花括号的文字"
                entry.fail(f"的「{text}」里有不认识的 {{{slot}}}", f"请改用 {known}")
    return texts


def _by_matter(entry: Entry, slots: set[str] = _SLOTS) -> dict[Matter, tuple[str, ...]]:
    known = [matter.value for matter in Matter]
    table = entry.table(set(), set(known))
    return {Matter(name): _texts(item, slots) for name, item in table.items()}


def _outcome(entry: Entry, name: str) -> Outcome:
    try:
        return Outcome(name)
    except ValueError:
        entry.fail(f"的结论写作「{name}」", f"请写 {'、'.join(Outcome)} 中的一个")


def _read_party(entry: Entry, facts: Mapping[str, Fact]) -> Party:
    keys = entry.table({"name", "short"}, {"for", "unless"})
    only, unless = (_violations(keys[k], facts) if k in keys else () for k in ("for", "unless"))
    return Party(keys["name"].text(), keys["short"].text(), only, unless)


def _violations(entry: Entry, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    names = entry.texts()
    for name in names:
        if name not in facts["violation"].choices:
            entry.fail(f"的违法行为写作「{name}」", f"请写 {'、'.join(facts['violation'].choices)} 中的一个")
    return names


def _read_whole(entry: Entry) -> int:
    number = entry.number()
    if number != int(number):
        entry.fail(f"的{entry.name}写作「{number}」", "请写整数")
    return int(number)


def _read_choices(entry: Entry) -> Choices:
    keys = entry.table({"outcomes", "regions", "weight"}, set())
    outcomes = tuple(_outcome(item, item.text()) for item in keys["outcomes"].items())
    if len(set(outcomes)) < 4:
        entry.fail(f"的一组选项只有 {len(set(outcomes))} 个不同的结论", "请至少写四个")
    return Choices(outcomes, keys["regions"].texts(), _read_whole(keys["weight"]))


def _read_statements(
    entry: Entry, facts: Mapping[str, Fact], parts: Mapping[str, object]
) -> dict[str, Statement]:
    statements: dict[str, Statement] = {}
    for item in entry.items():
        statement = _read_statement(item, facts)
        if statement.fact in statements:
            item.fail(f"的事实 {statement.fact} 与前面的重复", "请合成一项")
        for part in (statement.part, statement.denied):
            if part not in (*parts, SCENE):
                item.fail(f"的段落写作「{part}」", f"请写 {SCENE}、{'、'.join(parts)} 中的一个")
        statements[statement.fact] = statement
    return statements


def _read_statement(entry: Entry, facts: Mapping[str, Fact]) -> Statement:
    keys = entry.table({"fact", "part", "say"}, {*_TABLES, "numbers", "denied"})
    fact = _fact(keys["fact"], keys["fact"].text(), facts)
    by_value = {name: _by_value(keys[name], fact) for name in _TABLES if name in keys}

    def values(name: str) -> dict[Plain, dict[str, Plain]]:
        return {
            value: {target: _plain(one, facts[target]) for target, one in _targets(item, facts).items()}
            for value, item in by_value.get(name, {}).items()
        }

    return Statement(
        fact.id,
        keys["part"].text(),
        {value: _read_sayings(item, facts) for value, item in _by_value(keys["say"], fact).items()},
        {value: _read_fits(item, facts) for value, item in by_value.get("fits", {}).items()},
        values("tells"),
        values("brings"),
        values("alters"),
        {v: tuple(_fact(item, n, facts).id for n in item.texts()) for v, item in _of(by_value, "without")},
        {v: _read_window(item) for v, item in _of(by_value, "windows")},
        _read_numbers(keys["numbers"]) if "numbers" in keys else None,
        keys["denied"].text() if "denied" in keys else DENIED,
    )


def _of(tables: Mapping[str, dict[Plain, Entry]], name: str) -> list[tuple[Plain, Entry]]:
    return list(tables.get(name, {}).items())


def _fact(entry: Entry, name: str, facts: Mapping[str, Fact]) -> Fact:
    if name not in facts:
        entry.fail(f"写了不认识的事实 {name}", "请改成 corpus/facts.yaml 里的一个 id")
    return facts[name]


def _targets(entry: Entry, facts: Mapping[str, Fact]) -> dict[str, Entry]:
    return {_fact(item, name, facts).id: item for name, item in entry.table(set()).items()}


def _by_value(entry: Entry, fact: Fact) -> dict[Plain, Entry]:
    """The entries by value of ``fact``."""
    known: dict[str, Plain] = {str(v).lower() if v in (True, False) else str(v): v for v in _values(fact)}
    found = {}
    for name, item in entry.table(set()).items():
        if name not in known:
            item.fail(f"给事实 {fact.id} 写了取值「{name}」", f"请写 {'、'.join(known)} 中的一个")
        found[known[name]] = item
    return found


def _values(fact: Fact) -> tuple[Plain, ...]:
    return possible_values(fact) or (ANY,)


def _plain(entry: Entry, fact: Fact) -> Plain:
    """The value of another fact; a number as written, a date as days after the inspection."""
    if fact.type in (FactType.NUMBER, FactType.DATE):
        return str(entry.number())
    value = entry.boolean_or_text()
    if value not in possible_values(fact):
        shown = render_values((value,))
        todo = f"请写 {render_values(possible_values(fact))} 中的一个"
        entry.fail(f"给事实 {fact.id} 写了取值「{shown}」", todo)
    return value


def _read_fits(entry: Entry, facts: Mapping[str, Fact]) -> dict[str, tuple[Plain, ...]]:
    """An empty list: the fact must not stand in the case."""
    return {
        name: () if item.json() == [] else tuple(_plain(one, facts[name]) for one in item.items())
        for name, item in _targets(entry, facts).items()
    }


def _read_sayings(entry: Entry, facts: Mapping[str, Fact]) -> tuple[Saying, ...]:
    slots = _SLOTS - {"violation"} | {"n", "day"}
    sayings = []
    for item in entry.items():
        if not item.is_table:
            sayings.append(Saying(_texts(item, slots)[0]))
            continue
        keys = item.table({"text", "for"}, set())
        sayings.append(Saying(_texts(keys["text"], slots)[0], _violations(keys["for"], facts)))
    if all(saying.only for saying in sayings):
        entry.fail("没有一种说法用于其他违法行为", "请加上一句不带 for 的")
    return tuple(sayings)


def _read_window(entry: Entry) -> tuple[tuple[int, int], tuple[int, int]]:
    days = []
    for item in entry.items():
        match = _MONTH_DAY.fullmatch(item.text())
        try:
            if match is None:
                raise ValueError
            day = date(2023, int(match[1]), int(match[2]))
        except ValueError:
            item.fail(f"的日期写作「{item.text()}」", "请写 05-28 这样的月-日")
        days.append((day.month, day.day))
    if len(days) != 2 or days[0] > days[1]:
        entry.fail("的日期范围不是先后两天", "请写 [05-28, 06-07] 这样的首尾两天，不跨年")
    return days[0], days[1]


def _read_numbers(entry: Entry) -> Numbers:
    keys = entry.table({"least", "most", "step"}, set())
    numbers = Numbers(*(keys[name].number() for name in ("least", "most", "step")))
    if numbers.step == 0 or numbers.least >= numbers.most:
        entry.fail("的数的范围是空的", "请使 least 小于 most，step 大于零")
    return numbers
