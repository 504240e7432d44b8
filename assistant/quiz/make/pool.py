"""Every question that the corpus can bear, made once and kept while the corpus stays the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.quiz.make.cover import clauses_to_cover
from assistant.quiz.make.draft import Draft
from assistant.quiz.make.enumerated import draft_enumeration
from assistant.quiz.make.headings import list_headings, match_documents, match_headings
from assistant.quiz.make.lists import SITUATION, row_deadlines, row_handling, row_of, rows_without_days
from assistant.quiz.make.matches import draft_matches
from assistant.quiz.make.options import Weights, close_options, weigh_options
from assistant.quiz.make.propositions import find_propositions, find_twins, name_place
from assistant.quiz.make.slots import draft_slots, find_slots
from assistant.quiz.make.standing import Standing
from assistant.quiz.models import Level
from assistant.verdict.rulebase import Rulebase
from corpus.confusables import Quoted, load_confusables
from corpus.enumerations import Enumeration, load_enumerations, load_matches
from corpus.facts import load_facts
from corpus.models import Corpus
from corpus.quotes import read_printed
from corpus.rule_models import Rule
from corpus.rules import load_rules

_ROW_NAMES = ("事项名称", "事项")  # cells that name a row


@dataclass(frozen=True)
class Pool:
    drafts: tuple[Draft, ...]
    to_cover: tuple[str, ...]  # clause ids
    rulebase: Rulebase
    weights: Weights


_POOLS: dict[str, Pool] = {}


def load_pool(corpus: Corpus) -> Pool:
    """Kept by the corpus's fingerprint. Raises ``KuanyanError`` for a faulty file of ``corpus/``."""
    if corpus.fingerprint not in _POOLS:
        _POOLS.clear()
        _POOLS[corpus.fingerprint] = _build_pool(corpus)
    return _POOLS[corpus.fingerprint]


def _build_pool(corpus: Corpus) -> Pool:
    confusables = load_confusables(corpus)
    facts = load_facts()
    rulebase = Rulebase.build(corpus, facts, load_rules(corpus, facts=facts))
    rules = rulebase.rules
    standing = Standing(corpus)
    propositions = find_propositions(corpus, confusables)
    drafts: list[Draft] = []
    for proposition in propositions:
        drafts += draft_slots(corpus, find_slots(proposition, confusables, standing))
    matches = [*load_matches(corpus), *row_handling(corpus, rules)]
    matches += [match_headings(document, propositions, standing) for document in corpus.documents]
    matches.append(match_documents(corpus, propositions, confusables.tells_document))
    for match in matches:
        drafts += draft_matches(corpus, match)
    for enumeration in load_enumerations(corpus):
        drafts += draft_enumeration(corpus, standing, enumeration)
    for document in corpus.documents:
        for enumeration in list_headings(document):
            drafts += draft_enumeration(corpus, standing, enumeration, Level.RECALL)
    drafts += _draft_rows(corpus, standing, rules)
    twins = find_twins(propositions)
    whole = _each_once(_mark_twins(draft, twins) for draft in close_options(drafts))
    return Pool(whole, tuple(clauses_to_cover(corpus, confusables)), rulebase, weigh_options(whole))


def _draft_rows(corpus: Corpus, standing: Standing, rules: Sequence[Rule]) -> Iterator[Draft]:
    """Which rows must be put right within so many days, by the rulebase's bound."""
    for doc_id, by_days in row_deadlines(corpus, rules).items():
        undated = rows_without_days(rules, doc_id)
        for days, dated in sorted(by_days.items()):
            other = [rule for n, found in sorted(by_days.items()) if n != days for rule in found]
            right = [_row_name(corpus, row_of(rule)) for rule in dated]
            table = corpus.get_clause(row_of(dated[0])).parent_id or ""
            beside = [rule for rule in (*other, *undated) if row_of(rule).startswith(f"{table}.")]
            enumeration = Enumeration(
                f"{doc_id} {days}日",
                table,
                f"{_table_name(corpus, table)}的下列事项中，“{SITUATION}”规定"
                f"自检查发现之日起{days}日内改正或者完成整改的",
                "",
                tuple(right),
                tuple(right),
                tuple(_row_name(corpus, row_of(rule)) for rule in beside),
            )
            evidence = {row_of(rule): _cell(corpus, row_of(rule), SITUATION) for rule in dated}
            yield from draft_enumeration(corpus, standing, enumeration, evidence=evidence)


def _table_name(corpus: Corpus, clause_id: str) -> str:
    document = corpus.get_document(clause_id.split("#", 1)[0])
    return name_place(document, corpus.get_clause(clause_id))


def _row_name(corpus: Corpus, clause_id: str) -> Quoted:
    clause = corpus.get_clause(clause_id)
    name = next(name for name in _ROW_NAMES if clause.find_cell(name) is not None)
    return _cell(corpus, clause_id, name)


def _cell(corpus: Corpus, clause_id: str, name: str) -> Quoted:
    """Raises ``KeyError`` where the row has no such cell."""
    document = corpus.get_document(clause_id.split("#", 1)[0])
    cell = corpus.get_clause(clause_id).find_cell(name)
    if cell is None:
        raise KeyError(name)
    return Quoted(clause_id, read_printed(document.source, cell.spans).text, cell.spans)


def _mark_twins(draft: Draft, twins: Mapping[str, str]) -> Draft:
    """The draft, so that a paper that takes it takes none about its sentence's twin."""
    more = {twins[touched] for touched in draft.touches if touched in twins}
    return replace(draft, touches=draft.touches | more) if more else draft


def _each_once(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    """Without drafts whose kind, stem and key say what another's do."""
    found: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        item = draft.item
        found.setdefault((item.kind, item.stem, item.key, tuple(o.text for o in draft.right)), draft)
    return tuple(found.values())
