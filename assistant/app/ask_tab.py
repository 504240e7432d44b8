"""问答: the conversation, what it is asked under, and the clauses the answer rests on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import gradio as gr

from assistant.answer.models import Answer, AnswerKind, Refusal, RefusalReason
from assistant.app.chat import (
    Message,
    Turn,
    history_of,
    render_question,
    render_turn,
    render_turns,
    stream_answer,
)
from assistant.app.cited import cited_clauses, find_place
from assistant.app.clause_view import render_cited, render_place
from corpus.errors import KuanyanError
from corpus.models import Corpus

EXAMPLES = (
    "正面清单有效期多久？",
    "沙坪坝区某厂未批先建，查的时候已经停工，罚不罚？",
    "沙坪坝区负面清单有哪些事项？",
    "广西对确有困难的当事人能否分期缴纳罚款？",
    "第8项的柔性执法方式是什么？",
    "盘锦市告知承诺制适用于什么情形？",
    "成都的免罚清单有哪些？",
)
ANY_REGION = "不限地区"

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_LOG = logging.getLogger("kuanyan.app")

_PANEL_JS = """
window.kuanyan.open = (key) => trigger('click', {open: key});
watch('value', () => window.kuanyan.reveal(element));
"""


class Answering(Protocol):
    """What the page needs of the assistant."""

    @property
    def corpus(self) -> Corpus: ...

    def ask(
        self,
        question: str,
        *,
        history: Sequence[dict[str, str]] = (),
        region: str | None = None,
        as_of: date | None = None,
    ) -> Answer: ...

    def regions(self) -> tuple[str, ...]: ...


def build_ask_tab(assistant: Answering) -> None:
    """Adds the tab's components and events to the open ``gr.Blocks``."""
    turns = gr.State([])
    with gr.Row(elem_id="ky-ask", equal_height=False):
        with gr.Column(scale=3, min_width=280, elem_id="ky-talk"):
            chat = _build_chat(assistant.corpus)
            examples = _build_examples()
            box, send, clear = _build_box()
            region, as_of = _build_limits(assistant)
        with gr.Column(scale=2, min_width=280, elem_id="ky-panel"):
            gr.HTML("<h2>引用条款</h2>", elem_classes="ky-panel-title")
            cited = gr.HTML(render_cited(()), elem_id="ky-cited", js_on_load=None)
            shown = gr.HTML("", elem_id="ky-shown", js_on_load=_PANEL_JS)

    def answer(
        event: gr.EventData, question: str, place: str, day: str, past: list[Turn]
    ) -> Iterator[tuple[Any, ...]]:
        is_example = event.target in examples
        asked = event.target.value if is_example else question
        yield from _answer(assistant, asked, place, day, past, keeps_box=is_example)

    gr.on(
        [box.submit, send.click, *(example.click for example in examples)],
        answer,
        inputs=[box, region, as_of, turns],
        outputs=[chat, box, turns, cited, shown],
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
    )
    clear.click(
        lambda: ([], "", [], render_cited(()), ""),
        outputs=[chat, box, turns, cited, shown],
        show_progress="hidden",
        api_visibility="private",
    )

    def open_clause(event: gr.EventData) -> str:
        return render_place(find_place(assistant.corpus, str(event._data.get("open", ""))))

    shown.click(
        open_clause,
        outputs=shown,
        show_progress="hidden",
        api_visibility="private",
    )


def _build_chat(corpus: Corpus) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="ky-chat",
        show_label=False,
        buttons=[],
        latex_delimiters=[],
        height=None,
        autoscroll=False,
        group_consecutive_messages=False,
        feedback_options=None,
        placeholder=_welcome(corpus),
    )


def _welcome(corpus: Corpus) -> str:
    titles = "".join(f"<li>{d.meta.cite_as}　{d.meta.title}</li>" for d in corpus.documents)
    return (
        '<div class="ky-welcome"><p>请输入问题，或点下面的例子。回答先给结论，再列原文和出处；'
        f"点出处可在文件中查看。</p><p>所收文件：</p><ul>{titles}</ul></div>"
    )


def _build_examples() -> list[gr.Button]:
    with gr.Row(elem_id="ky-examples"):
        return [gr.Button(text, size="sm", min_width=0, scale=0) for text in EXAMPLES]


def _build_box() -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_id="ky-box", equal_height=False):
        box = gr.Textbox(
            label="问题",
            show_label=False,
            container=False,
            placeholder="输入问题，回车发送，Shift＋回车换行",
            lines=1,
            max_lines=8,
            scale=1,
            min_width=160,
            autofocus=True,
            elem_id="ky-question",
            html_attributes=gr.InputHTMLAttributes(lang="zh-CN", enterkeyhint="send"),
        )
        send = gr.Button("发送", variant="primary", scale=0, min_width=88, elem_id="ky-send")
        clear = gr.Button("清空对话", scale=0, min_width=104, elem_id="ky-clear")
    return box, send, clear


def _build_limits(assistant: Answering) -> tuple[gr.Dropdown, gr.Textbox]:
    choices = [(ANY_REGION, ""), *((region.replace("/", " "), region) for region in assistant.regions())]
    with gr.Row(elem_id="ky-limits"):
        region = gr.Dropdown(
            choices, value="", label="地区", filterable=False, elem_id="ky-region", min_width=150
        )
        as_of = gr.Textbox(
            label="按哪一天的文件",
            placeholder="今天（留空），或 2021-12-06",
            max_lines=1,
            elem_id="ky-date",
            min_width=150,
        )
    return region, as_of


def parse_day(text: str) -> date | None:
    """2021-12-06, 2021/12/6 or 2021年12月6日; ``None`` where nothing is written. Raises ``KuanyanError``."""
    words = text.strip()
    if not words:
        return None
    match = _DATE.fullmatch(words)
    try:
        return date(*(int(part) for part in match.groups())) if match else date.fromisoformat(words)
    except ValueError as error:
        raise KuanyanError(
            f"日期「{words[:20]}」看不懂，请写成 2021-12-06 这样的日期；留空按今天。"
        ) from error


def find_answer(assistant: Answering, question: str, region: str, day: str, past: Sequence[Turn]) -> Answer:
    """The assistant's answer under ``day``, today where none is written.

    Bad input and faults become answers of kind error, logged where a fault.
    """
    try:
        as_of = parse_day(day) or date.today()
        return assistant.ask(question, history=history_of(past), region=region or None, as_of=as_of)
    except KuanyanError as error:
        return Answer(AnswerKind.ERROR, str(error))
    except Exception:
        now = datetime.now().strftime("%H:%M:%S")
        _LOG.exception("问题没有答成：%r", question[:200])
        detail = f"服务故障（{now}），这一问没有答成，问题已保留，请重新发送；仍不行请联系管理员看服务记录。"
        return Answer(AnswerKind.ERROR, detail, refusal=Refusal(RefusalReason.FAULT, detail))


def _answer(
    assistant: Answering, question: str, region: str, day: str, past: list[Turn], *, keeps_box: bool
) -> Iterator[tuple[Any, ...]]:
    """Frames of (chat, box, turns, cited, shown); the box is emptied only when its question is answered."""
    corpus = assistant.corpus
    turn = Turn(question, find_answer(assistant, question, region, day, past))
    before = render_turns(past, corpus)
    if not turn.is_answered:
        yield [*before, *render_turn(turn, corpus)], gr.skip(), [*past, turn], gr.skip(), gr.skip()
        return
    cited = cited_clauses(turn.answer.citations)
    first = render_place(find_place(corpus, cited[0].key)) if cited else ""
    asked = render_question(question)
    box: Any = gr.skip() if keeps_box else ""
    for number, frame in enumerate(stream_answer(turn.answer, corpus)):
        growing: Message = {"role": "assistant", "content": frame}
        messages = [*before, *asked, growing]
        if number == 0:
            yield messages, box, [*past, turn], render_cited(cited), first
        else:
            yield messages, gr.skip(), gr.skip(), gr.skip(), gr.skip()
