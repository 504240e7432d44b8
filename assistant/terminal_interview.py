"""The interview in a terminal: one question at a time, ``?`` for help, ``b`` to go back. Talks on stderr."""

from __future__ import annotations

import sys
import unicodedata
from datetime import date

import click

from assistant.terminal_replies import is_unsure, read_day, read_group, read_number, read_region, read_reply
from assistant.verdict.card import MATTER_NAMES
from assistant.verdict.case import Case, parse_one_region
from assistant.verdict.decide import decide
from assistant.verdict.derive import CORRECTED_ON, CORRECTION_DAYS, DISCOVERED_ON
from assistant.verdict.interview import (
    Answered,
    Interview,
    Question,
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
from corpus.places import document_regions
from corpus.rule_models import Fact, FactType, Matter

_HELP = "回答编号或文字；不知道就直接回车，? 看说明，b 回到上一问，q 退出。"
_GROUP_HELP = "（有的填编号，几个用空格隔开；都没有填 0；拿不准的在编号后加 ?，都不清楚就直接回车）"
_REGION_HELP = "（填编号或地区名；没有列出的地区也可以填）"


class GoBack(Exception):
    """The user wants the previous question again."""


def run_interview(rulebase: Rulebase, region: str | None, matter: str, today: date) -> tuple[Case, Verdict]:
    """Asks until the verdict is there or nobody knows more. Raises ``KuanyanError`` on a bad region."""
    interview = Interview(Case(Matter(matter), parse_one_region(rulebase.corpus, region)))
    _say(f"判定：{MATTER_NAMES[Matter(matter)]}\n{_HELP}")
    while True:
        case = interview.case
        verdict = decide(rulebase, case, today)
        question = next_question(verdict, rulebase.facts, case.unknown)
        if question is None:
            return case, verdict
        try:
            if verdict.contradictions:
                question = _choose_doubtful(rulebase, case, verdict) or question
            _say(f"\n{_heading(interview, verdict, region)}{question.text}")
            replies = _ask(rulebase, question, case)
        except GoBack:
            if interview.past is None:
                _say("  已经是第一问。")
            interview = interview.back()
            continue
        if isinstance(replies, str):
            interview = interview.open_with(Case(case.matter, replies))
        else:
            interview = interview.answer(*replies)


def _heading(interview: Interview, verdict: Verdict, region: str | None) -> str:
    """第3问（还剩约4问）. How many are left is unknown before the region is."""
    asked = len(interview.replies) + (not region and interview.case.region is not None)
    left = count_open(verdict, interview.case.unknown)
    return f"第{asked + 1}问{f'（还剩约{left}问）' if interview.case.region else ''} "


def _choose_doubtful(rulebase: Rulebase, case: Case, verdict: Verdict) -> Question | None:
    """The question about the statement that the user says is wrong; None where the case names none."""
    names = find_doubtful(case, rulebase.facts, verdict.as_of)
    for why in verdict.contradictions:
        _say(f"\n说法有矛盾：{why}。")
    if not names:
        return None
    if len(names) == 1:
        return question_about(names, verdict, rulebase.facts)
    _say("哪一项要重新回答？")
    said = [(rulebase.facts[name], case.facts[name]) for name in names]
    _list([f"{fact.name}：{render_value(fact, value)}" for fact, value in said])
    while True:
        reply = _prompt()
        if reply.isdecimal() and 1 <= int(reply) <= len(names):
            return question_about((names[int(reply) - 1],), verdict, rulebase.facts)
        _say(f"  请填 1 到 {len(names)} 的编号，重新回答那一项；b 回到上一问。")


def _ask(rulebase: Rulebase, question: Question, case: Case) -> tuple[Answered, ...] | str:
    """One question until the reply can be read; the reply to the question for the region is its path."""
    facts = [rulebase.facts[name] for name in question.facts if name in rulebase.facts]
    _show_choices(rulebase, question, facts)
    while True:
        reply = _prompt()
        if reply == "?":
            _explain(question, facts)
            continue
        try:
            if is_region(question):
                path = read_region(rulebase.corpus, reply)
                _say(f"  记下：地区 {path.replace('/', '')}")
                return path
            if question.is_group:
                return (read_group(facts, reply),)
            return _read(rulebase, facts[0], reply, case)
        except KuanyanError as error:
            _say(f"  {error}")


def _read(rulebase: Rulebase, fact: Fact, reply: str, case: Case) -> tuple[Answered, ...]:
    """The reply to a question about one fact; how many days a correction took may be told by its day."""
    day = read_day(reply) if fact.id == CORRECTION_DAYS else None
    if day is not None:
        corrected = Answered({CORRECTED_ON: day})
        _note(rulebase.facts[CORRECTED_ON], corrected)
        if DISCOVERED_ON in case.facts:
            return (corrected,)
        asked = rulebase.facts[DISCOVERED_ON]
        _say(f"  {asked.question}")
        while True:
            try:
                discovered = read_reply(asked, _prompt())
                break
            except KuanyanError as error:
                _say(f"  {error}")
        _note(asked, discovered)
        unsure = () if discovered.values else (Answered({}, (fact.id,)),)  # else it would be asked again
        return (discovered, corrected, *unsure)
    answered = read_number(fact, reply) if fact.type is FactType.NUMBER else read_reply(fact, reply)
    _note(fact, answered)
    return (answered,)


def _note(fact: Fact, answered: Answered) -> None:
    """A number or a day as it was understood."""
    if fact.id in answered.values and fact.type in (FactType.NUMBER, FactType.DATE):
        _say(f"  记下：{fact.name} {render_value(fact, answered.values[fact.id])}")


def _show_choices(rulebase: Rulebase, question: Question, facts: list[Fact]) -> None:
    """What can be replied."""
    if is_region(question):
        _list([region.replace("/", "") for region in document_regions(rulebase.corpus)])
        _say(f"  {_REGION_HELP}")
    elif question.is_group:
        _list([fact.name for fact in facts])
        _say(f"  {_GROUP_HELP}")
    elif facts[0].type is FactType.CHOICE:
        _list(list(facts[0].choices.values()))
    elif facts[0].type is FactType.BOOL:
        _list([facts[0].yes, facts[0].no])
    elif facts[0].type is FactType.DATE:
        _say("  （填日期，如 2024-11-03）")
    else:
        several = "；有几个的都填上，用空格隔开" if facts[0].several else ""
        _say(f"  （填数，单位{facts[0].unit}{several}；不确切的可以填“小于2”“不超过2”“大于2”）")


def _explain(question: Question, facts: list[Fact]) -> None:
    if question.is_group:
        _list([f"{fact.question}{fact.help}" for fact in facts])
    elif question.help:
        _say(f"  {question.help}")
    if question.why:
        _say(f"  为什么问：{question.why}")


def _prompt() -> str:
    """One line, full-width signs as plain ones, empty for not knowing. Raises ``GoBack``."""
    click.echo("  > ", nl=False, err=True)
    try:
        line = sys.stdin.readline()
    except KeyboardInterrupt:
        _say("")
        raise
    reply = unicodedata.normalize("NFKC", line).strip()
    if not line or reply.lower() in ("q", "退出"):
        if not line:
            _say("")
        raise click.Abort
    if reply.lower() == "b":
        raise GoBack
    return "" if is_unsure(reply) else reply


def _list(items: list[str]) -> None:
    for i, item in enumerate(items, start=1):
        _say(f"  {i}. {item}")


def _say(text: str) -> None:
    click.echo(text, err=True)
