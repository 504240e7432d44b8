"""The command line run in this process, with the shared assistant."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
import pytest

from assistant import cli as cli_module
from assistant.cli import cli, main
from assistant.service import Assistant
from assistant.verdict.rulebase import Rulebase, load_rulebase

FIELDS = ["id", "kind", "answer", "citations", "related", "verdict", "missing", "refusal", "latency_ms"]


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """The one line on stderr; fails where there is another, a traceback, or anything on stdout."""
        assert self.out == ""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert re.search(r"[\u4e00-\u9fff]", lines[0]) and lines[0].endswith("。")
        assert "Traceback" not in self.err and "Error" not in self.err
        return lines[0]


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def rulebase() -> Rulebase:
    return load_rulebase()


@pytest.fixture
def run(assistant: Assistant, monkeypatch: pytest.MonkeyPatch, bare_run: Run) -> Run:
    """Runs the command line in this process, with the shared assistant instead of a newly loaded one."""
    monkeypatch.setattr(cli_module, "_load", lambda: assistant)
    return bare_run


@pytest.fixture
def bare_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process, for commands that need no assistant."""

    def run_it(*arguments: str, stdin: bytes | None = None) -> Ran:
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        try:
            code = main(list(arguments))
        except SystemExit as stop:
            code = int(stop.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run_it


def tree(group: click.Group, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield prefix, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from tree(command, (*prefix, name))
        else:
            yield (*prefix, name), command


COMMANDS = list(tree(cli))
