"""A paper as JSON, whole, and back: every field of ``assistant.quiz.models``, read strictly."""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from enum import Enum
from functools import cache
from typing import Any

from assistant.batch_json import parse_json
from assistant.quiz.models import FORMAT, LETTERS, Item, ItemKind, Paper, paper_to_dict
from corpus.errors import KuanyanError

_HALF = re.compile("[\ud800-\udfff]")
_KINDS = {str: "文字", int: "整数", bool: "true 或 false", dict: "一个对象"}
_OURS = "请用 kuanyan quiz --out 生成的 .json 文件"
_MEND = "请改正，或用没有改动过的文件"


class _Wrong(Exception):
    """What is wrong at ``path``: keys and positions from the outermost on."""

    def __init__(self, path: tuple[str | int, ...], cause: str) -> None:
        super().__init__(cause)
        self.path, self.cause = path, cause


def render_paper(paper: Paper) -> bytes:
    """UTF-8 JSON with a line end; half a character stays escaped."""
    text = json.dumps(paper_to_dict(paper), ensure_ascii=False, indent=1)
    return (_HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", text) + "\n").encode()


def parse_paper(text: str, where: str) -> Paper:
    """The paper in ``text``; raises ``KuanyanError`` with ``where``, place, cause and next step."""
    data = _parse(text, where)
    if not isinstance(data, dict):
        raise KuanyanError(f"{where} 应是一份试卷（一个 JSON 对象），{_OURS}。")
    fields = dict(data)
    form = fields.pop("format", None)
    if form != FORMAT or isinstance(form, bool):
        raise KuanyanError(f"{where} 的“format”应为 {FORMAT}，{_OURS}，或升级 kuanyan。")
    try:
        paper: Paper = _read(Paper, fields, ())
        for number, item in enumerate(paper.items):
            _check(item, ("items", number))
    except _Wrong as wrong:
        raise KuanyanError(f"{where} {_place(wrong.path)}{wrong.cause}，{_MEND}。") from wrong
    return paper


def _parse(text: str, where: str) -> Any:
    if not text.strip():
        raise KuanyanError(f"{where} 是空的，{_OURS}。")
    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        place = f"第 {error.lineno} 行第 {error.colno} 个字符"
        raise KuanyanError(
            f"{where} 损坏了或不是 JSON（{place}附近读不下去），请检查引号、逗号和括号，或用备份。"
        ) from error
    except ValueError as error:
        raise KuanyanError(f"{where} 的 JSON 有误：{error}，{_MEND}。") from error


def _read(wanted: Any, value: Any, path: tuple[str | int, ...]) -> Any:
    """``value`` as the type ``wanted``, which is made of the types that the models use."""
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):  # X | None
        return None if value is None else _read(arguments[0], value, path)
    if origin is tuple:
        return _read_list(arguments, value, path)
    if dataclasses.is_dataclass(wanted):
        return _read_fields(wanted, value, path)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        known = [member.value for member in wanted]
        if value not in known:
            raise _Wrong(path, f"是 {_show(value)}，应为 {'、'.join(known)} 之一")
        return wanted(value)
    plain = origin or wanted
    if not isinstance(value, plain) or (isinstance(value, bool) and plain is not bool):
        raise _Wrong(path, f"是 {_show(value)}，应为{_KINDS[plain]}")
    return value


def _read_list(arguments: tuple[Any, ...], value: Any, path: tuple[str | int, ...]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _Wrong(path, f"是 {_show(value)}，应为一个数组")
    if arguments[-1] is Ellipsis:
        return tuple(_read(arguments[0], part, (*path, n)) for n, part in enumerate(value))
    if len(value) != len(arguments):
        raise _Wrong(path, f"有 {len(value)} 个值，应为 {len(arguments)} 个")
    return tuple(_read(a, part, (*path, n)) for n, (a, part) in enumerate(zip(arguments, value, strict=True)))


def _read_fields(wanted: Any, value: Any, path: tuple[str | int, ...]) -> Any:
    if not isinstance(value, dict):
        raise _Wrong(path, f"是 {_show(value)}，应为一个对象")
    hints = _hints(wanted)
    unknown = sorted(set(value) - set(hints))
    if unknown:
        raise _Wrong(path, f"有不认识的“{unknown[0][:40]}”")
    for field in dataclasses.fields(wanted):
        if field.name not in value and field.default is dataclasses.MISSING:
            raise _Wrong(path, f"缺少“{field.name}”")
    return wanted(**{name: _read(hints[name], part, (*path, name)) for name, part in value.items()})


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return typing.get_type_hints(wanted)


def _check(item: Item, path: tuple[str | int, ...]) -> None:
    """What the types do not say and every reader of an item relies on."""
    if len(item.options) > len(LETTERS):
        raise _Wrong((*path, "options"), f"有 {len(item.options)} 个选项，最多 {len(LETTERS)} 个")
    for n, point in enumerate(item.points):
        if not 0 <= point.marks <= 100:
            raise _Wrong((*path, "points", n, "marks"), f"是 {point.marks}，应为 0 至 100")
    for n, question in enumerate(item.questions):
        if question.kind is ItemKind.CASE:
            raise _Wrong((*path, "questions", n, "kind"), f"是 {ItemKind.CASE}，案例里不能再有案例")
        _check(question, (*path, "questions", n))


def _place(path: tuple[str | int, ...]) -> str:
    """第 3 题第 2 问“options”第 1 项: where ``path`` is, for a reader of the file."""
    words = ""
    names = {"items": "第 {} 题", "questions": "第 {} 问"}
    steps = iter([*path, ""])
    for step in steps:
        if step in names:
            number = next(steps)
            words += names[str(step)].format(number + 1) if isinstance(number, int) else f"“{step}”"
        elif isinstance(step, int):
            words += f"第 {step + 1} 项"
        elif step:
            words += f"“{step}”"
    return words


def _show(value: Any) -> str:
    text = _HALF.sub("?", json.dumps(value, ensure_ascii=False))
    return text if len(text) <= 40 else text[:40] + "……"
