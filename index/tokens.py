"""Chinese text → search tokens: jieba words, character bigrams beside them, numbers and Latin whole."""

from __future__ import annotations

import marshal
import os
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

TOKEN_FORMAT = "2"

_RUN = re.compile(r"[\u4e00-\u9fff]+|[0-9A-Za-z]+(?:\.[0-9]+)*%?")
_STOP = frozenset(
    "的了吗呢吧啊么是在和与或及等有就都也要把被对为之其这那我你他您请问怎么什么如何哪些哪个一下"
)


class Tokenizer:
    """``words`` are added to jieba's dictionary. jieba's own cache file lies in ``cache_dir``."""

    def __init__(self, words: Iterable[str], cache_dir: Path | None = None) -> None:
        self._words = tuple(words)
        self._cache_dir = cache_dir

    @cached_property
    def _jieba(self) -> Any:
        import jieba

        jieba.setLogLevel("ERROR")
        cutter = jieba.Tokenizer()
        if self._cache_dir is not None and _can_write(self._cache_dir):
            cutter.tmp_dir = str(self._cache_dir)
            _read_cache(cutter, self._cache_dir / "jieba.cache")
        cutter.initialize()
        for word in self._words:
            cutter.add_word(word)
        return cutter

    def tokens(self, text: str) -> list[str]:
        """In reading order, with repeats. Full-width Latin and digits count as half-width."""
        tokens: list[str] = []
        for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
            if run[0] < "\u4e00":
                tokens.append(run)
                continue
            words = [w for w in self._jieba.cut_for_search(run, HMM=False) if w not in _STOP]
            tokens += [w for w in words if len(w) != 2]  # a word of two characters is a bigram already
            if len(run) > 1:  # a single character is among the words
                tokens += bigrams(run)
        return tokens


def _read_cache(cutter: Any, path: Path) -> None:
    """What ``initialize`` would read from its own cache file, in a third of the time: ``marshal.load`` asks
    the file for every word by itself. Where the file cannot be read, ``initialize`` makes it anew."""
    try:
        cutter.FREQ, cutter.total = marshal.loads(path.read_bytes())
    except (OSError, EOFError, ValueError, TypeError):
        return
    cutter.initialized = True


def _can_write(folder: Path) -> bool:
    """Makes ``folder``. Where it cannot be written jieba reads its dictionary anew, a second slower."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def bigrams(run: str) -> list[str]:
    """甲乙丙 → 甲乙, 乙丙; a single character is itself."""
    if len(run) == 1:
        return [] if run in _STOP else [run]
    return [run[i : i + 2] for i in range(len(run) - 1) if not (run[i] in _STOP and run[i + 1] in _STOP)]
