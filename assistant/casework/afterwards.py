"""What is told once the verdict stands: where not all of it was understood, the verdict is held back.

The user may tell what undoes it (公安刚刚立案了, B口第20天才挂), and an exemption that is only said once more
would stand against that.
"""

from __future__ import annotations

import re

from assistant.casework import intent
from assistant.casework.state import Talk
from assistant.facts_from_words import Reading

_REST = 4  # Chinese characters that no fact was read from
_NEWS = re.compile(
    "了|的$|[罚犯违查]过|上访|闹|堵|骂|威胁|殴打|打[人举执]|烧|毁|伪造|拒|不给|作废|假的|造成|刚|通报|通知|发现|其实|原来|后来|结果|还没|没有|又|不算|去掉|删掉|取消|撤回|出现"
    "|(?:老板|厂长|厂主|工人|员工|司机|保安|门卫)(?!.*(?:要不要|该不该|会不会|算不算|是不是))"
    "|当晚|昨[天晚夜日]|今[天早晚日]|夜里|晚上|半夜|凌晨|还在|一直|接着|照样|仍|依旧|依然|经常|天天"
    "|直接?排|[倒排扔埋灌漏溢]过|往.{0,6}[倒排扔埋灌]|[倒排扔埋灌漏流溢]到?(?:进|入)?(?:河|沟|江|湖|井|渠|地里|田里|雨水)"
)
_BESIDE_FACTS = re.compile(
    r"[^\u4e00-\u9fff]|确实|真的|就是|是的|对|嗯|我们|我厂|企业|当事人|他们?|也|都|的|了|呢|啊|而且|另外|还有|还"
)


def is_closed(talk: Talk) -> bool:
    """Whether the verdict stands and nothing is asked."""
    return talk.question is None and not talk.is_unsettled and not talk.amending


def leaves_unread(reading: Reading, message: str) -> bool:
    """Whether ``message`` tells more than the facts that were read from it."""
    spans = sorted((f.start, f.end) for f in reading.found)
    rest, at = "", 0
    for start, end in spans:
        rest += message[at : max(at, start)]
        at = max(at, end)
    return len(_BESIDE_FACTS.sub("", rest + message[at:])) >= _REST


def may_undo(message: str) -> bool:
    """Whether a message from which nothing was read tells news rather than asks or names a term."""
    return (
        bool(_NEWS.search(message))
        and not intent.KNOWLEDGE.search(message)
        and not intent.is_courtesy(message)
    )
