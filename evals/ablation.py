"""``python -m evals.ablation``: what each part of the search is worth; writes ``docs/ablation.md``.

Every row is the shipped search with one part taken out or put in another's place, on the same questions:

- the tuning data, ``DATASETS``;
- *held-out questions*: anticipated questions, a fifth at a time, asked of an index without that fifth. The
  questions of a clause are about its different sentences, so this is harder than a reader's question.

Measured is the search alone, over the documents that the question's region allows; lists, clause numbers and
comparisons are answered by other code. The cases that are reported on only are never read here.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answer.question import read_question
from assistant.answer.scope import find_scope
from corpus.errors import KuanyanError
from corpus.lexicon import Lexicon, load_lexicon
from corpus.loader import load_corpus
from corpus.models import Corpus
from corpus.questions import load_questions
from evals.cases import dataset_hash, load_policy_cases
from evals.metrics import Rate
from evals.report import ROOT, write_beside
from index.embedding import load_embedder
from index.embedding.protocol import Embedder
from index.fusion import fuse_rankings, fuse_scores
from index.lexical import LexicalIndex, Tokens
from index.meaning import MeaningIndex
from index.places import cache_home
from index.search import EXPANSION_WEIGHT, WEIGHTS
from index.tokens import Tokenizer, bigrams, characters, find_runs
from index.views import STORED_QUESTIONS, UNSEARCHED_KINDS, clause_text, embedded_text, most_different

TARGET = ROOT / "docs" / "ablation.md"
DATASETS = (
    "policy_dev",
    "policy_dev2",
    "policy_dev3",
    "everyday_dev",
    "everyday_dev2",
    "inside_dev",
    "inside_dev2",
)
HELD_OUT = "留出的预想问题"
FOLDS, PER_CLAUSE, SEED = 5, 3, 4
_RANKED = 60  # clauses of each arm that rank fusion sees
Floats = npt.NDArray[np.float32]
Questions = dict[str, tuple[str, ...]]
Score = Callable[["Case"], Floats]


@dataclass(frozen=True)
class Setting:
    """One search. ``questions``: how many anticipated ones of a clause, those that differ most; None is all.
    ``dense``: 投影 is the linear score, 投影（四问） the same of stored questions only,
    最近 the cosine of the nearest stored view, 无 none."""

    name: str
    tokens: str = "字＋二元字＋jieba"
    questions: int | None = None
    lexicon: bool = True
    words: bool = True
    dense: str = "投影"
    fusion: str = "分数"
    weight: float = WEIGHTS["dense"]
    k: float = 60.0

    def parts(self) -> tuple[str, ...]:
        fusion = f"{self.fusion} {self.weight:g}" if self.words and self.dense != "无" else "—"
        if fusion.startswith("名次"):
            fusion += f"，k={self.k:g}"
        asked = "全部" if self.questions is None else f"至多 {self.questions} 个" if self.questions else "无"
        tokens = self.tokens if self.words else "—"
        return self.name, tokens, self.dense, fusion, asked, "有" if self.lexicon else "无"


SHIPPED = Setting("现用")
SETTINGS = (
    SHIPPED,
    replace(SHIPPED, name="没有预想的问题", questions=0),
    *(replace(SHIPPED, name=f"每条款至多 {n} 个预想的问题", questions=n) for n in (1, 2, 4, 8)),
    replace(SHIPPED, name="没有口语词表", lexicon=False),
    replace(SHIPPED, name="两者都没有", questions=0, lexicon=False),
    replace(SHIPPED, name="只有词面", dense="无"),
    replace(SHIPPED, name="只有向量（投影）", words=False),
    replace(SHIPPED, name="只有向量（最近）", words=False, dense="最近"),
    replace(SHIPPED, name="向量取最近的一段", dense="最近"),
    replace(SHIPPED, name="每条款只学四个问题", dense="投影（四问）"),
    replace(SHIPPED, name="同上，权重 0.1", dense="投影（四问）", weight=0.1),
    replace(SHIPPED, name="二元字", tokens="二元字"),
    replace(SHIPPED, name="jieba 词", tokens="jieba"),
    replace(SHIPPED, name="jieba 词＋二元字", tokens="jieba＋二元字"),
    replace(SHIPPED, name="字、二元字", tokens="字＋二元字"),
    replace(SHIPPED, name="向量权重 0.1", weight=0.1),
    replace(SHIPPED, name="向量权重 0.2", weight=0.2),
    replace(SHIPPED, name="向量权重 0.5", weight=0.5),
    replace(SHIPPED, name="向量权重 1", weight=1.0),
    replace(SHIPPED, name="名次融合，等权", fusion="名次", weight=1.0),
    replace(SHIPPED, name="名次融合，偏词面", fusion="名次", weight=0.3, k=2.0),
    replace(SHIPPED, name="上一版", tokens="jieba＋二元字", dense="最近", fusion="名次", weight=0.3, k=2.0),
)


@dataclass(frozen=True)
class Case:
    """``allowed``: shape (clauses,), those of the documents that may answer."""

    topic: str
    gold: tuple[int, ...]
    need_all: bool
    allowed: npt.NDArray[np.bool_]
    vector: Floats


class Bench:
    """The corpus, the questions asked of it, and every vector once."""

    def __init__(self, corpus: Corpus, embedder: Embedder) -> None:
        self.corpus, self.embedder, self.lexicon = corpus, embedder, load_lexicon()
        kept = [(d, c) for d in corpus.documents for c in d.clauses if c.kind not in UNSEARCHED_KINDS]
        self.ids = [clause.clause_id for _, clause in kept]
        self.numbers = {clause_id: i for i, clause_id in enumerate(self.ids)}
        self.texts = [clause_text(document, clause) for document, clause in kept]
        self.passages = embedder.embed_passages([embedded_text(*pair) for pair in kept])
        self.questions: Questions = {}
        for document in corpus.documents:
            self.questions |= load_questions(document.doc_id)
        asked = sorted({q for texts in self.questions.values() for q in texts}, key=lambda q: (len(q), q))
        self.vectors = dict(zip(asked, embedder.embed_queries(asked), strict=True))

    def has(self, gold: Sequence[str]) -> bool:
        """Whether all are searched: cells that rows share are answered by other code."""
        return all(clause_id in self.numbers for clause_id in gold)

    def case(self, question: str, gold: Sequence[str], need_all: bool) -> Case:
        read = read_question(question, self.corpus)
        doc_ids = find_scope(read, self.corpus, None, None).doc_ids
        allowed = np.array([clause_id.split("#", 1)[0] in doc_ids for clause_id in self.ids])
        vector = self.embedder.embed_queries([read.topic])[0]
        return Case(read.topic, tuple(self.numbers[g] for g in gold), need_all, allowed, vector)


def draw_held_out(questions: Questions) -> list[list[tuple[str, str]]]:
    """Folds of (clause id, question): at most ``PER_CLAUSE`` of each clause, dealt out at random by seed."""
    dice = random.Random(SEED)
    folds: list[list[tuple[str, str]]] = [[] for _ in range(FOLDS)]
    for clause_id in sorted(questions):
        for question in dice.sample(questions[clause_id], min(PER_CLAUSE, len(questions[clause_id]))):
            folds[dice.randrange(FOLDS)].append((clause_id, question))
    return folds


def build_search(bench: Bench, setting: Setting, questions: Questions) -> Score:
    """The search of ``setting`` over an index with ``questions``."""
    asked = questions if setting.questions is None else fewer(questions, setting.questions)
    arms: list[Score] = []
    weights: list[float] = []
    if setting.dense != "无":
        arms.append(_dense_arm(bench, setting.dense, asked))
        weights.append(setting.weight)
    if setting.words:
        arms.append(_lexical_arm(bench, setting, asked))
        weights.append(1.0)

    def score(case: Case) -> Floats:
        scores = [np.where(case.allowed, arm(case), 0.0).astype(np.float32) for arm in arms]
        if setting.fusion == "分数":
            return fuse_scores([np.maximum(s, 0.0) for s in scores], weights)
        orders = [[str(i) for i in np.argsort(-s, kind="stable")[:_RANKED] if s[i] > 0] for s in scores]
        fused = np.zeros(len(bench.ids), dtype=np.float32)
        for number, value in fuse_rankings(orders, weights, setting.k).items():
            fused[int(number)] = value
        return fused

    return score


def _lexical_arm(bench: Bench, setting: Setting, asked: Questions) -> Score:
    tokenizer = _tokenizer(setting.tokens)
    texts = ["\n".join([text, *asked.get(c, ())]) for c, text in zip(bench.ids, bench.texts, strict=True)]
    index = LexicalIndex.build(bench.ids, texts, tokenizer)

    def score(case: Case) -> Floats:
        terms = bench.lexicon.find_law_terms(case.topic) if setting.lexicon else ()
        added = (token for t in terms if t not in case.topic for token in tokenizer.tokens(t))
        own = tokenizer.tokens(case.topic)
        return index.scores(dict.fromkeys(added, EXPANSION_WEIGHT) | dict.fromkeys(own, 1.0))

    return score


def _dense_arm(bench: Bench, kind: str, asked: Questions) -> Score:
    """Over the clauses and their questions, as the shipped index learns from all and stores a few."""
    views = [(i, vector) for i, vector in enumerate(bench.passages)]
    for clause_id, texts in asked.items():
        chosen = most_different(texts, len(texts) if kind == "投影" else STORED_QUESTIONS)
        views += [(bench.numbers[clause_id], bench.vectors[text]) for _, text in chosen]
    owners = np.array([owner for owner, _ in views], dtype=np.intp)
    vectors = np.stack([vector for _, vector in views])
    if kind != "最近":
        meaning = MeaningIndex.build(vectors, owners, len(bench.ids))
        return lambda case: meaning.scores(case.vector)

    def nearest(case: Case) -> Floats:
        best = np.zeros(len(bench.ids), dtype=np.float32)
        np.maximum.at(best, owners, vectors @ case.vector)
        return best

    return nearest


class _Cut:
    """Tokens by dictionary words, with or without characters and bigrams beside them."""

    def __init__(self, lexicon: Lexicon, kinds: frozenset[str]) -> None:
        import jieba

        jieba.setLogLevel("ERROR")
        self._cutter = jieba.Tokenizer()
        self._kinds = kinds
        for word in lexicon.words:
            self._cutter.add_word(word)

    def tokens(self, text: str) -> list[str]:
        found: list[str] = []
        for run in find_runs(text):
            if run[0] < "\u4e00":
                found.append(run)
                continue
            if "jieba" in self._kinds:
                beside = len(self._kinds) > 1  # then words of up to two characters are tokens already
                words = self._cutter.cut_for_search(run, HMM=False)
                found += [word for word in words if len(word) > 2 * beside]
            found += bigrams(run) if "二元字" in self._kinds else []
            found += characters(run) if "字" in self._kinds else []
        return found


@cache
def _tokenizer(name: str) -> Tokens:
    if name == SHIPPED.tokens:
        return Tokenizer(load_lexicon().words)
    return _Cut(load_lexicon(), frozenset(name.split("＋")))


def is_found(score: Floats, case: Case, k: int) -> bool:
    """Whether a right clause, or with ``need_all`` every one, is among the ``k`` best allowed."""
    order = np.argsort(-np.where(case.allowed, score, -1.0), kind="stable")[:k]
    found = [gold in order for gold in case.gold]
    return all(found) if case.need_all else any(found)


def measure(bench: Bench, settings: Sequence[Setting]) -> dict[str, list[Rate]]:
    """Setting name → first and five of each dataset, the held-out questions last."""
    datasets = [
        [bench.case(c.question, c.gold, c.need_all) for c in load_policy_cases(name) if bench.has(c.gold)]
        for name in DATASETS
    ]
    folds = draw_held_out(bench.questions)
    cases = [[bench.case(question, [clause_id], False) for clause_id, question in fold] for fold in folds]
    rates: dict[str, list[Rate]] = {}
    for setting in settings:
        search = build_search(bench, setting, bench.questions)
        row = [_rate([is_found(search(c), c, k) for c in data]) for data in datasets for k in (1, 5)]
        hits: dict[int, list[bool]] = {1: [], 5: []}
        for fold, held in zip(folds, cases, strict=True):
            left = without(bench.questions, fold)
            search = build_search(bench, setting, left)
            for case in held:
                score = search(case)
                for k, found in hits.items():
                    found.append(is_found(score, case, k))
        rates[setting.name] = row + [_rate(found) for found in hits.values()]
    return rates


def fewer(questions: Questions, count: int) -> Questions:
    """At most ``count`` of each clause, those that differ most."""
    return {c: tuple(q for _, q in most_different(texts, count)) for c, texts in questions.items() if count}


def without(questions: Questions, fold: Sequence[tuple[str, str]]) -> Questions:
    held = set(fold)
    return {c: tuple(q for q in texts if (c, q) not in held) for c, texts in questions.items()}


def _rate(hits: Sequence[bool]) -> Rate:
    return Rate(sum(hits), len(hits))


def mean(rates: Sequence[Rate]) -> float:
    """Of all columns: what the shipped setting was chosen by."""
    return sum(rate.value for rate in rates) / len(rates)


def render(rates: dict[str, list[Rate]], settings: Sequence[Setting]) -> str:
    data = "、".join(f"{name}（sha256 {dataset_hash(name)}）" for name in DATASETS)
    names = (*DATASETS, HELD_OUT)
    columns = range(0, 2 * len(names), 2)
    n = [rates[SHIPPED.name][i].n for i in columns]
    measures = [f"{name} 首位 / 前五（n={count}）" for name, count in zip(names, n, strict=True)]
    head = ("设置", "词", "向量", "融合与向量权重", "预想问题", "词表", *measures, "平均")
    lines = [head, ("---",) * len(head)]
    for setting in settings:
        row = rates[setting.name]
        cells = [f"{_share(row[i])} / {_share(row[i + 1])}" for i in columns]
        lines.append((*setting.parts(), *cells, f"{mean(row):.3f}"))
    best = max(rates, key=lambda name: mean(rates[name]))
    gap = mean(rates[best]) - mean(rates[SHIPPED.name])
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return (
        "# 检索的每一部分值多少\n\n"
        "由 `python -m evals.ablation` 生成，勿手改。每行是现用的检索改动一处；只用可以调参的数据，"
        "只量检索本身（不含按编号、按清单、比较的回答），值后括号里是 Wilson 95% 区间。\n\n"
        f"数据：{data}；{HELD_OUT}：每个条款至多 {PER_CLAUSE} 个、分 {FOLDS} 份，问的时候索引里没有这一份"
        f"（随机种子 {SEED}）。预想的问题有一部分是看过 everyday_dev 的结果之后补写的，"
        "所以 everyday_dev 的值偏高；其余各列和只报告的数据不受此影响。\n\n"
        f"{table}\n\n平均最高：{best}，比现用高 {gap:.3f}。差在区间之内的不说明优劣，此时取较简单的。\n"
    )


def _share(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.value:.3f}（{low:.2f}–{high:.2f}）"


def main(arguments: list[str], target: Path = TARGET) -> int:
    """0 written, 2 wrong usage or no data."""
    if arguments:
        print("用法：python -m evals.ablation，没有参数，结果写入 docs/ablation.md。", file=sys.stderr)
        return 2
    try:
        bench = Bench(load_corpus(), load_embedder(cache_home()))
        text = render(measure(bench, SETTINGS), SETTINGS)
    except KuanyanError as error:
        print(error, file=sys.stderr)
        return 2
    write_beside(target, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
