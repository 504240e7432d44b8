"""What the text wants: a case decided (and which matter), or knowledge of a list or clause."""

from __future__ import annotations

import re

from assistant.facts_from_words.models import Draft
from assistant.facts_from_words.text import Text
from corpus.phrases import Phrases

VIOLATION = "violation"
_SENTENCE = 8  # characters; fewer are a term looked up
_QUESTION = re.compile(
    r"[?？]|吗|呢|么$|怎么|如何|哪|什么|多少|几[天日年项条]|谁|是不是|能不能|会不会|要不要|可不可以|是否|能否"
)
_TELLING = 2  # facts that only one matter asks for
_WHEN = "discovered_on"  # the day of an inspection alone tells of no conduct
_OWN_FIRM = re.compile(r"我(?:们|的)?(?:家|这家)?(?:公司|厂|企业|单位|店|司)|本(?:公司|厂|企业|单位|店)")
_ASKS_HOW = re.compile(r"什么|啥|哪|怎么|如何|咋|多久|多少|几[天日年项条]|谁")


def is_case(text: Text, draft: Draft, named: bool, phrases: Phrases, replied: bool) -> bool:
    """A concrete case, or a violation with the question whether it is punished. ``named``: whether the text
    may name a violation, beside those found.

    Words that ask for knowledge (第几项, 什么条件, 几天内才算) win unless the text also tells what happened
    somewhere: a named firm, a day, an inspection, and at least one fact.
    """
    if replied and (draft.found or draft.weak or draft.proposed or draft.unread):
        return True
    stated = {f.fact for f in [*draft.found, *draft.weak]} | {p.fact for p in draft.proposed}
    violates = named or VIOLATION in stated
    concrete = bool(phrases.questions["concrete"].search(text.norm))
    asks = bool(phrases.questions["verdict"].search(text.norm))
    if phrases.questions["knowledge"].search(text.norm):
        told = {f.fact for f in draft.found} - {VIOLATION}
        return concrete and violates and len(told) >= 1
    matter = matter_of(text, draft, named, phrases)
    if matter != VIOLATION:
        return bool(draft.found or (draft.denied and concrete)) or _is_of_own_firm(text, matter)
    if concrete and asks:
        punished = bool(phrases.questions["punished"].search(text.norm))
        inspected = bool(phrases.events["discovered"].search(text.norm)) or _WHEN in stated
        return bool(stated - {_WHEN}) or violates or (inspected and punished)
    told = {f.fact for f in [*draft.found, *draft.weak]}
    if not _QUESTION.search(text.norm):  # told, not asked
        return len(told) >= 2 or (bool(told) and (concrete or len(text.norm) >= _SENTENCE))
    return len(told) >= 2 or VIOLATION in told or (concrete and bool(told)) or (violates and asks)


def _is_of_own_firm(text: Text, matter: str) -> bool:
    """我们公司想进名单 (told, not asked), 我们厂会被移出吗: no fact was read. A question what it takes to
    be on the list is answered with the clause of its conditions, and is none."""
    unread = _ASKS_HOW if matter == "removal" else _QUESTION
    return bool(_OWN_FIRM.search(text.norm)) and not unread.search(text.norm)


def matter_of(text: Text, draft: Draft, named: bool, phrases: Phrases) -> str:
    """violation | join | removal | onsite: what the question asks, else what only its facts speak of."""
    for matter in ("join", "removal", "onsite"):
        if phrases.questions[matter].search(text.norm):
            return matter
    if named or any(f.fact == VIOLATION for f in draft.found):
        return VIOLATION
    stated = {f.fact for f in draft.found}
    for matter, facts in phrases.matters.items():
        if len(stated & facts) >= _TELLING:
            return matter
    return VIOLATION
