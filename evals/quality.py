"""Suites of answer quality: the right clause, the decisive words, verbatim quotes, honest refusals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer.models import Answer, AnswerKind, check_citation, render_text
from assistant.answer.question import read_question
from assistant.service import Assistant
from corpus.places import share_ground
from evals.cases import PolicyCase, RefusalCase, load_policy_cases, load_refusal_cases
from evals.metrics import NotMeasured, Rate, Spread, rank_of_gold


@dataclass
class SuiteResult:
    """``rates`` and ``numbers`` by the measure's name; ``facts`` are what else was observed, in words.

    ``failures`` names the cases that count against a rate, with what came instead. They are printed for
    ``*_dev`` suites only.
    """

    suite: str
    rates: dict[str, Rate] = field(default_factory=dict)
    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, Spread | NotMeasured] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)


class Tally:
    """Counts hits by name."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, name: str, hit: bool) -> None:
        self._counts[name][0] += hit
        self._counts[name][1] += 1

    def rates(self) -> dict[str, Rate]:
        return {name: Rate(hits, n) for name, (hits, n) in self._counts.items()}


OF_PLACE = "点明地区或文件的，首位不是别地的"


def run_policy(assistant: Assistant, name: str) -> SuiteResult:
    """Over ``policy_dev`` or ``policy_report``."""
    tally, result = Tally(), SuiteResult(name)
    for case in load_policy_cases(name):
        answer = assistant.ask(case.question)
        _score_policy(assistant, case, answer, tally, result)
    result.rates = tally.rates()
    return result


def _score_policy(
    assistant: Assistant, case: PolicyCase, answer: Answer, tally: Tally, result: SuiteResult
) -> None:
    cited = answer.clause_ids
    rank = rank_of_gold(answer.candidate_ids, case.gold, case.need_all)
    first = bool(cited) and cited[0] in case.gold
    five = rank is not None and (rank <= 5 or set(case.gold) <= set(cited))
    text = render_text(answer)
    lines = "\n".join(text.split("\n")[:2])
    _count(tally, result, "首位是正确条款", first, case, answer)
    _count(tally, result, "前五位含正确条款", five, case, answer)
    answered = answer.kind in (AnswerKind.ANSWER, AnswerKind.VERDICT)  # else they stand beside a refusal
    tally.add("回答了且前五位含正确条款", five and answered)
    places = _places_named(assistant, case.question)
    if cited and places:
        region = assistant.corpus.get_document(answer.citations[0].doc_id).meta.region
        here = any(share_ground(place, region) for place in places)
        _count(tally, result, OF_PLACE, here, case, answer)
    tally.add(f"首位是正确条款·{case.style}", first)
    tally.add(f"前五位含正确条款·{case.style}", five)
    refused = answer.kind is AnswerKind.REFUSAL
    _count(tally, result, "没有误拒", not refused, case, answer)
    if case.must_contain:
        plain = _plain(text)
        _count(
            tally, result, "答案含关键词句", all(_plain(m) in plain for m in case.must_contain), case, answer
        )
        tally.add("前两行含关键词句", all(_plain(m) in _plain(lines) for m in case.must_contain))
    exact = all(check_citation(assistant.corpus.get_document(c.doc_id), c) for c in answer.citations)
    _count(tally, result, "引文逐字无误", exact, case, answer)


def _places_named(assistant: Assistant, question: str) -> set[str]:
    """Regions that the question names, by themselves or by their documents."""
    asked = read_question(question, assistant.corpus)
    named = {assistant.corpus.get_document(doc_id).meta.region for doc_id in asked.documents}
    return {*named, *asked.regions}


def _plain(text: str) -> str:
    """Without the marks between the pieces of one quote, so that words broken by a page still match."""
    return "".join(text.split()).replace("」「", "")


def _count(tally: Tally, result: SuiteResult, name: str, hit: bool, case: PolicyCase, answer: Answer) -> None:
    tally.add(name, hit)
    if not hit:
        got = answer.citations[0].clause_id if answer.citations else answer.kind.value
        result.failures[name].append(f"{case.case_id} 应为 {'、'.join(case.gold[:3])}，得到 {got}")


def run_refusal(assistant: Assistant, name: str, cases: Sequence[RefusalCase] | None = None) -> SuiteResult:
    """Over ``cases``, or the dataset ``name``. Asking back and correcting a premise count as refusing;
    asking for the facts of a case does not where the question tells none."""
    tally, result = Tally(), SuiteResult(name)
    for case in load_refusal_cases(name) if cases is None else cases:
        answer = assistant.ask(case.question)
        refused = answer.kind in (AnswerKind.REFUSAL, AnswerKind.ASK_BACK)
        tally.add("正确拒答", refused)
        tally.add(f"正确拒答·{case.kind}", refused)
        tally.add("没有当作案件追问", not answer.missing)
        if not refused:
            got = answer.citations[0].clause_id if answer.citations else answer.kind.value
            result.failures["正确拒答"].append(f"{case.case_id} 却回答了 {got}")
    result.rates = tally.rates()
    return result
