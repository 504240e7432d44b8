"""A message that takes something back, and what it puts in its place: 选错了，我要广西的."""

from __future__ import annotations

import re

__all__ = ["take_correction"]

_HAN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_PAUSE = r"[\s，,。.；;：:！!、?？…]*"
_STOP = r"[，,。；;！!\s]"
_SIGHS = "啊|哦|噢|呃|哎[呀哟]?|唉|诶|欸|嗯|糟了?|等等|等一下|稍等|且慢|慢着|抱歉|不好意思|对不起"
_VERB = "说|讲|打|写|搞|弄|记|问|看|输|选|填|点|拿|数|念|找|查|敲|贴|发|提|报|听|认|翻"
_WHAT = (  # what was said wrongly
    "(?:地名|名字|名称|名|城市|地方|地区|区域|省份|文件|方案|数字|序号|编号|项号|条号|号|日期|年份|对象|清单|附件"
    "|表格|表|行|串|单位|部门|题|问题|条款|条|项|字|词|话)"
)
_SLIP = (
    rf"(?:我|你)?(?:刚才|刚刚|刚|前面|上面|上一句|上次)?(?:把)?(?:那?个)?{_WHAT}?(?:我|给)?(?:刚才|刚刚|刚)?(?:是|又|都)?(?:"
    rf"(?:{_VERB})(?:错|混|反|岔|串|漏|倒|颠倒)(?:了)?(?:一?个)?{_WHAT}?(?:了)?|(?:错|混|反|岔|[串窜]行?)了"
    rf"|(?:少|漏|多)(?:{_VERB})了?(?:一|几)?(?:个|句|些)?{_WHAT}?(?:了)?|(?:少|漏|多)了?(?:一|几)?个字(?:了)?"
    r"|口误|笔误|手误|手滑了?|手快了?|(?:打字|输入|说话)(?:打|输|说)?(?:太|得?太)?快了|打字打错了?|没(?:说|讲|写|问)(?:清楚|明白|全|对|准))"
)
_CORRECTS = re.compile(
    rf"^(?:(?:{_SIGHS}){_PAUSE})*(?:也)?(?:"
    rf"{_SLIP}(?={_STOP}|应|其实|是|我|要|改|换|问|指|[^了啦].{{0,5}}$)|更正(?:一下)?|纠正(?:一下)?|改(?:一下|成|为)|(?:应该|麻烦|请)?(?:帮我|给我)?换(?:成|为|到)"
    r"|不对|我?的?(?:意思(?:其实)?|本意)是|说的不是(?:这个|那个|它)?|不是(?:的|这个|这份|那个|吧|问这个|说这个)?(?=[，,。；;！!\s])|不，|不是(?=[^，,。]{1,20}[，,]\s*(?:而)?是)"
    r"|我(?:刚才)?(?:其实|是)?(?:想|要)?(?:问|说|指|查)的(?:其实)?是|我(?:其实)?(?:是|说|指)(?:想|要)(?:问|说)|我(?:其实|刚才)?(?:指|想说)(?:的)?(?:是)?|我是(?:问|说|指)|应该(?:是|问)|应为|准确(?:地)?说"
    r"|我?(?:想|要)(?:看|查|问|找)?的(?:其实)?是|我要(?=[^，,。；;]{2,14}的[。！!]?$)"
    rf"){_PAUSE}"
)
_DENIED = re.compile(r"^不是[^，,。；;]{1,24}[，,；;]\s*(?:而是|我要问的是|我问的是|应该是|是)?")
_STRUCK = re.compile(  # 区政府划掉，换成盘锦
    r"^[^，,。；;]{1,12}(?:划掉|删掉|去掉|拿掉)[，,；;]\s*(?=(?:改|换)(?:成|为|到))"
)
_MEANT = re.compile(
    rf"^(?:(?:{_SIGHS}){_PAUSE})*(?:(?:而|就|应该|应当|其实|准确地?说|刚才|我)?(?:是)?(?:想|要|该)?(?:问|说|指|查|看|找|要|改成|换成|改为|应该是|应为)?(?:的)?(?:其实)?是"
    rf"|(?:我)?(?:应该|其实|是)?(?:想|要)?(?:问|说|指)(?:的)?(?:是)?|我(?:应该|其实|是)?(?:想|要)(?:要|看|查|找|知道|了解)?(?:的)?(?:其实)?(?:是)?"
    rf"|(?:麻烦|请)?(?:帮我|给我)?(?:改成|换成|改为|换到|换为)|应为|要(?:看|查|找)?(?:的)?(?:是)?(?=[^，,。]{{1,12}}的[。！!]?$)){_PAUSE}"
)
_KNOWS = re.compile(  # 日期知道了，我是问单位
    r"^[^，,。；;]{1,16}(?:(?:知道|看见|看到|看过|清楚|明白|晓得|有数|问过|查到|查过|了解)了|我?(?:不问|不看|先不管|不用(?:说|管|看)?|先?撇开|先?放(?:到|在)?一边))[，,。；;]\s*"
    r"(?:但)?我(?:(?:其实)?(?:是)?(?:想|要)?(?:问|说|指|看|查)(?:的)?(?:其实)?(?:是)?|本意(?:其实)?是)"
)
_NOT_THAT = re.compile(r"[，,；;]\s*(?:而)?不是(?:问|说|指|要)?[^，,。；;？?]{1,16}[。！!\s]*$")
_SLIPPED = re.compile(rf"[，,。；;]\s*{_SLIP}[啦啊哈呢]?[。！!～~\s]*$")
_IS_MEANT = re.compile(
    rf"^(?:哦|噢|啊)?{_PAUSE}(?:我)?(?:刚才)?(?:其实|是)?(?:想|要)?(?:问|说|指|查|看)(?:的|的那个|的那条)?(?:其实)?(?:是|叫)?"
)
_ASKS = re.compile("什么|啥|哪|怎|如何|谁|多[久少]|几")
_SHORT = re.compile("[^是，,。；;]{1,8}")  # 区局的，不是区政府的
_STEPS = 3  # 哦不对，不是附件3，我要问的是附件2


def take_correction(text: str) -> tuple[bool, str]:
    """Whether ``text`` takes something back, and what it puts in its place; ``text`` itself where not."""
    rest, corrects = text, False
    slipped = _SLIPPED.search(rest)
    if slipped and _HAN.search(rest[: slipped.start()]):
        rest, corrects = rest[: slipped.start()], True
    knows = _KNOWS.match(rest)
    if knows and _HAN.search(rest[knows.end() :]):
        rest, corrects = rest[knows.end() :], True
    struck = _STRUCK.match(rest)
    if struck:
        rest, corrects = rest[struck.end() :], True
    for _ in range(_STEPS):
        denied = _DENIED.match(rest)
        taken = denied or _CORRECTS.match(rest)
        if taken is None or not _HAN.search(rest[taken.end() :]):
            break
        rest, corrects = rest[taken.end() :], True
    denied = _NOT_THAT.search(rest)
    if denied and _puts_in_place(rest[: denied.start()], corrects):
        rest, corrects = rest[: denied.start()], True
    if not corrects:
        return False, text
    meant = _MEANT.match(rest)
    if meant and _HAN.search(rest[meant.end() :]):
        rest = rest[meant.end() :]
    return True, rest


def _puts_in_place(said: str, corrects: bool) -> bool:
    """Whether ``said``, before 不是…, is what is meant, not a fact told of a case (企业是首次，不是故意)."""
    return corrects or bool(_IS_MEANT.match(said) or _ASKS.search(said) or _SHORT.fullmatch(said))
