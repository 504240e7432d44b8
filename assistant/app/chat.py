"""Turns of a conversation as chat messages: our words, the law's words and their source kept apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer.models import BARE, Answer, AnswerKind, Citation, Passage, RefusalReason, render_text
from assistant.app.cited import cited_clauses
from assistant.app.literal import escape
from assistant.app.verdict_view import render_asked, render_verdict
from corpus.models import Corpus

Message = dict[str, str]

_SHOWN = 300  # characters of a question shown in the chat; a longer one is cut there, whole in the box
_KIND_NAMES = {
    AnswerKind.ANSWER: "回答",
    AnswerKind.VERDICT: "判定",
    AnswerKind.ASK_BACK: "请补充",
    AnswerKind.REFUSAL: "不能回答",
    AnswerKind.ERROR: "没有答成",
}
_REFUSAL_NAMES = {
    RefusalReason.OUTSIDE: "语料未涉及",
    RefusalReason.NOTHING_FOUND: "没有找到",
    RefusalReason.FAULT: "服务故障",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and what came of it."""

    question: str
    answer: Answer

    @property
    def is_answered(self) -> bool:
        """Whether the turn belongs to the history of the conversation."""
        return self.answer.kind is not AnswerKind.ERROR


def history_of(turns: Sequence[Turn]) -> list[dict[str, str]]:
    """The conversation as ``Assistant.ask`` takes it."""
    return [
        message
        for turn in turns
        if turn.is_answered
        for message in (
            {"role": "user", "content": turn.question},
            {"role": "assistant", "content": render_text(turn.answer)},
        )
    ]


def render_turns(turns: Sequence[Turn], corpus: Corpus) -> list[Message]:
    return [message for turn in turns for message in render_turn(turn, corpus)]


def render_turn(turn: Turn, corpus: Corpus) -> list[Message]:
    answer: Message = {"role": "assistant", "content": render_answer(turn.answer, corpus)}
    return [*render_question(turn.question), answer]


def render_question(question: str) -> list[Message]:
    """The user's message; none where nothing was written."""
    text = question.strip()
    if not text:
        return []
    if len(text) > _SHOWN:
        text = f"{text[:_SHOWN]}……（共 {len(text)} 字）"
    return [{"role": "user", "content": f'<div class="ky-question">{escape(text)}</div>'}]


def stream_answer(answer: Answer, corpus: Corpus) -> Iterator[str]:
    """The answer as it grows: its first line at once, then passage by passage, whole at last."""
    parts = list(_parts(answer, corpus))
    for shown in range(1, len(parts)):
        yield _frame(answer, "".join(parts[:shown]), is_whole=False)
    yield render_answer(answer, corpus)


def render_answer(answer: Answer, corpus: Corpus) -> str:
    return _frame(answer, "".join(_parts(answer, corpus)), is_whole=True)


def _frame(answer: Answer, body: str, *, is_whole: bool) -> str:
    """``body`` under the name of its kind; a whole answer carries its plain text and the copy button."""
    kind, name = answer.kind.value, _KIND_NAMES[answer.kind]
    if answer.refusal is not None:
        name = _REFUSAL_NAMES[answer.refusal.reason]
    copy = (
        '<button type="button" class="ky-copy" title="复制回答全文">复制</button>'
        f'<pre class="ky-plain" hidden>{escape(render_text(answer), line_ends=True)}</pre>'
    )
    return (
        f'<div class="ky-answer ky-{kind}"><div class="ky-kind"><span class="ky-badge">{name}</span>'
        f"{copy if is_whole else ''}</div>{body}</div>"
    )


def _parts(answer: Answer, corpus: Corpus) -> Iterator[str]:
    yield f'{_render_carried(answer.carried)}<div class="ky-lead">{escape(answer.lead)}</div>'
    if answer.card is not None:
        if answer.question:
            yield render_asked(answer.question, answer.choices)
        yield render_verdict(answer.card, cited_clauses(answer.citations), with_headline=False)
    else:
        for passage in answer.passages:
            yield _render_passage(passage, corpus)
    if answer.related:
        related = "".join(_render_passage(passage, corpus) for passage in answer.related)
        # What was not answered may be answered there.
        shown = " open" if answer.kind is AnswerKind.REFUSAL or answer.unread else ""
        yield (
            f'<details class="ky-related"{shown}><summary>相近条款（仅供参考，不是对本问题的回答）</summary>'
            f"{related}</details>"
        )
    if answer.notes:
        notes = "".join(f"<li>{escape(note)}</li>" for note in answer.notes)
        yield f'<ul class="ky-notes" aria-label="注">{notes}</ul>'


def _render_carried(text: str) -> str:
    """How a follow-up was understood, and the button that asks it again as it was written."""
    if not text:
        return ""
    return (
        f'<div class="ky-carried"><span>按上一问理解为：{escape(text)}</span>'
        f'<button type="button" class="ky-choice" title="不承接上文，再答一次">{BARE}</button></div>'
    )


def _render_passage(passage: Passage, corpus: Corpus) -> str:
    words = "".join(
        f'<div class="ky-words">{_cell_name(name, passage)}{_render_pieces(pieces)}</div>'
        for name, pieces in _by_cell(passage, corpus)
    )
    intro = f'<span class="ky-intro">{escape(passage.intro.strip())}</span>' if passage.intro.strip() else ""
    sources = "".join(
        f'<button type="button" class="ky-cite" title="在文件中查看">{escape(clause.label)}'
        f'<span class="ky-key" hidden>{escape(clause.key)}</span></button>'
        for clause in cited_clauses(passage.citations)
    )
    return f'<blockquote class="ky-quote">{intro}{words}<div class="ky-from">{sources}</div></blockquote>'


def _cell_name(name: str, passage: Passage) -> str:
    """The column a row's words stand in, unless the intro already says it."""
    return f'<span class="ky-cell">{escape(name)}</span>' if name and name not in passage.intro else ""


def _render_pieces(pieces: Sequence[Citation]) -> str:
    """「…」: verbatim pieces; where the source breaks a line or page between them stands a sign of ours."""
    cut = '<span class="ky-cut" title="原文在此换行、换页或分栏">⏎</span>'
    return f"「{cut.join(f'<q>{escape(piece.quote)}</q>' for piece in pieces)}」"


def _by_cell(passage: Passage, corpus: Corpus) -> list[tuple[str, list[Citation]]]:
    """Citations in order, neighbours of one table cell together; other citations stand alone."""
    groups: list[tuple[str, list[Citation]]] = []
    for citation in passage.citations:
        name = _find_column(citation, corpus)
        if groups and name and groups[-1][0] == name:
            groups[-1][1].append(citation)
        else:
            groups.append((name, [citation]))
    return groups


def _find_column(citation: Citation, corpus: Corpus) -> str:
    clause = corpus.find_clause(citation.clause_id)
    for cell in clause.cells if clause else ():
        if any(span.start <= citation.start and citation.end <= span.end for span in cell.spans):
            return cell.name
    return ""
