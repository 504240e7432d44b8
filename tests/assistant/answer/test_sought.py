"""The term whose meaning or parts a question asks for, and whether a text gives them."""

import pytest

from assistant.answer.sought import defines, find_term, find_unspelled, names


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("什么是行政处罚？", "行政处罚"),
        ("什么叫“双随机、一公开”？", "双随机、一公开"),
        ("负面清单指的是什么？", "负面清单"),
        ("“721”工作法是什么意思", "721工作法"),
        ("正面清单有效期多久", None),
        ("沙坪坝的措施是什么", None),
        ("方案所称行政执法“三项制度”分别指什么", "三项制度"),
    ],
)
def test_a_term_asked_for_its_meaning_is_read(question: str, term: str | None) -> None:
    assert find_term(question) == term


def test_a_definition_is_more_than_the_use_of_a_term() -> None:
    assert defines("1. 正面清单是指轻微违法行为依法免予处罚清单", "正面清单")
    assert defines("推行“721”工作法，坚持70%的问题用服务解决", "721工作法")
    assert defines("执行行政执法“三项制度”（公示制度、记录制度）", "三项制度")
    assert not defines("对“正面清单”（以下简称清单）的管理", "正面清单")
    assert not defines("行政处罚（强制）事项", "行政处罚")
    assert not defines("违法行为轻微的，不予行政处罚。", "行政处罚")
    assert not defines("正面清单是否公示", "正面清单")
    assert names("加强行政指导", "行政指导") and not names("做好行政处罚事后帮扶", "行政处罚")


@pytest.mark.parametrize(
    ("question", "text", "term"),
    [
        ("“五位一体”是哪五位", "统筹推进“五位一体”总体布局，协调推进“四个全面”", "五位一体"),
        ("“散乱污”具体指哪几种厂", "对“散乱污”等方面的严重违法问题依法严惩", "散乱污"),
        ("“三项制度”具体指哪三项", "执行行政执法“三项制度”（公示制度、记录制度）", None),
        ("“721”工作法分别是哪几块", "推行“721”工作法，坚持70%的问题用服务解决", None),
        ("“两张清单”是哪两张", "制定柔性执法事项“两张清单”", None),
        ("“散乱污”归谁管", "对“散乱污”等方面的严重违法问题依法严惩", None),
    ],
)
def test_a_term_whose_parts_no_text_gives_is_found(question: str, text: str, term: str | None) -> None:
    assert find_unspelled(question, text) == term
