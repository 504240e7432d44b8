"""One item as the fields of a form, and back; what becomes of its proof when its words change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.app.check_form import FieldError
from assistant.quiz.check import Problem, Severity
from assistant.quiz.files.answers import parse_answer, render_answer
from assistant.quiz.files.prepare import CHOICES, tidy
from assistant.quiz.models import LETTERS, Item, ItemKind, Level, Proof, ProofKind

_LONGEST = 20_000  # characters of a field

Fields = Mapping[str, tuple[str, ...]]
"""Name of a field → its values; the fields of a case's second question begin with ``q2.``"""


def prefix_of(question: int) -> str:
    """What the fields of a case's question begin with; 0 is the item itself."""
    return f"q{question}." if question else ""


def fields_of(item: Item, question: int = 0) -> dict[str, tuple[str, ...]]:
    """What the form shows before anything is changed."""
    prefix = prefix_of(question)
    fields: dict[str, tuple[str, ...]] = {
        "stem": (item.stem,),
        "explanation": (item.explanation,),
        "level": (item.level.value,),
    }
    if item.kind in CHOICES:
        fields |= {f"o{n}": (option,) for n, option in enumerate(item.options)}
        fields["right"] = tuple(str(LETTERS.index(letter)) for letter in item.key if letter in LETTERS)
    elif item.kind is not ItemKind.CASE:
        fields["key"] = (_answer_of(item),)
    found = {prefix + name: values for name, values in fields.items()}
    for number, one in enumerate(item.questions, start=1):
        found |= fields_of(one, number)
    return found


def _answer_of(item: Item) -> str:
    try:
        return render_answer(item)
    except ValueError:
        return "；".join(item.key)


def read_item(old: Item, fields: Fields, question: int = 0) -> Item:
    """``old`` with the words of ``fields``; an option left empty is taken out, and the letters move up.

    Raises ``FieldError`` where an answer cannot be read at all; what else may be wrong is the checker's.
    """
    prefix = prefix_of(question)
    stem = _text(fields, f"{prefix}stem")
    level = next((level for level in Level if level in fields.get(f"{prefix}level", ())), old.level)
    new = replace(old, stem=stem, level=level, explanation=_text(fields, f"{prefix}explanation"))
    if old.kind in CHOICES:
        return _with_options(new, fields, prefix)
    if old.kind is ItemKind.CASE:
        questions = [read_item(one, fields, number) for number, one in enumerate(old.questions, start=1)]
        return replace(new, questions=tuple(questions))
    try:
        key, points = parse_answer(old.kind, _text(fields, f"{prefix}key"), stem)
    except ValueError as error:
        raise FieldError(f"{prefix}key", f"{error}，请改正。") from error
    return replace(new, key=key, points=points)


def _with_options(item: Item, fields: Fields, prefix: str) -> Item:
    written = [(str(n), _text(fields, f"{prefix}o{n}")) for n in range(len(LETTERS))]
    kept = [(number, option) for number, option in written if option]
    right = fields.get(f"{prefix}right", ())
    key = tuple(letter for letter, (number, _) in zip(LETTERS, kept, strict=False) if number in right)
    return replace(item, options=tuple(option for _, option in kept), key=key)


def _text(fields: Fields, name: str) -> str:
    return tidy("".join(fields.get(name, ())[:1])[:_LONGEST])


def with_fitting_proof(old: Item, new: Item) -> Item:
    """``new`` with the part of the old proof that still speaks of its words, for the checker."""
    return replace(
        new,
        proof=_fitting(old, new),
        questions=tuple(with_fitting_proof(a, b) for a, b in zip(old.questions, new.questions, strict=True)),
    )


def _fitting(old: Item, new: Item) -> Proof:
    """The verdict engine's answer holds for any options; words of a clause only for the same ones."""
    if old.proof.kind is ProofKind.ENGINE:
        return old.proof if new.options == old.options else replace(old.proof, options=())
    same_stem = new.stem == old.stem or old.kind in CHOICES
    same = same_stem and new.options == old.options and new.points == old.points
    return old.proof if same else Proof(ProofKind.NONE)


def as_own(item: Item, problems: Sequence[Problem], question: int = 0) -> Item:
    """``item`` kept against the checker: where it found an error, the key is the trainer's."""
    wrong = any(p.severity is Severity.ERROR and p.question == question for p in problems)
    questions = [as_own(one, problems, number) for number, one in enumerate(item.questions, start=1)]
    proof = Proof(ProofKind.NONE) if wrong else item.proof
    return replace(item, proof=proof, questions=tuple(questions))


def says_the_same(old: Item, new: Item) -> bool:
    """Whether nothing at all was changed."""
    return replace(new, proof=old.proof, questions=()) == replace(old, questions=()) and all(
        says_the_same(a, b) for a, b in zip(old.questions, new.questions, strict=True)
    )
