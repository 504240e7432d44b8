"""自查 at its end, in Chromium: the card, reports, the matters of enterprises, narrow and dark."""

from __future__ import annotations

import io
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import docx
import pytest

from assistant.verdict.values import render_date
from tests.assistant.app.checking import (
    EXEMPT,
    NO_SIGN,
    ROW_2,
    SPB,
    answer_until,
    asked,
    choose_region,
    error,
    give,
    given,
    lines,
    marks,
    open_check,
    press,
    start,
    title,
    to_card,
)
from tests.assistant.app.conftest import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Download, Page


def test_a_condition_opens_its_clause_with_the_words_lit(page: Page) -> None:
    to_card(page)
    line = page.locator(".kc-result li", has_text="「没有造成危害后果」").first
    line.locator(".kc-open").click()
    page.wait_for_function("document.querySelectorAll('#ky-check-shown mark').length === 1")
    assert marks(page) == ["没有造成危害后果"]
    assert page.inner_text("#ky-check-shown .ky-label") == ROW_2
    page.locator(".kc-result .kc-said", has_text="「已核发排污许可证」").click()
    page.wait_for_function(
        "document.querySelector('#ky-check-shown mark').textContent === '已核发排污许可证'"
    )


def test_what_is_not_known_is_never_taken_as_no(page: Page) -> None:
    to_card(page, has_permit="unknown")
    assert page.inner_text(".kc-result .ky-badge") == "还不能下结论"
    assert any("是否已经核发排污许可证" in line for line in lines(page, "还要查明"))
    assert given(page)["已核发排污许可证"] == "不知道"
    press(page, "[aria-label='修改已核发排污许可证']")
    assert page.locator(".kc-unknown").get_attribute("aria-pressed") == "true"
    give(page, "true")
    assert title(page) == EXEMPT


def test_one_circumstance_left_unsure_leaves_the_verdict_provisional(page: Page) -> None:
    start(page)
    answer_until(page, NO_SIGN, "group")
    page.check("input[name=unsure][value=suspected_crime]")
    press(page, "button[value=ticked]")
    assert page.inner_text(".kc-result .ky-badge") == "暂时的结论"
    assert title(page).endswith(EXEMPT)
    press(page, "[aria-label='修改从重、排除一类情形']")
    assert page.is_checked("input[name=unsure][value=suspected_crime]")
    page.uncheck("input[name=unsure][value=suspected_crime]")
    press(page, "button[value=none]")
    assert title(page) == EXEMPT


def test_while_the_period_runs_the_card_says_by_when(page: Page) -> None:
    discovered = date.today() - timedelta(days=3)
    start(page)
    answer_until(page, {**NO_SIGN, "corrected": "false"}, "discovered_on")
    give(page, (date.today() + timedelta(days=1)).isoformat())
    assert "晚于判定日" in error(page)
    give(page, discovered.isoformat())
    answer_until(page, NO_SIGN)
    assert page.inner_text(".kc-result .ky-badge") == "还不能下结论"
    assert "期限还没有到" in page.inner_text(".kc-result")
    deadline = render_date(discovered + timedelta(days=10))
    assert any(f"最迟{deadline}" in line for line in lines(page, "还能做什么"))
    press(page, "[aria-label='修改改正']")
    give(page, "true")
    assert title(page) == EXEMPT


def test_an_earlier_answer_is_changed_or_left(page: Page) -> None:
    to_card(page)
    press(page, "[aria-label='修改已核发排污许可证']")
    assert page.inner_text("[data-act=back]") == "不改了"
    press(page, "[data-act=back]")
    assert title(page) == EXEMPT
    press(page, "[aria-label='修改已核发排污许可证']")
    give(page, "false")
    answer_until(page, NO_SIGN)
    assert title(page) == "清单未列明，转法定裁量"
    assert any("✗ 不符合" in line and "已核发排污许可证" in line for line in lines(page, "没有满足的条件"))
    assert any(line.startswith("已核发排污许可证：没有") for line in lines(page, "已经不能改变的"))
    while title(page) != EXEMPT:
        press(page, "[data-act=back]")
    assert given(page)["已核发排污许可证"] == "已核发"


def test_a_day_before_the_documents_changes_the_result(page: Page) -> None:
    open_check(page)
    page.click(".kc-days summary")
    page.fill("#kc-act_on", "2021-03-01")
    page.fill("#kc-decided_on", "2021-02-01")
    choose_region(page)
    assert "行为日（2021-03-01）晚于决定日（2021-02-01）" in error(page)
    page.fill("#kc-decided_on", "2021-04-01")
    press(page, ".kc-step button.kc-primary")
    press(page, ".kc-step button[value=violation]")
    assert any("尚未施行" in line for line in lines(page, "说明"))


@pytest.mark.parametrize(
    ("matter", "answers", "outcome"),
    [
        ("join", {"epidemic_supply_recognised": "true"}, "可以纳入"),
        ("removal", {"on_enterprise_list": "true", "meets_join_conditions": "false"}, "移出"),
        ("onsite", {"on_enterprise_list": "false"}, "不属于有效期内的正面清单企业，这项限制不适用"),
    ],
)
def test_the_matters_of_enterprises(page: Page, matter: str, answers: dict[str, str], outcome: str) -> None:
    start(page, SPB, matter)
    for _ in range(30):
        name = asked(page)
        if not name:
            break
        give(page, "none" if "," in name else answers.get(name, "false"))
    assert title(page) == outcome


def fetch(page: Page, words: str) -> tuple[Download, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=words).click()
    return download.value, Path(download.value.path()).read_bytes()


class Words(HTMLParser):
    """The text of a page, and whatever in it would be fetched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.fetched: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {"src", "href", "srcset", "action", "data"}
        self.fetched += [value or "" for name, value in attrs if name in names]
        assert tag not in ("script", "iframe", "object", "link", "img")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_is_saved_as_word_and_as_a_page(page: Page) -> None:
    to_card(page)
    download, data = fetch(page, "下载 Word 报告")
    assert download.suggested_filename == f"自查报告_重庆市沙坪坝区_{date.today()}.docx"
    document = docx.Document(io.BytesIO(data))
    written = "\n".join(p.text for p in document.paragraphs)
    cells = {row.cells[0].text: row.cells[1].text for table in document.tables for row in table.rows}
    assert cells["地区"] == "重庆市沙坪坝区" and cells["已核发排污许可证"] == "已核发"
    assert EXEMPT in written and "签名" in written
    assert "1. 【符合】「未按规定时间要求提交执行报告" in written
    again, same = fetch(page, "下载 Word 报告")
    assert again.suggested_filename == download.suggested_filename and len(same) == len(data)
    download, data = fetch(page, "下载网页报告")
    assert download.suggested_filename.endswith(".html")
    shown = Words(data.decode())
    assert EXEMPT in shown.text and ROW_2 in shown.text and "签名" in shown.text
    assert shown.fetched == []
    assert "已下载 自查报告" in page.inner_text(".kc-told")


def test_the_report_is_printed(context: BrowserContext, address: str) -> None:
    context.add_init_script("window.print = () => { window.top.printed = document.body.innerText; }")
    page = open_page(context, address)
    to_card(page)
    page.get_by_role("button", name="打印").click()
    page.wait_for_function("window.printed")
    printed = page.evaluate("window.printed")
    assert "柔性执法自查报告" in printed and EXEMPT in printed and "已答" not in printed


def test_copy_gives_the_whole_result_as_text(context: BrowserContext, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    to_card(page)
    page.get_by_role("button", name="复制", exact=True).click()
    page.wait_for_function("document.querySelector('.kc-result .ky-copy').textContent === '已复制'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("柔性执法自查报告\n") and "【逐项条件】" in copied and EXEMPT in copied


NAMELESS = """() => [...document.querySelectorAll('#ky-check :is(input, select, textarea, button, progress)')]
  .filter((item) => item.type !== 'hidden' && !(item.labels && item.labels.length)
    && !item.getAttribute('aria-label') && !item.textContent.trim())
  .map((item) => item.outerHTML)"""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_step_fits_and_every_field_has_a_name(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    visitor = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    visitor.set_default_timeout(20_000)
    page = open_page(visitor, address)

    def look() -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), title(page)
        assert page.evaluate(NAMELESS) == []

    open_check(page)
    look()
    choose_region(page)
    look()
    press(page, ".kc-step button[value=violation]")
    look()
    page.fill("#kc-words", "牌子没挂，第一次")
    press(page, ".kc-find button")
    look()
    for _ in range(20):
        name = asked(page)
        if not name:
            break
        give(page, "none" if "," in name else NO_SIGN[name])
        look()
    assert title(page) == EXEMPT
    page.locator(".kc-result .kc-open").first.click()
    page.wait_for_selector("#ky-check-shown mark")
    look()
    if width < 1000:
        page.wait_for_function(
            "document.getElementById('ky-check-panel').getBoundingClientRect().top < window.innerHeight / 2"
        )
        page.click("[data-return]")
        page.wait_for_function("document.activeElement.matches('.kc-open')")
    visitor.close()


def test_visitors_have_each_their_own_check(browser: Browser, address: str) -> None:
    visitors = [browser.new_context(), browser.new_context()]
    first, second = (open_page(visitor, address) for visitor in visitors)
    start(first)
    give(first, "no_outlet_sign")
    start(second, "辽宁省/盘锦市")
    assert given(first)["地区"] == "重庆市 沙坪坝区"
    assert "违法行为" not in given(second)
    for visitor in visitors:
        visitor.close()


def test_nothing_is_asked_of_another_machine(context: BrowserContext, address: str) -> None:
    requested: list[str] = []
    context.on("request", lambda request: requested.append(request.url))
    page = open_page(context, address)
    to_card(page)
    fetch(page, "下载 Word 报告")
    hosts = {urlsplit(url).hostname for url in requested if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
