"""An item open for changes: its words as fields, and what the checker finds in them."""

from __future__ import annotations

from assistant.app.literal import escape
from assistant.app.quiz.edit import prefix_of
from assistant.app.quiz.field import Field, render_area
from assistant.app.quiz.item_view import render_grounds, render_problems
from assistant.app.quiz.state import Quiz
from assistant.quiz.files.prepare import CHOICES
from assistant.quiz.models import BLANK, FALSE, LETTERS, TRUE, Item, ItemKind, Level

_HELP = {
    ItemKind.SINGLE: "勾出唯一正确的一项；选项留空就是删去。",
    ItemKind.MULTIPLE: "勾出所有正确的选项；选项留空就是删去。",
    ItemKind.FILL_IN: f"题干里用 {BLANK} 表示空；几个空的答案用“；”分开。",
    ItemKind.SHORT: "一行一个要点，行末可写（2分）。",
}


def render_edit(quiz: Quiz, item: Item) -> str:
    """The form; the checker's findings stand beside it, with the choice to keep it nevertheless."""
    parts = _render_fields(quiz, item, 0) + "".join(
        f"<fieldset><legend>第 {n} 问（{one.kind}）</legend>{_render_fields(quiz, one, n)}"
        f"{render_grounds(one)}</fieldset>"
        for n, one in enumerate(item.questions, start=1)
    )
    found = render_problems(quiz.found)
    keep = '<button name="how" value="keep">仍然保留（标记人工修改）</button>' if quiz.found else ""
    asked = (
        f'<div class="kq-found" tabindex="-1"><p>核对发现下面的问题，还没有保存：</p>{found}</div>'
        if quiz.found
        else ""
    )
    return (
        f'<form data-act="save" data-keep class="kq-form kq-edit" novalidate>{parts}'
        f'{render_grounds(item)}{asked}<div class="kc-buttons"><button class="kc-primary">核对并保存</button>'
        f'{keep}<button type="button" data-act="close">不改了</button></div></form>'
    )


def _render_fields(quiz: Quiz, item: Item, question: int) -> str:
    prefix = prefix_of(question)
    entered = dict(quiz.entered)
    value = {name: "、".join(values) for name, values in entered.items()}
    parts = [_render_text(quiz, f"{prefix}stem", "案例" if item.questions else "题干", value)]
    if item.kind in CHOICES:
        parts.append(_render_choices(item, prefix, entered))
    elif item.kind is ItemKind.TRUE_FALSE:
        parts.append(_render_truth(prefix, value))
    elif item.kind is not ItemKind.CASE:
        parts.append(_render_text(quiz, f"{prefix}key", "答案", value, _HELP[item.kind]))
    parts.append(_render_text(quiz, f"{prefix}explanation", "解析", value))
    if not question:
        parts.append(_render_level(value))
    return "".join(parts)


def _render_text(quiz: Quiz, name: str, label: str, value: dict[str, str], hint: str = "") -> str:
    own = f"kq-edit-{name.replace('.', '-')}"
    error = quiz.error if quiz.error_field == name else ""
    return render_area(Field(name, own, label, value.get(name, ""), hint, error))


def _render_choices(item: Item, prefix: str, entered: dict[str, tuple[str, ...]]) -> str:
    tool = "radio" if item.kind is ItemKind.SINGLE else "checkbox"
    lines = []
    for n, letter in enumerate(LETTERS):
        ticked = " checked" if str(n) in entered.get(f"{prefix}right", ()) else ""
        words = "、".join(entered.get(f"{prefix}o{n}", ()))
        lines.append(
            f'<div class="kq-choice"><label><input type="{tool}" name="{prefix}right" value="{n}"{ticked}>'
            f'<span>{letter}<span class="kc-sr">是正确答案</span></span></label>'
            f'<textarea name="{prefix}o{n}" aria-label="选项{letter}" rows="{1 + len(words) // 34}">'
            f"{escape(words, line_ends=True)}</textarea></div>"
        )
    return f"<fieldset><legend>选项<small>{_HELP[item.kind]}</small></legend>{''.join(lines)}</fieldset>"


def _render_truth(prefix: str, value: dict[str, str]) -> str:
    ticks = "".join(
        f'<label class="kq-tick"><input type="radio" name="{prefix}key" value="{said}"'
        f"{' checked' if value.get(f'{prefix}key') == said else ''}><span>{said}</span></label>"
        for said in (TRUE, FALSE)
    )
    return f'<fieldset><legend>答案</legend><div class="kq-ticks">{ticks}</div></fieldset>'


def _render_level(value: dict[str, str]) -> str:
    options = "".join(
        f"<option{' selected' if level.value == value.get('level') else ''}>{level}</option>"
        for level in Level
    )
    return (
        '<div class="kq-field"><label for="kq-edit-level">难度</label>'
        f'<select id="kq-edit-level" name="level">{options}</select></div>'
    )
