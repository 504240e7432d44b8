"""The page as a user meets it, in Chromium."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from assistant.answer.models import Answer, render_text
from assistant.app.ask_tab import EXAMPLES
from assistant.app.page import build_page
from tests.assistant.app.conftest import FAULT, ask, open_page, running, wait_for_answers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from assistant.service import Assistant

QUESTION = "正面清单有效期多久？"
BOX = "#ky-question textarea"


def expected(assistant: Assistant, question: str, region: str | None = None) -> Answer:
    """What the page should show: it asks under today's date."""
    return assistant.ask(question, region=region, as_of=date.today())


def last(page: Page, selector: str) -> str:
    return page.locator(f"#ky-chat {selector}").last.inner_text()


def marks(page: Page) -> list[str]:
    texts: list[str] = page.locator("#ky-shown mark").evaluate_all("all => all.map(m => m.textContent)")
    return texts


def test_ask_see_the_citation_open_the_clause_see_the_highlight(page: Page, assistant: Assistant) -> None:
    answer = expected(assistant, QUESTION)
    ask(page, QUESTION)
    assert last(page, ".ky-lead") == answer.lead
    assert page.locator("#ky-chat .ky-quote").count() >= len(answer.passages)
    labels = list(dict.fromkeys(citation.label for citation in answer.citations))
    entries = page.locator("#ky-cited [data-open]")
    assert [re.sub(r"^\d+\s*", "", text) for text in entries.all_inner_texts()] == labels
    for number, label in enumerate(labels):
        entries.nth(number).click()
        page.wait_for_function(
            "label => document.querySelector('#ky-shown .ky-label').textContent === label", arg=label
        )
        cited = sorted((c for c in answer.citations if c.label == label), key=lambda c: c.start)
        assert marks(page) == [citation.quote for citation in cited]


def test_the_quoted_words_are_scrolled_into_view(page: Page) -> None:
    ask(page, QUESTION)
    page.wait_for_selector("#ky-shown mark")
    page.wait_for_function(
        """() => {
          const frame = document.querySelector('#ky-shown .ky-source').getBoundingClientRect();
          const mark = document.querySelector('#ky-shown mark').getBoundingClientRect();
          return mark.top >= frame.top && mark.top < frame.bottom;
        }"""
    )


def test_a_source_in_the_chat_opens_its_clause(page: Page) -> None:
    ask(page, "第8项的柔性执法方式是什么？")
    ask(page, QUESTION)
    label = page.locator("#ky-chat .ky-cite").first.evaluate("button => button.firstChild.textContent")
    page.locator("#ky-chat .ky-cite").first.click()
    page.wait_for_function("l => document.querySelector('#ky-shown .ky-label').textContent === l", arg=label)
    assert marks(page)


def test_the_answer_appears_progressively(page: Page, assistant: Assistant) -> None:
    page.evaluate(
        """() => {
          window.seen = [];
          new MutationObserver(() => {
            const count = document.querySelectorAll('#ky-chat .ky-answer > .ky-quote').length;
            const lead = document.querySelector('#ky-chat .ky-lead');
            if (lead) window.seen.push(count);
          }).observe(document.getElementById('ky-chat'), {childList: true, subtree: true});
        }"""
    )
    question = "沙坪坝区负面清单有哪些事项？"
    ask(page, question)
    seen = page.evaluate("window.seen")
    assert seen[0] == 0 and seen[-1] == len(expected(assistant, question).passages)


def test_a_click_drops_what_was_carried_over(page: Page, assistant: Assistant) -> None:
    ask(page, "正面清单第6项是什么情形？")
    ask(page, "第8项呢？")
    assert "正面清单第8项是什么情形" in last(page, ".ky-carried")
    page.locator("#ky-chat .ky-carried .ky-choice").last.click()
    wait_for_answers(page, 3)
    assert last(page, ".ky-lead") == expected(assistant, "第8项呢？").lead
    assert page.locator("#ky-chat .ky-carried").count() == 1


def test_each_example_is_answered_by_a_click(page: Page, assistant: Assistant) -> None:
    for number, example in enumerate(EXAMPLES, start=1):
        page.get_by_role("button", name=example, exact=True).click()
        wait_for_answers(page, number)
        kind = expected(assistant, example).kind.value
        assert f"ky-{kind}" in (page.locator("#ky-chat .ky-answer").last.get_attribute("class") or "")
    assert page.locator("#ky-chat .ky-question").all_inner_texts() == list(EXAMPLES)


def test_the_region_narrows_the_answer(page: Page, assistant: Assistant) -> None:
    question = "对轻微违法行为怎么处理？"
    region = "广西壮族自治区"
    page.locator("#ky-region input").click()
    page.get_by_role("option", name=region).click()
    ask(page, question)
    assert last(page, ".ky-lead") == expected(assistant, question, region).lead
    assert all("广西" in text for text in page.locator("#ky-cited [data-open]").all_inner_texts())


def test_the_date_leaves_out_what_was_not_yet_issued(page: Page) -> None:
    page.fill("#ky-date input", "2021年7月1日")
    ask(page, "盘锦市告知承诺制适用于什么情形？")
    assert page.locator("#ky-chat .ky-answer.ky-answer").count() == 1
    ask(page, "广西对确有困难的当事人能否分期缴纳罚款？")
    assert "尚未" in last(page, ".ky-answer")


def test_nothing_is_written_into_the_page_once_it_is_open(assistant: Assistant) -> None:
    """An event on opening answers late, and would write over what was typed meanwhile."""
    asked_on = {
        kind for event in build_page(assistant).config["dependencies"] for _, kind in event["targets"]
    }
    assert "submit" in asked_on and "load" not in asked_on


def test_a_date_that_cannot_be_read_keeps_the_question(page: Page) -> None:
    page.fill("#ky-date input", "去年")
    ask(page, QUESTION)
    assert "日期「去年」看不懂" in last(page, ".ky-error .ky-lead")
    assert page.input_value(BOX) == QUESTION


def test_an_empty_question_is_answered_with_what_to_do(page: Page) -> None:
    ask(page, "  ")
    assert "问题是空的" in last(page, ".ky-error .ky-lead")
    assert page.locator("#ky-chat .ky-question").count() == 0


def test_a_question_too_long_is_kept(page: Page) -> None:
    question = "罚" * 10_000
    ask(page, question)
    assert "10000" in last(page, ".ky-error .ky-lead")
    assert page.input_value(BOX) == question


def test_a_fault_shows_no_inside_and_loses_nothing(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, FAULT)
    assert last(page, ".ky-error .ky-badge") == "服务故障"
    assert last(page, ".ky-error .ky-lead").startswith("服务故障")
    shown = page.inner_text("body")
    assert "索引坏了" not in shown and "Traceback" not in shown
    assert page.input_value(BOX) == FAULT
    assert page.locator("#ky-chat .ky-question").all_inner_texts() == [QUESTION, FAULT]


def test_markup_in_a_question_is_shown_as_written(page: Page) -> None:
    question = "**加粗** <script>document.title='被改'</script> <img src=x onerror=alert(1)> $$x$$ 清单？"
    ask(page, question)
    assert page.locator("#ky-chat .ky-question").inner_text() == question
    assert page.title() == "宽严 · 柔性执法政策助手"
    assert page.locator("#ky-chat script, #ky-chat img[onerror], #ky-chat .katex").count() == 0


def test_copy_gives_the_answer_as_plain_text(
    context: BrowserContext, page: Page, assistant: Assistant
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    button = page.locator("#ky-chat .ky-copy")
    assert button.get_attribute("title") == "复制回答全文"
    button.click()
    page.wait_for_function("document.querySelector('#ky-chat .ky-copy').textContent === '已复制'")
    assert page.evaluate("navigator.clipboard.readText()") == render_text(expected(assistant, QUESTION))


def test_shift_enter_is_a_new_line_and_clear_starts_over(page: Page) -> None:
    page.fill(BOX, "第一行")
    page.press(BOX, "Shift+Enter")
    page.locator(BOX).press_sequentially("第二行")
    assert page.input_value(BOX) == "第一行\n第二行"
    ask(page, QUESTION)
    page.click("#ky-clear")
    page.wait_for_function("document.querySelectorAll('#ky-chat .ky-answer').length === 0")
    assert page.locator("#ky-cited [data-open]").count() == 0
    ask(page, QUESTION)
    assert page.locator("#ky-chat .ky-question").count() == 1


def test_the_keyboard_reaches_an_example(page: Page) -> None:
    page.get_by_role("button", name=EXAMPLES[0], exact=True).focus()
    page.keyboard.press("Enter")
    wait_for_answers(page, 1)
    page.locator("#ky-cited [data-open]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#ky-shown mark")


def test_the_corpus_is_browsed_to_a_row_and_its_cells(page: Page) -> None:
    page.get_by_role("tab", name="语料").click()
    assert page.locator("#ky-docs [data-doc]").count() == 5
    page.click("[data-doc='cq-spb-eeb-2021-181']")
    page.click("[data-clause='cq-spb-eeb-2021-181#a2.6']")
    page.wait_for_selector("#ky-detail .ky-cells")
    cells = page.locator("#ky-detail .ky-cells").inner_text()
    assert "情形" in cells and "超标倍数小于 0.1 倍" in cells and "可以不予行政处罚" in cells
    assert "附件2 正面清单第6项" in page.inner_text("#ky-detail .ky-label")
    page.click("#ky-detail .ky-repairs summary")
    assert page.locator("#ky-detail .ky-repairs tbody tr").count() > 0


def test_the_corpus_is_filtered(page: Page) -> None:
    page.get_by_role("tab", name="语料").click()
    page.fill("#ky-filter input, #ky-filter textarea", "分期缴纳")
    page.wait_for_selector("#ky-tree mark")
    assert "广西" in page.inner_text("#ky-tree") or "若干措施" in page.inner_text("#ky-tree")
    page.locator("#ky-tree [data-clause]").first.click()
    page.wait_for_selector("#ky-detail .ky-verbatim")
    assert "分期" in page.inner_text("#ky-detail .ky-verbatim")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge(
    browser: Browser, address: str, width: int, height: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = open_page(context, address)
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    assert page.evaluate(fits)
    ask(page, "沙坪坝区正面清单有哪些事项？")
    assert page.evaluate(fits)
    page.get_by_role("tab", name="语料").click()
    page.click("[data-clause]")
    page.wait_for_selector("#ky-detail .ky-label")
    assert page.evaluate(fits)
    context.close()


def test_no_request_leaves_this_machine(context: BrowserContext, address: str) -> None:
    requested: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    page = open_page(context, address)
    ask(page, QUESTION)
    page.get_by_role("tab", name="语料").click()
    page.wait_for_selector("#ky-docs [data-doc]")
    page.wait_for_timeout(500)
    hosts = {urlsplit(url).hostname for url in requested if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}


def test_the_served_page_names_no_other_host(address: str) -> None:
    with urllib.request.urlopen(address) as response:
        served = response.read().decode()
        policy = response.headers["content-security-policy"]
    hosts = {urlsplit(url).hostname for url in re.findall(r"https?://[^\s\"'<>\\)]+", served)}
    assert hosts <= {"127.0.0.1"}
    assert "default-src 'self'" in policy
    assert '<html\n\tlang="zh-CN"' in served


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/docs"])
def test_side_doors_are_closed(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address + path)


def test_the_page_is_chinese(page: Page) -> None:
    assert page.title() == "宽严 · 柔性执法政策助手"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    shown = page.inner_text("body")
    assert "回答均引自所收文件原文；是否处罚以执法机关依法作出的决定为准。" in shown
    assert not re.search(r"gradio|Use via API|Settings|Chatbot|Textbox|Submit|Clear", shown, re.IGNORECASE)


def test_visitors_do_not_see_each_other(browser: Browser, address: str) -> None:
    contexts = [browser.new_context(), browser.new_context()]
    first, second = (open_page(context, address) for context in contexts)
    ask(first, QUESTION)
    ask(second, "成都的免罚清单有哪些？")
    assert first.locator("#ky-chat .ky-question").all_inner_texts() == [QUESTION]
    assert second.locator("#ky-chat .ky-question").all_inner_texts() == ["成都的免罚清单有哪些？"]
    for context in contexts:
        context.close()


def log_in(page: Page, user: str, password: str) -> None:
    page.get_by_label("用户名").fill(user)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_accounts_are_asked_for(context: BrowserContext, assistant: Assistant, tmp_path: Path) -> None:
    accounts = tmp_path / "users.txt"
    accounts.write_text("张三:暗号\n", encoding="utf-8")
    with running(assistant, accounts) as address:
        page = context.new_page()
        page.goto(address)
        log_in(page, "张三", "不对")
        page.wait_for_selector("text=凭据不正确")
        log_in(page, "张三", "暗号")
        page.wait_for_selector(BOX)
        ask(page, QUESTION)
