"""Another item in the place of one: of the same kind, from the same choice, asking something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.quiz.make import find_capacity, make_paper
from assistant.quiz.models import Item, ItemKind, Request
from corpus.errors import KuanyanError
from corpus.models import Corpus

_CASES = 4  # sampled for one that is wanted


def find_other(old: Item, others: Sequence[Item], request: Request, corpus: Corpus) -> Item:
    """An item unlike ``old`` and ``others``; first one that quotes no words that they quote.

    The same arguments give the same item. Raises ``KuanyanError`` where there is none.
    """
    of_kind = replace(request, kinds=(old.kind,), count=_CASES)
    able = find_capacity(of_kind, corpus)[old.kind]  # of cases no more than are asked for
    if able:
        drawn = make_paper(replace(of_kind, count=able), corpus).items
        taken = {one.asks for one in (old, *others)} | {one.stem for one in (old, *others)}
        free = [item for item in drawn if item.asks not in taken and item.stem not in taken]
        quoted = {span for one in others for span in _quoted(one)}
        if free:
            return min(free, key=lambda item: (_overlaps(item, quoted), item.level is not old.level))
    raise KuanyanError(
        f"所选范围里没有别的{old.kind}题可换（一份卷里同一件事只问一次），请修改或者删去这一题，或放宽范围重新出题。"
    )


def _quoted(item: Item) -> set[tuple[str, int]]:
    """Every character that the item quotes, by document."""
    cited = [*item.citations, *(c for question in item.questions for c in question.citations)]
    return {(c.doc_id, at) for c in cited for at in range(c.start, c.end)}


def _overlaps(item: Item, quoted: set[tuple[str, int]]) -> bool:
    return item.kind is not ItemKind.CASE and not quoted.isdisjoint(_quoted(item))
