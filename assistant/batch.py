"""``ask --batch``: one JSON line out per line in, in order; a bad line never stops the others."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from assistant.answer.models import Answer, AnswerKind, Refusal, RefusalReason
from assistant.batch_json import parse_json, render_json
from assistant.service import Assistant
from corpus.errors import KuanyanError

_KEYS = {"id", "question", "history", "region", "as_of"}


def answer_lines(assistant: Assistant, lines: Iterable[str]) -> Iterator[str]:
    """Blank lines give nothing; every other line gives one JSON object with ``id`` and ``latency_ms``."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield render_json(_answer_line(assistant, line, number))


def _answer_line(assistant: Assistant, line: str, number: int) -> dict[str, Any]:
    started = time.perf_counter()
    request: dict[str, Any] = {}
    try:
        request = parse_request(line, number)
        answer = assistant.ask(
            request["question"],
            history=request.get("history") or (),
            region=request.get("region") or None,
            as_of=parse_date(request["as_of"]) if request.get("as_of") else None,
        )
    except KuanyanError as error:
        request = request or {"id": getattr(error, "request_id", None)}
        answer = Answer(AnswerKind.ERROR, str(error))
    except Exception as error:  # a fault in one line must not lose the others
        detail = f"第 {number} 行处理时发生服务故障（{type(error).__name__}），请单独重试这一问。"
        answer = Answer(AnswerKind.ERROR, detail, refusal=Refusal(RefusalReason.FAULT, detail))
    elapsed = (time.perf_counter() - started) * 1000
    return {"id": request.get("id"), **answer.as_json(), "latency_ms": round(elapsed, 2)}


def parse_request(line: str, number: int) -> dict[str, Any]:
    """Raises ``KuanyanError`` naming the line where it is no request. A known ``id`` is kept."""
    if "\ufffd" in line:
        raise KuanyanError(f"第 {number} 行不是 UTF-8 文字，请另存为 UTF-8 后重试这一行。")
    try:
        data = parse_json(line)
    except ValueError as error:
        raise KuanyanError(f'第 {number} 行不是 JSON，请每行写一个 {{"id", "question"}} 对象。') from error
    if not isinstance(data, dict):
        raise KuanyanError(f'第 {number} 行不是 JSON 对象，请写成 {{"id": …, "question": …}}。')
    problem = _find_problem(data)
    if problem:
        raise BadLineError(f"第 {number} 行{problem}。", data.get("id"))
    return data


def _find_problem(data: dict[str, Any]) -> str:
    unknown = sorted(data.keys() - _KEYS)
    if unknown:
        return f"有不认识的键 {'、'.join(unknown)}，可用的键是 id、question、history、region、as_of"
    if not isinstance(data.get("question"), str):
        return "缺少文字 question，请补上要问的话"
    if not isinstance(data.get("history") or [], list):
        return '的 history 不是列表，请写成 [{"role", "content"}]'
    for key in ("region", "as_of"):
        if not isinstance(data.get(key) or "", str):
            return f"的 {key} 不是文字，请加引号"
    return ""


class BadLineError(KuanyanError):
    """A request whose ``id`` could still be read."""

    def __init__(self, message: str, request_id: Any) -> None:
        super().__init__(message)
        self.request_id = request_id


def parse_date(text: str) -> date:
    """2021-12-06; raises ``KuanyanError``."""
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
            raise ValueError(text)  # fromisoformat also takes 20211206 and 2021-W49-1
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise KuanyanError(f"日期「{text}」不对，请写成 2021-12-06 这样的年-月-日。") from error
