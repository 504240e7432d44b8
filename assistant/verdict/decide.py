"""``decide``: a case in, a whole verdict out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.verdict.by_date import find_by_date
from assistant.verdict.case import Case
from assistant.verdict.derive import CORRECTION_DAYS, Known
from assistant.verdict.engine import (
    Finding,
    Open,
    find_outcome,
    is_only_waiting,
    known_world,
    label_of,
    open_facts,
)
from assistant.verdict.models import (
    Beside,
    MissingFact,
    OnDate,
    Provisional,
    RuleCitation,
    TraceLine,
    Verdict,
)
from assistant.verdict.remedy import find_remedy
from assistant.verdict.rulebase import Docket, Rulebase
from assistant.verdict.truth import World, find_deadline, hold_rule
from assistant.verdict.values import render_date, value_as_json
from corpus.models import Document
from corpus.places import document_regions, lies_in
from corpus.rule_models import OUTCOME_LABELS, Matter, Operator, Outcome, Rule, RuleKind

REGION = "region"  # asked like a fact, because the lists of one region decide nothing in another

_NOT_LISTED = "清单未列明不等于应当处罚，也不等于可以免罚：由执法机关依《行政处罚法》等规定裁量。"
_NO_DOCUMENT = "语料没有在该地区施行的文件，不能按其他地区的清单判定。"
_NOT_YET = "判定日（{day}）时，所收的该地区文件尚未施行，没有可以适用的规则。"
_NO_RULES = "所收的该地区文件没有规定这件事，不能按其他地区的文件判定。"
_TWO_DATES = "按行为日与按决定日的文件和名单，结果不同，适用哪一个由执法机关依法确定。"
_EXPIRED = "{name}是{day}，到判定日已过有效期，不再按正面清单企业对待（{label}「{quote}」）。"
_UNKNOWN = "“{names}”已问过但不知道，不当作“没有”；查明之后才能判定。"


def decide(rulebase: Rulebase, case: Case, today: date) -> Verdict:
    """The verdict on ``case`` as of the day of decision, or ``today`` where that is not given.

    Pure: nothing is read but the arguments. Raises nothing for a case that ``parse_case`` made.
    """
    as_of = case.decided_on or today
    if case.region is None:
        return _ask_region(rulebase, case, as_of)
    documents = rulebase.documents(case.region, as_of)
    docket = rulebase.docket(case.matter, documents)
    known, world = known_world(rulebase, case, as_of)
    finding = find_outcome(rulebase, docket, case.matter, world)
    outcome = Outcome.NEED_FACTS if known.contradictions else finding.outcome
    provisional = _provisional(rulebase, case.matter, finding, known)
    giving = finding.rules if outcome is not Outcome.NEED_FACTS else ()
    giving = finding.assumed_rules if provisional else giving
    effective = provisional.outcome if provisional else outcome
    missing = _missing(rulebase, finding, world, known, case)
    clear = not known.contradictions  # else nothing is decided, on no date, and nothing is advised
    remedy = find_remedy(rulebase, docket, case.matter, world, finding) if documents and clear else None
    by_date = find_by_date(rulebase, case, documents, world, outcome) if clear else ()
    beside = _find_beside(docket, world, effective)
    return Verdict(
        matter=case.matter,
        region=case.region,
        outcome=outcome,
        outcome_label=label_of(case.matter, outcome, giving, docket.decides)
        if outcome is not Outcome.NEED_FACTS
        else OUTCOME_LABELS[outcome],
        provisional=provisional,
        possible=finding.possible,
        rules=tuple(rule.rule_id for rule in giving),
        clauses=tuple(cite_rules(rulebase, giving)),
        trace=tuple(_trace(rulebase, finding, known)),
        missing=missing,
        not_needed=_not_needed(docket, known, missing),
        remedy=remedy,
        duties=_beside(rulebase, [rule for rule in beside if rule.kind is RuleKind.DUTY]),
        advice=_beside(rulebase, [rule for rule in beside if rule.kind is RuleKind.ADVICE]),
        by_date=by_date,
        contradictions=tuple(c.why for c in known.contradictions),
        notes=tuple(
            _notes(
                rulebase, case, effective, giving, documents, docket, by_date, missing, finding, known, as_of
            )
        ),
        rulebase_version=rulebase.version,
        as_of=as_of,
    )


def _find_beside(docket: Docket, world: World, effective: Outcome) -> list[Rule]:
    """Duties and advice that go with the outcome and certainly hold; they never ask for a fact."""
    fitting = [rule for rule in docket.beside if not rule.after or effective in rule.after]
    return [rule for rule in fitting if hold_rule(rule, _silent(world))[0]]


def _silent(world: World) -> World:
    return replace(world, lines=None)


def _provisional(rulebase: Rulebase, matter: Matter, finding: Finding, known: Known) -> Provisional | None:
    if finding.assumed is None or known.contradictions:
        return None
    assumes = dict.fromkeys(leaf.fact for _, leaf in finding.open if rulebase.facts[leaf.fact].disqualifying)
    label = label_of(matter, finding.assumed, finding.assumed_rules)
    return Provisional(finding.assumed, label, tuple(assumes))


def _missing(
    rulebase: Rulebase, finding: Finding, world: World, known: Known, case: Case
) -> tuple[MissingFact, ...]:
    missing: list[MissingFact] = []
    for contradiction in known.contradictions:
        for name in contradiction.facts:
            if name not in [m.fact for m in missing]:
                why = f"说法有矛盾：{contradiction.why}，请说明哪一个对。"
                missing.append(MissingFact(name, rulebase.facts[name].question, why, ()))
    for name, opened in open_facts(finding, world, case.unknown).items():
        if name in [m.fact for m in missing]:
            continue
        fact = rulebase.facts[name]
        missing.append(
            MissingFact(
                name,
                fact.question,
                _why(rulebase, opened, world),
                tuple(dict.fromkeys(rulebase.clause_of(rule, leaf) for rule, leaf in opened)),
                fact.disqualifying,
                is_only_waiting(opened, world),
            )
        )
    return tuple(missing)


def _why(rulebase: Rulebase, opened: Sequence[Open], world: World) -> str:
    """Whose condition it is, and the day on which its period ends."""
    rule, leaf = opened[0]
    label = rulebase.label(rulebase.clause_of(rule, leaf))
    why = f"{label}要求「{'……'.join(leaf.quotes)}」"
    if is_only_waiting(opened, world):
        deadline = find_deadline(leaf, world.values)
        assert deadline is not None
        why += f"，期限到{render_date(deadline)}，还没有届满，完成后再判"
    return why


def _not_needed(docket: Docket, known: Known, missing: Sequence[MissingFact]) -> tuple[str, ...]:
    asked = {m.fact for m in missing}
    return tuple(sorted(docket.fact_ids - asked - known.values.keys()))


def _trace(rulebase: Rulebase, finding: Finding, known: Known) -> Iterable[TraceLine]:
    for rule, leaf, truth in finding.lines:
        name = leaf.fact
        if leaf.operator is Operator.CORRECTED_WITHIN and CORRECTION_DAYS in known.values:
            name = CORRECTION_DAYS  # the period is held against the days that were taken
        value = known.values.get(name)
        yield TraceLine(
            rule.rule_id,
            leaf.quote,
            leaf.fact,
            None if value is None else value_as_json(value),
            known.sources.get(name, "") if value is not None else "",
            truth,
            rulebase.clause_of(rule, leaf),
        )


def cite_rules(rulebase: Rulebase, rules: Sequence[Rule]) -> Iterable[RuleCitation]:
    """The printed words of each rule: what gives the outcome, the conditions, the basis."""
    for rule in rules:
        yield from _cite(rulebase, rule, rule.outcome_quotes, "outcome")
        for leaf in rule.leaves():
            yield from _cite(rulebase, rule, leaf.quotes, "condition")
        for words in rule.basis:
            document = rulebase.corpus.get_document(rule.doc_id)
            for span in words.spans:
                yield RuleCitation(
                    words.clause_id,
                    rule.doc_id,
                    words.label,
                    document.quote(span),
                    span.start,
                    span.end,
                    rule.rule_id,
                    "basis",
                )


def _cite(rulebase: Rulebase, rule: Rule, quotes: tuple[str, ...], role: str) -> Iterable[RuleCitation]:
    corpus = rulebase.corpus
    document = corpus.get_document(rule.doc_id)
    for clause_id, span in rulebase.find_quotes(rule, quotes):
        label = rulebase.label(clause_id)
        words = document.quote(span)
        yield RuleCitation(clause_id, rule.doc_id, label, words, span.start, span.end, rule.rule_id, role)


def _beside(rulebase: Rulebase, rules: Sequence[Rule]) -> tuple[Beside, ...]:
    """One entry for each text; where several documents say the same, all their labels."""
    found: dict[str, Beside] = {}
    for rule in rules:
        clause_id = rulebase.clause_of(rule)
        label = rulebase.label(clause_id)
        before = found.get(rule.text)
        found[rule.text] = (
            Beside(rule.rule_id, rule.text, clause_id, label)
            if before is None
            else replace(before, label=f"{before.label}；{label}")
        )
    return tuple(found.values())


def _notes(
    rulebase: Rulebase,
    case: Case,
    effective: Outcome,
    rules: Sequence[Rule],
    documents: Sequence[Document],
    docket: Docket,
    by_date: Sequence[OnDate],
    missing: Sequence[MissingFact],
    finding: Finding,
    known: Known,
    as_of: date,
) -> Iterable[str]:
    if not documents and case.region is not None:
        held = any(lies_in(case.region, r) for r in document_regions(rulebase.corpus))
        yield _NOT_YET.format(day=render_date(as_of)) if held else _NO_DOCUMENT
    elif not docket.decides and case.matter is not Matter.VIOLATION:
        yield _NO_RULES
    if effective is Outcome.NOT_LISTED and case.matter is Matter.VIOLATION:
        yield _NOT_LISTED
    blocking = sorted(case.unknown & {m.fact for m in missing})
    yield from _expired(rulebase, finding, known)
    if blocking:
        yield _UNKNOWN.format(names="；".join(rulebase.facts[n].name for n in blocking))
    if by_date:
        yield _TWO_DATES
    for rule in rules:
        readings = rule.readings or tuple(leaf.reading for leaf in rule.leaves() if leaf.reading)
        for reading in dict.fromkeys(readings):
            yield f"解释说明（{rule.title}）：{reading}"


def _expired(rulebase: Rulebase, finding: Finding, known: Known) -> Iterable[str]:
    """Once, where a listing is no longer valid: why the rules for listed enterprises do not hold."""
    for rule, leaf, truth in finding.lines:
        listed = known.values.get(leaf.fact)
        if leaf.operator is Operator.WITHIN_YEARS and truth is False and isinstance(listed, date):
            yield _EXPIRED.format(
                name=rulebase.facts[leaf.fact].name,
                day=render_date(listed),
                label=rulebase.label(rulebase.clause_of(rule, leaf)),
                quote=leaf.quote,
            )
            return


def _ask_region(rulebase: Rulebase, case: Case, as_of: date) -> Verdict:
    why = "各地的清单只在本地适用，要先知道案件在哪个地区。"
    missing = MissingFact(REGION, "案件在哪个地区？", why, ())
    return Verdict(
        case.matter,
        None,
        Outcome.NEED_FACTS,
        OUTCOME_LABELS[Outcome.NEED_FACTS],
        None,
        (),
        (),
        (),
        (),
        (missing,),
        (),
        None,
        (),
        (),
        (),
        (),
        (),
        rulebase.version,
        as_of,
    )
