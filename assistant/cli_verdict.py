"""``kuanyan verdict`` and ``kuanyan facts``: verdicts by rule, without search and without a model."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from assistant.streams import name_of, read_lines, read_text, use_utf8
from corpus.errors import KuanyanError
from corpus.rule_models import Fact, FactType


@click.command()
@click.option(
    "--facts", "facts_file", type=click.Path(path_type=Path), help="案情的 JSON 文件（- 为标准输入）。"
)
@click.option("--batch", type=click.Path(path_type=Path), help="逐行判定 JSONL 文件（- 为标准输入）。")
@click.option("--region", help="问答时用的地区，如 沙坪坝区。")
@click.option(
    "--matter",
    type=click.Choice(["violation", "join", "removal", "onsite"]),
    help="问答时判定的事项：罚不罚（默认）、能否纳入、会否移出、能否上门检查。",
)
@click.option("--today", help="没有写决定日时按哪一天判定，默认今天，如 2021-12-20。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def verdict(
    facts_file: Path | None,
    batch: Path | None,
    region: str | None,
    matter: str | None,
    today: str | None,
    as_json: bool,
) -> None:
    """按规则判定一个案件：罚不罚，还要做什么，差什么事实。

    不写 --facts 和 --batch，就在终端里一问一答，只问还有用的。

    \b
    例：
      kuanyan verdict
      kuanyan verdict --region 盘锦市
      kuanyan verdict --facts case.json
      echo '{"region":"沙坪坝","facts":{"violation":"no_outlet_sign"}}' | kuanyan verdict --facts - --json
      kuanyan verdict --batch cases.jsonl > verdicts.jsonl
    """
    if facts_file is not None and batch is not None:
        raise KuanyanError("--facts 和 --batch 只能给出一个，请去掉一个。")
    if (facts_file or batch) and (region or matter):
        raise KuanyanError("--region 和 --matter 只用于问答；有文件时请写在文件的 region 和 matter 里。")
    from assistant.verdict.case import parse_day

    day = parse_day(today, "--today") or date.today()
    if batch is not None:
        lines = read_lines(batch)
        use_utf8(sys.stdout)
        for line in verdict_lines(lines, day):
            click.echo(line)
    elif facts_file is not None:
        text = read_text(facts_file, "JSON 文件")
        click.echo(_decide_text(text, name_of(facts_file), day, as_json))
    else:
        _interview(region, matter or "violation", day, as_json)


def _decide_text(text: str, where: str, day: date, as_json: bool) -> str:
    from assistant.verdict.card import build_card, render_card
    from assistant.verdict.case import parse_case
    from assistant.verdict.decide import decide
    from assistant.verdict.rulebase import load_rulebase

    data = _read_json(text, where)
    rulebase = load_rulebase()
    case = parse_case(data, rulebase.corpus, rulebase.facts)
    decided = decide(rulebase, case, day)
    if as_json:
        return json.dumps(decided.as_json(), ensure_ascii=False, indent=2)
    return render_card(build_card(rulebase, case, decided))


def _read_json(text: str, where: str) -> Any:
    from assistant.batch_json import parse_json

    try:
        return parse_json(text)
    except json.JSONDecodeError as error:
        if not text.strip():
            raise KuanyanError(f"{where} 是空的，请写一个 JSON 对象。") from error
        place = f"第 {error.lineno} 行第 {error.colno} 个字符"
        raise KuanyanError(f"{where} 不是 JSON（{place}附近读不下去），请检查引号、逗号和括号。") from error
    except ValueError as error:
        raise KuanyanError(f"{where} 的 JSON 有误：{error}，请改正。") from error


def verdict_lines(lines: Iterable[str], day: date) -> Iterator[str]:
    """One JSON line out per line in, in order; a bad line gives ``error`` and never stops the others."""
    from assistant.batch_json import render_json
    from assistant.verdict.case import parse_case
    from assistant.verdict.decide import decide
    from assistant.verdict.rulebase import load_rulebase

    rulebase = load_rulebase()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        data: Any = None
        try:
            if "\ufffd" in line:
                raise KuanyanError("这一行不是 UTF-8 文字，请另存为 UTF-8 后重试。")
            data = _read_json(line, "这一行")
            result = decide(rulebase, parse_case(data, rulebase.corpus, rulebase.facts), day).as_json()
        except KuanyanError as error:
            result = {"error": f"第 {number} 行：{error}"}
        except Exception as error:  # a fault in one line must not lose the others
            fault = type(error).__name__
            result = {"error": f"第 {number} 行判定时发生故障（{fault}），请单独重试这一行。"}
        case_id = data.get("id") if isinstance(data, dict) else None
        yield render_json({"id": case_id, **result})


def _interview(region: str | None, matter: str, day: date, as_json: bool) -> None:
    """Questions and replies stand on stderr, so that the verdict alone goes where stdout goes."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise KuanyanError(
            "没有案情：请用 --facts 或 --batch 给出文件，或在终端里运行 kuanyan verdict 逐项回答。"
        )
    from assistant.terminal_interview import run_interview
    from assistant.verdict.card import build_card, render_card
    from assistant.verdict.rulebase import load_rulebase

    rulebase = load_rulebase()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # half a character is a reply that cannot be read
    case, decided = run_interview(rulebase, region, matter, day)
    click.echo(err=True)
    if as_json:
        click.echo(json.dumps(decided.as_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(render_card(build_card(rulebase, case, decided)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def facts(as_json: bool) -> None:
    """列出判定会问到的全部事实：编号、取值、单位、问法。

    \b
    例：
      kuanyan facts
      kuanyan facts --json
    """
    from corpus.facts import load_facts

    known = load_facts()
    if as_json:
        click.echo(json.dumps([_fact_json(fact) for fact in known.values()], ensure_ascii=False, indent=2))
        return
    click.echo(f'共 {len(known)} 项。JSON 里写编号和左边的取值，问过而不知道的写 "unknown"。')
    for fact in known.values():
        click.echo("\n" + "\n".join(_fact_lines(fact)))


def _fact_lines(fact: Fact) -> Iterator[str]:
    group = "（从重、排除一类，合并成一问）" if fact.disqualifying else ""
    yield f"{fact.id}  {fact.name}{group}"
    yield f"    {fact.question}"
    yield f"    {fact.help}"
    values = dict(fact.choices) or {"true": fact.yes, "false": fact.no}
    match fact.type:
        case FactType.NUMBER:
            yield f'      数，单位{fact.unit}：整数或者 "1.5" 这样的文字；范围如 {{"less_than": "2"}}'
            if fact.several:
                yield '      有几个数的都写上：["1.5", "2"]'
        case FactType.DATE:
            yield '      日期："2024-11-03"'
        case _:
            width = max(map(len, values))
            yield from (f"      {key:<{width}}  {words}" for key, words in values.items())


def _fact_json(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "name": fact.name,
        "type": fact.type.value,
        "unit": fact.unit or None,
        "choices": dict(fact.choices) or None,
        "yes": fact.yes if fact.type is FactType.BOOL else None,
        "no": fact.no if fact.type is FactType.BOOL else None,
        "several": fact.several,
        "whole": fact.whole,
        "question": fact.question,
        "help": fact.help,
        "known_by": fact.known_by.value,
        "changeable": fact.changeable,
        "disqualifying": fact.disqualifying,
    }
