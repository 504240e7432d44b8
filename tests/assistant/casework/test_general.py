"""Questions about a kind of conduct are knowledge; what somebody did is a case, though in like words."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.casework import intent
from assistant.casework.general import asks_in_general, is_told_of
from assistant.casework.open_case import open_case
from assistant.casework.state import Setting
from assistant.facts_from_words import Candidate
from assistant.verdict.rulebase import load_rulebase

SETTING = Setting(load_rulebase(), date(2024, 11, 20), None, None, None)


@pytest.mark.parametrize(
    "message",
    [
        "登记表没备和预案没备，哪个给的改正时间更短？",
        "平台没建好跟环境信息漏公开，期限各是几天",
        "没挂标牌与喷漆没密闭，给的日子差几天",
        "威胁举报人和销毁台账，在负面清单里是同一项吗？",
        "拒不改正的和逾期不改正的，分别按什么处理",
        "危废台账没建，这一条在沙坪坝免罚清单里吗",
        "噪声超标列进沙坪坝的正面清单了没有",
        "油烟净化器没装，算不算沙坪坝正面清单上的九种情形之一？",
        "未验先投，免罚清单里收没收",
        "开展双随机检查时，对正面清单企业要不要都到现场去？",
        "逃避监管的企业以后还能不能再列入名单",
    ],
)
def test_what_is_asked_in_general_opens_no_case(message: str) -> None:
    assert asks_in_general(message)
    assert open_case(message, SETTING) is None


@pytest.mark.parametrize(
    "message",
    [
        "我们厂标识牌没挂，预案也没备案，两样分别怎么罚？",
        "有家店喷漆没关门，在沙坪坝正面清单里吗，罚不罚",
        "昨天被查到堆料没盖，这一项在免罚清单里吗",
        "当事人两年前因同类行为受罚，废水又超标0.09倍，还算不算初次",
        "公司在线监控装了也联网了，数据达标，信用良好，能进清单吗",
        "沙子没盖，罚不罚",
    ],
)
def test_what_somebody_did_is_not_asked_in_general(message: str) -> None:
    assert not asks_in_general(message)


@pytest.mark.parametrize("message", ["我们厂标识牌没挂，预案也没备案，两样分别怎么罚？", "沙子没盖，罚不罚"])
def test_a_case_is_still_opened(message: str) -> None:
    assert open_case(message, SETTING) is not None


@pytest.mark.parametrize(
    "message",
    [
        "回访的时候主要看哪些？",
        "去约谈企业，要督促它做什么？",
        "向社会公布名单，要公示什么内容？",
        "料堆的围挡要多高？",
        "废气排到多少毫克算超标",
        "登记表写错了，怎么申请退回？",
        "未批先建按环评法罚百分之几",
        "非法倾倒的罚则",
        "那一项依据了哪部条例？",
        "许可证快到期，有没有单位提前提醒？",
    ],
)
def test_what_an_office_or_a_document_says_is_knowledge(message: str) -> None:
    assert intent.is_knowledge(message)
    assert open_case(message, SETTING) is None


def test_full_width_marks_do_not_hide_a_question_of_knowledge() -> None:
    assert intent.is_knowledge("正面清单名单，要写清哪几项？") == intent.is_knowledge(
        "正面清单名单,要写清哪几项?"
    )


GUESS = (Candidate("no_sampling_platform", "采样", (), 0.3),)
NAMED = (Candidate("no_sampling_platform", "采样口没开", (), 0.6),)


@pytest.mark.parametrize(
    ("message", "candidates", "told"),
    [
        ("我对采样结果不服，怎么办理复测", GUESS, False),
        ("采样的地方没留好，要紧吗", GUESS, True),
        ("采样的地方没留好", GUESS, True),
        ("采样口没开怎么弄", NAMED, True),
        ("采样口没开", (), False),
    ],
)
def test_a_violation_guessed_from_one_term_needs_more_to_be_a_case(
    message: str, candidates: tuple[Candidate, ...], told: bool
) -> None:
    assert is_told_of(message, candidates) is told
