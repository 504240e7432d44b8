"""Where a statement differs from a clause: found by alignment, not taken from the item's proof."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.quiz.check.law import Passage, extracts
from assistant.quiz.check.words import find_standing, is_decisive, plain, stands
from corpus.models import ClauseKind

_MARK = re.compile("[,。;:、()]")
_ROOM = 30  # characters of the clause looked at on either side of where the statement seems to stand
_LEAST = 4  # characters in common, or nothing is compared
_APART = 7  # unchanged characters that make two changes of one
_BEFORE = 2  # characters of 可以
_NEAR = 0.75  # share of the statement's bigrams a passage must have to be compared


@dataclass(frozen=True, slots=True)
class Difference:
    """``law`` are the clause's words (plain), ``item`` those that stand in their place."""

    law: str
    item: str

    @property
    def decisive(self) -> bool:
        return is_decisive(self.law) or is_decisive(self.item)


def says(words: str, passage: Passage) -> bool:
    """Whether ``words`` (plain) are what ``passage`` says: verbatim, parts left out, or its cells in turn."""
    if stands(words, passage.text) or extracts(words, passage.text):
        return True
    return passage.clause.kind is ClauseKind.ROW and all(
        stands(part.removesuffix("的"), passage.text) for part in split_parts(words)
    )


def split_parts(words: str) -> list[str]:
    """Between commas and stops, outside of brackets."""
    return [part for part in re.split(r"[,;:。](?![^(]*\))", words) if part]


def compare(words: str, passage: Passage) -> list[Difference] | None:
    """The decisive differences; empty where the passage says it; None where there is too little in common."""
    if says(words, passage):
        return []
    if passage.clause.kind is ClauseKind.ROW:
        return _compare_parts(words, passage.text)
    return _align(words, passage.text)


def _compare_parts(words: str, text: str) -> list[Difference] | None:
    found: list[Difference] = []
    for part in split_parts(words):
        if not stands(part.removesuffix("的"), text):
            here = _align(part, text)
            if here is None:
                return None
            at = text.find(part)
            if not here and at >= _BEFORE:  # its first word is another's end: 不予 of 可以不予
                here = [Difference(text[at - _BEFORE : at] + part, part)]
            found += here
    return found


def _align(words: str, text: str) -> list[Difference] | None:
    block = SequenceMatcher(None, text, words, autojunk=False).find_longest_match()
    if block.size < min(_LEAST, len(words)):
        return None
    left = max(0, block.a - block.b - _ROOM)
    window = text[left : block.a + len(words) - block.b + _ROOM]
    anchored = _around_anchor(words, window)
    return [d for d in anchored if d.decisive] if anchored else _opcodes(words, window)


def _around_anchor(words: str, window: str) -> list[Difference]:
    """The one difference between a common beginning and a common end; empty where there is not just one."""
    best: tuple[int, Difference] | None = None
    for start in range(len(window)):
        head = 0
        while head < len(words) and start + head < len(window) and words[head] == window[start + head]:
            head += 1
        if head < 2 and start and not _MARK.match(window[start - 1]):
            continue
        for tail in range(len(words) - head, 0, -1):
            at = window.find(words[len(words) - tail :], start + head)
            if at < 0:
                continue
            law, item = window[start + head : at], words[head : len(words) - tail]
            one_part = _MARK.search(law) or not _MARK.search(item)
            if len(law) <= 24 and one_part and (best is None or len(law) + len(item) < best[0]):
                best = len(law) + len(item), Difference(law, item)
            break
        else:
            rest = window[start + head :]
            law = _MARK.split(rest, maxsplit=1)[0]
            if head >= len(words) - 24 and (best is None or len(law) + len(words) - head < best[0]):
                best = len(law) + len(words) - head, Difference(law, words[head:])
    return [best[1]] if best and best[0] <= 36 and not _holds_two(best[1]) else []


def _holds_two(difference: Difference) -> bool:
    """Whether a comma or many characters stand unchanged inside it: 属实的，不得 and 失实的，可以."""
    law, item = difference.law, difference.item
    for block in SequenceMatcher(None, law, item, autojunk=False).get_matching_blocks():
        same = law[block.a : block.a + block.size]
        if len(same) >= _APART or re.search("[,;。:]", same):
            return True
    return False


def _opcodes(words: str, window: str) -> list[Difference]:
    merged: list[list[int]] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, window, words, autojunk=False).get_opcodes():
        if tag == "equal" and a2 - a1 > 1:
            continue
        if merged and a1 - merged[-1][1] <= 1 and b1 - merged[-1][3] <= 1:
            merged[-1][1], merged[-1][3] = a2, b2
        elif tag != "equal":
            merged.append([a1, a2, b1, b2])
    found = []
    for a1, a2, b1, b2 in merged:
        law, item = window[a1:a2], words[b1:b2]
        if b1 == 0:
            law = _MARK.split(law)[-1] if item else ""
        elif b2 == len(words):
            law = _MARK.split(law)[0] if item else ""
        elif not item and (_MARK.match(law[-1:]) or _MARK.match(window[a1 - 1 : a1])) and len(law) > 3:
            continue  # a part left out between marks
        if law or item:
            found.append(Difference(law, item))
    return [d for d in found if d.decisive]


def nearest(
    bodies: Sequence[str], passages: Sequence[Passage]
) -> tuple[str, Passage, list[Difference]] | None:
    """The body and passage that differ least; None where nothing is near."""
    best: tuple[int, str, Passage, list[Difference]] | None = None
    for passage in passages:
        for body in bodies:
            found = compare(body, passage)
            if found is None:
                continue
            weight = sum(len(d.law) + len(d.item) + 4 for d in found)
            if best is None or weight < best[0]:
                best = weight, body, passage, found
    return best[1:] if best else None


def shares(words: str, passage: Passage) -> float:
    """Share of the bigrams of ``words`` that the passage has, in [0, 1]."""
    grams = {words[i : i + 2] for i in range(len(words) - 1)}
    return len(grams & passage.grams) / len(grams) if grams else 0.0


def find_saying(words: str, passages: Sequence[Passage]) -> list[Passage]:
    """Those that say ``words`` (plain), small differences of marks and particles overlooked."""
    near = [p for p in passages if shares(words, p) >= _NEAR]
    return [p for p in near if says(words, p) or _align(words, p.text) == []]


def restores(words: str, changed: tuple[str, str], passage: Passage) -> bool:
    """Whether taking one change back makes ``words`` (plain) what the passage says."""
    law, item = plain(changed[0]), plain(changed[1])
    places = find_standing(item, words) or [words.find(item)]
    return any(at >= 0 and says(words[:at] + law + words[at + len(item) :], passage) for at in places)
