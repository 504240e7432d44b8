"""The 自查 tab driven as a visitor drives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SPB = "重庆市/沙坪坝区"
NO_SIGN = {  # 正面清单第2项, all met
    "violation": "no_outlet_sign",
    "on_enterprise_list": "false",
    "has_permit": "true",
    "corrected": "true",
    "correction_days": "3",
    "harm": "none",
}
USUAL = {"on_enterprise_list": "false", "harm": "none", "excluded_pollutant": "false"}
TITLE = "#kc-step-title"
EXEMPT = "不予行政处罚"
ROW_2 = "沙环发〔2021〕181号 附件2 正面清单第2项"


def step(page: Page, act: Callable[[], object]) -> None:
    """Does ``act`` and waits for the program's answer."""
    turn = page.get_attribute("#ky-check .ky-check", "data-turn")
    act()
    page.wait_for_function(
        "turn => document.querySelector('#ky-check .ky-check').dataset.turn !== turn", arg=turn
    )


def press(page: Page, selector: str) -> None:
    step(page, lambda: page.locator(selector).first.click())


def open_check(page: Page) -> None:
    page.get_by_role("tab", name="自查").click()
    page.wait_for_selector(TITLE)


def choose_region(page: Page, region: str = SPB) -> None:
    known = page.locator(f'#ky-check input[value="{region}"]')
    if known.count():
        known.check()
    else:
        page.fill("#ky-check input[name=place]", region)
    press(page, ".kc-step button.kc-primary")


def start(page: Page, region: str = SPB, matter: str = "violation") -> None:
    """Up to the first question."""
    open_check(page)
    choose_region(page, region)
    press(page, f".kc-step button[value={matter}]")


def asked(page: Page) -> str:
    """The fact that is asked now; several with commas for the grouped question, empty for none."""
    field = page.locator(".kc-step form[data-act=answer] input[name=facts]")
    return field.input_value() if field.count() else ""


def give(page: Page, value: str) -> None:
    """Answers the question shown."""
    field = page.locator("#kc-number, #kc-day")
    if field.count() and value != "unknown":
        field.first.fill(value)
        press(page, ".kc-step button.kc-primary")
    else:
        press(page, f'.kc-step button[name=value][value="{value}"]')


def answer_until(page: Page, answers: Mapping[str, str], fact: str = "") -> str:
    """Answers until ``fact`` or the group is asked, or nothing; the group by 都没有. What is asked then."""
    for _ in range(40):
        name = asked(page)
        if not name or name == fact or (fact == "group" and "," in name):
            return name
        group = answers.get("group", "none")
        give(page, group if "," in name else answers.get(name) or USUAL[name])
    raise AssertionError("the interview does not end")


def title(page: Page) -> str:
    return page.inner_text(TITLE)


def given(page: Page) -> dict[str, str]:
    """What 已经填的 lists."""
    rows = page.locator(".kc-given .kc-row")
    pairs = [rows.nth(i).locator("dt, dd").all_inner_texts() for i in range(rows.count())]
    return {pair[0]: pair[1] for pair in pairs}


def lines(page: Page, heading: str) -> list[str]:
    """The lines of a section of the card."""
    section = page.locator(".kc-result section", has=page.locator(f"h3:text-is('{heading}')"))
    return section.locator("li").all_inner_texts() if section.count() else []


def to_card(page: Page, **changed: str) -> None:
    """The whole interview about a missing sign, all conditions met but for ``changed``."""
    start(page)
    answer_until(page, {**NO_SIGN, **changed})
    page.wait_for_selector(".kc-result")


def marks(page: Page) -> list[str]:
    """The words lit in the clause shown."""
    found: list[str] = page.locator("#ky-check-shown mark").evaluate_all("all => all.map(m => m.textContent)")
    return found


def error(page: Page) -> str:
    return page.inner_text("#ky-check .kc-wrong")
