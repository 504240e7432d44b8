"""What days are counted from: the inspection, or something else (责令后第3天), which tells no number."""

from __future__ import annotations

import re

_AFTER = re.compile(r"(?P<what>[^,，。；;！!?？\n:]{1,16}?)(?:之|以|过)?后(?:的|起|算起|过了?|才)?第?$")
_INSPECTION = re.compile(
    r"查|发现|抓|上门|来人|执法人员?(?:来|到|走)|检测|采样|监测|当[天日]|[天日号]$|[天日号周拜](?:之|以|过)?$"
)
_OTHER = re.compile(
    r"[复自再核审排调]查|复检|复测|核实|回访|验收|自检|回头看|责令|通知|决定书|文书|送达|下达|收到|接到|立案|约谈|谈话"
    r"|罚|停产|停工|停业|报告|承诺|约定|签|整改|开会|培训|提醒|警告|告知|催|投诉|举报|受理|听证|申诉|下雨|开工|复工"
)
_SINCE_OTHER = re.compile(
    r"(?:自|从|距离?)(?P<what>[^,，。；;]{1,12}?)(?:之日|那天|当天|那日)?(?:起|开始|算起|算)(?:第|的第)?$"
)


def counts_from_other(before: str) -> bool:
    """Whether the days whose number follows ``before`` are counted from anything but the inspection."""
    since = _SINCE_OTHER.search(before)
    after = _AFTER.search(before)
    what = (since or after) and (since or after)["what"]  # type: ignore[index]
    if not what:
        return False
    return bool(_OTHER.search(what)) or not _INSPECTION.search(what)
