"""A paper as it was asked for, or a word why it cannot be."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from assistant.quiz.make.case_stream import sample_cases
from assistant.quiz.make.draft import Draft
from assistant.quiz.make.pick import Picker
from assistant.quiz.make.pool import Pool, load_pool
from assistant.quiz.make.scope import Scope, read_scope
from assistant.quiz.models import Coverage, Item, ItemKind, Level, Paper, Request
from corpus.errors import KuanyanError
from corpus.models import Corpus

Progress = Callable[[str, float], None]
"""Called with a Chinese label of the step and the finished share of the whole, 0..1, never falling."""

# Of a paper whose kinds were not chosen.
_SHARES: Mapping[ItemKind, int] = {
    ItemKind.SINGLE: 30,
    ItemKind.MULTIPLE: 15,
    ItemKind.TRUE_FALSE: 25,
    ItemKind.FILL_IN: 15,
    ItemKind.SHORT: 5,
    ItemKind.CASE: 10,
}
_BESIDE_A_CASE = 3  # other items for each case, where cases fill up what the other kinds cannot bear
_CASES_TRIED = 20  # for the word of how many a choice can bear


def ignore_progress(_label: str, _fraction: float) -> None:
    """A ``Progress`` that shows nothing."""


def make_paper(request: Request, corpus: Corpus, progress: Progress = ignore_progress) -> Paper:
    """The same request and corpus give the same paper, byte for byte.

    Raises ``KuanyanError`` where the choice is empty or cannot bear as many items as asked for.
    """
    progress("核对范围", 0.0)
    scope = read_scope(request, corpus)
    progress("整理可出的题", 0.1)
    pool = load_pool(corpus)
    drafts = _choose(pool, request, scope)
    cases = _cases_wanted(request)
    progress("选题", 0.6)
    picker = Picker(random.Random(request.seed), pool.weights, request.count)
    kinds = [kind for kind in _kinds(request) if kind is not ItemKind.CASE or cases]
    if kinds:
        _fill(picker, request, corpus, scope, drafts, kinds)
    if len(picker.items) < request.count:
        raise KuanyanError(_too_many(request, corpus))
    picker.rng.shuffle(picker.items)
    items = sorted(picker.items, key=lambda item: list(ItemKind).index(item.kind))
    progress("完成", 1.0)
    return Paper(
        title=_title(request, corpus),
        items=tuple(items),
        request=request,
        coverage=_cover(pool, scope, items),
        corpus_fingerprint=corpus.fingerprint,
        rulebase_version=pool.rulebase.version,
    )


def find_capacity(request: Request, corpus: Corpus) -> dict[ItemKind, int]:
    """By kind, how many items one paper could hold were it of that kind alone; ``count`` plays no part.

    案例分析 are sampled without end, so their number is the count asked for. Raises ``KuanyanError``.
    """
    scope = read_scope(request, corpus)
    pool = load_pool(corpus)
    drafts = _choose(pool, request, scope)
    found: dict[ItemKind, int] = {}
    for kind in _kinds(request):
        if kind is ItemKind.CASE and scope.clause_ids is None and _cases_wanted(request):
            found[kind] = request.count
        elif kind is ItemKind.CASE:
            found[kind] = len(_cases(request, corpus, scope, request.count))
        else:
            found[kind] = Picker(random.Random(request.seed), pool.weights).take(
                drafts[kind], len(drafts[kind])
            )
    return found


def _kinds(request: Request) -> list[ItemKind]:
    return [kind for kind in ItemKind if not request.kinds or kind in request.kinds]


def _choose(pool: Pool, request: Request, scope: Scope) -> dict[ItemKind, list[Draft]]:
    """The drafts of the pool that were asked for, by kind."""
    chosen: dict[ItemKind, list[Draft]] = {kind: [] for kind in ItemKind}
    for draft in pool.drafts:
        level_fits = not request.levels or draft.item.level in request.levels
        if level_fits and scope.holds(draft.rests_on):
            chosen[draft.item.kind].append(draft)
    return chosen


def _fill(
    picker: Picker,
    request: Request,
    corpus: Corpus,
    scope: Scope,
    drafts: Mapping[ItemKind, list[Draft]],
    kinds: list[ItemKind],
) -> None:
    """Each kind its share; what one kind cannot bear goes to the others."""
    total = sum(_SHARES[kind] for kind in kinds)
    due = {kind: request.count * _SHARES[kind] // total for kind in kinds}
    order = sorted(kinds, key=lambda kind: (-(request.count * _SHARES[kind] % total), kind))
    for kind in order[: request.count - sum(due.values())]:
        due[kind] += 1
    if due.get(ItemKind.CASE):
        for item in _cases(request, corpus, scope, due[ItemKind.CASE]):
            picker.add(item)
    # 单选 first: what another kind took before would be missing among its right options only
    for kind in sorted(kinds, key=lambda kind: (kind is not ItemKind.SINGLE, len(drafts[kind]))):
        if kind is not ItemKind.CASE:
            picker.take(drafts[kind], due[kind])
    for kind in order:
        if kind is not ItemKind.CASE:
            picker.take(drafts[kind], request.count - len(picker.items))
    if len(picker.items) < request.count and ItemKind.CASE in kinds:
        beside = sum(item.kind is not ItemKind.CASE for item in picker.items)
        wanted = due[ItemKind.CASE] + request.count - len(picker.items)
        if len(kinds) > 1:  # cases without end do not make up for clauses that bear no more
            wanted = min(wanted, max(due[ItemKind.CASE], beside // _BESIDE_A_CASE, 1))
        for item in _cases(request, corpus, scope, wanted):
            if len(picker.items) < request.count:
                picker.add(item)


def _cases_wanted(request: Request) -> bool:
    return (not request.levels or Level.APPLY in request.levels) and (
        not request.kinds or ItemKind.CASE in request.kinds
    )


def _cases(request: Request, corpus: Corpus, scope: Scope, count: int) -> list[Item]:
    return sample_cases(request, corpus, scope, count) if _cases_wanted(request) else []


def _too_many(request: Request, corpus: Corpus) -> str:
    tried = replace(request, count=min(request.count, _CASES_TRIED))
    able = find_capacity(tried, corpus)
    listed = "、".join(f"{kind} {number} 道{_or_more(kind, number, tried)}" for kind, number in able.items())
    if not any(able.values()):
        return "所选的条款出不了所选题型和难度的题，请放宽范围、题型或者难度。"
    most = _find_most(request, corpus)
    return (
        f"所选的条款出不了 {request.count} 道题：一份试卷里同一句话只考一次，最多能出 {most} 道"
        f"（单出一种题型：{listed}），请减少数量，或者放宽范围、题型、难度。"
    )


def _or_more(kind: ItemKind, number: int, tried: Request) -> str:
    return "以上" if kind is ItemKind.CASE and number == tried.count else ""


def _find_most(request: Request, corpus: Corpus) -> int:
    """How many items a paper as asked for, but for ``count``, can hold: tried with what a longer one held."""
    pool, scope = load_pool(corpus), read_scope(request, corpus)
    drafts = _choose(pool, request, scope)
    count = request.count
    while count:
        picker = Picker(random.Random(request.seed), pool.weights, count)
        _fill(picker, replace(request, count=count), corpus, scope, drafts, _kinds(request))
        if len(picker.items) == count:
            break
        count = len(picker.items)
    return count


def _cover(pool: Pool, scope: Scope, items: list[Item]) -> Coverage:
    """Of the clauses chosen that state something to ask about, or on which some item could rest."""
    askable = {draft.rests_on[0] for draft in pool.drafts} | set(pool.to_cover)
    chosen = sorted(clause_id for clause_id in askable if scope.holds((clause_id,)))
    used = {clause_id for item in items for clause_id in item.clause_ids}
    return Coverage(
        tuple(clause_id for clause_id in chosen if clause_id in used),
        tuple(clause_id for clause_id in chosen if clause_id not in used),
    )


def _title(request: Request, corpus: Corpus) -> str:
    if len(request.docs) == 1:
        return f"《{corpus.get_document(request.docs[0]).meta.title}》测试题"
    return "生态环境柔性执法政策测试题"
