"""BM25 over clause texts with their anticipated questions appended; saved as bm25s saves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

K1, B = 1.2, 0.75  # Robertson & Zaragoza 2009; chosen on the statutes' tuning folds
Floats = npt.NDArray[np.float32]


class Tokens(Protocol):
    """Cuts a text into what BM25 counts."""

    def tokens(self, text: str) -> list[str]: ...


@dataclass
class LexicalIndex:
    """``clause_ids`` are the rows of the BM25 matrix, in corpus order."""

    clause_ids: tuple[str, ...]
    bm25: Any
    tokenizer: Tokens

    @classmethod
    def build(cls, clause_ids: Sequence[str], texts: Sequence[str], tokenizer: Tokens) -> LexicalIndex:
        import bm25s

        bm25 = bm25s.BM25(k1=K1, b=B)
        bm25.index([tokenizer.tokens(text) for text in texts], show_progress=False)
        return cls(tuple(clause_ids), bm25, tokenizer)

    def save(self, folder: Path) -> None:
        self.bm25.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, clause_ids: Sequence[str], tokenizer: Tokens) -> LexicalIndex:
        """Raises whatever bm25s raises on a damaged folder."""
        import bm25s

        bm25 = bm25s.BM25.load(str(folder), show_progress=False)
        if bm25.scores["num_docs"] != len(clause_ids):
            raise ValueError(f"{bm25.scores['num_docs']} documents for {len(clause_ids)} clauses")
        return cls(tuple(clause_ids), bm25, tokenizer)

    def scores(self, terms: dict[str, float]) -> Floats:
        """One BM25 score a clause, shape (clauses,); each term's part is multiplied by its weight."""
        total = np.zeros(len(self.clause_ids), dtype=np.float32)
        by_weight: dict[float, list[str]] = {}
        for term, weight in terms.items():
            if term in self.bm25.vocab_dict:
                by_weight.setdefault(weight, []).append(term)
        for weight, known in by_weight.items():
            total += weight * self.bm25.get_scores(known)
        return total

    def rarity(self, tokens: Iterable[str]) -> float:
        """The score of a clause that would say all of ``tokens`` without end: the sum of their idf. A token
        that no clause has counts as the rarest."""
        starts, clauses = self.bm25.scores["indptr"], len(self.clause_ids)
        known = (self.bm25.vocab_dict.get(token) for token in dict.fromkeys(tokens))
        counts = (0 if i is None else int(starts[i + 1] - starts[i]) for i in known)
        return sum(math.log(1 + (clauses - n + 0.5) / (n + 0.5)) for n in counts)
