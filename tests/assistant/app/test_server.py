"""The port, the account file, the answers around Gradio's own."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from assistant.app.html_shell import localise
from assistant.app.server import announce, load_accounts, open_listener, parse_accounts
from corpus.errors import KuanyanError


def test_a_port_in_use_is_said_with_the_way_out() -> None:
    with open_listener("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(KuanyanError, match=f"端口 {port} 已被占用.*--port 换一个端口"):
            open_listener("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "words"), [("no.such.host.invalid", "不存在"), ("192.0.2.1", "本机没有地址")]
)
def test_a_bad_host_is_said(host: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(name: str, port: int, type: socket.SocketKind) -> list[tuple[object, ...]]:
        if name.endswith(".invalid"):
            raise socket.gaierror("no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (name, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(KuanyanError, match=words):
        open_listener(host, 0)


def test_the_announcement_names_the_address_and_warns_where_it_is_open() -> None:
    assert announce("127.0.0.1", 7860, None) == "已启动：http://127.0.0.1:7860（按 Ctrl+C 停止）"
    assert "同一网络内的人都能打开" in announce("0.0.0.0", 80, None)
    assert "同一网络" not in announce("0.0.0.0", 80, [("甲", "乙")])
    assert "http://[::1]:80" in announce("::1", 80, None)


def test_accounts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "users.txt"
    path.write_text("\ufeff# 值班\n张三:a:b\n\n li : pw \n", encoding="utf-8")
    assert load_accounts(path) == [("张三", "a:b"), ("li", "pw")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("甲:一\n乙 secret", "第 2 行应写作"),
        ("甲：secret", "半角冒号"),
        (":secret", "第 1 行"),
        ("甲:", "第 1 行"),
        ("甲:secret\n甲:secret", "第 2 行的用户名前面已有"),
        ("# 无\n\n", "没有账号"),
    ],
)
def test_a_bad_account_file_names_the_line_and_shows_no_password(text: str, words: str) -> None:
    with pytest.raises(KuanyanError, match=words) as caught:
        parse_accounts(text, Path("users.txt"))
    assert "users.txt" in str(caught.value) and "secret" not in str(caught.value)


def test_an_account_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(KuanyanError, match="找不到账号文件"):
        load_accounts(tmp_path / "none.txt")
    with pytest.raises(KuanyanError, match="不能读取账号文件"):
        load_accounts(tmp_path)
    path = tmp_path / "gbk.txt"
    path.write_bytes("甲:乙".encode("gb18030"))
    with pytest.raises(KuanyanError, match="UTF-8"):
        load_accounts(path)


def test_the_page_is_made_chinese_and_loses_its_sharing_tags() -> None:
    given = (
        b'<html\n\tlang="en"><head><meta property="og:image"\n content="https://example.org/a" />'
        b'<meta charset="utf-8"></head></html>'
    )
    made = localise(given)
    assert b'lang="zh-CN"' in made and b"https://" not in made and b'charset="utf-8"' in made
