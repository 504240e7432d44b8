"""Around Gradio's answers: a Chinese page that may fetch nothing from elsewhere, and closed side doors."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio opens these for files and remote spaces; this page has neither.
_CLOSED = re.compile(
    r"/gradio_api/(upload|file=|file/|proxy=|stream/|component_server|process_recording|deep_link)|/docs|/redoc"
)
_SHARING_TAG = re.compile(rb'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_LANGUAGE = (
    b'<script>for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN"]]])'
    b"Object.defineProperty(navigator, name, {get: () => value});</script>"
)
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
        b" style-src 'self' 'unsafe-inline';"
        b" img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:;"
        b" frame-ancestors 'self'; form-action 'self'; base-uri 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class LocalShell:
    """ASGI middleware. The browser itself refuses what the page might fetch from another host."""

    def __init__(self, app: Asgi) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _CLOSED.match(scope["path"]):
            await _refuse(send)
        elif scope["path"] == "/":
            plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _Rewriting(send))
        else:
            await self._app(scope, receive, send)


class _Rewriting:
    """Holds an HTML answer back until it is whole, then sends it rewritten."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Event = {}
        self._body = b""

    async def __call__(self, event: Event) -> None:
        if event["type"] == "http.response.start":
            self._start = event
            return
        self._body += event.get("body", b"")
        if event.get("more_body"):
            return
        body = localise(self._body)
        headers = [pair for pair in self._start["headers"] if pair[0].lower() != b"content-length"]
        headers += [(b"content-length", str(len(body)).encode()), *_HEADERS]
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def localise(page: bytes) -> bytes:
    """Gradio's page in Chinese, without the tags made for social networks."""
    body = _SHARING_TAG.sub(b"", page).replace(b'lang="en"', b'lang="zh-CN"', 1)
    return body.replace(b"<head>", b"<head>" + _LANGUAGE, 1)


async def _refuse(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
