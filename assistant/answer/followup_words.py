"""What a later question says of its own: signs that it leans on the ones before, and what is left of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.addresses import Said, read_addresses
from assistant.answer.followup_back import Back, Pointed, find_pointed
from assistant.answer.followup_correction import take_correction
from assistant.answer.names import split_names
from assistant.answer.question import Question, read_question
from corpus.models import Corpus

_FULL = 8  # characters of content from which 「再问一个，……」 begins another subject
THIN = 4  # characters of content up to which a question has no subject of its own
_HAN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")

_PAUSE = r"[\s，,。.；;：:！!、?？…]*"
_POLITE = re.compile(
    rf"^(?:(?:请问|麻烦|你好|您好|谢谢|不好意思|抱歉|好的?|哦|噢|嗯+|明白了?|知道了|了解了){_PAUSE})+"
)
_ANEW = re.compile(
    r"^[^，,。；;]{0,8}(?:就到这(?:里|儿|吧)?|问完了|说完了|不问了)[，,。；;！!\s]+|^(?:算了|不(?:问|说|管|聊|谈)这个了|先不(?:说|管|问)这个)?[，,。\s]*"
    r"(?:(?:我)?(?:们)?(?:想)?换(?:一)?个(?:问题|话题|事|方向|内容)(?:问)?|(?:另|别)(?:外)?(?:的|一)?个?(?:问题|话题|事)(?:是)?"
    r"|不(?:说|谈|聊|问|管)(?![它这那])[\u4e00-\u9fff]{1,6}了(?=[，,])"
    r"|(?:下|再)(?:一)?个问题|(?:说|问|聊)(?:个|点)(?:别的|新的|其他的?)|新(?:的)?问题)[，,。.：:；;\s]*"
)
_LOOSE = re.compile(  # begins another question, which may still be about the same
    rf"^(?:(?:算了|对了|另外|还有|然后|顺便|接着|我|再){_PAUSE})+(?:也|再|就|还|又)?(?:想|要)?(?:再|来)?"
    rf"(?:问|请教|咨询|了解|打听|查|看|说(?!回))(?:一?下|一?个|问)?{_PAUSE}|^(?:(?:想|要)?问|查|看|说)(?:一?下|一?个){_PAUSE}"
)
_OPENING = re.compile(
    rf"^(?:那么|那(?![个种项条些份张里边时样天年批家类])|然后|还有|另外(?!的?[那一][个项条种类者])|对了|顺便|接着|再有|算了|可是|但是|所以|好吧|行(?=[，,。！!])){_PAUSE}"
)
_POINTS = re.compile(
    r"它们?|他们|她们|其(?![中他它余实])|其中|里面的?|这(?!里是)|那(?=[个种项条些份张里边时样一])|该(?=[项条款文件制度办法方案清单企业表])|此(?=[类项种事])|上述|前述|同样|类似|这样|一样"
)
_SIDE = re.compile(  # 负面的呢
    r"^(?P<side>[正负]面)(?!清单)(?:[那这]一?[个张份本边]|的(?=[那这]))?(?:[那这]一?[个张份本边])?(?P<rest>(?:的|呢|也|有|第|一共|，|[？?]|$).*)$"
)  # 负面的呢
_BARE = re.compile(r"\s*\d{1,2}[\s。.]*")  # 数错了，8
_NE = re.compile(r"(?:的)?(?:呢|呐|哩|咧)(?:[，,]|[？?。！!\s]*$)")
_TOO = re.compile(r"也|还(?!有哪|款)|又(?=是|要|怎)|反过来|相反|另一种|其他")
_CELLS = (
    ("事项编码", re.compile("编码|编号|代码|什么码")),
    ("柔性执法方式", re.compile("(?:执法|处理|处罚)方式|罚不罚|不予(?:处罚)?还是|怎么(?:处理|处罚)")),
    ("情形", re.compile("情形|什么情况|哪种情况")),
    ("依据", re.compile("依据|根据|凭什么|法条|哪部法|哪个(?:条例|法|办法|通知)")),
    ("备注", re.compile("备注")),
    ("事项名称", re.compile("名称|叫什么|什么事项")),
)
_EXCEPTS = re.compile("(?:什么|啥|哪些)?(?:例外|除外|特殊情况)(?:情[形况])?")
_PRONOUNS = re.compile("[这那它]|文件|通知|方案")
_ISSUED = re.compile(
    "(?:由|是)?(?:谁|哪里|哪儿|哪一?[个家]?(?:单位|机关|部门)?)(?:来)?(?:印|制|颁)?发(?:布|出)?的?"
)
_REVERSES = re.compile("反过来|倒过来|反之|相反|反着")
_MODAL = re.compile(r"(?:不得|不可以?|不能|不准|不许|不让|可以|允许|准许|能)(?:再次?)?")
_WHETHER = re.compile(r"(.)不\1|可不可以|是否|能否|可否|吗(?:[？?。]|$)|罚不罚")
_OPPOSITES = (  # the first that is said is turned
    ("(?:不得|不可以?|不能|不准|不许|不让)(?:再次?)?", "可以"),
    ("(?:可以|允许|准许)(?!不)|能(?=进|罚|免|做|纳入|适用)", "不得"),
    ("正面清单", "负面清单"),
    ("负面清单", "正面清单"),
    ("不适用", "适用"),
    ("不符合", "符合"),
    ("适用(?!范围)", "不适用"),
    ("符合", "不符合"),
)
_OF_LENIENCE = re.compile("柔性|免罚|不罚|罚不罚|不予|不处罚|首违|首次|第一次|轻微|从轻|承诺|宽严|从宽|纠错")
_ENDS = re.compile(r"(?:呢|呐|啊|呀|哈|嘛|吧|哦)*[？?。.！!~～…\s]*$")
_ASKS = re.compile(
    r"[?？]|呢|吗|什么|啥|哪|怎|如何|多[久少长大]|几|谁|是否|能否|为何|有没有|能不能|可不可以|要不要|是不是|依据|原文|全文|编码|说(?:一|细|下|说)|讲|再念|念一|重复一|展开|解释|列|倒数第|最后[一那]|[前后]者|另[外一那]|(.)[不没]\1"
)
_THANKS = re.compile(
    r"^(?:谢谢|多谢|谢了|麻烦(?:你|您)了|没事了?|没问题了?|感谢|辛苦|再见|拜拜|好的?|明白|知道了|了解了|收到|行|可以|ok|OK|嗯|哦|没有了|没了|不用了)[了的您你啦啊哈，,。！!~\s]*$"
)
_KEPT = (  # words with an empty one inside
    "有效|有毒|有害|反对|对象|地区|地方|办公|办法|办理|办案|说明|说理|问责|告知|要素|要件|给予|能力"
    "|职能|会议|社会|应急|和解|及时|还款|就业|用途|适用|用于|为主|为难|因为"
)
_EMPTY = re.compile(
    f"(?P<kept>{_KEPT})|[提说写讲]没[提说写讲](?:到|过)?|是什么|为什么|凭什么|什么时候|什么样|什么|有没有|没有|是不是|要不要|能不能|可不可以|是否|能否|可否"
    "|哪一[条项个种款份]|哪[些个几里一条种项款份天年]|哪|怎么样|怎么办|怎么|怎样|如何|多[久少长大]|[几多少][天日项个种条次年月]|谁"
    "|这[种个项条些样里份]?|那[种个项条些样里份]?|它们?|其中|其|他们|我们?|你们?|您|可以|应当|应该|需要|对于|关于|要求|规定|内容|具体|展开|详细|仔细"
    "|清楚|情况|方面|部分|里面|里边|上面|下面|同样|类似|一样|一下|一点|问题|说说|说明白|讲讲|看看|处理|安排|意思|全文|原文|到底|究竟|时候|开始"
    "|吗|呢|吧|啊|呀|了|的|得|地|是|有|在|对|把|被|给|要|能|会|应|该|由|和|与|及|也|都|还|就|又|再|让|用|于|请|说|讲|写|问|看|里|中|上|下"
    "|点|细|不|算|搞|弄|做|办|叫|边|话|需"
)


@dataclass(frozen=True, slots=True)
class LaterTurn:
    """``text``: the question without openings and signs. ``content``: what it names besides documents,
    places, numbers of clauses and words that any question has."""

    text: str
    whole: str  # with the words that point to an earlier question
    names: str  # documents and places as the user wrote them
    rest: str  # ``text`` without names and numbers of clauses
    content: str
    question: Question
    said: Said
    anew: bool
    corrects: bool
    pointed: Pointed  # to an earlier question
    points: bool  # it, this, …呢, also: something is left out
    asks: bool


def read_later_turn(raw: str, corpus: Corpus) -> LaterTurn:
    """Raises ``KuanyanError`` on what cannot be a question."""
    text = raw.strip()
    text = text[m.end() :] if (m := _POLITE.match(text)) and m.end() < len(text) else text
    anew = _ANEW.match(text)
    if anew is not None and _HAN.search(text[anew.end() :]):
        text = text[anew.end() :]
    corrects, text = take_correction(text)
    another = not corrects and _LOOSE.match(text) is not None
    if not corrects:
        text = _strip_opening(text)
    whole = text
    pointed = find_pointed(text)
    text = pointed.text
    text = _SIDE.sub(r"\g<side>清单\g<rest>", text)
    text = f"第{text.strip()}" if _BARE.fullmatch(text) else text
    question = read_question(text if _HAN.search(text) else raw, corpus)
    said = read_addresses(question.text, corpus)
    names, rest = split_names(question.text, corpus)
    own = said.rest if said.addresses else rest
    points = bool(
        _POINTS.search(rest)
        or _NE.search(text)
        or _TOO.search(rest)
        or corrects
        or pointed.back not in (Back.NO, Back.NAMED)
    )
    content = content_of(own)
    return LaterTurn(
        question.text,
        whole,
        names,
        rest,
        content,
        question,
        said,
        anew is not None or (another and not points and len(content) > _FULL),
        corrects,
        pointed,
        points,
        not _THANKS.match(text)
        and (points or bool(_ASKS.search(text) or names or said.addresses) or len(content) <= THIN),
    )


def _strip_opening(text: str) -> str:
    for pattern in (_OPENING, _LOOSE, _OPENING):
        match = pattern.match(text)
        if match and _HAN.search(text[match.end() :]):
            text = text[match.end() :]
    return text


def content_of(text: str) -> str:
    """The words of ``text`` that say what it is about: without those that any question has."""
    return "".join(_HAN.findall(_EMPTY.sub(lambda m: m["kept"] or "", text)))


def without_end(text: str) -> str:
    """``text`` without 呢 and the marks at its end."""
    return _ENDS.sub("", text)


def without_opening(message: str) -> str:
    """``message`` without 另外问下 and the like, which say nothing of what is asked."""
    return _strip_opening(message.strip())


def asked_cell(text: str) -> str | None:
    """The column of a list that ``text`` asks for."""
    return next((name for name, words in _CELLS if words.search(text)), None)


def asks_exception(text: str, before: str) -> bool:
    """有例外吗, and no more, after a question about leniency: of another rule it asks another thing."""
    asks = _EXCEPTS.search(text) is not None and not content_of(_EXCEPTS.sub("", text))
    return asks and _OF_LENIENCE.search(before) is not None


def asks_issuer(text: str) -> bool:
    """谁发的, and no more."""
    asks = _ISSUED.search(text)
    return asks is not None and not content_of(_PRONOUNS.sub("", _ISSUED.sub("", text)))


def opposite_of(turn: LaterTurn, before: str) -> str | None:
    """反过来呢; 我问的是可以进的 after 什么企业不得再进: the question before, turned round."""
    rest = without_end(turn.rest)
    turned = _REVERSES.search(rest) is not None and not content_of(_REVERSES.sub("", rest))
    modal = _MODAL.match(rest)
    if not turned and not (turn.corrects and modal and _differs(rest, before)):
        return None
    if _WHETHER.search(before):  # 能不能免罚: its opposite is the same question
        return before
    for words, other in _OPPOSITES:
        if re.search(words, before):
            return re.sub(words, other, before, count=1)
    return before if turned else None


def _differs(own: str, before: str) -> bool:
    """Whether the two say the same verb with opposite modals, and ``own`` no more than that."""
    (modal,), said = _MODAL.findall(own)[:1], _MODAL.search(before)
    verb = content_of(own.removeprefix(modal))
    return said is not None and verb in before and modal.startswith("不") != said.group().startswith("不")
