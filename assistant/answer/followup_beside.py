"""Clauses beside those cited before: 后者, 下一条, 上一项, 另外那种, 倒数第二项."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.followup_asked import (
    EDGES,
    JOINS,
    ORDINAL,
    SAYS,
    Numbered,
    after_number,
    ask_of,
    label_of,
    tail_of,
)
from assistant.answer.followup_past import Known, Past, topic_of
from assistant.answer.followup_words import LaterTurn, content_of, without_end
from assistant.answer.names import split_names
from assistant.answer.outline import FRONT, runs_on, second_level
from assistant.answer.sides import is_strong
from corpus.models import Clause, Corpus

_NEXT = re.compile(
    r"(?<!最)(?P<way>再下|接下来|紧接着|下|后|上|前)(?:面|边)?(?:的)?(?:那)?一?(?P<unit>[条项款点种](?!例|件))"
)
_NEXT_ONE = re.compile(r"(?P<way>下|上)一?(?P<unit>个)(?!问|话|月|季)")
_FORMER = re.compile(
    r"(?<!最)前(?:面|边)?(?:那|一|的那)?(?:者|个|项|条|种)|先(?:说|提)的那?(?:个|项|条)|头一(?:个|项|条)"
)
_LATTER = re.compile(
    r"(?<!最)后(?:面|边)?(?:那|一|的那)?(?:者|个|项|条|种)|另(?:外)?(?:的)?(?:[一那]?(?:者|个|项|条)|[一那](?:种|类)(?=[呢要怎是的有能可，,？?]|$))"
)
_JOINED = re.compile(  # 正面清单和负面清单分别……
    r"^[把对拿]?(?P<former>[^，,。？?；;]{2,14}?)(?:(?<!缓)(?<!调)和(?![解谐])|与(?!否)|跟|以及|还是|同(?![样等时意一类行]))(?!哪|谁|什么|何)(?P<latter>[^，,。？?；;]{2,14}?)"
    r"(?=(?:之间)?(?:分别|各自?|都|相比|比|有|是|在|哪|谁|怎么|如何|要|应|的?(?:区别|不同|差别|异同)|一样|[，,？?]|$)(?P<asks>.*))"
)
_EACH = re.compile("分别|各自|各(?=[是有要由在]|多|怎)")
_BOTH = re.compile("[两二]者|[这那][两俩]|它们[俩两]?|彼此")
_NEAR, _PAIR = 3, 2
_ARTICLE = "条"
_HOW = "是怎么规定的？"
_OTHER = re.compile(r"另(?:外)?(?:的)?[那一](?:者|个|项|条|种|类)")


def of_pair(turn: LaterTurn, past: Sequence[Past]) -> Numbered | None:
    latter, former = _LATTER.search(turn.whole), _FORMER.search(turn.whole)
    found = latter or former
    if found is None:
        return None
    own = turn.whole[: found.start()] + turn.whole[found.end() :]
    if _BOTH.search(own):  # 两者是不是一个落实另一个
        return None
    place = 1 if latter else 0
    for before in reversed(past[-_NEAR:]):
        named, sides = _clauses_named(before), _sides_joined(before)
        names = before.names.split("、")
        by_name = not before.said.addresses and len(names) == _PAIR
        if by_name and (_is_front(named) or content_of(own)) and _compares(before, named):
            return _ask_holder(names[place], own, before)
        if len(named) == _PAIR:
            last = past[-1].clauses[:1] if before is not past[-1] else ()
            back = found[0].startswith("另") and last == named[1:]
            return ask_of(named[0 if back else place], tail_of(own, past[-1]))
        if sides:
            return _ask_side(sides[place], own, sides[_PAIR], before)
    return None


def _compares(past: Past, named: Sequence[Clause]) -> bool:
    return len(named) == _PAIR or is_strong(past.text) or _EACH.search(past.text) is not None


def _is_front(clauses: Sequence[Clause]) -> bool:
    """Whether they are heads and ends of documents, which stand for the documents themselves."""
    return all(c.kind in FRONT for c in clauses)


def _ask_holder(name: str, own: str, past: Past) -> Numbered:
    """Of one of the two documents or places that the question before compared."""
    tail = own.strip(EDGES) if content_of(own) else past.topic + _HOW
    joint = "" if tail[:1] in JOINS else "的"
    return Numbered(f"{name}{joint}{tail}", Known(topic_of(tail)))


def _sides_joined(past: Past) -> tuple[str, str, str] | None:
    """What a comparing question joins with 和, and what it asks of both."""
    if past.said.addresses and past.said.addresses[0].steps:
        return None
    words = split_names(past.text, past.corpus)[1]
    found = _JOINED.match(words)
    if found is None or not (is_strong(words) or _EACH.search(words)):
        return None
    asks = "" if is_strong(found["asks"]) and not _EACH.search(words) else _EACH.sub("", found["asks"])
    return found["former"].strip(EDGES), found["latter"].strip(EDGES), asks.strip(EDGES)


def _ask_side(side: str, own: str, asks: str, past: Past) -> Numbered:
    words = without_end(own).strip(EDGES)
    said = [c for c in past.clauses[:_PAIR] if side in label_of(c)]
    if not content_of(words) and len(said) == 1:
        return ask_of(said[0], own.strip(EDGES) if words else SAYS)
    tail = own.strip(EDGES) if words else asks or _HOW
    joint = "" if tail[:1] in JOINS or tail == asks else "的"
    text = f"{past.names or past.holder}{side}{joint}{tail}"
    of_all = (f"{past.names or past.holder}{words}",) if words else ()  # 前者的名称要跟哪里一致: said of both
    return Numbered(text, Known(topic=f"{side}{joint}{topic_of(tail)}" if words else side), of_all)


def _clauses_named(past: Past) -> tuple[Clause, ...]:
    """The clauses that the question names by number, or one of each document it names."""
    named = sum(len(a.numbers) for a in past.said.addresses) or len(past.names.split("、"))
    return past.clauses if 1 < named == len(past.clauses) else ()


def beside(turn: LaterTurn, base: Past) -> Numbered | None:
    found = _NEXT.search(turn.rest) or _NEXT_ONE.search(turn.rest)
    if found is None or not base.clauses:
        return None
    clause = base.clauses[0]
    beside = counted_with(clause, base.corpus, _ARTICLE)
    if clause not in beside:
        return None
    at = beside.index(clause) + (1 if found["way"] in ("下", "后", "再下", "接下来", "紧接着") else -1)
    if not 0 <= at < len(beside):
        return None
    own = turn.rest[: found.start()] + turn.rest[found.end() :]
    return ask_of(beside[at], tail_of(own, base))


def counted_with(clause: Clause, corpus: Corpus, unit: str) -> Sequence[Clause]:
    """The clauses among which a number of ``unit`` counts: 条 of the whole document where they run on."""
    document = corpus.get_document(clause.doc_id)
    if unit == _ARTICLE and runs_on(document) and clause in second_level(document):
        return second_level(document)
    return siblings_in(clause, corpus)


def siblings_in(clause: Clause, corpus: Corpus) -> list[Clause]:
    """The numbered clauses beside it, itself among them."""
    document = corpus.get_document(clause.doc_id)
    return [c for c in document.children(clause.parent_id) if c.number and c.kind is clause.kind]


def other_of_two(turn: LaterTurn, base: Past) -> Numbered | None:
    """另外那种呢, where the clause cited is one of two."""
    found = _OTHER.search(turn.rest)
    siblings = siblings_in(base.clauses[0], base.corpus) if found and base.clauses else []
    if found is None or len(siblings) != 2 or base.clauses[0] not in siblings:
        return None
    own = turn.rest[: found.start()] + turn.rest[found.end() :]
    tail, number = tail_of(own, base), ORDINAL.search(base.tail)
    return ask_of(
        siblings[1 - siblings.index(base.clauses[0])], after_number(tail, number[0] if number else "")
    )
