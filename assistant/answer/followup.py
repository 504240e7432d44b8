"""A question that leans on the ones before → the same question in words that stand alone. No model.

What is known of the questions before (``Past``) and what the later one gives of its own (``LaterTurn``)
decide: another document, number, cell or subject replaces the earlier one, the rest is carried over. A
question that has a subject of its own, or says that it begins another, carries nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.answer.followup_asked import ask_of, label_of
from assistant.answer.followup_back import Back
from assistant.answer.followup_cited import of_both, of_cell, of_clause, of_exception, of_more, of_opposite
from assistant.answer.followup_models import Evidence, FollowUp
from assistant.answer.followup_numbers import find_numbered, is_titled
from assistant.answer.followup_past import (
    Known,
    Past,
    asks_row,
    notes_of,
    portable_of,
    siblings_of,
    subject_in_full,
    subject_of,
    topic_of,
)
from assistant.answer.followup_words import (
    THIN,
    LaterTurn,
    asks_issuer,
    content_of,
    read_later_turn,
    without_end,
)
from assistant.answer.names import with_marks
from assistant.answer.outline import FRONT
from corpus.models import Clause, ClauseKind, Corpus

__all__ = ["Evidence", "FollowUp", "resolve_follow_up"]

_COVERS = 0.6  # share of a question's words (by idf) that the clause cited before must say to answer it
_ALL = 0.99  # share of all words
_FAR = 0.3  # how much more of it a clause elsewhere must say
_LEAVES = 0.4  # the same of a clause elsewhere, for the question to leave the document before
_OF_DOCUMENT = re.compile(
    r"施行|生效|印发|发布日|发文|文号|[什哪][么个]号(?![令召称])|啥号(?!令)|(?:啥|什么)时候[印发出]|文件(?:是)?(?:哪天|啥时候|什么时候)|几号文|落款|盖章|电话|邮箱|联系人|联系方式|几个附件|附件(?:有|是)哪|全称|标题|题目"
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
    r"^(?:的)?(?:[那这](?:边|里|儿|块|份(?=的)|个?份?(?:文件|方案|意见|通知|文(?=[是的什哪啥几叫，])))|(?:实施|工作)?(?:意见|方案|文件|通知))(?:里|中)?(?:的)?"
)  # 重庆那边
_SAME = re.compile(
    "有没有|[提说写讲]没[提说写讲]|提到|提及|有|类似|对应|相应|同样|这样|一样|也|的|规定|要求|内容|说法|提法|吗|么|没有|是否|怎么|如何|说|讲|用不用|规定"
)
_NE = re.compile(r"(?:的)?(?:呢|呐|哩|咧)(?:[，,]|[？?。！!\s]*$)")
_PREDICATE = re.compile(
    r"(?:怎么|如何|有哪|有什么|是什么|什么时候|多久|多长时间|由谁|归谁|要谁|为什么|几[天日]|哪天|是谁|在哪|设在哪).*$"
)
_OF_ANY = re.compile(
    "负责|牵头|组织|责任|符合|满足|具备|达到|限定|时间|期限|时限|条件|同意|批准|审批|程序|步骤"
)  # of any subject
_CONDITION = re.compile("(?:不(?!予|得)|没|未|超|过了|要是|如果|万一)")
_CITY = re.compile(r"^\s*(?:那么?|请问)?市里(?=(?:的|那[份个])?(?:呢|哩|咧)?[？?。\s]*$)")  # 市里的呢
_CELL = re.compile("依据|编码|编号|名称|情形|备注")
_ROW = re.compile(r"^(\s*(?:那么?|还有|再看)?)第?([0-9]{1,2})号(?=[呢的，,？?]|$)")  # 6号呢, of a list
_EDGES = "的里中，,、：:；;。 "
_SUBJECT = 3  # characters of content from which 渝环规5号什么时候施行 stands alone


def resolve_follow_up(
    question: str, past: Sequence[Past], corpus: Corpus, evidence: Evidence
) -> FollowUp | None:
    """``None`` where the question stands alone as it is. Raises ``KuanyanError`` on what is no question."""
    if not past:
        return None
    named = _CITY.sub(lambda m: _of_city(past[-1], corpus) or m[0], with_marks(question, corpus))
    named = _ROW.sub(r"\g<1>第\g<2>项", named) if asks_row(past[-1]) else named
    turn = read_later_turn(named, corpus)
    if turn.anew:
        return FollowUp(turn.text, carried=False)
    if not turn.asks or turn.question.article or turn.question.laws or turn.question.asks_amount:
        return None
    base = _choose(turn, past, evidence)
    if _stands_alone(turn, base):
        return None
    for read in _WAYS:
        found = read(turn, base, past, corpus, evidence)
        if found is not None:
            return found
    return None


def _of_city(past: Past, corpus: Corpus) -> str:
    """The document of the city in which those asked before hold; empty where it has none, or several, and
    where not the document itself was asked about: the city's need not say anything of the subject."""
    if not past.clauses or past.clauses[0].kind not in (*FRONT, ClauseKind.CONTACT):
        return ""
    held = {corpus.get_document(doc_id).meta.region for doc_id in past.doc_ids}
    cities = {region[: region.index("市") + 1] for region in held if "市" in region}
    found = [d.meta.cite_as for d in corpus.documents if d.meta.region in cities]
    return found[0] if len(cities) == len(found) == 1 else ""


def _choose(turn: LaterTurn, past: Sequence[Past], evidence: Evidence) -> Past:
    """The earlier question that is meant: the last one unless the words point further back."""
    back, place = turn.pointed.back, turn.pointed.place
    if back is Back.PAPER:
        return _of_paper(place, past)
    if back is Back.COUNTED:
        return past[place] if -len(past) <= place < len(past) else past[0 if place < 0 else -1]
    if len(past) == 1:
        return past[-1]
    if back is Back.NO:
        return _last_saying(turn, past, evidence)
    if back is Back.NAMED:
        return _named(turn.pointed.noun, past, evidence)
    among = list(past[:-1]) if back is Back.RETURNS else list(past)
    said = [p for p in among if turn.pointed.noun and turn.pointed.noun in p.text]
    if said:
        return said[-1]
    if not turn.content or (turn.said.addresses and back is not Back.RETURNS):
        return among[-1]
    return max(reversed(among), key=lambda p: evidence.share(turn.rest, _said_by(p)))


def _last_saying(turn: LaterTurn, past: Sequence[Past], evidence: Evidence) -> Past:
    """The last question, unless it and its answer say nothing of the few words that are asked now, and an
    earlier one says all of them: 副组长？ after another document was asked about."""
    words = _CELL.sub("", turn.content)
    if turn.names or turn.said.addresses or turn.points or not words or len(words) > THIN:
        return past[-1]
    shares = [evidence.share(words, _said_by(p)) for p in past]
    fits = [p for p, share in zip(past, shares, strict=True) if share >= _ALL]
    return fits[-1] if fits and shares[-1] == 0 else past[-1]


def _of_paper(place: int, past: Sequence[Past]) -> Past:
    """The last question about the document that was asked about ``place``-th."""
    papers = list(dict.fromkeys(p.doc_ids for p in past if len(p.doc_ids) == 1))
    meant = papers[min(place, len(papers) - 1)] if papers else past[-1].doc_ids
    return next(p for p in reversed(past) if p.doc_ids == meant)


def _named(noun: str, past: Sequence[Past], evidence: Evidence) -> Past:
    """The last one whose own words have the noun; else the last one, unless it does not say the noun and
    another does: 热线那条."""
    asked = [p for p in past if noun and noun in p.text]
    if asked:
        return asked[-1]
    shares = [evidence.share(noun, _said_by(p)) for p in past]
    best = max(reversed(range(len(past))), key=lambda i: shares[i])
    return past[best] if shares[best] >= _COVERS > shares[-1] else past[-1]


def _said_by(past: Past) -> str:
    return past.text + "".join(clause.text for clause in past.clauses[:2])


def _stands_alone(turn: LaterTurn, base: Past) -> bool:
    """Whether the question names a document or a list's item, and what it asks of it."""
    if turn.points or is_titled(turn, base):
        return False
    whole = any(a.steps and (a.annex is not None or a.list_name) for a in turn.said.addresses)
    if whole:
        return bool(content_of(turn.said.rest)) or bool(turn.names)
    if turn.said.addresses and turn.names:
        return True
    return bool(turn.names) and (len(turn.content) >= _SUBJECT or bool(_OF_DOCUMENT.search(turn.rest)))


Way = Callable[[LaterTurn, Past, Sequence[Past], Corpus, Evidence], FollowUp | None]


def _paper(
    turn: LaterTurn, base: Past, _past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """第一份落款是几号: of the document that was asked about first."""
    if turn.pointed.back is not Back.PAPER or not turn.content or not base.holder:
        return None
    return FollowUp(_join(base.holder, turn.rest), True, turn.rest)


def _number(
    turn: LaterTurn, base: Past, past: Sequence[Past], corpus: Corpus, _: Evidence
) -> FollowUp | None:
    found = find_numbered(turn, base, past, corpus)
    if found is None:
        return None
    return FollowUp(found.text, True, also=found.also, known=found.known)


def _other_names(
    turn: LaterTurn, base: Past, _past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """那盘锦呢; 区局对这种怎么规定: the same of another document or place."""
    if not turn.names or turn.said.addresses:
        return None
    own = _NE.sub("，", without_end(_OF_NAME.sub("", turn.rest))).strip(_EDGES + "呢")
    if _OF_DOCUMENT.search(own):
        return FollowUp(f"{_join(turn.names, own)}？", True, own)
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
    return _most_said(own, base, corpus, evidence) >= _COVERS


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
    own_words = _OF_ANY.sub("", turn.content)
    lists_own = turn.question.asks_list and own_words != "" and _is_said(turn.content, base, corpus, evidence)
    if holder and not turn.points and (first is None or lists_own):
        return FollowUp(bare, True, own, also=(whole,))  # 队伍建设有几条: a list of its own
    replaced = _with_subject(rest, base)
    text = f"{holder}{replaced}" if replaced is not None else whole
    covered = first is not None and evidence.share(turn.text, first.text) >= _COVERS
    thin = len(turn.content) <= THIN or replaced is not None
    plain = first is not None and replaced is None and not own_words
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
    if _is_said_elsewhere(turn, nearest, base, corpus, evidence):
        return None
    if not nearest or base.doc_ids.isdisjoint(c.doc_id for c in nearest):
        if nearest and evidence.share(turn.text, nearest[0].text) >= _LEAVES:
            return None
        return FollowUp(whole, True, turn.text, offered=base.clauses[:1], known=Known(base.topic))
    known = Known(topic_of(turn.rest))
    return FollowUp(bare, True, turn.text, also=(whole,), offered=base.clauses[:1], known=known)


def _is_said_elsewhere(
    turn: LaterTurn, nearest: Sequence[Clause], base: Past, corpus: Corpus, evidence: Evidence
) -> bool:
    """Whether the clause found first is of other documents and says far more of the question than any of
    those asked before does: 一表通查 after a question about 盘锦."""
    if not nearest or nearest[0].doc_id in base.doc_ids:
        return False
    there = evidence.share(turn.text, nearest[0].text)
    return there >= _COVERS and there - _most_said(turn.text, base, corpus, evidence) >= _FAR


def _most_said(own: str, base: Past, corpus: Corpus, evidence: Evidence) -> float:
    """The largest share of ``own`` that a clause of the documents asked before says."""
    clauses = (c for doc_id in sorted(base.doc_ids) for c in corpus.get_document(doc_id).clauses)
    return max((evidence.share(own, clause.text) for clause in clauses), default=0.0)


_WAYS: tuple[Way, ...] = (
    _paper,
    of_both,
    _number,
    of_cell,
    of_clause,
    of_more,
    of_opposite,
    of_exception,
    _other_names,
    _other_subject,
    _same_subject,
    _same_place,
)
