"""What a correction takes back, and what it puts in its place."""

from __future__ import annotations

import pytest

from assistant.answer.followup_correction import take_correction


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("地区填错了，我想查重庆的", "重庆的"),
        ("点错文件了，要区政府的", "区政府的"),
        ("名称打错，应该是盘锦", "盘锦"),
        ("漏打一个字，是不适用", "不适用"),
        ("哎呀看串行了，是第7项", "第7项"),
        ("糟了，输入太快了，第二条", "第二条"),
        ("麻烦换到广西的", "广西的"),
        ("我的意思是附件2", "附件2"),
        ("附表2，我翻错表了", "附表2"),
        ("市局的方案，刚才记混了。", "市局的方案"),
        ("文号清楚了，我想问的是联系人", "联系人"),
        ("回访，不是约谈", "回访"),
        ("谁批准，不是问谁检查", "谁批准"),
        ("我指的那个叫督察，不是检查", "那个叫督察"),
    ],
)
def test_what_is_meant_is_left(text: str, meant: str) -> None:
    assert take_correction(text) == (True, meant)


@pytest.mark.parametrize(
    "text",
    [
        "企业填错了排污许可证怎么办",
        "我写错了排污许可编号会不会罚",
        "数据报错了，要紧吗",
        "企业是首次违法，不是故意",
        "要不要听取意见",
        "我要多久才能知道结果",
        "说错了",
    ],
)
def test_a_question_about_mistakes_is_no_correction(text: str) -> None:
    assert take_correction(text) == (False, text)
