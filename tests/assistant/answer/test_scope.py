"""Which documents may answer: a place that has none of its own, a place told without its name."""

import pytest

from assistant.answer.question import read_question
from assistant.answer.scope import find_scope
from corpus.loader import load_corpus


def outside(text: str) -> str:
    corpus = load_corpus()
    return find_scope(read_question(text, corpus), corpus, None, None).outside


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("大足区的领导小组组长是谁", "大足区"),
        ("来宾市自己定的免罚细则有哪些", "来宾市"),
        ("盘山县的正面清单上列了哪些行为", "盘山县"),
        ("梧州市局的方案是哪天发的", "梧州市"),
        ("我老家的免罚清单有几项", "我老家"),
        ("邻县有没有首违不罚的清单", "邻县"),
        ("新加坡的环保执法也有免罚吗", "新加坡"),
        ("国家层面的免罚清单收了几个事项", "国家层面"),
    ],
)
def test_what_a_place_has_of_its_own_is_not_answered_from_ours(text: str, place: str) -> None:
    assert place in outside(text)


@pytest.mark.parametrize(
    "text",
    [
        "渝北区的正面清单有效期几年",
        "巴南区多久报一次季度数据",
        "桂林的企业有意见怎么反映",
        "双台子区要不要把柔性执法纳入考核",
        "沙坪坝区的领导小组组长是谁",
        "盘锦的方案是哪天印发的",
        "重庆和渝北区的方案是哪天印发的，有什么不同",
        "外地企业在沙坪坝违法，适用免罚清单吗",
    ],
)
def test_what_holds_there_is_answered(text: str) -> None:
    assert outside(text) == ""
