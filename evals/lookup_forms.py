"""Clauses asked for by number in the ways people write it, generated from the clause trees.

``answers``: with one clause it is the one meant; with several the question names no document and each of
them bears the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from corpus.models import Clause, ClauseKind, Corpus, Document

_CN_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FRAMES = (
    "{}",
    "{}是什么？",
    "{}怎么规定的？",
    "{}写了什么",
    "请问{}的内容是什么？",
    "{}的原文",
    "{}讲的是什么？",
    "想看一下{}的全文",
    "帮我找一下{}",
    "{}里是怎么说的？",
    "{}规定了什么",
    "把{}的原文发给我看看",
    "麻烦查一下{}。",
    "{}具体是什么内容？",
    "你能告诉我{}说的是啥吗？",
    "我想了解{}",
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question: ``form`` is the way the number is written."""

    form: str
    question: str
    answers: tuple[str, ...]


def chinese_numeral(number: int) -> str:
    """1 … 99 → 一 … 九十九."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_CN_DIGITS[tens]}十"
    return head + (_CN_DIGITS[ones] if ones or not tens else "")


def document_ways(document: Document) -> list[str]:
    """How people name a document: as cited, by 文号, title and every other name."""
    meta = document.meta
    half = (meta.doc_number or "").replace("〔", "[").replace("〕", "]")
    names = [meta.cite_as, half, f"《{meta.title}》", meta.title, *meta.aliases]
    return list(dict.fromkeys(name for name in names if name))


def numbers_of(clause: Clause) -> tuple[int, ...]:
    """The numbers on the path below an annex or the body: a2.6 → (6,), 3.4 → (3, 4)."""
    parts = [part for part in clause.path.split(".") if part.isdigit()]
    return tuple(map(int, parts))


def runs_on(document: Document) -> bool:
    """Whether the （N） are numbered through the whole document, so that 第N条 can only mean them."""
    seconds = [numbers_of(c)[1] for c in _sections(document) if len(numbers_of(c)) == 2]
    return len(seconds) > 1 and seconds == list(range(1, len(seconds) + 1))


def build_lookups(corpus: Corpus) -> list[Lookup]:
    """Every numbered clause in every way that fits it, each in another frame and by another name."""
    turns = count()
    lookups = []
    for document in corpus.documents:
        names = document_ways(document)
        for clause in document.clauses:
            for form, words in _named_ways(document, clause):
                turn = next(turns)
                reference = words.replace("□", names[turn % len(names)])
                lookups.append(Lookup(form, _framed(turn, reference), (clause.clause_id,)))
            for form, words in _titled_ways(document, clause):
                question = words.replace("□", names[next(turns) % len(names)])
                lookups.append(Lookup(form, question, (clause.clause_id,)))
            for form, reference in _exact_ways(clause):
                lookups.append(Lookup(form, _framed(next(turns), reference), (clause.clause_id,)))
    for form, reference, answers in _unnamed_ways(corpus):
        lookups.append(Lookup(form, _framed(next(turns), reference), answers))
    return lookups


def _framed(turn: int, reference: str) -> str:
    return FRAMES[turn % len(FRAMES)].format(reference)


def _sections(document: Document) -> list[Clause]:
    return [c for c in document.clauses if c.kind is ClauseKind.SECTION and not c.path.startswith("a")]


def _exact_ways(clause: Clause) -> Iterator[tuple[str, str]]:
    """As the answers themselves cite it."""
    if _is_asked_for(clause):
        yield "引用标签", clause.label
        yield "引用标签（半角）", clause.label.replace("（", "(").replace("）", ")")
        yield "条款编号", clause.clause_id


def _titled_ways(document: Document, clause: Clause) -> Iterator[tuple[str, str]]:
    """With a question of what the clause says: whole questions."""
    number = clause.label.removeprefix(f"{document.meta.cite_as} ")
    if _is_asked_for(clause) and clause.title and clause.kind is not ClauseKind.NOTE:
        yield "编号加题目", f"□{number}“{clause.title}”是怎么要求的？"
        yield "编号加题目", f"按照□{number}，{clause.title}要怎么做？"
    for item in range(2, counted_items(clause) + 1):
        yield "三（九）第二种情形", f"□{number}第{chinese_numeral(item)}种情形是什么？"


def counted_items(clause: Clause) -> int:
    """一是……二是……三是…… → 3; 0 where nothing is counted."""
    count = 0
    while f"{chinese_numeral(count + 1)}是" in clause.text:
        count += 1
    return count if count > 1 else 0


def _is_asked_for(clause: Clause) -> bool:
    numbered = bool(clause.number) or clause.kind is ClauseKind.NOTE
    return numbered and clause.kind is not ClauseKind.MERGED_CELL


def _named_ways(document: Document, clause: Clause) -> Iterator[tuple[str, str]]:
    """(form, words with □ for the document's name)."""
    if not _is_asked_for(clause):
        return
    for form, words in _ways(document, clause):
        gap = "的" if words.startswith(("附", "正", "负", "第")) else ""
        yield form, f"□{words}"
        yield f"{form}，带空格或“的”", f"□{gap or ' '}{words}"


def _ways(document: Document, clause: Clause) -> Iterator[tuple[str, str]]:
    numbers = numbers_of(clause)
    if clause.path.startswith("a"):
        yield from _annex_ways(document, clause)
    elif len(numbers) == 1:
        yield from _top_ways(numbers[0], runs_on(document))
    elif len(numbers) == 2:
        yield from _second_ways(*numbers)
        if runs_on(document):
            yield from _running_ways(numbers[1])
    elif len(numbers) == 3:
        yield from _third_ways(*numbers)


def _top_ways(top: int, running: bool) -> Iterator[tuple[str, str]]:
    cn = chinese_numeral(top)
    yield "第三部分", f"第{cn}部分"
    yield "第3部分", f"第{top}部分"
    yield "第三大点", f"第{cn}大点"
    if not running:
        yield "第三条", f"第{cn}条"
        yield "第3条", f"第{top}条"


def _second_ways(top: int, second: int) -> Iterator[tuple[str, str]]:
    cn, sub = chinese_numeral(top), chinese_numeral(second)
    yield "三（四）", f"{cn}（{sub}）"
    yield "三(四)", f"{cn}({sub})"
    yield "三、（四）", f"{cn}、（{sub}）"
    yield "三（4）", f"{cn}（{second}）"
    yield "3（4）", f"{top}（{second}）"
    yield "3.4", f"{top}.{second}"
    yield "第三部分第（四）条", f"第{cn}部分第（{sub}）条"
    yield "第三部分（四）", f"第{cn}部分（{sub}）"
    yield "第三部分第四项", f"第{cn}部分第{sub}项"
    yield "第三部分的第四点", f"第{cn}部分的第{sub}点"
    yield "第3部分第4条", f"第{top}部分第{second}条"


def _running_ways(number: int) -> Iterator[tuple[str, str]]:
    cn = chinese_numeral(number)
    yield "第十四条", f"第{cn}条"
    yield "第14条", f"第{number}条"
    yield "第１４条", f"第{number}条".translate(_FULL_WIDTH)
    yield "（十四）", f"（{cn}）"
    yield "(十四)", f"({cn})"
    yield "第（十四）条", f"第（{cn}）条"
    yield "第十四项措施", f"第{cn}项措施"
    yield "第十四条措施", f"第{cn}条措施"
    yield "第14项", f"第{number}项"


def _third_ways(top: int, second: int, third: int) -> Iterator[tuple[str, str]]:
    cn, sub = chinese_numeral(top), chinese_numeral(second)
    yield "四（五）1", f"{cn}（{sub}）{third}"
    yield "四(五)1.", f"{cn}({sub}){third}."
    yield "四（五）第1项", f"{cn}（{sub}）第{third}项"
    yield "四（五）第一点", f"{cn}（{sub}）第{chinese_numeral(third)}点"
    yield "4.5.1", f"{top}.{second}.{third}"
    yield "第四部分第五条第一项", f"第{cn}部分第{sub}条第{chinese_numeral(third)}项"


def _annex_ways(document: Document, clause: Clause) -> Iterator[tuple[str, str]]:
    annex = (*document.ancestors(clause), clause)[0]
    for form, words in annex_words(annex):
        for tail_form, tail in _inside_ways(document, clause):
            yield f"{form}{tail_form}", f"{words}{tail}"


def annex_words(annex: Clause) -> Iterator[tuple[str, str]]:
    """附件2, 附件二, 附件2正面清单, 正面清单."""
    word, number = annex.number[:2], int(annex.path[1:])
    name = list_name(annex)
    yield word, f"{word}{number}"
    yield f"{word}二", f"{word}{chinese_numeral(number)}"
    if name:
        yield "附件2正面清单", f"{word}{number}{name}"
        yield "清单名", name


def list_name(annex: Clause) -> str:
    match = re.search("(正面清单|负面清单)$", annex.title)
    return match.group() if match else ""


def _inside_ways(document: Document, clause: Clause) -> Iterator[tuple[str, str]]:
    if clause.parent_id is None:
        yield "", ""
        return
    parent = document.find_clause(clause.parent_id)
    number = numbers_of(clause)[-1] if numbers_of(clause) else 0
    if clause.kind is ClauseKind.NOTE and not clause.number:
        yield "说明", "说明"
        yield "的说明", "的说明"
    elif parent is not None and parent.kind is ClauseKind.NOTE:
        yield "说明1", f"说明{number}"
        yield "说明第一条", f"说明第{chinese_numeral(number)}条"
        yield "的说明第1项", f"的说明第{number}项"
        yield "说明（1）", f"说明（{number}）"
    elif clause.kind is ClauseKind.ROW:
        yield "第6项", f"第{number}项"
        yield "第六项", f"第{chinese_numeral(number)}项"
        yield "的第6条", f"的第{number}条"
        yield "第６项", f"第{number}项".translate(_FULL_WIDTH)
        yield "里的第6个", f"里的第{number}个"
    elif clause.kind is ClauseKind.SECTION:
        yield " 一", f" {chinese_numeral(number)}"
        yield "第一项", f"第{chinese_numeral(number)}项"
        yield "第一部分", f"第{chinese_numeral(number)}部分"
        yield "的第1条", f"的第{number}条"


def _unnamed_ways(corpus: Corpus) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Without a document: (form, words, every clause that bears the number)."""
    clauses = [c for d in corpus.documents for c in d.clauses]
    sections = [c for d in corpus.documents for c in _sections(d)]
    running = [c for d in corpus.documents if runs_on(d) for c in _sections(d) if len(numbers_of(c)) == 2]
    for path in sorted({numbers_of(c) for c in sections if len(numbers_of(c)) > 1}):
        same = tuple(c.clause_id for c in sections if numbers_of(c) == path)
        head = f"{chinese_numeral(path[0])}（{chinese_numeral(path[1])}）"
        yield "无文件名 三（四）", head + "".join(str(n) for n in path[2:]), same
    for top in sorted({numbers_of(c)[0] for c in sections}):
        same = tuple(c.clause_id for c in sections if numbers_of(c) == (top,))
        yield "无文件名 第三部分", f"第{chinese_numeral(top)}部分", same
    for clause in running:
        number = numbers_of(clause)[1]
        tops = [
            c.clause_id
            for d in corpus.documents
            if not runs_on(d)
            for c in _sections(d)
            if numbers_of(c) == (number,)
        ]
        same = tuple(c.clause_id for c in clauses if c.clause_id in {clause.clause_id, *tops})
        yield "无文件名 第十四条", f"第{chinese_numeral(number)}条", same
        yield "无文件名 第14条", f"第{number}条", same
    yield from _unnamed_annex_ways(corpus)


def _unnamed_annex_ways(corpus: Corpus) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    bearers: dict[str, list[Clause]] = {}
    forms: dict[str, str] = {}
    for document in corpus.documents:
        for clause in document.clauses:
            in_annex = clause.path.startswith("a") and clause.kind is not ClauseKind.SECTION
            if in_annex and _is_asked_for(clause):
                for form, words in _annex_ways(document, clause):
                    if words not in ("正面清单", "负面清单"):
                        bearers.setdefault(words, []).append(clause)
                        forms[words] = f"无文件名 {form}"
    for words, found in bearers.items():
        yield forms[words], words, tuple(c.clause_id for c in found)
