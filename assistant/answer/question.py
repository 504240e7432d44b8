"""What a question says of itself: checked, normalised, its shape recognised by code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from assistant.answer.names import find_documents, mask_documents
from corpus.errors import KuanyanError
from corpus.models import Corpus
from corpus.places import document_regions, documents_in_force, find_places, short_name
from corpus.script import simplify

MAX_QUESTION = 2000  # characters; longer texts are documents, not questions

_BESIDE = 1  # characters between 重庆市 and 沙坪坝区 where one place is named
_SHORT = 6  # characters; a topic below this says too little to search by

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLAUSE_ID = re.compile(r"[a-z]+(?:-[a-z0-9]+)+#[A-Za-z0-9.\-]+")
# A word names a table's column only beside a row or a list, and where it is what is asked for.
_ABOUT_ROW = re.compile(r"[一那这哪几0-9]\s*项|清单|事项|编码")
_NOT_ROW = re.compile(r"说明|两张清单|编制|平台|[照对]着哪|跟哪|与哪")
_COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        ("柔性执法方式", r"执法方式|什么方式"),
        ("事项编码", r"编码|代码"),
        ("情形", r"情形(?:栏|是|怎|写|完整|内容|为|什么|有|$|？)|(?:的|哪一项|什么)情形"),
        (
            "依据",
            r"依据(?:是|有|写|栏|为|包括|什么|分别|里|中|的是?|出自|来自|引|$|？|(?:了|的是)?哪)|的(?:法律|处罚)?依据|第几条",
        ),
        ("备注", r"备注"),
        ("事项名称", r"事项名称|叫什么(?:名|事项)|(?:哪个|什么|哪一)(?:行政|处罚|执法|违法|强制)*事项"),
    )
)
_OF_ANY_ROW = {  # what is asked of a row without a word that says a row is meant
    "事项编码": re.compile("(?<=.{4})编码(?:是|怎|多少|为|几|[?？]|$)|什么编码"),
    "依据": re.compile("依据(?:了|的是)?(?:哪|什么)|第几条"),
    "序号": re.compile("排在?第几|第几[号项]"),
}
_LIKE_NEGATIVE = "负付副富复父妇赴"
_LIST_NAME = re.compile(f"(?P<side>[正政证{_LIKE_NEGATIVE}])面[清青请轻倾卿][单但担]")
_LIST_WORDS = re.compile(
    r"哪些|哪几|有几|几种|几个|几项|几类|几条|多少(?:项|种|条|个)|分别是|列出|列举|列全|列一下|逐[条项]|全部|所有|分别有|有什么|有啥|都包括|什么内容|清单内容|包括什么"
)
_AMOUNT = re.compile(
    r"罚(?:款)?(?:得|了|要|会|能|该|我们?|企业|最高|最低|最多|最少|至少|起步|大概|一般|到底)*(?:多少|几)(?:钱|元|万|块|千)?(?!次|遍|家|起|件|个)"
    r"|(?:多少|几)(?:罚款|罚金|元|万|块钱|钱)|罚款?(?:的)?(?:金额|数额|额度|幅度|标准|上限|下限|区间|基数)"
    r"|[几两\d一二三四五六七八九十百]+(?:万|千|百)?(?:元|块|万)(?:以上|以下)?(?:的)?罚|罚(?:款)?[\d一二三四五六七八九十百两几]+(?:万|元|千|块)|滞纳金|加处罚款"
)
_PAYING = re.compile(r"分期|延期|缓[交缴]|延缓|暂缓|[交缴付拿出]不[起出上]|[没无]钱[交缴付]|困难")
_HOW_MUCH = re.compile(r"多少|罚几|金额|数额|额度|幅度|标准|上限|下限|基数|滞纳金|加处")
_LAW = re.compile(
    r"《([^《》]{2,30})》|((?:[\u4e00-\u9fff]{2,14}?(?:防治|保护|处罚|强制|许可|评价|合同|安全|管理|责任|诉讼|复议|赔偿|保障|所得税|公司|刑|民)法|民法典|刑法|民法)(?!律|规|院|治))"
)
_ENTERPRISE_LIST = re.compile(
    r"正面清单(?:内|里|上|中)?(?:的)?企业|企业.{0,8}(?:列入|纳入|列进|移出|入选|进|上).{0,6}(?:正面清单|名单)"
    r"|(?:列入|纳入|进入?|移出|踢出).{0,4}正面清单"
)
_COMPARES = re.compile(
    r"区别|不同|差别|差异|一样|两样|相同|一致|异同|出入|对比|比较|相比|比起来|比一比|对照|一回事|分别|差(?:在|几|多少)"
    r"|一个(?:东西|意思)|同一[项种个类]|(?:哪[个家份边]|谁)(?:的|写得|说得|规定得|列得|给得)*更|哪[个家份边][^，。？]{0,6}(?:长|短|细|宽|严|多|少|死)"
    r"|两[边者]|二者|这俩|多[出的]?是?哪[一]?[项个条栏]|(?:跟|与|和|同)[^，。？]{2,20}比(?=，|起|的话)"
    r"|各(?!类|种|级|部门|单位|区|地|镇|街|方|项|行|有关|相关|科|大|位|县|省|市|界|国|家|环节|阶段|所)"
    r"|哪[个项条]是[^，。？]{2,10}[，、]\s*哪[个项条]是|[，,][^，,]{2,12}又(?:是|怎|按|把|让|靠|要|对|给|面|由|有|算|管)"
)
_NO_DEED = re.compile(
    "依据|根据|凭|按照?|情形|方式|编码|名称|事项|柔性执法|哪[些个条项部种]?|什么|啥|怎么|为何?|是|的|呢|吗|么|不?予?以?(?:行政)?处?罚|不予"
    "|可以|能|要|会|免[责罚予]?|从[重轻]|减轻|处理|[正负]面清单|清单|请问|法律?|规定|\\W"
)
# Places that are named without their name, or by another one; none of them is a place of ours.
_VAGUE_PLACE = re.compile(
    r"(?:隔壁|邻近|相邻|别的|其他|另一个)(?:省|市|区|县|镇)|外省|国外|境外"
    r"|(?:全国(?:统一)?|国家|国务院|生态环境部|部里|省厅|省里)(?=的?(?:统一|免罚|首违|轻微|不予|清单|正面清单|负面清单))"
    r"|蓉城|羊城|魔都|首都|沪上|长三角|珠三角|京津冀|大湾区|自贸区"
)
_ARTICLE = re.compile(
    r"《?([\u4e00-\u9fff]{1,24}?(?:(?<!执)法典?|条例|办法|规定|细则|基准|解释|决定))》?(?:的)?第\s*([〇零一二三四五六七八九十百千\d]+)\s*条"
)


@dataclass(frozen=True, slots=True)
class Question:
    """``text`` is normalised: NFKC where that does not change brackets of 文号, no control characters."""

    text: str
    topic: str  # ``text`` without the names of documents: what is asked, not of which document
    documents: tuple[str, ...]  # doc_ids named by 文号, title or alias
    loosely_named: frozenset[str]  # of these: only by a name that other places use of their own, 区局
    regions: tuple[str, ...]  # places named where a document holds: 重庆市/沙坪坝区, 重庆市/渝北区
    other_places: tuple[str, ...]  # places named that no document is from
    columns: tuple[str, ...]  # table columns asked for
    asks_list: bool
    asks_amount: bool
    compares: bool
    of_enterprises: bool  # about 正面清单 as a list of enterprises
    article: tuple[str, str] | None  # (instrument, article number) of a law's article
    laws: tuple[str, ...]  # laws named that are no document of ours


def read_question(raw: str, corpus: Corpus) -> Question:
    """Raises ``KuanyanError`` on what cannot be a question: empty, too long, not Chinese."""
    text = _mend_list_names(simplify(check_question(raw)))
    named = find_documents(text, corpus)
    documents, rest = tuple(dict.fromkeys(name.doc_id for name in named)), mask_documents(text, named)
    compares = bool(_COMPARES.search(text))
    regions, others = _named_places(rest, corpus, compares)
    is_row = _ABOUT_ROW.search(text) and not _NOT_ROW.search(text)
    columns = [c for c, asked in _COLUMNS if asked.search(text)] if is_row else []
    if "事项编码" in columns and re.search(r"编码[是为]?\s*[0-9]", text):  # says which row, is not asked for
        columns = [c for c in columns if c != "事项编码"] or ["事项名称"]
    article = _ARTICLE.search(text)
    return Question(
        text=text,
        topic=_topic(rest, text),
        documents=documents,
        loosely_named=frozenset(documents) - {name.doc_id for name in named if not name.shared},
        regions=regions,
        other_places=others,
        columns=tuple(columns),
        asks_list=bool(_LIST_WORDS.search(text)),
        asks_amount=bool(_AMOUNT.search(text)) and not is_about_paying(text),
        of_enterprises=bool(_ENTERPRISE_LIST.search(text)),
        compares=compares,
        article=(article.group(1), article.group(2)) if article else None,
        laws=_named_laws(rest),
    )


def tells_no_deed(topic: str) -> bool:
    """依据什么不罚: beside a column and an outcome nothing is said that a row could be about."""
    return len(_NO_DEED.sub("", topic)) <= 1


def columns_of_row(text: str) -> tuple[str, ...]:
    """The columns that ``text`` asks for where a row is known to be meant."""
    return tuple(column for column, asked in _OF_ANY_ROW.items() if asked.search(text))


def _mend_list_names(text: str) -> str:
    """付面青单 → 负面清单, by characters of the same sound: read as typed, it would be the other list."""
    return _LIST_NAME.sub(lambda m: ("负面" if m["side"] in _LIKE_NEGATIVE else "正面") + "清单", text)


def check_question(raw: str) -> str:
    """The question without control characters and outer blanks; raises ``KuanyanError``."""
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"} else c for c in raw)
    text = re.sub(r"\s+", " ", text).strip()
    if not re.search(r"\w", text):
        raise KuanyanError("问题是空的，请输入要问的内容，例如「正面清单有效期多久？」。")
    if len(text) > MAX_QUESTION:
        raise KuanyanError(f"问题有 {len(text)} 字，超过 {MAX_QUESTION} 字的上限，请只写要问的事，材料另附。")
    if not has_words(text):
        raise KuanyanError("问题里没有汉字，所收文件都是中文，请用中文提问。")
    return text


def is_about_paying(text: str) -> bool:
    """被罚20万交不起，能分期吗: a fine that is there already, and how it may be paid."""
    return bool(_PAYING.search(text)) and not _HOW_MUCH.search(text)


def has_words(text: str) -> bool:
    """Whether it has Chinese words or a clause's id: a number alone can only be a reply."""
    return bool(_HAN.search(text) or _CLAUSE_ID.search(text))


def find_clause_id(text: str) -> str | None:
    match = _CLAUSE_ID.search(text)
    return match.group() if match else None


def _named_places(text: str, corpus: Corpus, compares: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(places where a document holds, other places). A place that contains another named is dropped, but
    where the question compares them (沙坪坝的和重庆的)."""
    regions: list[str] = []
    others: list[str] = []
    places = find_places(text)
    paths = [place.path for place in places]
    for path in dict.fromkeys(paths):
        ends = [place.start + len(place.text) for place in places if place.path == path]
        inside_it = [place.start for place in places if place.path.startswith(path + "/")]
        beside = any(0 <= start - end <= _BESIDE for start in inside_it for end in ends)
        if inside_it and (beside or not compares):
            continue  # 重庆渝北区: 重庆 only says where 渝北区 lies
        inside = [r for r in document_regions(corpus) if r.startswith(path + "/")]
        if documents_in_force(corpus, path):
            regions.append(path)
        elif inside:  # 辽宁: a document is from a place inside it
            regions += inside
        else:
            others.append(path.rsplit("/", 1)[-1])
    if not regions:
        others += [match.group() for match in _VAGUE_PLACE.finditer(text)]
    return tuple(dict.fromkeys(regions)), tuple(dict.fromkeys(others))


def _topic(rest: str, text: str) -> str:
    """``rest`` without its blanks; the whole text where little would be left (「方案是哪天的」)."""
    topic = re.sub(r"^[的，、：,\s]+", "", rest.replace("□", ""))
    return topic if len(_HAN.findall(topic)) >= _SHORT else text


def _named_laws(text: str) -> tuple[str, ...]:
    """Laws named in ``text``, the documents' own names already taken out."""
    return tuple(dict.fromkeys((m.group(1) or m.group(2)) for m in _LAW.finditer(text)))


def describe_region(region: str) -> str:
    """重庆市/沙坪坝区 → 沙坪坝区; 广西壮族自治区 → 广西."""
    tail = region.rsplit("/", 1)[-1]
    return short_name(tail) if tail.endswith("自治区") else tail
