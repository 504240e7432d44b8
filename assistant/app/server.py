"""``kuanyan serve``: the page on a port of this machine, for accounts of a file where one is given."""

from __future__ import annotations

import errno
import logging
import os
import socket
from pathlib import Path

import fastapi
import gradio as gr
import uvicorn

from assistant.app.html_shell import LocalShell
from assistant.app.page import TITLE, Serving, build_page, build_theme, read_script, read_style
from corpus.errors import KuanyanError

Accounts = list[tuple[str, str]]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(assistant: Serving, host: str = "127.0.0.1", port: int = 7860, auth: Path | None = None) -> None:
    """Serves until Ctrl+C. Raises ``KuanyanError`` for a port in use, a bad host or a bad account file."""
    server = build_server(assistant, host, port, auth)
    server.run()


class PageServer(uvicorn.Server):
    """A server whose port is already bound; says where it listens, once it does."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket, announcement: str) -> None:
        super().__init__(config)
        self._listener = listener
        self._announcement = announcement

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets=[self._listener])
        finally:
            self._listener.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self._announcement, flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """An open page holds a stream that only ends by being cut; that is no error to report."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def build_server(assistant: Serving, host: str, port: int, auth: Path | None = None) -> PageServer:
    """Checks accounts and port before the page is built. Port 0 is any free one."""
    accounts = load_accounts(auth) if auth else None
    listener = open_listener(host, port)
    app = build_app(assistant, accounts)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
    return PageServer(config, listener, announce(host, listener.getsockname()[1], accounts))


def build_app(assistant: Serving, accounts: Accounts | None = None) -> LocalShell:
    """The page as an ASGI application."""
    outer = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        outer,
        build_page(assistant),
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        auth=accounts,
        auth_message=f"<b>{TITLE}</b>" if accounts else None,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
        theme=build_theme(),
        css=read_style(),
        head=read_script(),
    )
    return LocalShell(outer)


def announce(host: str, port: int, accounts: Accounts | None) -> str:
    """What is printed when the page is up."""
    is_any = host in ("0.0.0.0", "::")
    name = "127.0.0.1" if is_any else f"[{host}]" if ":" in host else host
    lines = [f"已启动：http://{name}:{port}（按 Ctrl+C 停止）"]
    if is_any:
        lines.append("其他电脑请用本机的 IP 地址打开。")
    if host not in _LOOPBACK and not accounts:
        lines.append("注意：没有设账号，同一网络内的人都能打开；要限制请用 --auth。")
    return "\n".join(lines)


def open_listener(host: str, port: int) -> socket.socket:
    """A bound socket, so that a port in use is known before anything is built."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise KuanyanError(
            f"监听地址 {host} 不存在，请改用 127.0.0.1（只限本机）或 0.0.0.0（本机所有网卡）。"
        ) from error
    listener = socket.socket(family, kind, protocol)
    if os.name != "nt":  # on Windows the option would share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise KuanyanError(_explain(error, host, port)) from error
    return listener


def check_address(host: str, port: int) -> None:
    """Raises ``KuanyanError`` where ``open_listener`` would."""
    open_listener(host, port).close()


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被占用，可能已有一个宽严在运行，请先停掉它或用 --port 换一个端口。"
    if error.errno == errno.EACCES:
        return f"没有权限使用端口 {port}，请用 --port 换一个 1024 以上的端口。"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"本机没有地址 {host}，请改用 127.0.0.1（只限本机）或 0.0.0.0（本机所有网卡）。"
    return f"不能监听 {host}:{port}（{error.strerror}），请换一个地址或端口。"


def load_accounts(path: Path) -> Accounts:
    """Lines ``用户名:密码``; blank lines and lines that begin with # are left out.

    Raises ``KuanyanError``; no message repeats a line, which may hold a password.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise KuanyanError(f"找不到账号文件 {path}，请检查 --auth 后的路径。") from error
    except UnicodeDecodeError as error:
        raise KuanyanError(f"账号文件 {path} 不是 UTF-8 文字，请另存为 UTF-8 后重试。") from error
    except OSError as error:
        raise KuanyanError(f"不能读取账号文件 {path}（{error.strerror}），请检查路径和权限。") from error
    return parse_accounts(text, path)


def parse_accounts(text: str, path: Path) -> Accounts:
    accounts: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        user, colon, password = line.strip().partition(":")
        if not (user.strip() and colon and password.strip()):
            raise KuanyanError(
                f"账号文件 {path} 第 {number} 行应写作 用户名:密码（半角冒号），请改正后重试。"
            )
        if user.strip() in accounts:
            raise KuanyanError(f"账号文件 {path} 第 {number} 行的用户名前面已有，请删去一行后重试。")
        accounts[user.strip()] = password.strip()
    if not accounts:
        raise KuanyanError(f"账号文件 {path} 里没有账号，请每行写一个 用户名:密码。")
    return list(accounts.items())
