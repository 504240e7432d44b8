"""Numbers in a later question that lean on the one before: 第8项呢, 第二种, 三（六）, 下一条, 后面那项."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.absent import annexes_of
from assistant.answer.addresses import ROWS, TOPS, Address, Step
from assistant.answer.followup_past import Known, Past
from assistant.answer.followup_words import LaterTurn, content_of, without_end
from assistant.answer.outline import (
    inner_count,
    numbered_children,
    runs_on,
    second_level,
    with_number,
)
from corpus.models import Clause, ClauseKind, Corpus
from ingest.numerals import NUMERAL, parse_numeral

_UNITS = "种情形|种情况|种条件|种|个|类|点|条|项|款|部分|方面|步|句|段|大类|号"
_ORDINAL = re.compile(
    rf"(?:第\s*(?P<number>{NUMERAL})|(?P<last>最后面?的?[那一]?|末尾?一?|倒数第一|最下面的?[那一])|(?P<head>头一|首|最[前上]面?的?[那一]))(?P<unit>{_UNITS})"
)
_TABLE = re.compile(rf"(?:第\s*(?P<number>{NUMERAL})|(?P<last>最后一))(?:张|个|份)?(?P<word>表|附件|附表)")
_NUMBER = re.compile(rf"第?(?P<number>{NUMERAL})(?:[、.）)])?")
_NEXT = re.compile(
    r"(?<!最)(?P<way>再下|接下来|紧接着|下|后|上|前)(?:面|边)?(?:的)?(?:那)?一?(?P<unit>[条项款点种](?!例|件))"
)
_NEXT_ONE = re.compile(r"(?P<way>下|上)一?(?P<unit>个)(?!问|话|月|季)")
_FORMER = re.compile(
    r"(?<!最)前(?:面|边)?(?:那|一|的那)?(?:者|个|项|条|种)|先(?:说|提)的那?(?:个|项|条)|头一(?:个|项|条)"
)
_LATTER = re.compile(
    r"(?<!最)后(?:面|边)?(?:那|一|的那)?(?:者|个|项|条|种)|另(?:外)?(?:的)?[一那]?(?:者|个|项|条)"
)
_OTHER = re.compile(r"另(?:外)?(?:的)?[那一](?:者|个|项|条|种|类)")
_TITLE = 3  # characters from which a clause's title in a question is a name
_ASKS = re.compile("什么|啥|怎|如何|多[久少长大]|几|谁|哪|吗|依据|编码|情形|方式|原文|全文")
_TELL = re.compile("细说|细讲|展开|详细|具体|[说讲看列念](?:一|细)?[下说讲看点]|(?:给|发)我?|解释")
_LEADING = re.compile("^(?:其中|里面|它们?|你|您|我|的|，|,)+")
_WHOLE = re.compile("哪[些几]|几[项个条种]|多少|列|都有|分别")  # asks for a list, not for one of it
_SAYS = "讲什么？"
_EDGES = "的里中内，,、：:；;。 "
_JOINS = "是的里中，讲写说有要"  # a question that begins so follows a name or number as it is
_DEEPER = re.compile("款|段|句|种")
_COUNTED = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Numbered:
    """``text``: the question that stands alone."""

    text: str
    known: Known


def find_numbered(turn: LaterTurn, base: Past, past: Sequence[Past], corpus: Corpus) -> Numbered | None:
    """The question with the number put where it belongs; ``None`` where none leans on what was before."""
    return (
        _of_pair(turn, past)
        or _beside(turn, base)
        or _other_of_two(turn, base)
        or _table(turn, base, corpus)
        or _under_title(turn, base)
        or _addressed(turn, base, corpus)
        or _counted(turn, base, past)
    )


def label_of(clause: Clause) -> str:
    """沙环发〔2021〕181号 四（二）行政告知建议; of a row its label only."""
    return clause.label if clause.cells else f"{clause.label}{clause.title}"


def ask_of(clause: Clause, tail: str) -> Numbered:
    """``tail`` asked of ``clause``."""
    joint = "" if clause.cells or tail[:1] in _JOINS else "，"
    title = clause.title or clause.text[:20]
    return Numbered(
        f"{label_of(clause)}{joint}{tail}", Known(title, f"{title}{joint}{tail}", tail, titled=True)
    )


def _tail(own: str, base: Past) -> str:
    """What is asked of the number: the later question's own words, else those of the one before, unless
    they asked for a whole list."""
    own = _LEADING.sub("", own)
    words = _TELL.sub("", without_end(own)).strip(_EDGES)
    if content_of(words) or _ASKS.search(words):
        return own.strip(_EDGES)
    if words != without_end(own).strip(_EDGES) or _WHOLE.search(base.tail):
        return _SAYS
    return base.tail or _SAYS


def _after(tail: str, words: str) -> str:
    """What ``tail`` asks, without the name or number that it asked before."""
    return (tail.partition(words)[2].strip(_EDGES) or _SAYS) if words and words in tail else tail


# two clauses named before, one of them meant


def _of_pair(turn: LaterTurn, past: Sequence[Past]) -> Numbered | None:
    latter, former = _LATTER.search(turn.whole), _FORMER.search(turn.whole)
    found = latter or former
    if found is None:
        return None
    pair = next((p for p in reversed(past[-3:]) if len(_clauses_named(p)) == 2), None)
    if pair is None:
        return None
    chosen = _clauses_named(pair)[1 if latter else 0]
    own = turn.whole[: found.start()] + turn.whole[found.end() :]
    return ask_of(chosen, _tail(own, past[-1]))


def _clauses_named(past: Past) -> tuple[Clause, ...]:
    """The clauses that the question names by number, or one of each document it names."""
    named = sum(len(a.numbers) for a in past.said.addresses) or len(past.names.split("、"))
    return past.clauses if 1 < named == len(past.clauses) else ()


# the clause before or after


def _beside(turn: LaterTurn, base: Past) -> Numbered | None:
    found = _NEXT.search(turn.rest) or _NEXT_ONE.search(turn.rest)
    if found is None or not base.clauses:
        return None
    clause = base.clauses[0]
    document = base.corpus.get_document(clause.doc_id)
    beside = _siblings(clause, base.corpus)
    if runs_on(document) and clause in second_level(document):
        beside = second_level(document)
    if clause not in beside:
        return None
    at = beside.index(clause) + (1 if found["way"] in ("下", "后", "再下", "接下来", "紧接着") else -1)
    if not 0 <= at < len(beside):
        return None
    own = turn.rest[: found.start()] + turn.rest[found.end() :]
    return ask_of(beside[at], _tail(own, base))


def _siblings(clause: Clause, corpus: Corpus) -> list[Clause]:
    """The numbered clauses beside it, itself among them."""
    document = corpus.get_document(clause.doc_id)
    return [c for c in document.children(clause.parent_id) if c.number and c.kind is clause.kind]


def _other_of_two(turn: LaterTurn, base: Past) -> Numbered | None:
    """另外那种呢, where the clause cited is one of two."""
    found = _OTHER.search(turn.rest)
    siblings = _siblings(base.clauses[0], base.corpus) if found and base.clauses else []
    if found is None or len(siblings) != 2 or base.clauses[0] not in siblings:
        return None
    own = turn.rest[: found.start()] + turn.rest[found.end() :]
    tail, number = _tail(own, base), _ORDINAL.search(base.tail)
    return ask_of(siblings[1 - siblings.index(base.clauses[0])], _after(tail, number[0] if number else ""))


# 第二条 after 基本原则第一条: counted under the title that stands before the number


def _under_title(turn: LaterTurn, base: Past) -> Numbered | None:
    given = _read_number(turn, base)
    before = base.address
    if given is None or turn.names or before is None or _is_row(before):
        return None
    _, address, _ = given
    found = _title_before(base, before)
    if len(address.steps) != 1 or _is_row(address) or found is None:
        return None
    children = numbered_children(base.corpus.get_document(found.doc_id), found.clause_id)
    number = address.steps[0].number
    if not -1 <= number <= len(children) or number == 0 or not children:
        return None
    tail = _after(_tail(given[2], base), found.title)
    return ask_of(children[number - 1 if number > 0 else -1], tail)


def _title_before(base: Past, before: Address) -> Clause | None:
    """The clause whose title stands before the number; of 一（二）3 the clause 一（二）."""
    if base.titled:
        plain = len(before.steps) > 1 and not before.steps[-1].bracketed and not before.steps[-1].unit
        parent = base.clauses[0].parent_id if plain and base.clauses else None
        return base.corpus.get_clause(parent) if parent is not None else None
    if len(before.steps) != 1 or before.words not in base.text:
        return None
    ahead = base.text[: base.text.index(before.words)].rstrip(_EDGES)
    documents = (base.corpus.get_document(doc_id) for doc_id in sorted(base.doc_ids))
    titled = (c for d in documents for c in d.clauses if len(c.title) >= _TITLE and ahead.endswith(c.title))
    return next(titled, None)


# an annex counted: 第一张表


def _table(turn: LaterTurn, base: Past, corpus: Corpus) -> Numbered | None:
    found = _TABLE.search(turn.rest)
    if found is None or len(base.doc_ids) != 1:
        return None
    annexes = annexes_of(corpus.get_document(next(iter(base.doc_ids))))
    number = -1 if found["last"] else parse_numeral(found["number"])
    if not annexes or number > len(annexes):
        return None
    annex = annexes[number - 1 if number > 0 else -1]
    own = turn.rest[: found.start()] + annex.number + turn.rest[found.end() :]
    if not content_of(own.replace(annex.number, "")):
        own = annex.number + (base.tail or "是什么？")
    return Numbered(f"{turn.names or base.holder}{own}", Known())


# numbers of clauses, completed by the address before


def _addressed(turn: LaterTurn, base: Past, corpus: Corpus) -> Numbered | None:
    given = _read_number(turn, base)
    if given is None:
        return None
    words, address, own = given
    before = base.address
    if address.annex is not None or address.list_name:
        if not address.steps and before is not None:
            rows = _is_row(before) or (len(before.steps) == 1 and before.steps[0].unit in ROWS)
            if content_of(own) or turn.question.asks_list or not rows:
                return None  # another question about that list
            words = f"{words}{_part_of(before, address)}"
        return _put(words, own, turn, base)
    if before is None:
        counted = _counted_of(address.steps[0].number, base, own) if len(address.steps) == 1 else None
        if counted is None and address.steps[0].unit in ROWS and not _has_rows(base):
            return None  # 第8项 after a question about a document without a list
        return counted or _put(words, own, turn, base)
    if _is_row(before):
        if len(address.steps) == 1 and not address.steps[0].bracketed:
            words = f"{_prefix(before)}{words}"
    elif address.steps[-1].number < 0 and base.clauses:
        last = _siblings(base.clauses[0], corpus)[-1:]
        return ask_of(last[0], _tail(own, base)) if last else None
    elif before.steps and len(address.steps) == 1:
        words = _in_body(words, address.steps[0], before, base)
    return _put(words, own, turn, base)


def _has_rows(base: Past) -> bool:
    documents = [base.corpus.get_document(doc_id) for doc_id in base.doc_ids]
    return any(clause.cells for document in documents for clause in document.clauses)


def _put(words: str, own: str, turn: LaterTurn, base: Past) -> Numbered:
    """The question before with ``words`` for its number, or what is asked now of them."""
    tail, before = _tail(own, base), base.address
    names = turn.names or base.names or ("" if before else base.holder)
    said = before.words if before is not None else ""
    if tail == base.tail and said and said in base.text and not turn.names and not base.titled:
        return Numbered(base.text.replace(said, words), Known(tail=tail))
    joint = "" if tail[:1] in _JOINS else "的"
    return Numbered(f"{names}{words}{joint}{tail}", Known(tail=tail))


def _read_number(turn: LaterTurn, base: Past) -> tuple[str, Address, str] | None:
    """(words, address, rest) of the number that the question gives; of a bare number 第N项."""
    if turn.said.addresses:
        address = turn.said.addresses[0]
        if len(turn.said.addresses) > 1:
            words = "和".join(a.words for a in turn.said.addresses)
            return words, address, turn.said.rest
        return address.words, address, turn.said.rest
    told = _TELL.sub("", without_end(turn.rest), count=1)  # 再说说3
    bare = _NUMBER.fullmatch(told.strip(_EDGES + "再说讲看"))
    ordinal = _ORDINAL.search(turn.rest)
    before = base.address
    if before is None or not before.steps or (bare is None and ordinal is None):
        return None
    if bare is not None:
        number, unit, own = parse_numeral(bare["number"]), before.steps[-1].unit, ""
    else:
        assert ordinal is not None
        number, unit = _number_of(ordinal), ordinal["unit"]
        own = turn.rest[: ordinal.start()] + turn.rest[ordinal.end() :]
        unit = before.steps[-1].unit if unit in ("个", "种", "类", "点") else unit
    unit = unit or ("" if before.steps[-1].bracketed else "项")
    step = Step(number, unit, bracketed=bare is not None and before.steps[-1].bracketed, ordinal=True)
    if bare is not None and not step.bracketed:
        words = f"第{bare['number']}{unit}"
    else:
        words = _render(step) if number > 0 else f"最后一{unit or '项'}"
    address = Address(words, None, "", "", False, (step,), (), None)
    return words, address, own


def _number_of(match: re.Match[str]) -> int:
    return -1 if match["last"] else 1 if match["head"] else parse_numeral(match["number"])


def _is_row(address: Address) -> bool:
    return address.annex is not None or bool(address.list_name)


def _prefix(address: Address) -> str:
    """附件2正面清单 of 附件2正面清单第6项."""
    annex = f"附{address.annex[0]}{address.annex[1]}" if address.annex else ""
    return f"{annex}{address.list_words}{'说明' if address.note else ''}"


def _part_of(before: Address, address: Address) -> str:
    note = "说明" if before.note and not address.note else ""
    return note + "".join(f"第{step.number}{step.unit}" for step in before.steps if step.number > 0)


def _in_body(words: str, step: Step, before: Address, base: Past) -> str:
    """三（四） and （五） → 三（五）; 第四条 and 第二款 → 第四条第二款; otherwise the number as it is."""
    last = before.steps[-1]
    if _DEEPER.match(step.unit) and not _DEEPER.match(last.unit):
        return before.words + words
    if step.unit in TOPS or len(before.steps) == 1:
        return words
    documents = [base.corpus.get_document(d) for d in base.doc_ids]
    if any(runs_on(d) for d in documents) and not _DEEPER.match(step.unit):
        return words
    inner = Step(step.number, last.unit, last.bracketed, last.ordinal)
    return "".join(_render(s) for s in before.steps[:-1]) + _render(inner)


def _render(step: Step) -> str:
    number = _chinese(step.number)
    if step.bracketed:
        return f"（{number}）{step.unit}"
    return f"第{number}{step.unit}" if step.ordinal or step.unit else number


def _chinese(number: int) -> str:
    if number <= 10:
        return _COUNTED[number]
    tens, ones = divmod(number, 10)
    return f"{_COUNTED[tens] if tens > 1 else ''}十{_COUNTED[ones] if ones else ''}"


# what the answer before listed, counted


def _counted(turn: LaterTurn, base: Past, past: Sequence[Past]) -> Numbered | None:
    found = _ORDINAL.search(turn.rest)
    if found is None:
        return None
    own = turn.rest[: found.start()] + turn.rest[found.end() :]
    for before in (base, *reversed(past)):
        counted = _counted_of(_number_of(found), before, own, found["unit"])
        if counted is not None:
            return counted
    return None


def _counted_of(number: int, base: Past, own: str, unit: str = "项") -> Numbered | None:
    """The ``number``-th of what the answer's first clause lists."""
    if not base.clauses:
        return None
    clause = base.clauses[0]
    document = base.corpus.get_document(clause.doc_id)
    children = numbered_children(document, clause.clause_id)
    if not children and clause.kind is ClauseKind.NOTE:
        children = [c for c in document.children(clause.clause_id) if c.number]
    below = with_number(children, number) or children[number - 1 : number] if children else []
    if below:
        return ask_of(below[0], _tail(own, base))
    inner = inner_count(clause, Step(number, unit, ordinal=True))
    if 0 < number <= inner or (number < 0 < inner):
        part = f"第{_chinese(number if number > 0 else inner)}{unit}"
        tail = _tail(own, base)
        return Numbered(f"{clause.label}{part}{tail}", Known(clause.title, tail=tail))
    return None
