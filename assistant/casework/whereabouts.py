"""Where the user said to be, before a case was told: 「我是成都的企业」, 「成都的免罚清单有哪些？」."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.casework import intent
from assistant.casework.state import Setting, Talk, Told
from assistant.facts_from_words import Reading
from assistant.facts_from_words.region import find_whereabouts, may_lie_in
from assistant.verdict.decide import REGION
from corpus.places import documents_in_force, find_places, innermost, lies_in, share_ground

_OF_SOMEBODY = re.compile(
    r"我|咱|俺|本[厂店公企]|厂|店|公司|企业|单位|工地|项目|案件|案子|当事人|业主|老板|这边|这里|坐标|人在"
)
_OF_OTHERS = re.compile(r"(?:客户|供应商|供货商|买家|卖家|老家|籍贯|户口)[^，,。；;]{0,4}$")


def find_told(messages: Sequence[str]) -> Told | None:
    """Where the messages say that the user, the firm or the case is, or what they ask of; the last counts."""
    return next((told for told in map(_told_in, reversed(messages)) if told is not None), None)


def region_of_case(reading: Reading, message: str, setting: Setting) -> tuple[str | None, Told]:
    """The region of a case that ``message`` opens. Where it is None, what has to be made clear: several
    places, or words that name none.

    What the message names counts, then what was said before, then what is chosen on the page.
    """
    several = tuple(str(f.value) for name, *pair in reading.contradictions if name == REGION for f in pair)
    if several:
        return None, Told(several)
    chosen = setting.region
    if reading.elsewhere and not (chosen and not reading.region and may_lie_in(reading.elsewhere, chosen)):
        return None, Told(elsewhere=reading.elsewhere)
    if reading.region is not None:
        return reading.region, Told()
    told = setting.told
    denied = [str(f.value) for f in find_whereabouts(message).denied] + list(told.denied if told else ())
    gone = next((place for place in denied if chosen and lies_in(chosen, place)), None)
    if gone is not None and not (told and told.places):
        return None, Told(elsewhere=f"不在{gone.rsplit('/', 1)[-1]}")
    if told is None:
        return chosen, Told()
    if told.elsewhere and not (chosen and may_lie_in(told.elsewhere, chosen)):
        return None, Told(elsewhere=told.elsewhere)
    places = tuple(dict.fromkeys((*told.places, *([chosen] if chosen else []))))
    inner = tuple(innermost(places))
    return (inner[0], Told()) if len(inner) == 1 else (None, Told(inner))


def leave_open(talk: Talk, message: str, unclear: Told, setting: Setting) -> Talk:
    """The talk with what has to be made clear about its region. Nothing is promised meanwhile where the
    case may be outside of where our documents hold: 隔壁区, 成都 and 沙坪坝, 全国."""
    corpus = setting.rulebase.corpus
    strangers = [place for place in unclear.places if not documents_in_force(corpus, place)]
    return replace(
        talk,
        regions=unclear.places,
        elsewhere=unclear.elsewhere,
        promises=not (unclear.elsewhere or strangers or intent.asks_everywhere(message)),
    )


def contradicts(told: str | None, chosen: str | None) -> bool:
    return told is not None and chosen is not None and not share_ground(told, chosen)


def _told_in(message: str) -> Told | None:
    where = find_whereabouts(message)
    named = [f for f in where.places if not _OF_OTHERS.search(message[: f.start])]
    places = tuple(dict.fromkeys(str(f.value) for f in named))
    if where.denied and not places and not where.elsewhere:
        return Told(denied=tuple(str(f.value) for f in where.denied))
    if not places and not where.elsewhere:
        return None
    if intent.is_by_the_way(message):
        return None
    alone = intent.is_only_place(message, [p.text for p in find_places(message, called=True)])
    asks = bool(intent.KNOWLEDGE.search(message))
    if len(places) > 1 and asks:  # 成都和重庆的清单有什么不同
        return None
    if alone or asks or _OF_SOMEBODY.search(message):
        return Told(places, where.elsewhere)
    return None
