"""Numbers in a later question that lean on the one before: 第8项呢, 第二种, 三（六）, 下一条, 后面那项."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer.absent import annexes_of
from assistant.answer.addresses import ROWS, TOPS, Address, Step
from assistant.answer.followup_asked import (
    EDGES,
    JOINS,
    ORDINAL,
    TELL,
    UNITS,
    Numbered,
    after_number,
    ask_of,
    in_chinese,
    tail_of,
)
from assistant.answer.followup_beside import beside, counted_with, of_pair, other_of_two
from assistant.answer.followup_past import Known, Past, documents_of
from assistant.answer.followup_words import LaterTurn, content_of, without_end
from assistant.answer.outline import (
    inner_count,
    numbered_children,
    runs_on,
    with_number,
)
from corpus.models import Clause, ClauseKind, Corpus
from ingest.numerals import NUMERAL, parse_numeral

_TABLE = re.compile(rf"(?:第\s*(?P<number>{NUMERAL})|(?P<last>最后一))(?:张|个|份)?(?P<word>表|附件|附表)")
_NUMBER = re.compile(rf"第?(?P<number>{NUMERAL})(?:[、.）)])?")
_TITLE = 3  # characters from which a clause's title in a question is a name
_FROM_END = re.compile(
    rf"(?:倒数(?:的)?|[从由](?:最?后|末尾|最?下)面?(?:[往向到]?[前上]面?)?倒?数(?:的)?)第\s*(?P<number>{NUMERAL})(?P<unit>{UNITS})"
)
_LIST_IT = re.compile("列(?:出来|全|齐)?|出来")
_DEEPER = re.compile("款|段|句|种")


def find_numbered(turn: LaterTurn, base: Past, past: Sequence[Past], corpus: Corpus) -> Numbered | None:
    """The question with the number put where it belongs; ``None`` where none leans on what was before."""
    return (
        of_pair(turn, past)
        or _from_end(turn, base, past)
        or beside(turn, base)
        or other_of_two(turn, base)
        or _table(turn, base, corpus)
        or _titled(turn, base)
        or _under_title(turn, base)
        or _addressed(turn, base, corpus)
        or _counted(turn, base, past)
    )


# 倒数第二项


def _from_end(turn: LaterTurn, base: Past, past: Sequence[Past]) -> Numbered | None:
    """Of the clauses beside the one asked for by number before, else of what was listed."""
    found = _FROM_END.search(turn.rest)
    if found is None or turn.names or any(_is_row(a) for a in turn.said.addresses):
        return None
    number = parse_numeral(found["number"])
    own = turn.rest[: found.start()] + turn.rest[found.end() :]
    for before in (base, *reversed(past)):
        if before.address is not None and before.address.steps and before.clauses:
            row = with_number(counted_with(before.clauses[0], before.corpus, found["unit"]), -number)
            counted = ask_of(row[0], tail_of(own, before)) if row else None
        else:
            counted = _counted_of(-number, before, own, found["unit"])
        if counted is not None:
            return counted
    return None


# 第二条 after 基本原则第一条: counted under the title that stands before the number


def is_titled(turn: LaterTurn, base: Past) -> bool:
    """Whether the title of a clause stands before the number: then the number is counted under it."""
    return _titled(turn, base) is not None


def _titled(turn: LaterTurn, base: Past) -> Numbered | None:
    """基本原则第一条, of the documents named, else of those asked before: there is no other first."""
    address = turn.said.addresses[0] if len(turn.said.addresses) == 1 else None
    if address is None or len(address.steps) != 1 or _is_row(address) or address.words not in turn.rest:
        return None
    doc_ids = documents_of(turn.names, base.corpus) or base.doc_ids
    ahead, _, behind = turn.rest.partition(address.words)
    found = _title_at_end(ahead.rstrip(EDGES), doc_ids, base.corpus)
    if found is None:
        return None
    below = with_number(
        numbered_children(base.corpus.get_document(found.doc_id), found.clause_id), address.steps[0].number
    )
    return ask_of(below[0], tail_of(behind, base)) if below else None


def _title_at_end(text: str, doc_ids: frozenset[str], corpus: Corpus) -> Clause | None:
    """The clause with whose title ``text`` ends, of those with numbered ones below."""
    documents = [corpus.get_document(doc_id) for doc_id in sorted(doc_ids)]
    titled = ((d, c) for d in documents for c in d.clauses if len(c.title) >= _TITLE)
    return next((c for d, c in titled if text.endswith(c.title) and numbered_children(d, c.clause_id)), None)


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
    tail = after_number(tail_of(given[2], base), found.title)
    return ask_of(children[number - 1 if number > 0 else -1], tail)


def _title_before(base: Past, before: Address) -> Clause | None:
    """The clause whose title stands before the number; of 一（二）3 the clause 一（二）."""
    if base.titled:
        plain = len(before.steps) > 1 and not before.steps[-1].bracketed and not before.steps[-1].unit
        parent = base.clauses[0].parent_id if plain and base.clauses else None
        return base.corpus.get_clause(parent) if parent is not None else None
    if len(before.steps) != 1 or before.words not in base.text:
        return None
    ahead = base.text[: base.text.index(before.words)].rstrip(EDGES)
    return _title_at_end(ahead, base.doc_ids, base.corpus)


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
            told = content_of(_LIST_IT.sub("", TELL.sub("", own)))
            if told or not rows or (turn.question.asks_list and before.steps):
                return None  # another question about that list
            own = "" if _LIST_IT.search(own) else own
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
        last = counted_with(base.clauses[0], corpus, address.steps[-1].unit)[-1:]
        return ask_of(last[0], tail_of(own, base)) if last else None
    elif before.steps and len(address.steps) == 1:
        words = _in_body(words, address.steps[0], before, base)
    return _put(words, own, turn, base)


def _has_rows(base: Past) -> bool:
    documents = [base.corpus.get_document(doc_id) for doc_id in base.doc_ids]
    return any(clause.cells for document in documents for clause in document.clauses)


def _put(words: str, own: str, turn: LaterTurn, base: Past) -> Numbered:
    """The question before with ``words`` for its number, or what is asked now of them."""
    tail, before = tail_of(own, base), base.address
    names = turn.names or base.names or ("" if before else base.holder)
    said = before.words if before is not None else ""
    if tail == base.tail and said and said in base.text and not turn.names and not base.titled:
        return Numbered(base.text.replace(said, words), Known(tail=tail))
    joint = "" if tail[:1] in JOINS else "的"
    return Numbered(f"{names}{words}{joint}{tail}", Known(tail=tail))


def _read_number(turn: LaterTurn, base: Past) -> tuple[str, Address, str] | None:
    """(words, address, rest) of the number that the question gives; of a bare number 第N项."""
    if turn.said.addresses:
        address = turn.said.addresses[0]
        if len(turn.said.addresses) > 1:
            words = "和".join(a.words for a in turn.said.addresses)
            return words, address, turn.said.rest
        return address.words, address, turn.said.rest
    told = TELL.sub("", without_end(turn.rest), count=1)  # 再说说3
    bare = _NUMBER.fullmatch(told.strip(EDGES + "再说讲看"))
    ordinal = ORDINAL.search(turn.rest)
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
    number = in_chinese(step.number)
    if step.bracketed:
        return f"（{number}）{step.unit}"
    return f"第{number}{step.unit}" if step.ordinal or step.unit else number


# what the answer before listed, counted


def _counted(turn: LaterTurn, base: Past, past: Sequence[Past]) -> Numbered | None:
    found = ORDINAL.search(turn.rest)
    bare = _NUMBER.fullmatch(without_end(turn.rest).strip(EDGES))
    if found is not None:
        number, unit = _number_of(found), found["unit"]
        own = turn.rest[: found.start()] + turn.rest[found.end() :]
    elif bare is not None:
        number, unit, own = parse_numeral(bare["number"]), "项", ""
    else:
        return None
    for before in (base, *reversed(past)):
        counted = _counted_of(number, before, own, unit)
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
    below = with_number(children, number) or (children[number - 1 : number] if number > 0 else [])
    if below:
        return ask_of(below[0], tail_of(own, base))
    inner = inner_count(clause, Step(number, unit, ordinal=True))
    if 0 < abs(number) <= inner:
        part = f"第{in_chinese(number if number > 0 else inner + 1 + number)}{unit}"
        tail = tail_of(own, base)
        return Numbered(f"{clause.label}{part}{tail}", Known(clause.title, tail=tail))
    return None
