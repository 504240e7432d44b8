"""What to ask next, and a case as it is answered: one short question at a time, back, and answers changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.verdict.case import Case
from assistant.verdict.decide import REGION
from assistant.verdict.derive import derive
from assistant.verdict.models import MissingFact, Verdict
from assistant.verdict.values import Value
from corpus.rule_models import Fact

NONE_OF_THEM = "都没有"
GROUP_QUESTION = "是否存在下列任何一种情形？"
_WHICH = "不同的情形适用不同的条款，先要知道是哪一种。"


@dataclass(frozen=True, slots=True)
class Question:
    """``facts`` has one id, or all the disqualifying circumstances that are still open."""

    facts: tuple[str, ...]
    text: str
    why: str
    help: str = ""
    clauses: tuple[str, ...] = ()  # ids of the clauses that ask for it

    @property
    def is_group(self) -> bool:
        return len(self.facts) > 1


@dataclass(frozen=True, slots=True)
class Answered:
    """One reply: known values, and facts that the person does not know.

    ``words`` are the user's own, for values that were read from a text.
    """

    values: Mapping[str, Value]
    unknown: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> tuple[str, ...]:
        return (*self.values, *self.unknown)

    def without(self, facts: Collection[str]) -> Answered:
        return Answered(
            {name: value for name, value in self.values.items() if name not in facts},
            tuple(name for name in self.unknown if name not in facts),
            {name: words for name, words in self.words.items() if name not in facts},
        )


@dataclass(frozen=True, slots=True)
class Interview:
    """``opening`` is what was known before the first question; ``replies`` stand in the order of asking."""

    opening: Case = field(default_factory=Case)
    replies: tuple[Answered, ...] = ()
    past: Interview | None = None  # as it stood before the last reply

    @property
    def case(self) -> Case:
        """The opening with every reply."""
        case = self.opening
        for reply in self.replies:
            case = with_answer(case, reply)
        return case

    def answer(self, *replies: Answered, forget: Collection[str] = ()) -> Interview:
        """One step on. A fact answered before is answered anew, in the place of the reply it stood in."""
        kept = [old.without(forget) for old in self.replies]
        for reply in replies:
            at = next((i for i, old in enumerate(kept) if set(old.facts) & set(reply.facts)), len(kept))
            head = [old.without(reply.facts) for old in kept[:at]]
            tail = [old.without(reply.facts) for old in kept[at:]]
            kept = [old for old in (*head, reply, *tail) if old.facts]
        return Interview(self.opening, tuple(kept), self)

    def open_with(self, opening: Case) -> Interview:
        """One step on, with another opening."""
        return Interview(opening, self.replies, self)

    def back(self) -> Interview:
        """As before the last step; the same where there was none."""
        return self.past or self


def with_answer(case: Case, answered: Answered) -> Case:
    """The case with one more reply, which counts more than what was said before."""
    said = set(answered.facts)
    return replace(
        case,
        facts={name: v for name, v in case.facts.items() if name not in said} | dict(answered.values),
        unknown=(case.unknown - said) | set(answered.unknown),
        sources={name: s for name, s in case.sources.items() if name not in said} | dict(answered.words),
    )


def answer_group(facts: Sequence[str], present: Collection[str], unsure: Collection[str] = ()) -> Answered:
    """A reply to the grouped question: those ``present`` exist, those neither present nor unsure do not."""
    values = {name: name in present for name in facts if name in present or name not in unsure}
    return Answered(values, tuple(name for name in facts if name not in values))


def next_question(
    verdict: Verdict, facts: Mapping[str, Fact], unknown: frozenset[str] = frozenset()
) -> Question | None:
    """The question to ask now; None where the verdict is there, or only what nobody knows is left.

    ``verdict.missing`` is in the order to ask. ``unknown`` were asked already and are not asked again.
    """
    open_now = _open(verdict, unknown)
    singles = [m for m in open_now if not m.disqualifying]
    if singles:
        return _question((singles[0],), facts)
    group = tuple(m for m in open_now if m.disqualifying)
    return _question(group, facts) if group else None


def question_about(names: Sequence[str], verdict: Verdict, facts: Mapping[str, Fact]) -> Question:
    """The question about facts already answered, to answer them anew."""
    missing = {m.fact: m for m in verdict.missing}
    return _question(tuple(missing.get(name) or _as_missing(facts[name], verdict) for name in names), facts)


def count_open(verdict: Verdict, unknown: frozenset[str] = frozenset()) -> int:
    """How many questions are left as things stand; the grouped ones count as one."""
    open_now = _open(verdict, unknown)
    singles = sum(not m.disqualifying for m in open_now)
    return singles + any(m.disqualifying for m in open_now)


def is_region(question: Question) -> bool:
    return question.facts == (REGION,)


def find_doubtful(case: Case, facts: Mapping[str, Fact], as_of: date) -> tuple[str, ...]:
    """Given facts that take part in a contradiction: without any one of them there is less of it."""
    count = len(derive(case, facts, as_of).contradictions)

    def is_doubtful(name: str) -> bool:
        others = {other: value for other, value in case.facts.items() if other != name}
        return len(derive(replace(case, facts=others), facts, as_of).contradictions) < count

    return tuple(name for name in facts if name in case.facts and is_doubtful(name)) if count else ()


def why_ask(missing: MissingFact, fact: Fact | None) -> str:
    """What the answer is needed for; a choice that opens most rules is not asked for the sake of one."""
    is_contradicted = not missing.clauses
    return _WHICH if fact and fact.gate and fact.choices and not is_contradicted else missing.why


def _open(verdict: Verdict, unknown: frozenset[str]) -> list[MissingFact]:
    return [m for m in verdict.missing if m.fact not in unknown and not m.waiting]


def _as_missing(fact: Fact, verdict: Verdict) -> MissingFact:
    clauses = dict.fromkeys(line.clause_id for line in verdict.trace if line.fact == fact.id)
    return MissingFact(fact.id, fact.question, "", tuple(clauses), fact.disqualifying)


def _question(missing: Sequence[MissingFact], facts: Mapping[str, Fact]) -> Question:
    clauses = tuple(dict.fromkeys(clause for m in missing for clause in m.clauses))
    if len(missing) == 1:
        fact = facts.get(missing[0].fact)
        only = missing[0]
        why = why_ask(only, fact)
        return Question((only.fact,), only.question, why, fact.help if fact else "", clauses)
    why = "有其中任何一种，结论都会改变。"
    return Question(tuple(m.fact for m in missing), GROUP_QUESTION, why, "", clauses)
