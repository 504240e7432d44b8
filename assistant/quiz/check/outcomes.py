"""Which outcome the words of an option or a stem mean."""

from __future__ import annotations

import re

from assistant.quiz.check.words import plain
from corpus.rule_models import Outcome

_WORDS: tuple[tuple[str, Outcome], ...] = (
    ("移送", Outcome.TRANSFER),
    ("不适用柔性执法|依法查处|严厉查处", Outcome.EXCLUDED),
    ("从重|加重", Outcome.AGGRAVATED),
    ("可以(?:依法)?不予|可以(?:依法)?免", Outcome.MAY_EXEMPT),
    ("不予(?:行政)?处罚|不再予以(?:行政)?处罚|免予|免于", Outcome.EXEMPT),
    ("未列明|依法裁量|法定裁量", Outcome.NOT_LISTED),
    ("不(?:得|能|应|予)?纳入|不具备所列的纳入条件|不符合纳入条件", Outcome.MAY_NOT_JOIN),
    ("纳入", Outcome.MAY_JOIN),
    ("没有应当移出|未见应当移出|不(?:应|得|予|需)?移出|保留", Outcome.KEEP),
    ("移出", Outcome.REMOVE),
    ("非现场|不主动到现场", Outcome.ONSITE_NO),
    ("启动现场|现场检查|现场执法", Outcome.ONSITE_OK),
    ("缺少事实|事实不足|尚不能判定", Outcome.NEED_FACTS),
    ("予以(?:行政)?处罚|给予(?:行政)?处罚", Outcome.PUNISH),
)
_PATTERN = re.compile("|".join(f"(?P<o{i}>{words})" for i, (words, _) in enumerate(_WORDS)))


def find_outcomes(text: str) -> list[Outcome]:
    """Those that ``text`` names, in its order; words of one outcome inside another's do not count."""
    found = []
    for match in _PATTERN.finditer(plain(text)):
        name = match.lastgroup
        assert name is not None
        found.append(_WORDS[int(name[1:])][1])
    return found


def read_outcome(text: str) -> Outcome | None:
    """The one outcome that an option means; 不适用柔性执法，依法查处 names its own twice."""
    found = set(find_outcomes(text))
    return found.pop() if len(found) == 1 else None
