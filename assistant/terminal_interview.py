"""The interview in a terminal: one question at a time, ``?`` for help, ``b`` to go back."""

from __future__ import annotations

from datetime import date

import click

from assistant.verdict.case import Case, parse_one_region, parse_value
from assistant.verdict.decide import decide
from assistant.verdict.interview import (
    NONE_OF_THEM,
    Answered,
    Interview,
    Question,
    answer_group,
    count_open,
    find_doubtful,
    is_region,
    next_question,
    question_about,
)
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import render_value
from corpus.errors import KuanyanError
from corpus.rule_models import Fact, FactType, Matter

_HELP = "回答编号或文字；直接回车表示不知道，? 看说明，b 回到上一问，Ctrl+C 停止。"
_YES, _NO = {"y", "yes", "是", "有", "1"}, {"n", "no", "否", "不是", "没有", "2"}


class GoBack(Exception):
    """The user wants the previous question again."""


def run_interview(rulebase: Rulebase, region: str | None, matter: str, today: date) -> tuple[Case, Verdict]:
    """Asks until the verdict is there or nobody knows more. Raises ``KuanyanError`` on a bad region."""
    interview = Interview(Case(Matter(matter), parse_one_region(rulebase.corpus, region)))
    click.echo(_HELP)
    while True:
        case = interview.case
        verdict = decide(rulebase, case, today)
        question = next_question(verdict, rulebase.facts, case.unknown)
        if question is None:
            return case, verdict
        try:
            if verdict.contradictions:
                question = _choose_doubtful(rulebase, case, verdict) or question
            number, left = len(interview.replies) + 1, count_open(verdict, case.unknown)
            click.echo(f"\n第{number}问（还剩约{left}问）{question.text}")
            answered = _ask(rulebase, question)
        except GoBack:
            interview = interview.back()
            continue
        if isinstance(answered, Answered):
            interview = interview.answer(answered)
        else:
            interview = interview.open_with(Case(case.matter, answered))


def _choose_doubtful(rulebase: Rulebase, case: Case, verdict: Verdict) -> Question | None:
    """The question about the statement that the user says is wrong; None where only one can be."""
    names = find_doubtful(case, rulebase.facts, verdict.as_of)
    for why in verdict.contradictions:
        click.echo(f"\n说法有矛盾：{why}。")
    if not names:
        return None
    click.echo("哪一项要重新回答？")
    said = [(rulebase.facts[name], case.facts[name]) for name in names]
    _list([f"{fact.name}：{render_value(fact, value)}" for fact, value in said])
    while True:
        reply = _prompt()
        if reply.isdecimal() and 1 <= int(reply) <= len(names):
            return question_about((names[int(reply) - 1],), verdict, rulebase.facts)
        click.echo(f"  请填 1 到 {len(names)} 的编号。")


def _ask(rulebase: Rulebase, question: Question) -> Answered | str | None:
    """One question until the reply can be read; the reply to the question for the region is its path."""
    facts = [rulebase.facts[name] for name in question.facts if name in rulebase.facts]
    if question.is_group:
        _list([fact.name for fact in facts])
        click.echo(f"  （填存在的编号，{NONE_OF_THEM}填 0）")
    elif facts and facts[0].type is FactType.CHOICE:
        _list(list(facts[0].choices.values()))
    while True:
        reply = _prompt()
        if reply == "?":
            click.echo("  " + "".join([question.help, question.why]))
            continue
        try:
            if is_region(question):
                return parse_one_region(rulebase.corpus, reply)
            return read_group(facts, reply) if question.is_group else read_reply(facts[0], reply)
        except KuanyanError as error:
            click.echo(f"  {error}")


def _prompt() -> str:
    """Raises ``GoBack``."""
    reply: str = click.prompt("  ", default="", show_default=False, prompt_suffix="> ").strip()
    if reply == "b":
        raise GoBack
    return reply


def _list(items: list[str]) -> None:
    for i, item in enumerate(items, start=1):
        click.echo(f"  {i}. {item}")


def read_reply(fact: Fact, reply: str) -> Answered:
    """An empty reply is unknown. Raises ``KuanyanError`` where the reply cannot be read."""
    if not reply:
        return Answered({}, (fact.id,))
    if fact.type is FactType.BOOL:
        if reply.lower() in _YES | {fact.yes}:
            return Answered({fact.id: True})
        if reply.lower() in _NO | {fact.no}:
            return Answered({fact.id: False})
        raise KuanyanError(f"请回答“{fact.yes}”或“{fact.no}”（y/n），不知道就直接回车。")
    if fact.type is FactType.CHOICE:
        return Answered({fact.id: _read_choice(fact, reply)})
    value = parse_value(fact, reply)
    if value is None:
        return Answered({}, (fact.id,))
    click.echo(f"  记下：{fact.name} {render_value(fact, value)}")
    return Answered({fact.id: value})


def _read_choice(fact: Fact, reply: str) -> str:
    ids = list(fact.choices)
    if reply.isdecimal() and 1 <= int(reply) <= len(ids):
        return ids[int(reply) - 1]
    for choice, words in fact.choices.items():
        if reply in (choice, words):
            return choice
    raise KuanyanError(f"请填 1 到 {len(ids)} 的编号，不知道就直接回车。")


def read_group(facts: list[Fact], reply: str) -> Answered:
    """Numbers of those that exist; the others do not. Empty: all unknown."""
    names = [fact.id for fact in facts]
    if not reply:
        return Answered({}, tuple(names))
    if reply in ("0", NONE_OF_THEM, "无", "没有"):
        return answer_group(names, ())
    parts = reply.replace("，", " ").replace(",", " ").replace("、", " ").split()
    if not all(part.isdecimal() and 1 <= int(part) <= len(facts) for part in parts):
        raise KuanyanError(f"请填存在的情形的编号（1 到 {len(facts)}，几个用空格隔开），都没有填 0。")
    return answer_group(names, {names[int(part) - 1] for part in parts})
