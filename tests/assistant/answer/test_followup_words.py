"""What a later question says of its own."""

from __future__ import annotations

import pytest

from assistant.answer.followup_words import Back, content_of, read_later_turn, split_names
from corpus.models import Corpus


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是，我问的是广西。", "广西。"),
        ("说错了，我要问的是负面清单", "负面清单"),
        ("不是附件3，是附件2。", "附件2。"),
        ("也不是，应该是第2项", "第2项"),
        ("弄混了，应该问盘锦", "盘锦"),
    ],
)
def test_a_correction_leaves_what_is_meant(corpus: Corpus, text: str, meant: str) -> None:
    turn = read_later_turn(text, corpus)
    assert turn.corrects and turn.text == meant


@pytest.mark.parametrize(
    "text",
    ["行政调解纠错呢？", "查封扣押呢？", "说明第1条呢？", "那批企业名单呢？", "不适用的呢？", "错时执法呢？"],
)
def test_words_of_law_are_no_openings(corpus: Corpus, text: str) -> None:
    assert read_later_turn(text, corpus).text == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("那么第8项呢？", "第8项呢？"),
        ("对了，有效期多久？", "有效期多久？"),
        ("再问一下，依据是什么", "依据是什么"),
        ("装备那条也说说", "装备也说说"),
    ],
)
def test_openings_are_taken_off(corpus: Corpus, text: str, rest: str) -> None:
    turn = read_later_turn(text, corpus)
    assert turn.text == rest and not turn.anew


@pytest.mark.parametrize(
    "text", ["换个问题，依据是什么？", "下一个问题。盘锦呢？", "算了，换个话题，有效期多久？"]
)
def test_another_question_is_announced(corpus: Corpus, text: str) -> None:
    assert read_later_turn(text, corpus).anew


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("第一个问题里，多久答复？", Back.FIRST),
        ("回到前面那个，有什么限制？", Back.RETURNS),
        ("刚才列的第5项呢", Back.EARLIER),
        ("第5项呢", Back.NO),
    ],
)
def test_which_earlier_question_is_meant(corpus: Corpus, text: str, back: Back) -> None:
    assert read_later_turn(text, corpus).back is back


def test_content_is_what_a_question_names() -> None:
    assert content_of("它的有效期是多久呢？") == "有效期"
    assert content_of("具体是怎么规定的？") == ""
    assert content_of("他们反对的话怎么办") == "反对"


def test_names_are_taken_out_once_each(corpus: Corpus) -> None:
    assert split_names("沙坪坝区局的组长是谁？", corpus) == ("沙坪坝区局", "组长是谁？")
    assert split_names("组长是谁？", corpus) == ("", "组长是谁？")
