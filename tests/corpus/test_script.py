"""Traditional characters, one for one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Corpus
from corpus.script import simplify


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("我們廠在沙坪壩，排污口標識牌沒掛", "我们厂在沙坪坝，排污口标识牌没挂"),
        ("沒有造成危害後果，於第二天掛上了", "没有造成危害后果，于第二天挂上了"),
        ("乾县、著名", "乾县、著名"),  # of simplified text too
        ("①0.05㎡🙏", "①0.05㎡🙏"),
    ],
)
def test_traditional_text_is_read_as_simplified(text: str, simple: str) -> None:
    assert simplify(text) == simple


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x2FFFF), max_size=40))
def test_every_offset_stays(text: str) -> None:
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


def test_the_documents_are_simplified_already(corpus: Corpus) -> None:
    for document in corpus.documents:
        assert simplify(document.source) == document.source


def test_simplified_text_loads_no_converter() -> None:
    code = (
        "import sys; from corpus.script import simplify; simplify('没挂牌㎡'); print('opencc' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "False"
