"""What is lost where documents near the five stand among them: recall before, and with all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.service import Assistant
from corpus.models import Corpus, Document
from evals.cases import PolicyCase, load_policy_cases
from evals.distractors_data import load_notices
from evals.metrics import Rate, rank_of_gold
from evals.quality import SuiteResult
from evals.report import is_tuned_on
from evals.statutes_data import NOTICES, find_data, scratch_folder
from index.search import SearchIndex, ensure_index

Progress = Callable[[str, float], None]

POLICIES = ("policy_dev", "policy_report")
_FIRST = 5


NO_LOSS = "前五位没有损失"


def run_distractors(assistant: Assistant, progress: Progress) -> SuiteResult:
    """Searches every policy question among the five documents alone and among all, without any filter.

    「没有损失」 is 1 less the loss of recall: (cases − lost + won) / cases. Raises ``KuanyanError`` where the
    data is not given.
    """
    notices = load_notices(find_data(NOTICES) / NOTICES)
    result, home = SuiteResult("distractors"), scratch_folder("distractors")
    every = add_documents(assistant.corpus, notices)
    crowded = ensure_index(every, assistant.index.embedder, home, progress)
    for name in POLICIES:
        cases = load_policy_cases(name)
        alone, among = find_hits(assistant.index, cases), find_hits(crowded, cases)
        count = len(cases)
        result.rates[f"仅五份文件，前五位含正确条款·{name}"] = Rate(sum(alone), count)
        result.rates[f"加入后，前五位含正确条款·{name}"] = Rate(sum(among), count)
        kept = min(count, count - sum(alone) + sum(among))
        result.rates[f"{NO_LOSS}·{name}"] = Rate(kept, count)
        lost = [case.case_id for case, a, b in zip(cases, alone, among, strict=True) if a and not b]
        if lost and is_tuned_on(name):
            result.facts.append(f"{name} 加入后前五位失去的：{'、'.join(lost)}。")
    clauses = sum(len(document.clauses) for document in notices)
    result.facts.append(
        f"加入 {len(notices)} 份文件、{clauses} 个条款，检索不按地区、文件过滤；"
        "每个字都在条款里或记为剩余文字。"
    )
    return result


def add_documents(corpus: Corpus, documents: Sequence[Document]) -> Corpus:
    """``corpus`` with more documents behind its own."""
    fingerprint = f"{corpus.fingerprint}+{len(documents)}"
    return replace(corpus, documents=(*corpus.documents, *documents), fingerprint=fingerprint)


def find_hits(index: SearchIndex, cases: Sequence[PolicyCase]) -> list[bool]:
    """Whether the gold of each case is complete among the first five clauses found."""
    hits = []
    for case in cases:
        found = [hit.clause_id for hit in index.search(case.question, k=_FIRST).hits]
        hits.append(rank_of_gold(found, case.gold, case.need_all) is not None)
    return hits
