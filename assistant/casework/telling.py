"""Whether a text can tell of a case at all: decided without reading it, so that plain questions stay fast.

Imports nothing: reading a case needs the phrases and the rules, which take longer to load than a plain
question takes to answer from a cold start.
"""

from __future__ import annotations

import re

_SIGNS = re.compile(
    r"[罚免查改被我咱厂店司没未不超违初首停补交报签修挂盖堆排冒漏倒偷烧吵噪砸骂威假毁抓罪头回次\d]"
    r"|企业|单位|工地|老板|现场|上门|纳入|移出|名单|公司|高考|中考|预警|群体|整治|投诉|举报|承诺|隐患"
)
_WHETHER = re.compile(r"[^没了过]*(?:能|可以|准)[^，,。；;？?没了过]{1,8}不[？?。\s]*")


def may_tell(text: str) -> bool:
    """False only where no case is told: none of the signs that every case of the datasets has."""
    return _SIGNS.search(text) is not None


def asks_whether(message: str) -> bool:
    """罚款能缓交不, and nothing that happened."""
    return bool(_WHETHER.fullmatch(message.strip()))
