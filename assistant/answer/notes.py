"""What a user must be told beside an answer: which 正面清单, which dates, which doubts."""

from __future__ import annotations

from datetime import date

from assistant.answer.models import Answer, AnswerKind
from assistant.answer.question import Question, describe_region
from assistant.answer.scope import Scope
from corpus.doubts import find_doubts
from corpus.models import Corpus

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
    notes = list(scope.notes)
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
    if _is_case(asked):
        notes.append("是否符合须逐项核实事实，本回答不是处罚决定。")
    return notes


def _is_case(asked: Question) -> bool:
    return any(
        word in asked.text
        for word in ("罚不罚", "会罚", "会不会", "要罚", "挨罚", "免罚", "处罚吗", "能不能", "怎么处理")
    )


def _meaning(answer: Answer, corpus: Corpus) -> list[str]:
    """Which 正面清单 the first citation speaks of, and that another document means something else."""
    used = [corpus.get_document(c.doc_id).meta for c in answer.citations]
    meanings = list(dict.fromkeys(m.positive_list for m in used if m.positive_list))
    if len(meanings) != 1:
        return []
    here = next(m for m in used if m.positive_list == meanings[0])
    notes = [_MEANINGS[meanings[0]].format(cite_as=here.cite_as)]
    for document in corpus.documents:
        other = document.meta.positive_list
        if other and other != meanings[0]:
            notes.append(_OTHER[other].format(cite_as=document.meta.cite_as))
    return notes
