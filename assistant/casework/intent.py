"""What a message does in a talk, by its turns of phrase: corrects, supposes, asks why, tells of another firm.

Only words of conversation stand here; what is told is read by ``facts_from_words``.
"""

from __future__ import annotations

import re

from assistant.facts_from_words.text import Text
from corpus.phrases import load_phrases
from corpus.places import find_places, innermost

KNOWLEDGE = re.compile(
    r"[?？]|什么|哪|怎么|如何|多久|多少|几[项条个种天]|吗|呢|是否|能否|能不能|可不可以|清单|依据|规定|条款"
    r"|管几年|^(?!.*(?:不知道|不清楚|忘|记不|说不|不管|无论|不论)).*"
    r"(?:(?:是|由|归|找|向)谁(?![都也])|谁(?:当|来|负责|批|定|管|审|牵头)"
    r"|(?:是|叫|为|写的?|讲的?|说的?)啥|啥(?:是|叫|意思|时候|条件|情形|情况|标准|材料|规定)"
    r"|咋(?:查|罚|管|规定|处理|认定|申请))"
)

_STATES = re.compile("[没不了未过]|是|有")
_STRONG = re.compile(
    r"更正|纠正一下|改正一下说法|(?:说|写|记|搞|弄|填|打|讲|看|报)(?:得|的)?(?:错|反)(?!误)|(?:说|写"
    r"|记|讲|填)得?不(?:对|准)"
    r"|改一下|改成|改为|收回|口误|不是[^，,。；;？?]{1,20}[，,]\s*(?:而)?是(?!不是|否)"
    r"|(?:前面|刚才|刚刚|之前|上面|先前|一开始)[^，,。；;？?]{0,4}(?:说|讲|写|填|报)"
)
_WEAK = re.compile(
    r"(?<![针面])不对(?!外)|(?:^|[，,。；;！!])(?:哦|噢|啊|呃)?不是的?[，,]|其实|应该是|应当是|实际上|有误"
)
_CUE = re.compile(
    r"(?:不好意思|抱歉|对不起|等一下|等等|哎呀?|哦|噢|啊|呃)?[，,、 ]*"
    r"(?:我|他们|企业)?(?:刚才|前面|刚刚|之前|上面|那个)?(?:要|想|来)?"
    r"(?:更正一?下?|纠正一下|(?:说|写|记|搞|弄|填|打|讲|看|报)(?:得|的)?(?:错|反)了?|(?:说|写|记|讲"
    r"|填)得?不(?:对|准)(?:确)?"
    r"|改一下|口误|(?<![针面])不对(?!外)|有误)了?[，,：:。！!；; ]*"
)
_SOFT = re.compile(r"其实|实际上|应该(?=是)|应当(?=是)|改成|改为")
_TAKEN_BACK = re.compile(
    r"(?:我|他们)?(?:前面|刚才|刚刚|之前|上面|先前|一开始)(?:我|他们)?(?:说|讲|写|填|报)(?:的是|的|过|了|成)?"
    r"(?P<said>[^，,。；;？?]+?)(?:是)?(?:不准确|不对|有误|错了|不准)?(?:[，,。；;]|$)"
)
_SUPPOSES = re.compile(r"如果|要是|假如|假设|假使|倘若|万一|(?<![\u4e00-\u9fff])若(?!干)")
_RECALLS = re.compile(r"(?:如果|要是)(?:我)?没(?:有)?记错")
_SUPPOSED_TAIL = re.compile(
    r"[，,]?(?:那|还|又|就|是不是|该|是否|到底|结果|结论)*(?:的话)?[，,]?(?:那|还|又|就|是不是|该|会"
    r"|要|能|是否)*"
    r"(?:呢|会?更好|会怎么?样|怎么?样|咋样|会如何|如何|怎么办|咋办|怎么处理|怎么判|怎么算|罚不罚|罚吗"
    r"|罚么|处罚吗|免罚吗|不罚吗|能免吗"
    r"|会不会罚|要不要罚|算不算|行不行|可以吗|有影响吗|影响吗|会变吗|变不变|是什么(?:结果|结论))?(?:呢"
    r"|了|吗)?[?？。！!]*$"
)
_WHY = (
    r"为什么|为啥|凭什么|凭啥|依据|根据|理由|哪一?条|哪一?项|哪个文件|哪份文件|哪个规定|怎么得出"
    r"|怎么判|怎么定|怎么来|怎么认定|第几[条项]"
)
_CASE_WORDS = (
    r"罚|处罚|行政|不予|免予|免罚|免|从轻|从重|结论|判定|判|结果|案子|案件|情况|这个厂|这家厂|这家"
    r"|该厂|我们厂?|他们|你们?|我"
)
_FILL = (
    r"那么?|请问|这样|这个|这么|这|它|到底|究竟|是|的|了|呢|啊|吗|嘛|呀|吧|可以|能够?|会|要|应该|该|就"
    r"|还|又|不|没有?|有|什么|法律|政策"
    r"|文件|规定|条款|清单|哪|一|条|项|个|份|来|说|讲|得出|得|定|认定|怎么|如何|上|里|具体|对应|原文"
    r"|出自|写|在|[，,。？?！!、 ]"
)
_ABOUT = re.compile(rf"(?:{_WHY}|{_CASE_WORDS}|{_FILL})+")
_HAS_WHY = re.compile(_WHY)
_HAS_CASE = re.compile(r"罚|判|免|结论|案")
_WHY_ASKED = re.compile(
    r"(?:为什么|为啥|干嘛|干吗|凭什么)[^，,。；;？?]{0,4}(?:要|还|得|需要)?(?:问|知道|填|回答"
    r"|了解)(?:这个?|这些|这么多|那么多|我)?"
)
_AGAIN = re.compile(
    r"(?:不是吧|真的?|确定|那么?|所以|到底|究竟|请问|这样|这个|这种|这|现在|最后|结论|结果|厂|企业"
    r"|情况|我们|他们|它|下一步|接下来|还|要|会|该|能|可以|就|是|的|有|，|,| )*"
    r"(?:罚不罚|罚吗|罚么|罚不|要罚吗|会罚吗|会不会罚|要不要罚|该不该罚|能不能免罚?|能不能不罚|免不免"
    r"|处罚吗|处不处罚|免罚吗|不罚吗|能免吗|不用?罚(?:了|吗)?|什么结论|什么结果|结论呢|结果呢"
    r"|结论是什么|结果是什么|怎么判|怎么处理|怎么办|做什么|怎么定性|怎么罚|咋办|咋处理)(?:呢|啊|了|呀"
    r"|的)*[?？。！! ]*"
)
_ASKS = re.compile(
    r"罚不罚|(?:要不要|会不会|该不该|用不用|能不能|可不可以|可否|能否|是否)[^，,。；;？?]{0,8}(?:罚|免|处理)"
    r"|罚(?:我们?|他们?|不|款)?(?:吗|么|没|[?？])|(?:怎么|如何|咋)(?:罚|处罚|处理|办|判|定|整|弄)"
    r"|免罚吗|处不处罚|处罚吗|罚多重|算不算违法|[?？]$"
)
_GENERAL = re.compile(
    r"的(?:企业)?[，,]?(?:柔性执法|规则上|依规定|依法|按规定)?(?:还|又|该|应该?|应当|要)?"
    r"(?:怎么|如何|怎样|能不能|能否|可以吗|适用|算不算|是不予|是可以不予|由谁|归谁"
    r"|属于)[^，,。；;]{0,12}[?？]?$"
    r"|在不在清单|是\d+日还是|有什么好处|由谁[\u4e00-\u9fff]{1,6}$|以后先做什么|(?:才能免|算不算期限内"
    r"|怎么检查)吗?[?？]?$"
)
_SOMEBODY = re.compile(
    r"我|咱|俺|本[厂店公企单]|某|这[家个]|该|有[一个]|一[家个]|当事人|老板|店主|\d+月\d+|[今昨前]天"
    r"|昨晚|上周|刚|查到|被查|检查发现|沙坪坝|盘锦"
)
_SPEAKER = re.compile(  # who asks, not whose case it is: 打错了，我想问
    r"(?:我|我们|咱们?)?(?:刚才|刚刚|上面)?(?:打|说|写|问|讲)得?错了?[，,。；; ]*(?=我|咱|其实|应该|是|想)"
    r"|(?:我|我们|咱们?)(?:就|只)?(?:是)?(?:想|要)(?:再)?(?:问|请教|咨询|了解|打听|知道)(?:一?下|个)?"
)
_OF_A_KIND = re.compile(  # 广西对恶意偷排怎么办: how a kind of conduct is dealt with
    r"[^，,。；;？?]{0,12}对(?:于)?(?:那些|这些|那种|这种|这类)?[^，,。；;？?了]{2,16}?"
    r"(?:的|的企业|的厂|的单位|的人)?(?:应该?|应当|要|会|都|一般)*(?:怎么|如何|咋)(?:办|处理|处置|处罚|罚|管|对待)[呢的]*[?？]?"
)
_OF_ONE = re.compile(
    r"我|咱|俺|本[厂店公企单]|某|这|该|有[一个]|一[家个]|当事人|老板|店主|[今昨前]天|刚|被查|查到"
)
_HAPPENED = re.compile(
    r"既[^。？?]{2,14}[，,]?又|被[\u4e00-\u9fff]{1,3}了|[\u4e00-\u9fff]了(?:点|一|[，,。]|$)"
)
_ONLY_WHETHER = re.compile(
    r"(?:这个?|这种|那|请问|到底|究竟|我们?|会|该|要|能|，|,| )*(?:罚不罚|罚吗|罚不|处不处罚|会不会罚"
    r"|要不要罚|该不该罚)(?:呢|啊|我们?)*[?？。! ]*"
)
_FIRM = r"(?:厂|店|企业|公司|工地|作坊|单位|铺子?|场|户|项目|车间|老板|业主|商家|案子|案件|案)"
_OTHER = re.compile(
    rf"(?:朋友|亲戚|同学|熟人|客户|表[哥弟姐妹]|堂[哥弟姐妹]|[哥弟姐妹叔舅姨]{{1,2}}|老乡|同行)家?(?:也|有|在)?[^，,。；;？?]{{0,8}}{_FIRM}"
    r"|(?:还有个?|[一二三四五六七八九十\d]+号?|新|老)分(?:厂|公司|店)|分(?:厂|公司|店)也|"
    rf"(?:另外|还|又|再来?|再说|再看)?(?:另外?|还)(?:有|看)?(?:了)?(?:一)?(?:家|个|间|处|起"
    rf"|宗)[^，,。；;？?]{{0,10}}{_FIRM}"
    rf"|(?:另外|另)(?:的)?(?:一)?(?:家|间|起|宗)|另一(?:个|家|间|处|起)|(?:另外|又)有(?:一)?(?:家|个|间"
    rf"|处)[^，,。；;？?]{{0,10}}{_FIRM}"
    rf"|还有(?:一)?家|再(?:说|来|问|看|请教|咨询)(?:另)?一?(?:家|起)|(?:隔壁|对面|旁边|邻近|附近)(?:的"
    rf"|那家|那个|一家|有家|镇|村|区|县)?[^，,。；;？?]{{0,8}}{_FIRM}"
    rf"|第[二三四五六七八九2-9](?:家|个{_FIRM}|起|个案)|换(?:一)?(?:家|(?:个|起){_FIRM})|下一(?:个|家"
    rf"|起)|(?:别的|其他|其它|别家|不同)(?:的)?{_FIRM}|别家|新(?:的)?案[子件]?"
)
_ONE_MORE = re.compile(r"还|另|又|再|换|下一")
_INTRODUCES = re.compile(
    r"再(?:问|说|来|请教|咨询|看)(?:一?[个下件]|你)|还(?:想|要)问|另外[，,]?(?:想|再)?(?:问|请教)"
    r"|(?:另|还)有[一个件]+(?:事|问题)|换个问题"
)
_ANY_FIRM = re.compile(
    rf"(?:有|某|一|那|个|家|的|边|里|区|县|市)(?:一|个|家|间|处|的)*[^，,。；;？?我咱本这该]{{0,6}}{_FIRM}"
)
_OWN = re.compile(
    r"我们|我厂|我司|我公司|本厂|本公司|本店|我店|咱|俺|我家|我这|这家|这个厂|该厂|该企业|该公司"
    r"|这个企业"
)
_SAME = re.compile(
    r"也是?(?:一样|这样|这么|如此|同样)|也(?:是)?(?:这个|这种|同样的?)(?:问题|情况|毛病|事)"
    r"|情况(?:也)?(?:一样|相同)|也是(?=[，,。？?]|$)"
)
_SETS_PLACE = re.compile(
    r"(?:同样|一样|情况|情形|放在|搁|我们?|它|他们|厂|店|企业|公司|案件|案子|地点|地址|地区|是|就|在|位于|属于|属|那边|这边|的|呢"
    r"|那|换成|换到|换|，|,|。|\s|[?？！!])*"
)
_BEFORE_BY_THE_WAY = re.compile(r"(?:委托|请|找|从|由|跟|让|寄到|送到|运到|卖到|销往)(?:了|的)?$")
_AFTER_BY_THE_WAY = re.compile(
    r"(?:那边|的)?[^，,。；;？?]{0,8}(?:做的|买的|订的|定做|产的|造的|来的|进的|检测|监测)"
)
_EVERYWHERE = re.compile(r"全国|全省|各地|到处|哪儿?里?都")
_TELLS = re.compile(r"[了过没未]|不是|有(?!关)|\d+[日号天]")
_DAY_OR_DENIAL = re.compile(r"没(?!错|问题|关系|事|意见)|未|不是|\d+[日号天]")
_COURTESY = re.compile(r"谢谢|多谢|辛苦|再见|好的|明白|知道了|收到|了解了|行了")
_NOTHING_TO_AMEND = re.compile(
    r"(?:算了|不用改了?|不改了?|没有?(?:要改的|什么要改|了)?|都?没有|不用了?|没事了?|没什么|都不用改"
    r"|继续吧?|0)[了吧的。！!]*"
)
_NOT_FOUND = re.compile(r"没|未|不(?!久)|如果|要是|万一|怕")
_BEFORE_FOUND = re.compile(r"(?:之|以)?前|的?话|吗|不到")
_WHO = (
    r"(?:领导|局长|科长|处长|主任|书记|区长|市长|专家|律师|老板|别人|有人|网上|上面|上级|同事|队长|大队长|法制科|当事人|企业|他们?"
    r"|厂家|业主|对方|我们?|你们)"
)
_OPINION = re.compile(
    rf"(?:但是?|可是?|不过)?{_WHO}(?:那边|都|也|就|还|一直|坚持|明确|口头|又)*"
    r"(?:(?:不服|有异议|有意见|不认可|不同意|不接受|要申诉|要复议|想复议|要告)(?:处罚|罚款|处理|结果|结论)?"
    r"|(?:说|讲|认为|觉得|表示|要求|主张|答应|同意|坚持|提出|建议)[^，,。；;？?]{0,8}(?:罚|免|处理|从轻|从重|追究|没事|算了)[重轻多少高低了的不过吧错太]{0,4})"
    rf"(?:[，,；;](?:{_WHO})?(?:都|也|就|还|又)*(?:说|讲|认为|觉得|要求|主张|坚持)?[^，,。；;？?]{{0,10}}"
    r"(?:罚|免|处理|复议|申诉|起诉|告|冤枉|不服|从轻|从重))*[了的啊呢]*[。！!]*"
)
_JOINS = re.compile(
    r"(?:能不能|能否|可不可以|可否|可以|能|够格|有资格|符合条件)(?:被)?(?:纳入|列入|进入|进|上|加入)(?:监督执法)?(?:正面清单|企业名单|名单|清单)?"
    r"(?:吗|么|不|呢|了)*[?？。]*$"
)
_ASKS_WHAT = re.compile(r"什么|哪|怎么|如何|多少|几[项条个种]|是否|吗")
_TELLS_OF_FIRM = re.compile(r"[，,]|[过了]|是|有|没")
_ADDS = re.compile(
    r"(?:^|[，,。；;]|它|他们?|我们|企业|该?厂|这家|店|公司|工地)(?:们)?(?:还|也|又|另外|此外|同时|而且|再加上|顺便|并且)(?!没(?:有)?改|是)"
)
_METHODS = (
    r"约谈(?:告诫)?|约见(?:谈话)?|告诫|回访|复查|批评教育|教育|责令改正|责令(?:限期)?整改|下达?(?:责令)?整改通知书?|劝导|劝诫"
    r"|提示|调解|建议书?|移送|帮扶"
)
_METHOD = re.compile(
    rf"(?:那么?|还|另外|之后|以后|后面|接下来|请问|，|,|我们|是否|是不是)*(?:(?:要不要|需不需要|用不用|该不该|应不应该|能不能|可不可以"
    rf"|需要|还要|要|应该|应当|可以|必须|是否)(?:再|还|先|去|进行|做|给他?|对他?|开展|组织)*(?P<one>{_METHODS})(?:一下|他们?|企业|当事人)*"
    rf"(?:吗|呢|么|不)?|(?P<other>{_METHODS})(?:还)?(?:要不要|需不需要|用不用|要做|做不做|该不该|要)(?:做|吗|呢)*)[？?。]*"
)


def corrects(message: str) -> bool:
    """Whether the message says that something said before is wrong."""
    if _STRONG.search(message):
        return True
    return bool(_WEAK.search(message)) and not (asks(message) and is_knowledge(message))


def find_taken_back(message: str) -> str:
    """「我前面说没有后果，其实…」: 没有后果; empty where nothing is named that way."""
    match = _TAKEN_BACK.search(message)
    return match["said"] if match else ""


def correction_body(message: str) -> str:
    """The correction without the words that only announce it, and without what it takes back."""
    match = _TAKEN_BACK.search(message)
    rest = message[: match.start()] + message[match.end() :] if match else message
    return _SOFT.sub("", _CUE.sub("", rest)).strip(" ，,。；;：:")


def find_supposition(message: str) -> str:
    """「如果是11月19日才挂上呢？」: 是11月19日才挂上; empty where nothing is supposed."""
    if _RECALLS.search(message):
        return ""
    cue = _SUPPOSES.search(message)
    if cue is None:
        return ""
    body = _SUPPOSED_TAIL.sub("", message[cue.end() :])
    return body.strip(" ，,。；;：:的是").removesuffix("的话") if len(body) > 1 else ""


def supposes(message: str) -> bool:
    return bool(_SUPPOSES.search(message)) and not _RECALLS.search(message)


def asks_why(message: str, away: bool) -> bool:
    """Whether it asks what the verdict rests on and nothing of its own: 为什么不罚？依据是哪一条？

    ``away``: the message before asked for knowledge, so that it must speak of the case.
    """
    if not _HAS_WHY.search(message) or not _ABOUT.fullmatch(message.strip()):
        return False
    return not away or bool(_HAS_CASE.search(message))


def asks_why_asked(message: str) -> bool:
    """为什么要问这个？"""
    return bool(_WHY_ASKED.search(message))


def asks_again(message: str) -> bool:
    """那到底罚不罚？ of a case that is known."""
    return bool(_AGAIN.fullmatch(message.strip()))


def asks(message: str) -> bool:
    """Whether it asks how something is dealt with."""
    return bool(_ASKS.search(message))


def is_knowledge(message: str) -> bool:
    """Whether it asks what a list or a clause says."""
    return bool(load_phrases().questions["knowledge"].search(Text(message).norm))


def may_be_a_term(message: str) -> bool:
    """Whether what was no reply may name something to look up, as it states nothing: 联系人电话."""
    return not _STATES.search(message)


def is_general(message: str) -> bool:
    """A rule asked about, no case told: 威胁举报人的怎么处理？ Nobody in particular stands in it."""
    if _OF_A_KIND.fullmatch(message.strip()) and not _OF_ONE.search(message):
        return True
    return bool(_GENERAL.search(message)) and not _SOMEBODY.search(message)


def tells_of_somebody(message: str) -> bool:
    """我家门口, 某厂, 被拍了照: of somebody and something that happened."""
    message = _SPEAKER.sub("", message)
    return bool(_SOMEBODY.search(message) or _HAPPENED.search(message))


def asks_only_whether(message: str) -> bool:
    """罚不罚？ and nothing else."""
    return bool(_ONLY_WHETHER.fullmatch(message.strip()))


def names_other_firm(message: str, opening: str) -> bool:
    """Whether it speaks of another firm or case, and not of our own beside it.

    The firm that ``opening``, the first message of the case, names in the same words is no other one.
    """
    other = _OTHER.search(message)
    if other is None or _OWN.search(message, other.end()):
        return False
    return other.group() not in opening or bool(_ONE_MORE.match(other.group()))


def introduces(message: str) -> bool:
    """再问一个: with a firm that is not our own it is another case."""
    return bool(_INTRODUCES.search(message)) and names_firm(message)


def names_firm(message: str) -> bool:
    return bool(_ANY_FIRM.search(message)) and not _OWN.search(message)


def says_same(message: str) -> bool:
    """隔壁店也是这样: what was done is that of the case before."""
    return bool(_SAME.search(message))


def is_only_place(message: str, places: list[str]) -> bool:
    """Whether it names a place and says nothing else: 在盘锦, 盘锦呢？"""
    rest = message
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, "")
    return bool(_SETS_PLACE.fullmatch(rest))


def places_in(message: str) -> list[str]:
    """The names of places as they stand in it."""
    return [place.text for place in find_places(message, called=True)]


def find_named_places(message: str) -> list[str]:
    """Paths of the places named, without those that another of them lies in."""
    paths = list(dict.fromkeys(place.path for place in find_places(message, called=True)))
    return innermost(paths)


def asks_everywhere(message: str) -> bool:
    """全国都会罚吗: of no region."""
    return bool(_EVERYWHERE.search(message))


def is_by_the_way(message: str) -> bool:
    """A place where something was made or bought, or someone hired, not where the case is."""
    return any(
        _BEFORE_BY_THE_WAY.search(message[: place.start])
        or _AFTER_BY_THE_WAY.match(message, place.start + len(place.text))
        for place in find_places(message, called=True)
    )


def asks_back(message: str) -> bool:
    return message.strip().endswith(("呢", "呢？", "呢?", "？", "?", "吗"))


def states(message: str) -> bool:
    """Whether it tells something rather than asks or names a term to look up."""
    return bool(_TELLS.search(message)) and not KNOWLEDGE.search(message) and not is_courtesy(message)


def is_courtesy(message: str) -> bool:
    return bool(_COURTESY.search(message))


def states_fact(message: str) -> bool:
    """Whether what it tells has a day or a denial in it, so that the verdict may hang on it."""
    return bool(_DAY_OR_DENIAL.search(message))


def tells_of_discovery(message: str) -> bool:
    """Whether an inspection found it, on whatever day: 被查到之后才报告."""
    events = load_phrases().events
    return any(
        not events["not_discovered"].search(clause)
        and not _NOT_FOUND.search(clause, 0, found.start())
        and not _BEFORE_FOUND.match(clause, found.end())
        for clause in re.split(r"[，,。；;！!？?\n]", message)
        for found in events["discovered"].finditer(clause)
    )


def is_opinion(message: str) -> bool:
    """What somebody holds of the outcome and nothing else: 领导说可以罚; 当事人不服，说不该罚."""
    return bool(_OPINION.fullmatch(message.strip()))


def asks_to_join(message: str) -> bool:
    """渝北区物资企业，指挥部认定过，能纳入正面清单吗: of one enterprise, of which something is told."""
    asked = _JOINS.search(message.strip())
    before = message.strip()[: asked.start()] if asked else ""
    told, _, _ = before.rpartition("，" if "，" in before else ",")
    somebody = bool(find_places(told, called=True)) or bool(_SOMEBODY.search(told))
    return somebody and not _ASKS_WHAT.search(before) and bool(_TELLS_OF_FIRM.search(before))


def adds(message: str) -> bool:
    """它还…, 另外…也…: something told beside what was told."""
    return bool(_ADDS.search(message))


def method_asked(message: str) -> str:
    """「要不要约谈？」: 约谈; empty where no method of enforcement is asked about."""
    match = _METHOD.fullmatch(message.strip())
    return (match["one"] or match["other"]) if match else ""


def has_nothing_to_amend(message: str) -> bool:
    return bool(_NOTHING_TO_AMEND.fullmatch(message.strip()))
