"""The measuring itself: child processes, and what could not be measured."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from evals.environment import find_commit
from evals.metrics import NotMeasured, Spread
from evals.served import AFTER, ANSWERED, START, Page, PageError, measure_served
from evals.speed import MeasureError, child_environment, kuanyan_command, measure_python, time_command


def test_seconds_printed_by_a_child_process() -> None:
    assert measure_python("print('x'); print(0.25)", 2) == Spread((0.25, 0.25), "秒")


def test_a_failing_child_process_is_said_not_timed() -> None:
    with pytest.raises(MeasureError, match="进程以 1 退出：ZeroDivisionError"):
        measure_python("1/0", 1)


def test_a_command_is_timed_whole() -> None:
    assert time_command(["--version"]) > 0
    with pytest.raises(MeasureError, match="进程以 2 退出"):
        time_command(["nichts"])


def test_the_commands_run_by_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kuanyan_command()[0] == sys.executable
    monkeypatch.setenv("KUANYAN_HOME", "home")
    monkeypatch.delenv("KUANYAN_CACHE", raising=False)
    environment = child_environment({"KUANYAN_HOME": "other"})
    assert environment["KUANYAN_HOME"] == "other"
    assert (
        Path(environment["KUANYAN_CACHE"]) == Path("home") / "cache"
    )  # that of this process, not of the child


def test_a_page_that_does_not_start_is_not_measured() -> None:
    failing = [sys.executable, "-c", "import sys; sys.exit('坏了')"]
    results = measure_served(failing, child_environment(), ["问"])
    assert results.keys() == {START, AFTER, ANSWERED}
    for result in results.values():
        assert result == NotMeasured("kuanyan serve 没有启动：坏了")


def test_outside_git_there_is_no_commit(tmp_path: Path) -> None:
    assert find_commit(tmp_path) is None


CONFIG: dict[str, Any] = {
    "api_prefix": "/gradio_api",
    "components": [
        {"id": 3, "type": "textbox", "props": {"elem_id": "ky-question", "value": None}},
        {"id": 4, "type": "dropdown", "props": {"value": ""}},
        {"id": 5, "type": "state", "props": {"value": None}},
    ],
    "dependencies": [
        {"id": 0, "targets": [[9, "click"]], "inputs": []},
        {"id": 1, "targets": [[3, "submit"], [7, "click"]], "inputs": [3, 4, 5]},
    ],
}


@contextmanager
def fake_page(config: dict[str, Any], events: list[dict[str, Any]]) -> Iterator[tuple[str, list[Any]]]:
    """A server that speaks as the page's queue does; yields its address and the questions it was sent."""
    joined: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            stream = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
            self.answer(json.dumps(config) if self.path == "/config" else stream)

        def do_POST(self) -> None:
            joined.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.answer("{}")

        def answer(self, text: str) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", joined
    finally:
        server.shutdown()
        server.server_close()


def test_a_question_is_submitted_as_the_page_does() -> None:
    done = [{"msg": "estimation"}, {"msg": "process_completed", "success": True}]
    with fake_page(CONFIG, done) as (url, joined):
        Page(url).ask("问")
    assert (joined[0]["fn_index"], joined[0]["trigger_id"], joined[0]["data"]) == (1, 3, ["问", "", None])


def test_a_page_that_fails_or_hangs_up_is_not_an_answer() -> None:
    failed = [{"msg": "process_completed", "success": False, "output": {"error": "坏"}}]
    for events, message in ((failed, "页面没有答出问题"), ([], "没有答完就断开了")):
        with fake_page(CONFIG, events) as (url, _), pytest.raises(PageError, match=message):
            Page(url).ask("问")


def test_a_page_without_the_question_box() -> None:
    with (
        fake_page({**CONFIG, "components": []}, []) as (url, _),
        pytest.raises(PageError, match="没有可提交的提问框"),
    ):
        Page(url)
