"""What clauses list item by item, and what goes with what: ``enumerations.yaml``, every word verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.confusables import Quoted, read_quoted
from corpus.models import Corpus
from corpus.yaml_tree import Entry, read_yaml

ENUMERATIONS = Path(__file__).parent / "enumerations.yaml"

_ROOT = {"enumerations", "matches", "same_matter"}
_OPTIONAL = {"stem", "ask", "complete", "short_only", "wrong"}


@dataclass(frozen=True, slots=True)
class Enumeration:
    """``items`` in the order of the clause; ``choosable`` of them may be options.

    ``stem`` opens a question with options (empty: none is asked), ``ask`` is the question that wants
    all items (empty: none, the list is not complete). ``wrong`` may be options that are not true.
    """

    enumeration_id: str
    clause_id: str
    stem: str
    ask: str
    items: tuple[Quoted, ...]
    choosable: tuple[Quoted, ...]
    wrong: tuple[Quoted, ...]
    share: float = 1.0  # how readily a paper takes a question of it


@dataclass(frozen=True, slots=True)
class Match:
    """Situations of which each has one answer, so that every other answer of the match is wrong for it.

    ``stem`` asks for the answer with the situation at ``{}``, ``reverse`` for the situation (empty:
    not asked). ``sourced``: the stem names the document by itself. ``level``: 识记, 理解 or 应用. ``matter``
    is the same for matches of two documents that say nearly the same; empty where it is no other's.
    """

    match_id: str
    level: str
    stem: str
    reverse: str
    sourced: bool
    pairs: tuple[tuple[Quoted, Quoted], ...]  # (situation, answer)
    share: float = 1.0  # how readily a paper takes a question of it
    alike: float = 0.8  # likeness from which a situation of another answer may be true of this one too
    matter: str = ""


def load_matches(corpus: Corpus, path: Path = ENUMERATIONS) -> tuple[Match, ...]:
    """Those of the documents in ``corpus``. Raises ``KuanyanError`` naming file, line, cause, next step."""
    root = read_yaml(path).table(_ROOT, set())
    matches = [_read_match(entry, corpus) for entry in root["matches"].items()]
    return tuple(match for match in matches if match.pairs)


def _read_match(entry: Entry, corpus: Corpus) -> Match:
    keys = entry.table({"id", "level", "stem", "pairs"}, {"reverse", "sourced", "share", "matter"})
    pairs: dict[tuple[str, str], tuple[Quoted, Quoted]] = {}
    for item in keys["pairs"].items():
        parts = item.table({"situation", "answer"}, set())
        situation = _read_words(parts["situation"], keys["id"], corpus)
        answer = _read_words(parts["answer"], keys["id"], corpus)
        if situation is None or answer is None:
            continue
        if (situation.clause_id, situation.text) in pairs:
            item.fail(f"的情形「{situation.text}」写了两次", "一种情形只能对应一个 answer，请删去一个")
        pairs[situation.clause_id, situation.text] = (situation, answer)
    for name in ("stem", "reverse"):
        if name in keys and keys[name].text().count("{}") != 1:
            keys[name].fail(f"的 {name} 里没有正好一处 {{}}", "请在放情形或者 answer 的地方写 {}")
    return Match(
        match_id=keys["id"].text(),
        level=keys["level"].text(),
        stem=keys["stem"].text(),
        reverse=keys["reverse"].text() if "reverse" in keys else "",
        sourced="sourced" in keys and keys["sourced"].boolean(),
        pairs=tuple(pairs.values()),
        share=float(keys["share"].number()) if "share" in keys else 1.0,
        matter=keys["matter"].text() if "matter" in keys else "",
    )


def load_enumerations(corpus: Corpus, path: Path = ENUMERATIONS) -> tuple[Enumeration, ...]:
    """Those of the documents in ``corpus``. Raises ``KuanyanError`` naming file, line, cause, next step."""
    root = read_yaml(path).table(_ROOT, set())
    entries = root["enumerations"].items()
    tables: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        keys = entry.table({"id", "clause", "items"}, _OPTIONAL)
        name = keys["id"].text()
        if name in tables:
            keys["id"].fail(f"的 id「{name}」写了两次", "请改名")
        tables[name] = keys
    kin = _read_kin(root["same_matter"], tables)
    items = {name: _read_items(keys, corpus) for name, keys in tables.items()}
    return tuple(
        _read(name, tables, items, kin, corpus)
        for name, keys in tables.items()
        if corpus.find_document(keys["clause"].text().split("#", 1)[0]) is not None
    )


def _read_kin(entry: Entry, tables: dict[str, dict[str, Entry]]) -> dict[str, frozenset[str]]:
    """By list, the lists about the same matter, whose items may be true of one another."""
    kin: dict[str, frozenset[str]] = {}
    for group in entry.items():
        names = group.texts()
        strange = [name for name in names if name not in tables]
        if strange:
            group.fail(f"里的列举「{strange[0]}」不存在", "请改正 id")
        for name in names:
            kin[name] = kin.get(name, frozenset()) | (frozenset(names) - {name})
    return kin


def _read_items(keys: dict[str, Entry], corpus: Corpus) -> tuple[Quoted, ...]:
    found = [_read_words(entry, keys["clause"], corpus) for entry in keys["items"].items()]
    return tuple(words for words in found if words is not None)


def _read_words(entry: Entry, clause: Entry, corpus: Corpus) -> Quoted | None:
    if not entry.is_table:
        return read_quoted(entry, corpus, clause, entry)
    keys = entry.table({"clause", "quote"}, set())
    return read_quoted(entry, corpus, keys["clause"], keys["quote"])


def _read(
    name: str,
    tables: dict[str, dict[str, Entry]],
    items: dict[str, tuple[Quoted, ...]],
    kin: dict[str, frozenset[str]],
    corpus: Corpus,
) -> Enumeration:
    keys, own = tables[name], items[name]
    hidden = set(keys["short_only"].texts()) if "short_only" in keys else set()
    strange = sorted(hidden - {words.text for words in own})
    if strange:
        keys["short_only"].fail(f"的「{strange[0]}」不在 items 里", "请照 items 改正")
    complete = "complete" in keys and keys["complete"].boolean()
    ask = keys["ask"].text() if "ask" in keys else ""
    if complete != bool(ask):
        keys["id"].fail(f"的列举「{name}」只写了 ask 和 complete 中的一个", "两个要么都写，要么都不写")
    wrong: list[Quoted] = []
    for entry in keys["wrong"].items() if "wrong" in keys else []:
        if entry.is_table:
            words = _read_words(entry, keys["clause"], corpus)
            wrong += [] if words is None else [words]
        elif entry.text() in kin.get(name, ()):
            entry.fail(
                f"拿列举「{entry.text()}」作「{name}」的错误选项，两者写在同一个 same_matter 里",
                "请删去，或者逐项核对后写成 {clause, quote}",
            )
        elif entry.text() in items:
            shown = tables[entry.text()]
            unfit = shown["short_only"].texts() if "short_only" in shown else ()
            wrong += [words for words in items[entry.text()] if words.text not in unfit]
        else:
            entry.fail(f"说的列举「{entry.text()}」不存在", "请改正 id，或者写成 {clause, quote}")
    return Enumeration(
        enumeration_id=name,
        clause_id=keys["clause"].text(),
        stem=keys["stem"].text() if "stem" in keys else "",
        ask=ask,
        items=own,
        choosable=tuple(words for words in own if words.text not in hidden),
        wrong=tuple(wrong),
    )
