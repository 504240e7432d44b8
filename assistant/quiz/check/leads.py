"""Words of the item's writer before the clause's own: which document, which row, what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.answer.models import Citation
from assistant.quiz.check.law import Law, Passage, quoted_words
from assistant.quiz.check.words import find_decisive

_FORMAL = re.compile(
    "印发|该|本|的|通知|方案|意见|措施|载明|规定|要求|明确|指出|提出|其|中|内容|包括|是|为|有|在|对"
)
_ENDED = re.compile("(?:要求|坚持|规定|明确|包括|[为是于])$")
_DENIAL = re.compile("[不未非无].")
_LONGEST = 60  # characters of a lead
_ABOUT = 16  # characters by which a changed sentence may differ in length from the words quoted


def find_bodies(words: str, citations: Sequence[Citation], law: Law) -> list[str]:
    """``words`` (plain), then what is left as leads are taken off.

    Besides 根据……, a lead may say what the words quoted are about, where they do not say it themselves
    (强化全过程执法服务，要求事前积极预防): what is left then begins as the quote does, and the lead says
    nothing that is not in the clause.
    """
    bodies = law.strip_leads(words)
    found = list(bodies)
    passages = {p.clause_id: p for p in law.of_clauses(c.clause_id for c in citations)}
    for clause_id, quote in quoted_words(citations):
        if clause_id in passages and (cut := _cut(bodies[-1], quote.rstrip("。;"), passages[clause_id], law)):
            found.append(cut)
    return found


def _cut(body: str, quote: str, passage: Passage, law: Law) -> str:
    """The end of ``body`` that is most like ``quote``, what is before it being ours; else empty."""
    best, kept = _likeness(body, quote), ""
    for at in range(1, min(_LONGEST, len(body) - 1)):
        begins = body.startswith(quote[:1], at)
        ended = body[at - 1] in ",:" or _ENDED.search(body[:at]) is not None
        whole = body[at:] == quote or not quote.endswith(body[at:])  # else its beginning was changed
        follows = ended and abs(len(body) - at - len(quote)) <= _ABOUT
        here = _likeness(body[at:], quote) if whole and (begins or follows) else best
        if here > best and _is_ours(body[:at], quote, passage, law):
            best, kept = here, body[at:]
    return kept


def _likeness(words: str, quote: str) -> float:
    return SequenceMatcher(None, quote, words, autojunk=False).ratio()


def _is_ours(lead: str, quote: str, passage: Passage, law: Law) -> bool:
    """Whether the lead adds nothing: no number, modal or denial, and words of the clause or its headings."""
    if any(denial not in passage.text for denial in _DENIAL.findall(lead)):
        return False
    if set(find_decisive(lead)) - set(find_decisive(passage.text)):
        return False
    document = law.corpus.get_document(passage.doc_id)
    names = law.plain_heading(passage) + passage.text
    parts = [part for part in re.split("[,:;。()]", lead) if _FORMAL.sub("", part)]
    for part in parts:
        if part in passage.text:
            if not _same_sentence(part, quote, passage.text):
                return False
        elif _share(_FORMAL.sub("", part), names + document.meta.title) < 0.5:
            return False
    return True


def _same_sentence(part: str, quote: str, text: str) -> bool:
    """Whether the clause has ``part`` in the sentence of the words quoted, or in its first."""
    at = text.find(quote[:6])
    if at < 0:
        return False
    start = text.rfind("。", 0, at) + 1
    return part in text[start : at + len(quote)] or part in text[: text.find("。") + 1]


def _share(part: str, text: str) -> float:
    grams = [part[i : i + 2] for i in range(len(part) - 1)]
    return sum(gram in text for gram in grams) / len(grams) if grams else 1.0
