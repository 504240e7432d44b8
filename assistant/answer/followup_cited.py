"""Questions about what was cited before: its cells, its number, its words, its opposite and exceptions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.followup_asked import EDGES, label_of
from assistant.answer.followup_models import Evidence, FollowUp
from assistant.answer.followup_past import Known, Past, asks_row, side_of, subject_in_full
from assistant.answer.followup_words import (
    THIN,
    LaterTurn,
    asked_cell,
    asks_exception,
    content_of,
    opposite_of,
    without_end,
)
from assistant.answer.outline import FRONT
from corpus.models import Clause, ClauseKind, Corpus

_OF_CLAUSE = re.compile(  # asks for the clause cited, not for what it says
    r"原文|全文|原话|出处|条文|法条|哪一?条|第几条|哪个(?:条款|文件|规定)|哪份文件|依据|根据|为什么|为何|凭什么|什么(?:道理|理由)|怎么写的|哪里写的|哪儿写"
    r"|第几[项号行]|哪一?项|几号|排(?:在)?第几|哪(?:一)?[张份](?:清单|表)|序号"
)
_OUTCOME = re.compile("罚|免|从[重轻]")
_BASIS = re.compile("依据|根据")
_IS_OF = re.compile("属于?|清单|名单|列在|[排放]在|算(?:是)?|对应|位于|序号")
_BOTH = re.compile(
    r"(?:[这那])?(?<!第)[两二](?:个|者|项|条|份|种|地|边|处|家)|它们(?:之间)?|(?<![\u4e00-\u9fff])[这那]些|(?:各自|分别)(?!有哪)|有(?:什么|啥|哪些)?(?:区别|不同|差别|异同)|一样(?:吗|不)"
)
_ALIKE = re.compile(  # 隐患排查也一样吗: of another thing the same; 期限也一样吗 compares the two before
    r"(?P<other>[\u4e00-\u9fff]{2,})(?<!期限|天数|日期|时间|编码|依据|情形|方式|内容|条件|名称|要求|规定|原则|程序|后果|处罚)也(?:都|是)?一样"
)
_BETWEEN = re.compile("[两二俩]|[它他她]们|这些|那些")
_TELL = re.compile(
    r"(?:请|再|麻烦)?(?:你)?(?:列|说|讲|念|展开|详细|具体|解释|细说|细讲)(?:一?[下些点遍]|出来|说|讲|详细|具体|清楚|明白)*(?:吧|看|一下|点)?"
)
_TWO = 2
_TWO_OF = re.compile("[两二]者|[这那][两俩]|它们")
_ONE = re.compile("它(?!们)|[这那]一?[项条个]")
_SAYS_EXCEPTION = re.compile("除.{1,40}外|例外|不适用|不包括|但(?!是?要)")


def of_cell(
    turn: LaterTurn, base: Past, past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
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


def of_clause(
    turn: LaterTurn, base: Past, _past: Sequence[Past], corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """那是哪一条, 原文怎么写的, 为什么: the clause cited before."""
    asks = _OF_CLAUSE.search(turn.rest)
    left = content_of(_IS_OF.sub("", _OF_CLAUSE.sub("", turn.rest)))
    if asks is None or len(left) > 2 or turn.names or turn.said.addresses or not base.clauses:
        return None
    first = base.clauses[0]
    if first.kind in FRONT and _OUTCOME.search(turn.rest):
        return FollowUp(turn.text, carried=False)  # 凭什么不罚 after a signature, which says nothing of that
    if _BASIS.search(turn.rest) and first.kind in FRONT:
        return _basis_of(first, turn, base, corpus)
    words = without_end(turn.rest).strip(EDGES)
    text = f"{label_of(first)}{'，' if not asks.group().startswith(('原', '全')) else '的'}{words}？"
    known = Known(base.topic, base.portable, base.tail)
    return FollowUp(text, True, about=first, also=(base.text,), known=known)


def _basis_of(first: Clause, turn: LaterTurn, base: Past, corpus: Corpus) -> FollowUp:
    """Of the document, which its opening words give; or of its lists."""
    document = corpus.get_document(first.doc_id)
    lists = "清单" in turn.rest
    asked = "的清单是根据什么编制的？" if lists else "是根据什么制定的？"
    opening = next((c for c in document.clauses if c.kind is ClauseKind.PREAMBLE and not lists), None)
    text = document.meta.cite_as + asked
    return FollowUp(text, True, about=opening, offered=(first,), known=Known(base.topic))


def of_both(
    turn: LaterTurn, base: Past, past: Sequence[Past], _corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """这两个有什么区别: what the last two questions were about."""
    match = _BOTH.search(turn.rest)
    if match is None or turn.names or turn.said.addresses:
        return None
    if _is_of_another(turn.rest) and not all(any(c.cells for c in p.clauses[:1]) for p in past[-_TWO:]):
        return None
    own = turn.rest.replace(match.group(), "", 1) if re.match("[这那两二它]", match.group()) else turn.rest
    names = base.names.split("、")
    if len(names) == _TWO and _TWO_OF.search(turn.rest):  # both in the one question before
        return FollowUp(f"{names[0]}和{names[1]}{own.strip(EDGES)}", True, also=(base.text,))
    if len(content_of(_BOTH.sub("", turn.rest))) > THIN or len(past) < _TWO:
        return None
    sides = [side_of(p) for p in past[-2:]]
    if not all(sides) or sides[0] == sides[1]:
        return None
    return FollowUp(f"{sides[0]}和{sides[1]}{own.strip(EDGES)}", True, also=tuple(p.text for p in past[-2:]))


def _is_of_another(text: str) -> bool:
    alike = _ALIKE.search(text)
    return alike is not None and not _BETWEEN.search(alike["other"])


def of_more(
    turn: LaterTurn, base: Past, _past: Sequence[Past], corpus: Corpus, _: Evidence
) -> FollowUp | None:
    """展开讲讲, 列一下: the same again, the clause in full."""
    if not _TELL.fullmatch(without_end(turn.text).strip(EDGES)) or not base.clauses:
        return None
    first = base.clauses[0]
    known = Known(base.topic, base.portable, base.tail, base.titled)
    document = corpus.get_document(first.doc_id)
    if first.cells or document.children(first.clause_id):
        return FollowUp(base.text, True, known=known)
    return FollowUp(f"{label_of(first)}的全文", True, about=first, also=(base.text,), known=known)


def of_opposite(
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


def of_exception(
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
