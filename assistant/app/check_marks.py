"""Which clause a line of the card or a question opens, and the words lit in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.app.cited import CitedClause
from assistant.verdict.card import Line
from assistant.verdict.derive import CORRECTED, CORRECTED_ON, CORRECTION_DAYS, DISCOVERED_ON
from assistant.verdict.interview import Question
from assistant.verdict.models import TraceLine, Verdict
from assistant.verdict.rulebase import Rulebase
from corpus.models import Span
from corpus.rule_models import Operator

_OF_CORRECTION = {CORRECTED, CORRECTED_ON, CORRECTION_DAYS, DISCOVERED_ON}


def clauses_of_question(rulebase: Rulebase, verdict: Verdict, question: Question) -> tuple[CitedClause, ...]:
    """The clauses that ask for the question's facts, the asking words lit."""
    facts = set(question.facts)
    if facts & _OF_CORRECTION:
        facts |= _OF_CORRECTION
    return tuple(
        _cite(
            rulebase,
            clause_id,
            _trace_spans(
                rulebase,
                [t for t in verdict.trace if t.fact in facts and t.clause_id == clause_id],
                clause_id,
            ),
        )
        for clause_id in question.clauses
    )


def clauses_of_line(rulebase: Rulebase, verdict: Verdict, line: Line) -> tuple[CitedClause, ...]:
    """The clause that a line of the card rests on, then others that its label names; often none."""
    if not line.clause_id:
        return ()
    first = _cite(rulebase, line.clause_id, tuple(_line_spans(rulebase, verdict, line)))
    labels = line.label.split("；")
    saying = [rule for rule in rulebase.rules if rule.text == line.text] if len(labels) > 1 else []
    others = {
        clause_id: _cite(rulebase, clause_id, tuple(_rule_spans(rulebase, rule.rule_id, clause_id)))
        for rule in saying
        if (clause_id := rulebase.clause_of(rule)) != first.clause_id and rulebase.label(clause_id) in labels
    }
    return (first, *others.values())


def key_of_verdict(verdict: Verdict) -> str:
    """Opens the clause that the verdict rests on first, all its words lit; empty where there is none."""
    cited = [citation for citation in verdict.clauses if citation.role != "basis"]
    if not cited:
        return ""
    first = cited[0]
    spans = [Span(c.start, c.end) for c in cited if c.clause_id == first.clause_id]
    return CitedClause(first.clause_id, first.label, tuple(dict.fromkeys(spans))).key


def _cite(rulebase: Rulebase, clause_id: str, spans: Sequence[Span]) -> CitedClause:
    clause = rulebase.corpus.get_clause(clause_id)
    return CitedClause(clause_id, clause.label, tuple(dict.fromkeys(spans)) or clause.cited_spans)


def _line_spans(rulebase: Rulebase, verdict: Verdict, line: Line) -> Iterable[Span]:
    """The spans of what the line quotes, or of the words that the duty or the action stands in."""
    here = [t for t in verdict.trace if t.clause_id == line.clause_id]
    traced = [t for t in here if f"「{t.quote}」" in line.text]
    if not traced and "「" not in line.text:
        traced = [t for t in here if line.text.startswith(f"{rulebase.facts[t.fact].name}：")]
    yield from _trace_spans(rulebase, traced, line.clause_id)
    for citation in verdict.clauses:
        words = " ".join(citation.quote.split())
        if citation.clause_id == line.clause_id and citation.role != "condition" and words in line.text:
            yield Span(citation.start, citation.end)
    for beside in (*verdict.duties, *verdict.advice):
        if (beside.clause_id, beside.text) == (line.clause_id, line.text):
            yield from _rule_spans(rulebase, beside.rule, line.clause_id)
    yield from _action_spans(rulebase, verdict, line)


def _action_spans(rulebase: Rulebase, verdict: Verdict, line: Line) -> Iterable[Span]:
    for action in verdict.remedy.actions if verdict.remedy else ():
        if action.clause_id == line.clause_id and line.text.startswith(action.do):
            assert verdict.remedy is not None
            rule = rulebase.get_rule(verdict.remedy.rule)
            for leaf in rule.leaves():
                timed = leaf.operator is Operator.CORRECTED_WITHIN
                if leaf.fact == action.fact and timed == bool(action.within):
                    found = rulebase.find_quotes(rule, leaf.quotes)
                    yield from (span for clause_id, span in found if clause_id == line.clause_id)


def _trace_spans(rulebase: Rulebase, lines: Iterable[TraceLine], clause_id: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for line in lines:
        leaf = rulebase.find_leaf(line.rule, line.fact, line.quote)
        if leaf is not None:
            found = rulebase.find_quotes(rulebase.get_rule(line.rule), leaf.quotes)
            spans += [span for at, span in found if at == clause_id]
    return tuple(spans)


def _rule_spans(rulebase: Rulebase, rule_id: str, clause_id: str) -> Iterable[Span]:
    rule = rulebase.get_rule(rule_id)
    quotes = rule.outcome_quotes
    found = [span for at, span in rulebase.find_quotes(rule, quotes) if at == clause_id]
    yield from found or (s for words in rule.words if words.clause_id == clause_id for s in words.spans)
