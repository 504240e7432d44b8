"""Whole talks from a data file: after each message the kind, the outcome, the facts, what is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.answer.models import Answer, check_citation, render_text
from assistant.casework.answer import compose_case
from assistant.casework.talk import Setting, Talk, advance, is_question, replay
from assistant.casework.whereabouts import find_told
from assistant.verdict.rulebase import load_rulebase
from assistant.verdict.values import value_as_json
from corpus.places import parse_region
from corpus.rule_models import Outcome

HERE = Path(__file__).parent
DAY = date(2024, 11, 20)
KNOWLEDGE = "knowledge"
TALKS: list[dict[str, Any]] = [
    talk
    for name in ("talks", "talks_held_out", "talks_replies", "talks_regions", "talks_numbers")
    for talk in yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
]


def setting_of(talk: dict[str, Any]) -> Setting:
    rulebase = load_rulebase()
    place = parse_region(rulebase.corpus, talk["region"]) if "region" in talk else None
    return Setting(rulebase, DAY, place, DAY)


def hear(said: list[str], message: str, setting: Setting) -> tuple[Answer | None, Talk | None]:
    """What the assistant makes of a message: an answer about the case, or None, a search."""
    before = replay(said, setting)
    after = advance(before, message, replace(setting, told=find_told(said)) if before is None else setting)
    if after is not None:
        return compose_case(after, setting), after
    if before is not None and before.question is not None and not is_question(message):
        return compose_case(before, setting, unread=message), before
    return None, before


def check_turn(step: dict[str, Any], answer: Answer | None, talk: Talk | None) -> None:
    verdict = (answer.verdict if answer else None) or {}
    text = render_text(answer) if answer else ""
    if "kind" in step:
        assert (answer.kind.value if answer else KNOWLEDGE) == step["kind"]
    if "outcome" in step:
        assert verdict.get("outcome") == step["outcome"]
    if "region" in step:
        assert (talk.case.region if talk else None) == step["region"]
    if "asks" in step:
        assert talk is not None and talk.question is not None
        assert list(talk.question.facts) == step["asks"]
    known = {name: value_as_json(value) for name, value in talk.agreed.facts.items()} if talk else {}
    for name, value in step.get("facts", {}).items():
        assert known.get(name) == value, name
    for words in step.get("has", ()):
        assert words in text
    for words in step.get("hasnot", ()):
        assert words not in text


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk["name"])
def test_a_talk_goes_as_written(talk: dict[str, Any]) -> None:
    setting = setting_of(talk)
    said: list[str] = []
    for turn in talk["turns"]:
        step = {"say": turn} if isinstance(turn, str) else turn
        answer, state = hear(said, step["say"], setting)
        check_turn(step, answer, state)
        check_always(answer, state, setting)
        said.append(step["say"])


def check_always(answer: Answer | None, talk: Talk | None, setting: Setting) -> None:
    """What holds of every answer: nothing decided in a dispute, every citation verbatim."""
    if answer is None or talk is None:
        return
    if talk.is_unsettled:
        assert talk.verdict.outcome is Outcome.NEED_FACTS
        assert talk.verdict.provisional is None and not talk.verdict.clauses
        assert answer.kind.value == "ask_back"
    for citation in answer.citations:
        assert check_citation(setting.rulebase.corpus.get_document(citation.doc_id), citation)


def test_there_are_sixty_talks_with_names_of_their_own() -> None:
    assert len({talk["name"] for talk in TALKS}) == len(TALKS) >= 60
