"""Every key, worked out again from ``proof.case`` by the verdict tool."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from assistant.quiz.models import FALSE, LETTERS, TRUE, Item, ItemKind, ProofKind
from assistant.verdict.case import parse_case
from assistant.verdict.decide import decide
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import LENIENT, Rulebase
from assistant.verdict.truth import hold_rule
from corpus.case_words import load_case_words
from corpus.rule_models import Outcome

WORDS = load_case_words()
OUTCOMES = {words: outcome for outcome, words in WORDS.outcomes.items()}


def verdict_of(rulebase: Rulebase, item: Item) -> Verdict:
    assert item.proof.kind is ProofKind.ENGINE and item.proof.case is not None
    shown = json.loads(json.dumps(item.proof.case, ensure_ascii=False))
    return decide(rulebase, parse_case(shown, rulebase.corpus, rulebase.facts), date(2099, 1, 1))


def questions(cases: list[Item], asked: str, kind: ItemKind) -> list[tuple[Item, Item]]:
    return [(c, q) for c in cases for q in c.questions if q.proof.asked == asked and q.kind is kind]


def key_text(item: Item) -> str:
    return item.options[LETTERS.index(item.key[0])]


def test_the_case_is_decided_and_nothing_is_left_to_ask(rulebase: Rulebase, cases: list[Item]) -> None:
    assert len(cases) == 900
    for case in cases:
        verdict = verdict_of(rulebase, case)
        assert verdict.outcome is not Outcome.NEED_FACTS and verdict.provisional is None
        assert not verdict.missing and not verdict.contradictions and not verdict.by_date
        assert 2 <= len(case.questions) <= 4 and case.key == ()


def test_the_outcome_offered_as_key_is_the_engine_s_and_the_only_one(
    rulebase: Rulebase, cases: list[Item]
) -> None:
    asked = questions(cases, "outcome", ItemKind.SINGLE)
    assert len(asked) > 600
    for _, item in asked:
        verdict = verdict_of(rulebase, item)
        assert len(item.options) == len(set(item.options)) == 4 and len(item.key) == 1
        assert OUTCOMES[key_text(item)] is verdict.outcome
        assert [proof.is_true for proof in item.proof.options] == [
            OUTCOMES[text] is verdict.outcome for text in item.options
        ]


def test_no_severe_outcome_that_also_holds_is_offered_as_wrong(rulebase: Rulebase, cases: list[Item]) -> None:
    from assistant.verdict.engine import known_world

    for _, item in questions(cases, "outcome", ItemKind.SINGLE):
        assert item.proof.case is not None
        case = parse_case(item.proof.case, rulebase.corpus, rulebase.facts)
        assert case.region is not None and case.decided_on is not None
        docket = rulebase.docket(case.matter, rulebase.documents(case.region, case.decided_on))
        _, world = known_world(rulebase, case, case.decided_on)
        offered = {OUTCOMES[text] for text in item.options} - {OUTCOMES[key_text(item)], *LENIENT}
        for outcome, rules in docket.levels:
            if outcome in offered:
                assert all(hold_rule(rule, world)[0] is False for rule in rules)


def test_a_changed_case_has_the_outcome_claimed_or_beyond_doubt_another(
    rulebase: Rulebase, cases: list[Item]
) -> None:
    asked = questions(cases, "outcome", ItemKind.TRUE_FALSE)
    keys = {TRUE: 0, FALSE: 0}
    for _, item in asked:
        claimed = re.search("应当是“(.+)”", item.stem)
        assert claimed is not None
        verdict = verdict_of(rulebase, item)
        assert not verdict.missing and not verdict.contradictions
        assert item.key == (TRUE if OUTCOMES[claimed[1]] is verdict.outcome else FALSE,)
        keys[item.key[0]] += 1
    assert len(asked) > 600
    assert abs(keys[TRUE] - keys[FALSE]) < 0.08 * len(asked)


def test_only_one_fact_is_another_in_a_changed_case(rulebase: Rulebase, cases: list[Item]) -> None:
    changed = 0
    for case, item in questions(cases, "outcome", ItemKind.TRUE_FALSE):
        assert case.proof.case is not None and item.proof.case is not None
        before, after = case.proof.case, item.proof.case
        if item.proof.case == case.proof.case or before["region"] != after["region"]:
            continue
        differing = {f for f in before["facts"] if before["facts"][f] != after["facts"].get(f)}
        correction = {"corrected_on", "corrected", "corrected_promptly", "corrected_on_spot"}
        assert len(differing) == 1 or differing <= correction
        changed += 1
    assert changed > 300


def test_the_row_named_is_the_one_about_the_violation_and_no_other_row_is(
    rulebase: Rulebase, cases: list[Item]
) -> None:
    asked = questions(cases, "row", ItemKind.SINGLE)
    assert len(asked) > 100
    violations = {
        rule.words[0].clause_id: {
            v for leaf in rule.leaves() if leaf.fact == "violation" for v in leaf.values
        }
        for rule in rulebase.rules
    }
    for _, item in asked:
        assert item.proof.case is not None
        violation = item.proof.case["facts"]["violation"]
        true = [proof for proof in item.proof.options if proof.is_true]
        assert [proof.text for proof in true] == [key_text(item)]
        for proof in item.proof.options:
            assert (violation in violations[proof.clause_id]) is proof.is_true


def test_no_question_gives_another_of_its_case_away(cases: list[Item]) -> None:
    for case in cases:
        asked = {question.proof.asked for question in case.questions}
        assert not ("row" in asked and asked & {"trace", "remedy"}), case.stem


def test_the_last_day_is_in_time_and_the_next_is_not(rulebase: Rulebase, cases: list[Item]) -> None:
    asked = questions(cases, "remedy", ItemKind.SINGLE)
    assert len(asked) > 25
    for case, item in asked:
        remedy = verdict_of(rulebase, item).remedy
        assert remedy is not None
        (last,) = [action.by for action in remedy.actions if action.by is not None]
        assert key_text(item) == f"{last.year}年{last.month}月{last.day}日"
        assert case.proof.case is not None
        reached = []
        for day in (last, last + timedelta(days=1)):
            facts = {**case.proof.case["facts"], "corrected_on": day.isoformat()}
            again = {**case.proof.case, "facts": facts}
            parsed = parse_case(again, rulebase.corpus, rulebase.facts)
            reached.append(decide(rulebase, parsed, date(2099, 1, 1)).outcome)
        assert reached == [remedy.outcome, Outcome.NOT_LISTED]


def test_duties_marked_true_are_the_engine_s_and_no_other_is(rulebase: Rulebase, cases: list[Item]) -> None:
    asked = questions(cases, "duties", ItemKind.MULTIPLE)
    assert len(asked) > 80
    for _, item in asked:
        due = {beside.text for beside in verdict_of(rulebase, item).duties}
        for proof in item.proof.options:
            assert proof.is_true is (proof.text in due)
        assert 2 <= len(item.key) < len(item.options)


def test_conditions_marked_true_are_true_by_themselves(rulebase: Rulebase, cases: list[Item]) -> None:
    from assistant.verdict.engine import known_world
    from assistant.verdict.truth import hold_leaf

    asked = questions(cases, "trace", ItemKind.MULTIPLE)
    assert len(asked) > 130
    for _, item in asked:
        assert item.proof.case is not None
        case = parse_case(item.proof.case, rulebase.corpus, rulebase.facts)
        assert case.decided_on is not None
        _, world = known_world(rulebase, case, case.decided_on)
        clauses = {c.clause_id for c in item.citations}
        rules = [r for r in rulebase.rules if r.words[0].clause_id in clauses]
        for proof in item.proof.options:
            truths = {
                hold_leaf(leaf, world)
                for rule in rules
                for leaf in rule.leaves()
                if "……".join(leaf.quotes).strip("，；。") == proof.text
            }
            assert proof.is_true in truths and (len(truths) == 1 or truths == {proof.is_true, None})
        texts = item.options
        assert not any(a != b and a in b for a in texts for b in texts)


@pytest.mark.parametrize("outcome", list(OUTCOMES.values()))
def test_every_outcome_is_the_key_of_some_case(
    rulebase: Rulebase, cases: list[Item], outcome: Outcome
) -> None:
    assert any(verdict_of(rulebase, case).outcome is outcome for case in cases)
