"""``python -m evals.refusal_weights``: what the evidence that a question is answered weighs; writes
``docs/refusal.md``.

Fits a logistic regression to the ``*_dev`` questions that the search is asked (those answered by clause
number, lists, comparisons or cases never reach it), both kinds weighing the same, and prints the constants
for ``assistant/answer/refuse.py``. The offset leaves out ``REFUSED_INSIDE`` of the questions that are
answered. The report's shares are from five folds, each judged by weights that were fitted without it; the
``*_report`` files are never read here.
"""

from __future__ import annotations

import sys
from dataclasses import astuple, dataclass, fields

import numpy as np
import numpy.typing as npt

from assistant.answer.question import Question
from assistant.answer.refuse import Evidence, Named, gather
from assistant.knowledge import KnowledgeRoute
from assistant.service import Assistant
from corpus.errors import KuanyanError
from evals.cases import dataset_hash, load_policy_cases, load_refusal_cases
from evals.report import ROOT, write_beside
from index.search import SearchResult

TARGET = ROOT / "docs" / "refusal.md"
INSIDE = ("policy_dev", "policy_dev2", "everyday_dev", "everyday_dev2", "inside_dev", "inside_dev2")
OUTSIDE = ("refusal_dev", "refusal_near_dev", "refusal_near_dev2", "refusal_near_dev3")
"""``policy_dev3`` and ``refusal_near_dev4`` are left out: with them the weights refused as many of ours and
answered more of the others (43 of the near ones against 38), so that both stay unfitted for comparison."""
REFUSED_INSIDE = 0.015
FOLDS, SEED = 5, 4
_RIDGE = 1.0  # of the standardised weights
_STEPS = 50
_SHARES = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """``evidence``: shape (questions, kinds of evidence); ``inside``: 1 where the corpus answers, else 0."""

    evidence: Floats
    inside: Floats
    source: npt.NDArray[np.str_]

    def part(self, chosen: npt.NDArray[np.bool_]) -> Sample:
        return Sample(self.evidence[chosen], self.inside[chosen], self.source[chosen])


class Noting(KnowledgeRoute):
    """Notes what speaks for an answer, each time that is asked."""

    noted: list[Evidence]

    def _is_answered(self, asked: Question, result: SearchResult) -> bool:
        evidence = gather(result, Named.by(asked))
        if evidence is not None:
            self.noted.append(evidence)
        return super()._is_answered(asked, result)


def collect(assistant: Assistant) -> Sample:
    """The evidence of the first search that each question leads to."""
    noting = Noting(assistant.corpus, assistant.index, assistant.knowledge.thresholds)
    asking = Assistant(assistant.corpus, assistant.index)
    asking.knowledge = noting
    rows: list[tuple[float, ...]] = []
    inside: list[float] = []
    source: list[str] = []
    asked = [(name, 1.0, [case.question for case in load_policy_cases(name)]) for name in INSIDE]
    asked += [(name, 0.0, [case.question for case in load_refusal_cases(name)]) for name in OUTSIDE]
    for name, label, questions in asked:
        for question in questions:
            noting.noted = []
            answer = asking.ask(question)
            if noting.noted and answer.card is None:  # of a case the search only adds to what is decided
                rows.append(astuple(noting.noted[0]))
                inside.append(label)
                source.append(name)
    return Sample(np.array(rows), np.array(inside), np.array(source))


def fit(sample: Sample) -> Floats:
    """Weights of the evidence and, last, the offset: Newton's method on the penalised likelihood."""
    mean, spread = sample.evidence.mean(axis=0), sample.evidence.std(axis=0) + 1e-9
    standard = np.column_stack([(sample.evidence - mean) / spread, np.ones(len(sample.inside))])
    ours = sample.inside == 1.0
    share = np.where(ours, 0.5 / ours.sum(), 0.5 / (~ours).sum()) * len(ours)
    penalty = np.diag([_RIDGE] * len(mean) + [0.0])
    weights = np.zeros(standard.shape[1])
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-standard @ weights))
        slope = standard.T @ (share * (sample.inside - likely)) - penalty @ weights
        bend = (standard * (share * likely * (1.0 - likely))[:, None]).T @ standard + penalty
        weights += np.linalg.solve(bend, slope)
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - slopes @ mean)


def judge(sample: Sample, weights: Floats) -> Floats:
    judged: Floats = sample.evidence @ weights[:-1] + weights[-1]
    return judged


def cross_judged(sample: Sample) -> Floats:
    """Each question judged by weights fitted without its fold."""
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(sample.inside))
    judged = np.zeros(len(sample.inside))
    for fold in range(FOLDS):
        held = folds == fold
        judged[held] = judge(sample.part(held), fit(sample.part(~held)))
    return judged


def least_judged(judged: Floats, sample: Sample, refused: float) -> float:
    """The judgement below which ``refused`` of the questions lie that the corpus answers."""
    return float(np.quantile(judged[sample.inside == 1.0], refused))


def separation(judged: Floats, inside: Floats) -> float:
    """Area under the ROC curve: the share of pairs of which the one inside is judged higher."""
    ours, others = judged[inside == 1.0], judged[inside == 0.0]
    return float((ours[:, None] > others).mean() + 0.5 * (ours[:, None] == others).mean())


def render(sample: Sample, judged: Floats, weights: Floats) -> str:
    names = [field.name for field in fields(Evidence)]
    data = "、".join(f"{name}（sha256 {dataset_hash(name)}）" for name in (*INSIDE, *OUTSIDE))
    lines = [
        "# 什么时候不答",
        "",
        "由 `python -m evals.refusal_weights` 生成，勿手改。检索出来的条款答不答得了所问，"
        "由几样证据合起来定："
        "最近几段的相似度（similarity）、点没点名本库的文件（document）或者地区（region）、首位比第五位高多少（lead）、像不像本库答得了的问法（belonging）、"
        "像不像哪一个答不了的问题（outside），这两样按字词，见 `index/belonging.py`；按意思，"
        "离最近的答得了的问题（answered）、答不了的问题（unanswered）有多近，整句偏向哪一边（leaning），"
        "见 `index/asked.py`。此外无论如何要够近"
        "（相似度加字词，`refuse.py` 的 `Thresholds`）。权重是逻辑回归，只用调参数据；"
        f"分界定在拒掉 {REFUSED_INSIDE:.0%} 的库内问题。",
        "",
        f"数据：{data}；只算走到检索的问题，共 {len(sample.inside)} 个。",
        "",
        "| 证据 | 权重 | 单独用时的 AUC |",
        "| --- | --- | --- |",
    ]
    for number, name in enumerate(names):
        alone = separation(sample.evidence[:, number], sample.inside)
        lines.append(f"| {name} | {weights[number]:.3f} | {alone:.3f} |")
    lines += [
        f"| 合起来（{FOLDS} 折，各折用别折的权重） | | {separation(judged, sample.inside):.3f} |",
        "",
        "分界移动时（同上，折外）：",
        "",
        f"| 库内被拒 | {' | '.join(f'{name} 被拒' for name in INSIDE)} "
        f"| {' | '.join(f'{name} 却过关' for name in OUTSIDE)} |",
        "| " + " | ".join(["---"] * (1 + len(INSIDE) + len(OUTSIDE))) + " |",
    ]
    for share in _SHARES:
        least = least_judged(judged, sample, share)
        refused = [_share(judged[sample.source == name] < least) for name in INSIDE]
        passed = [_share(judged[sample.source == name] >= least) for name in OUTSIDE]
        lines.append(f"| {share:.1%} | {' | '.join([*refused, *passed])} |")
    lines += [
        "",
        "过关的问题后面还有别的检查（条款没有写所问的数、词、行为，别的领域、别的地方），所以实际答得更少。",
    ]
    return "\n".join(lines) + "\n"


def _share(hits: npt.NDArray[np.bool_]) -> str:
    return f"{hits.mean():.3f}（{int(hits.sum())}/{len(hits)}）" if len(hits) else "—"


def shipped_weights(sample: Sample) -> Floats:
    """Fitted on all, the offset moved to where ``REFUSED_INSIDE`` are refused out of the folds."""
    weights = fit(sample)
    weights[-1] -= least_judged(cross_judged(sample), sample, REFUSED_INSIDE)
    return weights


def main(arguments: list[str]) -> int:
    """0 written, 2 wrong usage or no data."""
    if arguments:
        print("用法：python -m evals.refusal_weights，没有参数，结果写入 docs/refusal.md。", file=sys.stderr)
        return 2
    try:
        sample = collect(Assistant.load())
    except KuanyanError as error:
        print(error, file=sys.stderr)
        return 2
    weights = shipped_weights(sample)
    for field, weight in zip(fields(Evidence), weights, strict=False):
        print(f"{field.name}={weight:.3f}")
    print(f"offset={weights[-1]:.3f}")
    write_beside(TARGET, render(sample, cross_judged(sample), weights))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
