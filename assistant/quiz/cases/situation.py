"""A situation: stated facts under which the engine reaches the outcome aimed at, with nothing left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from assistant.quiz.cases.aims import Aim
from assistant.quiz.cases.space import CORRECTED_ON, VIOLATION, Facts, Space, leaf_fact
from assistant.quiz.cases.telling import plain_value
from assistant.verdict.case import Case
from assistant.verdict.decide import decide
from assistant.verdict.engine import Finding, find_outcome, known_world
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import LENIENT, Docket, Rulebase
from assistant.verdict.truth import World, hold_leaf, hold_rule
from assistant.verdict.values import Interval, Value, value_as_json
from corpus.case_words import ANY, CaseWords, Plain
from corpus.rule_models import Condition, FactType, Leaf, Matter, Operator, Outcome, Rule

DISCOVERED_ON = "discovered_on"
HIDDEN_RISK = "hidden_risk"  # no violation yet
_ATTEMPTS = 40
_STRICT_FLIPS = 0.35  # share of severe cases that are not on the lenient list anyway
_TWO_FLIPS = 0.2
_BOUND_FLIPS = 0.5  # share in which it is a number or a period that is not kept to
_COLOURED = 0.25
_ONE_GROUND = (Outcome.MAY_JOIN, Outcome.ONSITE_OK)


@dataclass(frozen=True)
class Situation:
    """``told``: facts that the words of another fact state. ``rule`` is the one the case is about."""

    rulebase: Rulebase
    words: CaseWords
    aim: Aim
    facts: Facts
    told: frozenset[str]
    found_on: date
    decided_on: date

    @cached_property
    def case(self) -> Case:
        act_on = self.found_on if self.aim.matter is Matter.VIOLATION else None
        return Case(self.aim.matter, self.aim.region, self.facts, frozenset(), act_on, self.decided_on)

    @cached_property
    def verdict(self) -> Verdict:
        return decide(self.rulebase, self.case, self.decided_on)

    @cached_property
    def docket(self) -> Docket:
        documents = self.rulebase.documents(self.aim.region, self.decided_on)
        return self.rulebase.docket(self.aim.matter, documents)

    @cached_property
    def world(self) -> World:
        return replace(known_world(self.rulebase, self.case, self.decided_on)[1], lines=None)

    @cached_property
    def is_consistent(self) -> bool:
        return not known_world(self.rulebase, self.case, self.decided_on)[0].contradictions

    @cached_property
    def finding(self) -> Finding:
        """The bare outcome, cheaper than ``verdict``."""
        return find_outcome(self.rulebase, self.docket, self.aim.matter, self.world)

    def holding(self) -> dict[Outcome, list[Rule]]:
        """Every rule that is true of the case, whatever prevails over it."""
        held: dict[Outcome, list[Rule]] = {}
        for outcome, rules in self.docket.levels:
            true = [rule for rule in rules if hold_rule(rule, self.world)[0]]
            if true:
                held[outcome] = true
        return held

    def truth(self, leaf: Leaf) -> bool | None:
        return hold_leaf(leaf, self.world)

    def holds(self, condition: Condition) -> bool | None:
        """The same for a condition of several parts."""
        return hold_rule(replace(self.aim.about, when=condition), self.world)[0]

    def holds_rule(self, rule: Rule) -> bool | None:
        return hold_rule(rule, self.world)[0]

    @cached_property
    def is_shut_out(self) -> bool:
        """Whether no advice that names a handling of its own applies."""
        return all(self.holds_rule(rule) is False for rule in _shut_out(self.words, self.docket))

    def as_json(self) -> dict[str, Any]:
        """The input of ``kuanyan verdict``."""
        shown: dict[str, Any] = {"region": self.aim.region, "matter": str(self.aim.matter)}
        shown["facts"] = {name: value_as_json(value) for name, value in self.facts.items()}
        if self.case.act_on:
            shown["act_on"] = self.case.act_on.isoformat()
        shown["decided_on"] = self.decided_on.isoformat()
        return shown

    def change(self, name: str, value: Value) -> Situation | None:
        """The same with one fact another; None where that would change others too, or makes no sense."""
        statement = self.words.statements[name]
        old, new = plain_value(self.facts[name]), plain_value(value)
        facts = {n: v for n, v in self.facts.items() if n not in statement.tells.get(old, {})}
        facts[name] = value
        told = self.told - set(statement.tells.get(old, {}))
        for other, plain in statement.tells.get(new, {}).items():
            if other in facts:
                return None
            facts[other] = self._value(other, plain)
            told |= {other}
        drawn_along = {**statement.brings.get(new, {}), **statement.alters.get(new, {})}
        moves = any(n in facts and facts[n] != self._value(n, plain) for n, plain in drawn_along.items())
        if moves or any(n in facts for n in statement.without.get(new, ())):
            return None
        changed = replace(self, facts=facts, told=told)
        still_known = {*changed.world.values, CORRECTED_ON} if changed.is_sound() else set()
        return changed if still_known.issuperset(statement.tells.get(old, {})) and still_known else None

    def move(self, region: str) -> Situation | None:
        """The same in another region; None where something would be left to ask there."""
        moved = replace(self, aim=replace(self.aim, region=region, doc_id=self.aim.about.doc_id))
        return moved if moved.finding.outcome is not Outcome.NEED_FACTS else None

    def _value(self, name: str, plain: Plain) -> Value:
        return as_value(self.rulebase, name, plain, self.found_on)

    def is_sound(self) -> bool:
        """Whether all facts can be told, fit each other and the season, and contradict nothing."""
        meta = self.rulebase.corpus.get_document(self.aim.doc_id).meta
        first_day = meta.in_force_from or meta.issued_on
        if any(isinstance(value, date) and value < first_day for value in self.facts.values()):
            return False  # nobody is listed, and nothing found, before there is a list
        return all(self._fits(name, value) for name, value in self.facts.items()) and self.is_consistent

    def _fits(self, name: str, value: Value) -> bool:
        if name == DISCOVERED_ON or name in self.told:
            return True
        statement, plain = self.words.statements.get(name), plain_value(value)
        if statement is None or plain not in statement.say:
            return False
        window = statement.windows.get(plain)
        if window and not window[0] <= (self.found_on.month, self.found_on.day) <= window[1]:
            return False
        for other, allowed in statement.fits.get(plain, {}).items():
            if other in self.facts and plain_value(self.facts[other]) not in allowed:
                return False
        return True


def _shut_out(words: CaseWords, docket: Docket) -> list[Rule]:
    return [rule for rule in docket.beside if rule.rule_id in words.shut_out]


def as_value(rulebase: Rulebase, name: str, plain: Plain, found_on: date) -> Value:
    """A value of ``case_words.yaml``; a date is days after the inspection."""
    match rulebase.facts[name].type:
        case FactType.DATE:
            return found_on + timedelta(days=int(plain))
        case FactType.NUMBER:
            return Interval.exactly(Decimal(plain))
    return plain


def draw_situation(rulebase: Rulebase, words: CaseWords, aim: Aim, rng: Random) -> Situation | None:
    """A situation with the outcome aimed at; None where ``_ATTEMPTS`` draws found none."""
    for _ in range(_ATTEMPTS):
        situation = _Draw(rulebase, words, aim, rng).situation()
        if situation is not None:
            return situation
    return None


class _Draw:
    def __init__(self, rulebase: Rulebase, words: CaseWords, aim: Aim, rng: Random) -> None:
        self.rulebase, self.words, self.aim, self.rng = rulebase, words, aim, rng
        self.found_on = self._draw_day()
        is_violation = aim.matter is Matter.VIOLATION
        self.decided_on = self.found_on + timedelta(days=rng.randint(28, 75) if is_violation else 0)
        self.space = Space(rulebase.facts, words, rng, self.found_on, self.decided_on)
        home = rulebase.corpus.get_document(aim.about.doc_id).meta.region
        documents = rulebase.documents(home if aim.is_elsewhere else aim.region, self.decided_on)
        self.docket = rulebase.docket(aim.matter, documents)
        self.told: set[str] = set()
        self.flipped: set[str] = set()

    def _draw_day(self) -> date:
        """A working day on which the documents hold, in the season that a fact of the rule asks for."""
        rng, statements = self.rng, self.words.statements
        windows = [
            window
            for leaf in self.aim.about.leaves()
            if leaf.fact in statements
            for window in statements[leaf.fact].windows.values()
        ]
        first, last = rng.choice(windows) if windows else ((1, 5), (12, 20))
        for _ in range(_ATTEMPTS):
            year = rng.choice(self.words.years)
            start, end = date(year, *first), date(year, *last)
            day = start + timedelta(days=rng.randint(0, (end - start).days))
            day -= timedelta(days=max(0, day.weekday() - 4))
            if self.rulebase.documents(self.aim.region, day):
                break
        return day

    def situation(self) -> Situation | None:
        aim = self.aim
        if not self.rulebase.documents(aim.region, self.found_on):
            return None
        facts = self._base()
        if facts is None:
            return None
        self._colour(facts)
        for name in list(facts):
            self._follow(facts, name)
        self._settle(facts)
        if aim.outcome is Outcome.NOT_LISTED:
            self._shut_out(facts)
        made = Situation(
            self.rulebase, self.words, aim, facts, frozenset(self.told), self.found_on, self.decided_on
        )
        return made if made.is_sound() and self._is_right(made) else None

    def _base(self) -> Facts | None:
        """Facts of the rule the case is about, some turned round where the aim is that it does not hold."""
        aim, rng = self.aim, self.rng
        assert aim.about.when is not None
        facts = self.space.satisfy(aim.about.when, True)
        if facts is None:
            return None
        if aim.matter is Matter.VIOLATION:
            facts = {DISCOVERED_ON: self.found_on, **facts}
        if aim.rule is None and not aim.is_elsewhere:
            self._flip(facts, 2 if rng.random() < _TWO_FLIPS else 1)
        elif (
            aim.rule is not None and aim.rule is not aim.about
        ):  # a severe circumstance in a case that meets a lenient rule
            if rng.random() < _STRICT_FLIPS:
                self._flip(facts, 1)
            assert aim.rule.when is not None
            severe = self.space.satisfy(aim.rule.when, True)
            if severe is None:
                return None
            facts.update({n: v for n, v in severe.items() if n != VIOLATION or n not in facts})
        for name in list(facts):
            self._follow(facts, name)
        if aim.matter is Matter.VIOLATION and VIOLATION not in facts:
            facts[VIOLATION] = self.rng.choice(self._violations(facts))
        return facts

    def _violations(self, facts: Facts) -> list[Value]:
        """Violations of which the facts may be told, for rules that ask for none."""
        allowed: list[Value] = [v for v in self.words.statements[VIOLATION].say if v != HIDDEN_RISK]
        for name, value in facts.items():
            if name == DISCOVERED_ON:
                continue
            told_of = self.words.statements[name].fits.get(plain_value(value), {}).get(VIOLATION)
            allowed = [v for v in allowed if told_of is None or v in told_of]
        return allowed or [HIDDEN_RISK]

    def _flip(self, facts: Facts, count: int) -> None:
        leaves = [
            leaf
            for leaf in self.aim.about.leaves()
            if leaf_fact(leaf) in facts and leaf.fact != VIOLATION and leaf_fact(leaf) not in self.flipped
        ]
        bounded = [leaf for leaf in leaves if leaf.bound is not None]
        if bounded and self.rng.random() < _BOUND_FLIPS:
            leaves = bounded
        for leaf in self.rng.sample(leaves, min(count, len(leaves))):
            name = leaf_fact(leaf)
            told = self.words.statements[name].say
            other = self.space.values(leaf, not self._is_true(leaf, facts))
            if other and plain_value(other[0]) in told:
                facts[name] = self.rng.choice(other)
                self.flipped.add(name)

    def _is_true(self, leaf: Leaf, facts: Facts) -> bool:
        world = self._world(facts)
        return bool(hold_leaf(leaf, world))

    def _world(self, facts: Facts) -> World:
        case = Case(self.aim.matter, self.aim.region, facts, frozenset(), None, self.decided_on)
        return replace(known_world(self.rulebase, case, self.decided_on)[1], lines=None)

    def _follow(self, facts: Facts, name: str) -> None:
        """What the words for a fact bring along."""
        if name not in facts or name not in self.words.statements or name in self.told:
            return
        statement, plain = self.words.statements[name], plain_value(facts[name])
        for other in statement.without.get(plain, ()):
            facts.pop(other, None)
        moved = dict(statement.brings.get(plain, {}))
        moved |= {n: v for n, v in statement.alters.get(plain, {}).items() if n in facts}
        for other, value in {**moved, **statement.tells.get(plain, {})}.items():
            facts[other] = as_value(self.rulebase, other, value, self.found_on)
        self.told |= set(statement.tells.get(plain, {}))

    def _colour(self, facts: Facts) -> None:
        """Facts that may or may not matter; the engine still has to reach the outcome aimed at."""
        is_violation = self.aim.matter is Matter.VIOLATION
        for name in self.words.colours if is_violation else sorted(self.docket.fact_ids):
            told = self.words.statements[name].say
            if name not in facts and ANY not in told and self.rng.random() < _COLOURED:
                facts[name] = self.rng.choice(list(told))

    def _settle(self, facts: Facts) -> None:
        """Makes every rule that is still open false, so that nothing is left to ask."""
        for _ in range(len(self.docket.fact_ids)):
            leaves = {leaf_fact(leaf): leaf for leaf in self._open_leaves(self._world(facts))}
            if not leaves:
                return
            denied = [self.space.draw(leaf, False) for leaf in leaves.values()]
            new = [
                drawn for drawn in denied if drawn is not None and not any(name in facts for name in drawn)
            ]
            if not new:
                met = self.space.draw(next(iter(leaves.values())), True)
                if met is None:
                    return
                new = [met]
            for drawn in new:
                facts.update({name: value for name, value in drawn.items() if name not in facts})

    def _shut_out(self, facts: Facts) -> None:
        """Denies one condition of advice that might be taken for the outcome."""
        for rule in _shut_out(self.words, self.docket):
            assert rule.when is not None
            if hold_rule(rule, self._world(facts))[0] is None:
                free = [leaf for leaf in rule.leaves() if leaf_fact(leaf) not in facts]
                self.rng.shuffle(free)
                for leaf in free:
                    drawn = self.space.draw(leaf, False)
                    tried = {**facts, **(drawn or {})}
                    if drawn and hold_rule(rule, self._world(tried))[0] is False:
                        facts.update(drawn)
                        break

    def _open_leaves(self, world: World) -> Iterator[Leaf]:
        for _, rules in self.docket.levels:
            for rule in rules:
                truth, leaves = hold_rule(rule, world)
                if truth is None:
                    yield leaves[0]

    def _is_right(self, made: Situation) -> bool:
        """The outcome aimed at, by the rule aimed at, today and on the day of inspection alike."""
        aim = self.aim
        if made.finding.outcome is not aim.outcome:  # before the costly rest of the verdict
            return False
        if has_any(made.facts, self.words.arguable.get(aim.outcome, {})):
            return False
        verdict = made.verdict
        if verdict.outcome is not aim.outcome or verdict.missing or verdict.by_date:
            return False
        if aim.rule is not None and aim.rule.rule_id not in verdict.rules:
            return False
        if aim.outcome in _ONE_GROUND and len(verdict.rules) > 1:
            return False  # which condition is met should have one answer
        if aim.outcome is Outcome.NOT_LISTED and not made.is_shut_out:
            return False
        if aim.outcome is Outcome.MAY_EXEMPT and any(
            map(made.holds_rule, _shut_out(self.words, made.docket))
        ):
            return False  # 原则上不予处罚 beside 可以不予
        held = made.holding()
        severe = [outcome for outcome in held if outcome not in LENIENT]
        if aim.matter is Matter.VIOLATION and len(severe) > 1:
            return False  # two severe outcomes: a reader may argue for either
        return all(_is_steady(leaf, made) for leaf in aim.about.leaves())


def has_any(facts: Mapping[str, Value], told: Mapping[str, tuple[Plain, ...]]) -> bool:
    """Whether some fact has one of the values listed for it."""
    return any(name in facts and plain_value(facts[name]) in values for name, values in told.items())


def _is_steady(leaf: Leaf, made: Situation) -> bool:
    """Whether a period of years runs, or is over, on both the day of inspection and of decision."""
    if leaf.operator is not Operator.WITHIN_YEARS or leaf.fact not in made.facts:
        return True
    return made.truth(leaf) is hold_leaf(leaf, replace(made.world, as_of=made.found_on))


def stated(situation: Situation) -> Mapping[str, Value]:
    """The facts that have words of their own in the case."""
    return {
        name: value
        for name, value in situation.facts.items()
        if name not in situation.told and name != DISCOVERED_ON
    }
