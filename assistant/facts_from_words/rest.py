"""What follows the answer in a reply: it is understood too, or the answer does not count as given."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.facts_from_words.models import Draft, Found, Proposed, Value
from assistant.facts_from_words.replies import TRIM, Reply
from assistant.facts_from_words.text import Text
from corpus.phrases import Phrases
from corpus.rule_models import Fact, FactType

_OF_CORRECTION = {"corrected", "corrected_on", "correction_days", "discovered_on", "violation"}
_OF_DEED = {"violation", "intentional", "subjective_fault"}  # 就是忘了挂牌子


def settle_reply(text: Text, reply: Reply, facts: Mapping[str, Fact], phrases: Phrases, draft: Draft) -> None:
    """Puts the answer into ``draft``: as found where every other clause is understood, else as proposed.

    没有，就是死了几条鱼; 有，不过过期了: what qualifies an answer and is not understood unsettles it.
    """
    near = _near(reply.fact, facts)
    unread = [
        text.words(part.start, part.end).strip(TRIM)
        for part in text.clauses
        if not (part.start < reply.end and part.end > reply.start)
        and not _is_understood(text, part.start, part.end, reply, near, phrases, draft)
    ]
    span = (reply.start, reply.end, text.words(reply.start, reply.end))
    if unread and facts[reply.fact].type is FactType.NUMBER:
        pass  # 三天，另一个十二天: the number may be that of a part
    elif unread or reply.doubtful:
        draft.proposed.append(Proposed(reply.fact, reply.value, *span, 1.0))
    else:
        draft.found.append(Found(reply.fact, reply.value, *span))
    draft.unread += unread


def is_courtesy(words: str, phrases: Phrases) -> bool:
    """嗯, 谢谢, 放心: says nothing."""
    return not words or any(phrases.replies[name].match(words) for name in ("filler", "courtesy"))


def _is_understood(
    text: Text, start: int, end: int, reply: Reply, near: set[str], phrases: Phrases, draft: Draft
) -> bool:
    words = text.norm[start:end].strip(TRIM)
    if is_courtesy(words, phrases) or phrases.replies["elaboration"].match(words):
        return True
    qualifies = bool(phrases.replies["exception"].match(words))
    told = {f.fact for f in (*draft.found, *draft.weak) if start <= f.start < end}
    if reply.fact in draft.unsettled:
        return False
    if reply.fact in told:
        return True  # the same, or a contradiction that is asked about
    if told:
        return not qualifies or bool(told & _OF_CORRECTION)
    proposed = [p for p in draft.proposed if start <= p.start < end]
    if any(p.fact in near and _denies(p.value) != _denies(reply.value) for p in proposed):
        return False
    if qualifies:
        return bool(proposed) and all(p.fact in _OF_DEED for p in proposed)
    if proposed or any(start <= ignored.start < end for ignored in draft.ignored):
        return True
    return _repeats(words, reply, phrases)


def _denies(value: Value) -> bool:
    return value in (False, "none")


def _near(asked: str, facts: Mapping[str, Fact]) -> set[str]:
    """The fact, and those that an answer to it says something of (后果, 污染)."""
    implied = {name for implication in facts[asked].implies for name in implication.then}
    implying = {name for name, fact in facts.items() for i in fact.implies if asked in i.then}
    return {asked} | implied | implying


def _repeats(words: str, reply: Reply, phrases: Phrases) -> bool:
    """没有，真没有."""
    if reply.value is True:
        return bool(phrases.replies["yes"].match(words))
    return _denies(reply.value) and bool(phrases.replies["no"].match(words))
