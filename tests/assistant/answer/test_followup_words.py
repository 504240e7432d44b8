"""What a later question says of its own."""

from __future__ import annotations

import pytest

from assistant.answer.followup_back import Back, find_pointed
from assistant.answer.followup_words import (
    asks_exception,
    asks_issuer,
    content_of,
    opposite_of,
    read_later_turn,
    split_names,
    without_opening,
)
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
        ("社会监督那些呢", "社会监督呢"),
        ("最上面那项讲什么", "最上面那项讲什么"),
        ("另外那种呢", "另外那种呢"),
    ],
)
def test_openings_are_taken_off(corpus: Corpus, text: str, rest: str) -> None:
    turn = read_later_turn(text, corpus)
    assert turn.text == rest and not turn.anew


@pytest.mark.parametrize(
    "text",
    ["换个问题，依据是什么？", "下一个问题。盘锦呢？", "算了，换个话题，有效期多久？", "聊个新的，盘锦呢？"],
)
def test_another_question_is_announced(corpus: Corpus, text: str) -> None:
    assert read_later_turn(text, corpus).anew


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("第一个问题里，多久答复？", Back.COUNTED),
        ("回到前面那个，有什么限制？", Back.RETURNS),
        ("刚才列的第5项呢", Back.EARLIER),
        ("再回内部监督那里，专案稽查怎么做", Back.RETURNS),
        ("再回访一次要看什么", Back.NO),
        ("最前面一项的依据呢", Back.NO),
        ("最后那条呢", Back.NO),
        ("上上个问题的最后一条", Back.COUNTED),
        ("装备那条怎么说", Back.NAMED),
        ("第5项呢", Back.NO),
    ],
)
def test_which_earlier_question_is_meant(corpus: Corpus, text: str, back: Back) -> None:
    assert read_later_turn(text, corpus).pointed.back is back


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("一开始问的那个，多久答复？", 0, "多久答复？"),
        ("第三个问题里的时限呢", 2, "时限呢"),
        ("上上个问题里，谁牵头", -2, "谁牵头"),
        ("上上上个问题的依据", -3, "依据"),
    ],
)
def test_an_earlier_question_is_counted(text: str, place: int, left: str) -> None:
    pointed = find_pointed(text)
    assert (pointed.place, pointed.text) == (place, left)


def test_a_noun_names_an_earlier_question() -> None:
    assert find_pointed("再看看热线那一条，目标呢").noun == "热线"
    assert find_pointed("末尾那项呢").text == "末尾那项呢"


def test_content_is_what_a_question_names() -> None:
    assert content_of("它的有效期是多久呢？") == "有效期"
    assert content_of("具体是怎么规定的？") == ""
    assert content_of("他们反对的话怎么办") == "反对"


def test_names_are_taken_out_once_each(corpus: Corpus) -> None:
    assert split_names("沙坪坝区局的组长是谁？", corpus) == ("沙坪坝区局", "组长是谁？")
    assert split_names("组长是谁？", corpus) == ("", "组长是谁？")


@pytest.mark.parametrize("text", ["我指区局", "我其实指的是区局", "我刚才想说区局"])
def test_a_place_may_be_corrected_alone(corpus: Corpus, text: str) -> None:
    turn = read_later_turn(text, corpus)
    assert turn.corrects and turn.text == "区局"


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("顺便问下广西的内部监督怎么抓？", "广西的内部监督怎么抓？"),
        ("另外想问一下有效期", "有效期"),
        ("有效期多久？", "有效期多久？"),
    ],
)
def test_what_says_nothing_is_not_carried(message: str, rest: str) -> None:
    assert without_opening(message) == rest


@pytest.mark.parametrize(
    ("text", "before", "turned"),
    [
        ("反过来呢", "沙坪坝正面清单有哪几项？", "沙坪坝负面清单有哪几项？"),
        ("那相反的呢？", "区局哪些行为不适用柔性执法？", "区局哪些行为适用柔性执法？"),
        ("说错了，我问的是不得纳入的", "什么企业可以纳入正面清单？", "什么企业不得纳入正面清单？"),
        ("说错了，我问的是可以抽查的", "什么企业可以纳入正面清单？", None),
        ("可以纳入吗", "什么企业不得纳入正面清单？", None),
        ("反过来呢，主动报告的", "什么企业不得纳入正面清单？", None),
        ("反过来呢", "广西的内部监督怎么抓？", "广西的内部监督怎么抓？"),
        ("反过来呢", "初次违法能不能免罚？", "初次违法能不能免罚？"),
    ],
)
def test_a_question_is_turned_round(corpus: Corpus, text: str, before: str, turned: str | None) -> None:
    assert opposite_of(read_later_turn(text, corpus), before) == turned


@pytest.mark.parametrize("text", ["有什么例外情形吗", "有没有特殊情况？"])
def test_an_exception_is_asked_for(text: str) -> None:
    lenient, other = "盘锦首次轻微违法罚不罚？", "正面清单有效期多久？"
    assert asks_exception(text, lenient) and not asks_exception(f"夜间施工{text}", lenient)
    assert not asks_exception(text, other)


@pytest.mark.parametrize("text", ["哪个单位发的？", "这文件是谁印发的", "由哪个部门发布的"])
def test_the_issuer_is_asked_for(text: str) -> None:
    assert asks_issuer(text) and not asks_issuer(f"执法证{text}")
