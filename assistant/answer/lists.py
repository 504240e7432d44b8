"""Questions that want a list in full: a table's rows, or the numbered children of a heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from assistant.answer.addresses import read_addresses
from assistant.answer.names import LISTS
from assistant.answer.outline import runs_on
from assistant.answer.question import Question
from assistant.answer.scope import Scope
from corpus.models import Clause, ClauseKind, Corpus

_ENTERPRISES = re.compile(r"企业|纳入|列入|移出|有效期|条件|检查|公开|调度|公示|名单|监督执法")
_CONTENT = re.compile(
    r"事项|行为|清单.{0,6}(?:有|包括|列|写).{0,4}(?:哪|几|多少|什么)|清单.{0,3}(?:几项|哪些|内容)|清单.{0,4}(?:几|多少)[项条]|(?:列|举).{0,6}清单"
)
_EVERY = re.compile(
    r"清单.{0,4}[0-9几多少一二三四五六七八九十]+[项条].{0,3}(?:都|分别|全部)"
)  # 清单的9项都是…
# About a list, not what is on it.
_OTHER = re.compile(r"说明|依据|编制|怎么编|谁编|程序|调整|更新|原则|措施|要求|职责|任务")
_POSITIVE, _NEGATIVE = (re.compile(words) for words in LISTS.values())
_NAMELESS = re.compile(
    r"(?<!权力)(?<!责任)(?<!权责)(?<!执法)(?<!检查)(?<!服务)(?<!任务)(?<!问题)(?<!项目)清单(?:里面|里|中|上|内)?"
    r"[^，。？！；的]{0,4}?(?:几|多少|哪些|哪几|什么)(?:[项条]|事项|行为|情形)(?!条件|原则|要求|程序)"
)
KEPT = (
    "(?:清单|(?<!(?<!免)罚)单子)[^。？?怎企后标]{0,16}(?:收(?:[了没进这]|录(?!的))|算进|进去)"
    "[^，,。？?怎企后标几]{0,6}[。？?]?$"
)
"""A list, and whether a deed is kept in it: 清单收了这条吗."""
_MEMBER = re.compile(
    r"清单.{0,12}(?:有没有|有无|列[没了入]|列着|挂[着号]|包不?包|包括|哪一?[行项条张]|第几|位置|找[得不]到|能找到"
    r"|归类|归在|管不管|编号|免罚还是|算不算|是不是|宽限|怎么写)"
    r"|(?:属于|列入|列在|列进|放进|进了|收进|写进|套用|对应|是不是|算不算|在不在|包不包括).{0,14}清单|清单(?:里|上|中)?(?:的|有)?[吗么?？]"
    rf"|{KEPT}|(?:清单|(?<!(?<!免)罚)单子)[^。？?]{{0,16}}(?:算(?:得?上|从重|免|轻|不予)|列为)"
)
_ENTERED = re.compile("列入|列进|纳入|进")
_OF_A_FIRM = re.compile(
    "监督执法|市[里局级]|重庆|企业|公司|厂|单位|名单|[能可会再怎过户家谁]|条件|资格|移出|踢出|什么|多少|哪"
)
_MILD = re.compile(  # 沙坪坝算轻微可以不罚吗: of the list of the place that is named
    "(?:属于|算|是(?![否不]))[^，。？?]{0,10}(?:轻微|免罚|不罚|从重)[^，。？?不]{0,9}(?:可以)?(?:不罚|免罚)?(?:吗|么|不(?=[？?]|$)|之一)"
)
_MEASURES = re.compile(
    "(?:[〇一二三四五六七八九十0-9]+|若干|各|哪几|哪些|几|多少|所有|全部)?[条项]?(?:具体)?措施|[一二三四五六七八九十0-9]+条|有哪些|哪些|包括|分别"
    "|是什么|什么|是|都|有|里|一共|总共|请问|列出|列举|全部|几条|几项|多少条|讲了|讲|说了|说|的|内容"
)
_SIGNS = re.compile(r"[\W_]+")  # printed 「,」, 「，」 or a blank
_TITLE = 4  # characters of a heading that may be taken by its title: 主要措施
_SAID = 0.32  # share of a bare heading's words that a question about it says
_LISTED = 0.25  # the same of a question for a list
_FEW = 2  # Chinese characters beside 「措施有哪些」 that name no subject of their own
_BOTH = re.compile(r"两张清单|两个清单|两份清单")


def lists_asked(asked: Question) -> list[str]:
    """正面清单, 负面清单: the lists of violations that the question wants enumerated; often none."""
    text = asked.text
    every = bool(_EVERY.search(text))
    if not (asked.asks_list or every) or _OTHER.search(text):
        return []
    if not (every or _CONTENT.search(text) or _BOTH.search(text)):
        return []
    names = []
    if _POSITIVE.search(text) and not _ENTERPRISES.search(text):
        names.append("正面清单")
    if _NEGATIVE.search(text):
        names.append("负面清单")
    if _BOTH.search(text):
        names = list(LISTS)
    if not names and "面清单" not in text and not _ENTERPRISES.search(text) and _NAMELESS.search(text):
        names = list(LISTS)  # 清单有几项: whichever there are
    return names


def asks_membership(asked: Question) -> bool:
    """Whether it asks if, or where, a violation stands in a list: 没贴标签，清单里有没有."""
    member = _MEMBER.search(asked.text) or (asked.regions and _MILD.search(asked.text))
    return bool(member) and not asked.of_enterprises and not lists_asked(asked)


def of_deeds(asked: Question, corpus: Corpus, rows_told: Callable[[str], Collection[str]]) -> Question:
    """未批先建进了正面清单吗 is asked of the list of violations, though firms are entered in one, too:
    what they must be, or be free of, is told by no row. ``rows_told``: ids of what a text tells of."""
    if not asked.of_enterprises or asked.documents or _OF_A_FIRM.search(asked.text):
        return asked
    told = [corpus.get_clause(i) for i in rows_told(_ENTERED.split(asked.text, maxsplit=1)[0])]
    rows = [clause for clause in told if clause.cells]
    only = rows and all("正面清单" in row.label for row in rows)
    return replace(asked, of_enterprises=False) if only else asked


def is_table(clause: Clause) -> bool:
    return clause.kind is ClauseKind.TABLE


def find_tables(names: Sequence[str], scope: Scope) -> list[Clause]:
    """The annexes of these names; blank forms only where there is no filled one."""
    tables = [
        c
        for name in names
        for d in scope.documents
        for c in d.clauses
        if is_table(c) and c.parent_id is None and c.title.endswith(name)
    ]
    filled = [t for t in tables if _rows(t, scope)]
    return filled or tables


def children_asked(asked: Question, clauses: Sequence[Clause], corpus: Corpus) -> list[Clause]:
    """The headings whose numbered children are the answer; often none.

    The best hit where it is a bare heading or announces a list (……下列情形：); where 「有哪些」 is
    asked also a hit's parent whose title the question names. Other documents among ``clauses`` that have
    a heading of the same title follow: the two documents of 沙坪坝 share many.
    """
    measures = _measures_asked(asked, corpus)
    if measures:
        return measures
    first = _heading_asked(asked, clauses, corpus)
    if first is None:
        return []
    found = [first]
    for doc_id in dict.fromkeys(c.doc_id for c in clauses):
        if doc_id not in {c.doc_id for c in found}:
            same = [c for c in corpus.get_document(doc_id).clauses if c.title == first.title and first.title]
            found += [c for c in same if _children(c, corpus)][:1]
    return found


def _measures_asked(asked: Question, corpus: Corpus) -> list[Clause]:
    """二十条措施有哪些: every part of a document whose measures are numbered through all its parts."""
    of_region = [d.doc_id for r in asked.regions for d in corpus.documents if d.meta.region == r]
    named = asked.documents or tuple(of_region)
    if not asked.asks_list or len(named) != 1:
        return []
    document = corpus.get_document(named[0])
    rest = _MEASURES.sub("", read_addresses(asked.text, corpus).rest)
    if not runs_on(document) or len(re.findall(r"[\u4e00-\u9fff]", rest)) > _FEW:
        return []
    tops = [c for c in document.children(None) if c.kind is ClauseKind.SECTION]
    return [c for c in tops if _children(c, corpus)]


def _heading_asked(asked: Question, clauses: Sequence[Clause], corpus: Corpus) -> Clause | None:
    if not clauses:
        return None
    named = _title_said(asked, clauses, corpus) if asked.asks_list else None
    if named is not None:
        return named
    if announces_list(clauses[0], corpus) and not is_other_heading(asked, clauses[0], corpus):
        return clauses[0]
    if not asked.asks_list:
        return None
    for clause in clauses[:5]:
        document = corpus.get_document(clause.doc_id)
        parent = document.find_clause(clause.parent_id) if clause.parent_id else None
        for candidate in (clause, parent):
            if candidate is None or candidate.kind is not ClauseKind.SECTION:
                continue
            if len(_children(candidate, corpus)) >= 2 and _names(asked.text, candidate.title):
                return candidate
    return None


def _title_said(asked: Question, clauses: Sequence[Clause], corpus: Corpus) -> Clause | None:
    """The heading whose whole title the question says, of the documents found first."""
    for doc_id in dict.fromkeys(c.doc_id for c in clauses[:5]):
        said = [
            c
            for c in corpus.get_document(doc_id).clauses
            if c.kind is ClauseKind.SECTION
            and len(c.title) >= _TITLE
            and c.title in asked.text
            and len(_children(c, corpus)) >= 2
        ]
        if said:
            return max(said, key=lambda c: len(c.title))
    return None


def announces_list(clause: Clause, corpus: Corpus) -> bool:
    """Whether a clause with numbered children says nothing without them."""
    if clause.kind not in (ClauseKind.SECTION, ClauseKind.NOTE, ClauseKind.ANNEX):
        return False
    only_heading = _SIGNS.sub("", clause.text) == _SIGNS.sub("", f"{clause.number}{clause.title}")
    return len(_children(clause, corpus)) >= 2 and (_ends_open(clause) or only_heading)


def _ends_open(clause: Clause) -> bool:
    """……下列情形："""
    return clause.text.strip().endswith(("：", ":"))


def is_other_heading(asked: Question, clause: Clause, corpus: Corpus) -> bool:
    """Whether the clause is a bare heading of which the question says hardly a word: 执法全过程要录像吗 is
    not about 强化执法全过程监督."""
    if _ends_open(clause) or not announces_list(clause, corpus):
        return False
    return _said(asked.text, clause.title) < (_LISTED if asked.asks_list else _SAID)


def _children(clause: Clause, corpus: Corpus) -> list[Clause]:
    document = corpus.get_document(clause.doc_id)
    return [c for c in document.children(clause.clause_id) if c.number]


def _names(text: str, title: str) -> bool:
    """Whether the question says the heading's words: two thirds of its character bigrams."""
    return _said(text, title) >= 2 / 3


def _said(text: str, title: str) -> float:
    """The share of the title's character bigrams that ``text`` has."""
    words = re.sub(r"[^\u4e00-\u9fff]", "", title)
    grams = {words[i : i + 2] for i in range(len(words) - 1)}
    return sum(g in text for g in grams) / len(grams) if grams else 0.0


def _rows(table: Clause, scope: Scope) -> list[Clause]:
    document = next(d for d in scope.documents if d.doc_id == table.doc_id)
    return [c for c in document.children(table.clause_id) if c.kind is ClauseKind.ROW]
