"""单选、多选: each right option is what the clause says, each wrong one is not, by a reading of our own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.quiz.check.compare import find_saying, says, shares
from assistant.quiz.check.law import Law, Passage, quoted_words
from assistant.quiz.check.leads import find_bodies
from assistant.quiz.check.models import Finding, error, hint
from assistant.quiz.check.stems import asks_for_statements, fill, is_negative
from assistant.quiz.check.words import find_decisive, plain, same_meaning, shorten, stands, statement
from assistant.quiz.models import LETTERS, Item, ItemKind, ProofKind
from corpus.models import ClauseKind

_ALIKE = 0.1  # by which another row may have fewer of the bigrams of the stem
_ROW_NUMBER = re.compile(r"第([0-9一二三四五六七八九十]+)项")


@dataclass(frozen=True)
class _Question:
    item: Item
    law: Law
    cited: tuple[Passage, ...]
    quotes: tuple[tuple[str, str], ...]
    scope: tuple[Passage, ...]  # of the documents asked about
    holds: tuple[int, ...]  # options that the key says are so: the wrong ones of a negative stem

    @property
    def fails(self) -> tuple[int, ...]:
        return tuple(i for i in range(len(self.item.options)) if i not in self.holds)

    def text(self, index: int) -> str:
        return statement(self.item.options[index])

    def show(self, index: int) -> str:
        return f"选项{LETTERS[index]}“{shorten(self.item.options[index])}”"


def check_options(item: Item, law: Law) -> Iterator[Finding]:
    """``item`` is 单选 or 多选 with a well-formed key and no engine behind it."""
    question = _read(item, law)
    yield from _check_proof(question)
    yield from _check_same(question)
    if not question.cited:
        yield from _check_without_basis(question)
        return
    filled = _fill_all(question)
    if filled is not None and all(_said(filled[i], question.cited) for i in question.holds):
        yield from _check_filled(question, filled)
        return
    yield from _check_right(question)
    yield from _check_wrong(question)


def _read(item: Item, law: Law) -> _Question:
    cited = tuple(law.of_clauses(c.clause_id for c in item.citations))
    quotes = tuple(quoted_words(item.citations))
    docs = law.named_documents(item.stem) or list(dict.fromkeys(p.doc_id for p in cited))
    key = tuple(LETTERS.index(letter) for letter in item.key)
    negative = is_negative(item.stem, [text for _, text in quotes])
    holds = tuple(i for i in range(len(item.options)) if (i in key) != negative)
    return _Question(item, law, cited, quotes, tuple(law.of_documents(docs)), holds)


def _fill_all(question: _Question) -> list[list[str]] | None:
    """The bodies of the stem with each option in its blank; None where it has not just one."""
    stem = question.item.stem
    filled = [fill(stem, [option.rstrip("。；，")]) for option in question.item.options]
    if any(words is None for words in filled):
        return None
    return [find_bodies(words or "", question.item.citations, question.law) for words in filled]


def _said(bodies: Sequence[str], passages: Sequence[Passage]) -> bool:
    return any(says(body, passage) for body in bodies for passage in passages)


def _check_filled(question: _Question, filled: Sequence[list[str]]) -> Iterator[Finding]:
    for index in question.fails:
        for body in filled[index]:
            if len(body) - len(question.text(index)) < 4:
                continue  # the stem is all lead
            if found := find_saying(body, question.scope):
                label = found[0].clause.label
                yield error("second_right", f"{question.show(index)}填入题干也成立（{label}），请换掉。")
                break


def _check_right(question: _Question) -> Iterator[Finding]:
    generated = question.item.proof.kind is ProofKind.CLAUSE
    for index in question.holds:
        if _stands_in_quotes(question, index):
            continue
        if _said([question.text(index)], question.cited) and not generated:
            continue
        text = f"{question.show(index)}不在所引原文里，"
        if generated or find_decisive(question.text(index)):
            yield error("right_not_in_clause", f"答案说它对，{text}请核对答案和引文。")
        else:
            yield hint("own_words", f"{text}无法逐字核对，请人工核对。")


def _check_wrong(question: _Question) -> Iterator[Finding]:
    whole = question.item.kind is ItemKind.MULTIPLE
    for index in question.fails:
        words = question.text(index)
        if _stands_in_quotes(question, index):
            yield error("wrong_in_clause", f"答案说它不对，但{question.show(index)}就在所引原文里，请换掉。")
        elif whole and len(words) >= 4 and any(stands(words, p.text) for p in question.cited):
            yield error("wrong_in_clause", f"答案说它不对，但{question.show(index)}就在所引条款里，请换掉。")
        elif asks_for_statements(question.item.stem) and (found := find_saying(words, question.scope)):
            label = found[0].clause.label
            yield error(
                "wrong_in_clause", f"答案说它不对，但{label}正是这样写的：{question.show(index)}，请换掉。"
            )
        else:
            yield from _check_fits_too(question, index)


def _stands_in_quotes(question: _Question, index: int) -> bool:
    """Among the words quoted, or as the name or number of a clause cited."""
    words = question.text(index)
    if any(stands(words, quote) or _reads(words, quote) for _, quote in question.quotes):
        return True
    label = question.law.find_label(question.item.options[index])
    if label:
        return any(clause_id == label for clause_id, _ in question.quotes)
    number = _ROW_NUMBER.search(words)
    if number and len(words) <= 24:
        return any(_is_row(p, number[1], words) for p in question.cited)
    named = question.law.named_documents(words)
    if named and len(words) <= 60 and any(n == words for n in _own_names(question.law, named)):
        return any(p.doc_id in named for p in question.cited)
    return False


def _reads(words: str, quote: str) -> bool:
    return len(words) >= 8 and all(stands(part, quote) for part in re.split("[,;。、]", words) if part)


def _is_row(passage: Passage, number: str, words: str) -> bool:
    """Whether 正面清单第2项 is ``passage``."""
    label = plain(passage.clause.label)
    named = passage.clause.kind is ClauseKind.ROW and label.endswith(f"第{number}项")
    lists = [name for name in ("正面清单", "负面清单") if name in words]
    return named and all(name in label for name in lists)


def _own_names(law: Law, doc_ids: Sequence[str]) -> list[str]:
    names = []
    for doc_id in doc_ids:
        meta = law.corpus.get_document(doc_id).meta
        names += [plain(name) for name in (meta.title, meta.cite_as, *meta.aliases)]
    return [*names, *(f"《{name}》" for name in names)]


def _check_fits_too(question: _Question, index: int) -> Iterator[Finding]:
    """A wrong option from a row that has the same numbers and deciding words the stem asks for."""
    bodies = question.law.strip_leads(plain(question.item.stem))
    asked = set(find_decisive(re.sub(r"第[0-9一二三四五六七八九十]+项", "", bodies[-1])))
    if not asked or not all(asked <= set(find_decisive(p.text)) for p in question.cited):
        return
    words = question.text(index)
    for passage in question.scope:
        if passage.clause.kind is not ClauseKind.ROW or passage in question.cited:
            continue
        named = _ROW_NUMBER.search(words)
        of_row = stands(words, passage.text) if len(words) >= 6 else False
        of_row = of_row or bool(named and len(words) <= 24 and _is_row(passage, named[1], words))
        alike = shares(bodies[-1], passage) >= max(shares(bodies[-1], p) for p in question.cited) - _ALIKE
        if of_row and alike and asked <= set(find_decisive(passage.text)):
            label = passage.clause.label
            yield error("second_right", f"{question.show(index)}所在的{label}也合题干所问，请换掉。")
            return


def _check_same(question: _Question) -> Iterator[Finding]:
    for right in question.holds:
        for wrong in question.fails:
            if same_meaning(question.item.options[right], question.item.options[wrong]):
                letters = f"{LETTERS[right]}与{LETTERS[wrong]}"
                yield error("same_as_right", f"选项{letters}意思相同，一对一错不能并存，请换掉一个。")


def _check_proof(question: _Question) -> Iterator[Finding]:
    item = question.item
    proofs = item.proof.options
    if not proofs:
        return
    if [p.text for p in proofs] != list(item.options):
        yield error("proof_options", "选项与证明里的选项不一致，改动后请重新核对或重新出题。")
        return
    for index, proof in enumerate(proofs):
        if proof.is_true != (index in question.holds):
            verdict = "对" if proof.is_true else "不对"
            yield error("proof_key", f"证明说{question.show(index)}{verdict}，与答案不符，请核对。")
        found = question.law.of_clauses([proof.clause_id]) if proof.clause_id else []
        if proof.clause_id and not found:
            yield error(
                "no_such_clause", f"{question.show(index)}的出处“{proof.clause_id}”不在语料里，请改正。"
            )
        elif proof.is_true and found and not _from(question, index, found[0]):
            label = found[0].clause.label
            yield error("right_not_in_clause", f"答案说它对，{question.show(index)}却不在{label}里，请核对。")


def _from(question: _Question, index: int, passage: Passage) -> bool:
    words = question.text(index)
    document = question.law.corpus.get_document(passage.doc_id)
    if words in plain(passage.clause.label) or words in passage.text:
        return True
    return (
        says(words, passage)
        or _reads(words, passage.text)
        or words
        in map(
            plain,
            (document.meta.title, document.meta.cite_as, f"《{document.meta.title}》", document.meta.issuer),
        )
    )


def _check_without_basis(question: _Question) -> Iterator[Finding]:
    """Of a trainer's own file: what filling the stem says, where anything does."""
    filled = _fill_all(question)
    if filled is not None:
        said = [
            bool(b) and any(find_saying(body, question.scope) for body in b if len(body) > 8) for b in filled
        ]
        if any(said):
            wrong = [i for i in question.fails if said[i]]
            if wrong:
                found = question.show(wrong[0])
                yield error("second_right", f"{found}填入题干与语料一致，答案却说它不对，请核对。")
                return
            yield hint("no_basis", "没有依据条款；填入答案后与语料一致，请补上依据。")
            return
    yield hint("no_basis", "没有依据条款，无法核对答案，请补上依据的条款和原文。")
