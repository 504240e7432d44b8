"""The engine with one thing wrong: its syntax trees changed at one place, run in a forked process.

The parent imports everything but the modules under test. Each child imports them anew, one of them changed,
and runs the given tests; it tells by its exit status whether they found the fault.
"""

from __future__ import annotations

import ast
import importlib
import importlib.abc
import importlib.machinery
import inspect
import itertools
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = "assistant.verdict"
MODULES = ("values", "derive", "truth", "reach", "engine", "by_date", "remedy")
_FOUND, _NOT_FOUND, _BROKEN = 0, 3, 4
_ROOT = Path(__file__).parents[3]

_COMPARISONS: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True)
class EngineMutant:
    module: str
    place: int  # the how-manieth node of the tree
    variant: int
    key: str  # module:function: what became of it


# ---- one thing wrong


def mutants_of(module: str) -> Iterator[EngineMutant]:
    """Comparisons, boolean operators, constants, arithmetic, branches, filters and statements."""
    tree = ast.parse(_source(module))
    functions, statements, options = _functions(tree), _statements(tree), _options(tree)
    seen: dict[str, int] = {}
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in options:
            continue
        for variant, changed in enumerate(_changes(node)):
            key = f"{module}.{functions.get(id(node), 'module')}: {_shown(node)} → {_shown(changed)}"
            if isinstance(node, ast.Constant):
                key += f" in {statements[id(node)]}"
            seen[key] = seen.get(key, 0) + 1
            if seen[key] > 1:
                key += f" ({seen[key]})"
            yield EngineMutant(module, place, variant, key)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(ops=[op]):
            for other in _COMPARISONS[type(op)]:
                yield _with(node, ops=[other()])
        case ast.BoolOp(op=op, values=values):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
            for i in range(len(values)):
                rest = values[:i] + values[i + 1 :]
                yield rest[0] if len(rest) == 1 else _with(node, values=rest)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp(op=op) if type(op) in _ARITHMETIC and not _is_annotation(node):
            yield _with(node, op=_ARITHMETIC[type(op)]())
        case ast.AugAssign(op=op) if type(op) in _ARITHMETIC:
            yield _with(node, op=_ARITHMETIC[type(op)]())
            yield ast.Pass()
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int(number)):
            yield ast.Constant(number + 1)
        case ast.comprehension(ifs=[_, *_]):
            yield _with(node, ifs=[])
        case ast.Return(value=ast.Constant(value=None)):
            yield ast.Return(ast.Constant(True))
            yield ast.Return(ast.Constant(False))
        case ast.Expr(value=ast.Call()) | ast.Delete() | ast.Break() | ast.Continue():
            yield ast.Pass()
        case ast.If():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))


def _with(node: Any, **parts: Any) -> Any:
    changed = deepcopy(node)
    for name, part in parts.items():
        setattr(changed, name, deepcopy(part))
    return changed


def _is_annotation(node: ast.BinOp) -> bool:
    """``bool | None``: names, types and None joined by ``|``."""
    return isinstance(node.op, ast.BitOr) and not any(isinstance(n, ast.Call) for n in ast.walk(node))


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.If):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return "".join(f" if {ast.unparse(test)}" for test in node.ifs).strip() or "no filter"
    return " ".join(ast.unparse(node).split())


def _functions(tree: ast.Module) -> dict[int, str]:
    """Node → the function that it stands in."""
    names: dict[int, str] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                names[id(node)] = function.name
    return names


def _statements(tree: ast.Module) -> dict[int, str]:
    """Node → the innermost statement or test that it stands in."""
    texts: dict[int, str] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt) and not isinstance(statement, ast.ClassDef | ast.FunctionDef):
            for node in ast.walk(statement):
                texts[id(node)] = _shown(statement)
        elif isinstance(statement, ast.ClassDef | ast.FunctionDef):
            texts |= {id(node): f"the head of {statement.name}" for node in ast.walk(statement)}
    return texts


def _options(tree: ast.Module) -> set[int]:
    """Nodes of decorators: ``frozen`` and ``slots`` are no behaviour of the verdict."""
    heads = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef | ast.FunctionDef)]
    return {id(node) for head in heads for decorator in head.decorator_list for node in ast.walk(decorator)}


@cache
def _source(module: str) -> str:
    """Read once, so that a change while the mutants run does not count."""
    return (_ROOT / PACKAGE.replace(".", "/") / f"{module}.py").read_text("utf-8")


def _mutated(mutant: EngineMutant) -> ast.Module:
    tree = ast.parse(_source(mutant.module))
    target = next(itertools.islice(ast.walk(tree), mutant.place, None))
    changed = next(itertools.islice(_changes(target), mutant.variant, None))
    whole: ast.Module = _Replace(target, changed).visit(tree)
    return ast.fix_missing_locations(whole)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, changed: ast.AST) -> None:
        self.target, self.changed = target, changed

    def visit(self, node: ast.AST) -> Any:
        return ast.copy_location(self.changed, node) if node is self.target else super().generic_visit(node)


# ---- in a child process


def check_clean(tests: Sequence[str]) -> None:
    """Raises where a test fails without any mutant: it would find every one."""
    for one in tests:
        if _is_found(None, (one,), 120):
            raise RuntimeError(f"{one} fails as it is")


def is_found(mutant: EngineMutant, tests: Sequence[str], timeout_s: int = 90) -> bool:
    """Whether one of ``tests`` (``module`` or ``module::function``) fails with the mutant, or never ends."""
    return _is_found(mutant, tests, timeout_s)


def _is_found(mutant: EngineMutant | None, tests: Sequence[str], timeout_s: int) -> bool:
    child = os.fork()
    if child == 0:
        _run_child(mutant, tests, timeout_s)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):  # out of time: it never ended
        return True
    code = os.WEXITSTATUS(status)
    if code == _BROKEN:
        raise RuntimeError(f"{tests} could not be run with {mutant}")
    return code == _FOUND


def _run_child(mutant: EngineMutant | None, tests: Sequence[str], timeout_s: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (timeout_s, timeout_s))
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    code = _BROKEN
    try:
        if mutant is not None:
            sys.meta_path.insert(0, _Mutated(f"{PACKAGE}.{mutant.module}", _mutated(mutant)))
        code = _FOUND if _fails(tests) else _NOT_FOUND
    finally:
        os._exit(code)


def _fails(tests: Sequence[str]) -> bool:
    try:
        for call in itertools.chain.from_iterable(map(collect, tests)):
            call()
    except BaseException:  # pytest's own failures are no Exception
        return True
    return False


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads one module from a changed tree."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name, self.tree = name, tree

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.machinery.ModuleSpec(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, self.name, "exec"), module.__dict__)


# ---- tests without pytest


def collect(tests: str) -> Iterator[Callable[[], object]]:
    """Every test of a module (or one of them) with each of its parameters; none that needs a fixture."""
    name, _, only = tests.partition("::")
    module = importlib.import_module(f"tests.assistant.verdict.{name}")
    for test_name, test in inspect.getmembers(module, inspect.isfunction):
        if not test_name.startswith("test_") or (only and test_name != only):
            continue
        marks = [m for m in getattr(test, "pytestmark", []) if m.name == "parametrize"]
        for choice in itertools.product(*(_arguments(mark) for mark in marks)):
            arguments = {name: value for part in choice for name, value in part.items()}
            if hasattr(test, "hypothesis") or arguments.keys() == inspect.signature(test).parameters.keys():
                yield partial(test, **arguments)


def _arguments(mark: Any) -> list[dict[str, Any]]:
    names, values = mark.args[0], mark.args[1]
    if isinstance(names, str):
        names = [name.strip() for name in names.split(",")]
    if len(names) == 1:
        return [{names[0]: value} for value in values]
    return [dict(zip(names, value, strict=True)) for value in values]


def prepare_parent() -> None:
    """Imports what does not change, so that a child need not. Raises where a module under test is there."""
    import hypothesis
    import numpy
    import pytest

    from assistant.verdict.rulebase import load_rulebase

    assert hypothesis and numpy and pytest
    load_rulebase()
    stale = [name for name in MODULES if f"{PACKAGE}.{name}" in sys.modules]
    if stale:
        raise RuntimeError(f"already imported: {stale}; run this in a process of its own")
