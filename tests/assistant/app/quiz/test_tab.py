"""编卷 as a trainer goes through it, in Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document

from assistant.quiz.files import load_paper
from tests.assistant.app.conftest import open_page
from tests.assistant.app.quiz.quizzing import (
    choose,
    focused,
    generate,
    item,
    marks,
    open_quiz,
    press,
    stems,
    step,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

TOLD = "#ky-quiz .kq-told"
FILE = "#ky-choose-make input[type=file]"


def download(page: Page, ending: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.click(f"[data-file='{ending}']")
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    page.wait_for_function(f"document.querySelector('{TOLD}').textContent.startsWith('已下载')")
    return target


def test_what_the_choice_can_bear_is_said_while_one_chooses(page: Page) -> None:
    open_quiz(page)
    said = page.locator("#ky-status-make .kq-capacity")
    page.wait_for_selector("#ky-status-make .kq-capacity")
    assert "最多可出：单选 " in said.inner_text() and "案例分析 不限" in said.inner_text()
    choose(page, "make", 400, kind="填空")
    page.wait_for_function(
        "document.querySelector('#ky-status-make').textContent.includes('不够 400 道：合计至多 ')"
    )
    choose(page, "make", 3)
    press(page, "#ky-choose-make .kc-primary")
    assert not said.is_visible()


def test_a_paper_is_generated_with_its_clauses_beside(page: Page) -> None:
    generate(page)
    assert page.locator(".kq-item").count() == 20
    assert page.locator("[data-sum]").inner_text().startswith("共 20 题（单选 6、")
    assert "核对：0 处错误" in page.inner_text("[data-sum]")
    assert page.locator("#ky-choose-make details.kq-choose").get_attribute("open") is None
    page.wait_for_selector("#ky-quiz-shown mark")
    first = item(page, 1)
    quoted = "".join(first.locator(".kq-explained").inner_text().split())
    assert marks(page) and all("".join(mark.split()) in quoted for mark in marks(page))
    third = item(page, 3)
    label = third.locator(".kc-open").first.inner_text()
    third.locator(".kc-open").first.click()
    page.wait_for_function(
        "label => document.querySelector('#ky-quiz-shown .ky-label').textContent === label", arg=label
    )
    assert marks(page)
    page.click(".kq-coverage summary")
    assert page.locator(".kq-clauses .kc-open").count() > 20


def test_the_choice_says_what_it_can_bear(page: Page) -> None:
    open_quiz(page)
    page.check("#ky-choose-make [name=kind][value=判断]")
    page.click(".kq-document >> nth=1 >> summary")
    page.check("[value='cq-spb-eeb-2021-181#2']")
    assert page.is_checked("[name=doc][value=cq-spb-eeb-2021-181]")
    page.fill("#ky-choose-make [name=count]", "50")
    page.wait_for_function(
        "document.querySelector('#ky-status-make')?.textContent.includes('不够 50 道：合计至多')"
    )
    page.click("#ky-choose-make .kc-primary")
    page.wait_for_selector("#ky-choose-make .kc-wrong")
    assert "所选的条款出不了" in page.inner_text("#ky-choose-make .kc-wrong")
    assert page.input_value("#ky-choose-make [name=count]") == "50"
    assert page.is_checked("[value='cq-spb-eeb-2021-181#2']")
    page.fill("#ky-choose-make [name=count]", "很多")
    page.press("#ky-choose-make [name=count]", "Enter")
    page.wait_for_selector("#ky-choose-make [aria-invalid=true]")
    assert focused(page) == "count"
    assert "应为 1 到 500 的整数" in page.inner_text("#ky-choose-make .kc-wrong")


def test_an_item_is_replaced_moved_deleted_and_brought_back(page: Page) -> None:
    generate(page)
    before = stems(page)
    step(page, lambda: item(page, 2).locator("[data-act=replace]").click())
    replaced = stems(page)
    assert replaced[1] not in before and [*replaced[:1], *replaced[2:]] == [*before[:1], *before[2:]]
    press(page, "[data-act=undo]")
    assert stems(page) == before
    step(page, lambda: item(page, 1).locator("[data-act=down]").click())
    assert stems(page)[:2] == [before[1], before[0]]
    assert focused(page) == "下移第 2 题"
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function("document.activeElement.getAttribute('aria-label') === '下移第 1 题'")
    assert stems(page) == before
    step(page, lambda: item(page, 5).locator("[data-act=delete]").click())
    assert stems(page) == [*before[:4], *before[5:]] and focused(page) == "第 5 题"
    press(page, "[data-act=undo]")
    assert stems(page) == before


def test_an_edit_is_checked_and_kept_only_when_insisted_on(page: Page, tmp_path: Path) -> None:
    generate(page)
    step(page, lambda: item(page, 1).locator("[data-act=edit]").click())
    assert focused(page) == "stem"
    stem = page.input_value("[name=stem]") + "（请选最合适的一项）"
    page.fill("[name=stem]", stem)
    page.locator(".kq-edit [name=right]:not(:checked)").first.check()
    step(page, lambda: item(page, 2).locator("[data-act=delete]").click())  # loses nothing of the edit
    assert page.input_value("[name=stem]") == stem
    press(page, ".kq-edit .kc-primary")
    assert "核对发现下面的问题，还没有保存" in page.inner_text(".kq-found")
    assert page.locator(".kq-found .kq-error").count() >= 1
    assert page.input_value("[name=stem]") == stem
    press(page, ".kq-edit [value=keep]")
    assert item(page, 1).locator(".kq-own").inner_text() == "人工修改"
    assert item(page, 1).locator(".kq-problems .kq-error").count() >= 1
    assert stems(page)[0].endswith("（请选最合适的一项）")
    saved = load_paper(download(page, ".json", tmp_path))
    assert saved.items[0].stem == stem and saved.items[0].proof.kind == "none"


def test_a_paper_is_saved_exported_and_opened_again(page: Page, tmp_path: Path) -> None:
    generate(page, 10)
    page.fill("[data-title]", "第三季度执法培训卷")
    before = stems(page)
    word = download(page, ".docx", tmp_path)
    assert word.name == "第三季度执法培训卷.docx"
    text = "\n".join(paragraph.text for paragraph in Document(str(word)).paragraphs)
    assert text.startswith("第三季度执法培训卷") and all(stem in text for stem in before)
    archive = download(page, ".json", tmp_path)
    paper = load_paper(archive)
    assert paper.title == "第三季度执法培训卷" and [i.stem for i in paper.items] == before
    for ending in (".xlsx", ".txt", ".xml", ".gift", ".apkg"):
        assert download(page, ending, tmp_path).stat().st_size > 500
    step(page, lambda: item(page, 1).locator("[data-act=delete]").click())
    step(page, lambda: page.set_input_files(FILE, archive))
    assert stems(page) == before and "已打开 第三季度执法培训卷.json，共 10 题。" in page.inner_text(
        ".kq-said"
    )
    assert download(page, ".json", tmp_path / "again").read_bytes() == archive.read_bytes()


def test_a_damaged_file_is_named_and_nothing_lost(page: Page, tmp_path: Path) -> None:
    generate(page, 5)
    before = stems(page)
    damaged = tmp_path / "坏了.json"
    damaged.write_text('{"format": 1, "title": "半', encoding="utf-8")
    page.set_input_files(FILE, damaged)
    page.wait_for_selector("#ky-choose-make .kc-wrong")
    assert page.inner_text("#ky-choose-make .kc-wrong").startswith("坏了.json 损坏了或不是 JSON")
    assert stems(page) == before


def test_an_item_that_no_file_can_hold_is_said(page: Page, tmp_path: Path) -> None:
    generate(page, 5)
    step(page, lambda: item(page, 1).locator("[data-act=edit]").click())
    page.fill("[name=stem]", "")
    press(page, ".kq-edit .kc-primary")
    press(page, ".kq-edit [value=keep]")
    page.click("[data-file='.docx']")
    page.wait_for_selector(f"{TOLD}.kc-wrong")
    assert "没有题干，请补上" in page.inner_text(TOLD)
    assert json.loads(download(page, ".json", tmp_path).read_text("utf-8"))["items"][0]["stem"] == ""


def test_a_reload_warns_of_unsaved_work(page: Page, tmp_path: Path) -> None:
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    generate(page, 5)
    page.reload()
    assert asked == ["beforeunload"]
    page.wait_for_selector("#ky-question textarea")
    generate(page, 5)
    download(page, ".json", tmp_path)
    page.reload()
    assert asked == ["beforeunload"]


def test_a_paper_is_made_edited_and_saved_by_keyboard(page: Page, tmp_path: Path) -> None:
    keys = page.keyboard
    page.get_by_role("tab", name="出题").focus()
    keys.press("Enter")
    page.wait_for_selector("#ky-choose-make form")
    page.locator("#ky-choose-make summary").first.focus()
    for _ in range(60):
        keys.press("Tab")
        if focused(page) == "kind":
            break
    keys.press("Space")  # 单选
    for _ in range(20):
        keys.press("Tab")
        if focused(page) == "count":
            break
    keys.press("Control+a")
    keys.type("4")
    step(page, lambda: keys.press("Enter"))
    assert page.evaluate("document.activeElement.matches('[data-sum]')")
    assert "共 4 题（单选 4，种子 1）" in page.inner_text("[data-sum]")
    tab_to(page, "下移第 1 题")
    step(page, lambda: keys.press("Enter"))
    assert focused(page) == "下移第 2 题"
    tab_to(page, "修改第 2 题")
    step(page, lambda: keys.press("Enter"))
    assert focused(page) == "stem"
    tab_to(page, "explanation")
    keys.press("Control+End")
    keys.type("补充说明。")
    for _ in range(8):
        keys.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "核对并保存":
            break
    step(page, lambda: keys.press("Enter"))
    assert focused(page) == "第 2 题"
    assert item(page, 2).locator(".kq-explained").inner_text().endswith("补充说明。")
    tab_to(page, "上移第 4 题")
    label = item(page, 4).locator(".kc-open").first.inner_text()
    page.wait_for_function(
        "label => document.querySelector('#ky-quiz-shown .ky-label').textContent === label", arg=label
    )


def tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page).startswith(name):
            return
    raise AssertionError(f"Tab does not reach {name}")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_nothing_sticks_out(browser: Browser, address: str, width: int, height: int) -> None:
    visitor = browser.new_context(viewport={"width": width, "height": height})
    page = open_page(visitor, address)
    generate(page)
    assert_inside(page, width)
    step(page, lambda: item(page, 20).locator("[data-act=edit]").click())
    assert_inside(page, width)
    visitor.close()


def assert_inside(page: Page, width: int) -> None:
    """Neither the page nor a visible part of the tab is wider than the window."""
    outside = "e.offsetParent && !e.closest('.kc-sr') && e.getBoundingClientRect().right > w + 0.5"
    script = (
        f"w => [...document.querySelectorAll('#ky-quiz-row *')].filter(e => {outside}).map(e => e.className)"
    )
    wide = page.evaluate(script, width)
    assert wide == [] and page.evaluate("document.documentElement.scrollWidth") <= width


def test_two_visitors_have_papers_of_their_own(browser: Browser, address: str) -> None:
    first, second = browser.new_context(), browser.new_context()
    one, two = open_page(first, address), open_page(second, address)
    generate(one, 5)
    open_quiz(two)
    assert two.locator(".kq-item").count() == 0
    choose(two, "make", 3, kind="判断")
    press(two, "#ky-choose-make .kc-primary")
    assert len(stems(one)) == 5 and len(stems(two)) == 3
    first.close()
    second.close()
