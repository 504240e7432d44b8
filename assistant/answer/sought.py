"""The term whose meaning, or whose parts, a question asks for, and whether a text gives them."""

from __future__ import annotations

import re

from corpus.places import find_places

_FIRST = 20  # characters of a term that is asked for its meaning
_MEANING = (
    re.compile(rf"(?:什么(?:是|叫做?)|何为|何谓|啥(?:是|叫))(?P<term>[^,，。?？!！]{{2,{_FIRST}}})"),
    re.compile(
        rf"(?P<term>[^,，。?？!！的]{{2,{_FIRST}}}?)(?:这个(?:词|说法|概念))?(?:是|到底|究竟)*"
        r"(?:的(?:定义|含义)是|(?:是)?什么意思|(?:是)?指(?:的是)?什么|怎么定义)"
    ),
)
_BARE = re.compile("(?:分别|具体|到底|究竟|主要|各自|各)+$")
_OF_WHOM = re.compile('^.*(?:所称|所说|所讲|提到|讲到|说到|写到)的?(?:行政执法(?=[“「『"]))?')
_QUOTES = re.compile(r"[“”\"「」『』《》\s]")
_OF_ITSELF = re.compile(
    "(?:[这那][份个]|实施|工作|若干|文件|方案|意见|措施|通知|[的是由，]|请问)*(?:哪一?[天年日]|什么时候|何时|几月几?[号日]?|几号|谁|哪家|哪个(?:单位|部门|机关))"
    "(?:起草|制定|印发|下发|签发|发布?|公布|出台?|成文)?的?[？?呀啊呢]*"
)
_LEAST_SUBJECT, _MOST_SUBJECT, _BARE_SUBJECT = 3, 14, 8  # characters; a longer one asks something
_TOLD = re.compile(
    r"(?:到底|具体)?(?:是|都是)?(?:(?:怎么|如何|咋)(?:规定|说|写|讲|表述)的?|(?:怎么|咋)(?:一)?回事|(?:什么|啥)意思|(?:设|写)?在?(?:哪里|哪儿|哪条|哪一条|哪份文件里?)(?:写|说|讲|规定)?的?)"
    r"[？?呀啊呢]*$"
)
_PARTS = r"[二两三四五六七八九十几][个位样项条种类件步字者句]?"
_OF_PARTS = (
    re.compile(
        r"[“「『\"](?P<term>[^“”「」『』\"]{2,12})[”」』\"](?P<noun>[^，,。？?！!“「『\"是指]{0,8})[，,]?[^，,。？?！!“「『\"]{0,10}?"
        rf"(?:(?:是|指)(?:的是|的)?哪{_PARTS}|分别(?:是|指)|(?:单|只|专)指|圈定|具体(?:指|是)(?:什么|啥|哪{_PARTS}))"
    ),
)
_LISTED_BELOW = ("清单", "原则", "措施", "方式")  # which their own clauses give
_SPELLED = r"[^，,。；;“]{0,8}?(?:[（(](?!以下)|：|:|包括|是指|指的?是|即|分为|[，,]坚持)"
_SAYS = "(?:[，,]?(?:是指|系指|指的?是|就是指|是(?![否不])|即)|[，,]坚持)"


def asks_of_itself(words: str) -> bool:
    """(这份文件)是哪个单位发的: by whom or when a document was issued, which its signature says; the
    document's own name left out of ``words``."""
    return bool(_OF_ITSELF.fullmatch(words))


def find_term(question: str) -> str | None:
    """The term whose meaning ``question`` asks for, without quotation marks and the place before it."""
    asked = next((match for pattern in _MEANING if (match := pattern.search(question))), None)
    if asked is None:
        return None
    term = _QUOTES.sub("", _OF_WHOM.sub("", _BARE.sub("", asked["term"])))
    place = next(iter(find_places(term)), None)
    if place is not None and place.start == 0:
        term = re.sub(r"^(?:说|讲|提到?|要求)?的?", "", term[len(place.text) :])
    return term or None


def find_subject(question: str) -> str | None:
    """纠错观察期怎么规定, 免罚不免责是哪里写的, 野生动物保护: what is asked to be told in the words of the
    documents, without the place; ``None`` where more is asked."""
    asked = _TOLD.search(question)
    subject = question[: asked.start()] if asked else question.strip("？?。 ")
    place = next(iter(find_places(subject)), None)
    if place is not None and place.start == 0:
        subject = subject[len(place.text) :]
    subject = re.sub("^[的对里中“「]+|[”」]$", "", subject)
    most = _MOST_SUBJECT if asked else _BARE_SUBJECT
    return subject if _LEAST_SUBJECT <= len(subject) <= most else None


def says(text: str, subject: str) -> bool:
    """Whether ``subject`` stands in ``text``, blanks left out."""
    return re.sub(r"\s+", "", subject) in re.sub(r"\s+", "", text)


def defines(text: str, term: str) -> bool:
    """正面清单是指…: whether ``text`` says what ``term`` is, not only uses it."""
    said = re.escape(term) + _SAYS
    beside = rf"[“「]{re.escape(term)}[”」]\s*[（(](?!以下)"  # “三项制度”（行政执法公示制度、……）
    return bool(re.search(said, _QUOTES.sub("", text)) or re.search(beside, text))


def find_unspelled(question: str, text: str) -> str | None:
    """“六稳”是哪六样: the term whose parts ``question`` asks for and ``text`` has and does not give."""
    plain = _QUOTES.sub("", text)
    for pattern in _OF_PARTS:
        for match in pattern.finditer(question):
            term = match["term"]
            if (
                term in plain
                and not term.endswith(_LISTED_BELOW)
                and not re.search(re.escape(term) + _SPELLED, plain)
            ):
                return term
    return None


def names_in(text: str, term: str) -> bool:
    return term in _QUOTES.sub("", text)


def names(title: str, term: str) -> bool:
    """Whether ``title`` is the term's own: 做好行政处罚事后帮扶 is not about what 行政处罚 means."""
    plain = _QUOTES.sub("", title)
    return term in plain and 2 * len(term) > len(plain)
