"""``kuanyan questions``: questions that an administrator has confirmed, attached to their clauses."""

from __future__ import annotations

import getpass
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.progress import ProgressBar
from corpus.errors import KuanyanError

if TYPE_CHECKING:
    from corpus.confirmed import Confirmed
    from corpus.models import Corpus

_BY = click.option("--by", help="确认人，默认是登录这台机器的用户名。")


@click.group()
def questions() -> None:
    """确认的问题：管理员确认某个问题由某一条款回答，以后照着问就先找到它。

    只用于检索，存在数据文件夹里，绝不当作法规显示。页面没有管理员登录，所以只能用这里的命令改；
    正在运行的页面重启后生效。

    \b
    例：
      kuanyan questions add 牌子没挂要罚吗 --clause cq-spb-eeb-2021-181#a2.2 --by 张三
      kuanyan questions list
    """


@questions.command()
@click.argument("question")
@click.option("--clause", required=True, help="条款编号，或文号加编号，如 沙环发〔2021〕181号 附件2第6项。")
@_BY
def add(question: str, clause: str, by: str | None) -> None:
    """确认一个问题由一个条款回答。

    \b
    例：
      kuanyan questions add 牌子没挂要罚吗 --clause cq-spb-eeb-2021-181#a2.2
      kuanyan questions add 名单几年有效 --clause "渝环规〔2021〕5号 三（四）" --by 张三
    """
    from assistant.confirmed.entry import check_new, confirm
    from assistant.confirmed.store import change_confirmed

    corpus = _corpus()
    new = confirm(question, clause, _who(by), date.today(), corpus)
    with change_confirmed(_home()) as kept:
        check_new(new, kept)
        kept.append(new)
        number = len(kept)
    click.echo(f"已确认第 {number} 个问题「{new.question}」，由 {_label(new, corpus)} 回答。")
    _update_index()


@questions.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def list_questions(as_json: bool) -> None:
    """列出确认的问题。

    \b
    例：
      kuanyan questions list
      kuanyan questions list --json
    """
    from corpus.confirmed import load_confirmed, render_line

    kept = load_confirmed(_home())
    if as_json:
        rows = [{"number": n, **json.loads(render_line(q))} for n, q in enumerate(kept, start=1)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    corpus = _corpus()
    for number, question in enumerate(kept, start=1):
        click.echo(
            f"{number}. 「{question.question}」→ {_label(question, corpus)}"
            f"（{question.confirmed_on}，{question.confirmed_by}）"
        )
    if not kept:
        click.echo("还没有确认的问题，用 kuanyan questions add 添加。")


@questions.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--all-of", "clause", help="去掉这一条款的全部问题。")
def remove(number: int | None, clause: str | None) -> None:
    """去掉确认的问题：list 里的第几个，或一个条款的全部。

    \b
    例：
      kuanyan questions remove 3
      kuanyan questions remove --all-of cq-spb-eeb-2021-181#a2.2
    """
    from assistant.confirmed.store import change_confirmed

    if (number is None) == (clause is None):
        raise KuanyanError("请给出 kuanyan questions list 里的第几个，或用 --all-of 给出条款，二者选一。")
    with change_confirmed(_home()) as kept:
        gone = _gone(kept, number, clause)
        kept[:] = [question for question in kept if question not in gone]
    for question in gone:
        click.echo(f"已去掉「{question.question}」。")
    _update_index()


@questions.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_BY
def import_file(file: Path, by: str | None) -> None:
    """导入一个 .csv、.xlsx 或 .jsonl 文件，全部导入或一个也不导入。

    表格第 1 行写列名：问题、条款，可加 日期、确认人。已经确认过的跳过。

    \b
    例：
      kuanyan questions import 问题.xlsx --by 张三
    """
    from assistant.confirmed.store import change_confirmed
    from assistant.confirmed.tables import import_questions

    with ProgressBar() as progress, change_confirmed(_home()) as kept:
        new, known = import_questions(file, _corpus(), kept, _who(by), date.today(), progress)
        kept += new
    click.echo(f"导入了 {len(new)} 个问题" + (f"，跳过已有的 {known} 个。" if known else "。"))
    _update_index()


@questions.command()
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """存成 .csv、.xlsx 或 .jsonl 文件，可以原样导入。

    \b
    例：
      kuanyan questions export 问题.xlsx
    """
    from assistant.confirmed.tables import export_questions
    from corpus.confirmed import load_confirmed

    kept = load_confirmed(_home())
    export_questions(kept, file)
    click.echo(f"{len(kept)} 个问题存在 {file}")


def _gone(kept: list[Confirmed], number: int | None, clause: str | None) -> list[Confirmed]:
    """What is to be removed. Raises ``KuanyanError`` where there is nothing."""
    if number is not None:
        if number > len(kept):
            raise KuanyanError(
                f"没有第 {number} 个确认的问题，一共 {len(kept)} 个，请用 kuanyan questions list 看编号。"
            )
        return [kept[number - 1]]
    assert clause is not None
    clause_id = clause.strip()
    if not any(question.clause_id == clause_id for question in kept):  # its clause may be gone by now
        from assistant.confirmed.entry import find_confirmable

        clause_id = find_confirmable(clause, _corpus()).clause_id
    gone = [question for question in kept if question.clause_id == clause_id]
    if not gone:
        raise KuanyanError(f"条款 {clause_id} 没有确认的问题，请用 kuanyan questions list 看有哪些。")
    return gone


def _corpus() -> Corpus:
    from corpus.loader import load_corpus

    return load_corpus()


def _label(question: Confirmed, corpus: Corpus) -> str:
    clause = corpus.find_clause(question.clause_id)
    return (
        f"{clause.label}（{clause.clause_id}）" if clause else f"{question.clause_id}（语料里已没有这一条）"
    )


def _home() -> Path:
    from index.places import data_home  # imported late: other commands start without the index

    return data_home()


def _who(given: str | None) -> str:
    """``given``, else the name of the user of this machine."""
    if given is not None:
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # a machine that knows no name for the user
        raise KuanyanError("不知道是谁确认的，请加上 --by 姓名。") from error


def _update_index() -> None:
    """Takes the change into the index in use; without one the first question builds it."""
    from corpus.confirmed import attach_confirmed, load_confirmed
    from index.build import build_index
    from index.embedding import load_embedder
    from index.places import cache_home, embedding_model
    from index.storage import find_current

    home = _home()
    if find_current(home) is None:
        click.echo("索引会在第一次提问时建立。")
        return
    with ProgressBar() as progress:
        embedder = load_embedder(cache_home(), embedding_model(), progress)
        corpus = attach_confirmed(_corpus(), load_confirmed(home))
        report = build_index(corpus, embedder, home, progress)
    click.echo(report.summary())
