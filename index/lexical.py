"""BM25 over clause texts with their anticipated questions appended; saved as bm25s saves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.tokens import Tokenizer

K1, B = 1.2, 0.75  # Robertson & Zaragoza 2009; chosen on the statutes' tuning folds
Floats = npt.NDArray[np.float32]


@dataclass
class LexicalIndex:
    """``clause_ids`` are the rows of the BM25 matrix, in corpus order."""

    clause_ids: tuple[str, ...]
    bm25: Any
    tokenizer: Tokenizer

    @classmethod
    def build(cls, clause_ids: Sequence[str], texts: Sequence[str], tokenizer: Tokenizer) -> LexicalIndex:
        import bm25s

        bm25 = bm25s.BM25(k1=K1, b=B)
        bm25.index([tokenizer.tokens(text) for text in texts], show_progress=False)
        return cls(tuple(clause_ids), bm25, tokenizer)

    def save(self, folder: Path) -> None:
        self.bm25.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, clause_ids: Sequence[str], tokenizer: Tokenizer) -> LexicalIndex:
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
