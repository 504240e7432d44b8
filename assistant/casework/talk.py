"""A conversation about one case. Its state is what the user said, read again each time: no memory is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.facts_from_words import Found, Reading, read_case
from assistant.facts_from_words.models import Embed
from assistant.verdict.case import Case, parse_value
from assistant.verdict.decide import REGION, decide
from assistant.verdict.interview import Question, next_question
from assistant.verdict.models import Verdict
from assistant.verdict.rulebase import Rulebase
from assistant.verdict.values import Interval, Value
from corpus.errors import KuanyanError
from corpus.places import document_regions, find_places, parse_region
from corpus.rule_models import Fact, FactType, Matter

VIOLATION = "violation"
_CORRECTS = re.compile(r"更正|纠正一下|说错|写错|记错|改一下|应该是|应当是|不对|其实|搞错|弄错")
_TAKES_BACK = re.compile(
    r"[哦噢啊呃]?不对[，,、。]|[哦噢啊呃]不对|说错|写错|打错|搞错|记错|更正一下|更正[:：]"
)
_SENTENCE_ENDS = "。！？!?；;\n"
_KNOWLEDGE = re.compile(
    r"[?？]|什么|哪|怎么|如何|多久|多少|几[项条个种天]|吗|呢|是否|能否|能不能|可不可以|清单|依据|规定|条款"
)
_LONGEST_REPLY = 12  # characters; a longer message that could not be read is looked up
_NONE_OF_THEM = re.compile(
    r"(?:以上|上述|这些|这几种|情形)?(?:全|都|均|一个|一样|哪个)?(?:也|都)?(?:没有|不存在|无|没)"
    r"(?:这些|上述)?(?:情形|情况)?[了的。！!]*"
)
_DONT_KNOW = re.compile(
    r"(?:我|还|暂时|现在)*(?:都|也)?(?:不知道|不清楚|不确定|不晓得|说不准|没查|待查)[了的。！!]*"
)
_NUMBER = re.compile(r"\s*(?:第|选)?\s*(\d{1,2})\s*[.、。]?\s*")
_MANY = re.compile(r"\s*(?:选|有)?\s*(\d{1,2}(?:\s*[,，、和 ]\s*\d{1,2})+)\s*[。]?\s*")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements about one fact that cannot both hold; neither counts until one is confirmed."""

    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The case as it stands after a message, the verdict on it, and what is asked now."""

    case: Case
    verdict: Verdict
    question: Question | None
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()  # violations that the words may mean, likeliest first
    proposals: Mapping[str, tuple[str, Value]] = field(
        default_factory=dict
    )  # fact → (words, value), to confirm
    ignored: tuple[str, ...] = ()  # words that look as if they decided something, with the reason

    @property
    def agreed(self) -> Case:
        """The case without what was said in two ways."""
        kept = {name: value for name, value in self.case.facts.items() if name not in self.conflicts}
        return replace(self.case, facts=kept)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a conversation is held under: the region chosen on the page, the day of decision, today."""

    rulebase: Rulebase
    today: date
    region: str | None = None
    decided_on: date | None = None
    embed: Embed | None = None  # where there is one, values are also proposed by meaning, never given


def replay(messages: Sequence[str], setting: Setting) -> Talk | None:
    """The talk that the user's ``messages`` make up, questions of knowledge left out; None without a case."""
    talk: Talk | None = None
    for message in messages:
        talk = advance(talk, message, setting) or talk
    return talk


def advance(talk: Talk | None, message: str, setting: Setting) -> Talk | None:
    """The talk after one more message: a reply, more facts, a correction, or a new case. None where the
    message is a question of knowledge."""
    asked = talk.question if talk else None
    asked_fact = asked.facts[0] if asked and not asked.is_group else None
    direct = _direct_reply(talk, message, setting.rulebase) if talk else None
    if talk is not None and direct is not None:
        return _settle(replace_facts(talk, direct, message), setting)
    reading = _read(talk, message, setting)
    if talk is not None and not reading.found:
        reading = _read_beside(talk, message, setting) or reading
    if talk is not None and asked_fact == REGION and (place := _place(setting.rulebase, message)):
        case = replace(talk.case, region=place)
        return _settle(_add(replace_case(talk, case), reading, message, setting.rulebase), setting)
    starts = reading.is_case
    names_other = talk is not None and _names_other_violation(talk, reading)
    if talk is not None and not names_other and (reading.found or starts):
        return _settle(_add(talk, reading, message, setting.rulebase), setting)
    if not starts:
        return None
    place = reading.region or setting.region
    fresh = Case(Matter(reading.matter), place, decided_on=setting.decided_on)
    return _settle(_add(_empty(fresh, setting), reading, message, setting.rulebase), setting)


def replace_and_settle(talk: Talk, values: Mapping[str, Value | None], words: str, setting: Setting) -> Talk:
    """The talk after a reply that is known to answer what was asked; None is unknown."""
    return _settle(replace_facts(talk, values, words), setting)


def answer_region(talk: Talk, region: str, setting: Setting) -> Talk:
    """The talk once the region is known. Raises ``KuanyanError`` where ``region`` names no place."""
    place = parse_region(setting.rulebase.corpus, region)
    return _settle(replace_case(talk, replace(talk.case, region=place)), setting)


def _read(talk: Talk | None, message: str, setting: Setting) -> Reading:
    """The message read in the light of what was said and asked before."""
    told = talk.case.facts.get(VIOLATION) if talk else None
    asked = [name for name in talk.question.facts if name != REGION] if talk and talk.question else None
    return read_case(
        message,
        today=setting.today,
        region=talk.case.region if talk else setting.region,
        asked=asked or None,
        violation=told if isinstance(told, str) else None,
        embed=setting.embed,
    )


def _read_beside(talk: Talk, message: str, setting: Setting) -> Reading | None:
    """What the message says once one knows which violation it is about: 「是12平米」 of a heap of sand."""
    context = talk.case.sources.get(VIOLATION, "")
    if not context or _KNOWLEDGE.search(message):
        return None
    before = f"{context}，"
    reading = read_case(before + message, today=setting.today, region=talk.case.region)
    new = tuple(f for f in reading.found if f.start >= len(before) and f.fact != VIOLATION)
    return replace(reading, found=new, contradictions=(), violations=(), proposed=()) if new else None


def is_question(message: str) -> bool:
    """Whether a message in the middle of a talk asks something rather than answers badly."""
    return bool(_KNOWLEDGE.search(message)) or len(message.strip()) > _LONGEST_REPLY


def _empty(case: Case, setting: Setting) -> Talk:
    return Talk(case, decide(setting.rulebase, case, setting.today), None)


def replace_case(talk: Talk, case: Case) -> Talk:
    return replace(talk, case=case)


def replace_facts(talk: Talk, values: Mapping[str, Value | None], words: str) -> Talk:
    """Answers to what was asked: they prevail over what was said before. None is unknown."""
    known = {name: value for name, value in values.items() if value is not None}
    unknown = {name for name, value in values.items() if value is None}
    case = replace(
        talk.case,
        facts={**{k: v for k, v in talk.case.facts.items() if k not in unknown}, **known},
        unknown=(talk.case.unknown - known.keys()) | unknown,
        sources={**talk.case.sources, **dict.fromkeys(known, words.strip())},
    )
    conflicts = {k: v for k, v in talk.conflicts.items() if k not in values}
    return replace(talk, case=case, conflicts=conflicts)


def _settle(talk: Talk, setting: Setting) -> Talk:
    """Decides, and finds what to ask next: a conflict first."""
    verdict = decide(setting.rulebase, talk.agreed, setting.today)
    question = next_question(verdict, setting.rulebase.facts, talk.case.unknown)
    for name, conflict in talk.conflicts.items():
        fact = setting.rulebase.facts[name]
        why = f"前后说法不一：先说「{conflict.earlier}」，又说「{conflict.later}」，以哪一个为准？"
        question = Question((name,), fact.question, why, fact.help)
        break
    return replace(talk, verdict=verdict, question=question)


def _add(talk: Talk, reading: Reading, message: str, rulebase: Rulebase) -> Talk:
    """What the message states: new facts, corrections, or conflicts with what was said before."""
    asked = set(talk.question.facts) if talk.question else set()
    corrects = bool(_CORRECTS.search(message))
    conflicts = dict(talk.conflicts)
    facts, sources = dict(talk.case.facts), dict(talk.case.sources)
    unknown = set(talk.case.unknown)
    for found in _not_taken_back(reading, message):
        fact = rulebase.facts[found.fact]
        value = parse_value(fact, found.value)
        if value is None:
            unknown.add(found.fact)
            facts.pop(found.fact, None)
            continue
        before = facts.get(found.fact)
        differs = before is not None and not _agree(before, value)
        if differs and not corrects and found.fact not in asked:
            conflicts[found.fact] = Conflict(sources.get(found.fact, ""), found.words)
            continue
        facts[found.fact] = _narrower(before, value) if before is not None and not differs else value
        sources[found.fact] = found.words
        unknown.discard(found.fact)
        conflicts.pop(found.fact, None)
    for name, first, second in reading.contradictions:
        if name == REGION:
            continue  # the region stays open and is asked
        conflicts[name] = Conflict(first.words, second.words)
        facts.pop(name, None)
    region = talk.case.region or reading.region
    if reading.region and (corrects or not talk.case.facts):
        region = reading.region
    case = replace(talk.case, region=region, facts=facts, sources=sources, unknown=frozenset(unknown))
    candidates = tuple(c.choice for c in reading.violations) or talk.candidates
    proposals = dict(talk.proposals)
    for proposed in reading.proposed:
        proposed_value = parse_value(rulebase.facts[proposed.fact], proposed.value)
        if proposed_value is not None and proposed.fact not in facts:
            proposals[proposed.fact] = (proposed.words, proposed_value)
    ignored = tuple(f"「{words.words}」{words.reason}" for words in reading.ignored)
    return replace(
        talk,
        case=case,
        conflicts=conflicts,
        candidates=candidates,
        proposals=proposals,
        ignored=tuple(dict.fromkeys((*talk.ignored, *ignored))),
    )


def _not_taken_back(reading: Reading, message: str) -> tuple[Found, ...]:
    """What was found, without what the same message takes back: 当场就改了，哦不对，是第三天. It is asked."""
    cue = _TAKES_BACK.search(message)
    if cue is None or not message[: cue.start()].strip(" ，,。"):
        return reading.found
    start = max(message.rfind(end, 0, cue.start()) for end in _SENTENCE_ENDS) + 1
    return tuple(f for f in reading.found if not start <= f.start < cue.start() or f.fact == VIOLATION)


def _agree(one: Value, other: Value) -> bool:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one.meets(other)
    return one == other


def _narrower(before: Value, value: Value) -> Value:
    """Of two numbers that agree, the exact one."""
    exact = isinstance(before, Interval) and before.number is not None
    return before if exact else value


def _names_other_violation(talk: Talk, reading: Reading) -> bool:
    """Whether the message tells of another violation than the one talked about: a new case."""
    known = talk.case.facts.get(VIOLATION)
    named = [found.value for found in reading.found if found.fact == VIOLATION]
    return reading.is_case and known is not None and bool(named) and known not in named


def options_of(
    question: Question, facts: Mapping[str, Fact], talk: Talk | None = None
) -> list[tuple[str, Value]]:
    """The answers one can choose from, in the order shown: (words, value). Empty for numbers and dates.

    Likely violations come first.
    """
    fact = facts.get(question.facts[0])
    if fact is None or question.is_group:
        return []
    if fact.type is FactType.BOOL:
        return [(fact.yes, True), (fact.no, False)]
    choices = list(fact.choices)
    if talk is not None and fact.id == VIOLATION:
        likely = [c for c in talk.candidates if c in fact.choices]
        choices = [*likely, *(c for c in choices if c not in likely)]
    return [(fact.choices[choice], choice) for choice in choices]


def _direct_reply(talk: Talk, message: str, rulebase: Rulebase) -> dict[str, Value | None] | None:
    """A reply that is the number or the words of an option, 都没有, or 不知道; None where it is none."""
    question = talk.question
    if question is None or question.facts == (REGION,):
        return None
    text = message.strip()
    if _DONT_KNOW.fullmatch(text):
        return dict.fromkeys(question.facts)
    if question.is_group:
        return _group_reply(question, text)
    options = options_of(question, rulebase.facts, talk)
    number = _NUMBER.fullmatch(text)
    if options and number and 1 <= int(number[1]) <= len(options):
        return {question.facts[0]: options[int(number[1]) - 1][1]}
    chosen = next((value for words, value in options if text.rstrip("。！!") == words), None)
    return None if chosen is None else {question.facts[0]: chosen}


def _group_reply(question: Question, text: str) -> dict[str, Value | None] | None:
    count = len(question.facts)
    many, one = _MANY.fullmatch(text), _NUMBER.fullmatch(text)
    if many or one:
        numbers = [int(n) for n in re.findall(r"\d+", text)]
        if numbers == [0]:
            return dict.fromkeys(question.facts, False)
        if all(1 <= n <= count for n in numbers):
            return {name: i in numbers for i, name in enumerate(question.facts, start=1)}
        return None
    return dict.fromkeys(question.facts, False) if _NONE_OF_THEM.fullmatch(text) else None


def _place(rulebase: Rulebase, text: str) -> str | None:
    """A region named in a reply; the region of a document by its number in the list of regions."""
    if find_places(text):
        try:
            return parse_region(rulebase.corpus, text)
        except KuanyanError:
            return None
    regions = document_regions(rulebase.corpus)
    number = _NUMBER.fullmatch(text)
    return regions[int(number[1]) - 1] if number and 1 <= int(number[1]) <= len(regions) else None
