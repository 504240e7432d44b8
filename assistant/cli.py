"""The command line ``kuanyan``. Exit codes: 0 fine, 1 not right, 2 wrong usage or bad input."""

from __future__ import annotations

import io
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import click

from assistant.cli_questions import questions
from assistant.cli_quiz import quiz
from assistant.cli_verdict import facts, verdict
from assistant.progress import ProgressBar
from assistant.streams import read_lines, use_utf8
from corpus.errors import KuanyanError

_SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def _show_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    from importlib.metadata import PackageNotFoundError, version

    if asked and not context.resilient_parsing:
        try:
            click.echo(f"kuanyan {version('kuanyan')}")
        except PackageNotFoundError:
            click.echo("kuanyan（源代码，未安装）")
        context.exit()


@click.group(context_settings=_SETTINGS)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="显示版本。"
)
def cli() -> None:
    """宽严：柔性执法政策助手。答必有据，引文逐字来自所收文件。

    \b
    例：
      kuanyan serve
      kuanyan ask 正面清单有效期多久？
      kuanyan verdict
      kuanyan quiz --n 20 --out 试卷.docx
      kuanyan corpus show cq-spb-eeb-2021-181#a2.6
    """


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535), help="端口。")
@click.option("--auth", type=click.Path(path_type=Path), help="账号文件，每行一个 用户名:密码。")
def serve(host: str, port: int, auth: Path | None) -> None:
    """打开问答页面。

    \b
    例：
      kuanyan serve
      kuanyan serve --host 0.0.0.0 --port 8080 --auth users.txt
    """
    from assistant.app.server import check_address, load_accounts
    from assistant.app.server import serve as serve_page
    from assistant.service import Assistant

    check_address(host, port)  # said before the long work, not after it
    if auth is not None:
        load_accounts(auth)
    with ProgressBar() as progress:
        assistant = Assistant.load(progress)
        progress("正在准备案情用语", 0.0)
        assistant.prepare_proposals()
        progress("正在准备案情用语", 1.0)
    serve_page(assistant, host, port, auth)


@cli.command()
@click.argument("question", required=False)
@click.option("--region", help="地区，如 沙坪坝区、盘锦市。")
@click.option("--as-of", help="按哪一天的文件回答，如 2021-12-06。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--batch", type=click.Path(path_type=Path), help="逐行回答 JSONL 文件（- 为标准输入）。")
def ask(
    question: str | None, region: str | None, as_of: str | None, as_json: bool, batch: Path | None
) -> None:
    """问一个问题，得到带出处的回答。

    \b
    例：
      kuanyan ask 第8项的柔性执法方式是什么
      kuanyan ask 检查频次有什么要求 --region 广西 --json
      kuanyan ask --batch questions.jsonl > answers.jsonl
    """
    from assistant.answer.models import render_text
    from assistant.answer.question import check_question
    from assistant.batch import answer_lines, parse_date

    if (question is None) == (batch is None):
        raise KuanyanError("请给出一个问题，或用 --batch 给出一个 JSONL 文件，二者选一。")
    if batch is not None:
        lines = read_lines(batch)
        use_utf8(sys.stdout)
        assistant = _load()
        for line in answer_lines(assistant, lines):
            click.echo(line)
        return
    assert question is not None
    check_question(question)
    day = parse_date(as_of) if as_of else None
    assistant = _load()
    started = time.perf_counter()
    answer = assistant.ask(question, region=region, as_of=day)
    if as_json:
        elapsed = round((time.perf_counter() - started) * 1000, 2)
        click.echo(json.dumps({"id": None, **answer.as_json(), "latency_ms": elapsed}, ensure_ascii=False))
    else:
        click.echo(render_text(answer))


@cli.group()
def corpus() -> None:
    """看所收的文件和条款。

    \b
    例：
      kuanyan corpus list
      kuanyan corpus show cq-eeb-2021-5
      kuanyan corpus check
    """


@corpus.command("list")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def corpus_list(as_json: bool) -> None:
    """列出所收的文件。

    \b
    例：
      kuanyan corpus list
      kuanyan corpus list --json
    """
    from assistant.corpus_text import document_json, render_documents
    from corpus.loader import load_corpus

    loaded = load_corpus()
    if as_json:
        click.echo(json.dumps([document_json(d) for d in loaded.documents], ensure_ascii=False, indent=2))
    else:
        click.echo(render_documents(loaded))


@corpus.command("show")
@click.argument("identifier", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def corpus_show(identifier: str, as_json: bool) -> None:
    """显示一份文件的条款树，或一个条款的原文。

    \b
    例：
      kuanyan corpus show cq-eeb-2021-5
      kuanyan corpus show cq-eeb-2021-5#3.4
      kuanyan corpus show cq-spb-eeb-2021-181#a2.6 --json
    """
    from assistant.corpus_text import show
    from corpus.loader import load_corpus

    click.echo(show(load_corpus(), identifier, as_json))


@corpus.command("check")
def corpus_check() -> None:
    """检查语料：不漏一字、编号唯一、文件未被改动，规则与原文一致。

    \b
    例：
      kuanyan corpus check
    """
    from corpus.check import check_corpus
    from corpus.loader import load_corpus

    loaded = load_corpus()
    problems = check_corpus(loaded)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)
    count = sum(len(d.clauses) for d in loaded.documents)
    click.echo(
        f"{len(loaded.documents)} 份文件、{count} 个条款：每个字都在且只在一处，编号唯一；规则与原文一致。"
    )


@cli.command()
@click.option("--rebuild", is_flag=True, help="全部重建，不用旧索引。")
def index(rebuild: bool) -> None:
    """建立或更新检索索引。

    \b
    例：
      kuanyan index
      kuanyan index --rebuild
    """
    from corpus.confirmed import attach_confirmed, load_confirmed
    from corpus.loader import load_corpus
    from index.build import build_index
    from index.embedding import load_embedder
    from index.places import cache_home, data_home, embedding_model

    with ProgressBar() as progress:
        home = data_home()
        loaded = attach_confirmed(load_corpus(), load_confirmed(home))
        embedder = load_embedder(cache_home(), embedding_model(), progress)
        report = build_index(loaded, embedder, home, progress, rebuild=rebuild)
    click.echo(report.summary())


@cli.command("eval")
@click.option("--suite", multiple=True, help="只跑这一套，可重复。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def evaluate(suite: tuple[str, ...], as_json: bool) -> None:
    """运行评测，报告带误差范围的结果。

    \b
    例：
      kuanyan eval
      kuanyan eval --suite policy_dev --json
    """
    from evals.run import run_suites

    raise SystemExit(run_suites(suite, as_json))


def _load() -> Any:
    from assistant.service import Assistant

    with ProgressBar() as progress:
        return Assistant.load(progress)


cli.add_command(verdict)
cli.add_command(facts)
cli.add_command(quiz)
cli.add_command(questions)

_USAGE: tuple[tuple[type[click.ClickException], str], ...] = (
    (click.NoSuchOption, "没有选项 {option_name}"),
    (click.MissingParameter, "缺少参数 {name}"),
    (click.BadOptionUsage, "选项 {option_name} 的写法不对"),
    (click.BadParameter, "参数 {name} 的值不对"),
)


def _usage_message(error: click.UsageError) -> str:
    """click's complaint as one Chinese sentence."""
    place = error.ctx.command_path if error.ctx else "kuanyan"
    parameter = getattr(error, "param", None)
    name = parameter.make_metavar(error.ctx) if parameter is not None and error.ctx else ""
    if parameter is not None and isinstance(parameter, click.Option):
        name = parameter.opts[-1]
    option = getattr(error, "option_name", "")
    cause = next((text for kind, text in _USAGE if isinstance(error, kind)), "")
    cause = cause.format(option_name=option, name=name)
    if not cause:
        extra = re.search(r"unexpected extra arguments? \((.*)\)", error.message)
        cause = "没有这个命令" if "No such command" in error.message else "用法不对"
        cause = f"多了参数 {extra.group(1)}" if extra else cause
    return f"{cause}，请运行 {place} --help 看用法。"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; bad input is one Chinese sentence on stderr and exit code 2."""
    try:
        cli.main(args=arguments, prog_name="kuanyan", standalone_mode=False)
        return 0
    except KuanyanError as error:
        click.echo(" ".join(str(error).splitlines()), err=True)  # a path or a region may hold line ends
        return 2
    except click.UsageError as error:
        needs_help = error.ctx is not None and error.message == error.ctx.get_help()  # no arguments at all
        click.echo(error.message if needs_help else _usage_message(error), err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("已停止。", err=True)
        return 130
    except BrokenPipeError:
        return 0


def run() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character
    sys.exit(main())
