"""BM25 over clause texts with their anticipated questions appended; saved as bm25s saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.large import LARGE_B, LARGE_CLAUSES, LARGE_K1
from index.statistics import Doubles, build_matrix

K1, B = 1.2, 0.75  # Robertson & Zaragoza 2009; chosen on the statutes' tuning folds
_IDF = "idf.npy"
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class Tokens(Protocol):
    """Cuts a text into what BM25 counts."""

    def tokens(self, text: str) -> list[str]: ...


@dataclass
class TokenIds:
    """Texts as numbers of their tokens: of sixty thousand clauses the words themselves take a gigabyte."""

    rows: list[Ints] = field(default_factory=list)
    vocabulary: dict[str, int] = field(default_factory=dict)

    def add(self, tokens: Sequence[str]) -> None:
        self.rows.append(self.number(tokens))

    def number(self, tokens: Sequence[str]) -> Ints:
        """Numbers of ``tokens`` in their order; tokens not seen before get the next ones."""
        known = self.vocabulary
        return np.array([known.setdefault(token, len(known)) for token in tokens], dtype=np.int32)


@dataclass
class LexicalIndex:
    """``clause_ids`` are the rows of the BM25 matrix, in corpus order; ``idf`` is that of each token."""

    clause_ids: tuple[str, ...]
    bm25: Any
    idf: Doubles
    tokenizer: Tokens

    @classmethod
    def build(
        cls,
        clause_ids: Sequence[str],
        texts: Sequence[str],
        tokenizer: Tokens,
        reference: Sequence[bool] | None = None,
    ) -> LexicalIndex:
        """``reference`` says of each clause whether it counts for how rare words are; None is all."""
        counted = TokenIds()
        for text in texts:
            counted.add(tokenizer.tokens(text))
        return cls.from_tokens(clause_ids, counted, tokenizer, reference)

    @classmethod
    def from_tokens(
        cls,
        clause_ids: Sequence[str],
        counted: TokenIds,
        tokenizer: Tokens,
        reference: Sequence[bool] | None = None,
    ) -> LexicalIndex:
        """As ``build``, of texts that are cut already, one row a clause."""
        import bm25s

        clauses, vocabulary = len(counted.rows), dict(counted.vocabulary)
        large = clauses > LARGE_CLAUSES
        k1, b = (LARGE_K1, LARGE_B) if large else (K1, B)
        every = np.ones(clauses, dtype=np.bool_)
        chosen = every if reference is None or large else np.array(reference, dtype=np.bool_)
        matrix = build_matrix(counted.rows, len(vocabulary), chosen, k1, b)
        bm25 = bm25s.BM25(k1=k1, b=b)
        bm25.scores, bm25.vocab_dict = matrix.as_bm25s(clauses), vocabulary
        bm25.unique_token_ids_set = set(vocabulary.values())
        bm25.nonoccurrence_array = None  # this BM25 gives nothing for a token that is not there
        return cls(tuple(clause_ids), bm25, matrix.idf, tokenizer)

    def save(self, folder: Path) -> None:
        self.bm25.save(str(folder), show_progress=False)
        np.save(folder / _IDF, self.idf)

    @classmethod
    def load(cls, folder: Path, clause_ids: Sequence[str], tokenizer: Tokens) -> LexicalIndex:
        """Raises whatever bm25s raises on a damaged folder."""
        import bm25s

        bm25 = bm25s.BM25.load(str(folder), show_progress=False)
        if bm25.scores["num_docs"] != len(clause_ids):
            raise ValueError(f"{bm25.scores['num_docs']} documents for {len(clause_ids)} clauses")
        idf = np.load(folder / _IDF)
        if idf.shape != (len(bm25.vocab_dict) + 1,):
            raise ValueError(f"{idf.shape} idf for {len(bm25.vocab_dict)} tokens")
        return cls(tuple(clause_ids), bm25, idf, tokenizer)

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

    def said_by(self, number: int, tokens: Iterable[str]) -> set[str]:
        """Those of ``tokens`` that stand in the clause of row ``number`` or in its questions."""
        columns, rows, known = self.bm25.scores["indptr"], self.bm25.scores["indices"], self.bm25.vocab_dict
        ids = {token: known[token] for token in tokens if token in known}
        return {token for token, i in ids.items() if number in rows[columns[i] : columns[i + 1]]}

    def rarity(self, tokens: Iterable[str]) -> float:
        """The score of a clause that would say all of ``tokens`` without end: the sum of their idf. A token
        that no clause has counts as the rarest."""
        known = self.bm25.vocab_dict
        return float(sum(self.idf[known.get(token, -1)] for token in dict.fromkeys(tokens)))
