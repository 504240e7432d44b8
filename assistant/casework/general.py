"""Questions about what the lists and documents say of a kind of conduct, though the words of a violation
stand in them: compared, looked for in a list, or what an office does. Whose case it is, nobody says.

Only words of conversation stand here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.facts_from_words import Candidate
from assistant.facts_from_words.text import Text

_HINTED = 0.3  # a candidate below this was guessed from a single word: 采样, 超了

_OF_ONE = re.compile(
    r"我(?!市|区|县|省|局|国)(?!们[这那]?(?:市|区|县|省|局|队))|咱|俺|本[厂店公企单]|某|这[家个厂店]|该[厂企公单店]|有[一个]?[家个]"
    r"|(?:^|[,。;])一[家个](?!星期|礼拜|月)|当事人|老板|店主|业主|委托人|[今昨前]天|昨晚|上周|刚(?!好)|\d+[日号]|被(?:查|抓|逮|罚|发现|拍|举报)|查到|检查时(?!,?对)"
)
_COMPARED = re.compile(
    r"哪[个家种样项边][^,。?罚]{0,10}(?:长|短|高|低|多|少|重|轻|严|宽|快|慢|早|晚|大|小)"
    r"|差(?:几|多少)[天日]|各(?:自)?(?:是|给|要|限|有)?(?:几|多少)[天日]|比一?比|同一(?:项|条|类|栏)"
    r"|(?:不|一)一?样(?:吗|么|不|$|\?)|有(?:什么|啥|何|哪些)(?:不一样|不同|区别|差别)|分别(?:怎|是|给|要|按|走|归|对应|有)"
)
_LIST = r"(?:清单|目录|事项|名录)"
_IN = r"(?:的?(?:上面?|里面?|中|内|之内|之中|范围))*"
_LISTED = re.compile(  # 列在免罚清单里吗, 清单收进去没有, 是九种之一吗
    rf"(?:在不在|(?<!存)(?<!现)(?<!还)在(?!线|建|[查检])|是不是(?:在|属于|列)?|(?:列|写|收|算)(?:在|进|到|入)了?|(?<![能想可以要再])进了|属于)"
    rf"[^,。?]{{0,12}}(?:正面|负面|免罚|不罚|不予处罚|免予处罚|柔性|两张){_LIST}{_IN}(?:的|有|要|可以|能)*[^,。?]{{0,6}}(?:吗|么|没有|没|不|对吧|\?)+$"
    rf"|{_LIST}{_IN}(?:有没有|收没收|列没列|列了没|收进去|列进去|收录|写进去|列上)[^,。?]{{0,4}}(?:没有?|吗|么|不|了)?\??$"
    rf"|{_LIST}{_IN}有(?:这|那)?一?[条项](?:吗|么|没有?)\??$|列没列\??$"
    r"|(?:是|算|属于)[^,。?]{0,16}[一二三四五六七八九两几]+[种项类条](?:情形|事项|行为)?(?:之一|里的一[种项])(?:吗|么|不)?\??$"
)
_TOGETHER = re.compile(  # firms of a kind: 恶意偷排的企业以后还能纳入吗
    r"(?<![我咱们])的(?:企业|厂子?|公司|单位)(?:以后|今后|将来|后面|还|是否|是不是|,)*(?:能不能|能否|能|可不可以|可以|会不会)(?:再|重新|被)*(?:纳入|列入|进|加入)"
)
_OF_A_LIST = re.compile(  # how enterprises on a list are inspected
    r"对(?:于)?(?:那些|这些|这类)?(?:正面|监督执法正面)?(?:清单|名单)(?:内|里|上|中)?(?:的)?企业(?:也|都|还|是不是|只|就)*"
    r"(?:只能|能不能|可不可以|要不要|怎么|如何|只可以|必须)"
)
_OUTCOME = re.compile(
    r"罚|免(?!疫)|处理|处分|追究|怎么办(?!理)|咋办(?!理)|咋整|咋个|咋弄|咋算|放|没事|要紧|从[轻重]|加重|收拾|立案|掏钱|要钱|交钱|违法|犯法"
    r"|来得及|补救|行吗|行不|可以吗|可以不|算了|算数|讲情面|通融|宽限|饶|商量|计较|机会|几天|多久|容|给.{0,4}[天日]"
)
_QUESTION = re.compile(
    r"\?|吗|呢|么$|怎么|如何|咋|哪|什么|啥|多少|几[天日年项条]|谁|是不是|有没有|是否|能否|能不能|会不会|列没列|收没收|比一?比|没有$"
)


def asks_in_general(message: str) -> bool:
    """Violations compared, a list asked whether it names one, or an office's way: 「排口标牌没设和预案没
    备案，哪个给的时间长」. Never where the message tells of somebody or of a day."""
    text = Text(message).norm.strip()
    if _OF_ONE.search(text) or not _QUESTION.search(text):
        return False
    return any(pattern.search(text) for pattern in (_COMPARED, _LISTED, _TOGETHER, _OF_A_LIST))


def is_told_of(message: str, candidates: Sequence[Candidate]) -> bool:
    """Whether ``message`` may tell of one of ``candidates``: the words say more than a single term of its
    field, or the message tells, or it asks what comes of it. 「采样结果怎么申请复测」 does none of it."""
    if not candidates:
        return False
    if any(c.score > _HINTED for c in candidates):
        return True
    text = Text(message).norm
    return not _QUESTION.search(text) or bool(_OUTCOME.search(text))
