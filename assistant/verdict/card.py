"""The verdict as a card: the same sections whether shown as text, on the page or in a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from assistant.verdict.case import ACT_ON, Case, parse_value
from assistant.verdict.derive import CORRECTED, CORRECTION_DAYS
from assistant.verdict.interview import why_ask
from assistant.verdict.models import TraceLine, Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import render_date, render_value
from corpus.authorities import Status, find_cited, find_repeals
from corpus.rule_models import Matter, Outcome

MATTER_NAMES = {
    Matter.VIOLATION: "违法行为罚不罚",
    Matter.JOIN: "能不能纳入正面清单（企业名单）",
    Matter.REMOVAL: "会不会被移出正面清单（企业名单）",
    Matter.ONSITE: "能不能启动现场检查",
}
DISCLAIMER = "本结果按所收文件的条款逐项比对得出，供执法和自查参考，不代替行政机关的决定。"


_DAYS = {"act": "行为日", "discovery": "检查发现日", "decision": "决定日"}


class Tone(StrEnum):
    """How the headline is set: colour is never the only sign, the words say the same."""

    LENIENT = "lenient"
    STRICT = "strict"
    OPEN = "open"
    NEUTRAL = "neutral"


_TONES = {
    Outcome.EXEMPT: Tone.LENIENT,
    Outcome.MAY_EXEMPT: Tone.LENIENT,
    Outcome.MAY_JOIN: Tone.LENIENT,
    Outcome.KEEP: Tone.LENIENT,
    Outcome.NEED_FACTS: Tone.OPEN,
    Outcome.NOT_LISTED: Tone.NEUTRAL,
    Outcome.ONSITE_OK: Tone.NEUTRAL,
    Outcome.ONSITE_NO: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section; ``clause_id`` is the clause that it rests on, if it rests on one."""

    text: str
    clause_id: str = ""
    label: str = ""
    met: bool | None = None  # of a condition: met or not


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Card:
    headline: str
    tone: Tone
    summary: str  # one line below the headline, may be empty
    sections: tuple[Section, ...]


def build_card(rulebase: Rulebase, case: Case, verdict: Verdict) -> Card:
    """Sections without a line are left out."""
    sections = [
        Section("认定的事实", tuple(_facts(rulebase, case))),
        Section("说法有矛盾", tuple(Line(why) for why in verdict.contradictions)),
        Section("逐项条件", tuple(_conditions(rulebase, verdict))),
        Section("依据", tuple(_basis(verdict))),
        Section("没有满足的条件", tuple(_unmet(rulebase, verdict))),
        Section("还要查明", tuple(_missing(rulebase, verdict))),
        Section("还没有排除的情形", tuple(Line(m.question) for m in verdict.missing if m.disqualifying)),
        Section("还能做什么", tuple(_remedy(rulebase, verdict))),
        Section("下一步", tuple(Line(b.text, b.clause_id, b.label) for b in verdict.duties)),
        Section("可用的柔性执法方式", tuple(Line(b.text, b.clause_id, b.label) for b in verdict.advice)),
        Section("两个日期", tuple(_dates(verdict))),
        Section("说明", tuple(Line(note) for note in _notes(verdict))),
    ]
    return Card(
        _headline(verdict),
        _TONES.get(verdict.effective, Tone.STRICT) if not _is_open(verdict) else Tone.OPEN,
        _summary(rulebase, verdict),
        tuple(section for section in sections if section.lines),
    )


def render_card(card: Card) -> str:
    """The card as plain text."""
    return f"{card.headline}\n{render_sections(card)}".rstrip()


def render_sections(card: Card) -> str:
    """What stands below the headline."""
    lines = [card.summary] if card.summary else []
    for section in card.sections:
        merged = [*_merge(section.lines)]
        if len(merged) == 1:
            lines.append(f"【{section.heading}】{_render_line(merged[0])}")
            continue
        lines.append(f"【{section.heading}】")
        for label, group in groupby(merged, key=lambda line: line.label):
            same = list(group)
            if label and len(same) > 1:  # the clause is said once, above its lines
                lines += [f"  {label}：", *(f"    {_render_line(replace(line, label=''))}" for line in same)]
            else:
                lines += [f"  {_render_line(line)}" for line in same]
    return "\n".join(lines)


def _merge(lines: Iterable[Line]) -> Iterable[Line]:
    """Lines that say the same on several clauses as one line with all of them."""
    merged: dict[tuple[str, bool | None], Line] = {}
    for line in lines:
        before = merged.get((line.text, line.met))
        labels = dict.fromkeys(label for label in (before.label if before else "", line.label) if label)
        merged[line.text, line.met] = replace(line, label="；".join(labels))
    return merged.values()


def _render_line(line: Line) -> str:
    mark = "" if line.met is None else ("√ " if line.met else "× ")  # both are in GBK
    return f"{mark}{line.text}{f'（{line.label}）' if line.label else ''}"


def _is_open(verdict: Verdict) -> bool:
    return verdict.outcome is Outcome.NEED_FACTS and verdict.provisional is None


def _headline(verdict: Verdict) -> str:
    if verdict.provisional is not None:
        return f"如确认不存在下列情形：{verdict.provisional.label}"
    if verdict.contradictions:
        return "说法有矛盾，先请说明"
    if _is_open(verdict):
        return "还差几件事实才能定"
    return verdict.outcome_label


def _summary(rulebase: Rulebase, verdict: Verdict) -> str:
    if _is_open(verdict):
        return ""
    return "；".join(dict.fromkeys(r.title for r in rulebase.rules if r.rule_id in verdict.rules))


def _facts(rulebase: Rulebase, case: Case) -> Iterable[Line]:
    if case.region:
        yield Line(f"地区：{case.region.replace('/', '')}")
    absent = [f.name for n, f in rulebase.facts.items() if f.disqualifying and case.facts.get(n) is False]
    for name, fact in rulebase.facts.items():
        if name in case.facts and fact.name not in absent:
            source = case.sources.get(name, "")
            said = f"（「{source}」）" if source and source != "给定" else ""
            yield Line(f"{fact.name}：{render_value(fact, case.facts[name])}{said}")
    if absent:
        yield Line(f"不存在的从重、排除一类情形：{'；'.join(absent)}")
    unknown = [fact.name for name, fact in rulebase.facts.items() if name in case.unknown]
    if unknown:
        yield Line(f"问过，还不清楚：{'；'.join(unknown)}")
    for name, day in (("行为日", case.act_on), ("决定日", case.decided_on)):
        if day:
            said = case.sources.get(ACT_ON, "") if name == "行为日" else ""
            yield Line(f"{name}：{render_date(day)}{f'（「{said}」）' if said else ''}")


def _conditions(rulebase: Rulebase, verdict: Verdict) -> Iterable[Line]:
    """The conditions of the rules that give the outcome, as they were held.

    Such a rule holds: what is not met in it is an alternative that was not needed.
    """
    for line in verdict.trace:
        if line.rule in verdict.rules:
            shown = _condition(rulebase, line)
            if shown.met is not False:
                yield shown


def _condition(rulebase: Rulebase, line: TraceLine) -> Line:
    """Met is whether the quoted words are: where they stand as an exception, that the fact is not so."""
    name, said = _said(rulebase, line)
    met = line.truth if line.truth is None else line.truth is not _is_exception(rulebase, line)
    return Line(f"「{line.quote}」：{name}——{said}", line.clause_id, rulebase.label(line.clause_id), met)


def _is_exception(rulebase: Rulebase, line: TraceLine) -> bool:
    leaf = rulebase.find_leaf(line.rule, line.fact, line.quote)
    return leaf in rulebase.get_rule(line.rule).exceptions()


def _said(rulebase: Rulebase, line: TraceLine) -> tuple[str, str]:
    """(fact, value) in words; trace values are JSON. A period is held against the days that were taken."""
    fact = rulebase.facts[line.fact]
    if fact.id == CORRECTED and line.value is not None and not isinstance(line.value, bool):
        fact = rulebase.facts[CORRECTION_DAYS]
    value = None if line.value is None else parse_value(fact, line.value)
    return fact.name, "不清楚" if value is None else render_value(fact, value)


def _basis(verdict: Verdict) -> Iterable[Line]:
    """The words that give the outcome, then the instruments they are said to rest on."""
    for citation in verdict.clauses:
        words = " ".join(citation.quote.split())
        if citation.role == "outcome":
            yield Line(f"「{words}」", citation.clause_id, citation.label)
    cited = [c for c in verdict.clauses if c.role == "basis"]
    for clause_id in dict.fromkeys(c.clause_id for c in cited):
        pieces = [" ".join(c.quote.split()) for c in cited if c.clause_id == clause_id]
        label = next(c.label for c in cited if c.clause_id == clause_id)
        yield Line(f"所引依据：「{''.join(dict.fromkeys(pieces))}」", clause_id, label)


def find_unmet(rulebase: Rulebase, verdict: Verdict) -> Iterable[TraceLine]:
    """Of rules about this very violation that do not hold: the conditions that failed."""
    about = {t.rule for t in verdict.trace if t.fact == "violation" and t.truth}
    if verdict.effective in (Outcome.NOT_LISTED, Outcome.NEED_FACTS):
        yield from (t for t in verdict.trace if t.rule in about and _condition(rulebase, t).met is False)


def _unmet(rulebase: Rulebase, verdict: Verdict) -> Iterable[Line]:
    return (_condition(rulebase, line) for line in find_unmet(rulebase, verdict))


def _missing(rulebase: Rulebase, verdict: Verdict) -> Iterable[Line]:
    """One by one; the disqualifying circumstances stand in a section of their own."""
    for m in verdict.missing:
        if not m.disqualifying:
            why = why_ask(m, rulebase.facts.get(m.fact)).rstrip("。")
            if any(said in m.why for said in verdict.contradictions):
                why = ""  # said above
            yield Line(f"{m.question}{f'（{why}）' if why else ''}")


def _remedy(rulebase: Rulebase, verdict: Verdict) -> Iterable[Line]:
    remedy = verdict.remedy
    if remedy is None or verdict.contradictions:  # first it must be clear what is so
        return
    for action in remedy.actions:
        by = f"，最迟{render_date(action.by)}" if action.by else ""
        within = f"（「{action.within}」）" if action.within else ""
        label = rulebase.label(action.clause_id)
        yield Line(f"{action.do}{by}{within}", action.clause_id, label)
    assumed = "；".join(rulebase.facts[name].name for name in remedy.assumes)
    rest = f"，且查明“{assumed}”符合条件" if assumed else ""
    bars = "没有不得纳入的情形" if verdict.matter is Matter.JOIN else "不存在从重、排除一类情形"
    yield Line(f"做到之后{rest}，并且{bars}的：{remedy.label}。")


def _dates(verdict: Verdict) -> Iterable[Line]:
    for on in verdict.by_date:
        latest = "，行为日不晚于这一天" if on.which == "discovery" else ""
        yield Line(f"按{_DAYS[on.which]}（{render_date(on.day)}{latest}）施行的文件：{on.label}")


def _notes(verdict: Verdict) -> tuple[str, ...]:
    """Each once: several clauses may have the same reading."""
    return tuple(dict.fromkeys((*verdict.notes, *_currency(verdict), DISCLAIMER)))


def _currency(verdict: Verdict) -> Iterable[str]:
    """Whether the instruments that the provision rests on were checked; it is not ours to say more."""
    cited = find_cited(c.quote for c in verdict.clauses if c.role == "basis")
    by_status = {status: [a.cite_as for a in cited if a.status is status] for status in Status}
    if by_status[Status.UNVERIFIED]:
        yield f"所引{'、'.join(by_status[Status.UNVERIFIED])}没有收入语料，是否仍然有效未经核对。"
        yield from find_repeals()
    if by_status[Status.REPEALED]:
        yield f"所引{'、'.join(by_status[Status.REPEALED])}经核对已经失效，适用前请先请示。"
