"""自查 step by step: where one visitor stands, and what each click makes of it. Nothing of Gradio here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from assistant.app.check_form import FieldError, Form, list_of, names_of, read_reply, text_of
from assistant.app.check_lists import LONGEST, VIOLATION, Offer, Searching, find_offer
from assistant.verdict.case import Case, parse_day, parse_one_region
from assistant.verdict.decide import decide
from assistant.verdict.derive import CORRECTED_ON, CORRECTION_DAYS, DISCOVERED_ON
from assistant.verdict.interview import (
    Answered,
    Interview,
    Question,
    find_doubtful,
    next_question,
    question_about,
)
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import UNKNOWN, Value
from corpus.errors import KuanyanError
from corpus.places import document_regions
from corpus.rule_models import Matter

REGION, MATTER = "region", "matter"
ELSEWHERE = "elsewhere"  # the choice 其他地区


class Step(StrEnum):
    REGION = "region"
    MATTER = "matter"
    QUESTIONS = "questions"  # until none is left: then the card


@dataclass(frozen=True, slots=True)
class Desk:
    """What a self-check is done with."""

    rulebase: Rulebase
    index: Searching
    today: date


@dataclass(frozen=True, slots=True)
class Check:
    """Where one visitor stands."""

    step: Step = Step.REGION
    interview: Interview = field(default_factory=Interview)
    matter: Matter | None = None  # None until it is chosen
    editing: tuple[str, ...] = ()  # facts of the reply that is being changed
    earlier: Answered | None = None  # the reply just taken back
    offer: Offer | None = None  # what the own words may mean
    proposed: Mapping[str, tuple[Value, str]] = field(default_factory=dict)  # fact → (value, own words)
    error: str = ""
    error_field: str = ""
    entered: Mapping[str, str] = field(default_factory=dict)  # what stood in the form that was refused
    turn: int = 0  # counts events, so that each answer of the server differs from the last

    @property
    def case(self) -> Case:
        return self.interview.case


@dataclass(frozen=True, slots=True)
class Look:
    """What the case comes to: the verdict, and the question now or the statements to look at again."""

    verdict: Verdict
    question: Question | None
    doubtful: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        return self.question is None and not self.doubtful


def look_at(check: Check, desk: Desk) -> Look:
    case, facts = check.case, desk.rulebase.facts
    verdict = decide(desk.rulebase, case, desk.today)
    if check.editing:
        return Look(verdict, question_about(check.editing, verdict, facts))
    doubtful = find_doubtful(case, facts, verdict.as_of) if verdict.contradictions else ()
    if doubtful:
        return Look(verdict, None, doubtful)
    return Look(verdict, next_question(verdict, facts, case.unknown))


def present_value(check: Check, name: str) -> Value | None:
    """The value given now, or in the reply just taken back; ``unknown`` where it was said not to be known."""
    earlier = check.earlier or Answered({})
    if name in check.case.unknown or name in earlier.unknown:
        return UNKNOWN
    return check.case.facts.get(name, earlier.values.get(name))


def judged_on(check: Check, desk: Desk) -> date:
    """The day whose documents decide."""
    opening = check.interview.opening
    return opening.decided_on or opening.act_on or desk.today


def has_rules(desk: Desk, check: Check, matter: Matter) -> bool:
    """Whether the documents in force decide the matter; a violation can always be looked at."""
    if matter is Matter.VIOLATION:
        return True
    documents = desk.rulebase.documents(check.case.region or "", judged_on(check, desk))
    return any(rules for _, rules in desk.rulebase.docket(matter, documents).levels)


def advance(check: Check, form: Form, desk: Desk) -> Check:
    """After one click. What is wrong stands in ``error``; an act that does not fit now changes nothing."""
    act = _ACTS.get(text_of(form, "act"))
    fresh = replace(check, error="", error_field="", entered={}, turn=check.turn + 1)
    if act is None or (act in (_find, _answer) and check.step is not Step.QUESTIONS):
        return fresh
    try:
        return act(fresh, form, desk)
    except FieldError as error:
        return replace(fresh, error=str(error), error_field=error.field, entered=entered_in(form))


def entered_in(form: Form) -> dict[str, str]:
    """The form's fields, to be shown again as they were typed."""
    return {name: ",".join(list_of(form, name))[:LONGEST] for name in form if name != "act"}


def _choose_region(check: Check, form: Form, desk: Desk) -> Check:
    region = _read_region(form, desk)
    act_on, decided_on = (_read_day(form, name) for name in ("act_on", "decided_on"))
    if act_on and act_on > desk.today:
        raise FieldError("act_on", f"行为日（{act_on}）晚于今天（{desk.today}），请核对。")
    if act_on and decided_on and act_on > decided_on:
        raise FieldError("act_on", f"行为日（{act_on}）晚于决定日（{decided_on}），请核对这两个日期。")
    old = check.interview
    opening = replace(old.opening, region=region, act_on=act_on, decided_on=decided_on)
    moved = replace(
        check, interview=old.open_with(opening) if old.replies else Interview(opening), offer=None
    )
    if check.matter is None or not has_rules(desk, moved, check.matter):
        return replace(moved, step=Step.MATTER, editing=())
    return replace(moved, step=Step.QUESTIONS, editing=())


def _read_region(form: Form, desk: Desk) -> str:
    chosen, typed = text_of(form, REGION), text_of(form, "place")
    if chosen and chosen != ELSEWHERE:
        if chosen not in document_regions(desk.rulebase.corpus):
            raise FieldError(REGION, "请选一个地区。")
        return chosen
    if not typed:
        message = "请写地区的名称，如 成都市。" if chosen else "请选一个地区，或者在“其他地区”里写名称。"
        raise FieldError("place" if chosen else REGION, message)
    try:
        region = parse_one_region(desk.rulebase.corpus, typed)
    except KuanyanError as error:
        raise FieldError("place", str(error).replace(f"region“{typed}”", f"“{typed}”")) from error
    assert region is not None
    return region


def _read_day(form: Form, name: str) -> date | None:
    try:
        return parse_day(text_of(form, name), {"act_on": "行为日", "decided_on": "决定日"}[name])
    except KuanyanError as error:
        raise FieldError(name, str(error)) from error


def _choose_matter(check: Check, form: Form, desk: Desk) -> Check:
    chosen = text_of(form, MATTER)
    if chosen not in list(Matter) or not has_rules(desk, check, Matter(chosen)):
        raise FieldError(MATTER, "请选一个事项。")
    matter = Matter(chosen)
    if matter is check.matter:
        return replace(check, step=Step.QUESTIONS)
    opening = replace(check.interview.opening, matter=matter)
    return Check(Step.QUESTIONS, Interview(opening), matter, turn=check.turn)


def _find(check: Check, form: Form, desk: Desk) -> Check:
    raw = form.get("words", "")
    words = raw.strip() if isinstance(raw, str) else ""
    if not words:
        raise FieldError("words", "请用自己的话写一写是什么行为，或者从下面的清单里选。")
    if len(words) > LONGEST:
        raise FieldError("words", f"写了 {len(words)} 字，最多 {LONGEST} 字；请只写是什么行为、改了没有。")
    on = judged_on(check, desk)
    return replace(check, offer=find_offer(desk.rulebase, desk.index, words, check.case.region or "", on))


def _answer(check: Check, form: Form, desk: Desk) -> Check:
    """A reply to the question that is shown; one to another question came too late and is dropped."""
    look = look_at(check, desk)
    if look.question is None or names_of(form, "facts") != look.question.facts:
        return check
    replies = read_reply(look.question, desk.rulebase.facts, form, look.verdict.as_of)
    if look.question.facts == (VIOLATION,) and check.offer is not None:
        replies = _with_offer(check.offer, replies, list_of(form, "keep"))
    by_dates = {DISCOVERED_ON, CORRECTED_ON} <= {name for reply in replies for name in reply.facts}
    interview = check.interview.answer(*replies, forget=(CORRECTION_DAYS,) if by_dates else ())
    proposed = check.offer.proposed if check.offer is not None else check.proposed
    return replace(check, interview=interview, editing=(), earlier=None, offer=None, proposed=proposed)


def _with_offer(offer: Offer, replies: tuple[Answered, ...], keep: tuple[str, ...]) -> tuple[Answered, ...]:
    """The violation chosen, and the facts of the own words that were left ticked."""
    kept = [Answered({n: value}, words={n: words}) for n, (value, words) in offer.facts.items() if n in keep]
    choice = replies[0].values.get(VIOLATION)
    said = offer.choices.get(choice, "") if isinstance(choice, str) else ""
    return (replace(replies[0], words={VIOLATION: said} if said else {}), *kept)


def _edit(check: Check, form: Form, desk: Desk) -> Check:
    names = names_of(form, "facts")
    if names in ((REGION,), (MATTER,)):
        return replace(check, step=Step(names[0]), editing=())
    given = [reply.facts for reply in check.interview.replies]
    if names not in given and not (len(names) == 1 and any(names[0] in facts for facts in given)):
        return check
    return replace(check, step=Step.QUESTIONS, editing=names, earlier=None, offer=None)


def _back(check: Check, form: Form, desk: Desk) -> Check:
    if check.step is Step.MATTER:
        return replace(check, step=Step.REGION)
    if check.step is Step.REGION:
        return check
    if check.editing:
        return replace(check, editing=())
    before = check.interview.past
    if before is None:
        return replace(check, step=Step.MATTER, offer=None)
    taken = [r for r in check.interview.replies if r not in before.replies]
    return replace(check, interview=before, earlier=taken[0] if taken else None, offer=None)


def _restart(check: Check, form: Form, desk: Desk) -> Check:
    return Check(turn=check.turn)


_ACTS: Mapping[str, Callable[[Check, Form, Desk], Check]] = {
    REGION: _choose_region,
    MATTER: _choose_matter,
    "find": _find,
    "answer": _answer,
    "edit": _edit,
    "back": _back,
    "restart": _restart,
}
