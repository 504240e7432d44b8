"""Whether a message opens a case: the first of a talk, or one about another firm, region or violation.

A new case takes over nothing that was said of the one before.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.casework import intent
from assistant.casework.amend import SURE, add_reading
from assistant.casework.general import asks_in_general, is_told_of
from assistant.casework.hearing import read_message
from assistant.casework.settle import empty_talk, settle
from assistant.casework.state import VIOLATION, Setting, Talk, Told
from assistant.casework.whereabouts import contradicts, leave_open, region_of_case
from assistant.facts_from_words import Candidate, Reading, read_case
from assistant.facts_from_words.violation import NEAR
from assistant.verdict.case import Case
from assistant.verdict.decide import REGION
from assistant.verdict.interview import is_region
from corpus.places import share_ground
from corpus.rule_models import Matter

_AS_TOLD = "地区按前面说的“{place}”。"
ANOTHER = "这是另一个案件，前一个案件的事实都没有带过来。"
_SOME_VIOLATION = Candidate("", "", (), NEAR)  # as meaning might propose one
_HEARD_OF_OTHERS = re.compile(
    r"(?:听说|据说|说是)?(?:隔壁|对面|旁边|别的|别家|人家|附近|同行)(?:的|那家|那个)?(?:厂|店|家|企业"
    r"|公司|工地)?(?P<did>[^，,。；;？?]{2,14}?)"
    r"(?:[，,]?(?:都|也|就|却)?(?:没被?罚|不罚|没事|免罚|罚了|被罚了?|没处罚))?[，,。；;]"
    r"(?:那|可是?|但是?)?(?:我们|我|咱们?|俺们?)(?:厂|店|公司|家|这)?也"
)


def open_case(message: str, setting: Setting) -> Talk | None:
    """The first step of a case; None where ``message`` tells none."""
    if asks_in_general(message):
        return None
    reading = read_message(None, message, setting, wanted=lambda plain: _may_open(message, plain))
    if intent.asks_to_join(message):  # told of one enterprise, though none of its facts was read
        reading = replace(reading, is_case=True, matter=Matter.JOIN.value)
    if not reading.is_case and not _is_told(message, reading):
        others = _read_like_others(message, setting)
        if others is None and not intent.asks_only_whether(message):
            return None
        reading = others or reading
    elif intent.is_general(message):
        return None
    talk = _start(message, reading, setting)
    return talk if _tells_something(talk) or intent.asks_only_whether(message) else None


def _may_open(message: str, plain: Reading) -> bool:
    """Whether a case may be told, read ``plain`` or with proposals by meaning. Else it need not be looked for
    them, which takes as long as a search."""
    if plain.may_be_case or intent.asks_to_join(message) or intent.asks_only_whether(message):
        return True
    named = replace(plain, violations=(*plain.violations, _SOME_VIOLATION))
    return _is_told(message, named) or _HEARD_OF_OTHERS.search(message) is not None


def _tells_something(talk: Talk) -> bool:
    """Else a clause says more than a question back: 偷排脏水惹得全村人堵路，还能轻罚吗."""
    told = talk.case.facts or talk.candidates or talk.several or talk.regions or talk.conflicts
    return bool(told or talk.proposals or talk.case.matter is not Matter.VIOLATION)


def _is_told(message: str, reading: Reading) -> bool:
    """A violation told with the question how it is dealt with, or of somebody: though no fact was read."""
    if intent.is_knowledge(message) or intent.is_general(message):
        return False
    two_places = any(name == REGION for name, _, _ in reading.contradictions)
    several = len(_surely_named(reading)) > 1 or (two_places and bool(_named(reading)))
    if several and intent.asks(message):
        return True
    return is_told_of(message, reading.violations) and intent.tells_of_somebody(message)


def _start(message: str, reading: Reading, setting: Setting, news: tuple[str, ...] = ()) -> Talk:
    place, unclear = region_of_case(reading, message, setting)
    talk = empty_talk(Case(Matter(reading.matter), place, decided_on=setting.decided_on), setting)
    talk = add_reading(talk, reading, message, setting, corrects=False)
    talk = replace(leave_open(talk, message, unclear, setting), told=setting.told, opening=message)
    if place is not None and place not in (reading.region, setting.region):
        news = (*news, _AS_TOLD.format(place=place.replace("/", "")))
    return settle(replace(talk, news=(*news, *talk.news)), setting)


def _read_like_others(message: str, setting: Setting) -> Reading | None:
    """「听说隔壁厂没挂牌没罚，我们厂也没挂」: what the others did is only proposed for our own case."""
    match = _HEARD_OF_OTHERS.search(message)
    if match is None or not intent.asks(message):
        return None
    reading = read_case(f"我们厂{match['did']}，罚不罚？", today=setting.today)
    named = tuple(replace(c, words=match["did"]) for c in reading.violations)
    whole = read_case(message, today=setting.today)
    if not named:
        return None
    return replace(whole, violations=named)


# ---- another case


def find_other_case(talk: Talk, message: str, setting: Setting) -> Talk | None:
    """The case that ``message`` opens beside the one talked about; None where it goes on with that one."""
    if intent.corrects(message):
        return None
    bare = read_message(None, message, setting)
    if (intent.is_knowledge(message) or asks_in_general(message)) and not bare.is_case:
        return None
    about = bool(_named(bare) or intent.asks(message))
    opens = (
        _is_of_other_firm(talk, message, bare)
        or (_is_elsewhere(talk, message, bare) and (about or intent.names_firm(message)))
        or _is_other_violation(talk, bare)
    )
    if not opens:
        return None
    told = talk.told
    if not intent.names_other_firm(message, talk.opening) and contradicts(talk.case.region, setting.region):
        told = Told((talk.case.region or "",))  # said of the firm: what is chosen does not hold instead
    setting = replace(setting, told=told)
    fresh = _start(message, bare, setting, (ANOTHER,))
    if not fresh.candidates and VIOLATION not in fresh.case.facts and intent.says_same(message):
        known = talk.case.facts.get(VIOLATION)
        if isinstance(known, str):
            fresh = settle(replace(fresh, candidates=(known,)), setting)
    return fresh


def _is_of_other_firm(talk: Talk, message: str, bare: Reading) -> bool:
    """Another firm with something told of it or asked; 隔壁厂上次就没罚 alone tells of no case."""
    told = bool(bare.found or _named(bare) or bare.proposed or bare.contradictions)
    if intent.names_other_firm(message, talk.opening):
        asks = intent.asks(message) or intent.asks_back(message) or intent.says_same(message)
        return told or (asks and not bare.ignored)
    return intent.introduces(message) and (told or intent.asks(message))


def _is_elsewhere(talk: Talk, message: str, bare: Reading) -> bool:
    """A place outside the region of the case, not named by the way: 在成都做的牌子."""
    known = talk.case.region
    if any(name == REGION for name, _, _ in bare.contradictions):
        return not _is_asked_region(talk)
    place = bare.region
    if place is None or known is None or intent.is_by_the_way(message):
        return False
    return not share_ground(known, place)


def _is_asked_region(talk: Talk) -> bool:
    return talk.question is not None and is_region(talk.question)


def _is_other_violation(talk: Talk, bare: Reading) -> bool:
    """Another violation than the one talked about, told as a case."""
    known = talk.case.facts.get(VIOLATION)
    named = _surely_named(bare)
    return bare.is_case and known is not None and bool(named) and known not in named


def _surely_named(reading: Reading) -> list[str]:
    """Violations whose own words stand in the message."""
    found = [str(f.value) for f in reading.found if f.fact == VIOLATION]
    return found or [c.choice for c in reading.violations if c.score >= SURE]


def _named(reading: Reading) -> list[str]:
    """Violations that the message names, or words of which stand in it."""
    return _surely_named(reading) or [c.choice for c in reading.violations]
