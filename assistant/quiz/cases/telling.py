"""Facts into a case in words, by the reviewed sentences of ``corpus/case_words.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from assistant.quiz.cases.aims import Aim
from assistant.quiz.cases.space import VIOLATION
from assistant.verdict.values import Interval, Value, render_date
from corpus.case_words import ANY, SCENE, CaseWords, Party, Plain, Statement
from corpus.rule_models import Fact

_SUBJECTS = ("{party}", "该行为")


def plain_value(value: Value) -> Plain:
    """The value as ``case_words.yaml`` calls it."""
    return ANY if isinstance(value, Interval | date) else value


class Teller:
    """Tells one case: party and dates are the same in the case and in its questions."""

    def __init__(
        self,
        words: CaseWords,
        facts: Mapping[str, Fact],
        rng: Random,
        aim: Aim,
        days: tuple[date, date],
        violation: Value | None,
    ) -> None:
        self._words, self._facts, self._rng, self._matter = words, facts, rng, aim.matter
        self._violation = violation
        self.party = rng.choice(find_parties(words, violation))
        self._slots = {
            "party": self.party.short,
            "name": self.party.name,
            "bureau": words.places[aim.region],
            "found": render_date(days[0]),
            "decided": render_date(days[1]),
        }

    def tell(self, facts: Mapping[str, Value], told: frozenset[str]) -> str:
        """The case. ``told`` are facts that the words of another one state."""
        words, rng = self._words, self._rng
        scene = {"violation": self.clause(VIOLATION, facts[VIOLATION])} if VIOLATION in facts else {}
        text = rng.choice(words.openings[self._matter]).format(**self._slots, **scene)
        by_part: dict[str, list[str]] = {}
        for name, statement in words.statements.items():
            if name in facts and name not in told and statement.part != SCENE:
                by_part.setdefault(self._part(statement, facts[name]), []).append(
                    self._template(name, facts[name])
                )
        for part, leads in words.parts.items():
            if part in by_part:
                text += rng.choice(leads) + self._join(by_part[part]) + "。"
        closings = words.closings.get(self._matter)
        return text + (rng.choice(closings).format(**self._slots) if closings else "")

    def clause(self, name: str, value: Value) -> str:
        """One fact in words, without a full stop."""
        return self._template(name, value).format(**self._slots)

    def fill(self, template: str, **more: str) -> str:
        """A sentence of a question."""
        return template.format(party=self.party.short, **more)

    def choose(self, templates: tuple[str, ...]) -> str:
        return self._rng.choice(templates)

    def _join(self, templates: list[str]) -> str:
        """Clauses one after the other; a subject is named once for clauses in a row."""
        kept, before = [], ""
        for template in templates:
            subject = next((s for s in _SUBJECTS if template.startswith(s)), "")
            kept.append(template.removeprefix(subject) if subject == before else template)
            before = subject
        return "，".join(kept).format(**self._slots)

    def _part(self, statement: Statement, value: Value) -> str:
        is_denial = value is False and self._facts[statement.fact].disqualifying
        return statement.denied if is_denial else statement.part

    def _template(self, name: str, value: Value) -> str:
        sayings = self._words.statements[name].say[plain_value(value)]
        own = [saying for saying in sayings if self._violation in saying.only]
        text = self._rng.choice(own or [saying for saying in sayings if not saying.only]).text
        if isinstance(value, date):
            return text.replace("{day}", render_date(value))
        return text.replace("{n}", str(value.number)) if isinstance(value, Interval) else text


def find_parties(words: CaseWords, violation: Value | None) -> list[Party]:
    """Those of whom the violation is told, the ones meant for it alone where there are any."""
    fitting = [
        party
        for party in words.parties
        if violation not in party.unless and (not party.only or violation in party.only)
    ]
    own = [party for party in fitting if party.only]
    return own or fitting
