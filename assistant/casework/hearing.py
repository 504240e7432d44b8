"""A message read in the light of the talk: what was asked, and which violation it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.casework.state import AMEND, VIOLATION, Setting, Talk
from assistant.facts_from_words import Reading, read_case
from assistant.verdict.decide import REGION


def read_message(
    talk: Talk | None,
    message: str,
    setting: Setting,
    asked: bool = True,
    wanted: Callable[[Reading], bool] = lambda _reading: True,
) -> Reading:
    """The message read in the light of what was said and, with ``asked``, of what is asked now; ``wanted``
    as in ``read_case``.

    ``region`` of the reading is the place that the message names, None where it names none.
    """
    told = talk.case.facts.get(VIOLATION) if talk else None
    names = talk.question.facts if asked and talk and talk.question else ()
    return read_case(
        message,
        today=setting.today,
        asked=[name for name in names if name not in (REGION, AMEND)] or None,
        violation=told if isinstance(told, str) else None,
        embed=setting.embed,
        wanted=wanted,
    )


def place_of(reading: Reading) -> str | None:
    """The one place named; None where there is none, or are several."""
    several = any(name == REGION for name, _, _ in reading.contradictions)
    return None if several else reading.region


def read_beside(talk: Talk, message: str, setting: Setting) -> Reading | None:
    """What it says once one knows which violation it is about: 「是12平米」 of a heap of sand; None for
    nothing."""
    context = talk.case.sources.get(VIOLATION, "")
    if not context:
        return None
    before = f"{context}，"
    reading = read_case(before + message, today=setting.today)
    new = tuple(f for f in reading.found if f.start >= len(before) and f.fact != VIOLATION)
    if not new:
        return None
    return replace(reading, found=new, contradictions=(), violations=(), proposed=(), region=None)
