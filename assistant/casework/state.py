"""What a conversation about one case consists of, as it stands after a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from assistant.facts_from_words.models import Embed
from assistant.verdict.case import Case
from assistant.verdict.decide import REGION
from assistant.verdict.interview import Question
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Value

VIOLATION = "violation"
AMEND = "amend"  # asked like a fact: which of the statements a correction is about


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements about one fact that cannot both hold; neither counts until one is confirmed."""

    earlier: str
    later: str

    @property
    def why(self) -> str:
        return f"前后说法不一：先说「{self.earlier}」，又说「{self.later}」，以哪一个为准？"


@dataclass(frozen=True, slots=True)
class Told:
    """Where the user said to be: places named, or words that name none (``elsewhere``: 隔壁区)."""

    places: tuple[str, ...] = ()
    elsewhere: str = ""
    denied: tuple[str, ...] = ()  # where it is said not to be


@dataclass(frozen=True, slots=True)
class ActDay:
    """When it was done: one day, or a month or year of which only the last day is certain to lie behind."""

    first: date
    last: date
    words: str

    @property
    def told(self) -> str:
        """The words, and how they are counted where they name no single day."""
        return self.words if self.first == self.last else f"{self.words}，按最后一天算"


class AsideKind(StrEnum):
    WHY = "why"  # what the outcome rests on
    WHY_ASKED = "why_asked"  # what the answer is needed for
    SUPPOSED = "supposed"  # the outcome if something were so
    NOT_READ = "not_read"  # a supposition that was not understood
    UNREAD = "unread"  # a statement that was not understood
    OPINION = "opinion"  # what somebody holds of the outcome: it decides nothing
    METHOD = "method"  # whether 约谈, 教育, 回访 … is to be done


@dataclass(frozen=True, slots=True)
class Aside:
    """A question about the verdict: it is answered and changes nothing."""

    kind: AsideKind
    words: str = ""
    supposed: Talk | None = None  # the case as it would stand
    facts: tuple[str, ...] = ()  # what was supposed in it
    method: str = ""  # the method asked about


@dataclass(frozen=True, slots=True)
class Talk:
    """The case as it stands after a message, the verdict on it, and what is asked now."""

    case: Case
    verdict: Verdict
    question: Question | None
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)  # fact, or ``region``
    candidates: tuple[str, ...] = ()  # violations that the words may mean, likeliest first
    several: tuple[str, ...] = ()  # the words of several violations told at once
    regions: tuple[str, ...] = ()  # places told at once
    elsewhere: str = ""  # words that tell of another region without naming it
    promises: bool = True  # while the region is not known: whether it may be one of ours
    told: Told | None = None  # where the user said to be before the case was told
    # fact → (words, value), to confirm
    proposals: Mapping[str, tuple[str, Value]] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()  # words that look as if they decided something, with the reason
    amending: str = ""  # a correction that was not understood: it is asked what it is about
    editing: str = ""  # the fact or ``region`` chosen to be answered anew
    opening: str = ""  # the message that opened the case
    group: tuple[str, ...] = ()  # the circumstances last asked together, in the order numbered
    news: tuple[str, ...] = ()  # what the last message did: another case, a fact changed
    aside: Aside | None = None  # what the last message asked about the verdict
    away: bool = False  # the last message was a question of knowledge
    act: ActDay | None = None  # when it was done, where that was told

    @property
    def agreed(self) -> Case:
        """The case without what was said in two ways."""
        kept = {name: value for name, value in self.case.facts.items() if name not in self.conflicts}
        region = None if REGION in self.conflicts else self.case.region
        return replace(self.case, facts=kept, region=region)

    @property
    def is_unsettled(self) -> bool:
        """Whether statements contradict each other or one is being changed: then nothing is decided."""
        return bool(self.conflicts or self.amending or self.editing or self.verdict.contradictions)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a conversation is held under: the region chosen on the page, the day of decision, today."""

    rulebase: Rulebase
    today: date
    region: str | None = None
    decided_on: date | None = None
    embed: Embed | None = None  # where there is one, values are also proposed by meaning, never given
    told: Told | None = None  # where the user said to be before, in messages that told no case

    @property
    def as_of(self) -> date:
        return self.decided_on or self.today
