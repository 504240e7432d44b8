"""判断: a true item is what a clause says; a false one differs from it in exactly one decisive place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.quiz.check.compare import Difference, find_saying, nearest, restores, says
from assistant.quiz.check.law import Law, Passage
from assistant.quiz.check.leads import find_bodies
from assistant.quiz.check.models import Finding, error, hint
from assistant.quiz.check.words import find_decisive, find_standing, statement
from assistant.quiz.models import TRUE, Item, ProofKind

_PERMITS = re.compile("可以|(?<![许认])可(?![能靠行考持回])|鼓励|支持|倡导")
_FORBIDS = re.compile("不得|不能|禁止|只能|必须|应|要求")
_OBLIGES = re.compile("不得|不能|禁止|必须|应|,要")  # what follows is no longer only allowed
_SENTENCE_ENDS = re.compile("[;。:]")


def check_statement(item: Item, law: Law) -> Iterator[Finding]:
    """``item`` is 判断, its key well formed, its citations checked."""
    bodies = find_bodies(statement(item.stem), item.citations, law)
    cited = law.of_clauses(item.clause_ids)
    scope = law.named_documents(item.stem) or [p.doc_id for p in cited]
    yield from check_lead(item, law)
    if not cited:
        yield from _check_without_basis(item, law, bodies, scope)
        return
    near = nearest(bodies, cited)
    if near is None:
        yield from _check_own_words(item, bodies[-1], cited)
        return
    body, passage, differences = near
    if item.key == (TRUE,):
        if differences:
            yield error(
                "not_in_clause", f"答案是“对”，但题干{_show(differences)}，与{_label(passage)}不符，请改。"
            )
    elif not differences:
        yield error("true_in_clause", f"答案是“错”，但题干就是{_label(passage)}的原意，请改答案或题干。")
    else:
        if len(differences) > 1:
            yield error(
                "several_changes", f"错误的判断题应只改一处，题干{_show(differences)}，请只保留一处改动。"
            )
        yield from _check_elsewhere(body, passage, law, scope)
        yield from _check_permitted(item, body, passage, differences[0])
    yield from _check_proof(item, body, passage, cited)


def check_lead(item: Item, law: Law) -> Iterator[Finding]:
    """The documents that the stem names are among those cited."""
    named, cited = law.named_documents(item.stem), {c.doc_id for c in item.citations}
    if named and cited and not cited & set(named):
        name = law.corpus.get_document(named[0]).meta.cite_as
        yield error("wrong_document", f"题干写的是{name}，引用的却是另一份文件的条款，请改成同一份。")
    if unknown := law.find_unknown_place(item.stem):
        yield error("no_such_place", f"题干写的“{unknown}”在所说的文件里没有，请改成现有的编号。")
    places = law.find_places(item.stem)
    if places and cited and not any(_belongs(law, c.clause_id, p) for c in item.citations for p in places):
        shown = law.corpus.get_clause(places[0]).label
        yield error("wrong_clause", f"题干写的是{shown}，引用的却是别的条款，请改成同一条。")


def _belongs(law: Law, clause_id: str, above: str) -> bool:
    document = law.corpus.find_document(clause_id.split("#", 1)[0])
    clause = document.find_clause(clause_id) if document else None
    if document is None or clause is None:
        return False
    return clause_id == above or any(a.clause_id == above for a in document.ancestors(clause))


def _check_without_basis(
    item: Item, law: Law, bodies: Sequence[str], scope: Sequence[str]
) -> Iterator[Finding]:
    saying = [p for body in bodies for p in find_saying(body, law.of_documents(scope))]
    if saying and item.key != (TRUE,):
        yield error("true_in_clause", f"答案是“错”，但题干就是{_label(saying[0])}的原意，请改答案或题干。")
    elif saying:
        yield hint("no_basis", f"没有依据条款；题干与{_label(saying[0])}一致，请补上依据。")
    else:
        yield hint("no_basis", "没有依据条款，无法核对答案，请补上依据的条款和原文。")


def _check_own_words(item: Item, body: str, cited: Sequence[Passage]) -> Iterator[Finding]:
    """The statement is not worded as the clause is: only its decisive words can be held against it."""
    law_words = find_decisive("。".join(p.text for p in cited))
    extra = sorted(find_decisive(body) - law_words)
    if item.key == (TRUE,) and extra:
        yield error("not_in_clause", f"答案是“对”，但题干的“{'、'.join(extra)}”不在所引条款里，请核对。")
    elif item.proof.kind is ProofKind.CLAUSE:
        yield error("not_in_clause", f"题干的话不在{_label(cited[0])}里，答案得不到证明，请按原文改写。")
    else:
        yield hint("own_words", f"题干不是{_label(cited[0])}的原话，无法逐字核对，请人工核对答案。")


def _check_elsewhere(body: str, passage: Passage, law: Law, scope: Sequence[str]) -> Iterator[Finding]:
    for other in find_saying(body, list(law.passages)):
        if other.clause_id == passage.clause_id:
            continue
        if other.doc_id in scope:
            yield error("true_elsewhere", f"答案是“错”，但{_label(other)}正是这样写的，请改题干。")
        else:
            yield hint("true_elsewhere", f"{_label(other)}正是这样写的；请在题干写明问的是哪份文件。")
        return


def _check_permitted(item: Item, body: str, passage: Passage, change: Difference) -> Iterator[Finding]:
    """Whether the change only narrows what is allowed, or names another who may: that is no falsehood."""
    if not change.item or any(_PERMITS.search(w) or _FORBIDS.search(w) for w in (change.law, change.item)):
        return
    for at in find_standing(change.item, body):
        if not says(body[:at] + change.law + body[at + len(change.item) :], passage):
            continue
        sentence = _SENTENCE_ENDS.split(body[:at])[-1]
        granted = [match.end() for match in _PERMITS.finditer(sentence)]
        follows = _PERMITS.match(body, at + len(change.item)) is not None
        if follows or (granted and not _OBLIGES.search(sentence, granted[-1])):
            made = item.proof.kind is ProofKind.CLAUSE
            yield (error if made else hint)(
                "still_permitted",
                f"答案是“错”，但{_label(passage)}说的是可以、鼓励一类，{_show_one(change)}之后仍在许可之内，"
                "请改成“只能”“不得”一类，或者换一处改。",
            )
            return


def _check_proof(item: Item, body: str, passage: Passage, cited: Sequence[Passage]) -> Iterator[Finding]:
    proof = item.proof
    if proof.sentence and not any(find_saying(statement(proof.sentence), [p]) for p in cited):
        yield error("proof_sentence", f"证明里的原句不在{_label(passage)}里，请重新出题。")
    if proof.changed and item.key == (TRUE,):
        yield error("proof_changed", "答案是“对”，证明里却写着改动，请核对。")
    elif proof.changed and not restores(body, proof.changed, passage):
        yield error(
            "proof_changed", f"把“{proof.changed[1]}”改回“{proof.changed[0]}”得不到原句，请重新出题。"
        )


def _show(differences: Sequence[Difference]) -> str:
    return "、".join(_show_one(d) for d in differences[:3]) + ("等" if len(differences) > 3 else "")


def _show_one(difference: Difference) -> str:
    if not difference.item:
        return f"少了“{difference.law}”"
    return f"把“{difference.law}”写成“{difference.item}”" if difference.law else f"多了“{difference.item}”"


def _label(passage: Passage) -> str:
    return passage.clause.label
