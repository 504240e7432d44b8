"""What a question wants to know and the clause nearest to it does not say: a definition, a number of days."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.answer.addresses import list_named
from assistant.answer.asked_kinds import find_not_given
from assistant.answer.lists import KEPT, asks_membership
from assistant.answer.names import find_documents, mask_documents
from assistant.answer.question import Question, describe_region
from assistant.answer.refuse import Thresholds
from assistant.answer.scope import Scope
from assistant.answer.sought import defines, find_term, find_unspelled, names, names_in
from corpus.models import Clause, ClauseKind, Corpus
from corpus.subjects import find_unnamed_subject
from index.search import SearchResult

_NOT_LISTED = "未列明不等于应当处罚，须由执法机关依法裁量。"
_NOT_FOUND = f"所收清单里没有找到与所问行为相符的一项；{_NOT_LISTED}"
_UNSURE = (
    "没有认出所问行为与清单的哪一项相符，最相近的一项列在下面，请逐字核对；"
    f"不相符就是清单没有列明，{_NOT_LISTED}"
)
_OF_DOCUMENT = re.compile(r"文件|方案|意见|措施|通知")  # 盘锦这份文件是哪天印发的: asked of the document
_OTHER_TEXT = re.compile(
    r"(?<![按照据依])(?<!适用)(?P<paper>[\u4e00-\u9fff]{2,6}[〔\[(（]\s*\d{4}\s*[〕\])）]\s*\d+\s*号|国务院(?:令第?\d+号|第?\d+号令)|[\u4e00-\u9fff]{2,8}\d+号文件?"
    r"|《[^《》]{2,30}(?:法|条例|办法|规定|细则|纲要|规划)》)[^，,。；;？?]{0,18}?"
    r"(?:几[条款项段]|第[（(]?[几一二三四五六七八九十\d]+[）)]?[条款项部章节]|那一?段|原文|原话|正文|写了|写着|规定了|要求了|列了|哪几条|全文|有效期|说了|讲了|印发|施行|生效|哪[天年日]|什么时候|谁发|哪个单位|[跟和与同][^，,。]{0,10}比)"
)
_IS_LISTED = re.compile(  # whether a deed stands in a list of violations
    "清单(?:里|上|中)?(?:面|头)?(?:到底)?(?:有没有|有无|列没列|收没收|在不在|包不包括|包不包|包含|管不管|列了没|管这|收进)"
    "|(?:在不在|属不属于|属于|是不是|列入|列进|列在|放进|进了|收进|写进|算不算|在)[^，。？?]{0,14}清单(?:里|上|中)?(?:的|面)?(?:事项?|项目|内容)?"
    "(?:了|要?从重的事)?(?:吗|么|没有?|[？?]|$)"
    f"|{KEPT}"
    "|(?:能不能|可不可以|能)(?:按|照|用|套用?)[^，。？?]{0,12}清单[^，。？?]{0,4}(?:免|不罚|从宽)"
)
_OF_LIST = re.compile(
    "(?:[，,]|这一?[条项种类]|这种|这事|是不是|是否|属不属于|属于|算不算|列没列|列入|列进|列在|放进|进了|能不能|能套用|在不在|(?<!现)在"
    "|会不会)[^。？?]{0,24}清单"
)
_OF_FIRMS = re.compile("信用|资格|够[格得]|条件|评[级价]")  # what a firm must be to join the other list
_KIND, _STRICT = "情形", "负面清单"
_LEAST_TOLD = 3  # characters that may tell of a deed
_CITES = re.compile("依据|根据|按照|引用|援引")
_SENTENCE = re.compile("要不要|有没有|怎么|按什么|用什么|向谁|在什么|从哪里|以后|花多少|现有")
_FEW = 4  # clauses that use a term of their own; the two documents of 沙坪坝 say much twice


def order_by_term(
    asked: Question, found: Sequence[Clause], scope: Scope, corpus: Corpus
) -> tuple[Clause, ...]:
    """Where the meaning of a term is asked, clauses that say it come first (of what was found, else of all
    in ``scope``), then those below a heading that bears it; else as ``found``."""
    term = find_term(asked.topic)
    if term is None:
        return tuple(found)
    defining = [c for c in found if defines(c.text, term)] or [
        c for d in scope.documents for c in d.clauses if defines(c.text, term)
    ]
    headed = [c for c in found if _bears(c, term, corpus)]
    only = [c for c in found if _introduces(c, term, corpus)]
    return tuple(dict.fromkeys([*defining, *headed, *only, *found]))


@dataclass(frozen=True, slots=True)
class Gap:
    """Why the nearest clauses answer nothing, one Chinese sentence; ``offered`` may be shown beside it."""

    detail: str
    offered: tuple[Clause, ...]


def find_gap(
    asked: Question,
    clauses: Sequence[Clause],
    coverage: float,
    thresholds: Thresholds,
    corpus: Corpus,
    rows_told: Callable[[str], Collection[str]],
) -> Gap | None:
    """``clauses`` as found, best first; ``coverage`` of the best of them. ``rows_told``: ids of the rows that
    a text tells of, read as a case would be read."""
    rows = [c for c in clauses if c.kind is ClauseKind.ROW]
    of_row = rows[0] if rows and asked.columns else clauses[0]
    unnamed = find_unnamed_subject(asked.text, of_row) if of_row.cells else None
    by_name = bool(asked.columns) and unnamed is not None and unnamed in of_row.text
    if unnamed is not None and not by_name:
        only_named = f"，{of_row.label}只在名称里写到，情形没有" if unnamed in of_row.text else ""
        return Gap(f"所收清单没有列明这一行为（{unnamed}）{only_named}；{_NOT_LISTED}", (of_row,))
    if asks_membership(asked):
        unlisted = _find_unlisted(asked, clauses, rows, coverage, thresholds, rows_told)
        if unlisted is not None:
            return unlisted
    other = find_other_text(asked, corpus)
    if other:
        cited = any(other in clause.text for document in corpus.documents for clause in document.clauses)
        only = "，只提到它" if cited else ""
        return Gap(f"所收文件没有收录{other}的正文{only}，不能回答它写了什么。", tuple(clauses[:1]))
    if asked.columns and rows:
        return None
    fitting = without_unnamed(asked, clauses)
    lack = find_lack(asked, fitting[0], corpus) if fitting else ""
    return Gap(lack, tuple(fitting)) if lack else None


def _find_unlisted(
    asked: Question,
    clauses: Sequence[Clause],
    rows: Sequence[Clause],
    coverage: float,
    thresholds: Thresholds,
    rows_told: Callable[[str], Collection[str]],
) -> Gap | None:
    """Where it is asked whether a deed stands in a list: none found, or none that it is sure to be."""
    if coverage < thresholds.row:
        return Gap(_NOT_FOUND, tuple(rows[:1]))
    best = clauses[0]
    if best.cells:
        likely = coverage >= thresholds.listed or _is_asked_column(asked, best)
        sure = (likely and not _is_of_other_list(asked, best)) or best.clause_id in rows_told(
            _conduct(asked.text)
        )
        return None if sure else Gap(_UNSURE, (best,))
    if not _IS_LISTED.search(asked.text) or _OF_FIRMS.search(asked.text):
        return None
    told = rows_told(_conduct(asked.text))
    return None if any(row.clause_id in told for row in rows) else Gap(_NOT_FOUND, ())


def _is_asked_column(asked: Question, row: Clause) -> bool:
    """Whether a cell of the row is asked for; 算不算免罚情形 asks for none, 列为从重情形 may."""
    return any(column != _KIND or _STRICT in row.label for column in asked.columns)


def _is_of_other_list(asked: Question, row: Clause) -> bool:
    """这一项进了正面清单吗, and the row is of the 负面清单."""
    named, _ = list_named(asked.text)
    return bool(named) and named not in row.label


def _conduct(text: str) -> str:
    """What is asked about without the list: 辱骂举报人是不是列入从重清单 → 辱骂举报人."""
    told = _OF_LIST.split(text, maxsplit=1)[0].strip("，,。“”「」 ")
    return told if len(told) >= _LEAST_TOLD else text


def find_other_text(asked: Question, corpus: Corpus) -> str:
    """What another paper says is asked, 环办执法〔2021〕10号里写了几条; the paper, empty where it is none."""
    if _CITES.search(asked.text):
        return ""
    masked = mask_documents(asked.text, find_documents(asked.text, corpus))
    found = _OTHER_TEXT.search(masked)
    return found["paper"] if found else ""


def without_unnamed(asked: Question, clauses: Sequence[Clause]) -> list[Clause]:
    """``clauses`` without the rows that are about another matter than the question's."""
    return [c for c in clauses if not c.cells or find_unnamed_subject(asked.text, c) is None]


def find_elsewhere(
    asked: Question,
    scope: Scope,
    result: SearchResult,
    everywhere: Callable[[Question, Scope], float],
    thresholds: Thresholds,
) -> str:
    """Where a place is named or chosen: one sentence if only other places' documents say what is asked.

    ``everywhere`` gives the coverage over all documents; most questions need it not.
    """
    if not (asked.regions or scope.selected) or asked.documents or _OF_DOCUMENT.search(asked.text):
        return ""
    if everywhere(asked, scope) - result.coverage < thresholds.elsewhere:
        return ""
    places = "、".join([scope.selected] if scope.selected else [describe_region(r) for r in asked.regions])
    return f"适用于{places}的文件没有写到所问的事，不能回答；别地的文件写到相近的事，不适用于{places}。"


def find_lack(asked: Question, clause: Clause, corpus: Corpus) -> str:
    """One Chinese sentence that says what is not there, empty where nothing is missing."""
    term = find_term(asked.topic)
    if term is not None and not _explains(clause, term, corpus) and not _introduces(clause, term, corpus):
        return f"所收文件没有解释“{term}”是什么意思，不能回答。"
    unspelled = find_unspelled(asked.text, _whole(clause, corpus))
    if unspelled is not None:
        return f"所收文件写到“{unspelled}”，没有写明具体指哪些，不能回答。"
    kind = find_not_given(asked.topic, _whole(clause, corpus))
    if kind is None:
        return ""
    return f"所收文件没有写明这件事{'' if _SENTENCE.match(kind) else '是'}{kind}，不能回答。"


def note_on_term(asked: Question, clause: Clause, corpus: Corpus) -> str:
    """Where the clause that is given uses a term and does not explain it, one sentence that says so."""
    term = find_term(asked.topic)
    if term is None or _explains(clause, term, corpus):
        return ""
    return f"所收文件没有给“{term}”下定义，以上是写到它的条款。"


def _explains(clause: Clause, term: str, corpus: Corpus) -> bool:
    return defines(clause.text, term) or _bears(clause, term, corpus)


def _introduces(clause: Clause, term: str, corpus: Corpus) -> bool:
    """Whether the clause is one of the few of all documents that have the term: 渐进式执法."""
    if clause.cells or not names_in(clause.text, term):
        return False
    return sum(names_in(c.text, term) for d in corpus.documents for c in d.clauses) <= _FEW


def _bears(clause: Clause, term: str, corpus: Corpus) -> bool:
    document = corpus.get_document(clause.doc_id)
    parent = document.find_clause(clause.parent_id) if clause.parent_id else None
    above = [c for c in (clause, parent) if c is not None and c.kind is ClauseKind.SECTION]
    return any(names(c.title, term) for c in above)


def _whole(clause: Clause, corpus: Corpus) -> str:
    """With the clauses below it."""
    children = corpus.get_document(clause.doc_id).children(clause.clause_id)
    return "\n".join([clause.text, *(_whole(child, corpus) for child in children)])
