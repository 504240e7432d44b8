"""Text → HTML that a browser, and Gradio's Markdown before it, shows letter by letter."""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"[!-/:-@\[-`{-~]")  # every ASCII mark: whatever means something to HTML or Markdown
_BLANK = {"\n": "<br>", "\r": "&#13;", "\t": "&#9;", "\x00": "\ufffd"}


def escape(text: str, *, line_ends: bool = False) -> str:
    """``text`` as character references, safe between tags, in quoted attributes and inside Markdown.

    A blank line would end Markdown's HTML block, so line ends become ``<br>``, or ``&#10;`` where
    ``line_ends`` must stay characters (in ``<pre>``, in attributes).
    """
    marked = _ACTIVE.sub(lambda match: f"&#{ord(match.group())};", text)
    for blank, shown in _BLANK.items():
        marked = marked.replace(blank, "&#10;" if line_ends and blank == "\n" else shown)
    return marked
