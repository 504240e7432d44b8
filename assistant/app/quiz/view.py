"""出题 as markup: the paper as a list, what it covers, what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.app.check_parts import render_key_opener
from assistant.app.cited import CitedClause
from assistant.app.literal import escape
from assistant.app.quiz.edit_view import render_edit
from assistant.app.quiz.field import render_wrong
from assistant.app.quiz.files import FORMATS
from assistant.app.quiz.item_view import (
    first_key,
    name_chapter,
    render_key_and_grounds,
    render_options,
    render_problems,
    render_stem,
)
from assistant.app.quiz.state import Entry, Quiz, Sheet, doubles
from assistant.quiz.check import Problem, Severity
from assistant.quiz.files.outline import Section, find_sections
from assistant.quiz.models import Coverage, ItemKind
from corpus.models import Corpus

TITLE_ID = "kq-title"
_EMPTY = '<p class="ky-hint">还没有试卷。选好范围和题型后点“生成”，或者打开以前存的试卷文件。</p>'


def render_quiz(quiz: Quiz, corpus: Corpus) -> str:
    """The whole of the paper's side; ``data-focus`` says what takes the focus."""
    body = _EMPTY if quiz.sheet is None else _render_sheet(quiz, quiz.sheet, corpus)
    count = len(quiz.sheet.entries) if quiz.sheet else 0
    return (
        f'<div class="ky-check kq-paper" data-turn="{quiz.turn}" data-changes="{quiz.changes}"'
        f' data-count="{count}" data-focus="{escape(quiz.focus)}">{body}</div>'
    )


def _render_sheet(quiz: Quiz, sheet: Sheet, corpus: Corpus) -> str:
    whole = doubles(sheet)
    sections = "".join(
        _render_section(quiz, sheet, part, whole, corpus) for part in find_sections(sheet.paper)
    )
    undo = "" if quiz.past else " disabled"
    return (
        f'<div class="kq-head"><label for="{TITLE_ID}">试卷名称</label>'
        f'<input type="text" id="{TITLE_ID}" data-title value="{escape(sheet.title)}" maxlength="100"'
        f' autocomplete="off"></div>{_render_sum(sheet, whole)}'
        f"{_render_coverage(sheet.coverage, corpus)}"
        f'<div class="kq-files" role="group" aria-label="保存和导出">{_FILE_BUTTONS}</div>'
        f'<div class="kc-moves"><button type="button" data-act="undo"{undo}>撤销上一步</button>'
        f'<p class="kc-told kq-told" aria-live="polite"></p></div>'
        f"{_render_said(quiz, sheet)}{render_problems(p for p in whole if not p.item)}{sections}"
        f"{'' if sheet.entries else '<p class=ky-hint>题都删去了；可以撤销，或重新生成。</p>'}"
    )


_FILE_BUTTONS = "".join(
    f'<button type="button" data-file="{ending}">{label}</button>' for ending, (label, _) in FORMATS.items()
)


def _render_said(quiz: Quiz, sheet: Sheet) -> str:
    """What was done, or what is wrong that belongs to no place in the list."""
    placed = quiz.editing is not None or any(str(entry.uid) == quiz.error_field for entry in sheet.entries)
    if quiz.error and not placed:
        return render_wrong(quiz.error)
    return f'<p class="kq-said" role="status">{escape(quiz.said)}</p>'


def _render_sum(sheet: Sheet, whole: list[Problem]) -> str:
    counts = {kind: sum(item.kind is kind for item in sheet.items) for kind in ItemKind}
    kinds = "、".join(f"{kind} {number}" for kind, number in counts.items() if number)
    found = [*whole, *(problem for entry in sheet.entries for problem in entry.problems)]
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    checked = f"核对：{errors} 处错误、{len(found) - errors} 处提醒"
    own = sum(entry.is_own for entry in sheet.entries)
    seed = f"，种子 {sheet.made.request.seed}" if sheet.made.request else ""
    edited = f"；{'人工修改' if sheet.is_ours else '自编'} {own} 题" if own else ""
    tone = ' class="kq-bad"' if errors else ""
    return (
        f'<p{tone} data-sum tabindex="-1">共 {len(sheet.items)} 题（{kinds}{seed}）。{checked}{edited}。</p>'
    )


def _render_coverage(coverage: Coverage | None, corpus: Corpus) -> str:
    if coverage is None:
        return '<p class="ky-hint">这份试卷没有出题范围，不算覆盖了哪些条款。</p>'
    total = len(coverage.covered) + len(coverage.left_out)
    return (
        f'<details class="kq-coverage"><summary>覆盖所选条款 {len(coverage.covered)} / {total}</summary>'
        f"{_render_clauses('没有考到的', coverage.left_out, corpus)}"
        f"{_render_clauses('考到的', coverage.covered, corpus)}</details>"
    )


def _render_clauses(name: str, clause_ids: tuple[str, ...], corpus: Corpus) -> str:
    if not clause_ids:
        return ""
    known = [clause for clause_id in clause_ids if (clause := corpus.find_clause(clause_id)) is not None]
    buttons = "".join(
        render_key_opener(CitedClause(c.clause_id, c.label, c.cited_spans).key, c.label) for c in known
    )
    return f'<h4>{name}（{len(clause_ids)}）</h4><div class="kq-clauses">{buttons}</div>'


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an item stands, and what the checker finds in it beside its like."""

    number: int
    chapter: str
    is_first: bool  # of its kind
    is_last: bool
    problems: tuple[Problem, ...]


def _render_section(quiz: Quiz, sheet: Sheet, section: Section, whole: list[Problem], corpus: Corpus) -> str:
    numbers = [number for number, _ in section.items]
    items = ""
    for number, item in section.items:
        ends = number == numbers[0], number == numbers[-1]
        problems = tuple(problem for problem in whole if problem.item == number)
        place = _Place(number, name_chapter(item, corpus), *ends, problems)
        items += _render_entry(quiz, sheet.entries[number - 1], place)
    return f'<section><h3 class="kq-kind">{section.heading}（{len(numbers)} 题）</h3>{items}</section>'


def _render_entry(quiz: Quiz, entry: Entry, place: _Place) -> str:
    is_open = quiz.editing == entry.uid
    body = render_edit(quiz, entry.item) if is_open else _render_read(entry, place.problems)
    wrong = quiz.error if quiz.error_field == str(entry.uid) else ""
    return (
        f'<article class="kq-item" tabindex="-1" data-uid="{entry.uid}" aria-label="第 {place.number} 题"'
        f' data-first="{escape(first_key(entry.item))}">'
        f"{_render_bar(entry, place, is_open)}{render_wrong(wrong)}{body}</article>"
    )


def _render_bar(entry: Entry, place: _Place, is_open: bool) -> str:
    mark = '<span class="kq-own">人工修改</span>' if entry.is_own else ""
    name = f"第 {place.number} 题"
    acts = [("up", "上移", place.is_first), ("down", "下移", place.is_last)]  # so does Alt with an arrow key
    acts += [] if is_open else [("replace", "换一题", False), ("edit", "修改", False)]
    buttons = "".join(
        f'<button type="button" data-act="{act}" aria-label="{words}{name}"'
        f"{' disabled' if is_off else ''}>{words}</button>"
        for act, words, is_off in [*acts, ("delete", "删去", False)]
    )
    return (
        f'<div class="kq-bar"><span class="kq-number">{place.number}.</span>'
        f'<span class="kq-level">{entry.item.level}</span>{mark}'
        f'<span class="kq-chapter" title="{escape(place.chapter)}">{escape(place.chapter)}</span>'
        f'<span class="kq-acts" role="group" aria-label="{name}">{buttons}</span></div>'
    )


def _render_read(entry: Entry, more: tuple[Problem, ...]) -> str:
    item = entry.item
    questions = "".join(
        f'<div class="kq-question">{render_stem(one, f"（{n}）〔{one.kind}〕")}{render_options(one)}'
        f"{render_key_and_grounds(one)}</div>"
        for n, one in enumerate(item.questions, start=1)
    )
    problems = render_problems([*entry.problems, *more])
    return f"{render_stem(item)}{render_options(item)}{questions}{render_key_and_grounds(item)}{problems}"
