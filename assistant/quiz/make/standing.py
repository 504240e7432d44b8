"""Whether words stand in the corpus: what stands there is never offered as false."""

from __future__ import annotations

from assistant.quiz.make.wording import plain
from corpus.models import Corpus
from corpus.quotes import read_printed

_MARKS = "，；：。？！"
_SHORTEST = 6  # characters of a part that is looked up by itself


class Standing:
    """The printed words of every clause, marks folded and blanks left out."""

    def __init__(self, corpus: Corpus) -> None:
        self._by_clause = {
            clause.clause_id: plain(read_printed(document.source, clause.cited_spans).text)
            for document in corpus.documents
            for clause in document.clauses
        }

    def anywhere(self, words: str) -> bool:
        sought = plain(words)
        return any(sought in text for text in self._by_clause.values())

    def within(self, words: str, clause_id: str) -> bool:
        return plain(words) in self._by_clause[clause_id]

    def under(self, words: str, clause_id: str) -> bool:
        """Whether ``words`` stand in the clause or one below it."""
        sought = plain(words)
        return any(
            sought in text
            for other, text in self._by_clause.items()
            if other == clause_id or other.startswith(f"{clause_id}.")
        )

    def changed_part(self, text: str, start: int, length: int) -> str:
        """The part of ``text`` between marks that holds the characters at ``start``, at least six long."""
        left, right = start, start + length
        while left > 0 and text[left - 1] not in _MARKS:
            left -= 1
        while right < len(text) and text[right] not in _MARKS:
            right += 1
        while right - left < _SHORTEST and (left > 0 or right < len(text)):
            left, right = max(0, left - 2), min(len(text), right + 2)
        return text[left:right]

    def is_false(self, text: str, start: int, old: str, new: str) -> bool:
        """Whether ``new`` in the place of ``old`` at ``start`` gives words that stand nowhere."""
        changed = text[:start] + new + text[start + len(old) :]
        return not self.anywhere(changed) and not self.anywhere(self.changed_part(changed, start, len(new)))
