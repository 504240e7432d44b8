"""学习模式 as markup: one question, its answer with the clause, at the end the score."""

from __future__ import annotations

from fractions import Fraction

from assistant.app.literal import escape
from assistant.app.quiz.field import Field, render_area, render_line, render_wrong
from assistant.app.quiz.item_view import (
    render_answer,
    render_grounds,
    render_key_and_grounds,
    render_options,
)
from assistant.app.quiz.learn import Learn, Reply, Task, allowed, scores
from assistant.quiz.files.outline import lettered
from assistant.quiz.models import Item, ItemKind

TITLE_ID = "kq-step-title"  # takes the focus when a question appears

_ASKS = {
    ItemKind.SINGLE: "单选：只有一个正确答案",
    ItemKind.MULTIPLE: "多选：有两个或两个以上正确答案，全对才得分",
    ItemKind.TRUE_FALSE: "判断：对还是错",
    ItemKind.FILL_IN: "填空：标点、空格、全角半角不影响对错",
    ItemKind.SHORT: "简答：写完对照要点，自己记分",
}
_HINT = (
    '<p class="ky-hint">选好范围后点“开始学习”，或打开试卷文件，也可以用“编卷”里正在编的试卷。'
    "一次一题，答完就看对错和条款。</p>"
)


def render_learn(learn: Learn) -> str:
    body = _render_task(learn, learn.task) if learn.task else _HINT
    if learn.is_over:
        body = _render_score(learn)
    live = " data-live" if learn.task and learn.replies else ""
    return f'<div class="ky-check kq-learn" data-turn="{learn.turn}"{live}>{body}</div>'


def _render_task(learn: Learn, task: Task) -> str:
    total, done = len(learn.tasks), learn.at
    again = f"（第 {learn.round} 遍，只做错题）" if learn.round > 1 else ""
    case = f'<p class="kq-case">{escape(task.case)}</p>' if task.case else ""
    body = _render_shown(task, learn.replies[-1]) if learn.is_shown else _render_form(learn, task.item)
    return (
        f'<p class="kc-progress"><label for="kq-done">{escape(learn.title)}{again}：'
        f"第 {done + 1} / {total} 问</label>"
        f'<progress id="kq-done" max="{total}" value="{done}"></progress></p>'
        f'<section class="kc-step" aria-labelledby="{TITLE_ID}"><h2 id="{TITLE_ID}" tabindex="-1">'
        f"{task.name}</h2>"
        f'<p class="kc-help">{_ASKS[task.item.kind]}</p>{case}<p class="kq-stem">{escape(task.item.stem)}</p>'
        f"{body}</section>"
        '<div class="kc-moves"><button type="button" data-act="finish">到此为止，看成绩</button></div>'
    )


def _render_form(learn: Learn, item: Item) -> str:
    fields = {
        ItemKind.FILL_IN: _render_blanks,
        ItemKind.SHORT: _render_writing,
    }.get(item.kind, _render_choices)(learn, item)
    return (
        f'<form data-act="answer" novalidate><input type="hidden" name="at" value="{learn.at}">{fields}'
        f'<div class="kc-buttons"><button class="kc-primary">答题</button>'
        f'<button name="how" value="skip">不会，看答案</button></div></form>'
    )


def _render_choices(learn: Learn, item: Item) -> str:
    tool = "checkbox" if item.kind is ItemKind.MULTIPLE else "radio"
    words = dict(lettered(item))
    chosen = learn.entered.get("choice", ())
    options = "".join(
        f'<label class="kc-option"><input type="{tool}" name="choice" value="{value}"'
        f"{' checked' if value in chosen else ''}>"
        f"<span>{value}{f'. {escape(words[value])}' if value in words else ''}</span></label>"
        for value in allowed(item)
    )
    wrong = ' aria-invalid="true"' if learn.error else ""
    return (
        f'<fieldset{wrong}><legend class="kc-sr">选项</legend>{options}</fieldset>{render_wrong(learn.error)}'
    )


def _render_blanks(learn: Learn, item: Item) -> str:
    return "".join(render_line(_field(learn, f"blank{n}", f"第 {n + 1} 空")) for n in range(len(item.key)))


def _render_writing(learn: Learn, item: Item) -> str:
    return render_area(_field(learn, "text", "您的回答"), least=5)


def _field(learn: Learn, name: str, label: str) -> Field:
    error = learn.error if learn.error_field == name else ""
    return Field(name, f"kq-{name}", label, "".join(learn.entered.get(name, ())), error=error)


def _render_shown(task: Task, reply: Reply) -> str:
    """Right or wrong, the key, the explanation and the clauses; a 简答 is marked by the learner first."""
    item = task.item
    given = f'<p class="kq-given"><b>您的回答</b>{_render_given(item, reply)}</p>'
    if reply.credit is None:
        return f"{given}{_render_marking(item)}"
    options = render_options(item, reply.given)
    return (
        f"{_render_result(item, reply)}{options or given}{render_key_and_grounds(item)}"
        '<form data-act="next"><div class="kc-buttons"><button class="kc-primary">下一题</button></div>'
        "</form>"
    )


def _render_result(item: Item, reply: Reply) -> str:
    if reply.is_right:
        return '<p class="kq-result kq-good" role="status">✓ 答对了</p>'
    said = "没有作答" if not reply.given else "答错了"
    return f'<p class="kq-result kq-bad" role="status">✗ {said}</p>'


def _render_given(item: Item, reply: Reply) -> str:
    if not reply.given:
        return "（没有作答）"
    return _in_words(item, reply.given) or escape("；".join(reply.given))


def _render_marking(item: Item) -> str:
    points = "".join(
        f'<label class="kc-option"><input type="checkbox" name="point" value="{n}">'
        f"<span>{escape(point.text)}{f'（{point.marks}分）' if point.marks else ''}</span></label>"
        for n, point in enumerate(item.points)
    )
    return (
        f'<form data-act="mark"><fieldset><legend>对照要点，答到的打勾</legend>{points}</fieldset>'
        f'<p class="kq-explained"><b>解析</b>{escape(item.explanation)}</p>{render_grounds(item)}'
        '<div class="kc-buttons"><button class="kc-primary">记分，下一题</button></div></form>'
    )


def _render_score(learn: Learn) -> str:
    parts = scores(learn)
    credit, count = sum((part.credit for part in parts), Fraction(0)), len(learn.replies)
    rows = "".join(
        f'<tr><th scope="row">{escape(part.chapter)}</th><td>{_number(part.credit)} / {part.count}</td>'
        f"<td>{_percent(part.credit, part.count)}</td></tr>"
        for part in parts
    )
    left = len(learn.tasks) - count
    unanswered = f"，还有 {left} 问没有做" if left else ""
    again = (
        '<button type="button" class="kc-primary" data-act="again">再做错题</button>' if learn.wrong else ""
    )
    more = '<button type="button" data-act="more">再来一份</button>' if learn.request else ""
    return (
        f'<section class="kc-step" aria-labelledby="{TITLE_ID}"><h2 id="{TITLE_ID}" tabindex="-1">'
        f"得分 {_number(credit)} / {count}（{_percent(credit, count)}）</h2>"
        f'<p class="kc-help">{escape(learn.title)}{unanswered}。一问一分；简答按答到的要点给分。</p>'
        f'<table class="kq-scores"><thead><tr><th scope="col">章节</th><th scope="col">得分</th>'
        f'<th scope="col">得分率</th></tr></thead><tbody>{rows}</tbody></table>{_render_wrong(learn)}'
        f'<div class="kc-buttons">{again}{more}<button type="button" data-act="leave">回到选题</button></div>'
        "</section>"
    )


def _render_wrong(learn: Learn) -> str:
    if not learn.wrong:
        return '<p class="kq-result kq-good">全部答对。</p>'
    lines = ""
    case = ""
    for task, reply in learn.wrong:
        item = task.item
        if task.case and task.case != case:  # once for all its questions
            told = f'<p class="kq-case">{escape(task.case)}</p>'
            lines += f"<li><details><summary>案例</summary>{told}</details></li>"
        case = task.case
        lines += (
            f'<li><p class="kq-stem">{task.name}：{escape(item.stem)}</p>'
            f'<p class="kq-given"><b>您的回答</b>{_render_given(item, reply)}</p>'
            f'<p class="kq-answer"><b>答案</b>{_in_words(item, item.key) or render_answer(item)}</p>'
            f"{render_grounds(item)}</li>"
        )
    return f"<h3>没有答对的（{len(learn.wrong)}）</h3><ol class='kq-wrongs'>{lines}</ol>"


def _in_words(item: Item, letters: tuple[str, ...]) -> str:
    """The letters with the words of their options, for a place where these do not stand beside them."""
    words = dict(lettered(item))
    return escape("；".join(f"{letter}. {words[letter]}" for letter in letters)) if words else ""


def _number(credit: Fraction) -> str:
    return f"{float(credit):.1f}".removesuffix(".0")


def _percent(credit: Fraction, count: int) -> str:
    return f"{round(100 * credit / count)}%" if count else "—"
