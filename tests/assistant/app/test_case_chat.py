"""A case in the chat, by mouse and by keyboard, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.assistant.app.conftest import ask, wait_for_answers

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIGN = "排污口牌子没挂，昨天被查到，会罚吗？"


def choose(page: Page, words: str) -> None:
    """Clicks a ready answer of the newest question."""
    before = page.locator("#ky-chat .ky-copy").count()
    page.locator("#ky-chat .ky-answer").last.get_by_role("button", name=words, exact=True).click()
    wait_for_answers(page, before + 1)


def newest(page: Page, selector: str) -> str:
    return page.locator("#ky-chat .ky-answer").last.locator(selector).first.inner_text()


def test_a_case_by_clicks_ends_in_a_card_whose_clauses_open(page: Page) -> None:
    ask(page, SIGN)
    assert newest(page, ".ky-badge") == "请补充"
    assert newest(page, ".ky-asked-text") == "请补充：案件在哪个地区？"
    for words in ("重庆市沙坪坝区", "已核发", "已完成"):
        choose(page, words)
    choose(page, "没有造成危害后果")
    choose(page, "都没有")
    assert newest(page, ".ky-badge") == "判定"
    assert newest(page, ".ky-lead") == "不予行政处罚。"
    card = page.locator("#ky-chat .ky-ruling").last
    assert card.locator(".ky-met").count() == 4
    card.locator(".ky-cite").first.click()
    page.wait_for_selector("#ky-shown mark")
    quoted = page.locator("#ky-shown mark").all_inner_texts()
    assert any("不予行政处罚" in words for words in quoted)


def test_what_was_understood_is_shown_with_the_words_it_came_from(page: Page) -> None:
    ask(page, "沙坪坝堆场沙子没盖，8平米，第一次")
    shown = newest(page, ".ky-ruling")
    assert "堆放面积：8平方米（「8平米」）" in shown
    assert "初次违法：是初次（「第一次」）" in shown
    ask(page, "说错了，是12平米")
    assert "堆放面积：12平方米" in newest(page, ".ky-ruling")


def test_a_question_of_knowledge_is_answered_as_knowledge(page: Page) -> None:
    ask(page, "正面清单第6项的情形是什么？")
    assert newest(page, ".ky-badge") == "回答"
    assert page.locator("#ky-chat .ky-ruling").count() == 0


def test_markup_in_a_case_is_shown_as_text(page: Page) -> None:
    ask(
        page, "沙坪坝<b>粗</b>堆场沙子没盖，8平米<script>document.title='被改'</script>，第一次被查，罚不罚？"
    )
    assert page.title() != "被改"
    assert page.locator("#ky-chat .ky-answer b").count() == 0
