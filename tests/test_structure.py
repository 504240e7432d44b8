"""What holds for the project as a whole: imports point one way, files stay small, commands are documented."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from assistant.cli import cli

ROOT = Path(__file__).parent.parent
MAY_IMPORT: dict[str, set[str]] = {
    "corpus": set(),
    "ingest": {"corpus"},
    "index": {"corpus"},
    "assistant": {"corpus", "ingest", "index"},
    "evals": {"corpus", "ingest", "index", "assistant"},
}
OURS = {*MAY_IMPORT, "tests"}
LONGEST_MODULE = 400  # lines
MACHINE_PATH = re.compile(r"(?<![\w.~$}\-])/(?:home|root|work|Users|mnt|tmp|opt)/\w|\b[C-Z]:\\\w")


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported_packages(node: ast.AST) -> Iterator[tuple[str, int]]:
    """(top-level package, line) of each import anywhere in ``node``, function bodies included."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name.split(".")[0], child.lineno) for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.level == 0 and child.module:
            yield child.module.split(".")[0], child.lineno


def project_files() -> list[Path]:
    """Files that git keeps or would keep; where there is no git, the files of the packages."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return [path for package in OURS for path in (ROOT / package).rglob("*") if path.is_file()]
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def leaf_commands(group: click.Group, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """('corpus', 'show'), …: every command of the tree that runs something."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaf_commands(command, (*prefix, name))
        else:
            yield (*prefix, name)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    wrong = []
    for module in modules(package):
        for name, line in imported_packages(ast.parse(module.read_text("utf-8"))):
            if package == "assistant" and module == ROOT / "assistant" / "cli.py" and name == "evals":
                continue  # its own test below
            if name in OURS - {package} - MAY_IMPORT[package]:
                wrong.append(f"{module.relative_to(ROOT)}:{line} imports {name}")
    assert modules(package)
    assert wrong == []


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_no_relative_import_leaves_its_package(package: str) -> None:
    for module in modules(package):
        depth = len(module.relative_to(ROOT).parts) - 1
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level <= depth, f"{module.relative_to(ROOT)}:{node.lineno}"


def test_only_the_eval_command_imports_evals() -> None:
    tree = ast.parse((ROOT / "assistant" / "cli.py").read_text("utf-8"))
    everywhere = [line for name, line in imported_packages(tree) if name == "evals"]
    evaluate = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "evaluate")
    inside = [line for name, line in imported_packages(evaluate) if name == "evals"]
    assert everywhere == inside


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils.py", "helpers.py", "util.py", "helper.py", "common.py", "misc.py", "manager.py"}
    found = [p for package in OURS for p in modules(package) if p.name in drawers or "v2" in p.stem]
    assert found == []


def test_every_module_has_at_most_400_lines() -> None:
    for package in OURS:
        for module in modules(package):
            lines = len(module.read_text("utf-8").splitlines())
            assert lines <= LONGEST_MODULE, f"{module.relative_to(ROOT)} has {lines} lines"


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    for package in MAY_IMPORT:
        for module in modules(package):
            assert ast.get_docstring(ast.parse(module.read_text("utf-8"))), module.relative_to(ROOT)


def test_no_file_names_a_path_of_some_machine() -> None:
    found = []
    for path in project_files():
        data = path.read_bytes()
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_no_note_to_a_writer_is_left_among_the_files() -> None:
    assert [p.relative_to(ROOT) for p in project_files() if re.search(r"NOTE|TODO|SCRATCH", p.name)] == []


@pytest.mark.parametrize("command", list(leaf_commands(cli)), ids=" ".join)
def test_every_command_is_documented(command: tuple[str, ...]) -> None:
    pages = [ROOT / "README.md", ROOT / "docs" / "cli.md"]
    text = "\n".join(page.read_text("utf-8") for page in pages if page.exists())
    assert f"kuanyan {' '.join(command)}" in text


@pytest.mark.parametrize("command", list(leaf_commands(cli)), ids=" ".join)
def test_every_option_of_a_command_is_documented(command: tuple[str, ...]) -> None:
    page = ROOT / "docs" / "cli.md"
    text = page.read_text("utf-8") if page.exists() else ""
    node: click.Command = cli
    for name in command:
        assert isinstance(node, click.Group)
        node = node.commands[name]
    for parameter in node.params:
        if isinstance(parameter, click.Option):
            assert any(name in text for name in parameter.opts), f"{command}: {parameter.opts}"
