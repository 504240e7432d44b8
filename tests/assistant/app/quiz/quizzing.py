"""The 出题 tab driven as a trainer or a learner drives it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PAPER, LEARN = "#ky-quiz .kq-paper", "#ky-learn .kq-learn"
_NEW_TURN = "([where, turn]) => document.querySelector(where).dataset.turn !== turn"


def step(page: Page, act: Callable[[], object], where: str = PAPER) -> None:
    """Does ``act`` and waits for the program's answer."""
    turn = page.get_attribute(where, "data-turn")
    act()
    page.wait_for_function(_NEW_TURN, arg=[where, turn])


def press(page: Page, selector: str, where: str = PAPER) -> None:
    step(page, lambda: page.locator(selector).first.click(), where)


def open_quiz(page: Page, tab: str = "编卷") -> None:
    page.get_by_role("tab", name="出题").click()
    page.get_by_role("tab", name=tab).click()
    page.wait_for_selector("#ky-choose-learn form" if tab == "学习模式" else "#ky-choose-make form")


def generate(page: Page, count: int = 20, **ticked: str) -> None:
    """A paper of the kinds, documents … that are ticked."""
    open_quiz(page)
    choose(page, "make", count, **ticked)
    press(page, "#ky-choose-make .kc-primary")
    page.wait_for_selector(".kq-item")


def choose(page: Page, name: str, count: int, **ticked: str) -> None:
    form = f"#ky-choose-{name}"
    for field, value in ticked.items():
        page.check(f"{form} input[name={field}][value='{value}']")
    page.fill(f"{form} input[name=count]", str(count))


def item(page: Page, number: int) -> Locator:
    return page.locator(f".kq-item[aria-label='第 {number} 题']")


def stems(page: Page) -> list[str]:
    found: list[str] = page.locator(".kq-item > .kq-stem").all_inner_texts()
    return found


def marks(page: Page) -> list[str]:
    """The words lit in the clause shown."""
    found: list[str] = page.locator("#ky-quiz-shown mark").evaluate_all("all => all.map(m => m.textContent)")
    return found


def focused(page: Page) -> str:
    """aria-label, name or id of what has the focus."""
    said: str = page.evaluate(
        "(e => e.getAttribute('aria-label') || e.getAttribute('name') || e.id)(document.activeElement)"
    )
    return said
