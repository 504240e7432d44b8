"""A follow-up made whole from the questions before it, by code: 那盘锦呢, 依据是什么, 不是，我问的是广西."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.question import document_names
from corpus.models import Corpus
from corpus.places import find_places

_HAN = re.compile(r"[\u4e00-\u9fff]")
_ALONE = 9  # Chinese characters from which a question without a sign of the contrary stands alone
_LEADS = re.compile(
    r"^(?:那么|那如果|那要是|那|还有|另外|再问|再问一下|再者|接着|然后|好的|好|嗯|哦|明白了|知道了|谢谢|请问)[，,。！!？?、\s]*"
)
_TAIL = re.compile(r"(?:呢|吗|啊|吧)?[？?。！!\s]*$")
_CORRECTS = re.compile(
    r"^(?:不是|不对|不|错了|搞错了|说错了|弄错了|更正)[，,。！!\s]*(?:(?:我)?(?:是)?(?:想)?(?:问|说|指|要问)的?是|我的意思是|应该是|是)?[，,\s]*"
    r"|^我(?:是)?(?:想)?(?:问|说|指)的(?:不是.{1,12}?[，,]\s*)?是[，,\s]*"
)
_POINTS_BACK = re.compile(
    r"(?:它|其|这(?:个|项|条|份|一|种|些|里|样)?|那(?:个|项|条|份|一|种|些|里|样)|该|此|上述|上面|前面|刚才|刚刚|之前|前者|后者|本)"
    r"(?:说的|提到的|讲的|那|这)?(?:个|项|条|份|些)?(?:文件|方案|清单|规定|措施|条款|条|项|情况|情形|制度|做法|要求|意见|企业|事)?(?:的)?"
)
_ORDINAL = re.compile(r"第\s*[〇零一二三四五六七八九十百\d]+\s*(?:种|项|条|款|点|个|类|部分|章)")
_LISTS = ("正面清单", "负面清单")
_ASKS = re.compile(
    r"多久|多长时间|多少|哪些|哪几|哪个|哪一|哪|什么时候|什么|怎么样|怎么办|怎么|如何|几项|几条|几个|是否|能否|能不能|可不可以|可以|"
    r"是不是|有没有|吗|呢|啊|吧|请问|一下|规定|[？?。！!，,]"
)
_BARE = re.compile(
    r"^(?:是|有|的|要|在|由|都|也|还|会|应|得|被|给|对|和|与|或|了|过|着|把)+|(?:是|有|的|要|在|由|都|也|还|了|过|着)+$"
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """``text`` stands alone; ``carried`` are the words taken from before, empty where none were."""

    text: str
    carried: str


def resolve_follow_up(question: str, earlier: Sequence[str], corpus: Corpus) -> FollowUp:
    """``question`` with what it leaves out, taken from the ``earlier`` questions of the user in order."""
    whole = FollowUp("", "")
    for text in (*earlier, question):
        whole = _join(whole.text, text.strip(), corpus)
    return whole


def _join(before: str, now: str, corpus: Corpus) -> FollowUp:
    if not before:
        return FollowUp(now, "")
    corrected = _CORRECTS.sub("", now, count=1)
    core = _TAIL.sub("", _LEADS.sub("", corrected))
    if not core:
        return FollowUp(now, "")
    swapped = _swap(before, core, corpus)
    if swapped is not None:
        return swapped
    points_back = _POINTS_BACK.search(core)
    if corrected == now and not points_back and not _is_cut_short(now, core, before, corpus):
        return FollowUp(now, "")
    subject = _subject(before, core, corpus)
    if not subject:
        return FollowUp(now, "")
    rest = _POINTS_BACK.sub("", core, count=1) if points_back else core
    return FollowUp(f"{subject}{rest}？", subject)


def _swap(before: str, core: str, corpus: Corpus) -> FollowUp | None:
    """那盘锦呢, 那第8项呢, 负面清单呢: the question before with one thing in it exchanged."""
    for find in (_find_scope, _find_ordinal, _find_list):
        new = find(core, corpus)
        if new is None or len(_HAN.findall(core.replace(new, ""))) > 2:
            continue
        old = find(before, corpus)
        if old is None:
            text = f"{new}{before}" if find is _find_scope else None
        else:
            text = before.replace(old, new, 1)
        if text is not None:
            return FollowUp(text, before.replace(old or "", "", 1) if old else before)
    return None


def _find_scope(text: str, corpus: Corpus) -> str | None:
    """The document or place that ``text`` names, as it is written there."""
    names = sorted((n for d in corpus.documents for n in document_names(d)), key=len, reverse=True)
    named = next((name for name in names if name in text), None)
    if named is not None:
        return named
    places = find_places(text)
    return places[0].text if places else None


def _find_ordinal(text: str, _corpus: Corpus) -> str | None:
    match = _ORDINAL.search(text)
    return match.group() if match else None


def _find_list(text: str, _corpus: Corpus) -> str | None:
    return next((name for name in _LISTS if name in text), None)


def _is_cut_short(now: str, core: str, before: str, corpus: Corpus) -> bool:
    """Whether the question lacks a subject: short, or about 第8项 without saying of what."""
    if _LEADS.match(now) and _LEADS.match(now).group()[:1] in "那还":  # type: ignore[union-attr]
        return len(_HAN.findall(core)) < 2 * _ALONE
    if _find_scope(core, corpus) is not None or _find_list(core, corpus) is not None:
        return False
    if _find_ordinal(core, corpus) is not None and _find_scope(before, corpus) is not None:
        return True
    return len(_HAN.findall(core)) < _ALONE


def _subject(before: str, core: str, corpus: Corpus) -> str:
    """What the question before was about: its document or place, its list and number, else its nouns."""
    parts = [_find_scope(before, corpus) or ""]
    parts += [_find_list(before, corpus) or "", _find_ordinal(before, corpus) or ""]
    subject = "".join(part for part in parts if part and part not in core)
    if any(parts[1:]):
        return subject
    words = before
    for part in parts:
        words = words.replace(part, "")
    nouns = "".join(_BARE.sub("", piece) for piece in _ASKS.split(words))
    return f"{subject}{nouns}"
