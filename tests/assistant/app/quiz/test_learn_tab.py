"""学习模式 as a learner goes through it, in Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.quiz.files import save_paper
from assistant.quiz.make import make_paper
from assistant.quiz.models import Item, ItemKind, Paper, Request
from corpus.models import Corpus
from tests.assistant.app.quiz.quizzing import LEARN, choose, generate, marks, open_quiz, press, stems, step

if TYPE_CHECKING:
    from playwright.sync_api import Page

START = "#ky-choose-learn .kc-primary"
NEXT = "#ky-learn .kc-primary"
SKIP = "#ky-learn [value=skip]"


def fill(page: Page, item: Item) -> None:
    """Answers rightly."""
    if item.kind is ItemKind.FILL_IN:
        for n, word in enumerate(item.key):
            page.fill(f"#ky-learn [name=blank{n}]", f" {word}。")
    elif item.kind is ItemKind.SHORT:
        page.fill("#ky-learn [name=text]", "写了要点")
    else:
        for value in item.key:
            page.check(f"#ky-learn [name=choice][value='{value}']")
    press(page, NEXT, LEARN)


def open_paper(page: Page, paper: Paper, folder: Path) -> None:
    save_paper(paper, folder / "练习.json")
    open_quiz(page, "学习模式")
    step(page, lambda: page.set_input_files("#ky-choose-learn input[type=file]", folder / "练习.json"), LEARN)


def test_a_whole_paper_through_to_the_score(page: Page, corpus: Corpus, tmp_path: Path) -> None:
    paper = make_paper(Request(count=8, docs=("cq-spb-eeb-2021-181", "cq-eeb-2021-5")), corpus)
    flat = [one for item in paper.items for one in (item.questions or (item,))]
    assert {item.kind for item in flat} >= {ItemKind.SINGLE, ItemKind.TRUE_FALSE, ItemKind.FILL_IN}
    open_paper(page, paper, tmp_path)
    for number, item in enumerate(flat, start=1):
        assert f"第 {number} / {len(flat)} 问" in page.inner_text("#ky-learn .kc-progress")
        assert page.evaluate("document.activeElement.id") == "kq-step-title"
        assert marks(page) == [] and page.locator("#ky-learn .kq-right").count() == 0
        if number == 1:
            press(page, SKIP, LEARN)
            assert page.inner_text(".kq-result") == "✗ 没有作答"
        else:
            fill(page, item)
            if item.kind is not ItemKind.SHORT:
                assert page.inner_text(".kq-result") == "✓ 答对了"
        page.wait_for_selector("#ky-quiz-shown mark")
        assert page.locator("#ky-learn .kc-open").count() >= 1
        if item.kind is ItemKind.SHORT:
            for box in page.locator("#ky-learn [name=point]").all():
                box.check()
        press(page, NEXT, LEARN)
    assert page.inner_text("#kq-step-title").startswith(f"得分 {len(flat) - 1} / {len(flat)}")
    rows = page.locator(".kq-scores tbody tr").all_inner_texts()
    assert len(rows) >= 2 and sum(int(row.split("/")[1].split()[0]) for row in rows) == len(flat)
    assert page.locator(".kq-wrongs li").count() == 1
    assert flat[0].stem in page.inner_text(".kq-wrongs")
    press(page, "[data-act=again]", LEARN)
    assert "第 2 遍" in page.inner_text("#ky-learn .kc-progress")
    fill(page, flat[0])
    press(page, NEXT, LEARN)
    assert "全部答对" in page.inner_text("#ky-learn")


def test_a_wrong_choice_shows_both_answers(page: Page, corpus: Corpus, tmp_path: Path) -> None:
    paper = make_paper(Request(count=2, kinds=(ItemKind.SINGLE,)), corpus)
    open_paper(page, paper, tmp_path)
    key = paper.items[0].key[0]
    wrong = next(letter for letter in "ABCD" if letter != key)
    page.check(f"#ky-learn [name=choice][value={wrong}]")
    press(page, NEXT, LEARN)
    assert page.inner_text(".kq-result") == "✗ 答错了"
    assert "（正确答案）" in page.inner_text("#ky-learn .kq-right")
    assert "（您选的）" in page.inner_text("#ky-learn .kq-missed")
    assert paper.items[0].explanation in page.inner_text("#ky-learn .kq-explained")


def test_chosen_by_the_learner_and_answered_by_keyboard(page: Page) -> None:
    open_quiz(page, "学习模式")
    choose(page, "learn", 3, kind="判断")
    press(page, START, LEARN)
    keys = page.keyboard
    for _ in range(3):
        keys.press("Tab")
        step(page, lambda: keys.press("Enter"), LEARN)  # nothing chosen yet
        assert "还没有选" in page.inner_text("#ky-learn .kc-wrong")
        keys.press("Space")
        step(page, lambda: keys.press("Enter"), LEARN)
        assert page.locator(".kq-result").count() == 1
        while page.evaluate("document.activeElement.textContent") != "下一题":
            keys.press("Tab")
        step(page, lambda: keys.press("Enter"), LEARN)
    assert page.inner_text("#kq-step-title").startswith("得分 ")
    press(page, "[data-act=more]", LEARN)
    assert "第 1 / 3 问" in page.inner_text("#ky-learn .kc-progress")


def test_the_paper_being_made_is_learned(page: Page) -> None:
    open_quiz(page, "学习模式")
    page.click("#ky-choose-learn [data-act=use]")
    page.wait_for_selector("#ky-choose-learn .kc-wrong")
    assert "“编卷”里还没有试卷" in page.inner_text("#ky-choose-learn .kc-wrong")
    generate(page, 3, kind="填空")
    first = stems(page)[0]
    open_quiz(page, "学习模式")
    step(page, lambda: page.click("#ky-choose-learn [data-act=use]"), LEARN)
    assert page.inner_text("#ky-learn .kq-stem") == first
    press(page, NEXT, LEARN)
    assert "还有空没有填" in page.inner_text("#ky-learn .kc-wrong")
    assert page.evaluate("document.activeElement.name") == "blank0"


def test_learning_fits_a_telephone(page: Page, corpus: Corpus, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_paper(page, make_paper(Request(count=1, kinds=(ItemKind.CASE,)), corpus), tmp_path)
    assert page.locator("#ky-learn .kq-case").count() == 1
    while page.locator(".kq-scores").count() == 0:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        press(page, SKIP, LEARN)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        press(page, NEXT, LEARN)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
