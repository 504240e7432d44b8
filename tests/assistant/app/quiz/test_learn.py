"""学习模式 without a browser: right and wrong, self-marking, the score."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assistant.app.literal import escape
from assistant.app.quiz.learn import Learn, advance, is_right, plain_words, scores, start_learning
from assistant.app.quiz.learn_view import render_learn
from assistant.quiz.make import make_paper
from assistant.quiz.models import Item, ItemKind, MarkingPoint, Paper, Request
from corpus.errors import KuanyanError
from corpus.models import Corpus


@pytest.fixture(scope="module")
def paper(corpus: Corpus) -> Paper:
    return make_paper(Request(count=20), corpus)


@pytest.fixture(scope="module")
def begun(paper: Paper, corpus: Corpus) -> Learn:
    return start_learning(Learn(), paper, corpus)


def item_of(learn: Learn) -> Item:
    assert learn.task is not None
    return learn.task.item


def right_form(item: Item) -> dict[str, object]:
    if item.kind is ItemKind.FILL_IN:
        return {"act": "answer", **{f"blank{n}": word for n, word in enumerate(item.key)}}
    if item.kind is ItemKind.SHORT:
        return {"act": "answer", "text": "要点"}
    return {"act": "answer", "choice": list(item.key)}


def go_on(learn: Learn) -> Learn:
    """Answers rightly and goes to the next question."""
    shown = advance(learn, right_form(item_of(learn)))
    if shown.replies[-1].credit is None:
        return advance(shown, {"act": "mark", "point": [str(n) for n in range(len(item_of(shown).points))]})
    return advance(shown, {"act": "next"})


def skip(learn: Learn) -> Learn:
    return advance(advance(learn, {"act": "answer", "how": "skip"}), {"act": "next"})


def only(begun: Learn, kind: ItemKind) -> Learn:
    tasks = tuple(task for task in begun.tasks if task.item.kind is kind and not task.case)
    return replace(begun, tasks=tasks)


def test_a_case_is_asked_question_by_question(paper: Paper, begun: Learn) -> None:
    cases = [item for item in paper.items if item.kind is ItemKind.CASE]
    asked = [task for task in begun.tasks if task.case]
    assert [task.item for task in asked] == [q for case in cases for q in case.questions]
    number = paper.items.index(cases[0]) + 1
    assert [task.name for task in asked][:2] == [f"第 {number} 题第 1 问", f"第 {number} 题第 2 问"]
    assert asked[0].case == cases[0].stem


def test_all_right_is_the_full_score(begun: Learn) -> None:
    learn = begun
    while not learn.is_over:
        learn = go_on(learn)
    assert len(learn.replies) == len(begun.tasks) and learn.wrong == ()
    assert sum(part.credit for part in scores(learn)) == len(begun.tasks)
    assert sum(part.count for part in scores(learn)) == len(begun.tasks)
    assert "100%" in render_learn(learn) and "全部答对" in render_learn(learn)


def test_the_key_is_not_in_the_page_before_the_answer(begun: Learn) -> None:
    learn = begun
    while not learn.is_over:
        page = render_learn(learn)
        assert "kq-right" not in page and "data-open" not in page
        assert item_of(learn).kind is not ItemKind.FILL_IN or "解析" not in page
        learn = skip(learn)
    assert len(learn.wrong) == len(begun.tasks)


def test_wrong_ones_are_asked_again_until_none_is_left(begun: Learn) -> None:
    learn = skip(skip(only(begun, ItemKind.TRUE_FALSE)))
    while not learn.is_over:
        learn = go_on(learn)
    assert len(learn.wrong) == 2
    again = advance(learn, {"act": "again"})
    assert [task.name for task in again.tasks] == [task.name for task, _ in learn.wrong]
    assert again.round == 2 and "第 2 遍" in render_learn(again)
    over = go_on(go_on(again))
    assert over.is_over and not over.wrong
    assert advance(over, {"act": "again"}).is_over


def test_what_was_wrong_stands_with_its_case_and_its_words(begun: Learn) -> None:
    case = next(task.case for task in begun.tasks if task.case)
    learn = replace(begun, tasks=tuple(task for task in begun.tasks if task.case == case))
    while not learn.is_over:
        learn = skip(learn)
    assert len(learn.wrong) == len(learn.tasks) > 1 and render_learn(learn).count(escape(case)) == 1
    chosen = only(begun, ItemKind.SINGLE)
    item = item_of(chosen)
    wrong = next(letter for letter in "ABCD" if letter not in item.key)
    shown = advance(chosen, {"act": "answer", "choice": wrong})
    page = render_learn(advance(shown, {"act": "finish"}))
    assert escape(f"{wrong}. {item.options['ABCD'.index(wrong)]}") in page


def test_the_score_is_counted_by_document_and_chapter(begun: Learn) -> None:
    learn = skip(go_on(only(begun, ItemKind.SINGLE)))
    learn = advance(learn, {"act": "finish"})
    parts = scores(learn)
    assert learn.is_over and sum(part.count for part in parts) == 2 and sum(p.credit for p in parts) == 1
    assert {part.chapter for part in parts} <= {task.chapter for task in begun.tasks}
    assert any("〔2021〕" in part.chapter or "广西" in part.chapter for part in parts)
    left = len(learn.tasks) - 2
    assert f"还有 {left} 问没有做" in render_learn(learn)


def test_several_choices_must_all_be_right(begun: Learn) -> None:
    learn = only(begun, ItemKind.MULTIPLE)
    key = item_of(learn).key
    assert advance(learn, {"act": "answer", "choice": list(reversed(key))}).replies[0].is_right
    assert not advance(learn, {"act": "answer", "choice": list(key[:-1])}).replies[0].is_right
    assert advance(learn, {"act": "answer", "choice": ["Z", "<b>"]}).error_field == "choice"


@pytest.mark.parametrize(
    ("given", "key", "same"),
    [
        ("７ 日", "7日", True),
        ("七日", "7日", False),
        ("执法，支队。", "执法支队", True),
        ("（不予）行政处罚", "不予行政处罚", True),
        ("0.1", "０．１", True),
        ("01", "0.1", False),
        ("5%", "5", False),
        ("PM2.5", "pm2.5", True),
        ("可以不予", "不予", False),
    ],
)
def test_blanks_are_compared_without_width_blanks_and_punctuation(
    begun: Learn, given: str, key: str, same: bool
) -> None:
    item = replace(item_of(only(begun, ItemKind.FILL_IN)), key=(key,))
    assert is_right(item, (given,)) is same
    assert (plain_words(given) == plain_words(key)) is same


def test_a_short_answer_is_marked_by_its_points(begun: Learn) -> None:
    learn = only(begun, ItemKind.SHORT)
    points = (MarkingPoint("甲", 3), MarkingPoint("乙", 2))
    task = replace(learn.tasks[0], item=replace(item_of(learn), points=points))
    written = advance(replace(learn, tasks=(task,)), {"act": "answer", "text": "甲与丙"})
    assert written.replies[0].credit is None and "答到的打勾" in render_learn(written)
    assert "甲与丙" in render_learn(written)
    assert advance(written, {"act": "next"}).is_shown  # not before it is marked
    over = advance(written, {"act": "mark", "point": "0"})
    assert over.is_over and over.replies[0].credit == Fraction(3, 5) and "得分 0.6 / 1" in render_learn(over)
    unmarked = replace(task, item=replace(task.item, points=(MarkingPoint("甲", 0), MarkingPoint("乙", 0))))
    half = advance(replace(written, tasks=(unmarked,)), {"act": "mark", "point": "1"})
    assert half.replies[0].credit == Fraction(1, 2)


@pytest.mark.parametrize(
    ("kind", "field", "words"),
    [
        (ItemKind.SINGLE, "choice", "还没有选；不会的请点“不会，看答案”。"),
        (ItemKind.TRUE_FALSE, "choice", "还没有选；不会的请点“不会，看答案”。"),
        (ItemKind.FILL_IN, "blank0", "还有空没有填；不会的请点“不会，看答案”。"),
        (ItemKind.SHORT, "text", "还没有作答；不会的请点“不会，看答案”。"),
    ],
)
def test_an_empty_answer_is_asked_for(begun: Learn, kind: ItemKind, field: str, words: str) -> None:
    after = advance(only(begun, kind), {"act": "answer"})
    assert (after.error_field, after.error, after.replies) == (field, words, ())
    assert words in render_learn(after)


def test_a_click_that_came_twice_answers_once(begun: Learn) -> None:
    learn = only(begun, ItemKind.SINGLE)
    form = {**right_form(item_of(learn)), "at": "0"}
    shown = advance(learn, form)
    assert advance(shown, form).replies == shown.replies
    following = advance(shown, {"act": "next"})
    assert advance(following, form).replies == shown.replies


def test_an_item_that_is_not_whole_is_named(paper: Paper, corpus: Corpus) -> None:
    broken = replace(paper, items=(paper.items[0], replace(paper.items[1], stem="")))
    with pytest.raises(KuanyanError, match=r"第 2 题（单选）没有题干，请补上。"):
        start_learning(Learn(), broken, corpus)
    with pytest.raises(KuanyanError, match="没有题目"):
        start_learning(Learn(), Paper("空", ()), corpus)


def test_leaving_forgets(begun: Learn) -> None:
    assert advance(go_on(begun), {"act": "leave"}).tasks == ()
    assert advance(begun, {"act": "finish"}).tasks == ()  # nothing answered: no score
