"""Mutation testing of rules and engine, in full: ``python -m tests.assistant.verdict.run_mutation``.

Every rule mutant has to be found by the rule's own tests, the reference or the lint, every engine mutant by
the tests; what nothing finds stands in ``survivors.yaml`` with the reason. Prints the numbers; exits with 1
where a survivor is not explained, or one that is explained is found after all.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import yaml  # type: ignore[import-untyped, unused-ignore]

from tests.assistant.verdict.engine_mutants import MODULES, check_clean, is_found, mutants_of, prepare_parent

SURVIVORS = Path(__file__).parent / "survivors.yaml"
QUICK = (  # in the order in which they find most for their time
    "test_own_tests",
    "test_derive",
    "test_verdict",
    "test_values",
    "test_thresholds",
    "test_clashes",
    "test_reach",
    "test_reach",
    "test_by_date",
    "test_deadlines::test_what_is_not_known_of_a_correction_is_asked_step_by_step",
    "test_deadlines::test_a_range_of_days_is_made_exact_by_two_dates",
    "test_remedy::test_no_correction_is_asked_for_by_a_day_that_is_past",
    "test_remedy::test_nothing_impossible_is_assumed",
    "test_remedy::test_no_excuse_of_listed_enterprises_where_being_listed_makes_it_worse",
    "test_remedy::test_what_is_reached_or_barred_needs_no_remedy",
    "test_remedy::test_the_period_is_in_the_words_of_its_clause",
    "test_remedy::test_a_rule_about_this_violation_comes_before_a_general_one",
    "test_remedy::test_what_is_known_only_as_a_range_may_still_turn_out_right",
    "test_remedy::test_what_is_done_is_not_done_again",
    "test_remedy::test_what_may_be_reached_already_is_found_out_first",
    "test_remedy::test_a_way_that_is_closed_hides_no_other",
    "test_remedy::test_an_action_may_keep_severity_away",
    "test_remedy::test_from_may_be_excused_to_is_excused",
    "test_remedy::test_a_late_correction_is_not_asked_for_again",
)
THOROUGH = (
    "test_reference::test_parts_of_complete_cases",
    "test_reference::test_promise_exhaustively",
    "test_deadlines::test_day_of_correction",
    "test_deadlines::test_day_of_decision_while_nothing_is_corrected",
    "test_deadlines::test_day_of_decision_where_it_is_corrected_on_an_unknown_day",
    "test_reference::test_own_facts_of_a_violation_exhaustively",
    "test_remedy",
    "test_properties::test_a_provisional_outcome_assumes_only_disqualifying_circumstances",
    "test_properties::test_answering_what_is_missing_ends_in_an_outcome",
)


_SECONDS = 12  # of a child's own time for the quick tests: what takes longer never ends


def explained(kind: str) -> Mapping[str, str]:
    """Key of a survivor → why it is no fault. ``kind`` is rules or engine."""
    reasons: Mapping[str, str] = yaml.safe_load(SURVIVORS.read_text("utf-8"))[kind] or {}
    return reasons


def run_engine(say: Callable[[str], object]) -> list[str]:
    """Keys of mutants of the engine that nothing finds."""
    prepare_parent()
    check_clean((*QUICK, *THOROUGH))
    survivors: list[str] = []
    for module in MODULES:
        mutants, started = list(mutants_of(module)), time.monotonic()
        quick = {m.key for m in mutants if is_found(m, QUICK, _SECONDS)}
        left = [m for m in mutants if m.key not in quick]
        missed = [m.key for m in left if not is_found(m, THOROUGH)]
        survivors += missed
        say(
            f"{module}.py: {len(mutants)} mutants, {len(quick)} found by the quick tests,"
            f" {len(left) - len(missed)} by the thorough ones, {len(missed)} survive"
            f" ({time.monotonic() - started:.0f} s)"
        )
    return survivors


def run_sample(every: int) -> list[str]:
    """Of one in ``every`` mutants of the engine, the keys of those that nothing finds or explains.

    Chosen by their keys, so that a change elsewhere chooses no others.
    """
    prepare_parent()
    mutants = [m for module in MODULES for m in mutants_of(module)]
    drawn = [m for m in mutants if int(sha256(m.key.encode()).hexdigest(), 16) % every == 0]
    chosen = [m for m in drawn if m.key not in explained("engine")]
    left = [m for m in chosen if not is_found(m, QUICK, _SECONDS)]
    return [m.key for m in left if not is_found(m, THOROUGH)]


def run_rules(say: Callable[[str], object]) -> list[str]:
    """Keys of mutants of the rules that nothing finds."""
    from tests.assistant.verdict import rule_mutants
    from tests.assistant.verdict.worlds import rulebase

    finders = {
        "own tests": rule_mutants.is_found_by_own_tests,
        "reference": rule_mutants.is_found_by_reference,
        "lint": rule_mutants.is_found_by_lint,
    }
    mutants = [m for rule in rulebase().rules for m in rule_mutants.mutants_of(rule)]
    found: dict[str, set[str]] = {name: set() for name in finders}
    for mutant in mutants:
        for name, finds in finders.items():
            if name != "reference" or mutant.original.outcome is not None:
                found[name] |= {mutant.key} if finds(mutant) else set()
    survivors = [m.key for m in mutants if not any(m.key in keys for keys in found.values())]
    alone = found["lint"] - found["own tests"] - found["reference"]
    counts = ", ".join(f"{len(keys)} by the {name}" for name, keys in found.items())
    say(f"rules: {len(mutants)} mutants, {len(survivors)} survive; found: {counts}, {len(alone)} by it alone")
    return survivors


def main() -> int:
    """The engine first: its modules must not be imported yet."""
    status = 0
    for kind, run in (("engine", run_engine), ("rules", run_rules)):
        survivors, reasons = set(run(print)), explained(kind)
        for key in sorted(survivors - reasons.keys()):
            print(f"  not explained: {key}")
        for key in sorted(reasons.keys() - survivors):
            print(f"  explained, but found: {key}")
        status |= survivors != reasons.keys()
    return status


if __name__ == "__main__":
    if sys.argv[1:2] == ["--every"]:
        print(*run_sample(int(sys.argv[2])), sep="\n")
    else:
        sys.exit(main())
