"""What an item must be before its truth is asked: a key that fits its kind, citations that are verbatim."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer.models import Citation
from assistant.quiz.check.law import Law
from assistant.quiz.check.models import Finding, error
from assistant.quiz.check.words import BLANK_MARK, shorten
from assistant.quiz.models import FALSE, LETTERS, TRUE, Item, ItemKind, ProofKind
from corpus.models import Clause

_CHOICES = {ItemKind.SINGLE, ItemKind.MULTIPLE}


def check_key(item: Item) -> Iterator[Finding]:
    """Errors only: an item whose key is malformed is not looked at further."""
    if not item.stem.strip():
        yield error("no_stem", "题干是空的，请补上题干。")
    if item.kind in _CHOICES:
        yield from _check_letters(item)
    elif item.options:
        yield error("options_unwanted", f"{item.kind}题不应有选项，请删去选项，或者改为选择题。")
    elif item.kind is ItemKind.TRUE_FALSE and item.key not in ((TRUE,), (FALSE,)):
        yield error("key_form", f"判断题的答案写作“{'、'.join(item.key)}”，只能是“对”或者“错”。")
    elif item.kind is ItemKind.FILL_IN:
        yield from _check_blanks(item)
    elif item.kind is ItemKind.SHORT and not item.points:
        yield error("no_points", "简答题没有采分点，请逐点写明答案和分值。")
    elif item.kind is ItemKind.CASE and not item.questions:
        yield error("no_questions", "案例分析题没有小题，请至少写一问。")
    if item.kind is not ItemKind.CASE and item.questions:
        yield error("questions_unwanted", f"{item.kind}题下面不应有小题，请拆成单独的题，或者改为案例分析。")
    if any(question.kind is ItemKind.CASE for question in item.questions):
        yield error("case_in_case", "案例分析的小题不能又是案例分析，请改为其他题型。")


def _check_letters(item: Item) -> Iterator[Finding]:
    letters = LETTERS[: len(item.options)]
    if not 2 <= len(item.options) <= len(LETTERS):
        yield error("option_count", f"有{len(item.options)}个选项，应为2到{len(LETTERS)}个，请增减。")
    unknown = [letter for letter in item.key if len(letter) != 1 or letter not in letters]
    if unknown or list(item.key) != sorted(set(item.key)):
        shown = "".join(item.key)
        yield error("key_form", f"答案“{shown}”不是按顺序、不重复的选项字母（{letters}），请改正。")
    elif item.kind is ItemKind.SINGLE and len(item.key) != 1:
        yield error("key_count", f"单选题的答案有{len(item.key)}个，应恰有1个；请改答案或者改为多选题。")
    elif item.kind is ItemKind.MULTIPLE and len(item.key) < 2:
        yield error("key_count", f"多选题的答案有{len(item.key)}个，至少要有2个；请改答案或者改为单选题。")
    if any(not option.strip() for option in item.options):
        yield error("empty_option", "有空白的选项，请补上内容或者删去。")


def _check_blanks(item: Item) -> Iterator[Finding]:
    blanks = len(BLANK_MARK.findall(item.stem))
    if not blanks:
        yield error("no_blank", "填空题的题干里没有空（____），请标出要填的地方。")
    elif blanks != len(item.key):
        yield error("blank_count", f"题干有{blanks}个空，答案有{len(item.key)}个，请使两者一致。")
    if any(not word.strip() for word in item.key):
        yield error("empty_key", "填空题有空白的答案，请补上。")


def check_citations(item: Item, law: Law) -> Iterator[Finding]:
    """Each citation: its clause exists, the quote is verbatim, the clause owns it, the label is right."""
    if not item.citations and item.proof.kind is not ProofKind.NONE:
        yield error("no_citation", "没有依据条款，答案无从核对，请引用依据的条款原文。")
    for citation in item.citations:
        yield from _check_citation(citation, law)
    known = {citation.doc_id for citation in item.citations}
    by_engine = item.proof.kind is ProofKind.ENGINE  # may cite the list of a region that is not the case's
    if item.citations and item.doc_id and item.doc_id not in known and not by_engine:
        yield error("other_document", f"题目归入文件“{item.doc_id}”，引用的却不是它的条款，请核对。")


def _check_citation(citation: Citation, law: Law) -> Iterator[Finding]:
    document = law.corpus.find_document(citation.doc_id)
    clause = document.find_clause(citation.clause_id) if document else None
    if document is None or clause is None:
        yield error("no_such_clause", f"依据条款“{citation.clause_id}”不在语料里，请改为现有条款的编号。")
        return
    if citation.label != clause.label:
        yield error("label", f"依据写作“{citation.label}”，这一条款应写作“{clause.label}”，请改正。")
    if not citation.quote.strip() or document.source[citation.start : citation.end] != citation.quote:
        yield error(
            "not_verbatim",
            f"引文“{shorten(citation.quote)}”与{clause.label}原文第{citation.start}到{citation.end}字不一致，"
            "请按原文逐字引用。",
        )
    elif not _owns(document.source, clause, citation):
        yield error(
            "not_owned", f"引文“{shorten(citation.quote)}”不在{clause.label}之内，请改引它所在的条款。"
        )


def _owns(source: str, clause: Clause, citation: Citation) -> bool:
    inside = {at for span in clause.cited_spans for at in range(span.start, span.end)}
    return all(at in inside or source[at].isspace() for at in range(citation.start, citation.end))
