"""YAML read strictly and fast: every entry knows its file and line, no scalar is guessed at.

Scalars stay the text that was written: ``no`` is a word, ``0.10`` is no float. What each should be is
asked of the entry (``text``, ``boolean``, ``number`` …), which raises ``KuanyanError`` naming the place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml  # type: ignore[import-untyped, unused-ignore]

from corpus.errors import KuanyanError

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ITEM = "里的一项"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_SNIPPET = re.compile(r"(?<!\(\?)(?<!\(\?P)<([^<>=!]+)>")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a YAML file. ``name`` is what it is called in messages: question, words里的一项."""

    file: Path
    node: Any  # yaml.Node
    name: str

    def fail(self, cause: str, todo: str) -> NoReturn:
        """Raises ``KuanyanError``: file, line, cause, next step, as one sentence."""
        line = self.node.start_mark.line + 1
        raise KuanyanError(f"{self.file} 第 {line} 行{cause}，{todo}。")

    def table(self, required: set[str], optional: set[str] | None = None) -> dict[str, Entry]:
        """The entries of a mapping. Without ``optional`` any further key is allowed."""
        entries: dict[str, Entry] = {}
        for key, value in self._pairs():
            if key.name in entries:
                key.fail(f"的键 {key.name} 写了两次", "请删去一个")
            if optional is not None and key.name not in required | optional:
                allowed = "、".join(sorted(required | optional))
                key.fail(f"有不认识的键 {key.name}", f"请改名或者删去，可用的有 {allowed}")
            entries[key.name] = Entry(self.file, value, key.name)
        missing = sorted(required - entries.keys())
        if missing:
            self.fail(f"的{self._called}缺少 {'、'.join(missing)}", "请补上")
        return entries

    def _pairs(self) -> list[tuple[Entry, Any]]:
        if not isinstance(self.node, yaml.MappingNode):
            self.fail(f"的{self._called}应是「键: 值」", "请改正")
        pairs = []
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                Entry(self.file, key, self.name).fail("的键应是一个词", "请改正")
            pairs.append((Entry(self.file, key, key.value), value))
        return pairs

    def items(self) -> list[Entry]:
        """The entries of a list that is not empty."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            self.fail(f"的{self._called}应是不空的列表", "请改成「- …」的写法")
        return [Entry(self.file, item, f"{self._called.lstrip()}{_ITEM}") for item in self.node.value]

    def items_or_one(self) -> list[Entry]:
        return self.items() if self.is_list else [self]

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_table(self) -> bool:
        return isinstance(self.node, yaml.MappingNode)

    def text(self, empty: bool = False) -> str:
        """A text without outer blanks; empty only where allowed."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.fail(f"的{self._called}应是一段文字", "请改正")
        text = str(self.node.value).strip()
        if not text and not empty:
            self.fail(f"的{self._called}是空的", "请写上内容或者删去这个键")
        return text

    def texts(self) -> tuple[str, ...]:
        """One text, or a list of texts."""
        return tuple(item.text() for item in self.items_or_one())

    def boolean(self) -> bool:
        value = self.text()
        if value not in ("true", "false"):
            self.fail(f"的{self._called}写作「{value}」", "请写 true 或者 false")
        return value == "true"

    def boolean_or_text(self) -> bool | str:
        """``true`` and ``false`` written without quotation marks are booleans, all else is text."""
        value = self.text()
        return value == "true" if self._plain and value in ("true", "false") else value

    def number(self) -> Decimal:
        """A number that is not negative, exactly as written."""
        value = self.text()
        if not _NUMBER.fullmatch(value) or value.startswith("-"):
            self.fail(f"的{self._called}写作「{value}」", "请写不小于零的数，如 10、0.1")
        return Decimal(value)

    def date(self) -> date:
        value = self.text()
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"的{self._called}写作「{value}」", "请写 2021-12-06 这样的日期")

    def choice(self, kind: type[_Choice]) -> _Choice:
        value = self.text()
        try:
            return kind(value)
        except ValueError:
            self.fail(f"的{self._called}写作「{value}」", f"请写 {'、'.join(kind)} 中的一个")

    def pattern(self, source: str) -> re.Pattern[str]:
        """``source``, made of what the entry says, compiled."""
        try:
            return re.compile(source)
        except re.error as error:
            self.fail(f"的 {self.name} 里有不正确的正则表达式（{error}）", "请改正")

    def expand(self, snippets: Mapping[str, str]) -> str:
        """The text with each ``<name>`` replaced by its snippet."""

        def snippet(match: re.Match[str]) -> str:
            if match[1] not in snippets:
                self.fail(f"用了没有写在前面的 <{match[1]}>", "请先在 snippets 里写上它")
            return snippets[match[1]]

        return _SNIPPET.sub(snippet, self.text())

    def json(self) -> object:
        """The value as JSON has it; a decimal number is its text, for no float is ever made."""
        if isinstance(self.node, yaml.ScalarNode):
            value = self.boolean_or_text()
            whole = self._plain and isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]*)", value)
            return int(value) if whole else value
        if isinstance(self.node, yaml.SequenceNode):
            return [Entry(self.file, item, self.name).json() for item in self.node.value]
        return {key: entry.json() for key, entry in self.table(set()).items()}

    def plain(self) -> Any:
        """The value with every scalar as the text that was written: str, list or dict, no key twice."""
        if isinstance(self.node, yaml.ScalarNode):
            return self.node.value
        if isinstance(self.node, yaml.SequenceNode):
            return [Entry(self.file, item, self.name).plain() for item in self.node.value]
        return {key: entry.plain() for key, entry in self.table(set()).items()}

    @property
    def _called(self) -> str:
        """``name`` set off by blanks where it is Latin: 的 question 写作, 的内容写作."""
        before, after = (" " if char.isascii() else "" for char in (self.name[0], self.name[-1]))
        return f"{before}{self.name}{after}"

    @property
    def _plain(self) -> bool:
        return not self.node.style


def read_yaml(file: Path) -> Entry:
    """The root of a YAML file. Raises ``KuanyanError``."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KuanyanError(f"缺少文件 {file}，请重新安装 kuanyan 或恢复该文件。") from error
    except UnicodeDecodeError as error:
        raise KuanyanError(f"{file} 第 {error.start} 字节不是 UTF-8 文字，请另存为 UTF-8 后重试。") from error
    return parse_yaml(text, file)


def parse_yaml(text: str, file: Path) -> Entry:
    """The root of the YAML in ``text``; ``file`` is named in messages. Raises ``KuanyanError``."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行" if mark else ""
        raise KuanyanError(f"{file} {line}不是正确的 YAML，请检查缩进、括号和冒号。") from error
    if node is None:
        raise KuanyanError(f"{file} 是空的，请写上内容或者删去该文件。")
    return Entry(file, node, "内容")


def render_values(values: Mapping[str, object] | tuple[object, ...]) -> str:
    """The possible values as they are written in a file, for messages."""
    return "、".join(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
