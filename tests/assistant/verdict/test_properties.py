"""What holds of every verdict, tried on cases drawn by hypothesis."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Interval
from corpus.models import Corpus
from tests.assistant.verdict.reference import possible
from tests.assistant.verdict.reference_words import Complete
from tests.assistant.verdict.strategies import Living, any_told, living, sharpen
from tests.assistant.verdict.worlds import REGIONS, TODAY, Told, as_value, facts, find, rulebase

OFTEN = settings(max_examples=150, deadline=None, derandomize=True)
SELDOM = settings(max_examples=60, deadline=None, derandomize=True)


def _decide(story: Told, base: Rulebase | None = None) -> Verdict:
    return decide(base or rulebase(), story.case, TODAY)


def _json(verdict: Verdict) -> str:
    return json.dumps(verdict.as_json(), ensure_ascii=False)


# ---- order


@OFTEN
@given(any_told(), st.integers(0, 1000))
def test_order_of_facts_changes_nothing(story: Told, seed: int) -> None:
    shuffled = list(story.values.items())
    Random(seed).shuffle(shuffled)
    assert _json(_decide(replace(story, values=dict(shuffled)))) == _json(_decide(story))


@pytest.fixture(scope="module")
def shuffled_rulebases() -> list[Rulebase]:
    base = rulebase()
    shuffled = []
    for seed in range(3):
        rules = list(base.rules)
        Random(seed).shuffle(rules)
        shuffled.append(Rulebase.build(base.corpus, base.facts, tuple(rules)))
    return shuffled


def test_order_of_rules_changes_nothing(shuffled_rulebases: list[Rulebase]) -> None:
    @OFTEN
    @given(any_told())
    def check(story: Told) -> None:
        expected = _json(_decide(story))
        for base in shuffled_rulebases:
            assert _json(_decide(story, base)) == expected

    check()


# ---- more facts


@OFTEN
@given(living(), st.integers(0, 1000))
def test_a_new_fact_never_changes_an_outcome_and_adds_none(life: Living, seed: int) -> None:
    """Facts are added one after the other, and ranges made exact, until all is told."""
    random = Random(seed)
    values = life.tell(0.2)
    whole = {name: value for name, value in life.world.items() if value is not None}
    left = [name for name in whole if name not in values or isinstance(values[name], Interval)]
    random.shuffle(left)
    before, _, _ = find(life.told(values))
    for name in left:
        value = values.get(name)
        values[name] = as_value(whole[name]) if value is None else sharpen(random, value, whole[name])
        now, known, _ = find(life.told(values))
        assert not known.contradictions
        assert set(now.possible) <= set(before.possible), name
        if before.outcome != "need_facts":
            assert now.outcome is before.outcome, name
        before = now


@OFTEN
@given(living())
def test_what_the_whole_leads_to_was_always_thought_possible(life: Living) -> None:
    whole = possible(Complete(life.region, life.matter, TODAY, life.world))
    for share in (0.2, 0.5, 0.8):
        finding, _, _ = find(life.told(life.tell(share)))
        assert whole <= set(map(str, finding.possible))


# ---- the same bytes


def _fixed_stories() -> Iterable[Told]:
    for seed in range(25):
        random = Random(seed)
        life = Living({}, random.choice(REGIONS), random.choice(("violation", "join", "onsite")), seed)
        values = {name: value for name, value in _world(seed).items() if random.random() < 0.5}
        yield life.told({name: as_value(value) for name, value in values.items() if value is not None})


def _world(seed: int) -> dict[str, Any]:
    from tests.assistant.verdict.worlds import random_world

    return random_world(Random(seed))


def digest_of_fixed_stories() -> str:
    """Run in other processes, see below."""
    texts = [_json(_decide(story)) for story in _fixed_stories()]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def test_the_same_bytes_in_every_process() -> None:
    program = f"from {__name__} import digest_of_fixed_stories as d; print(d())"
    digests = {digest_of_fixed_stories()}
    for seed in ("0", "1", "424242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout.split()[-1])
    assert len(digests) == 1


# ---- what a verdict says


@OFTEN
@given(any_told())
def test_every_citation_is_verbatim_and_inside_its_clause(story: Told) -> None:
    corpus = rulebase().corpus
    verdict = _decide(story)
    for citation in verdict.clauses:
        assert citation.doc_id == citation.clause_id.split("#")[0] == citation.rule.split("/")[0]
        source = corpus.get_document(citation.doc_id).source
        assert source[citation.start : citation.end] == citation.quote
        assert _is_inside(corpus, citation.clause_id, citation.start, citation.end)
        assert citation.label == corpus.get_clause(citation.clause_id).label
    assert {c.rule for c in verdict.clauses} == set(verdict.rules)
    beside = {b.clause_id for b in (*verdict.duties, *verdict.advice)}
    named = beside | {t.clause_id for t in verdict.trace} | {c for m in verdict.missing for c in m.clauses}
    assert all(corpus.find_clause(clause_id) for clause_id in named)


def _is_inside(corpus: Corpus, clause_id: str, start: int, end: int) -> bool:
    return any(span.start <= start and end <= span.end for span in corpus.get_clause(clause_id).cited_spans)


@OFTEN
@given(any_told())
def test_missing_given_and_not_needed_are_three_buckets(story: Told) -> None:
    verdict = _decide(story)
    missing = {m.fact for m in verdict.missing}
    exact = {n for n, v in story.values.items() if not isinstance(v, Interval) or v.number is not None}
    waiting = {m.fact for m in verdict.missing if m.waiting}
    assert not missing & set(verdict.not_needed)
    assert not set(story.values) & set(verdict.not_needed)
    if not verdict.contradictions:
        assert not missing & (exact - waiting)
    assert bool(missing) is (verdict.outcome == "need_facts")
    assert len(missing) == len(verdict.missing)
    assert verdict.outcome in verdict.possible or verdict.outcome == "need_facts"
    if verdict.outcome == "need_facts" and not verdict.contradictions:
        assert len(verdict.possible) > 1


@OFTEN
@given(living())
def test_a_provisional_outcome_assumes_only_disqualifying_circumstances(life: Living) -> None:
    values = {name: value for name, value in life.tell(0.9).items() if not facts()[name].disqualifying}
    verdict = _decide(life.told(values))
    if verdict.provisional is None:
        return
    assumes = verdict.provisional.assumes
    assert assumes and all(facts()[name].disqualifying and name not in values for name in assumes)
    assert set(assumes) == {m.fact for m in verdict.missing}
    confirmed = _decide(life.told({**values, **dict.fromkeys(assumes, False)}))
    assert confirmed.outcome is verdict.provisional.outcome
    assert confirmed.outcome_label == verdict.provisional.label
    assert confirmed.rules == verdict.rules
    for name in assumes:  # none of them is assumed without need
        denied = _decide(life.told({**values, name: True}))
        assert denied.outcome is not verdict.provisional.outcome or denied.contradictions


@OFTEN
@given(any_told())
def test_a_rule_is_named_only_where_it_gives_the_outcome_or_the_provisional_one(story: Told) -> None:
    verdict = _decide(story)
    if verdict.outcome == "need_facts" and verdict.provisional is None:
        assert verdict.rules == () and verdict.clauses == ()
    given = verdict.provisional.outcome if verdict.provisional else verdict.outcome
    named = [rule for rule in rulebase().rules if rule.rule_id in verdict.rules]
    assert all(rule.outcome == given for rule in named)


@OFTEN
@given(any_told())
def test_a_trace_line_says_what_the_condition_was_held_against(story: Told) -> None:
    verdict = _decide(story)
    for line in verdict.trace:
        if line.truth is None:
            known = line.value is not None and line.fact not in ("corrected", "exceed_times")
            assert not known or facts()[line.fact].type == "number"
        elif line.fact != "corrected":
            assert line.value is not None and line.source
    if verdict.outcome != "need_facts" and verdict.rules:
        assert {line.rule for line in verdict.trace} >= set(verdict.rules)


# ---- the interview


@SELDOM
@given(living(), st.floats(0, 0.5))
def test_answering_what_is_missing_ends_in_an_outcome(life: Living, share: float) -> None:
    """Every round answers all that is asked; nothing is asked twice; what stays open is still to come."""
    values, unknown, asked = life.tell(share), frozenset[str](), set[str]()
    for _ in range(len(facts())):
        verdict = _decide(replace(life.told(values), unknown=unknown))
        assert not verdict.contradictions
        open_now = [m.fact for m in verdict.missing if not m.waiting and m.fact not in unknown]
        if not open_now:
            break
        assert not asked & set(open_now)
        asked |= set(open_now)
        for name in open_now:
            true = life.world[name]
            if true is None:
                unknown |= {name}
            else:
                values = {**values, name: as_value(true)}
    else:
        raise AssertionError("the questions never end")
    outcomes = possible(Complete(life.region, life.matter, TODAY, life.world))
    assert outcomes == {str(verdict.outcome)} if len(outcomes) == 1 else verdict.outcome == "need_facts"


@SELDOM
@given(living())
def test_what_nobody_knows_is_never_a_no(life: Living) -> None:
    """Asked but unknown decides no more than not asked, and stays on the list."""
    values = life.tell(0.4)
    silent = _decide(life.told(values))
    shrugged = _decide(replace(life.told(values), unknown=frozenset(m.fact for m in silent.missing)))
    assert shrugged.outcome is silent.outcome and shrugged.possible == silent.possible
    assert {m.fact for m in shrugged.missing} == {m.fact for m in silent.missing}
