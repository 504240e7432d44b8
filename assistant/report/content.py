"""What a report says: the card, what can no longer be changed, what it was made from and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.verdict.card import MATTER_NAMES, Card, Line, Section, build_card, render_card
from assistant.verdict.case import Case, parse_value
from assistant.verdict.models import TraceLine, Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import render_date, render_value
from corpus.rule_models import Fact, Leaf, Matter, Operator, Outcome

TITLE = "柔性执法自查报告"
FACTS, CONDITIONS, UNMET, REMEDY, FIXED = (
    "认定的事实",
    "逐项条件",
    "没有满足的条件",
    "还能做什么",
    "已经不能改变的",
)
SIGNATURES = ("填报人（签名或者盖章）", "核对人（签名）")
MARKS = {True: "符合", False: "不符合", None: "未查明"}
"""Words for a condition that is met, not met, or unknown: never a colour or a sign alone."""

_VIOLATION = "violation"
_AFTER_FIXED = ("下一步", "可用的柔性执法方式", "两个日期", "说明")
_AGAINST = {
    Outcome.TRANSFER,
    Outcome.EXCLUDED,
    Outcome.AGGRAVATED,
    Outcome.PUNISH,
    Outcome.MAY_NOT_JOIN,
    Outcome.REMOVE,
}
_TRY_AGAIN = "做到之后可以再自查一次：还要同时符合所在那一项的其他条件。"


@dataclass(frozen=True, slots=True)
class Report:
    """``as_of`` is the day the verdict holds for, ``made_on`` the day the report was made."""

    matter: str
    region: str  # 重庆市沙坪坝区
    card: Card
    version: str  # of the rulebase
    as_of: date
    made_on: date

    @property
    def file_stem(self) -> str:
        """自查报告_重庆市沙坪坝区_2026-11-21"""
        return f"自查报告_{self.region or '未定地区'}_{self.made_on.isoformat()}"

    @property
    def origin(self) -> tuple[tuple[str, str], ...]:
        """(name, value): what the report is about and what it was made from."""
        return (
            ("事项", self.matter),
            ("地区", self.region or "未定"),
            ("判定日", render_date(self.as_of)),
            ("报告日期", render_date(self.made_on)),
            ("规则库版本", self.version),
        )

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of the case, one line each, without the region."""
        lines = [line.text for s in self.card.sections if s.heading == FACTS for line in s.lines]
        return tuple(line for line in lines if not line.startswith("地区："))

    @property
    def sections(self) -> tuple[Section, ...]:
        """What stands below the headline, without the facts."""
        return tuple(section for section in self.card.sections if section.heading != FACTS)


def build_report(rulebase: Rulebase, case: Case, verdict: Verdict, made_on: date) -> Report:
    card = complete_card(rulebase, verdict, build_card(rulebase, case, verdict))
    region = (case.region or "").replace("/", "")
    return Report(MATTER_NAMES[case.matter], region, card, verdict.rulebase_version, verdict.as_of, made_on)


def render_text(report: Report) -> str:
    """The report as plain text, to be copied."""
    origin = "\n".join(f"{name}：{value}" for name, value in report.origin)
    return f"{TITLE}\n{origin}\n\n{render_card(report.card)}"


def complete_card(rulebase: Rulebase, verdict: Verdict, card: Card) -> Card:
    """``card`` with what speaks against a better outcome: what can still be done, what can not."""
    sections = list(card.sections)
    headings = {section.heading for section in sections}
    failed = list(_failed(rulebase, verdict))
    added: list[Section] = []
    if verdict.matter is Matter.JOIN and failed and not verdict.rules:
        if UNMET not in headings:
            added.append(Section(UNMET, tuple(_show(rulebase, line) for line, _ in failed)))
        doable = list(dict.fromkeys(_doable(rulebase, failed)))
        if doable and REMEDY not in headings:
            added.append(Section(REMEDY, (*doable, Line(_TRY_AGAIN))))
    fixed = tuple(dict.fromkeys(_fixed(rulebase, verdict, failed)))
    if fixed:
        added.append(Section(FIXED, fixed))
    at = next((i for i, s in enumerate(sections) if s.heading in _AFTER_FIXED), len(sections))
    whole = (*sections[:at], *added, *sections[at:])
    return replace(card, sections=tuple(_shorten(section, card.summary) for section in whole))


def _shorten(section: Section, summary: str) -> Section:
    """Notes on the one rule that the summary names need not name it again."""
    if not summary:
        return section
    lines = (
        replace(x, text=x.text.replace(f"解释说明（{summary}）：", "解释说明：", 1)) for x in section.lines
    )
    return replace(section, lines=tuple(lines))


def _failed(rulebase: Rulebase, verdict: Verdict) -> Iterable[tuple[TraceLine, Leaf]]:
    """Conditions of rules about this very violation (or of the matter) that do not hold."""
    if verdict.outcome not in (Outcome.NOT_LISTED, Outcome.MAY_NOT_JOIN):
        return
    about = {t.rule for t in verdict.trace if t.fact == _VIOLATION and t.truth}
    for line in verdict.trace:
        is_about = line.rule in about if verdict.matter is Matter.VIOLATION else True
        is_unmet = is_about and line.truth is False
        leaf = rulebase.find_leaf(line.rule, line.fact, line.quote) if is_unmet else None
        if leaf is None or leaf in rulebase.get_rule(line.rule).exceptions():
            continue
        if line.fact != _VIOLATION and not rulebase.facts[line.fact].disqualifying:
            yield line, leaf


def _fixed(rulebase: Rulebase, verdict: Verdict, failed: Iterable[tuple[TraceLine, Leaf]]) -> Iterable[Line]:
    """Facts that stand against a better outcome and cannot be changed any more."""
    failed = list(failed)
    against = [
        line
        for line, leaf in failed
        if not _can_change(rulebase.facts[leaf.fact], leaf) and not _is_overdue(line, leaf)
    ]
    if verdict.outcome in _AGAINST:
        given = [t for t in verdict.trace if t.rule in verdict.rules and t.truth and t.fact != _VIOLATION]
        against += [line for line in given if not rulebase.facts[line.fact].changeable]
    if verdict.matter is Matter.JOIN and not verdict.rules:
        return  # what fits no condition is all said under UNMET
    for line in against:
        yield Line("：".join(_said(rulebase, line)), line.clause_id, _label(rulebase, line))
    for line, leaf in failed:
        if _is_overdue(line, leaf):  # the period is lost, the correction is still owed
            yield Line(f"期限：「{line.quote}」已过", line.clause_id, _label(rulebase, line))


def _is_overdue(line: TraceLine, leaf: Leaf) -> bool:
    """A period that ran out before the correction, which is still to be done."""
    return leaf.operator is Operator.CORRECTED_WITHIN and line.value is False


def _doable(rulebase: Rulebase, failed: Iterable[tuple[TraceLine, Leaf]]) -> Iterable[Line]:
    for line, leaf in failed:
        fact = rulebase.facts[leaf.fact]
        if _can_change(fact, leaf):
            yield Line(fact.change, line.clause_id, _label(rulebase, line))


def _can_change(fact: Fact, leaf: Leaf) -> bool:
    """Not a period that has run out, not a value that no doing gives."""
    return fact.changeable and leaf.operator is Operator.IS and fact.wanted in leaf.values


def _show(rulebase: Rulebase, line: TraceLine) -> Line:
    """A condition that is not met."""
    said = "——".join(_said(rulebase, line))
    return Line(f"「{line.quote}」：{said}", line.clause_id, _label(rulebase, line), False)


def _said(rulebase: Rulebase, line: TraceLine) -> tuple[str, str]:
    """(fact, value) in words."""
    fact = rulebase.facts[line.fact]
    read_as = fact
    if fact.id == "corrected" and not isinstance(line.value, bool):
        read_as = rulebase.facts["correction_days"]
    value = parse_value(read_as, line.value)
    return fact.name, "不清楚" if value is None else render_value(read_as, value)


def _label(rulebase: Rulebase, line: TraceLine) -> str:
    return rulebase.corpus.get_clause(line.clause_id).label
