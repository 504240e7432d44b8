"""The messages before a question: checked, and read one after the other into what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any

from assistant.answer.followup import FollowUp, resolve_follow_up
from assistant.answer.followup_past import Past, read_past
from assistant.answer.followup_words import without_opening
from assistant.answer.models import BARE
from assistant.answer.sentences import bigrams_of
from corpus.errors import KuanyanError
from corpus.models import Clause, Corpus
from index.search import SearchIndex

_KEPT = 20  # user messages read again at least; older ones no longer bear on a question
_STEP = 10  # the window moves by so many, so that what was read can be kept
_CONVERSATIONS = 256  # readings kept
_NEAREST = 3  # clauses among which one must be of the document before for a question to stay with it
_ROLES = ("user", "assistant", "system", "tool", "developer", "function")

Cite = Callable[[Sequence[str], str, FollowUp | None], tuple[Clause, ...]]


def user_messages(history: Sequence[Any]) -> list[str]:
    """What the user said, in order. Raises ``KuanyanError`` naming the message that is none."""
    said = []
    for number, message in enumerate(history, start=1):
        place = f"历史记录（history）第 {number} 条"
        if not isinstance(message, Mapping):
            raise KuanyanError(f'{place}不是对象，请写成 {{"role": "user", "content": "…"}}。')
        role, content = message.get("role"), message.get("content")
        if role not in _ROLES:
            raise KuanyanError(f"{place}的 role 应是 user 或 assistant，请改正。")
        if not isinstance(content, str):
            if role == "user":
                raise KuanyanError(f"{place}的 content 不是文字，请写成一段文字。")
            continue
        if role == "user":
            said.append(content)
    return said


def is_bare(message: str) -> bool:
    """Whether the user drops what was carried over."""
    return message.strip(" 。！!") == BARE


def last_asked(said: Sequence[str]) -> str:
    """The question to be answered as it was written. Raises ``KuanyanError`` where there is none."""
    own = next((message for message in reversed(said) if not is_bare(message)), None)
    if own is None:
        raise KuanyanError(f"「{BARE}」之前没有提过问题，请直接写出要问的话。")
    return own


class Conversation:
    """Reads what was asked before. Safe to use from several threads: what is kept is only ever added."""

    def __init__(self, corpus: Corpus, index: SearchIndex, idf: Mapping[str, float]) -> None:
        self._corpus = corpus
        self._index = index
        self._idf = idf
        self._read: dict[tuple[object, ...], tuple[Past, ...]] = {}
        self._lock = Lock()

    def resolve(
        self, question: str, said: Sequence[str], cite: Cite, under: tuple[object, ...]
    ) -> FollowUp | None:
        """The question as it stands alone; ``None`` where it does as it is. Raises ``KuanyanError``.

        ``cite``: the clauses that a message after earlier ones was answered from. ``under``: what else
        the answers depend on, as region and date.
        """
        if not said:
            return None
        return resolve_follow_up(question, self._read_all(said, cite, under), self._corpus, self)

    def _read_all(self, said: Sequence[str], cite: Cite, under: tuple[object, ...]) -> tuple[Past, ...]:
        start = max(0, (len(said) - _KEPT) // _STEP * _STEP)
        window = tuple(said[start:])
        past: tuple[Past, ...] = ()
        for i, message in enumerate(window):
            key = (*under, *window[: i + 1])
            kept = self._read.get(key)
            if kept is None:
                kept = (*past, *self._read_one(message, window[:i], past, cite))
                with self._lock:
                    if len(self._read) >= _CONVERSATIONS:
                        self._read.pop(next(iter(self._read)))
                    self._read[key] = kept
            past = kept
        return past

    def _read_one(
        self, message: str, before: Sequence[str], past: Sequence[Past], cite: Cite
    ) -> tuple[Past, ...]:
        """What ``message`` asked; nothing where it was no question."""
        try:
            if is_bare(message):
                return (read_past(own := last_asked(before), self._corpus, partial(cite, (), own, None)),)
            follow = resolve_follow_up(message, past, self._corpus, self)
            text = follow.text if follow else without_opening(message)
            known = follow.known if follow else None
            return (read_past(text, self._corpus, partial(cite, before, message, follow), known),)
        except KuanyanError:
            return ()

    # what the corpus says of some words

    def nearest(self, text: str) -> Sequence[str]:
        return [hit.clause_id for hit in self._index.search(text, k=_NEAREST).hits]

    def share(self, words: str, text: str) -> float:
        plain = re.sub(r"\s", "", text)
        grams = set(bigrams_of(words)) & self._idf.keys()
        total = sum(self._idf[gram] for gram in grams)
        return sum(self._idf[gram] for gram in grams if gram in plain) / total if total else 0.0
