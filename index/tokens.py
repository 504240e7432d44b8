"""Chinese text → search tokens: jieba words, character bigrams, characters; numbers and Latin whole.

Single characters find what everyday words share with a term of law: 堵路 and 堵门, 罚金 and 处罚. What each
kind of token is worth stands in ``docs/ablation.md``.
"""

from __future__ import annotations

import marshal
import os
import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

TOKEN_FORMAT = "4"

_RUN = re.compile(r"[\u4e00-\u9fff]+|[0-9A-Za-z]+(?:\.[0-9]+)*%?")
_STOP = frozenset(
    "的了吗呢吧啊么是在和与或及等有就都也要把被对为之其这那我你他您请问怎么什么如何哪些哪个一下"
)
_BIGRAM = 2  # characters


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
        """Run by run, its words of three and more characters, its bigrams, its characters, with repeats.
        Full-width Latin and digits count as half-width."""
        tokens: list[str] = []
        for run in find_runs(text):
            if run[0] < "\u4e00":
                tokens.append(run)
            else:
                tokens += self.words(run) + bigrams(run) + characters(run)
        return tokens

    def words(self, run: str) -> list[str]:
        """jieba's words of ``run`` that are no bigram or character anyway."""
        return [word for word in self._jieba.cut_for_search(run, HMM=False) if len(word) > _BIGRAM]


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


def find_runs(text: str) -> list[str]:
    """Unbroken Chinese, or a number or Latin word, in reading order; normalised by NFKC, lower case."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def bigrams(run: str) -> list[str]:
    """甲乙丙 → 甲乙, 乙丙; none of a single character, nor of two characters that only ask."""
    return [run[i : i + 2] for i in range(len(run) - 1) if not (run[i] in _STOP and run[i + 1] in _STOP)]


def characters(run: str) -> list[str]:
    """罚的 → 罚: without characters that only ask or bind."""
    return [character for character in run if character not in _STOP]
