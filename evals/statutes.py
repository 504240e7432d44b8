"""Search at size: lay questions over all articles, each fold with the other folds' questions confirmed.

How the parts are weighed is chosen for each fold anew, on the four other folds only: there each question is
asked with the three remaining folds confirmed. The reported fold has no say in it, neither its questions nor
its answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from itertools import combinations, product
from statistics import fmean

import numpy as np
import numpy.typing as npt

from assistant.service import Assistant
from evals.quality import SuiteResult
from evals.statutes_bench import FOLDS, FoldIndex, StatutesBench, split_folds
from evals.statutes_data import (
    QUESTIONS,
    STATUTES,
    find_data,
    load_lay_questions,
    load_statutes,
    scratch_folder,
)
from evals.statutes_metrics import MEASURES, mean_of, score_ranking, score_ranks
from index.arms import rank_scores
from index.build import build_index
from index.fusion import fuse_rankings
from index.large import LargeWeights

Progress = Callable[[str, float], None]
Scores = dict[str, float]
Floats = npt.NDArray[np.float32]

SHIPPED, FUSED, WORDS, DENSE, RRF = "出厂权重", "融合", "仅词面", "仅向量", "等权 RRF"
GRID = tuple(
    LargeWeights(*choice)
    for choice in product((0.4, 0.6), (0.0, 0.2), (0.0, 0.1), (0.1, 0.2, 0.3), (0.2, 0.3, 0.4))
)
PARTS = ("词面", "向量", "学得的方向", "条文的票", "标题的票", "法律的问题数")
_DEPTH = 100
_POOL = 400  # clauses of each part that a choice of weights may bring up
_RRF_DEPTH, _RRF_K = 1000, 60.0


def run_statutes(assistant: Assistant, progress: Progress) -> SuiteResult:
    """Builds the index in the scratch folder where it is not there yet. Raises ``KuanyanError``."""
    bench = open_bench(assistant, progress)
    folds = split_folds(len(bench.questions))
    chosen = choose_weights(bench, folds, progress)
    scores: defaultdict[str, list[Scores]] = defaultdict(list)
    for number, fold in enumerate(folds):
        progress("评测 statutes：各折", number / FOLDS)
        index = bench.assemble(others(folds, number))
        for system, rows in score_fold(index, fold, chosen[number]).items():
            scores[system] += rows
    result = SuiteResult("statutes")
    for system, rows in scores.items():
        for measure in MEASURES:
            name = measure if system == FUSED else f"{measure}·{system}"
            result.rates[name] = mean_of([row[measure] for row in rows])
    result.facts += _facts(bench, chosen)
    return result


def open_bench(assistant: Assistant, progress: Progress) -> StatutesBench:
    """The index of all articles, built or gone on with where it has to be."""
    data, home = find_data(STATUTES, QUESTIONS), scratch_folder("statutes")
    corpus, embedder = load_statutes(data), assistant.index.embedder
    questions = load_lay_questions(data, corpus)
    build_index(corpus, embedder, home, progress)
    return StatutesBench.open(corpus, questions, embedder, home, progress)


def others(folds: Sequence[Sequence[int]], *left_out: int) -> list[int]:
    return [q for number, fold in enumerate(folds) if number not in left_out for q in fold]


def choose_weights(
    bench: StatutesBench, folds: Sequence[Sequence[int]], progress: Progress
) -> list[LargeWeights]:
    """For each fold what does best on the others: the sum of the three measures, over ``GRID``."""
    sums = np.zeros((FOLDS, len(GRID)))
    pairs = list(combinations(range(FOLDS), 2))
    for number, (one, other) in enumerate(pairs):
        progress("评测 statutes：选权重", number / len(pairs))
        index = bench.assemble(others(folds, one, other))
        sums[one] += _grid_scores(index, folds[other])
        sums[other] += _grid_scores(index, folds[one])
    return [GRID[int(best)] for best in sums.argmax(axis=1)]


def _grid_scores(index: FoldIndex, asked: Sequence[int]) -> npt.NDArray[np.float64]:
    """The sum of the measures over ``asked`` under each choice of weights, shape (len(GRID),)."""
    weights = np.array([choice.of_parts for choice in GRID], dtype=np.float32)
    ids, sums = np.array(index.lexical.clause_ids), np.zeros(len(GRID))
    for gold, _, parts in _asked_parts(index, asked):
        pool = np.array(sorted({i for part in parts for i in rank_scores(part, 0.0, _POOL)}))
        fused = weights @ np.stack([part[pool] for part in parts])
        ranks = [_rank_of(int(at), fused) for at in np.flatnonzero(np.isin(ids[pool], gold))]
        for choice in range(len(GRID)):
            scores = score_ranks([int(rank[choice]) for rank in ranks], len(set(gold)))
            sums[choice] += sum(scores.values())
    return sums


def _rank_of(at: int, fused: Floats) -> npt.NDArray[np.intp]:
    """The rank of clause ``at`` of the pool in each row of ``fused``; equals by number."""
    own = fused[:, at : at + 1]
    before = (fused > own).sum(axis=1) + (fused[:, :at] == own).sum(axis=1)
    return np.asarray(before + 1, dtype=np.intp)


def _asked_parts(
    index: FoldIndex, asked: Sequence[int]
) -> Iterator[tuple[tuple[str, ...], Floats, tuple[Floats, ...]]]:
    """(cited clauses, cosine of each clause's nearest view, the parts of the score) of each question."""
    scorer, bench = index.scorer(LargeWeights()), index.bench
    search = index.search_index(LargeWeights())
    for number in asked:
        question = bench.questions[number]
        vector = bench.embedder.embed_queries([question.question])[0]
        words = search.word_scores(question.question)
        read = scorer.read(vector)
        yield question.gold, read.nearest, scorer.parts(words, read)


def score_fold(index: FoldIndex, fold: Sequence[int], chosen: LargeWeights) -> dict[str, list[Scores]]:
    """Each system over the questions of one fold; the fused ones through ``SearchIndex.search``."""
    bench, ids = index.bench, index.lexical.clause_ids
    scores: defaultdict[str, list[Scores]] = defaultdict(list)
    for system, weights in ((FUSED, chosen), (SHIPPED, LargeWeights())):
        search = index.search_index(weights)
        for number in fold:
            question = bench.questions[number]
            found = [hit.clause_id for hit in search.search(question.question, k=_DEPTH).hits]
            scores[system].append(score_ranking(found, question.gold))
    for gold, nearest, parts in _asked_parts(index, fold):
        arms = [list(rank_scores(arm, 0.0, _RRF_DEPTH)) for arm in (parts[0], nearest)]
        fused = fuse_rankings([[str(i) for i in arm] for arm in arms], k=_RRF_K)
        best = [int(i) for i in sorted(fused, key=lambda i: (-fused[i], int(i)))]
        for system, order in ((WORDS, arms[0]), (DENSE, arms[1]), (RRF, best)):
            scores[system].append(score_ranking([ids[i] for i in order[:_DEPTH]], gold))
        for left_out, name in enumerate(PARTS):
            weights_without = [0.0 if i == left_out else w for i, w in enumerate(chosen.of_parts)]
            rest = sum(np.float32(w) * part for w, part in zip(weights_without, parts, strict=True))
            order = list(rank_scores(np.asarray(rest), 0.0, _DEPTH))
            scores[f"没有{name}"].append(score_ranking([ids[i] for i in order], gold))
    return dict(scores)


def _facts(bench: StatutesBench, chosen: Sequence[LargeWeights]) -> list[str]:
    clauses = sum(len(document.clauses) for document in bench.corpus.documents)
    cited = fmean(len(set(question.gold)) for question in bench.questions)
    names = "、".join(PARTS[1:])
    picked = "；".join("、".join(f"{value:g}" for value in astuple(weights)) for weights in chosen)
    common = Counter(chosen).most_common(1)[0]
    return [
        f"{len(bench.corpus.documents)} 部法律、{clauses} 条，{len(bench.questions)} 问，"
        f"平均引用 {cited:.2f} 条；引用不全，召回是下限。",
        f"{FOLDS} 折，每折确认的问题来自其余各折，条文、词面和向量两路都看得见；仅词面、仅向量、等权 RRF "
        f"（k={_RRF_K:g}）也一样。",
        f"权重（{names}，词面为 1）在被报告的一折以外选，{len(GRID)} 组里三项之和最大的："
        f"第 1–{FOLDS} 折依次为 {picked}。",
        f"选得最多的一组（{common[1]} 折）：{'、'.join(f'{v:g}' for v in astuple(common[0]))}；出厂权重："
        f"{'、'.join(f'{v:g}' for v in astuple(LargeWeights()))}。",
    ]
