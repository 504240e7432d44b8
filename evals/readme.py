"""``python -m evals.readme [--check]``: the README's answer is what the program prints today."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout
from pathlib import Path

from assistant.cli import main as run_kuanyan
from corpus.errors import KuanyanError
from evals.report import ROOT, write_beside

README = ROOT / "README.md"
QUESTION = "正面清单有效期多久？"
START, END = "<!-- answer:start -->", "<!-- answer:end -->"


def render_answer(question: str = QUESTION) -> str:
    """A fenced block: the command line, then what it prints. Raises ``KuanyanError`` where it fails."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        status = run_kuanyan(["ask", question])
    if status:
        raise KuanyanError(f"kuanyan ask {question} 以 {status} 退出，README 没有改动，请先排除错误。")
    return f"```console\n$ kuanyan ask {question}\n{printed.getvalue().rstrip()}\n```"


def replace_answer(readme: str, block: str) -> str:
    """``readme`` with ``block`` between its markers, each of which stands exactly once."""
    if readme.count(START) != 1 or readme.count(END) != 1 or readme.index(START) > readme.index(END):
        raise KuanyanError(f"README.md 里应各有一行 {START} 和 {END}，前者在先，请补上后重试。")
    before, rest = readme.split(START)
    after = rest.split(END)[1]
    return f"{before}{START}\n{block}\n{END}{after}"


def update_readme(path: Path = README, *, check: bool = False) -> bool:
    """Whether the README shows today's answer; without ``check`` it does afterwards."""
    try:
        readme = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise KuanyanError(f"找不到 {path.name}，请在源码目录里运行。") from error
    fresh = replace_answer(readme, render_answer())
    if fresh != readme and not check:
        write_beside(path, fresh)
    return fresh == readme or not check


def main(arguments: list[str]) -> int:
    """0 done or the same, 1 ``--check`` found a difference, 2 wrong usage or no README with markers."""
    if arguments not in ([], ["--check"]):
        print("用法：python -m evals.readme [--check]", file=sys.stderr)
        return 2
    try:
        if update_readme(check=bool(arguments)):
            return 0
    except KuanyanError as error:
        print(error, file=sys.stderr)
        return 2
    print("README.md 里的回答与程序现在的输出不同，请运行 python -m evals.readme。", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
