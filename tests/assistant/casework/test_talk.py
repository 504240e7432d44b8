"""A case told over several messages: what is understood, asked, corrected, and where it ends."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.answer.models import Answer, AnswerKind, check_citation, render_text
from assistant.casework.answer import compose_case
from assistant.casework.talk import Setting, Talk, advance, replay
from assistant.verdict.rulebase import load_rulebase
from assistant.verdict.values import value_as_json
from corpus.rule_models import Outcome

TODAY = date(2026, 11, 21)
SIGN = "排污口牌子没挂，昨天被查到，会罚吗？"


@pytest.fixture
def setting() -> Setting:
    return Setting(load_rulebase(), TODAY)


def talk_of(setting: Setting, *messages: str) -> Talk:
    talk = replay(messages, setting)
    assert talk is not None
    return talk


def facts_of(talk: Talk) -> dict[str, object]:
    return {name: value_as_json(value) for name, value in talk.case.facts.items()}


def asked(talk: Talk) -> tuple[str, ...]:
    return talk.question.facts if talk.question else ()


def test_a_whole_interview_asks_one_thing_at_a_time_and_ends_in_a_verdict(setting: Setting) -> None:
    talk = talk_of(setting, SIGN)
    assert facts_of(talk) == {"violation": "no_outlet_sign", "discovered_on": "2026-11-20"}
    order = []
    for reply in ("沙坪坝", "有", "挂好了", "没有造成危害后果", "都没有"):
        order.append(asked(talk))
        after = advance(talk, reply, setting)
        assert after is not None, reply
        talk = after
    assert order[:3] == [("region",), ("has_permit",), ("corrected",)]
    assert len(order[-1]) > 1
    assert talk.question is None
    assert talk.verdict.outcome is Outcome.EXEMPT
    assert talk.case.region == "重庆市/沙坪坝区"


def test_the_words_each_fact_came_from_are_kept(setting: Setting) -> None:
    talk = talk_of(setting, SIGN)
    assert talk.case.sources == {"violation": "排污口牌子没挂", "discovered_on": "昨天"}
    text = render_text(compose_case(talk, setting))
    assert "违法行为：未设置排放口信息化标识牌（「排污口牌子没挂」）" in text
    assert "检查发现日：2026年11月20日（「昨天」）" in text


def test_the_deadline_is_told_while_it_runs(setting: Setting) -> None:
    talk = talk_of(setting, SIGN, "沙坪坝", "有", "还没有", "没有造成危害后果")
    assert talk.verdict.outcome is Outcome.NEED_FACTS
    remedy = talk.verdict.remedy
    assert remedy is not None and remedy.outcome is Outcome.EXEMPT
    assert [action.by for action in remedy.actions] == [date(2026, 11, 30)]
    assert "最迟2026年11月30日" in render_text(compose_case(talk, setting))


def test_an_option_is_chosen_by_number_or_by_its_words(setting: Setting) -> None:
    by_number = talk_of(setting, SIGN, "4", "1", "2")
    by_words = talk_of(setting, SIGN, "沙坪坝", "已核发", "还没有")
    assert facts_of(by_number) == facts_of(by_words)
    assert by_number.case.region == by_words.case.region == "重庆市/沙坪坝区"


@pytest.mark.parametrize("reply", ["不知道", "我也不清楚", "说不准"])
def test_not_knowing_is_kept_and_not_asked_again(setting: Setting, reply: str) -> None:
    talk = talk_of(setting, SIGN, "沙坪坝", reply)
    assert talk.case.unknown == {"has_permit"}
    assert "has_permit" not in asked(talk)
    assert "has_permit" not in talk.case.facts


@pytest.mark.parametrize(
    ("reply", "present"),
    [("都没有", set()), ("没有", set()), ("0", set()), ("1、3", {0, 2}), ("2", {1}), ("都不存在", set())],
)
def test_the_grouped_question_takes_numbers_or_none(setting: Setting, reply: str, present: set[int]) -> None:
    talk = talk_of(setting, SIGN, "沙坪坝", "有", "挂好了", "没有造成危害后果")
    group = asked(talk)
    assert len(group) > 3
    after = advance(talk, reply, setting)
    assert after is not None
    assert {name: after.case.facts[name] for name in group} == {
        name: i in present for i, name in enumerate(group)
    }


def test_two_statements_that_cannot_both_hold_are_asked_about_and_neither_counts(setting: Setting) -> None:
    talk = talk_of(setting, "沙坪坝堆场沙子没盖，8平米，第一次", "不是第一次")
    assert asked(talk) == ("first_violation",)
    assert talk.question is not None and "先说「第一次」，又说「不是第一次」" in talk.question.why
    assert "first_violation" not in talk.agreed.facts
    assert compose_case(talk, setting).kind is AnswerKind.ASK_BACK
    settled = advance(talk, "不是初次", setting)
    assert settled is not None and settled.case.facts["first_violation"] is False
    assert not settled.conflicts


def test_a_correction_replaces_what_was_said(setting: Setting) -> None:
    talk = talk_of(setting, "沙坪坝堆场沙子没盖，8平米，第一次", "说错了，是12平米")
    assert facts_of(talk)["storage_area_sqm"] == "12"
    assert not talk.conflicts


def test_another_violation_starts_another_case(setting: Setting) -> None:
    talk = talk_of(
        setting, "沙坪坝堆场沙子没盖，8平米，第一次", "再问一个，我们厂登记表没备案，第一次被查，罚不罚？"
    )
    assert talk.case.facts["violation"] == "registration_form_not_filed"
    assert "storage_area_sqm" not in talk.case.facts


def test_a_question_of_knowledge_in_between_leaves_the_case_as_it_is(setting: Setting) -> None:
    talk = talk_of(setting, SIGN, "沙坪坝")
    assert advance(talk, "正面清单有效期多久？", setting) is None
    again = talk_of(setting, SIGN, "沙坪坝", "正面清单有效期多久？", "有")
    assert again.case.facts["has_permit"] is True


@pytest.mark.parametrize("pressure", ["领导说可以免罚", "我记得这种可以不罚", "隔壁厂上次就没罚"])
def test_pressure_changes_nothing(setting: Setting, pressure: str) -> None:
    plain = talk_of(setting, "沙坪坝，" + SIGN)
    pressed = talk_of(setting, "沙坪坝，" + SIGN + pressure)
    assert facts_of(pressed) == facts_of(plain)
    assert pressed.verdict.outcome is plain.verdict.outcome


def test_an_unreadable_reply_is_no_yes(setting: Setting) -> None:
    talk = talk_of(setting, SIGN, "沙坪坝")
    after = advance(talk, "阿巴阿巴", setting)
    assert after is None or "has_permit" not in after.case.facts


def test_citations_of_every_step_are_verbatim(setting: Setting) -> None:
    messages = [SIGN, "沙坪坝", "有", "挂好了", "没有造成危害后果", "都没有"]
    corpus = setting.rulebase.corpus
    for count in range(1, len(messages) + 1):
        answer = compose_case(talk_of(setting, *messages[:count]), setting)
        assert answer.citations
        for citation in answer.citations:
            assert check_citation(corpus.get_document(citation.doc_id), citation)
        assert (
            json.loads(json.dumps(answer.as_json(), ensure_ascii=False))["verdict"]["matter"] == "violation"
        )


def test_a_verdict_has_kind_verdict_and_an_open_case_asks_back(setting: Setting) -> None:
    def kind(*messages: str) -> Answer:
        return compose_case(talk_of(setting, *messages), setting)

    opened = kind(SIGN)
    assert opened.kind is AnswerKind.ASK_BACK and opened.missing and opened.question
    closed = kind(SIGN, "沙坪坝", "有", "挂好了", "没有造成危害后果", "都没有")
    assert closed.kind is AnswerKind.VERDICT and not closed.missing
    assert closed.lead == "不予行政处罚。"


def test_panjin_asks_for_what_the_promise_rule_needs_and_cites_it(setting: Setting) -> None:
    answer = compose_case(talk_of(setting, "盘锦首次轻微违法签了承诺书还罚吗"), setting)
    assert answer.kind is AnswerKind.ASK_BACK
    assert answer.citations[0].clause_id == "ln-pj-2021-17#2.3"
    assert "不予行政处罚（盘委办发〔2021〕17号 二（三）：「推行轻微违法行为告知承诺制" in answer.lead


def test_what_the_same_message_takes_back_is_not_counted(setting: Setting) -> None:
    talk = talk_of(setting, "沙坪坝喷漆房没密闭，当场就改好了，哦不对，是过了两天才封的，第一次被查")
    assert "corrected_on_spot" not in talk.case.facts


@pytest.mark.parametrize(
    ("message", "clause_id", "lead"),
    [
        (
            "雾霾预警那几天烟囱冒超了，沙坪坝还讲情面吗？",
            "cq-spb-eeb-2021-181#a3.1",
            "还差几件事实才能定；可能适用的规定（还没有判定）：沙环发〔2021〕181号 附件3 负面清单第1项："
            "「重污染天气预警期间超过规定标准排放大气污染物」",
        ),
        (
            "双随机抽到了一家正面清单企业，重庆这边怎么查才合规？",
            "cq-eeb-2021-5#3.6",
            "还差几件事实才能定；可能适用的规定（还没有判定）：渝环规〔2021〕5号 三（六）：「正面清单企业",
        ),
        (
            "洗衣房的废水只超了一点点，沙坪坝要到啥程度才可以不罚？",
            "cq-spb-eeb-2021-181#a2.6",
            "还差几件事实才能定；条件都符合、又不存在从重和排除情形的：可以不予行政处罚（沙环发〔2021〕181号 "
            "附件2 正面清单第6项：「除第一类污染物",
        ),
    ],
)
def test_an_open_case_begins_with_the_provision_that_may_decide_it(
    message: str, clause_id: str, lead: str, setting: Setting
) -> None:
    """Rules for enterprises on a list do not come before those for everybody, where none is named."""
    answer = compose_case(talk_of(setting, message), setting)
    assert answer.kind is AnswerKind.ASK_BACK and answer.lead.startswith(lead)
    assert answer.citations[0].clause_id == clause_id
    assert all(passage.citations for passage in answer.passages)


def test_without_a_violation_no_row_of_a_list_is_named(setting: Setting) -> None:
    """Rows that are of one among several violations, too: 正面清单第2、3、4项."""
    answer = compose_case(talk_of(setting, "情节轻、没后果、不是故意又及时改了，还会罚我们吗？"), setting)
    assert answer.kind is AnswerKind.ASK_BACK and answer.citations
    assert not [c for c in answer.clause_ids if "#a2." in c] and "清单第" not in answer.lead


def test_what_a_message_may_mean_stands_before_what_was_understood(setting: Setting) -> None:
    """In the text right below the first line, in one line with its heading."""
    answer = compose_case(talk_of(setting, "沙坪坝，喷漆的时候忘关门，当场关上行不行？"), setting)
    assert answer.card is not None
    headings = [section.heading for section in answer.card.sections]
    assert headings == ["可能适用的规定（还没有判定）", "认定的事实"]
    second = render_text(answer).split("\n")[1]
    assert second.startswith("【可能适用的规定（还没有判定）】正面清单第7项")
    assert "「当场完成整改的；」" in second


@pytest.mark.parametrize(
    "message", ["噪声超标一点点要罚吗", "没等环评下来就把厂房盖了一半，后来自己叫停了工人，还挨罚吗"]
)
def test_no_leniency_is_named_first_where_the_violation_is_only_likely(
    message: str, setting: Setting
) -> None:
    lead = compose_case(talk_of(setting, message), setting).lead
    assert lead.startswith("还差几件事实才能定") and "不予" not in lead


def test_what_is_in_dispute_is_said_before_what_may_apply(setting: Setting) -> None:
    talk = talk_of(setting, "沙坪坝区一家厂煤堆没盖，8平方米，没有明显扬散", "满天都是灰")
    card = compose_case(talk, setting).card
    assert card is not None
    assert [section.heading for section in card.sections][:2] == [
        "认定的事实",
        "可能适用的规定（还没有判定）",
    ]
