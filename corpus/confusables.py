"""Words that are taken for one another, and sentences that stand alone: ``confusables.yaml``, read strictly.

Every word that is said to stand in the law comes with the clause and the quoted words it stands in; a
quote that is not there cannot be read. Entries about a document that the corpus lacks are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.models import Corpus, Span
from corpus.quotes import find_printed
from corpus.yaml_tree import Entry, read_yaml

CONFUSABLES = Path(__file__).parent / "confusables.yaml"

_KEYS = {"groups", "statements", "unfit", "tells_document", "permits", "to_cover"}
_GROUP = {"name", "kind", "uses", "words", "note"}
_GROUP_OPTIONAL = {"before", "after", "within", "swaps"}


class WordKind(StrEnum):
    """What a word decides. The first four kinds of ``to_cover`` bear the same names."""

    NUMBER = "number"
    DEADLINE = "deadline"
    CONDITION = "condition"
    OFFICE = "office"
    MODAL = "modal"
    RELATION = "relation"
    OUTCOME = "outcome"
    TERM = "term"


class Use(StrEnum):
    """Which kinds of item a group may serve."""

    TRUE_FALSE = "判断"
    FILL_IN = "填空"
    SINGLE = "单选"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Verbatim words of a clause and where they are printed."""

    clause_id: str
    text: str  # without blanks
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ConfusableGroup:
    """Words of which any two, exchanged in a sentence, change what it says.

    ``slot`` finds a word where it may be exchanged (group 1). ``quoted`` are the words that stand in
    the law, with where; the others serve as wrong options only. ``within`` limits the group to some
    clauses; empty: none. ``swaps`` are the (word of the law, word in its place) allowed.
    """

    name: str
    kind: WordKind
    uses: frozenset[Use]
    words: tuple[str, ...]
    quoted: tuple[Quoted, ...]
    slot: re.Pattern[str]
    within: frozenset[str]
    swaps: frozenset[tuple[str, str]]
    note: str

    def others(self, word: str) -> tuple[str, ...]:
        """What may stand in the place of ``word``, in the order of the file."""
        return tuple(other for other in self.words if (word, other) in self.swaps)


@dataclass(frozen=True, slots=True)
class Statement:
    """Part of a long sentence that says something by itself; ``lead`` (ours) tells what it is about."""

    words: Quoted
    lead: str


@dataclass(frozen=True, slots=True)
class Confusables:
    groups: tuple[ConfusableGroup, ...]
    statements: tuple[Statement, ...]
    unfit: re.Pattern[str]  # a sentence that it finds something in does not stand alone
    tells_document: re.Pattern[str]  # words that give away which document a sentence is from
    permits: re.Pattern[str]  # words that allow or encourage what follows
    to_cover: tuple[tuple[WordKind, re.Pattern[str]], ...]  # what a clause states that must be asked


def load_confusables(corpus: Corpus, path: Path = CONFUSABLES) -> Confusables:
    """Raises ``KuanyanError`` naming file, line, cause and next step."""
    keys = read_yaml(path).table(_KEYS, set())
    groups = [_read_group(entry, corpus) for entry in keys["groups"].items()]
    statements = [_read_statement(entry, corpus) for entry in keys["statements"].items()]
    patterns = [_compile(entry, entry.text()) for entry in keys["unfit"].items()]
    return Confusables(
        tuple(group for group in groups if group is not None),
        tuple(statement for statement in statements if statement is not None),
        re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns)),
        _compile(keys["tells_document"], keys["tells_document"].text()),
        _compile(keys["permits"], keys["permits"].text()),
        tuple(_read_to_cover(keys["to_cover"])),
    )


def read_quoted(entry: Entry, corpus: Corpus, clause: Entry, words: Entry) -> Quoted | None:
    """``words`` as they stand in ``clause``; ``None`` where the corpus lacks that document."""
    clause_id, text = clause.text(), words.text()
    document = corpus.find_document(clause_id.split("#", 1)[0])
    if document is None:
        return None
    found = document.find_clause(clause_id)
    if found is None:
        entry.fail(f"说的条款 {clause_id} 不存在", "请用 kuanyan corpus show 查对条款编号")
    printed = find_printed(document, found, "")
    places = printed.find_all(text) if printed else []
    if printed is None or not places:
        entry.fail(f"的引文「{text}」不在 {found.label} 里", "请照原文改正")
    length = len("".join(text.split()))
    return Quoted(clause_id, printed.text[places[0] : places[0] + length], printed.spans(places[0], length))


def _read_group(entry: Entry, corpus: Corpus) -> ConfusableGroup | None:
    keys = entry.table(_GROUP, _GROUP_OPTIONAL)
    words: list[str] = []
    quoted: list[Quoted] = []
    absent = 0
    for item in keys["words"].items():
        word = item.table({"word"}, {"from"})
        text = word["word"].text()
        if text in words:
            item.fail(f"的词「{text}」在本组里写了两次", "请删去一个")
        if "from" in word:
            source = word["from"].table({"clause", "quote"}, set())
            found = read_quoted(word["from"], corpus, source["clause"], source["quote"])
            if found is None:
                absent += 1
                continue
            if text not in found.text:
                item.fail(f"的词「{text}」不在它的引文「{found.text}」里", "请改正词或者引文")
            quoted.append(found)
        words.append(text)
    if not quoted and not absent:
        entry.fail("的一组词没有一个引了原文", "请给至少一个词写上 from")
    if len(words) < 2 or not quoted:
        if absent:
            return None
        entry.fail("的一组只有一个词", "请补上与它易混的词")
    return ConfusableGroup(
        name=keys["name"].text(),
        kind=keys["kind"].choice(WordKind),
        uses=frozenset(use.choice(Use) for use in keys["uses"].items()),
        words=tuple(words),
        quoted=tuple(quoted),
        slot=_slot(entry, keys, words),
        within=frozenset(keys["within"].texts()) if "within" in keys else frozenset(),
        swaps=_read_swaps(keys, words, absent > 0),
        note=keys["note"].text(),
    )


def _slot(entry: Entry, keys: dict[str, Entry], words: list[str]) -> re.Pattern[str]:
    """Group 1 is one of ``words``, of two that begin alike the longer, between ``before`` and ``after``."""
    word = "|".join(re.escape(text) for text in sorted(words, key=lambda text: (-len(text), text)))
    before = keys["before"].text().split("|") if "before" in keys else []
    behind = "|".join("^" if part == "^" else f"(?<={part})" for part in before)
    after = keys["after"].text() if "after" in keys else ""
    ahead = after if after.startswith("(?!") else f"(?={after})" if after else ""
    return _compile(entry, f"(?:{behind})({word}){ahead}" if behind else f"({word}){ahead}")


def _read_swaps(keys: dict[str, Entry], words: list[str], lacking: bool) -> frozenset[tuple[str, str]]:
    if "swaps" not in keys:
        return frozenset((a, b) for a in words for b in words if a != b)
    swaps = set()
    for item in keys["swaps"].items():
        pair = item.texts()
        if len(pair) != 2 or pair[0] == pair[1]:
            item.fail("应是两个不同的词", "请写成 [原文的词, 换上的词]")
        strange = [word for word in pair if word not in words]
        if strange and not lacking:
            item.fail(f"的词「{strange[0]}」不在本组的 words 里", "请改正或者补上这个词")
        if not strange:
            swaps.add((pair[0], pair[1]))
    return frozenset(swaps)


def _read_statement(entry: Entry, corpus: Corpus) -> Statement | None:
    keys = entry.table({"clause", "quote"}, {"lead"})
    words = read_quoted(entry, corpus, keys["clause"], keys["quote"])
    return None if words is None else Statement(words, keys["lead"].text() if "lead" in keys else "")


def _read_to_cover(entry: Entry) -> list[tuple[WordKind, re.Pattern[str]]]:
    keys = entry.table(set())
    pairs = []
    for name, pattern in keys.items():
        if name not in set(WordKind):
            pattern.fail(f"的 {name} 不是词的一种", f"请写 {'、'.join(WordKind)} 中的一个")
        pairs.append((WordKind(name), _compile(pattern, pattern.text())))
    return pairs


def _compile(entry: Entry, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        entry.fail(f"的「{pattern}」不是正确的正则表达式（{error.msg}）", "请改正")
