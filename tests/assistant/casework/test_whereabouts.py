"""Cases told with another place beside the region chosen on the page, and places said before."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.cases import CaseRoute
from assistant.casework.answer import compose_case
from assistant.casework.state import Told
from assistant.casework.talk import Setting, replay
from assistant.casework.whereabouts import find_told
from assistant.verdict.rulebase import load_rulebase
from corpus.rule_models import Outcome

OURS = "重庆市/沙坪坝区"
CASE = "登记表没备案，检查后第5天备案了，没有造成危害后果，没有从重情形，会罚吗？"
VAGUE = ["外省", "高新区", "隔壁县", "隔壁区", "别的区", "国外", "外地", "江北", "江北区", "城南新区"]
VAGUE += ["省外", "沙坪坝高新区"]
STRANGE = ["坪山区", "光明区", "雄安", "天府新区", "前海", "横琴", "贵安新区", "兵团"]
BESIDE = ["观音桥", "解放碑", "重庆高新区"]


@pytest.fixture
def setting() -> Setting:
    return Setting(load_rulebase(), date(2026, 11, 21), OURS)


@pytest.mark.parametrize("words", VAGUE)
def test_a_place_not_named_is_asked_for_before_anything_is_said(setting: Setting, words: str) -> None:
    talk = replay([f"我们厂在{words}，{CASE}"], setting)
    assert talk is not None and talk.question is not None
    assert talk.case.region is None and talk.question.facts == ("region",)
    answer = compose_case(talk, setting)
    assert "不予" not in answer.lead
    assert "没有说明是哪个地区" in answer.question


@pytest.mark.parametrize("words", STRANGE)
def test_a_new_area_elsewhere_is_not_the_region_chosen(setting: Setting, words: str) -> None:
    talk = replay([f"我们厂在{words}，{CASE}"], setting)
    assert talk is not None and talk.verdict.outcome is Outcome.NOT_LISTED


@pytest.mark.parametrize("words", BESIDE)
def test_another_district_of_the_city_has_no_list_of_ours(setting: Setting, words: str) -> None:
    talk = replay([f"我们厂在{words}，{CASE}"], setting)
    assert talk is not None and talk.case.region is not None
    assert talk.case.region.startswith("重庆市/") and talk.case.region != OURS
    assert "沙环发" not in compose_case(talk, setting).lead


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["我是成都的企业"], Told(("四川省/成都市",))),
        (["我在贵阳"], Told(("贵州省/贵阳市",))),
        (["我们厂在南充。", "你好"], Told(("四川省/南充市",))),
        (["我们厂在南充。", "那盘锦呢"], Told(("辽宁省/盘锦市",))),
        (["成都的免罚清单有哪些？"], Told(("四川省/成都市",))),
        (["我是高新区的"], Told(elsewhere="高新区")),
        (["我不是成都的"], Told(denied=("四川省/成都市",))),
        (["听说成都的企业不罚"], None),
        (["成都和重庆的清单有什么区别？"], None),
        (["我老家在成都"], None),
        (["设备是青岛产的，我们厂刚买"], None),
        (["我是做四川火锅的"], None),
        ([], None),
    ],
)
def test_where_the_user_said_to_be(said: list[str], told: Told | None) -> None:
    assert find_told(said) == told


def test_our_firm_in_a_place_of_that_name_is_asked_about(setting: Setting) -> None:
    talk = replay([f"我们江北的厂，{CASE}"], setting)
    assert talk is not None and talk.case.region is None and talk.elsewhere == "江北"


def test_the_route_of_cases_hears_what_was_said_before(setting: Setting) -> None:
    from assistant.answer.question import read_question

    corpus = setting.rulebase.corpus
    route = CaseRoute(corpus, lambda _: True)
    asked = read_question(CASE, corpus)
    answer = route.answer(asked, ["我是成都的企业"], "沙坪坝区", None)
    assert answer is not None and "四川省成都市" in answer.question and "不予" not in answer.lead
    answer = route.answer(asked, ["我是成都的企业"], None, None)
    assert answer is not None and answer.verdict is not None
    assert answer.verdict["outcome"] == "not_listed"
