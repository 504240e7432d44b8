"""Instruments that the documents cite and the corpus does not hold; a person checks what is in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from corpus.yaml_tree import Entry, read_yaml

AUTHORITIES_FILE = Path(__file__).parent / "authorities.yaml"
_REQUIRED, _OPTIONAL = {"name", "status"}, {"names", "number", "cited", "note", "checked"}


class Status(StrEnum):
    """As a person found it in an official source; ``UNVERIFIED`` until then."""

    UNVERIFIED = "unverified"
    IN_FORCE = "in_force"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Authority:
    """One instrument. ``cited``: some document of the corpus cites it."""

    name: str
    names: tuple[str, ...]  # other names it goes by
    number: str  # 文号, empty where none is known
    status: Status
    cited: bool
    note: str
    checked: str  # who, when, against what; empty while unverified

    @property
    def cite_as(self) -> str:
        return f"《{self.name}》{f'（{self.number}）' if self.number else ''}"


@cache
def load_authorities(path: Path = AUTHORITIES_FILE) -> tuple[Authority, ...]:
    """In the order of the file. Raises ``KuanyanError`` with file and line."""
    return tuple(_read(entry) for entry in read_yaml(path).items())


def _read(entry: Entry) -> Authority:
    keys = entry.table(_REQUIRED, _OPTIONAL)
    status = keys["status"].choice(Status)
    checked = keys["checked"].text() if "checked" in keys else ""
    if (status is Status.UNVERIFIED) == bool(checked):
        entry.fail("的 status 与 checked 不相符", "核对过的写明何人何日依据什么，没有核对的不写 checked")
    return Authority(
        keys["name"].text(),
        keys["names"].texts() if "names" in keys else (),
        keys["number"].text() if "number" in keys else "",
        status,
        keys["cited"].boolean() if "cited" in keys else True,
        keys["note"].text() if "note" in keys else "",
        checked,
    )


def find_cited(texts: Iterable[str], path: Path = AUTHORITIES_FILE) -> tuple[Authority, ...]:
    """The instruments named in ``texts``, in the order of the file; blanks in a text do not matter."""
    joined = "\n".join("".join(text.split()) for text in texts)
    return tuple(a for a in load_authorities(path) if _is_named(a, joined))


def _is_named(authority: Authority, text: str) -> bool:
    by_name = any(f"《{name}》" in text for name in (authority.name, *authority.names))
    return by_name or bool(authority.number and authority.number in text)


def find_repeals(path: Path = AUTHORITIES_FILE) -> tuple[str, ...]:
    """Notes on instruments that no document cites and that may bear on those cited."""
    return tuple(a.note for a in load_authorities(path) if not a.cited and a.note)
