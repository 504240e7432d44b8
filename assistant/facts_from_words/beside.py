"""What may stand beside the number of a reply, so that it is read whole: 检查后第3天改好的."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.facts_from_words.quantities import Interval
from corpus.phrases import NumberPhrases

_COMMON = (
    r"大概|大约|一共|总共|共计|合计|总计|加起来|刚好|正好|也就|不过|就|才|只|仅|是|为|有|在|的|了|吧|啊|呢|都|嗯|左右|上下"
    r"|差不多|我们?|他们|企业|厂里|那|这|样子|[\s:=,、.()\"“”]"
)
_BESIDE = {
    "日": r"检查|查处|查到|被查|查|发现|上门|那天|当时|从|次日|第二天|之|以|后|第"
    r"|改完|改好|改正|整改|完成|改|挂上|挂|装上|装|盖上|盖|关"
    r"|补上|补|交|报|备案|公开|建|搭|弄|搞|做|成|上|好|完|到位|用|花|拖|过|满|整整|足足|时间"
    r"|上午|下午|早上|晚上|中午|傍晚|前|算|起|把|它|牌子?|标识牌|沙堆?|门|表",
    "倍": r"超标|超过|超出|超|标准|限值|倍数|倍"
    r"|实测|检测|监测|测得|测的?|结果|报告|排放|浓度|各|分别|和|与|及|最高|最大|最多|达",
    "吨": r"每天|一天|每日|一日|天天|日均|日|天|/[天日d]|排放|外排|排|产生|放|流|污水|废水|水|量|全厂|实际",
    "平方米": r"没有?盖(?:住|好)?的(?:那堆|部分)?|堆放|堆|放|占地|占|面积"
    r"|沙子?|砂子?|砂石|煤|土|料|物料|大小?|全部|地方?(?!$)|那里|这么",
}
_MEASURED = re.compile(r"测|浓度|结果|报告|标准|限值")
_LATER = re.compile(r"\s*(?:之|以|过)?后(?!来)|\s*过(?!了?完)")
_PASSED = re.compile(r"(?<![超不没未])(?:过了?|满了?)(?:有|整整|足足)?$")


def is_whole(rest: str, unit: str, number: NumberPhrases, bare: bool) -> bool:
    """Whether what stands beside the numbers says nothing more: no other unit, no other start, no 每小时.

    ``bare``: a number has no unit, so that 实测108 may be of another.
    """
    if bare and _MEASURED.search(rest):
        return False
    words = number.kinds.sub("", rest)
    return re.fullmatch(rf"(?:{_BESIDE.get(unit, _COMMON)}|{_COMMON})*", words) is not None


def or_later(said: str, start: int, end: int, interval: Interval) -> Interval:
    """10天以后, 10日后, 过了10天: the tenth day or later."""
    if interval.low is not None and (_LATER.match(said, end) or _PASSED.search(said[:start])):
        return replace(interval, high=None)
    return interval
