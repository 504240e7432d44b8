"""出题: the tab's components and events; a paper goes nowhere but to the browser."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import gradio as gr

from assistant.app.check_form import FieldError, Form, text_of
from assistant.app.cited import find_place
from assistant.app.clause_view import render_place
from assistant.app.literal import escape
from assistant.app.quiz.acts import advance, keep_draft, make_for, take_paper
from assistant.app.quiz.bench import Bench
from assistant.app.quiz.choose import entered_of, read_request
from assistant.app.quiz.choose_view import Chooser, describe_capacity, render_chooser
from assistant.app.quiz.field import render_wrong
from assistant.app.quiz.files import read_sent, render_saved
from assistant.app.quiz.item_view import first_key
from assistant.app.quiz.learn import Learn, start_learning
from assistant.app.quiz.learn import advance as advance_learning
from assistant.app.quiz.learn_view import render_learn
from assistant.app.quiz.progress import Finished, Progress, render_step, run_with_steps
from assistant.app.quiz.state import Quiz
from assistant.app.quiz.view import render_quiz
from assistant.quiz.models import Paper
from corpus.errors import KuanyanError
from corpus.models import Corpus

T = TypeVar("T")

_LOG = logging.getLogger("kuanyan.app")
_CHOOSE_JS = "window.kuanyan.choose(element, trigger, (done) => watch('value', done));"
_PAPER_JS = "window.kuanyan.quiz(element, (data) => trigger('click', data), (done) => watch('value', done));"
_SHOWN_JS = """
window.kuanyan.openQuizzed = (key) => trigger('click', {open: key});
watch('value', () => window.kuanyan.showQuizzed(element));
"""
_FILE_JS = """
window.kuanyan.fetchPaper = (data) => trigger('click', data);
watch('value', () => window.kuanyan.takePaper(element));
"""
_PANEL = (
    '<div class="kc-panel-head"><h2>条款原文</h2>'
    '<button type="button" class="kc-return" data-to-quiz>回到题目</button></div>'
)
_HINT = '<p class="ky-hint">点一道题或条款的名称，这里显示它在文件里的位置。</p>'
_HINT_LEARNING = '<p class="ky-hint">答题以后，这里显示它所依据的条款。</p>'
_FAULT = "服务故障（{now}），这一步没有走成，已经做的都在，请再试一次；仍不行请联系管理员看服务记录。"
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_MAKE = Chooser("make", "生成")
_LEARN = Chooser("learn", "开始学习", {"count": ("10",)}, can_use=True)


def build_quiz_tab(corpus: Corpus) -> None:
    """Adds the tab's components and events to the open ``gr.Blocks``."""
    bench = Bench(corpus)
    quiz, learn = gr.State(Quiz()), gr.State(Learn())
    with gr.Row(elem_id="ky-quiz-row", equal_height=False):
        with gr.Column(scale=3, min_width=280), gr.Tabs(elem_id="ky-quiz-tabs"):
            with gr.Tab("编卷", id="make"):
                make_choice, make_status = _choice(_MAKE, corpus)
                paper = gr.HTML(render_quiz(Quiz(), bench.corpus), elem_id="ky-quiz", js_on_load=_PAPER_JS)
            with gr.Tab("学习模式", id="learn"):
                learn_choice, learn_status = _choice(_LEARN, corpus)
                tasks = gr.HTML(render_learn(Learn()), elem_id="ky-learn", js_on_load=_PAPER_JS)
        with gr.Column(scale=2, min_width=280, elem_id="ky-quiz-panel"):
            gr.HTML(_PANEL, elem_classes="ky-panel-title", js_on_load=None)
            shown = gr.HTML(_HINT, elem_id="ky-quiz-shown", js_on_load=_SHOWN_JS)
    file = gr.HTML("", elem_id="ky-quiz-file", js_on_load=_FILE_JS)

    def make(event: gr.EventData, now: Quiz) -> Iterator[tuple[Any, ...]]:
        yield from take_choice(now, form_of(event), bench)

    def start(event: gr.EventData, now: Learn, made: Quiz) -> Iterator[tuple[Any, ...]]:
        yield from take_learning(now, made, form_of(event), bench)

    def act(event: gr.EventData, now: Quiz) -> tuple[str, Quiz, Any]:
        return take_act(now, form_of(event), bench)

    def reply(event: gr.EventData, now: Learn) -> tuple[str, Learn, Any, str]:
        return take_reply(now, form_of(event), bench)

    def bear(event: gr.EventData) -> str:
        return render_capacity(form_of(event), bench)

    def open_clause(event: gr.EventData) -> str:
        key = form_of(event).get("open", "")
        return _show(key if isinstance(key, str) else "", corpus)

    def save(event: gr.EventData, now: Quiz) -> str:
        return render_file(now, form_of(event))

    once: dict[str, Any] = {"trigger_mode": "once", **_QUIET}
    make_choice.click(make, quiz, [make_choice, make_status, paper, quiz, shown], **once)
    learn_choice.click(start, [learn, quiz], [learn_choice, learn_status, tasks, learn, shown], **once)
    # one after another, so that the last choice is answered last; "always_last" would send the first again
    in_turn: dict[str, Any] = {"concurrency_limit": 1, "concurrency_id": "capacity"}
    for choice, status in ((make_choice, make_status), (learn_choice, learn_status)):
        choice.input(bear, outputs=status, trigger_mode="multiple", **in_turn, **_QUIET)
    paper.click(act, quiz, [paper, quiz, shown], **once)
    tasks.click(reply, learn, [tasks, learn, shown, learn_status], **once)
    shown.click(open_clause, outputs=shown, trigger_mode="multiple", **_QUIET)
    file.click(save, quiz, file, **_QUIET)


def _choice(chooser: Chooser, corpus: Corpus) -> tuple[gr.HTML, gr.HTML]:
    """The form, and below it what is said of the choice while it is made."""
    form = gr.HTML(
        render_chooser(chooser, corpus), elem_id=f"ky-choose-{chooser.name}", js_on_load=_CHOOSE_JS
    )
    return form, gr.HTML("", elem_id=f"ky-status-{chooser.name}", js_on_load=None)


def form_of(event: gr.EventData) -> Form:
    data = event._data
    return data if isinstance(data, dict) else {}


def _show(key: str, corpus: Corpus) -> str:
    return render_place(find_place(corpus, key)) or _HINT


def take_choice(quiz: Quiz, form: Form, bench: Bench) -> Iterator[tuple[Any, ...]]:
    """(form, status, paper, state, clause) again and again while a paper is made or opened."""

    def begin(given: Paper | None) -> Callable[[Progress], Quiz]:
        now = keep_draft(quiz, form)
        if given is not None:
            said = f"已打开 {text_of(form, 'name')}，共 {len(given.items)} 题"
            return lambda progress: take_paper(now, given, bench, progress, said)
        request = read_request(form, bench.corpus)
        return lambda progress: make_for(now, request, bench, progress)

    for chooser, status, after in _choose(_MAKE, form, bench, begin):
        if after is None:
            yield chooser, status, gr.skip(), gr.skip(), gr.skip()
        else:
            first = after.sheet.entries[0].item if after.sheet else None
            clause = _show(first_key(first), bench.corpus) if first else _HINT
            yield chooser, "", render_quiz(after, bench.corpus), after, clause


def take_learning(learn: Learn, quiz: Quiz, form: Form, bench: Bench) -> Iterator[tuple[Any, ...]]:
    """(form, status, questions, state, clause) again and again while a learner's paper is made or opened."""

    def begin(given: Paper | None) -> Callable[[Progress], Learn]:
        if given is None and text_of(form, "act") == "use":
            if quiz.sheet is None or not quiz.sheet.entries:
                raise KuanyanError("“编卷”里还没有试卷，请先在那里生成，或者在这里直接选范围。")
            given = quiz.sheet.paper
        if given is not None:
            ready = start_learning(learn, given, bench.corpus)
            return lambda _: ready
        request = read_request(form, bench.corpus)
        return lambda progress: start_learning(learn, bench.make(request, progress), bench.corpus)

    for chooser, status, after in _choose(_LEARN, form, bench, begin):
        if after is None:
            yield chooser, status, gr.skip(), gr.skip(), gr.skip()
        else:
            yield chooser, "", render_learn(after), after, _HINT_LEARNING


def _choose(
    usual: Chooser, form: Form, bench: Bench, begin: Callable[[Paper | None], Callable[[Progress], T]]
) -> Iterator[tuple[Any, str, T | None]]:
    """(form, status, result): the last one has the result, or else the form says what is wrong."""
    turn = text_of(form, "turn")
    chooser = replace(usual, entered=entered_of(form), turn=int(turn) + 1 if turn.isdecimal() else 1)
    try:
        for event in run_with_steps(begin(read_sent(form) if text_of(form, "act") == "load" else None)):
            if isinstance(event, Finished):
                yield render_chooser(replace(chooser, is_open=False), bench.corpus), "", event.result
            else:
                yield gr.skip(), render_step(event), None
        return
    except FieldError as error:
        wrong = replace(chooser, error=str(error), error_field=error.field)
    except KuanyanError as error:
        wrong = replace(chooser, error=str(error))
    except Exception:
        wrong = replace(chooser, error=_fault("出题", form))
    yield render_chooser(wrong, bench.corpus), "", None


def render_capacity(form: Form, bench: Bench) -> str:
    """How many items the choice as it stands can bear; what is wrong with it is said when it is sent."""
    try:
        request = read_request(form, bench.corpus)
        words = describe_capacity(bench.able(request), request)
    except KuanyanError as error:
        words = str(error)
    return f'<p class="kq-capacity" role="status">{escape(words)}</p>'


def take_act(quiz: Quiz, form: Form, bench: Bench) -> tuple[str, Quiz, Any]:
    """(paper, state, clause shown) after one click; a fault is logged and loses nothing."""
    try:
        after = advance(quiz, form, bench)
        return render_quiz(after, bench.corpus), after, _show_focus(quiz, after, bench.corpus)
    except Exception:
        said = _fault("编卷", form)
        same = replace(keep_draft(quiz, form), error=said, error_field="", turn=quiz.turn + 1)
        return render_quiz(same, bench.corpus), same, gr.skip()


def _show_focus(before: Quiz, after: Quiz, corpus: Corpus) -> Any:
    """The clause of the item that was replaced or opened; else what is shown stays."""
    uid = after.focus.split(" ")[0]
    changed = after.editing != before.editing or after.draws != before.draws
    at = after.sheet.find(int(uid)) if after.sheet and uid.isdecimal() and changed else None
    return (
        _show(first_key(after.sheet.entries[at].item), corpus)
        if after.sheet and at is not None
        else gr.skip()
    )


def take_reply(learn: Learn, form: Form, bench: Bench) -> tuple[str, Learn, Any, str]:
    """(questions, state, clause shown, status) after one click; a fault is logged and loses nothing."""
    try:
        if text_of(form, "act") == "more" and learn.request is not None:
            request = replace(learn.request, seed=learn.request.seed + 1)
            after = start_learning(learn, bench.make(request, lambda *_: None), bench.corpus)
        else:
            after = advance_learning(learn, form)
    except KuanyanError as error:
        return render_learn(replace(learn, turn=learn.turn + 1)), learn, gr.skip(), render_wrong(str(error))
    except Exception:
        return (
            render_learn(replace(learn, turn=learn.turn + 1)),
            learn,
            gr.skip(),
            render_wrong(_fault("学习", form)),
        )
    if after.error:
        return render_learn(after), after, gr.skip(), ""
    task = after.task if after.is_shown else None
    hint = _HINT_LEARNING if after.task else _HINT
    clause = _show(first_key(task.item), bench.corpus) if task else hint
    return render_learn(after), after, clause, ""


def render_file(quiz: Quiz, form: Form) -> str:
    """The paper as a file, under the title that stands in the page; an item still open is as last saved."""
    try:
        sheet = keep_draft(quiz, form).sheet
        return render_saved(sheet.paper, text_of(form, "ending"), text_of(form, "n")) if sheet else ""
    except Exception:
        return (
            f'<span data-n="{escape(text_of(form, "n"))}" data-error="{escape(_fault("导出", form))}"></span>'
        )


def _fault(doing: str, form: Form) -> str:
    """Logs the error under way; what the visitor is told."""
    _LOG.exception("%s没有做成：%r", doing, form.get("act"))
    return _FAULT.format(now=datetime.now().strftime("%H:%M:%S"))
