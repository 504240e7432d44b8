"""A text cut into sentences and clauses, with every offset that of the text as given."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

from corpus.script import simplify

_SENTENCE_END = re.compile(r"[。；！？;!?\n]")
# A clause ends at punctuation, at a blank between two Chinese words, and before a word of contrast.
_CLAUSE_END = re.compile(
    r"[。；！？;!?\n]|[:：](?!\d)|[，,](?!\d{3}(?!\d))|(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])"
    r"|(?<=[^,，。；！？;!?\n]{8})(?=然后|后来|而且|并且|所以|结果(?!为|是)|于是|接着|另外|还有就是)"
    r"|(?<=[罚改查]不[罚改查])[呀啊哦嘛]?(?=[\u4e00-\u9fff])|(?<=[^干])(?<=吗)(?=[\u4e00-\u9fff])"
    r"|(?=但是|但(?!是|凡)|不过(?!\d)|可是|然而|只是(?!说)|反而|而(?!且|后|言|已)(?<![从因然进反]而)|却)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """``text[start:end]``; ``first`` is the index of the sentence it lies in."""

    start: int
    end: int
    sentence: int


class Text:
    """``raw`` as given and ``norm``, of the same length: half-width, lower case, simplified."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.norm = simplify("".join(map(_normalise, raw)))
        self.sentences: list[tuple[int, int]] = []
        self.clauses: list[Part] = []
        self._cut()
        self._starts = [clause.start for clause in self.clauses]

    def clause_at(self, position: int) -> int:
        """Index of the clause that ``position`` lies in."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def clause(self, index: int) -> str:
        part = self.clauses[index]
        return self.norm[part.start : part.end]

    def sentence_of(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence that ``position`` lies in."""
        return self.sentences[self.clauses[self.clause_at(position)].sentence]

    def words(self, start: int, end: int) -> str:
        return self.raw[start:end]

    def _cut(self) -> None:
        start = 0
        bounds = [m.end() for m in _SENTENCE_END.finditer(self.norm)]
        for end in [*bounds, len(self.norm)]:
            if self.norm[start:end].strip() or (end == len(self.norm) and not self.sentences):
                self._cut_sentence(start, end)
            start = end

    def _cut_sentence(self, start: int, end: int) -> None:
        self.sentences.append((start, end))
        at = start
        for match in _CLAUSE_END.finditer(self.norm, start, end):
            if match.start() > at:
                self.clauses.append(Part(at, match.start(), len(self.sentences) - 1))
            at = match.end()
        if at < end or not self.clauses:
            self.clauses.append(Part(at, end, len(self.sentences) - 1))


def _normalise(char: str) -> str:
    """One character for one: ５ → 5, ％ → %, Ａ → a; ①, ² and what would become longer stay."""
    if char < "\x80":
        return char.lower()
    if unicodedata.category(char) == "No":
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain.lower() if len(plain) == 1 and len(plain.lower()) == 1 else char
