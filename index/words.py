"""jieba's dictionary as a table on disk, so that opening it costs nothing.

jieba keeps half a million words in a Python dict, which takes most of a second to load for a single
question. The same numbers lie here in a sorted array that is mapped into memory and searched in halves.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.uint64]  # shape (2, words): keys in rising order, frequencies
_MEMO_LIMIT = 200_000


class WordFrequencies:
    """What jieba asks of its ``FREQ`` dict: ``get``, ``in``, ``[]`` and adding words."""

    def __init__(self, table: Table) -> None:
        self._keys, self._frequencies = table[0], table[1]
        self._added: dict[str, int] = {}
        self._memo: dict[str, int | None] = {}
        self.total = int(self._frequencies.sum())

    def get(self, word: str, default: int | None = None) -> int | None:
        frequency = self._find(word)
        return default if frequency is None else frequency

    def __contains__(self, word: str) -> bool:
        return self._find(word) is not None

    def __getitem__(self, word: str) -> int:
        frequency = self._find(word)
        if frequency is None:
            raise KeyError(word)
        return frequency

    def __setitem__(self, word: str, frequency: int) -> None:
        self._added[word] = frequency

    def _find(self, word: str) -> int | None:
        if word in self._added:
            return self._added[word]
        try:
            return self._memo[word]
        except KeyError:
            pass
        key = np.uint64(word_key(word))
        at = int(np.searchsorted(self._keys, key))
        found = at < len(self._keys) and self._keys[at] == key
        frequency = int(self._frequencies[at]) if found else None
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        self._memo[word] = frequency
        return frequency


def word_key(word: str) -> int:
    """A 64-bit hash; among 500,000 words two share one with a probability of 7e-9."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def load_frequencies(folder: Path) -> WordFrequencies:
    """The table in ``folder``, made first where it is missing or damaged; a second, once.

    Where ``folder`` cannot be written the table is kept in memory.
    """
    import jieba

    path = folder / f"jieba-{jieba.__version__}.npy"
    table = _open_table(path)
    if table is None:
        table = build_table()
        _save_table(table, path)
    return WordFrequencies(table)


def build_table() -> Table:
    """jieba's words and their beginnings, these with frequency 0, as jieba itself counts them."""
    import jieba

    cutter = jieba.Tokenizer()
    counts, _ = cutter.gen_pfdict(cutter.get_dict_file())
    table = np.array([[word_key(word) for word in counts], list(counts.values())], dtype=np.uint64)
    return table[:, np.argsort(table[0])]


def _open_table(path: Path) -> Table | None:
    try:
        table = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    fits = table.ndim == 2 and table.shape[0] == 2 and table.dtype == np.uint64 and table.shape[1] > 0
    return table if fits else None


def _save_table(table: Table, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            np.save(file, table)
        os.replace(part, path)
    except OSError:
        Path(part).unlink(missing_ok=True)
