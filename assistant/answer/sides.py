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
_WORD = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_LEAST = 2  # Chinese characters that say something
_END = "，,。？！；;：:?!"
_NAMED = re.compile(f"{MASKS[0]}+|{MASKS[1]}+")
_STRONG = (
    r"区别|不同|差别|差异|一样|两样|相同|一致|异同|出入|对比|比较|相比|比起来|比一比|对照|一回事|一个(?:东西|意思)"
    r"|同一(?:项|种|个|类|回事)|差(?:在|几|多少)|(?:哪[个家份边]|谁)(?:的|写得|说得|规定得|列得|给得)*更(?:[长短细宽严松多少高低早晚重轻全硬](?![\u4e00-\u9fff]))?|多出?(?:了个|的是|出?哪|了?什么)"
)
_DEFINING = re.compile(r"指(?:的是)?(?:什么|啥)|定义|含义|意思|干(?:什么|啥|嘛)用|有(?:什么|啥)用")
_COMPARING = re.compile(
    r"(?:之间)?(?:主要|具体|到底)?(?:的)?(?:有|是|在|写得|说得|用得|规定得?)?(?:没有|什么|何|啥|哪些|多大|多少|是否|是不是)?不?"
    rf"(?:{_STRONG})(?:在?哪[里儿]?|什么|吗|么|呢|不|没有|下|一下|着说|着看|东西)*|分别|各自|各是|(?:两边|两者|两份|两样|二者)"
)
_TO_STRONG = re.compile(_STRONG)
_JOINS = (r"跟|以及|与(?!否)|还是|同(?!样|等|时|意|一|类|行|吗|$)", r"(?<!缓)(?<!调)和(?!解|谐)")
_PAIR = re.compile(r"这?(?:俩|两[者个样项种条])|二者|比一比")  # says that what 、 joins are the two sides
_LEADING = re.compile(r"^(?:[的里中对拿关于]|把|，|\s)+")
_TRAILING = re.compile(r"(?:和|跟|与|同|及|以及|还是|而|、|，|\s|都|各|又|比|的)+$")
_OF_ITSELF = (
    "(?:都|各|分别|各自)*(?:是|在)?(?:哪一?[天年日]|什么时候|何时|几月|几号|谁|哪个(?:单位|部门|机关))"
)
# What a document says it by, and of which nothing is to be found: 讲的、那套、意见里
_FRAME = re.compile(
    r"(?:自己|自家|这边|那边|[这那][份套条个张](?:文件)?|(?:这|那)?两条)(?:的)?|[市区省]里|\d+号(?:文件?)?(?:里|中)?"
    r"|(?:^|(?<=[的，]))(?:实施|工作)?(?:文件|方案|意见|措施|通知|思路|提法|说法|写法)(?:里|中|上|内)?的?(?=$|，|[要说写讲列点各规用])"
    r"|(?:^|(?<=，))(?:都|同样|同)?是?(?:叫|讲|说|写|列|提|规定|要求|点)(?:到|出)?的?(?=[^，]{2})"
    r"|(?:是|所)?(?:要|都)?(?:怎么|如何)?(?:讲|说|写|列|编|收|装|给|提|(?<!印)发)(?:到|出|了)?的?(?=$|，|是|[哪那])"
    rf"|(?:^|(?<=[的，和]))(?:[这那]份)?(?:实施|工作)?(?:文件|方案|意见|措施|通知)(?=(?:和|跟|与|同)?的?(?:(?:实施|工作)?(?:文件|方案|意见|措施|通知))?{_OF_ITSELF})"
    r"|的?[这那]一?(?:段|部分|节)|这(?:块|件事|方面)|^(?:都|拿|同是|同样是?)|，拿(?=，|$)|[一那]套|（[^（）]*）?|给我|我想|请问|帮我|麻烦|一下"
)


@dataclass(frozen=True, slots=True)
class Side:
    """``doc_ids``: the documents of this side; ``None`` for all that may answer."""

    words: str
    doc_ids: frozenset[str] | None


def is_strong(text: str) -> bool:
    """Whether the question asks how things differ, not only 分别."""
    return bool(_TO_STRONG.search(text) or _DEFINING.search(text))


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
    """「广西的普法和重庆的宣传」: each place with the words behind it; a place with none of its own (「广西和
    重庆的宣传」, 「盘锦给的缓冲跟沙坪坝给的」) has those of the next that has, or of the last."""
    holders = {end: _own(doc_ids, scope.documents) for end, doc_ids in named}
    spots = [(m.start(), m.end(), holders.get(m.end(), frozenset())) for m in _NAMED.finditer(masked)]
    spots = [spot for spot in spots if spot[2]]
    if not spots:
        return []
    before = _plain(masked[: spots[0][0]])
    ends = [*(start for start, _, _ in spots[1:]), len(masked)]
    chunks = [masked[end:until] for (_, end, _), until in zip(spots, ends, strict=True)]
    stop = _first_end(chunks[-1])
    chunks[-1], shared = chunks[-1][:stop], _plain(chunks[-1][stop:])
    own = [_plain(chunk) for chunk in chunks]
    said = [words for words in own if _says(words)]
    words: dict[frozenset[str], list[str]] = {}
    for number, (_, _, doc_ids) in enumerate(spots):
        following = [w for w in own[number:] if _says(w)] or said[-1:] or [""]
        words.setdefault(doc_ids, []).append(following[0])
    narrower = [doc_ids for doc_ids in words if len(doc_ids) == 1]
    sides = []
    for doc_ids, parts in words.items():
        others = frozenset().union(*(n for n in narrower if n < doc_ids))
        kept = dict.fromkeys(part for part in (before, *parts, shared) if _says(part))
        if doc_ids - others:  # else each is a side of its own: 区政府跟区环保局（都是沙坪坝的）
            sides.append(Side("，".join(kept), doc_ids - others))
    return sides


def _says(words: str) -> bool:
    return len(_WORD.findall(words)) >= _LEAST


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
    return _by_commas(text)


def _by_commas(text: str) -> list[Side]:
    """「重污染天超标、高考前夜里施工，这俩……」: what 、 or 的呢 joins, where it is said to be two."""
    pair = _PAIR.search(text)
    if pair is None:
        return []
    parts = [part for part in re.split("、|，|？", text[: pair.start()]) if _says(_plain(part))]
    rest = text[pair.end() :]
    return [Side(_plain(f"{part}，{rest}"), None) for part in parts] if len(parts) == 2 else []


def _first_end(text: str) -> int:
    """Where the first part of a sentence ends; the length of ``text`` where it has only one."""
    return min((at for mark in _END if (at := text.find(mark)) >= 0), default=len(text))


def _plain(text: str) -> str:
    """Without names, words that only compare, and what binds at either end."""
    text = _bare(_COMPARING.sub("", _NAMED.sub("", text)))
    return _bare(_FRAME.sub("", text))


def _bare(text: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", text.strip(f'{_END}“”"「」 '))).strip(_END)
