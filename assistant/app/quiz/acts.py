"""编卷 step by step: what each click makes of the paper. No Gradio here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from assistant.app.check_form import FieldError, Form, list_of, text_of
from assistant.app.quiz.bench import Bench
from assistant.app.quiz.edit import as_own, fields_of, read_item, says_the_same, with_fitting_proof
from assistant.app.quiz.progress import Progress
from assistant.app.quiz.state import Entry, Quiz, Sheet
from assistant.quiz.check import Severity
from assistant.quiz.models import ItemKind, Paper, Request
from corpus.errors import KuanyanError

_STEPS_BACK = 30
_LONGEST_TITLE = 100
_KINDS = list(ItemKind)
_CHECKING = 0.7  # share of the whole at which the checker begins


def take_paper(quiz: Quiz, paper: Paper, bench: Bench, progress: Progress, said: str) -> Quiz:
    """The paper on the bench, checked, its items by kind; the one before can be brought back."""
    items = sorted(paper.items, key=lambda item: _KINDS.index(item.kind))
    entries = []
    for number, item in enumerate(items):
        progress("逐题核对", _CHECKING + (1 - _CHECKING) * number / len(items))
        entries.append(Entry(quiz.next_uid + number, item, bench.problems(item)))
    sheet = Sheet(paper.title, tuple(entries), replace(paper, items=()))
    changed = _changed(replace(quiz, error="", error_field="", found=(), editing=None, entered={}), sheet)
    sorted_here = "，并按题型归了类" if list(paper.items) != items else ""
    return replace(
        changed,
        said=f"{said}{sorted_here}。",
        next_uid=quiz.next_uid + len(items),
        focus="sum",
        turn=quiz.turn + 1,
    )


def make_for(quiz: Quiz, request: Request, bench: Bench, progress: Progress) -> Quiz:
    """A generated paper. Raises ``KuanyanError`` where the choice cannot bear it."""
    paper = bench.make(request, lambda label, share: progress(label, share * _CHECKING))
    return take_paper(quiz, paper, bench, progress, f"已出 {len(paper.items)} 题")


def advance(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    """After one click in the paper. What is wrong stands in ``error``; an act that does not fit now, or an
    item that is no longer there, changes nothing. What stands in an open form is kept by every act."""
    fresh = replace(keep_draft(quiz, form), error="", error_field="", said="", focus="", turn=quiz.turn + 1)
    act = _ACTS.get(text_of(form, "act"))
    if act is None or fresh.sheet is None:
        return fresh
    try:
        return act(fresh, form, bench)
    except FieldError as error:
        return replace(fresh, error=str(error), error_field=error.field, found=())
    except KuanyanError as error:
        return replace(fresh, error=str(error), error_field=text_of(form, "uid"))


def keep_draft(quiz: Quiz, form: Form) -> Quiz:
    """The title and the edited item as they stand in the page now."""
    draft = form.get("draft")
    kept = quiz
    if quiz.editing is not None and isinstance(draft, dict):
        kept = replace(kept, entered={name: list_of(draft, name) for name in draft})
    title = form.get("title")
    if quiz.sheet is not None and isinstance(title, str) and title.strip() != quiz.sheet.title:
        named = replace(quiz.sheet, title=title.strip()[:_LONGEST_TITLE])
        kept = replace(kept, sheet=named, changes=quiz.changes + 1)
    return kept


def _changed(quiz: Quiz, sheet: Sheet) -> Quiz:
    past = (*quiz.past, quiz.sheet)[-_STEPS_BACK:] if quiz.sheet is not None else quiz.past
    return replace(quiz, sheet=sheet, past=past, changes=quiz.changes + 1)


def _with_entries(quiz: Quiz, entries: Iterable[Entry]) -> Quiz:
    assert quiz.sheet is not None
    return _changed(quiz, replace(quiz.sheet, entries=tuple(entries)))


def _place(quiz: Quiz, form: Form) -> tuple[Sheet, int | None]:
    """The sheet and where the item lies that was clicked."""
    assert quiz.sheet is not None
    uid = text_of(form, "uid")
    return quiz.sheet, quiz.sheet.find(int(uid)) if uid.isascii() and uid.isdigit() else None


def _move(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    """Up or down by one among the items of its kind."""
    sheet, at = _place(quiz, form)
    act = text_of(form, "act")
    if at is None:
        return quiz
    to = at - 1 if act == "up" else at + 1
    entry = sheet.entries[at]
    if not 0 <= to < len(sheet.entries) or sheet.entries[to].item.kind is not entry.item.kind:
        return replace(quiz, said=f"已是{entry.item.kind}题的{'第一' if act == 'up' else '最后一'}题。")
    entries = list(sheet.entries)
    entries[at], entries[to] = entries[to], entries[at]
    moved = f"第 {at + 1} 题移到了第 {to + 1} 题。"
    return replace(_with_entries(quiz, entries), said=moved, focus=f"{entry.uid} {act}")


def _delete(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    sheet, at = _place(quiz, form)
    if at is None:
        return quiz
    entries = [*sheet.entries[:at], *sheet.entries[at + 1 :]]
    closed = replace(quiz, editing=None, entered={}, found=()) if _is_open(quiz, sheet, at) else quiz
    near = entries[min(at, len(entries) - 1)].uid if entries else ""
    return replace(_with_entries(closed, entries), said=f"已删去第 {at + 1} 题，可以撤销。", focus=str(near))


def _replace(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    sheet, at = _place(quiz, form)
    if at is None or _is_open(quiz, sheet, at):
        return quiz
    old = sheet.entries[at]
    base = sheet.made.request or Request(docs=(old.item.doc_id,) if old.item.doc_id else ())
    drawn = replace(quiz, draws=quiz.draws + 1)
    others = [entry.item for entry in sheet.entries if entry is not old]
    item = bench.other(old.item, others, replace(base, seed=base.seed + drawn.draws))
    entry = Entry(old.uid, item, bench.problems(item))
    changed = _with_entries(drawn, [*sheet.entries[:at], entry, *sheet.entries[at + 1 :]])
    return replace(changed, said=f"第 {at + 1} 题已换，可以撤销。", focus=str(old.uid))


def _edit(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    sheet, at = _place(quiz, form)
    if at is None or _is_open(quiz, sheet, at):
        return quiz
    if quiz.editing is not None and (open_at := sheet.find(quiz.editing)) is not None:
        raise FieldError("stem", f"第 {open_at + 1} 题还在修改，请先保存，或者点“不改了”。")
    entry = sheet.entries[at]
    return replace(
        quiz, editing=entry.uid, entered=fields_of(entry.item), found=(), focus=f"{entry.uid} stem"
    )


def _close(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    return replace(quiz, editing=None, entered={}, found=(), focus=str(quiz.editing or ""))


def _save(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    """The item as entered, if the checker finds no error, or the trainer keeps it nevertheless."""
    assert quiz.sheet is not None
    at = quiz.sheet.find(quiz.editing) if quiz.editing is not None else None
    if at is None:
        return quiz
    entries = quiz.sheet.entries
    old = entries[at]
    item = read_item(old.item, quiz.entered)
    if says_the_same(old.item, item):
        return replace(_close(quiz, form, bench), said=f"第 {at + 1} 题没有改动。")
    fitted = with_fitting_proof(old.item, item)
    problems = bench.problems(fitted)
    is_wrong = any(problem.severity is Severity.ERROR for problem in problems)
    if is_wrong and text_of(form, "how") != "keep":
        return replace(quiz, found=problems, focus=f"{old.uid} found")
    kept = as_own(fitted, problems)
    entry = Entry(old.uid, kept, problems, is_edited=True)
    changed = _with_entries(_close(quiz, form, bench), [*entries[:at], entry, *entries[at + 1 :]])
    return replace(changed, said=f"第 {at + 1} 题已保存，标记为人工修改。", focus=str(old.uid))


def _undo(quiz: Quiz, form: Form, bench: Bench) -> Quiz:
    if not quiz.past:
        return quiz
    back = replace(quiz, sheet=quiz.past[-1], past=quiz.past[:-1], changes=quiz.changes + 1)
    still = back.sheet is not None and quiz.editing is not None and back.sheet.find(quiz.editing) is not None
    return replace(back if still else _close(back, form, bench), said="已撤销上一步。", focus="")


def _is_open(quiz: Quiz, sheet: Sheet, at: int) -> bool:
    return quiz.editing == sheet.entries[at].uid


_ACTS: Mapping[str, Callable[[Quiz, Form, Bench], Quiz]] = {
    "up": _move,
    "down": _move,
    "delete": _delete,
    "replace": _replace,
    "edit": _edit,
    "close": _close,
    "save": _save,
    "undo": _undo,
}
