"""Two clauses side by side: the one line of each that shows where they differ, in its own words.

Texts that are nearly the same are compared mechanically and show the parts of sentences that differ; of
others the sentences that answer the question, each side's best choosing the other's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.answer.compose import key_passage, lead_of, quote_spans
from assistant.answer.sentences import HEADING, SentenceScorer, without_heading
from corpus.models import Clause, Document
from corpus.sentences import Sentence, split_fragments, split_sentences

_LINE = 160  # characters of a side's line
_WHOLE = 60  # a sentence up to this length is shown as it stands
_ALIKE = 0.5  # share of the shorter text that stands in the other, from which on the two are one text
_BLOCK = 5  # characters that count as the same words
_KIN = 0.5  # of a bigram's mean weight, for each that two sentences share
_SECOND = 0.35  # of the best sentence's rank, for another beside it
_TITLED = 0.2  # of the weight of a word that the clause's heading says: all of the clause is about it
_SIGNS = re.compile(r"[\s\W_]+")
_OF_HANDLING = re.compile(r"力度|方式|怎么处理|处理结果|可以不予|罚不罚|处罚还是")
_OF_BASIS = re.compile(r"依据|法条|根据(?:什么|哪)")
_ANNOUNCES = 0.3
_CELLS = ("情形", "柔性执法方式")


@dataclass(frozen=True, slots=True)
class Pair:
    """The line of each side; ``same``: the two clauses say the same but for signs."""

    lines: tuple[str, ...]
    same: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    document: Document
    clause: Clause
    scorer: SentenceScorer
    sentences: tuple[Sentence, ...]  # without a heading, where there is more

    @property
    def asked(self) -> bool:
        """Whether the question asks for something that the heading does not say."""
        said = _SIGNS.sub("", self.clause.title)
        own = [term for term, weight in self.scorer.weights.items() if weight > 0 and term not in said]
        return bool(own or self.scorer.wanted)


def contrast(sides: Sequence[tuple[Document, Clause, SentenceScorer]]) -> Pair:
    """One line a side, quoted and labelled; of two the lines are chosen together."""
    if any(clause.cells for _, clause, _ in sides):
        return Pair(tuple(_row_line(*side) for side in sides))
    texts = [_Text(d, c, _within(c, s), _body(d, c)) for d, c, s in sides]
    if len(texts) != 2 or not all(text.sentences for text in texts):
        return Pair(tuple(_plain_line(text) for text in texts))
    left, right = texts
    if _likeness(_said(left), _said(right)) >= _ALIKE:
        parts = _differing(left, right)
        if parts is None:
            return Pair(tuple(_plain_line(text) for text in texts), same=True)
        return Pair(tuple(_line(t, chosen) for t, chosen in zip(texts, parts, strict=True)))
    first, second = _best_together(left, right)
    return Pair((_line(left, _around(left, first)), _line(right, _around(right, second))))


def likeness(one: Clause, other: Clause) -> float:
    """How much of the shorter clause, or of its heading, stands in the other, 0 to 1."""
    headings = _dice(one.title, other.title) if one.title and other.title else 0.0
    return max(_dice(one.text, other.text), headings)


def _dice(one: str, other: str) -> float:
    a, b = _grams(one), _grams(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _grams(text: str) -> set[str]:
    plain = _SIGNS.sub("", text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


def _within(clause: Clause, scorer: SentenceScorer) -> SentenceScorer:
    """``scorer`` for the sentences of ``clause``, in which its heading's words decide little."""
    said = re.sub(r"\s+", "", clause.title)
    weights = {term: w * (_TITLED if term in said else 1.0) for term, w in scorer.weights.items()}
    return SentenceScorer(scorer.question, weights)


def _row_line(document: Document, row: Clause, scorer: SentenceScorer) -> str:
    """The case of a row and how it is handled, or the cell that is asked for."""
    if not row.cells:
        return _plain_line(_Text(document, row, scorer, _body(document, row)))
    names: tuple[str, ...] = _CELLS[::-1] if _OF_HANDLING.search(scorer.question) else _CELLS
    names = ("依据",) if _OF_BASIS.search(scorer.question) and row.find_cell("依据") else names
    parts = []
    for name in names:
        cell = row.find_cell(name)
        if cell is not None:
            quotes = quote_spans(document, row, cell.spans)
            parts.append(f"{name}{''.join(_in_marks(c.quote) for c in quotes)}")
    return f"{row.label}：{'；'.join(parts)}"


def _body(document: Document, clause: Clause) -> tuple[Sentence, ...]:
    sentences = [s for paragraph in split_sentences(document, clause) for s in paragraph]
    return tuple(without_heading(sentences, clause))


def _plain_line(text: _Text) -> str:
    """The best sentence as a first line has it."""
    if text.sentences:
        return _line(text, _around(text, text.scorer.best(text.sentences, HEADING)))
    _, key = key_passage(text.document, text.clause, text.scorer)
    return lead_of(text.document, text.clause, key, text.scorer)


def _best_together(left: _Text, right: _Text) -> tuple[Sentence, Sentence]:
    """The two sentences that answer best and are about the same."""
    weights = [w for w in left.scorer.weights.values() if w > 0] or [1.0]
    kin = _KIN * sum(weights) / len(weights)
    ranks = [[_rank(t, s) for s in t.sentences] for t in (left, right)]

    def together(i: int, j: int) -> float:
        one, other = left.sentences[i].text, right.sentences[j].text
        shared = len(_grams(one) & _grams(other)) / (1 + (len(one) + len(other)) / 200)
        return ranks[0][i] + ranks[1][j] + kin * shared

    places = [(i, j) for i in range(len(left.sentences)) for j in range(len(right.sentences))]
    i, j = max(places, key=lambda place: (together(*place), -place[0], -place[1]))
    return left.sentences[i], right.sentences[j]


def _around(text: _Text, key: Sentence) -> list[Sentence]:
    """All of a short clause; else the deciding fragments of ``key``, and another sentence's where it says
    nearly as much."""
    if sum(s.length for s in text.sentences) <= _LINE:
        return list(text.sentences)
    if not text.asked:  # of the whole clause: as it begins
        key = text.sentences[0]
    chosen = _cut(text, key, _LINE * 2 // 3)
    room = _LINE - sum(s.length for s in chosen)
    others = [s for s in text.sentences if s is not key]
    if not text.asked and others:
        return chosen + (_cut(text, others[0], room) if room > _WHOLE else [])
    if others and room > _WHOLE:
        second = max(others, key=lambda s: _rank(text, s))
        if _rank(text, second) >= _SECOND * _rank(text, key):
            chosen += _cut(text, second, room)
    return chosen


def _rank(text: _Text, sentence: Sentence) -> float:
    """As the scorer ranks; what only announces a list (……下列情形：) says little."""
    announces = sentence.text.rstrip().endswith(("：", ":"))
    return text.scorer.rank(sentence.text) * (_ANNOUNCES if announces else 1.0)


def _cut(text: _Text, sentence: Sentence, room: int) -> list[Sentence]:
    """``sentence``, or of one longer than ``room`` the best fragment with those before it, on which it
    depends, up to half of the room, and those behind it."""
    if sentence.length <= room:
        return [sentence]
    fragments = _fragments(text.document, sentence)
    low = high = fragments.index(text.scorer.best(fragments))
    size = fragments[low].length
    while True:
        before = fragments[low - 1].length if low > 0 else room
        after = fragments[high + 1].length if high + 1 < len(fragments) else room
        first = size + before <= room and (size <= room // 2 or size + after > room)
        if first:
            low, size = low - 1, size + before
        elif size + after <= room:
            high, size = high + 1, size + after
        else:
            return fragments[low : high + 1]


def _differing(left: _Text, right: _Text) -> tuple[list[Sentence], list[Sentence]] | None:
    """The fragments of each side that the other has not, with what stands beside where it has nothing
    instead; those about the question first, within the line. ``None`` where there are none."""
    sides = [[f for s in t.sentences for f in _fragments(t.document, s)] for t in (left, right)]
    plain = [[_normal(f.text) for f in fragments] for fragments in sides]
    matcher = SequenceMatcher(None, plain[0], plain[1], autojunk=False)
    blocks = [(a, b, c, d) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    if not blocks:
        return None
    scores = [[t.scorer.score(f.text) for f in side] for t, side in zip((left, right), sides, strict=True)]
    places = [(_shown(a, b), _shown(c, d)) for a, b, c, d in blocks]
    places.sort(key=lambda block: -sum(max(scores[n][i] for i in block[n]) for n in (0, 1)))
    picked = []
    for n in (0, 1):
        kept: list[int] = []
        for block in places:
            for at in sorted(block[n], key=lambda i: -scores[n][i]):
                if at not in kept and (not kept or _size(sides[n], [*kept, at]) <= _LINE):
                    kept.append(at)
        picked.append([sides[n][i] for i in _filled(sides[n], sorted(kept))])
    return picked[0], picked[1]


def _filled(fragments: Sequence[Sentence], places: Sequence[int]) -> list[int]:
    """``places`` and, while the line has room, what follows each of them in its sentence."""
    kept = set(places)
    for place in places:
        at = place
        while at + 1 < len(fragments) and not fragments[at].text.rstrip().endswith(("。", "；", ";")):
            at += 1
            if at not in kept and _size(fragments, [*kept, at]) > _LINE:
                break
            kept.add(at)
    return sorted(kept)


def _shown(low: int, high: int) -> range:
    """The places of a differing part, or where there is none that of the fragment before it."""
    return range(low, high) if high > low else range(max(0, low - 1), max(1, low))


def _size(fragments: Sequence[Sentence], places: Sequence[int]) -> int:
    return sum(fragments[i].length for i in places)


def _fragments(document: Document, sentence: Sentence) -> list[Sentence]:
    """The parts of a sentence between commas; what stands in brackets is one part."""
    parts: list[Sentence] = []
    for part in split_fragments(document, sentence):
        if parts and len(re.findall("[（(]", parts[-1].text)) > len(re.findall("[）)]", parts[-1].text)):
            before = parts.pop()
            part = Sentence((*before.spans, *part.spans), before.text + part.text)
        parts.append(part)
    return parts


def _line(text: _Text, chosen: Sequence[Sentence]) -> str:
    ordered = sorted(chosen, key=lambda s: s.spans[0].start)
    spans = [span for s in ordered for span in s.spans]
    quotes = quote_spans(text.document, text.clause, spans)
    return f"{text.clause.label}：{''.join(_in_marks(c.quote) for c in quotes)}"


def _in_marks(quote: str) -> str:
    return f"「{quote.strip().rstrip('，,；;、')}」"


def _said(text: _Text) -> str:
    return "".join(_normal(s.text) for s in text.sentences)


def _normal(text: str) -> str:
    """Without blanks and signs: what typography alone makes different."""
    return _SIGNS.sub("", text)


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks() if block.size >= _BLOCK)
    return shared / max(1, min(len(one), len(other)))
