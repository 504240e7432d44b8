"""The page served by the real assistant, and a real Chromium to drive it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.answer.models import Answer
from corpus.models import Corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from assistant.app.page import Serving
    from assistant.service import Assistant
    from index.search import SearchIndex

FAULT = "请触发一次故障 **星号** <script>document.title='被改'</script>"
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class WithFault:
    """The assistant, but for one question that breaks it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    @property
    def corpus(self) -> Corpus:
        return self._assistant.corpus

    @property
    def index(self) -> SearchIndex:
        return self._assistant.index

    def regions(self) -> tuple[str, ...]:
        return self._assistant.regions()

    def ask(
        self,
        question: str,
        *,
        history: Sequence[dict[str, str]] = (),
        region: str | None = None,
        as_of: date | None = None,
    ) -> Answer:
        if question == FAULT:
            raise RuntimeError("索引坏了，这句话不应出现在页面上")
        return self._assistant.ask(question, history=history, region=region, as_of=as_of)


@contextmanager
def running(assistant: Serving, accounts: Path | None = None) -> Iterator[str]:
    """The page on a free port of this machine."""
    from assistant.app.server import build_server

    server = build_server(assistant, "127.0.0.1", 0, accounts)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while not server.started:
        assert time.monotonic() < deadline, "页面没有在 60 秒内启动"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def address(assistant: Assistant) -> Iterator[str]:
    with running(WithFault(assistant)) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("没有找到 chromium，请运行 apt-get install chromium fonts-noto-cjk。", pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of their own, at a desk."""
    visitor = browser.new_context(viewport={"width": 1280, "height": 800})
    visitor.set_default_timeout(20_000)
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    return open_page(context, address)


def open_page(context: BrowserContext, address: str) -> Page:
    opened = context.new_page()
    opened.goto(address)
    opened.wait_for_selector("#ky-question textarea")
    return opened


def ask(page: Page, question: str) -> None:
    """Sends the question with Enter and waits for the whole answer."""
    before = page.locator("#ky-chat .ky-copy").count()
    page.fill("#ky-question textarea", question)
    page.press("#ky-question textarea", "Enter")
    wait_for_answers(page, before + 1)


def wait_for_answers(page: Page, count: int) -> None:
    page.wait_for_function(f"document.querySelectorAll('#ky-chat .ky-copy').length === {count}")
