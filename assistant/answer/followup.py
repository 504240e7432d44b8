"""A question that leans on the ones before → the same question in words that stand alone. No model.

What is known of the questions before (``Past``) and what the later one gives of its own (``LaterTurn``)
decide: another document, number, cell or subject replaces the earlier one, the rest is carried over. A
question that has a subject of its own, or says that it begins another, carries nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answer.followup_numbers import ask_of, find_numbered, label_of
from assistant.answer.followup_past import (
    Known,
    Past,
    asks_row,
    notes_of,
    portable_of,
    siblings_of,
    side_of,
    subject_in_full,
    subject_of,
    topic_of,
)
from assistant.answer.followup_words import (
    THIN,
    Back,
    LaterTurn,
    asked_cell,
    asks_exception,
    asks_issuer,
    content_of,
    opposite_of,
    read_later_turn,
    without_end,
)
from corpus.models import Clause, Corpus

__all__ = ["Evidence", "FollowUp", "resolve_follow_up"]

_COVERS = 0.6  # share of a question's words (by idf) that the clause cited before must say to answer it
_LEAVES = 0.4  # the same of a clause elsewhere, for the question to leave the document before
_OF_CLAUSE = re.compile(  # asks for the clause cited, not for what it says
    r"原文|全文|原话|出处|条文|法条|哪一?条|第几条|哪个(?:条款|文件|规定)|哪份文件|依据|根据|为什么|为何|凭什么|什么(?:道理|理由)|怎么写的|哪里写的|哪儿写"
)
_OF_DOCUMENT = re.compile(
    r"施行|生效|印发|发布日|发文|文号|落款|盖章|电话|邮箱|联系人|联系方式|几个附件|附件(?:有|是)哪|全称|标题|题目"
)
_PRONOUN = re.compile(
    r"(?:它|他|她)们?|[这那](?=[是也还算属能可要会怎])|(?:[这那]一?[个种项条类些样]|该|此|上述|前述)(?:制度|做法|规定|情形|情况|方式|工作|措施|原则|要求|清单|名单|企业|事项)?|其(?![中他它余实])"
)
_THIS_DOCUMENT = re.compile(
    r"(?:这|那|该|此)(?:个|份|部)?(?:文件|方案|通知|意见|若干措施|文)|本(?:文件|方案|通知|意见)"
)
_THIS_CLAUSE = re.compile(r"(?:这|那|该|此)(?:一)?(?:[项条款张个])?(?:表格|表|条款|条|项|款|事项)")
_DEFINES = re.compile("什么(?:是|叫)|啥是|何(?:谓|为)")  # 什么是行政约谈: a subject of its own
_OF_NAME = re.compile(
    r"^(?:的)?(?:[那这](?:边|里|儿|块|个?份?(?:文件|方案|意见|通知))|(?:实施|工作)?(?:意见|方案|文件|通知))(?:里|中)?(?:的)?"
)  # 重庆那边
_SAME = re.compile(
    "有没有|有|类似|对应|相应|同样|这样|一样|也|的|规定|要求|内容|说法|提法|吗|么|没有|是否|怎么|如何|说|讲|用不用|规定"
)
_BOTH = re.compile(
    r"(?:[这那])?(?<!第)[两二](?:个|者|项|条|份|种|地|边|处|家)|它们(?:之间)?|(?<![\u4e00-\u9fff])[这那]些|(?:各自|分别)(?!有哪)|有(?:什么|啥|哪些)?(?:区别|不同|差别|异同)|一样(?:吗|不)"
)
_TELL = re.compile(
    r"(?:请|再|麻烦)?(?:你)?(?:列|说|讲|念|展开|详细|具体|解释|细说|细讲)(?:一?[下些点遍]|出来|说|讲|详细|具体|清楚|明白)*(?:吧|看|一下|点)?"
)
_NE = re.compile(r"(?:的)?(?:呢|呐|哩|咧)(?:[，,]|[？?。！!\s]*$)")
_PREDICATE = re.compile(
    r"(?:怎么|如何|有哪|有什么|是什么|什么时候|多久|多长时间|由谁|归谁|要谁|为什么|几[天日]|哪天|是谁|在哪|设在哪).*$"
)
_OF_ANY = re.compile(
    "负责|牵头|组织|责任|限定|时间|期限|时限|条件|同意|批准|审批|程序|步骤"
)  # of any subject
_ONE = re.compile("它(?!们)|[这那]一?[项条个]")
_SAYS_EXCEPTION = re.compile("除.{1,40}外|例外|不适用|不包括|但(?!是?要)")
_CONDITION = re.compile("(?:不(?!予|得)|没|未|超|过了|要是|如果|万一)")
_EDGES = "的里中，,、：:；;。 "
_SUBJECT = 3  # characters of content from which 渝环规5号什么时候施行 stands alone


class Evidence(Protocol):
    """What the corpus says of some words."""

    def nearest(self, text: str) -> Sequence[str]:
        """Ids of the few clauses that a search of all documents finds first."""

    def share(self, words: str, text: str) -> float:
        """Of the pairs of characters in ``words`` that the corpus has, by weight: the share in ``text``."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """``text``: the question that stands alone. ``also``: other readings, whose clauses are offered beside.

    ``own``: what the later question says itself; where several readings are possible, the clause that says
    most of it is right. ``about``: the clause cited before, where that is what the question is about.
    ``offered``: clauses cited before that may answer. ``carried``: whether anything came from the questions
    before. ``known`` is for the question after this one.
    """

    text: str
    carried: bool
    own: str = ""
    about: Clause | None = None
    also: tuple[str, ...] = ()
    offered: tuple[Clause, ...] = ()
    known: Known | None = None


def resolve_follow_up(
    question: str, past: Sequence[Past], corpus: Corpus, evidence: Evidence
) -> FollowUp | None:
    """``None`` where the question stands alone as it is. Raises ``KuanyanError`` on what is no question."""
    if not past:
        return None
    turn = read_later_turn(question, corpus)
    if turn.anew:
        return FollowUp(turn.text, carried=False)
    if not turn.asks or turn.question.article or turn.question.laws or turn.question.asks_amount:
        return None
    base = _choose(turn, past, evidence)
    if _stands_alone(turn):
        return None
    for read in _WAYS:
        found = read(turn, base, past, corpus, evidence)
        if found is not None:
            return found
    return None


def _choose(turn: LaterTurn, past: Sequence[Past], evidence: Evidence) -> Past:
    """The earlier question that is meant: the last one unless the words point further back."""
    if turn.back is Back.FIRST:
        return past[0]
    if turn.back is Back.NO or len(past) == 1:
        return past[-1]
    among = list(past[:-1]) if turn.back is Back.RETURNS else list(past)
    if not turn.content or (turn.said.addresses and turn.back is not Back.RETURNS):
        return among[-1]
    return max(reversed(among), key=lambda p: evidence.share(turn.rest, _said_by(p)))


def _said_by(past: Past) -> str:
    return past.text + "".join(clause.text for clause in past.clauses[:2])


def _stands_alone(turn: LaterTurn) -> bool:
    """Whether the question names a document or a list's item, and what it asks of it."""
    if turn.points:
        return False
    whole = any(a.steps and (a.annex is not None or a.list_name) for a in turn.said.addresses)
    if whole:
        return bool(content_of(turn.said.rest)) or bool(turn.names)
    if turn.said.addresses and turn.names:
        return True
    return bool(turn.names) and (len(turn.content) >= _SUBJECT or bool(_OF_DOCUMENT.search(turn.rest)))


Way = Callable[[LaterTurn, Past, Sequence[Past], Corpus, Evidence], FollowUp | None]


def _number(
    turn: LaterTurn, base: Past, past: Sequence[Past], corpus: Corpus, _: Evidence
) -> FollowUp | None:
    found = find_numbered(turn, base, past, corpus)
    if found is None:
        return None
    return FollowUp(found.text, True, known=found.known)


def _cell(turn: LaterTurn, base: Past, past: Sequence[Past], _corpus: Corpus, _: Evidence) -> FollowUp | None:
    """依据呢, 编码多少, of the list rows asked about before; 它依据哪条 of the last one."""
    if _ONE.search(turn.rest) and not any(c.cells for c in base.clauses[:1]):
        base = next((p for p in reversed(past) if asks_row(p)), base)
    numbers = sum(len(a.numbers) for a in base.said.addresses)
    rows = [c for c in base.clauses[: max(1, numbers)] if c.cells]
    if not rows or turn.names or turn.said.addresses or len(turn.content) > THIN + 2:
        return None
    asked = asked_cell(turn.rest)
    if asked is None:
        return None
    name = asked if any(r.find_cell(asked) for r in rows) else {"事项名称": "事项"}.get(asked, asked)
    labels = "和".join(row.label for row in rows)
    known = Known(rows[0].title, base.portable, f"{name}是什么？")
    return FollowUp(f"{labels}的{name}是什么？", True, known=known)


def _clause(
    turn: LaterTurn, base: Past, _past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """那是哪一条, 原文怎么写的, 为什么: the clause cited before."""
    asks = _OF_CLAUSE.search(turn.rest)
    left = content_of(_OF_CLAUSE.sub("", turn.rest))
    if asks is None or len(left) > 2 or turn.names or turn.said.addresses or not base.clauses:
        return None
    first = base.clauses[0]
    words = without_end(turn.rest).strip(_EDGES)
    text = f"{label_of(first)}{'，' if not asks.group().startswith(('原', '全')) else '的'}{words}？"
    known = Known(base.topic, base.portable, base.tail)
    return FollowUp(text, True, about=first, also=(base.text,), known=known)


def _both(turn: LaterTurn, base: Past, past: Sequence[Past], _corpus: Corpus, _: Evidence) -> FollowUp | None:
    """这两个有什么区别: what the last two questions were about."""
    match = _BOTH.search(turn.rest)
    plain = match is not None and len(content_of(_BOTH.sub("", turn.rest))) <= THIN
    if not plain or turn.names or turn.said.addresses or len(past) < 2:
        return None
    assert match is not None
    own = turn.rest.replace(match.group(), "", 1) if re.match("[这那两二它]", match.group()) else turn.rest
    sides = [side_of(p) for p in past[-2:]]
    if not all(sides) or sides[0] == sides[1]:
        return None
    return FollowUp(f"{sides[0]}和{sides[1]}{own.strip(_EDGES)}", True, also=tuple(p.text for p in past[-2:]))


def _more(turn: LaterTurn, base: Past, _past: Sequence[Past], corpus: Corpus, _: Evidence) -> FollowUp | None:
    """展开讲讲, 列一下: the same again, the clause in full."""
    if not _TELL.fullmatch(without_end(turn.text).strip(_EDGES)) or not base.clauses:
        return None
    first = base.clauses[0]
    known = Known(base.topic, base.portable, base.tail, base.titled)
    document = corpus.get_document(first.doc_id)
    if first.cells or document.children(first.clause_id):
        return FollowUp(base.text, True, known=known)
    return FollowUp(f"{label_of(first)}的全文", True, about=first, also=(base.text,), known=known)


def _opposite(
    turn: LaterTurn, base: Past, _past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """反过来呢: the question before turned round; after a list's row, the other list."""
    if turn.names or turn.said.addresses:
        return None
    row = next((c for c in base.clauses[:1] if c.cells), None)
    of_list = re.search("[正负]面清单", row.label) if row is not None else None
    asked = f"{base.holder}{of_list.group()}是指什么？" if of_list and asks_row(base) else base.text
    text = opposite_of(turn, asked)
    return FollowUp(text, True, known=None) if text is not None else None


def _exception(
    turn: LaterTurn, base: Past, _past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """有例外吗, where the clause cited names none: where the document says that it does not apply."""
    if (
        not asks_exception(turn.rest, base.text)
        or turn.names
        or turn.said.addresses
        or not base.holder
        or not base.clauses
    ):
        return None
    if base.clauses[0].cells or _SAYS_EXCEPTION.search(base.clauses[0].text):
        return None
    whole = f"{subject_in_full(base)}，{without_end(turn.rest)}"
    return FollowUp(f"{base.holder}哪些情形不适用柔性执法？", True, also=(whole,), offered=base.clauses[:1])


def _other_names(
    turn: LaterTurn, base: Past, _past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """那盘锦呢; 区局对这种怎么规定: the same of another document or place."""
    if not turn.names or turn.said.addresses:
        return None
    own = _NE.sub("，", without_end(_OF_NAME.sub("", turn.rest))).strip(_EDGES + "呢")
    known = Known(base.topic, "" if content_of(own) else portable_of(base))
    if not content_of(own) and not re.search("[\u4e00-\u9fff]{2}", _PRONOUN.sub("", _SAME.sub("", own))):
        return FollowUp(_join(turn.names, portable_of(base)), True, known=known)
    bare, whole = f"{_join(turn.names, own)}？", f"{turn.names}{base.topic}，{own}？"
    replaced = _with_subject(own, base)
    if replaced is not None:
        return FollowUp(f"{turn.names}{replaced}？", True, own, also=(whole,), known=known)
    if len(content_of(own)) > THIN:
        return FollowUp(bare, True, own, also=(whole,))
    return FollowUp(whole, True, own, also=(bare,), known=known)


def _join(holder: str, words: str) -> str:
    if not holder or words[:1] in "的对在把是有关里说提讲，要把被从由":
        return f"{holder}{words}"
    return f"{holder}的{words}"


def _with_subject(own: str, base: Past) -> str | None:
    """``own`` with the first pronoun said in full."""
    match = _PRONOUN.search(own)
    if match is None or not base.topic:
        return None
    return own[: match.start()] + subject_of(base.topic) + own[match.end() :]


def _other_subject(
    turn: LaterTurn, base: Past, _past: Sequence[Past], corpus: Corpus, evidence: Evidence
) -> FollowUp | None:
    """逾期不改的呢; 合规文化呢: another subject, asked the same of the same document."""
    if turn.names or turn.said.addresses or not _NE.search(turn.text) or not turn.content:
        return None
    own = _NE.sub("，", turn.text).strip(_EDGES)
    asked = _PREDICATE.search(base.portable)
    predicate = asked.group() if asked and len(content_of(asked.group())) <= THIN - 1 else "是怎么规定的？"
    first = next(iter(base.clauses), None)
    known = _is_said(own, base, corpus, evidence)
    of_row = first is not None and asks_row(base) and evidence.share(own, first.text) >= _COVERS
    if first is not None and asks_row(base) and (of_row or not known or _CONDITION.match(own)):
        asked_of = ask_of(first, own)
        return FollowUp(asked_of.text, True, own, offered=notes_of(first, corpus), known=asked_of.known)
    listed = base.address.list_words if base.address is not None and not base.address.steps else ""
    short = f"{base.holder}{listed}{own}{predicate}"
    long = f"{subject_in_full(base)}，{own}？"
    subject = known and not _CONDITION.match(own)
    text, other = (short, long) if subject else (long, short)
    topic = own if subject else base.topic
    beside = [c for c in siblings_of(base) if evidence.share(own, c.text) >= _COVERS and not c.cells]
    offered = (*beside[:1], *base.clauses[:1])
    says = own if subject or not known else ""  # a condition is said of other subjects, too
    return FollowUp(text, True, says, also=(other,), offered=offered, known=Known(topic))


def _is_said(own: str, base: Past, corpus: Corpus, evidence: Evidence) -> bool:
    """Whether some clause of the documents asked before says ``own``."""
    clauses = (c for doc_id in sorted(base.doc_ids) for c in corpus.get_document(doc_id).clauses)
    return any(evidence.share(own, clause.text) >= _COVERS for clause in clauses)


def _same_subject(
    turn: LaterTurn, base: Past, _past: Sequence[Past], corpus: Corpus, evidence: Evidence
) -> FollowUp | None:
    """它的有效期多久; 这张表哪天前报; 要经谁同意: something of the same subject."""
    thin = len(turn.content) <= THIN and not _DEFINES.search(turn.text)
    if turn.names or turn.said.addresses or not (turn.points or thin):
        return None
    rest, holder, first = turn.text, base.holder, next(iter(base.clauses), None)
    own = _PRONOUN.sub("", rest, count=1).strip(_EDGES)
    whole, bare = f"{subject_in_full(base)}，{own}", _join(holder, own)
    of_document = _THIS_DOCUMENT.search(rest)
    if first is not None and asks_issuer(rest):
        document = corpus.get_document(first.doc_id).meta.cite_as
        return FollowUp(f"{document}是哪个单位印发的？", True, known=Known(base.topic))
    if holder and (of_document or _OF_DOCUMENT.search(rest)):
        text = rest.replace(of_document.group(), holder, 1) if of_document else bare
        return FollowUp(text, True, own, also=(whole,), known=Known(base.topic))
    this = _THIS_CLAUSE.search(rest)
    if first is not None and this and (first.number or first.cells):
        text = rest[: this.start()] + label_of(first) + rest[this.end() :]
        return FollowUp(text, True, also=(whole, bare), offered=(first,), known=Known(base.topic))
    if first is not None and asks_row(base):
        asked = ask_of(first, own)
        return FollowUp(asked.text, True, also=(whole,), offered=notes_of(first, corpus), known=asked.known)
    replaced = _with_subject(rest, base)
    text = f"{holder}{replaced}" if replaced is not None else whole
    covered = first is not None and evidence.share(turn.text, first.text) >= _COVERS
    thin = len(turn.content) <= THIN or replaced is not None
    plain = first is not None and replaced is None and not _OF_ANY.sub("", turn.content)
    keeps = thin or not _is_said(own, base, corpus, evidence)
    return FollowUp(
        text,
        True,
        own,
        about=first if covered else None,
        also=((whole,) if replaced is not None else ()) + ((bare,) if holder and not plain else ()),
        offered=base.clauses[:2],
        known=Known(base.topic if keeps else topic_of(rest)),
    )


def _same_place(
    turn: LaterTurn, base: Past, _past: Sequence[Past], corpus: Corpus, evidence: Evidence
) -> FollowUp | None:
    """A subject of its own without a place: of the document before, unless it is clearly said elsewhere."""
    if turn.names or turn.said.addresses or not base.doc_ids:
        return None
    nearest = [corpus.get_clause(clause_id) for clause_id in evidence.nearest(turn.question.topic)]
    whole, bare = f"{subject_in_full(base)}，{turn.text}", f"{base.holder}{turn.text}"
    if not nearest or base.doc_ids.isdisjoint(c.doc_id for c in nearest):
        if nearest and evidence.share(turn.text, nearest[0].text) >= _LEAVES:
            return None
        return FollowUp(whole, True, turn.text, offered=base.clauses[:1], known=Known(base.topic))
    known = Known(topic_of(turn.rest))
    return FollowUp(bare, True, turn.text, also=(whole,), offered=base.clauses[:1], known=known)


_WAYS: tuple[Way, ...] = (
    _both,
    _number,
    _cell,
    _clause,
    _more,
    _opposite,
    _exception,
    _other_names,
    _other_subject,
    _same_subject,
    _same_place,
)
