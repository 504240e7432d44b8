"""The form in which a paper is chosen, and how many questions the choice can bear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.app.literal import escape
from assistant.app.quiz.bench import CASES_COUNTED
from assistant.app.quiz.choose import MOST, Entered, find_chapters
from assistant.app.quiz.field import Field, render_line, render_wrong
from assistant.quiz.make.scope import find_tables
from assistant.quiz.models import ItemKind, Level, Request
from corpus.models import Corpus, Document

READABLE = ".json,.xlsx,.txt"  # for the browser's file dialog


@dataclass(frozen=True, slots=True)
class Chooser:
    """How the form looks: ``entered`` is what stands in it, ``name`` parts its ids from another's."""

    name: str
    submit: str
    entered: Entered = field(default_factory=dict)
    error: str = ""
    error_field: str = ""
    is_open: bool = True
    can_use: bool = False  # the paper of the other tab
    turn: int = 0  # so that each answer of the server differs from the last


def render_chooser(chooser: Chooser, corpus: Corpus) -> str:
    """Scope, kinds, levels, count and seed; a paper may be opened from a file instead."""
    documents = "".join(_render_document(chooser, document) for document in corpus.documents)
    tables = [table for document in corpus.documents for table in find_tables(document).items()]
    lists = _ticks(chooser, "list", ((name, clause.label) for name, clause in tables))
    return (
        f'<details class="ky-check kq-choose" data-turn="{chooser.turn}"{" open" if chooser.is_open else ""}>'
        f"<summary>选范围和题型</summary>"
        f'<form data-act="make" class="kq-form" novalidate>'
        f'<div class="kq-sides"><fieldset><legend>文件和章节<small>不选就是全部</small></legend>{documents}'
        f"</fieldset><div><fieldset><legend>题型<small>不选就是全部</small></legend>"
        f'<div class="kq-ticks">{_ticks(chooser, "kind", ((k, k) for k in ItemKind))}</div></fieldset>'
        f"<fieldset><legend>难度<small>不选就是全部</small></legend>"
        f'<div class="kq-ticks">{_ticks(chooser, "level", ((one, one) for one in Level))}</div></fieldset>'
        f"<fieldset><legend>清单<small>选了就只考清单里的事项</small></legend>{lists}"
        f"{_line(chooser, 'numbers', '只考第几项', '', '如 2、3-5')}</fieldset>"
        f'<div class="kq-numbers">{_line(chooser, "count", f"题数（1 到 {MOST}）", "20")}'
        f"{_line(chooser, 'seed', '种子', '1', hint='同样的选择和种子，出同样的题')}</div></div></div>"
        f"{render_wrong(chooser.error if not chooser.error_field else '')}"
        f'<div class="kc-buttons"><button class="kc-primary">{escape(chooser.submit)}</button>'
        f'<button type="button" data-pick>打开试卷文件</button>'
        f"{_USE if chooser.can_use else ''}"
        f'<input type="file" accept="{READABLE}" aria-label="试卷文件" hidden></div></form></details>'
    )


_USE = '<button type="button" data-act="use">用正在编的试卷</button>'


def _render_document(chooser: Chooser, document: Document) -> str:
    meta = document.meta
    ticks = _ticks(chooser, "chapter", ((c.clause_id, c.heading) for c in find_chapters(document)))
    chosen = any(c.clause_id in chooser.entered.get("chapter", ()) for c in find_chapters(document))
    return (
        f'<div class="kq-document">{_tick(chooser, "doc", document.doc_id, meta.cite_as, meta.title)}'
        f"<details{' open' if chosen else ''}><summary>只选几章</summary>{ticks}</details></div>"
    )


def _ticks(chooser: Chooser, name: str, options: Iterable[tuple[str, str]]) -> str:
    return "".join(_tick(chooser, name, value, words) for value, words in options)


def _tick(chooser: Chooser, name: str, value: str, words: str, small: str = "") -> str:
    checked = " checked" if value in chooser.entered.get(name, ()) else ""
    below = f"<small>{escape(small)}</small>" if small else ""
    return (
        f'<label class="kq-tick"><input type="checkbox" name="{name}" value="{escape(value)}"{checked}>'
        f"<span>{escape(words)}{below}</span></label>"
    )


def _line(chooser: Chooser, name: str, label: str, usual: str, placeholder: str = "", hint: str = "") -> str:
    value = "、".join(chooser.entered.get(name, (usual,)))
    error = chooser.error if chooser.error_field == name else ""
    return render_line(Field(name, f"kq-{chooser.name}-{name}", label, value, hint, error), placeholder)


def describe_capacity(able: Mapping[ItemKind, int], request: Request) -> str:
    """单选 125、… as ``Bench.able`` counted; why a mixed paper bears fewer; what falls short of the count."""
    cases = able.get(ItemKind.CASE, 0)
    is_endless = cases >= min(request.count, CASES_COUNTED)
    others = sum(number for kind, number in able.items() if kind is not ItemKind.CASE)
    if not others + cases:
        return "所选范围里没有能出题的内容，请放宽范围、题型或者难度。"
    full = "、".join(
        f"{kind} 不限" if kind is ItemKind.CASE and is_endless else f"{kind} {number}"
        for kind, number in able.items()
    )
    said = f"所选范围单出一种题型时，最多可出：{full}（道）。"
    if others + cases < request.count and (others or not is_endless):
        beside = "除案例分析外，" if is_endless else ""
        most = f"不够 {request.count} 道：{beside}合计至多 {others if is_endless else others + cases} 道"
        return f"{said}{most}，请减少题数，或者放宽范围、题型、难度。"
    none = [kind for kind, number in able.items() if not number]
    lack = f"所选条款里没有能出{'、'.join(none)}的内容，由别的题型补足。" if none else ""
    mixed = "一份卷里同一句话只考一次，混着出会比相加的少。" if len(able) - len(none) > 1 else ""
    return f"{said}{lack}{mixed}"
