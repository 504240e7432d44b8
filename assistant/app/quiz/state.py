"""The paper a trainer works on, and where the trainer stands. No Gradio here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.quiz.check import Problem
from assistant.quiz.check.form import check_key
from assistant.quiz.check.whole import check_whole
from assistant.quiz.models import Coverage, Item, Paper, ProofKind


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in its place. ``uid`` stays when it moves; ``problems`` are the checker's."""

    uid: int
    item: Item
    problems: tuple[Problem, ...] = ()
    is_edited: bool = False

    @property
    def is_own(self) -> bool:
        """Changed by a person, here or in the file it came from."""
        return self.is_edited or _lacks_proof(self.item)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper as it stands: entries by kind, in the order of the kinds."""

    title: str
    entries: tuple[Entry, ...]
    made: Paper  # what it was made from, for all but title and items

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(entry.item for entry in self.entries)

    @property
    def is_ours(self) -> bool:
        """Generated, not written by a trainer."""
        return self.made.request is not None

    @property
    def paper(self) -> Paper:
        return replace(self.made, title=self.title, items=self.items, coverage=self.coverage)

    @property
    def coverage(self) -> Coverage | None:
        """Of the clauses first chosen, those that the items rest on now; ``None`` where none were chosen."""
        if self.made.coverage is None:
            return None
        chosen = sorted({*self.made.coverage.covered, *self.made.coverage.left_out})
        used = {clause_id for item in self.items for clause_id in item.clause_ids}
        return Coverage(
            tuple(clause_id for clause_id in chosen if clause_id in used),
            tuple(clause_id for clause_id in chosen if clause_id not in used),
        )

    def find(self, uid: int) -> int | None:
        """The position of an entry."""
        return next((at for at, entry in enumerate(self.entries) if entry.uid == uid), None)


@dataclass(frozen=True, slots=True)
class Quiz:
    """Where one trainer stands. ``past`` are the sheets before, the latest last."""

    sheet: Sheet | None = None
    past: tuple[Sheet, ...] = ()
    editing: int | None = None  # uid
    entered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of the item being edited
    found: tuple[Problem, ...] = ()  # by the checker, in what is entered
    error: str = ""
    error_field: str = ""
    said: str = ""  # what was done
    focus: str = ""  # "uid act" of what takes the focus; only a uid: that item
    next_uid: int = 1
    draws: int = 0  # items replaced so far: the next is drawn with another seed
    changes: int = 0  # of the sheet
    turn: int = 0


def doubles(sheet: Sheet) -> list[Problem]:
    """What the checker finds in the paper as a whole, for the items that are well formed."""
    formed = [
        (number, entry.item)
        for number, entry in enumerate(sheet.entries, start=1)
        if not any(list(check_key(one)) for one in (entry.item, *entry.item.questions))
    ]
    return list(check_whole(formed))


def _lacks_proof(item: Item) -> bool:
    return item.proof.kind is ProofKind.NONE or any(_lacks_proof(question) for question in item.questions)
