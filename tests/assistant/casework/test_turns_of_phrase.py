"""Turns of phrase that ask or hold something of the verdict, and those that only look like it."""

from __future__ import annotations

import pytest

from assistant.casework import intent


@pytest.mark.parametrize(
    "message",
    [
        "领导说可以罚",
        "当事人不服，说不该罚",
        "局长觉得应该从重处理",
        "企业不认可处罚",
        "老板说这点事不用罚",
        "当事人要复议",
        "他们坚持说罚重了，要起诉",
        "上面要求从严处理",
    ],
)
def test_an_opinion_decides_nothing(message: str) -> None:
    assert intent.is_opinion(message)


@pytest.mark.parametrize(
    "message",
    ["领导说11月9日挂上的", "当事人说没有许可证", "他以前被罚过", "当事人把举报人打了", "企业拒不改正"],
)
def test_a_fact_told_by_somebody_is_no_opinion(message: str) -> None:
    assert not intent.is_opinion(message)


@pytest.mark.parametrize(
    ("message", "method"),
    [
        ("要不要约谈？", "约谈"),
        ("需要回访吗", "回访"),
        ("那还要责令改正吗？", "责令改正"),
        ("能不能约谈一下企业", "约谈"),
        ("批评教育要不要做", "批评教育"),
        ("是否应当移送？", "移送"),
        ("约谈过了", ""),
        ("什么情况下约谈", ""),
    ],
)
def test_a_method_asked_about(message: str, method: str) -> None:
    assert intent.method_asked(message) == method


@pytest.mark.parametrize(
    ("message", "tells"),
    [
        ("被查到之后才报告", True),
        ("昨天执法人员上门检查", True),
        ("因为管理不善，被查处后才说的", True),
        ("还没被查到", False),
        ("检查之前就报告了", False),
        ("如果被查到会怎样", False),
        ("自查发现的", False),
    ],
)
def test_whether_an_inspection_found_it(message: str, tells: bool) -> None:
    assert intent.tells_of_discovery(message) is tells


@pytest.mark.parametrize(
    ("message", "joins"),
    [
        ("渝北区疫情防控物资企业，指挥部认定过，能纳入正面清单吗", True),
        ("渝北区重大工程项目，近一年检查过，能纳入吗", True),
        ("我们是重大工程项目，装了在线监控，可以进名单吗？", True),
        ("什么企业能纳入正面清单", False),
        ("渝北区的企业，什么条件能纳入正面清单", False),
        ("重大工程项目能不能纳入正面清单", False),
    ],
)
def test_who_asks_whether_one_enterprise_may_join(message: str, joins: bool) -> None:
    assert intent.asks_to_join(message) is joins


@pytest.mark.parametrize(
    ("message", "general"),
    [
        ("广西对恶意偷排怎么办？", True),
        ("沙坪坝对未批先建的企业一般怎么处理", True),
        ("对超标排放的如何处罚？", True),
        ("对我们未批先建怎么处理", False),
        ("沙坪坝对这家厂偷排怎么处理", False),
        ("昨天查到偷排，对厂里怎么处理", False),
    ],
)
def test_a_kind_of_conduct_is_no_case(message: str, general: bool) -> None:
    assert intent.is_general(message) is general


@pytest.mark.parametrize(
    ("message", "tells"),
    [
        ("打错了，我想问怎么培训执法人员", False),
        ("我们想了解一下预案备案", False),
        ("我想问我们厂没备案", True),
        ("我们厂没备案", True),
    ],
)
def test_who_asks_is_nobody_told_of(message: str, tells: bool) -> None:
    assert intent.tells_of_somebody(message) is tells


@pytest.mark.parametrize(
    ("message", "term"),
    [("联系人电话", True), ("渝环规5号联系人", True), ("环境没坏", False), ("第一个是，第二个没有", False)],
)
def test_what_states_something_is_no_term_to_look_up(message: str, term: bool) -> None:
    assert intent.may_be_a_term(message) is term


@pytest.mark.parametrize(
    "reply", ["没啥后果", "没有啥影响", "没造成啥后果", "不咋严重", "不知道是啥时候开始的"]
)
def test_a_reply_with_a_word_of_asking_in_it_asks_nothing(reply: str) -> None:
    assert intent.KNOWLEDGE.search(reply) is None
