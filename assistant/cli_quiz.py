"""``kuanyan quiz``: papers whose keys follow from the clauses, and a second look at any paper."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.progress import ProgressBar
from corpus.errors import KuanyanError

if TYPE_CHECKING:
    from assistant.quiz.models import Paper, Request

_SEVERAL = "，可用逗号分开或重复"


@click.group(invoke_without_command=True)
@click.option("--n", "count", type=int, default=20, show_default=True, help="题数，案例算一题。")
@click.option("--types", multiple=True, help=f"题型，如 单选、判断、案例分析{_SEVERAL}；默认全部。")
@click.option("--docs", multiple=True, help=f"文件编号，见 kuanyan corpus list{_SEVERAL}；默认全部。")
@click.option("--chapters", multiple=True, help=f"条款编号，含其下各条{_SEVERAL}，如 cq-eeb-2021-5#3。")
@click.option("--lists", multiple=True, help=f"清单：正面清单、负面清单{_SEVERAL}。")
@click.option("--numbers", multiple=True, help=f"清单的项号{_SEVERAL}，如 2,3。")
@click.option("--level", "levels", multiple=True, help=f"难度：识记、理解、应用{_SEVERAL}；默认全部。")
@click.option("--seed", type=int, default=1, show_default=True, help="种子：同样的选择和种子，同样的试卷。")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="存到哪里，按结尾定格式：.json .docx .xlsx .txt .xml（Moodle）.gift .apkg（Anki）。",
)
@click.pass_context
def quiz(context: click.Context, /, out: Path | None, **chosen: Any) -> None:
    """按条款和规则出一份试卷，每个答案都有依据。

    \b
    例：
      kuanyan quiz --n 20 --out 试卷.docx
      kuanyan quiz --n 10 --types 单选,判断 --lists 正面清单 --seed 7 --out 试卷.xlsx
      kuanyan quiz --docs cq-eeb-2021-5 --level 应用 --types 案例分析 --n 3 --out 案例.json
      kuanyan quiz check 试卷.json
    """
    if context.invoked_subcommand is not None:
        _refuse_options(context)
        return
    if out is None:
        raise KuanyanError("没有写存到哪里，请加上 --out 文件名，如 --out 试卷.docx。")
    from assistant.quiz.files import check_target, save_paper
    from assistant.quiz.make import make_paper
    from corpus.loader import load_corpus

    check_target(out)  # said before the work, not after it
    request = _request(chosen)
    corpus = load_corpus()
    with ProgressBar() as bar:
        paper = make_paper(request, corpus, lambda _step, share: bar("正在出题", share))
    save_paper(paper, out)
    click.echo(_summary(paper, out))


@quiz.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def check(file: Path, as_json: bool) -> None:
    """另用一套程序核对一份试卷：引文、答案、干扰项和命题毛病。

    可以是 kuanyan quiz 生成的 .json，也可以是按同样版式自己写的 .xlsx 或 .txt。有错误时退出码为 1。

    \b
    例：
      kuanyan quiz check 试卷.json
      kuanyan quiz check 我的题库.xlsx --json
    """
    from assistant.quiz.check import Severity, check_paper, render_problems
    from assistant.quiz.files import load_paper
    from corpus.loader import load_corpus

    paper = load_paper(file)
    problems = check_paper(paper, load_corpus())
    if as_json:
        rows = [{**asdict(problem), "place": problem.place} for problem in problems]
        result = {"file": str(file), "items": len(paper.items), "problems": rows}
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{file}：{len(paper.items)} 题。\n{render_problems(problems)}")
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SystemExit(1)


def _refuse_options(context: click.Context) -> None:
    """Options before ``check`` would be passed over in silence."""
    given = [
        parameter.opts[-1]
        for parameter in context.command.params
        if parameter.name
        and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE
        and isinstance(parameter, click.Option)
    ]
    if given:
        option = given[0].strip("-")
        raise KuanyanError(f"--{option} 只用于出题，不用于 {context.invoked_subcommand}，请去掉。")


def _request(chosen: dict[str, Any]) -> Request:
    """Raises ``KuanyanError`` for a kind or level that there is not; the generator knows the rest."""
    from assistant.quiz.models import ItemKind, Level, Request

    return Request(
        count=chosen["count"],
        kinds=tuple(_member(ItemKind, word, "题型") for word in _words(chosen["types"], "--types")),
        levels=tuple(_member(Level, word, "难度") for word in _words(chosen["levels"], "--level")),
        docs=_words(chosen["docs"], "--docs"),
        chapters=_words(chosen["chapters"], "--chapters"),
        lists=_words(chosen["lists"], "--lists"),
        numbers=_words(chosen["numbers"], "--numbers"),
        seed=chosen["seed"],
    )


def _words(values: tuple[str, ...], option: str) -> tuple[str, ...]:
    """The words of an option, each once; 单选,多选 is two."""
    words = tuple(dict.fromkeys(w for value in values for w in re.split(r"[,，、;；\s]+", value) if w))
    if values and not words:
        raise KuanyanError(f"{option} 后面是空的，请写上要选的，或去掉 {option}。")
    return words


def _member(members: Any, word: str, name: str) -> Any:
    found = next((member for member in members if word.removesuffix("题") == member.value), None)
    if found is None:
        raise KuanyanError(f"没有{name}“{word}”，可选的有 {'、'.join(members)}，请改正。")
    return found


def _summary(paper: Paper, out: Path) -> str:
    """How many items of which kinds, what they cover, and where the file lies."""
    from assistant.quiz.models import ItemKind

    counts = {kind: sum(item.kind is kind for item in paper.items) for kind in ItemKind}
    kinds = "、".join(f"{kind} {number}" for kind, number in counts.items() if number)
    lines = [f"已出 {len(paper.items)} 题（{kinds}）。"]
    if paper.coverage is not None:
        covered, left_out = len(paper.coverage.covered), len(paper.coverage.left_out)
        lines.append(f"覆盖所选条款 {covered + left_out} 条中的 {covered} 条。")
    lines.append(f"存在 {out}")
    return "\n".join(lines)
