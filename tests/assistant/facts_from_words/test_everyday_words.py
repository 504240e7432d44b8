"""Everyday words for what was not done: the row meant is read or proposed, and not another one's."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.facts_from_words import Reading, read_case


def read(text: str) -> Reading:
    return read_case(text, today=date(2024, 11, 20))


def values(reading: Reading) -> dict[str, object]:
    return {f.fact: f.value for f in reading.found}


@pytest.mark.parametrize(
    "text", ["烟道上没装取样的台子，还来得及补吗", "排气筒没有搭监测用的平台", "烟囱没留人站着采样的架子"]
)
def test_a_place_to_take_samples_is_the_platform(text: str) -> None:
    assert values(read(text))["violation"] == "no_sampling_platform"


def test_a_chimney_without_a_foothold_is_likelier_the_platform_than_its_smoke() -> None:
    reading = read("烟囱上检测的人连个站脚的地方都没有，要紧吗")
    assert reading.violations[0].choice == "no_sampling_platform"


@pytest.mark.parametrize("text", ["环评表一直没在网上填", "漏填了那份环评小表", "网上那个环评的表没报"])
def test_the_small_form_is_proposed_and_never_taken_as_told(text: str) -> None:
    reading = read(text)
    assert "violation" not in values(reading)
    assert reading.violations[0].choice == "registration_form_not_filed"


@pytest.mark.parametrize("text", ["环评报告表没批就开工了", "我们厂环评报告表没批下来就先建了厂房"])
def test_a_report_form_is_no_registration_form(text: str) -> None:
    assert values(read(text))["violation"] == "built_without_eia"


@pytest.mark.parametrize("text", ["听说要来检查，老板把台账烧了", "听说执法队马上来，连夜把记录销毁了"])
def test_what_made_them_do_it_is_no_rumour_of_it(text: str) -> None:
    assert values(read(text))["destroys_evidence"] is True


@pytest.mark.parametrize(
    "text", ["听说老板把台账烧了", "听说他们厂销毁了记录", "听说那家厂把账本烧了，环保要来"]
)
def test_a_rumour_stays_one(text: str) -> None:
    assert "destroys_evidence" not in values(read(text))


@pytest.mark.parametrize("text", ["白名单里的厂超标了", "名单内的公司头一回出错，马上改了"])
def test_a_firm_of_the_list_is_on_it(text: str) -> None:
    assert values(read(text))["on_enterprise_list"] is True


@pytest.mark.parametrize(
    "text", ["被踢出白名单的厂还能进来吗", "黑名单里的企业超标了", "想进白名单的企业要几年没被罚"]
)
def test_a_firm_put_off_the_list_or_on_another_is_not(text: str) -> None:
    assert values(read(text)).get("on_enterprise_list") is not True


def test_put_off_the_list_for_forgery_is_a_serious_record() -> None:
    assert values(read("一家企业逃避监管被除名，还能再纳入正面清单吗"))["serious_malicious_record"] is True
    assert values(read("没有篡改台账，也没被移出过名单")).get("serious_malicious_record") is not True


@pytest.mark.parametrize("text", ["今天你来查明天他来查，能不能合到一起", "昨天检查，能不能换个时间"])
def test_a_day_alone_is_no_case(text: str) -> None:
    assert not read(text).is_case


@pytest.mark.parametrize("text", ["昨天环保来查了，会罚吗", "我们公司想进正面清单", "我们厂会被移出名单吗"])
def test_what_is_told_without_a_fact_may_be_a_case(text: str) -> None:
    assert read(text).is_case


@pytest.mark.parametrize("text", ["我们公司能不能进正面清单", "我们公司多久会被移出名单"])
def test_what_the_conditions_are_is_answered_with_their_clause(text: str) -> None:
    assert not read(text).is_case


def test_whether_they_come_or_we_look_first_is_about_a_visit() -> None:
    assert read("我们厂在正面清单里，在线数据异常，是派人过来还是先让企业自己排查？").matter == "onsite"
