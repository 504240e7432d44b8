"""A paper checked: each item by the checks of its kind, then the paper as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assistant.quiz.check.blanks import check_blanks, check_points
from assistant.quiz.check.choices import check_options
from assistant.quiz.check.engine import Recomputed, check_engine_key, recompute
from assistant.quiz.check.flaws import check_flaws
from assistant.quiz.check.form import check_citations, check_key
from assistant.quiz.check.law import Law
from assistant.quiz.check.models import Finding, Problem, Severity, error, hint
from assistant.quiz.check.statements import check_statement
from assistant.quiz.check.told import check_told
from assistant.quiz.check.whole import check_whole
from assistant.quiz.models import Item, ItemKind, Paper, ProofKind
from assistant.verdict.rulebase import Rulebase, load_rulebase
from corpus.facts import load_facts
from corpus.models import Corpus
from corpus.rules import load_rules

_SUPPOSES = re.compile("如果|假设|假如|假定|若|改为|设想")
_CHECKS: dict[ItemKind, Callable[[Item, Law], Iterator[Finding]]] = {
    ItemKind.SINGLE: check_options,
    ItemKind.MULTIPLE: check_options,
    ItemKind.TRUE_FALSE: check_statement,
    ItemKind.FILL_IN: check_blanks,
    ItemKind.SHORT: check_points,
}


@dataclass
class Checker:
    """The corpus made ready once, for a page that checks item after item. ``corpus`` is not changed."""

    corpus: Corpus
    law: Law = field(init=False)

    def __post_init__(self) -> None:
        self.law = Law(self.corpus)

    @cached_property
    def rulebase(self) -> Rulebase:
        """Read only when an item needs it."""
        shipped = load_rulebase()
        if shipped.corpus.fingerprint == self.corpus.fingerprint:
            return shipped
        return Rulebase.build(self.corpus, load_facts(), load_rules(self.corpus))

    def check_paper(self, paper: Paper) -> list[Problem]:
        """As the function of that name."""
        numbered = list(enumerate(paper.items, start=1))
        problems = [problem for number, item in numbered for problem in self.check_item(item, number)]
        whole = list(check_whole([(number, item) for number, item in numbered if _is_formed(item)]))
        if not paper.items:
            whole.append(Problem(0, Severity.ERROR, "empty", "卷里没有题，请先出题。"))
        return sorted([*whole, *problems], key=lambda problem: problem.item)

    def check_item(self, item: Item, number: int = 1) -> list[Problem]:
        """As the function of that name."""
        problems = [_problem(finding, number, 0) for finding in self._findings(item)]
        if item.kind is ItemKind.CASE:
            for which, question in enumerate(item.questions, start=1):
                found = self._findings(question, of_case=True)
                problems += [_problem(finding, number, which) for finding in found]
            problems += [_problem(finding, number, which) for which, finding in self._told(item)]
        return problems

    def _findings(self, item: Item, of_case: bool = False) -> Iterator[Finding]:
        """Of one item, without the questions of a case; ``of_case``: it is such a question itself."""
        malformed = list(check_key(item))
        yield from malformed
        yield from check_citations(item, self.law)
        if malformed:
            return
        yield from check_flaws(item)
        if item.kind is ItemKind.CASE:
            return
        if item.proof.kind is ProofKind.ENGINE:
            yield from self._engine(item)
        elif of_case and item.proof.kind is ProofKind.NONE:  # its key rests on facts, not on words alone
            yield hint("not_recomputed", "小题没有附推算用的事实，答案无从推算，请对照案情和条款人工核对。")
        else:
            yield from _CHECKS[item.kind](item, self.law)

    def _engine(self, item: Item) -> Iterator[Finding]:
        if item.proof.case is None:
            yield error("proof_case", "答案来自判定引擎，证明里却没有案情，无从推算，请重新出题。")
            return
        done = recompute(item.proof.case, self.rulebase)
        if isinstance(done, Finding):
            yield done
        elif item.kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE):
            yield from check_engine_key(item, done, self.law)

    def _told(self, case: Item) -> Iterator[tuple[int, Finding]]:
        """(question number, finding): do the words of the case give the facts of its proofs."""
        own = case.proof.case or next((q.proof.case for q in case.questions if q.proof.case), None)
        if own is None:
            return
        done = recompute(own, self.rulebase)
        if isinstance(done, Recomputed):
            yield from ((0, finding) for finding in check_told(case.stem, done))
        elif case.proof.case is not None:
            yield 0, done
        for number, question in enumerate(case.questions, start=1):
            still_open = question.proof.asked == "remedy"  # asks as if the correction were not yet done
            if question.proof.case and not still_open and (changed := _changed(own, question.proof.case)):
                again = recompute(question.proof.case, self.rulebase)
                if isinstance(again, Recomputed):
                    told = question.stem if _SUPPOSES.search(question.stem) else case.stem + question.stem
                    yield from ((number, f) for f in check_told(told, again, changed))


def _changed(own: dict[str, Any], other: dict[str, Any]) -> frozenset[str]:
    """Facts that a question's case has otherwise than the case itself; those it no longer has say nothing."""
    before, after = own.get("facts", {}), other.get("facts", {})
    return frozenset(name for name, value in after.items() if before.get(name) != value)


def check_paper(paper: Paper, corpus: Corpus) -> list[Problem]:
    """All problems, those of the whole paper first, then item by item. The paper is not changed."""
    return Checker(corpus).check_paper(paper)


def check_item(item: Item, corpus: Corpus, number: int = 1) -> list[Problem]:
    """The problems of one item, as number ``number`` of its paper."""
    return Checker(corpus).check_item(item, number)


def _is_formed(item: Item) -> bool:
    return not any(list(check_key(one)) for one in (item, *item.questions))


def _problem(finding: Finding, number: int, question: int) -> Problem:
    return Problem(number, finding.severity, finding.code, finding.text, question)
