"""自查 as a visitor goes through it, in Chromium: steps, questions, answers changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.assistant.app.checking import (
    EXEMPT,
    NO_SIGN,
    ROW_2,
    SPB,
    TITLE,
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
    step,
    title,
    to_card,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

_LEAVES = "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"


def test_the_whole_interview_by_mouse(page: Page) -> None:
    open_check(page)
    assert page.locator(".kc-steps [aria-current]").inner_text() == "地区"
    choose_region(page)
    assert page.locator(".kc-steps [aria-current]").inner_text() == "事项"
    press(page, ".kc-step button[value=violation]")
    assert title(page) == "是哪一种违法行为？"
    give(page, "no_outlet_sign")
    left = []
    while asked(page):
        words = page.inner_text(".kc-progress label")
        done, rest = (int(number) for number in re.findall(r"\d+", words))
        assert words == f"已答 {done} 问，约还有 {rest} 问"
        assert page.locator(".kc-progress progress").get_attribute("value") == str(done)
        left.append(done)
        name = asked(page)
        give(page, "none" if "," in name else NO_SIGN[name])
    assert left == list(range(1, len(left) + 1))
    assert title(page) == EXEMPT
    assert page.locator(".kc-steps [aria-current]").inner_text() == "结果"
    assert all(line.startswith("✓ 符合") and ROW_2 in line for line in lines(page, "逐项条件"))
    assert any("「已核发排污许可证」" in line for line in lines(page, "逐项条件"))
    assert lines(page, "依据")[0].startswith("「不予行政处罚」")
    assert lines(page, "下一步") and lines(page, "说明")
    assert given(page)["从重、排除一类情形"].startswith("都没有")


def test_the_whole_interview_by_keyboard(page: Page) -> None:
    keys = page.keyboard
    page.get_by_role("tab", name="自查").focus()
    keys.press("Enter")
    page.wait_for_selector(TITLE)
    page.locator("#ky-check input[type=radio]").first.focus()
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == SPB:
            break
        keys.press("ArrowDown")
    keys.press("Space")
    step(page, lambda: keys.press("Enter"))
    assert page.evaluate("document.activeElement.id") == TITLE[1:]
    keys.press("Tab")
    step(page, lambda: keys.press("Enter"))
    keys.press("Tab")
    keys.type("排污口牌子没挂")
    step(page, lambda: keys.press("Enter"))
    keys.press("Tab")
    step(page, lambda: keys.press("Enter"))
    for _ in range(20):
        name = asked(page)
        if not name:
            break
        assert page.evaluate("document.activeElement.id") == TITLE[1:]
        wanted = "none" if "," in name else NO_SIGN[name]
        for _ in range(60):
            keys.press("Tab")
            if page.evaluate("document.activeElement.id") == "kc-number":
                keys.type(wanted)
                break
            if (
                page.evaluate("[document.activeElement.name, document.activeElement.value].join()")
                == f"value,{wanted}"
            ):
                break
        step(page, lambda: keys.press("Enter"))
    assert title(page) == EXEMPT
    assert page.evaluate("document.activeElement.id") == TITLE[1:]


def test_own_words_give_the_violation_and_facts_to_confirm(page: Page) -> None:
    start(page)
    page.fill("#kc-words", "排污口的牌子没挂，第一次，已经改好了")
    page.press("#kc-words", "Enter")
    page.wait_for_selector(".kc-offer .kc-choice")
    offered = page.locator(".kc-offer .kc-choice").first
    assert "未设置排放口信息化标识牌" in offered.inner_text() and ROW_2 in offered.inner_text()
    ticks = page.locator(".kc-tick")
    assert any("初次违法：是初次" in text and "「第一次」" in text for text in ticks.all_inner_texts())
    page.locator(".kc-tick input[value=first_violation]").uncheck()
    step(page, lambda: offered.click())
    assert given(page)["违法行为"].startswith("未设置排放口信息化标识牌")
    assert "您说的「" in given(page)["改正"]
    assert "初次违法" not in given(page)
    assert asked(page) != "corrected"


def test_words_that_name_nothing_are_said_to(page: Page) -> None:
    start(page)
    press(page, ".kc-find button")
    assert "请用自己的话写一写" in error(page)
    page.fill("#kc-words", "长" * 501)
    press(page, ".kc-find button")
    assert "写了 501 字" in error(page)
    assert len(page.input_value("#kc-words")) >= 500


def test_the_list_is_browsed_row_by_row(page: Page) -> None:
    start(page)
    rows = page.locator(".kc-listed")
    assert rows.count() == 11  # nine of the positive list, two of the negative list that name a violation
    row = rows.filter(has_text="第6项")
    assert "超标倍数小于 0.1 倍" in row.inner_text() and "可以不予行政处罚" in row.inner_text()
    row.locator(".kc-open").click()
    page.wait_for_selector("#ky-check-shown mark")
    assert marks(page) == ["超标排放水污染物"]
    step(page, lambda: row.locator(".kc-choice").click())
    assert given(page)["违法行为"] == "超标排放水污染物"


def test_why_a_question_is_asked_is_shown_with_its_clause(page: Page) -> None:
    start(page)
    answer_until(page, NO_SIGN, "has_permit")
    assert "要求「已核发排污许可证」" in page.inner_text(".kc-why")
    page.wait_for_selector("#ky-check-shown mark")
    assert marks(page) == ["已核发排污许可证"]


def test_back_asks_the_same_question_again_with_the_answer_marked(page: Page) -> None:
    start(page)
    answer_until(page, NO_SIGN, "harm")
    before = given(page)
    give(page, "slight")
    press(page, "[data-act=back]")
    assert asked(page) == "harm" and given(page) == before
    assert page.locator(".kc-choice[aria-pressed=true]").get_attribute("value") == "slight"
    for _ in range(len(before) - 2):
        press(page, "[data-act=back]")
    assert asked(page) == "violation"
    press(page, "[data-act=back]")
    assert title(page) == "要查什么事？"
    press(page, "[data-act=back]")
    assert page.locator(f'input[value="{SPB}"]').is_checked()


def test_the_grouped_question_is_answered_by_ticks(page: Page) -> None:
    start(page)
    names = answer_until(page, NO_SIGN, "group").split(",")
    boxes = page.locator("input[name=present]")
    assert boxes.count() == len(names) > 5
    assert f"如果上面列的都没有：{EXEMPT}" in page.inner_text(".kc-provisional")
    boxes.first.focus()
    page.keyboard.press("Enter")  # ticks: it must not press 都没有
    assert boxes.first.is_checked()
    page.keyboard.press("Space")
    press(page, "button[value=ticked]")
    assert "还没有勾选" in error(page)
    page.check("input[name=present][value=destroys_evidence]")
    press(page, "button[value=none]")
    assert "勾了 1 项，又点了“都没有”" in error(page)
    assert page.is_checked("input[name=present][value=destroys_evidence]")
    page.check("input[name=unsure][value=destroys_evidence]")
    assert not page.is_checked("input[name=present][value=destroys_evidence]")
    page.check("input[name=present][value=destroys_evidence]")
    press(page, "button[value=ticked]")
    assert title(page) == "依法从重处罚"
    assert given(page)["从重、排除一类情形"].startswith("存在：伪造、变造、隐匿或者销毁证据。其余")
    assert any(line.startswith("伪造、变造、隐匿或者销毁证据：") for line in lines(page, "已经不能改变的"))


def test_a_number_that_cannot_be_read_is_said_beside_the_field(page: Page) -> None:
    start(page)
    answer_until(page, {"violation": "water_over_standard"}, "exceed_times")
    for typed, words in (
        ("", "请填一个数（单位：倍）"),
        ("很多", "超标倍数应当是数"),
        ("-0.05", "超标倍数不能是负数"),
        ("0.05吨", "单位是倍"),
    ):
        give(page, typed)
        assert words in error(page)
        assert page.locator("#kc-number").get_attribute("aria-invalid") == "true"
        assert page.evaluate("document.activeElement.id") == "kc-number"
        assert page.input_value("#kc-number") == typed
    give(page, "０.０５倍")
    assert given(page)["超标倍数"] == "0.05倍"


def test_a_number_may_be_a_bound_or_several(page: Page) -> None:
    start(page)
    answer_until(page, {"violation": "water_over_standard"}, "exceed_times")
    page.select_option("select[name=how]", "less_than")
    give(page, "0.1")
    assert given(page)["超标倍数"] == "不到0.1倍"
    press(page, "[aria-label='修改超标倍数']")
    assert page.input_value("select[name=how]") == "less_than" and page.input_value("#kc-number") == "0.1"
    page.select_option("select[name=how]", "")
    give(page, "0.02、0.09")
    assert given(page)["超标倍数"] == "0.09倍"


def test_the_days_may_be_given_as_two_dates(page: Page) -> None:
    start(page)
    answer_until(page, NO_SIGN, "correction_days")
    page.click(".kc-days summary")
    page.fill("#kc-discovered_on", "2026-01-05")
    press(page, ".kc-step button.kc-primary")
    assert "请填“改正完成日”的日期" in error(page)
    assert page.input_value("#kc-discovered_on") == "2026-01-05"
    page.fill("#kc-corrected_on", "2026-01-14")
    press(page, ".kc-step button.kc-primary")
    assert given(page)["检查发现日"] == "2026年1月5日" and given(page)["改正完成日"] == "2026年1月14日"
    answer_until(page, NO_SIGN)
    assert title(page) == EXEMPT


def test_a_contradiction_is_shown_and_asked_about(page: Page) -> None:
    to_card(page)
    press(page, "[aria-label='修改改正']")
    give(page, "false")
    assert title(page) == "说法有矛盾，哪一项要改？"
    assert "改正用时是“3日”，改正是“还没有”" in page.inner_text(".kc-against")
    buttons = page.locator(".kc-step .kc-choice").all_inner_texts()
    assert [text.split("\n")[0] for text in buttons] == ["改“改正”", "改“改正用时”"]
    press(page, ".kc-step .kc-choice")
    give(page, "true")
    assert title(page) == EXEMPT


def test_starting_over_asks_first(page: Page) -> None:
    start(page)
    give(page, "no_outlet_sign")
    questions: list[str] = []

    def refuse(dialog: object) -> None:
        questions.append(dialog.message)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    page.once("dialog", refuse)
    page.click("[data-act=restart]")
    assert questions == ["已经填的都会清空，确定重新开始吗？"]
    assert given(page)["违法行为"]
    page.once("dialog", lambda dialog: dialog.accept())
    press(page, "[data-act=restart]")
    assert title(page) == "在哪个地区？" and page.locator(".kc-given").count() == 0


def test_another_region_is_typed(page: Page) -> None:
    open_check(page)
    press(page, ".kc-step button.kc-primary")
    assert "请选一个地区" in error(page)
    choose_region(page, "火星市")
    assert "不认识地区「火星市」" in error(page)
    assert page.input_value("input[name=place]") == "火星市"
    choose_region(page, "成都和盘锦")
    assert "写了2个地区" in error(page)
    choose_region(page, "成都")
    assert page.locator(".kc-step .kc-choice:disabled").count() == 3
    press(page, ".kc-step button[value=violation]")
    assert title(page) == "清单未列明，转法定裁量"
    assert any("没有在该地区施行的文件" in line for line in lines(page, "说明"))


def test_markup_in_own_words_is_shown_as_written(page: Page) -> None:
    words = "<script>document.title='被改'</script> <img src=x onerror=alert(1)> ${1+1} {{x}} 牌子没挂"
    start(page)
    page.fill("#kc-words", words)
    press(page, ".kc-find button")
    assert page.input_value("#kc-words") == words
    assert page.locator("#ky-check script, #ky-check img").count() == 0
    assert page.title() == "宽严 · 柔性执法政策助手"


def test_a_violation_that_no_list_comes_near_is_not_offered(page: Page) -> None:
    start(page)
    page.fill("#kc-words", "油烟扰民")
    press(page, ".kc-find button")
    assert "清单里也没有相近的" in page.inner_text(".kc-offer")
    assert page.locator(".kc-offer .kc-choice").count() == 0


def test_a_region_named_in_the_words_can_be_changed_to(page: Page) -> None:
    start(page)
    page.fill("#kc-words", "盘锦的厂没挂排污口牌子")
    press(page, ".kc-find button")
    assert "一个地方的清单不能用在另一个地方" in page.inner_text(".kc-elsewhere")
    press(page, ".kc-elsewhere button")
    assert title(page) == "在哪个地区？"
    choose_region(page, "辽宁省/盘锦市")
    assert given(page)["地区"] == "辽宁省 盘锦市"


def test_leaving_the_page_with_answers_on_it_is_asked_about(page: Page) -> None:
    asked_about: list[str] = []

    def stay(dialog: object) -> None:
        asked_about.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    start(page)
    assert page.evaluate(_LEAVES) is False  # nothing is lost yet
    give(page, "no_outlet_sign")
    assert page.evaluate(_LEAVES) is True
    page.once("dialog", stay)
    page.evaluate("() => setTimeout(() => location.reload(), 0)")
    page.wait_for_timeout(500)
    assert asked_about == ["beforeunload"]
    assert given(page)["违法行为"]
