"""From which day a document holds: what it says of that, or that it says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.names import split_names
from assistant.answer.question import Question
from corpus.models import Clause, ClauseKind, Corpus

_WHEN = "(?:哪一?[天年日]|什么时候|啥时候?|何时|几月几?[号日]?|几号)"
_HOLDS = "(?:施行|生效|实施|执行|起效|起用|启用)"
_FILLER = "(?:那么?|[这那][份个]|实施|工作|若干|文件|方案|意见|措施|通知|[的是从自由于，]|请问)*"
_ASKS = re.compile(
    rf"{_FILLER}{_WHEN}(?:才|就|开始|正式|起|开始正式)*{_HOLDS}的?[？?呀啊呢]*"
    rf"|{_FILLER}{_HOLDS}的?(?:日期|时间|起始日期?)?(?:是|从|自)*{_WHEN}?(?:开始|起|算起)*[？?呀啊呢]*"
)
_SAYS = re.compile("起(?:开始)?(?:施行|实施|执行)|生效")
_UNSAID = "没有写从哪天起施行，只有落款的日期——"


@dataclass(frozen=True, slots=True)
class Start:
    """``clauses`` give the day; ``unsaid`` where they give only the day of issue, else empty."""

    clauses: tuple[Clause, ...]
    unsaid: str


def find_start(asked: Question, corpus: Corpus) -> Start | None:
    """``None`` where not just this is asked, of one document that is named or those of one place."""
    named = [d for d in corpus.documents if d.doc_id in asked.documents]
    if not named and len(asked.regions) == 1:
        named = [d for d in corpus.documents if d.meta.region in asked.regions]
    _, words = split_names(asked.text, corpus)
    if len(asked.documents) > 1 or not _ASKS.fullmatch(words):
        return None
    says = any(d.meta.in_force_from is not None for d in named)
    if not says and any(_SAYS.search(c.text) for d in named for c in d.clauses):
        return None  # the text may give the day, and no one has entered it: it is looked up
    kind = ClauseKind.NOTICE if says else ClauseKind.SIGNATURE
    clauses = tuple(c for d in named for c in d.clauses if c.kind is kind)
    return Start(clauses, "" if says else _UNSAID) if clauses else None
