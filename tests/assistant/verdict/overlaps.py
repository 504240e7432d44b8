"""Which rules with different outcomes can hold together: found by z3, held against a reviewed file.

``python -m tests.assistant.verdict.overlaps`` writes the file anew; a person then reviews the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped, unused-ignore]

from corpus.rule_models import Matter, Outcome, Rule
from tests.assistant.verdict.worlds import TODAY, rulebase
from tests.assistant.verdict.z3_model import PLACES, Model, Proof

REVIEWED = Path(__file__).parent / "overlaps.yaml"
_HEADER = """\
# Every pair of rules of one region and matter that can hold together with different outcomes, found by z3.
# Each was read: the first outcome prevails by the declared precedence (assistant/verdict/rulebase.py), and by
# the words should. A pair that is not here fails test_z3.py until it has been read too.
# Written by: python -m tests.assistant.verdict.overlaps
"""


@cache
def prove(region: str, matter: Matter) -> Proof:
    """The outcome rules of ``matter`` in ``region``, ready to be asked."""
    base = rulebase()
    docket = base.docket(matter, base.documents(region, TODAY))
    return Proof(Model(base.facts, TODAY), docket.levels)


@cache
def find_overlaps(region: str, matter: Matter) -> tuple[tuple[Rule, Rule, dict[str, Any]], ...]:
    return tuple(prove(region, matter).overlaps())


def places() -> Iterator[tuple[str, Matter]]:
    for region, matters in PLACES.items():
        for matter in matters:
            yield region, matter


def all_overlaps() -> dict[str, Any]:
    """Region → matter → outcome that prevails → its rule → rules it prevails over, with their outcome."""
    pairs: dict[str, Any] = {}
    for region, matter in places():
        for upper, lower, _ in find_overlaps(region, matter):
            by_outcome = pairs.setdefault(region, {}).setdefault(str(matter), {})
            by_rule = by_outcome.setdefault(_code(upper), {}).setdefault(upper.rule_id, [])
            by_rule.append(f"{lower.rule_id} {_code(lower)}")
    return pairs


def _code(rule: Rule) -> str:
    assert isinstance(rule.outcome, Outcome)
    return rule.outcome.value


def reviewed_overlaps() -> Any:
    return yaml.safe_load(REVIEWED.read_text("utf-8"))


def main() -> None:
    with REVIEWED.open("w", encoding="utf-8") as file:
        file.write(_HEADER)
        yaml.safe_dump(all_overlaps(), file, allow_unicode=True, sort_keys=False, width=110)


if __name__ == "__main__":
    main()
