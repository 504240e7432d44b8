"""The verdict on a talk and what to ask next: while any statement is in dispute nothing is decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from assistant.casework.act_day import act_on
from assistant.casework.narrower import say_what_is_vague
from assistant.casework.state import AMEND, VIOLATION, Conflict, Setting, Talk
from assistant.verdict.case import ACT_ON, Case
from assistant.verdict.decide import REGION, decide
from assistant.verdict.interview import Question, next_question, question_about
from assistant.verdict.models import MissingFact, Verdict
from assistant.verdict.rulebase import Rulebase
from corpus.rule_models import OUTCOME_LABELS, Outcome

REGION_QUESTION = "案件在哪个地区？"
_SEVERAL = "说到了几种行为（{words}），一次只判一种，先判哪一种？其余的判完再问。"
_REGIONS = "说到了几个地区（{words}），一个案件只按一个地区判，先判哪一个？其余的判完再问。"
_ELSEWHERE = "「{words}」没有说明是哪个地区，请连省、市一起说：各地的清单只在本地适用"
_NOT_READ = "没有看懂「{words}」要改哪一项，说清以前不下结论"


def empty_talk(case: Case, setting: Setting) -> Talk:
    """A talk in which nothing was said yet."""
    return Talk(case, decide(setting.rulebase, case, setting.today), None)


def settle(talk: Talk, setting: Setting, answered: Collection[str] = ()) -> Talk:
    """Decides, and finds what to ask next: first what is in dispute.

    ``answered`` were answered just now: where they contradict others, the others are asked about.
    """
    talk = _date_act(talk)
    verdict = decide(setting.rulebase, talk.agreed, setting.today)
    disputes = list(_disputes(talk, setting.rulebase))
    if disputes:
        verdict = _unsettled(verdict, disputes)
    question = _next(talk, verdict, setting.rulebase, answered)
    group = question.facts if question and question.is_group else talk.group
    return replace(talk, verdict=verdict, question=question, group=group)


def _date_act(talk: Talk) -> Talk:
    """The case with the day of the act, where it was told."""
    if talk.act is None:
        return talk
    sources = {**talk.case.sources, ACT_ON: talk.act.told}
    return replace(talk, case=replace(talk.case, act_on=act_on(talk), sources=sources))


def _disputes(talk: Talk, rulebase: Rulebase) -> Iterable[MissingFact]:
    """What must be made clear first, as facts that are missing."""
    for name, conflict in talk.conflicts.items():
        yield MissingFact(name, _question_of(name, rulebase), _said(name, conflict, rulebase), ())
    if talk.amending:
        yield MissingFact(AMEND, "要改哪一项？", _NOT_READ.format(words=talk.amending), ())
    if talk.editing and talk.editing not in talk.conflicts:
        name = _name_of(talk.editing, rulebase)
        yield MissingFact(talk.editing, _question_of(talk.editing, rulebase), f"“{name}”正在更正", ())


def _said(name: str, conflict: Conflict, rulebase: Rulebase) -> str:
    return f"{_name_of(name, rulebase)}：先说「{conflict.earlier}」，又说「{conflict.later}」"


def _name_of(name: str, rulebase: Rulebase) -> str:
    return "地区" if name == REGION else rulebase.facts[name].name


def _question_of(name: str, rulebase: Rulebase) -> str:
    return REGION_QUESTION if name == REGION else rulebase.facts[name].question


def _unsettled(verdict: Verdict, disputes: list[MissingFact]) -> Verdict:
    """The same with nothing decided: no outcome, no clause it would rest on, nothing advised."""
    names = {m.fact for m in disputes}
    return replace(
        verdict,
        outcome=Outcome.NEED_FACTS,
        outcome_label=OUTCOME_LABELS[Outcome.NEED_FACTS],
        provisional=None,
        possible=(),
        rules=(),
        clauses=(),
        missing=(*disputes, *(m for m in verdict.missing if m.fact not in names)),
        not_needed=tuple(name for name in verdict.not_needed if name not in names),
        remedy=None,
        duties=(),
        advice=(),
        by_date=(),
        contradictions=(*(m.why for m in disputes), *verdict.contradictions),
        notes=(),
    )


def _next(talk: Talk, verdict: Verdict, rulebase: Rulebase, answered: Collection[str]) -> Question | None:
    if talk.amending:
        return Question((AMEND,), "要改哪一项？", f"没有看懂「{talk.amending}」。")
    for name, conflict in talk.conflicts.items():
        help_words = rulebase.facts[name].help if name in rulebase.facts else ""
        return Question((name,), _question_of(name, rulebase), conflict.why, help_words)
    if talk.editing == REGION:
        return Question((REGION,), REGION_QUESTION, "")
    if talk.editing:
        return question_about((talk.editing,), verdict, rulebase.facts)
    question = next_question(verdict, rulebase.facts, talk.case.unknown)
    if question is None:
        return None
    if verdict.contradictions and question.facts[0] in answered:
        return _ask_other(question, verdict, rulebase, answered)
    if question.facts == (REGION,) and talk.elsewhere:
        return replace(question, why=_ELSEWHERE.format(words=talk.elsewhere))
    if question.facts == (REGION,) and len(talk.regions) > 1:
        return replace(question, why=_REGIONS.format(words="、".join(r.split("/")[-1] for r in talk.regions)))
    if question.facts == (VIOLATION,) and len(talk.several) > 1:
        return replace(question, why=_SEVERAL.format(words="、".join(f"「{w}」" for w in talk.several)))
    return say_what_is_vague(question, talk, rulebase.facts)


def _ask_other(
    question: Question, verdict: Verdict, rulebase: Rulebase, answered: Collection[str]
) -> Question:
    """The other side of a contradiction: what was confirmed just now is not asked once more."""
    others = [m.fact for m in verdict.missing if not m.clauses and m.fact not in answered]
    if not others:
        return question
    return replace(question_about(others[:1], verdict, rulebase.facts), why=question.why)
