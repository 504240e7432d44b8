"""The page: its head, its tabs, its look. Everything it needs is served by this program."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import gradio as gr

from assistant.app.ask_tab import Answering, build_ask_tab
from assistant.app.check_tab import Checking, build_check_tab
from assistant.app.corpus_tab import build_corpus_tab
from assistant.app.literal import escape
from assistant.app.quiz.tab import build_quiz_tab
from assistant.service import AT_ONCE
from corpus.models import Corpus

TITLE = "宽严 · 柔性执法政策助手"
FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "sans-serif")
ASSETS = Path(__file__).parent / "assets"

_STANDING = "回答均引自所收文件原文；是否处罚以执法机关依法作出的决定为准。"


class Serving(Answering, Checking, Protocol):
    """What the whole page needs of the assistant."""


def build_page(assistant: Serving) -> gr.Blocks:
    """The whole page, without theme and style: those belong to the server."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        gr.HTML(_render_head(assistant.corpus), elem_id="ky-head", js_on_load=None)
        with gr.Tabs(elem_id="ky-tabs"):
            with gr.Tab("问答", id="ask"):
                build_ask_tab(assistant)
            with gr.Tab("自查", id="check"):
                build_check_tab(assistant)
            with gr.Tab("出题", id="quiz"):
                build_quiz_tab(assistant.corpus)
            with gr.Tab("语料", id="corpus"):
                build_corpus_tab(assistant.corpus)
    page.queue(default_concurrency_limit=AT_ONCE, max_size=64, api_open=False)
    return page


def build_theme() -> gr.themes.Base:
    """Fonts of the system only: a theme's default ones would be fetched."""
    return gr.themes.Base(
        primary_hue="blue", secondary_hue="slate", neutral_hue="slate", font=FONTS, font_mono=("monospace",)
    )


def read_style() -> str:
    return "\n".join(
        (ASSETS / name).read_text(encoding="utf-8") for name in ("page.css", "check.css", "quiz.css")
    )


def read_script() -> str:
    """The scripts as elements of the page's head, in order."""
    scripts = ((ASSETS / name).read_text(encoding="utf-8") for name in ("page.js", "check.js", "quiz.js"))
    return "".join(f"<script>{script}</script>" for script in scripts)


def _render_head(corpus: Corpus) -> str:
    names = "、".join(document.meta.cite_as for document in corpus.documents)
    return (
        f'<header><h1>{TITLE}</h1><p class="ky-standing">{_STANDING}</p>'
        f'<p class="ky-known">所收文件 {len(corpus.documents)} 份：{escape(names)}。'
        "此外的事，本页不答。</p></header>"
    )
