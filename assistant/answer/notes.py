"""What a user must be told beside an answer: which 正面清单, which dates, which doubts."""

from __future__ import annotations

from datetime import date

from assistant.answer.models import Answer, AnswerKind
from assistant.answer.question import Question, describe_region
from assistant.answer.scope import Scope
from corpus.doubts import find_doubts
from corpus.models import Corpus

_WHOLE_LIST = 5  # rows; an answer with as many enumerates a list and is about no case
_MEANINGS = {
    "violations": "这里的“正面清单”列的是免罚事项（{cite_as}）。",
    "enterprises": "这里的“正面清单”列的是企业（{cite_as}）。",
}
_OTHER = {
    "violations": "另有含义：{cite_as}的“正面清单”列的是免罚事项，二者不同。",
    "enterprises": "另有含义：{cite_as}的“正面清单”列的是企业，二者不同。",
}


def notes_on(
    answer: Answer, asked: Question, scope: Scope, corpus: Corpus, as_of: date | None
) -> tuple[str, ...]:
    # beside a refusal nothing follows that 「以下是……的规定」 could announce
    notes = [n for n in scope.notes if answer.kind is not AnswerKind.REFUSAL or "以下" not in n]
    if answer.kind is AnswerKind.ANSWER:
        if "正面清单" in asked.text:
            notes += _meaning(answer, corpus)
        notes += _on_rows(answer, asked, scope, corpus)
        notes += [d.note for d in find_doubts(corpus, answer.citations)]
        if as_of is not None:
            notes.append("所收文件是否仍然有效未经官方核对。")
    return tuple(dict.fromkeys(notes))


def _on_rows(answer: Answer, asked: Question, scope: Scope, corpus: Corpus) -> list[str]:
    """A list holds in its own region only, and its words alone decide no case."""
    rows = [c for c in answer.citations if corpus.get_clause(c.clause_id).cells]
    if not rows:
        return []
    notes = []
    if not scope.named:
        region = describe_region(corpus.get_document(rows[0].doc_id).meta.region)
        notes.append(f"这份清单只适用于{region}；别的地方请写明地区。")
    if len({c.clause_id for c in rows}) < _WHOLE_LIST:
        notes.append("是否符合须逐项核实事实，本回答不是处罚决定。")
    return notes


def _meaning(answer: Answer, corpus: Corpus) -> list[str]:
    """Which 正面清单 each citation speaks of, and that another document means something else."""
    used = [corpus.get_document(c.doc_id).meta for c in answer.citations]
    meanings = {m.positive_list: m.cite_as for m in used if m.positive_list}
    notes = [_MEANINGS[meaning].format(cite_as=cite_as) for meaning, cite_as in meanings.items()]
    for document in corpus.documents:
        other = document.meta.positive_list
        if meanings and other and other not in meanings:
            notes.append(_OTHER[other].format(cite_as=document.meta.cite_as))
    return notes
