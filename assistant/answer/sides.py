"""What a question compares: two or more sides, each with the words to search by and where to search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answer.names import MASKS, mask_names
from assistant.answer.question import Question
from assistant.answer.scope import Scope
from corpus.models import Corpus, Document

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LEAST = 2  # Chinese characters that say something
_END = "，,。？！；;：:?!"
_NAMED = re.compile(f"{MASKS[0]}+|{MASKS[1]}+")
_STRONG = (
    r"区别|不同|差别|差异|一样|两样|相同|一致|异同|出入|对比|比较|相比|比一比|一回事|一个(?:东西|意思)"
    r"|同一(?:项|种|个|回事)|差(?:在|几|多少)|指(?:的是)?什么|定义"
)
_COMPARING = re.compile(
    r"(?:之间)?(?:主要|具体|到底)?(?:的)?(?:有|是|在|写得|说得|用得|规定得?)?(?:没有|什么|何|啥|哪些|多大|多少|不|是否|是不是)?"
    rf"(?:{_STRONG})(?:在?哪[里儿]?|什么|吗|么|呢|不|没有|下)?|分别|各自|各是"
)
_TO_STRONG = re.compile(_STRONG)
_JOINS = (r"跟|以及|与(?!否)|还是|同(?!样|等|时|意|一|类|行|吗|$)", r"(?<!缓)(?<!调)和(?!解|谐)")
_LEADING = re.compile(r"^(?:[的里中对关于]|把|，|\s)+")
_TRAILING = re.compile(r"(?:和|跟|与|同|及|以及|还是|而|、|，|\s|都|各|又)+$")


@dataclass(frozen=True, slots=True)
class Side:
    """``doc_ids``: the documents of this side; ``None`` for all that may answer."""

    words: str
    doc_ids: frozenset[str] | None


def is_strong(text: str) -> bool:
    """Whether the question asks how things differ, not only 分别."""
    return bool(_TO_STRONG.search(text))


def find_sides(asked: Question, scope: Scope, corpus: Corpus) -> list[Side]:
    """The sides by the documents and regions named, else by what is joined with 和; often none."""
    if not asked.compares:
        return []
    masked, named = mask_names(asked.text, corpus)
    if len(asked.documents) + len(asked.regions) > 1 and len(scope.own) > 1:
        sides = _by_names(masked, named, scope)
        if len(sides) > 1:
            return sides
    return _by_joining(_COMPARING.sub("", _NAMED.sub("", masked)))


def _by_names(masked: str, named: Sequence[tuple[int, frozenset[str]]], scope: Scope) -> list[Side]:
    """「广西的普法和重庆的宣传」: each place with the words behind it; where the first have none of their
    own (「广西和重庆的宣传」), all share those behind the last."""
    holders = {end: _own(doc_ids, scope.documents) for end, doc_ids in named}
    spots = [(m.start(), m.end(), holders.get(m.end(), frozenset())) for m in _NAMED.finditer(masked)]
    spots = [spot for spot in spots if spot[2]]
    before = masked[: spots[0][0]] if spots else ""
    chunks: list[tuple[frozenset[str], str]] = []
    for number, (_, end, doc_ids) in enumerate(spots):
        last = number + 1 == len(spots)
        chunks.append((doc_ids, masked[end:] if last else masked[end : spots[number + 1][0]]))
    if not chunks:
        return []
    tail = chunks[-1][1]
    shared = tail[_first_end(tail) :].strip(_END)
    words: dict[frozenset[str], str] = {}
    for number, (doc_ids, chunk) in enumerate(chunks):
        own = _plain(chunk)
        if number + 1 < len(chunks):
            own = f"{own}，{shared}" if len(_HAN.findall(own)) >= _LEAST else tail
        words[doc_ids] = f"{words.get(doc_ids, '')}{own}"
    return [Side(_plain(f"{_plain(before)}{text}"), doc_ids) for doc_ids, text in words.items()]


def _own(doc_ids: frozenset[str], documents: Sequence[Document]) -> frozenset[str]:
    """Of the documents in force at a place its own: those of the narrowest region."""
    held = [d for d in documents if d.doc_id in doc_ids]
    held.sort(key=lambda d: -d.meta.region.count("/"))
    deepest = next(groupby(held, key=lambda d: d.meta.region.count("/")), (0, iter(())))[1]
    return frozenset(d.doc_id for d in deepest)


def _by_joining(text: str) -> list[Side]:
    """「标识牌没设和预案没备案，期限……」: the question once without what stands behind 和, once without what
    stands before it."""
    for join in _JOINS:
        for match in re.finditer(join, text):
            start = max((text.rfind(mark, 0, match.start()) for mark in _END), default=-1) + 1
            stop = match.end() + _first_end(text[match.end() :])
            left, right = text[start : match.start()], text[match.end() : stop]
            core = right.split("的", 1)[0] if "的" not in left else right
            core = core if len(_HAN.findall(core)) >= _LEAST else right
            if min(len(_HAN.findall(left)), len(_HAN.findall(core))) < _LEAST:
                continue
            if left.endswith("的") and re.match(r"[^，]{2,8}的(?:，|$)", text[match.end() :]):
                continue  # 守法的和违法的: two kinds of one thing, which one clause may say
            rest = text[match.end() + len(core) :]
            before = text[:start]
            return [
                Side(_plain(f"{before}{left}{rest}"), None),
                Side(_plain(f"{before}{text[match.end() :]}"), None),
            ]
    return []


def _first_end(text: str) -> int:
    """Where the first part of a sentence ends; the length of ``text`` where it has only one."""
    return min((at for mark in _END if (at := text.find(mark)) >= 0), default=len(text))


def _plain(text: str) -> str:
    """Without names, words that only compare, and what binds at either end."""
    text = _COMPARING.sub("", _NAMED.sub("", text)).strip(_END + '“”"「」 ')
    return _TRAILING.sub("", _LEADING.sub("", text)).strip(_END)
