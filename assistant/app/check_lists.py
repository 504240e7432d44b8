"""Violations to pick: the rows of the lists in force, and what own words may mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from assistant.answer.refuse import Named, Thresholds, is_near
from assistant.app.cited import CitedClause
from assistant.facts_from_words.models import Found, Proposed, Reading
from assistant.verdict.case import parse_value
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Value
from corpus.models import Cell, Clause, ClauseKind, Span
from corpus.places import lies_in
from corpus.rule_models import OUTCOME_LABELS, Leaf, Matter, Outcome, Rule
from index.search import SearchResult

VIOLATION = "violation"
LONGEST = 500  # characters of a description in own words

_FEW = 4  # violations offered
_NEAR = 12  # clauses looked through for list rows


class Searching(Protocol):
    """What is needed of the search index."""

    def search(
        self, question: str, *, k: int = 10, doc_ids: Collection[str] | None = None
    ) -> SearchResult: ...


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list and the violations whose rules rest on it."""

    clause_id: str
    list_label: str  # 沙环发〔2021〕181号 附件2 正面清单
    number: str
    title: str  # 事项名称
    situation: str  # the cell that names the violations, as printed but for line breaks
    outcome: str  # what the row gives, in words
    choices: tuple[str, ...]
    key: str  # opens the clause with the words of the violations lit

    @property
    def label(self) -> str:
        return f"{self.list_label}第{self.number}项"


@dataclass(frozen=True, slots=True)
class Offer:
    """What own words may mean: violations, likeliest first, and facts that the words state."""

    words: str
    choices: Mapping[str, str] = field(default_factory=dict)  # violation → the words that mean it, if any
    facts: Mapping[str, tuple[Value, str]] = field(default_factory=dict)  # fact → (value, the words)
    proposed: Mapping[str, tuple[Value, str]] = field(default_factory=dict)  # the same, only worth asking
    notes: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()  # regions that the words name, other than the one chosen


def list_rows(rulebase: Rulebase, region: str, on: date) -> tuple[ListRow, ...]:
    """Rows of the lists that hold in ``region`` on that day and name a violation, in their order."""
    documents = rulebase.documents(region, on)
    order = {c.clause_id: i for i, c in enumerate(c for d in documents for c in d.clauses)}
    named: dict[str, list[tuple[Rule, Leaf, Span]]] = {}
    for _, rules in rulebase.docket(Matter.VIOLATION, documents).levels:
        for rule in rules:
            for leaf in rule.leaves(denied=False):
                for clause_id, span in rulebase.find_quotes(rule, leaf.quotes):
                    if leaf.fact == VIOLATION and _is_row(rulebase, clause_id):
                        named.setdefault(clause_id, []).append((rule, leaf, span))
    return tuple(
        _row(rulebase, clause_id, named[clause_id]) for clause_id in sorted(named, key=order.__getitem__)
    )


def _is_row(rulebase: Rulebase, clause_id: str) -> bool:
    return rulebase.corpus.get_clause(clause_id).kind is ClauseKind.ROW


def _row(rulebase: Rulebase, clause_id: str, named: Sequence[tuple[Rule, Leaf, Span]]) -> ListRow:
    clause = rulebase.corpus.get_clause(clause_id)
    document = rulebase.corpus.get_document(clause.doc_id)
    cell = _cell_of(clause, named[0][2])
    words = "".join(document.quote(span) for span in (cell.spans if cell else clause.cited_spans))
    choices = dict.fromkeys(str(value) for _, leaf, _ in named for value in leaf.values)
    spans = tuple(dict.fromkeys(span for _, _, span in named))
    return ListRow(
        clause_id,
        rulebase.corpus.get_clause(clause.parent_id).label if clause.parent_id else document.meta.cite_as,
        clause.number,
        clause.title,
        " ".join(words.split()),
        OUTCOME_LABELS[named[0][0].outcome or Outcome.NOT_LISTED],
        tuple(choices),
        CitedClause(clause_id, clause.label, spans).key,
    )


def _cell_of(clause: Clause, span: Span) -> Cell | None:
    cells = (c for c in clause.cells if any(s.start <= span.start < s.end for s in c.spans))
    return next(cells, None)


def find_offer(rulebase: Rulebase, index: Searching, words: str, region: str, today: date) -> Offer:
    """What ``words`` may mean: by the patterns of everyday speech, else by search among the list rows,
    where these say anything near to it."""
    from assistant.facts_from_words import read_case

    reading = read_case(words, today=today, region=region)
    choices = {str(found.value): found.words for found in reading.found if found.fact == VIOLATION}
    for candidate in reading.violations:
        choices.setdefault(candidate.choice, candidate.words)
    if not choices:
        choices = dict.fromkeys(_search_rows(rulebase, index, words, region, today), "")
    facts = dict(_values(rulebase, reading.found))
    proposed = dict(_values(rulebase, reading.proposed))
    known = rulebase.facts[VIOLATION].choices
    offered = [(choice, said) for choice, said in choices.items() if choice in known]
    notes = tuple(_notes(rulebase, reading))
    return Offer(words, dict(offered[:_FEW]), facts, proposed, notes, _elsewhere(reading, region))


def _elsewhere(reading: Reading, region: str) -> tuple[str, ...]:
    """Places named that neither are the region nor hold it; of two that contradict, both are named."""
    told = [str(found.value) for name, *pair in reading.contradictions if name == "region" for found in pair]
    named = dict.fromkeys([reading.region or region, *told])
    return tuple(place for place in named if not lies_in(region, place))


def _values(rulebase: Rulebase, read: Iterable[Found | Proposed]) -> Iterable[tuple[str, tuple[Value, str]]]:
    """(fact, (value, the words)), without the violation."""
    for one in read:
        value = parse_value(rulebase.facts[one.fact], one.value)
        if value is not None and one.fact != VIOLATION:
            yield one.fact, (value, one.words)


def _search_rows(rulebase: Rulebase, index: Searching, words: str, region: str, today: date) -> Iterable[str]:
    choices = {row.clause_id: row.choices for row in list_rows(rulebase, region, today)}
    if choices:
        documents = {clause_id.split("#", 1)[0] for clause_id in choices}
        result = index.search(words, k=_NEAR, doc_ids=documents)
        if not is_near(result, Named.NOTHING, Thresholds()):  # 油烟扰民 is near to nothing in the lists
            return
        for hit in result.hits:
            yield from choices.get(hit.clause_id, ())


def _notes(rulebase: Rulebase, reading: Reading) -> Iterable[str]:
    for name, first, second in reading.contradictions:
        if name in rulebase.facts:
            said = f"「{first.words}」「{second.words}」"
            yield f"{rulebase.facts[name].name}前后说法不一（{said}），后面会再问。"
    for ignored in reading.ignored:
        yield f"「{ignored.words}」{ignored.reason}"
