"""Whether a question sounds like those asked of this corpus, or like those it cannot answer.

Similarity and shared words say what a question is about. This says what is wanted of it: near misses
(「公示要几天」 where no clause says) are put like other questions that nothing here answers. Known are the
questions that our clauses answer, anticipated and confirmed, and ``corpus/outside_questions.yaml``.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.models import Corpus
from corpus.outside import load_outside
from corpus.questions import load_questions
from index.lexical import Tokens

SMOOTHING = 0.3
"""Added to each count of naive Bayes; chosen on the ``*_dev`` questions."""

_MOST = 1.5  # of the odds of one word, either way: no word alone decides
_LEAST = 2  # questions that have a word, for it to count
_COMMON = 0.5  # added to each idf: a word that all questions have still is a word
_NUMBER = re.compile("[0-9二三四五六七八九十百千万亿零〇两]")  # how much says nothing of what is asked
_PLACES = 4
_FILE = "belonging.json"


@dataclass(frozen=True)
class Belonging:
    """``odds``: token → log of how much likelier it stands in a question of ours than in another's,
    at most 1.5 either way.
    ``rarity``: token → its idf among all of these questions. ``outside``: the others, cut into tokens."""

    odds: Mapping[str, float]
    rarity: Mapping[str, float]
    outside: Sequence[Sequence[str]]

    @classmethod
    def build(cls, inside: Iterable[Sequence[str]], outside: Iterable[Sequence[str]]) -> Belonging:
        """Of questions cut into tokens; how often a token stands in one question does not matter."""
        ours, others = ([_words(tokens) for tokens in asked] for asked in (inside, outside))
        mine, theirs = (Counter(t for tokens in asked for t in tokens) for asked in (ours, others))
        known = sorted(t for t in mine | theirs if mine[t] + theirs[t] >= _LEAST)
        all_mine, all_theirs = (sum(c[t] + SMOOTHING for t in known) for c in (mine, theirs))
        odds = {t: (mine[t] + SMOOTHING) / all_mine / ((theirs[t] + SMOOTHING) / all_theirs) for t in known}
        asked = len(ours) + len(others)
        rarity = {t: math.log(asked / (mine[t] + theirs[t])) + _COMMON for t in sorted(mine | theirs)}
        return cls(
            {t: round(max(-_MOST, min(_MOST, math.log(share))), _PLACES) for t, share in odds.items()},
            {t: round(value, _PLACES) for t, value in rarity.items()},
            others,
        )

    def score(self, tokens: Iterable[str]) -> float:
        """Naive Bayes (Maron 1961) over the words: above 0 for a question put like ours. The sum over the
        root of their number: a long question says much, of which most is not about the matter."""
        once = _words(tokens)
        return sum(self.odds.get(token, 0.0) for token in once) / math.sqrt(max(len(once), 1))

    def nearest_outside(self, tokens: Iterable[str], answered: Collection[str] = ()) -> float:
        """How like the nearest question that is not answered: cosine of words weighed by idf, 0 to 1.

        Words ``answered`` by the clause that was found speak for no other question: 「纠错观察期最长多少天」
        is not answered, and 「纠错观察期怎么规定」 is not like it for 纠错观察期, of which a clause speaks.
        """
        asked = {t: self.rarity.get(t, self._unknown) for t in _words(tokens)}
        shared: dict[int, float] = {}
        for token, weight in asked.items():
            if token in answered:
                continue
            for number in self._places.get(token, ()):
                shared[number] = shared.get(number, 0.0) + weight * weight
        length = math.sqrt(sum(w * w for w in asked.values()))
        return max((s / (length * self._lengths[n]) for n, s in shared.items()), default=0.0)

    @cached_property
    def _unknown(self) -> float:
        """The weight of a word that none of these questions has: that of the rarest."""
        return max(self.rarity.values(), default=_COMMON)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Token → numbers of the outside questions that have it."""
        places: dict[str, list[int]] = {}
        for number, tokens in enumerate(self.outside):
            for token in tokens:
                places.setdefault(token, []).append(number)
        return places

    @cached_property
    def _lengths(self) -> list[float]:
        return [math.sqrt(sum(self.rarity[t] ** 2 for t in tokens)) for tokens in self.outside]

    def save(self, folder: Path) -> None:
        text = json.dumps([self.odds, self.rarity, self.outside], ensure_ascii=False)
        (folder / _FILE).write_text(text, "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Belonging | None:
        """``None`` where none was learned. Raises whatever a damaged file makes ``json`` raise."""
        path = folder / _FILE
        if not path.exists():
            return None
        odds, rarity, outside = json.loads(path.read_text("utf-8"))
        return cls(odds, rarity, outside)


def _words(tokens: Iterable[str]) -> list[str]:
    """Each token once, those that have a number left out."""
    return [token for token in dict.fromkeys(tokens) if not _NUMBER.search(token)]


def learn_belonging(corpus: Corpus, tokenizer: Tokens) -> Belonging | None:
    """``None`` for a corpus with documents that the outside questions were not written for: it may answer
    them."""
    outside = load_outside()
    if not outside.holds_for([document.doc_id for document in corpus.documents]):
        return None
    inside = [
        question
        for document in corpus.documents
        for questions in (load_questions(document.doc_id), document.confirmed)
        for texts in questions.values()
        for question in texts
    ]
    if not inside:
        return None
    return Belonging.build(map(tokenizer.tokens, inside), map(tokenizer.tokens, outside.texts))
