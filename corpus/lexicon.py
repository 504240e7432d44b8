"""How people say it and how the law says it: ``lexicon.yaml``, read strictly."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.errors import KuanyanError
from corpus.yaml_tree import parse_yaml

LEXICON_FILE = Path(__file__).parent / "lexicon.yaml"
_MIN_LENGTH = 2  # one character alone stands in too many words


@dataclass(frozen=True, slots=True)
class Expansion:
    """Who says one of ``say`` may mean any of ``law``."""

    say: tuple[str, ...]
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Reviewed words. ``fingerprint`` changes with any of them."""

    words: tuple[str, ...]  # kept whole when a text is cut into words
    expansions: tuple[Expansion, ...]
    fingerprint: str

    def find_law_terms(self, text: str) -> tuple[str, ...]:
        """The terms of law for what is said in ``text``, each once, in the order of the file."""
        found = (e for e in self.expansions if any(said in text for said in e.say))
        return tuple(dict.fromkeys(term for expansion in found for term in expansion.law))


def load_lexicon(path: Path = LEXICON_FILE) -> Lexicon:
    """Reads and checks a lexicon. Raises ``KuanyanError`` with file, entry and what to do."""
    return _load_bundled() if path == LEXICON_FILE else _load(path)


@cache
def _load_bundled() -> Lexicon:
    return _load(LEXICON_FILE)


def _load(path: Path) -> Lexicon:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KuanyanError(f"缺少词表文件 {path}，请重新安装 kuanyan 或恢复该文件。") from error
    except (OSError, UnicodeDecodeError) as error:
        raise KuanyanError(f"词表文件 {path} 读不出来（{error}），请另存为 UTF-8 后重试。") from error
    return parse_lexicon(text, str(path))


def parse_lexicon(text: str, place: str) -> Lexicon:
    """``place`` names the file in messages. Raises ``KuanyanError``."""
    tree = _parse_yaml(text, place)
    _check_keys(tree, {"words", "expansions"}, place, "顶层")
    words = _read_words(tree["words"], place, "words")
    entries = tree["expansions"]
    if not isinstance(entries, list):
        raise KuanyanError(f"词表 {place} 的 expansions 应当是列表，请改正后重试。")
    expansions = tuple(_read_expansion(entry, place, n) for n, entry in enumerate(entries, start=1))
    _check_said_once(expansions, place)
    return Lexicon(words, expansions, hashlib.sha256(repr((words, expansions)).encode()).hexdigest())


def _parse_yaml(text: str, place: str) -> Any:
    try:
        return parse_yaml(text, Path(place)).plain()
    except KuanyanError as error:
        raise KuanyanError(f"词表 {error}") from error


def _check_keys(tree: Any, expected: set[str], place: str, where: str) -> None:
    if not isinstance(tree, dict):
        raise KuanyanError(f"词表 {place} 的{where}应当是「键: 值」，请改正后重试。")
    for key in tree:
        if key not in expected:
            allowed = "、".join(sorted(expected))
            raise KuanyanError(
                f"词表 {place} 的{where}有不认识的键「{key}」，只能用 {allowed}，请改名或删去。"
            )
    for key in sorted(expected - set(tree)):
        raise KuanyanError(f"词表 {place} 的{where}缺少键「{key}」，请补上。")


def _read_expansion(entry: Any, place: str, number: int) -> Expansion:
    where = f"expansions 第 {number} 条"
    _check_keys(entry, {"say", "law"}, place, where)
    say = _read_words(entry["say"], place, f"{where} say")
    law = _read_words(entry["law"], place, f"{where} law")
    for word in say:
        if word in law:
            raise KuanyanError(f"词表 {place} 的{where}把「{word}」换成它自己，请删去。")
    return Expansion(say, law)


def _read_words(value: Any, place: str, where: str) -> tuple[str, ...]:
    """A list of different words of at least two characters, without outer blanks."""
    if not isinstance(value, list) or not value:
        raise KuanyanError(f"词表 {place} 的 {where} 应当是不空的列表，请改正后重试。")
    for word in value:
        if not isinstance(word, str) or word != word.strip() or len(word) < _MIN_LENGTH:
            raise KuanyanError(
                f"词表 {place} 的 {where} 有不能用的词「{word}」，每个词至少两个字、两端无空格。"
            )
    twice = next((word for n, word in enumerate(value) if word in value[:n]), None)
    if twice is not None:
        raise KuanyanError(f"词表 {place} 的 {where} 写了两次「{twice}」，请删去一个。")
    return tuple(value)


def _check_said_once(expansions: tuple[Expansion, ...], place: str) -> None:
    seen: dict[str, int] = {}
    for number, expansion in enumerate(expansions, start=1):
        for said in expansion.say:
            if said in seen:
                raise KuanyanError(
                    f"词表 {place} 的「{said}」在 expansions 第 {seen[said]} 条和第 {number} 条都有，请合并。"
                )
            seen[said] = number
