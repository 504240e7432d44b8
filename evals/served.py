"""Memory of the served page: the real command, asked through the page's own queue as a browser does."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from evals.metrics import NotMeasured, Spread

Measured = Spread | NotMeasured

QUESTION_BOX = "ky-question"  # elem_id of the page's question box
START, AFTER, ANSWERED = "serve 启动后常驻内存", "serve 问答后常驻内存", "serve 经页面接口的一问"
_START_S, _ANSWER_S = 180.0, 60.0
_OPENER = build_opener(ProxyHandler({}))  # loopback never goes through a proxy


class PageError(Exception):
    """The page did not start or did not answer as expected."""


def measure_served(
    command: Sequence[str], environment: dict[str, str], questions: Sequence[str]
) -> dict[str, Measured]:
    """Memory in MB (10⁶ bytes) after the start and after ``questions``, and the milliseconds of each."""
    try:
        psutil: Any = import_module("psutil")
    except ImportError:
        missing = NotMeasured("没有安装 psutil，请执行 pip install -e '.[test]'")
        return {START: missing, AFTER: missing, ANSWERED: missing}
    results: dict[str, Measured] = {}
    try:
        with _served(command, environment) as (process, url):
            results[START] = Spread((_resident_mb(psutil.Process(process.pid)),), "MB")
            times = _ask_all(Page(url), questions)
            results[AFTER] = Spread((_resident_mb(psutil.Process(process.pid)),), "MB")
            results[ANSWERED] = Spread(tuple(times), "毫秒")
    except (PageError, OSError, psutil.Error, ValueError, KeyError) as error:
        reason = NotMeasured(str(error) or type(error).__name__)
        return {START: reason, AFTER: reason, ANSWERED: reason} | results
    return results


def _ask_all(page: Page, questions: Sequence[str]) -> list[float]:
    times = []
    for question in questions:
        started = time.perf_counter()
        page.ask(question)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _resident_mb(process: Any) -> float:
    """Of the process and its children; pages that they share are counted more than once."""
    family = [process, *process.children(recursive=True)]
    return float(sum(member.memory_info().rss for member in family) / 1e6)


@contextmanager
def _served(
    command: Sequence[str], environment: dict[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = find_free_port()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL, stderr=errors
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_up(process, url, errors)
            yield process, url
        finally:
            _stop(process)


def _wait_until_up(process: subprocess.Popen[bytes], url: str, errors: Any) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip().splitlines() or ["没有说明"]
            raise PageError(f"kuanyan serve 没有启动：{said[-1][:120]}")
        try:
            with _OPENER.open(url + "/config", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise PageError(f"kuanyan serve 在 {_START_S:.0f} 秒内没有启动")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Page:
    """A Gradio page, spoken to as its own script speaks: join the queue, read the events."""

    def __init__(self, url: str) -> None:
        """Raises ``PageError`` where the page has no question box that can be submitted."""
        self._url = url
        self._session = uuid.uuid4().hex[:12]
        config = self._read_json("/config")
        self._prefix = config.get("api_prefix", "/gradio_api")
        boxes = [c["id"] for c in config["components"] if c["props"].get("elem_id") == QUESTION_BOX]
        found = [
            dependency
            for dependency in config["dependencies"]
            if boxes and [boxes[0], "submit"] in [list(target[:2]) for target in dependency["targets"]]
        ]
        if not found:
            raise PageError(f"页面上没有可提交的提问框 {QUESTION_BOX}")
        self._box, self._event = boxes[0], found[0]
        self._values = {c["id"]: c["props"].get("value") for c in config["components"]}
        self._types = {c["id"]: c["type"] for c in config["components"]}

    def ask(self, question: str) -> None:
        """Submits the box and waits for the last event. Raises ``PageError`` where the page failed."""
        body = {
            "data": [self._value(component, question) for component in self._event["inputs"]],
            "fn_index": self._event["id"],
            "trigger_id": self._box,
            "event_data": None,
            "session_hash": self._session,
        }
        self._read_json(f"{self._prefix}/queue/join", body)
        for event in self._events():
            if event.get("msg") == "process_completed":
                if not event.get("success"):
                    raise PageError(f"页面没有答出问题：{str(event.get('output'))[:120]}")
                return
        raise PageError("页面没有答完就断开了")

    def _value(self, component: int, question: str) -> Any:
        if component == self._box:
            return question
        if self._types[component] == "state":
            return None  # kept by the server for the session
        value = self._values[component]
        return date.today().isoformat() if value is None else value

    def _events(self) -> Iterator[dict[str, Any]]:
        url = f"{self._url}{self._prefix}/queue/data?session_hash={self._session}"
        with _OPENER.open(url, timeout=_ANSWER_S) as stream:
            for line in stream:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    def _read_json(self, path: str, body: object = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self._url + path, data, {"content-type": "application/json"})
        with _OPENER.open(request, timeout=_ANSWER_S) as response:
            content: dict[str, Any] = json.load(response)
        return content
