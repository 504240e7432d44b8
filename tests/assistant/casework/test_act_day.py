"""When the act was done, in people's words; what is the day of something else is not taken for it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer.models import render_text
from assistant.casework.answer import compose_case
from assistant.casework.talk import Setting, Talk, replay
from assistant.verdict.rulebase import load_rulebase

DAY = date(2024, 11, 20)
BUILT = "沙坪坝某厂未批先建，没有污染，检查前自己停了，及时改正，没有危害后果"


@pytest.fixture
def setting() -> Setting:
    return Setting(load_rulebase(), DAY, None, DAY)


def talk_of(setting: Setting, *messages: str) -> Talk:
    talk = replay(messages, setting)
    assert talk is not None
    return talk


@pytest.mark.parametrize(
    ("message", "day"),
    [
        ("沙坪坝某厂2020年5月6日未批先建，及时改正", "2020-05-06"),
        ("沙坪坝某厂2020年5月煤堆没盖，没有危害后果", "2020-05-31"),
        ("沙坪坝某厂2020年2月未批先建，没有危害后果", "2020-02-29"),
        ("沙坪坝某厂于2019年未批先建，没有危害后果", "2019-12-31"),
        ("沙坪坝某厂去年5月未批先建，没有危害后果", "2023-05-31"),
        ("沙坪坝某厂未批先建，事情发生在2020年5月，没有危害后果", "2020-05-31"),
        ("沙坪坝某厂未批先建，行为发生于2020-05-06，没有危害后果", "2020-05-06"),
        ("沙坪坝某厂未批先建，是2020年5月的事，没有危害后果", "2020-05-31"),
        ("沙坪坝某厂今年未批先建，没有危害后果", None),
        ("沙坪坝某厂2019年建厂，排污口标识牌没挂，没有危害后果", None),
        ("沙坪坝某厂排污许可证2020年5月核发，排污口标识牌没挂，没有危害后果", None),
        ("沙坪坝某厂2020年度执行报告没交，没有危害后果", None),
        ("沙坪坝某厂排污口标识牌没挂，2020年5月6日检查，2020年5月9日挂上了", None),
        ("沙坪坝某厂排污口标识牌没挂，2020年被罚过，没有危害后果", None),
    ],
)
def test_the_day_of_the_act_is_read(setting: Setting, message: str, day: str | None) -> None:
    act = talk_of(setting, message).case.act_on
    assert (act.isoformat() if act else None) == day


@pytest.mark.parametrize(
    "later",
    [
        "日期是2020年5月的事",
        "那是2020年5月的事",
        "时间是2020年5月6日",
        "这事发生在2020年5月",
        "是2020年5月干的",
        "行为日：2020年5月6日",
        "违法时间是2020年",
        "当时是2020年5月",
    ],
)
def test_a_day_told_later_is_taken_up(setting: Setting, later: str) -> None:
    before = talk_of(setting, BUILT, "都没有")
    assert before.verdict.outcome == "exempt" and not before.verdict.by_date
    talk = talk_of(setting, BUILT, "都没有", later)
    assert talk.verdict.outcome == "exempt"
    assert [on.outcome for on in talk.verdict.by_date] == ["not_listed", "exempt"]
    text = render_text(compose_case(talk, setting))
    assert "行为日记为2020年" in text and "适用哪一个由执法机关依法确定" in text


def test_a_month_is_counted_to_its_last_day_and_the_card_says_so(setting: Setting) -> None:
    talk = talk_of(setting, BUILT, "都没有", "那是2020年5月的事")
    text = render_text(compose_case(talk, setting))
    assert "行为日：2020年5月31日（「2020年5月，按最后一天算」）" in text


def test_a_month_ends_with_the_discovery_in_it(setting: Setting) -> None:
    talk = talk_of(setting, "沙坪坝某厂2020年5月未批先建，2020年5月6日检查，没有危害后果")
    assert talk.case.act_on == date(2020, 5, 6) and not talk.verdict.contradictions
