"""What papers are made and checked with."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import cached_property

from assistant.app.quiz.progress import Progress
from assistant.app.quiz.replace import find_other
from assistant.quiz.check import Checker, Problem
from assistant.quiz.make import find_capacity, make_paper
from assistant.quiz.make.pool import load_pool
from assistant.quiz.models import Item, ItemKind, Paper, Request
from corpus.models import Corpus

CASES_COUNTED = 10  # they are sampled without end: a choice that bears so many bears more


class Bench:
    """What papers are made and checked with. Its pools and the checker are made ready once, when needed."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._readying = threading.Lock()

    @cached_property
    def checker(self) -> Checker:
        return Checker(self.corpus)

    def make(self, request: Request, progress: Progress) -> Paper:
        self._make_ready()
        return make_paper(request, self.corpus, progress)

    def other(self, old: Item, others: list[Item], request: Request) -> Item:
        self._make_ready()
        return find_other(old, others, request, self.corpus)

    def able(self, request: Request) -> dict[ItemKind, int]:
        """How many items of each kind alone; of cases no more than ``CASES_COUNTED`` are tried."""
        self._make_ready()
        return find_capacity(replace(request, count=min(request.count, CASES_COUNTED)), self.corpus)

    def problems(self, item: Item) -> tuple[Problem, ...]:
        return tuple(self.checker.check_item(item))

    def _make_ready(self) -> None:
        """One visitor waits for another's pool only, never for another's paper."""
        with self._readying:
            load_pool(self.corpus)
