"""Clauses asked for by number: is exactly the one meant cited, are numbers that do not exist corrected.

Generated from the clause trees: there is no dataset to tune on, a new document is asked for as it is added.
"""

from __future__ import annotations

from collections import defaultdict

from assistant.answer.models import Answer, AnswerKind, RefusalReason
from assistant.service import Assistant
from corpus.models import Corpus
from evals.lookup_absent import Absence, build_absences
from evals.lookup_forms import Lookup, build_lookups
from evals.quality import SuiteResult, Tally

EXACT, CORRECTED = "首位是所问条款", "不存在的编号被指出"
_NAMED = 12  # failing questions of one form that are printed


def run_lookup(assistant: Assistant) -> SuiteResult:
    tally, result = Tally(), SuiteResult("lookup")
    failures: dict[str, list[str]] = defaultdict(list)
    for lookup in build_lookups(assistant.corpus):
        answer = assistant.ask(lookup.question)
        _count(
            tally, failures, EXACT, lookup.form, is_found(lookup, answer, assistant.corpus), lookup, answer
        )
    for absence in build_absences(assistant.corpus):
        answer = assistant.ask(absence.question)
        _count(tally, failures, CORRECTED, absence.form, is_corrected(absence, answer), absence, answer)
    result.rates = tally.rates()
    for form, lines in sorted(failures.items()):
        more = f"（共 {len(lines)} 个，列前 {_NAMED} 个）" if len(lines) > _NAMED else ""
        result.facts.append(f"未命中·{form}{more}：{'；'.join(lines[:_NAMED])}。")
    return result


def _count(
    tally: Tally,
    failures: dict[str, list[str]],
    measure: str,
    form: str,
    hit: bool,
    asked: Lookup | Absence,
    answer: Answer,
) -> None:
    tally.add(measure, hit)
    if not hit:
        got = "、".join(_cited(answer)[:2]) or f"{answer.kind.value}「{answer.lead[:30]}」"
        failures[form].append(f"「{asked.question}」得到 {got}")


def _cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.clause_id for citation in answer.citations))


def is_found(lookup: Lookup, answer: Answer, corpus: Corpus) -> bool:
    """The clause meant comes first, and nothing is cited but it and what stands under it. Where several bear
    the number, all of them are cited or offered to choose from, and no other."""
    if answer.kind is AnswerKind.ASK_BACK:
        return len(lookup.answers) > 1 and offered(answer) == labels(lookup.answers, corpus)
    cited = _cited(answer)
    if answer.kind is not AnswerKind.ANSWER or not cited:
        return False
    if len(lookup.answers) > 1:
        return set(cited) == set(lookup.answers)
    gold = lookup.answers[0]
    return cited[0] == gold and all(c == gold or c.startswith(f"{gold}.") for c in cited)


def labels(clause_ids: tuple[str, ...], corpus: Corpus) -> set[str]:
    """Each with the title that an answer which asks back shows beside it."""
    clauses = [corpus.get_clause(clause_id) for clause_id in clause_ids]
    return {f"{c.label}（{c.title}）" if c.title else c.label for c in clauses}


def offered(answer: Answer) -> set[str]:
    """The choices of an answer that asks which document is meant."""
    return set(answer.lead.partition("：")[2].rstrip("。").split("；"))


def is_corrected(absence: Absence, answer: Answer) -> bool:
    """Said not to exist, with the words that show it beside and nothing passed off as the answer."""
    if answer.kind is not AnswerKind.REFUSAL or answer.refusal is None or answer.citations:
        return False
    if answer.refusal.reason is not RefusalReason.NOTHING_FOUND:
        return False
    shown = {citation.clause_id for passage in answer.related for citation in passage.citations}
    return all(words in answer.refusal.detail for words in absence.says) and set(absence.shown) <= shown
