"""Quizzes: 1,000 generated items held against the checker, their coverage, cues and speed."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import NormalDist

from assistant.quiz.check import Checker, Problem, Severity
from assistant.quiz.check.whole import chi_square, count_positions, is_key_longest, single_choices
from assistant.quiz.make import make_paper
from assistant.quiz.models import LETTERS, Item, ItemKind, Paper, Request
from assistant.service import Assistant
from corpus.errors import KuanyanError
from corpus.models import ClauseKind, Corpus
from evals.metrics import Rate, Spread
from evals.quality import SuiteResult
from evals.quiz_solver import BY_ELIMINATION, Score, read_riddles, score_solvers

Progress = Callable[[str, float], None]

PAPERS, ITEMS = 10, 100
SOLVER_PAPERS = 60  # more of them, because a solver's share needs a narrow interval
KEYS_RIGHT = "答案经核对无误"
NO_DOUBLES = "卷内不重复"
COVERED = "写明数字、期限、条件、机关的条款有题可出"
NO_CUES = "只看选项的解法不超过机会率3个百分点"
MARGIN = 0.03  # above chance
_SEEDS_A_CLAUSE = 40  # papers of one item tried for each clause
_DOUBLES = {"same_stem", "same_question"}
_MOST_SHOWN = 12  # failing items named in the facts
_KINDS = {ClauseKind.SECTION, ClauseKind.ROW}
_STATES = re.compile(
    r"[0-9]+(?:\.[0-9]+)?\s*(?:[年月日天倍吨%]|个月|平方米|小时)|季度|当场|第一时间|定期"
    r"|不得|应当|可以|具备|符合.{0,6}条件|下列情形|以下情形|的，"
    r"|(?:局|部门|支队|总队|办公室|公安机关|法宣科)(?:负责|牵头|应|要|按|明确|处理|设|任)"
)


def run_quiz(assistant: Assistant, progress: Progress) -> SuiteResult:
    """Measures the generator on papers of all kinds, seeds 1, 2, …; deterministic but for the times."""
    return measure_quiz(assistant.corpus, progress)


def measure_quiz(
    corpus: Corpus,
    progress: Progress,
    papers: int = PAPERS,
    items: int = ITEMS,
    solver_papers: int = SOLVER_PAPERS,
) -> SuiteResult:
    """``papers`` papers of ``items`` items are checked; ``solver_papers`` ≥ ``papers`` are guessed at."""
    result, checker = SuiteResult("quiz"), Checker(corpus)
    made, times = [], []
    for seed in range(1, max(papers, solver_papers) + 1):
        progress("出题", seed / max(papers, solver_papers) / 2)
        started = time.perf_counter()
        made.append(make_paper(Request(count=items, seed=seed), corpus))
        times.append(time.perf_counter() - started)
    score_papers(made[:papers], checker, progress, result)
    result.rates[COVERED] = _score_coverage(corpus, progress, result)
    _score_solvers([item for paper in made for item in paper.items], result)
    _describe_keys([item for paper in made[:papers] for item in paper.items], result)
    result.numbers[f"出一份{items}题的卷，同一进程"] = Spread(tuple(times), "秒")
    if later := sorted(times[1:]):
        median = later[len(later) // 2]
        result.facts.append(f"第一份卷含载入题库，用 {times[0]:.2f} 秒；之后中位 {median:.2f} 秒。")
    return result


def score_papers(papers: Sequence[Paper], checker: Checker, progress: Progress, result: SuiteResult) -> None:
    """Adds the rates of right keys and of items that are not doubles, and what was found by code."""
    wrong = doubled = total = 0
    codes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for number, paper in enumerate(papers, start=1):
        problems = checker.check_paper(paper)
        codes.update(f"{p.severity} {p.code}" for p in problems)
        kinds.update(item.kind.value for item in paper.items)
        errors = [p for p in problems if p.severity is Severity.ERROR]
        keys = {p.item: p for p in errors if p.item and p.code not in _DOUBLES}
        wrong += len(keys)
        doubled += len({p.item for p in errors if p.code in _DOUBLES})
        total += len(paper.items)
        result.failures[KEYS_RIGHT] += [_name(number, paper, p) for p in keys.values()]
        progress("核对", 0.5 + 0.3 * number / len(papers))
    result.rates[KEYS_RIGHT] = Rate(total - wrong, total)
    result.rates[NO_DOUBLES] = Rate(total - doubled, total)
    result.facts.append(
        "题型：" + "，".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) + "。"
    )
    found = "，".join(f"{code} {count}" for code, count in sorted(codes.items()))
    result.facts.append(f"核对所得：{found or '没有问题'}。")
    result.facts += [f"未过：{line}" for line in result.failures[KEYS_RIGHT][:_MOST_SHOWN]]


def _name(number: int, paper: Paper, problem: Problem) -> str:
    item = paper.items[problem.item - 1]
    return f"种子 {number} {problem.place}（{item.kind}，{item.item_id}）{problem.code}：{problem.text}"


def states_something(text: str) -> bool:
    """Whether a clause states a number, a deadline, a condition or an office; not as the generator tells."""
    return _STATES.search(text) is not None


def _score_coverage(corpus: Corpus, progress: Progress, result: SuiteResult) -> Rate:
    """Clauses for which a paper of one item about them can be made."""
    asked = [
        clause
        for document in corpus.documents
        for clause in document.clauses
        if clause.kind in _KINDS and states_something(clause.text)
    ]
    bare = []
    for number, clause in enumerate(asked):
        progress("覆盖", 0.8 + 0.1 * number / len(asked))
        if not any(clause.clause_id in item.clause_ids for item in _items_about(clause.clause_id, corpus)):
            bare.append(clause.clause_id)
    if bare:
        result.failures[COVERED] += bare
        result.facts.append(f"没有题可出的条款：{'、'.join(bare)}。")
    return Rate(len(asked) - len(bare), len(asked))


def _items_about(clause_id: str, corpus: Corpus) -> Iterator[Item]:
    """One item of each kind, of a few papers about the clause and what stands below it."""
    for seed in range(1, _SEEDS_A_CLAUSE + 1):
        for kind in ItemKind:
            request = Request(count=1, kinds=(kind,), chapters=(clause_id,), seed=seed)
            try:
                yield from make_paper(request, corpus).items
            except KuanyanError:
                continue


def _score_solvers(items: Sequence[Item], result: SuiteResult) -> None:
    fair = tried = 0
    riddles = read_riddles(items)
    for kind in (ItemKind.SINGLE, ItemKind.MULTIPLE, ItemKind.TRUE_FALSE):
        here = [riddle for riddle in riddles if riddle.kind is kind]
        scores = score_solvers(here)
        held = [score for score in scores if score.solver not in BY_ELIMINATION]
        fair += sum(score.margin <= MARGIN for score in held)
        tried += len(held)
        if held:
            result.rates[f"只看选项·{kind}（{held[0].solver}）"] = held[0].rate
            different = len({(riddle.stem, riddle.options) for riddle in here})
            shown = "；".join(map(_describe, scores))
            result.facts.append(f"只看选项·{kind}（其中不同的题 {different} 道，区间因此偏窄）：{shown}。")
    result.rates[NO_CUES] = Rate(fair, tried)


def _describe(score: Score) -> str:
    low, high = score.rate.interval
    return (
        f"{score.solver} {score.rate.value:.3f}（{low:.3f}–{high:.3f}，n={score.rate.n}，"
        f"机会 {score.chance:.3f}，差 {score.margin:+.3f}）"
    )


def _describe_keys(items: Sequence[Item], result: SuiteResult) -> None:
    """Where the keys stand, and how often the key alone is the longest."""
    for options, counts in count_positions(items).items():
        statistic = chi_square(counts)
        shown = "、".join(f"{LETTERS[i]} {count}" for i, count in enumerate(counts))
        p = _tail(statistic, options - 1)
        result.facts.append(f"单选题（{options}个选项）的答案位置：{shown}；χ²={statistic:.2f}，p≈{p:.2f}。")
    single = single_choices(items)
    if single:
        longest = sum(map(is_key_longest, single))
        share = Rate(longest, len(single))
        low, high = share.interval
        shown = f"{low:.3f}–{high:.3f}，{longest}/{len(single)}"
        result.facts.append(f"正确选项独为最长的占 {share.value:.3f}（{shown}），应在 0.20–0.30。")


def _tail(statistic: float, freedom: int) -> float:
    """P(χ² ≥ ``statistic``), by the cube-root approximation (Wilson & Hilferty 1931)."""
    spread = 2 / (9 * freedom)
    return 1 - NormalDist().cdf(((statistic / freedom) ** (1 / 3) - 1 + spread) / spread**0.5)
