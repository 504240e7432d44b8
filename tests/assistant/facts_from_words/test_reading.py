"""What a reading gives beside the facts: spans, proposals, candidates, places, kinds, words ignored."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts_from_words import Found, IgnoredWords, Proposed, Reading, read_case
from corpus.facts import load_facts, possible_values
from corpus.models import Corpus
from corpus.phrases import load_phrases
from corpus.rule_models import FactType

TODAY = date(2024, 11, 20)
TEXTS = [
    json.loads(row)["text"]
    for row in (Path(__file__).parents[3] / "evals" / "datasets" / "verdict_dev.jsonl").open(encoding="utf-8")
]


def read(text: str, **known: object) -> Reading:
    return read_case(text, today=TODAY, **known)  # type: ignore[arg-type]


def assert_sound(reading: Reading, text: str) -> None:
    """Every span is verbatim, every fact known and given once, every value possible."""
    pieces: list[Found | Proposed | IgnoredWords] = [*reading.found, *reading.proposed, *reading.ignored]
    for _, one, other in reading.contradictions:
        pieces += [one, other]
    for piece in pieces:
        assert text[piece.start : piece.end] == piece.words
    facts = load_facts()
    given_facts = [found.fact for found in reading.found]
    assert len(given_facts) == len(set(given_facts))
    assert not set(given_facts) & {fact for fact, _, _ in reading.contradictions}
    for found in reading.found:
        fact = facts[found.fact]
        if fact.type in (FactType.BOOL, FactType.CHOICE) and found.value != "unknown":
            assert found.value in possible_values(fact)
    assert reading.facts().get("violation") != "other"


@pytest.mark.parametrize("text", TEXTS[::3])
def test_spans_are_verbatim_and_values_possible(text: str) -> None:
    assert_sound(read(text), text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), st.sampled_from(["，", "。", "\n", " ", ""]))
def test_texts_put_together_stay_sound(texts: list[str], between: str) -> None:
    text = between.join(texts)
    assert_sound(read(text), text)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="没不有是了吗第一二三3０.5%倍天日月号改好挂牌，。？“”的 \n🙏超标污水吨平米", max_size=60)
)
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert_sound(read(text), text)


@pytest.mark.parametrize(
    "frame",
    ["如果{}的话，会罚吗", "听说{}", "好像{}", "{}吗？", "只要{}就不罚", "不确定{}", "企业否认{}"],
)
@pytest.mark.parametrize(
    "words",
    [
        "没有造成危害后果",
        "是第一次",
        "已经改完了",
        "超标0.05倍的废水",
        "有排污许可证",
        "没有明显扬尘",
        "当场就改了",
    ],
)
def test_what_is_supposed_told_or_asked_is_not_given(frame: str, words: str) -> None:
    assert set(read(words).facts())
    stated = read(words).facts()
    framed = read(frame.format(words)).facts()
    assert not {fact for fact, value in stated.items() if framed.get(fact) == value} - {"violation"}


def test_the_same_text_gives_the_same_reading() -> None:
    for text in TEXTS[:20]:
        assert read(text) == read(text)


def test_several_violations_are_candidates_and_none_is_given() -> None:
    reading = read("应急预案没备案，登记表也没备案")
    assert "violation" not in reading.facts()
    assert [(c.choice, c.score) for c in reading.violations] == [
        ("emergency_plan_not_filed", 1.0),
        ("registration_form_not_filed", 1.0),
    ]
    assert reading.violations[0].clauses == ("cq-spb-eeb-2021-181#a2.4",)


def test_a_doubtful_violation_is_only_offered() -> None:
    reading = read("牌子没挂")
    assert reading.facts() == {}
    assert reading.violations[0].choice == "no_outlet_sign"
    assert reading.violations[0].score < 1


def test_other_is_proposed_and_never_given() -> None:
    reading = read("以上都不是", asked="violation")
    assert reading.found == ()
    assert [(p.fact, p.value) for p in reading.proposed] == [("violation", "other")]


def test_what_the_boss_says_changes_nothing_and_is_named() -> None:
    plain = read("排污口牌子没挂")
    told = read("领导说可以免罚，排污口牌子没挂")
    assert told.facts() == plain.facts()
    assert [i.words for i in told.ignored] == ["领导说可以免罚"]
    assert "不影响判定" in told.ignored[0].reason
    assert read("排污口牌子没挂，我记得可以不罚").facts() == plain.facts()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2月30日检查发现没挂牌", "没有这一天"),
        ("2030年1月1日检查发现没挂牌", "还没有到"),
        ("废水超标-0.05倍", "负的"),
        ("废水日排放量是负3吨", "负的"),
    ],
)
def test_an_impossible_value_is_named_and_not_taken(text: str, reason: str) -> None:
    reading = read(text)
    assert any(reason in ignored.reason for ignored in reading.ignored)
    assert not {"discovered_on", "exceed_times", "daily_wastewater_t"} & set(reading.facts())


def test_contradictions_are_reported_and_neither_value_is_given() -> None:
    reading = read("我们是第一次，去年也罚过一回，排污口没挂牌")
    assert reading.facts().get("first_violation") is not True
    reading = read("整改完了，可是排口那块牌子到现在还没挂")
    assert [fact for fact, _, _ in reading.contradictions] == ["corrected"]
    assert "corrected" not in reading.facts()


@pytest.mark.parametrize(
    ("text", "given_region", "region"),
    [
        ("沙坪坝区一家汽修店喷漆没关门", None, "重庆市/沙坪坝区"),
        ("盘锦双台子区的洗车店", "重庆市/沙坪坝区", "辽宁省/盘锦市/双台子区"),
        ("喷漆没关门", "重庆市/沙坪坝区", "重庆市/沙坪坝区"),
        ("喷漆没关门", None, None),
        ("听说成都不罚，我们沙坪坝的喷漆房没关门", None, "重庆市/沙坪坝区"),
        ("未批先建，能否参照沙坪坝的清单", "广西壮族自治区", "广西壮族自治区"),
        ("沙坪坝的厂没挂牌，没有危害后果，才怪", None, "重庆市/沙坪坝区"),
        ("我們廠在沙坪壩，噴漆沒關門", None, "重庆市/沙坪坝区"),
    ],
)
def test_the_place(text: str, given_region: str | None, region: str | None) -> None:
    assert read(text, region=given_region).region == region


def test_traditional_words_are_shown_as_written() -> None:
    text = "我們廠在沙坪壩，排污口標識牌沒掛，沒有造成危害後果"
    reading = read(text)
    assert_sound(reading, text)
    assert {f.words for f in reading.found} == {"排污口標識牌沒掛", "沒有造成危害後果"}


def test_two_places_contradict() -> None:
    reading = read("沙坪坝区的厂和盘锦的厂都没挂牌子", region=None)
    assert reading.region is None
    assert [fact for fact, _, _ in reading.contradictions] == ["region"]


@pytest.mark.parametrize(
    "text",
    [
        "排污口牌子没挂，昨天被查到，会罚吗",
        "某厂未批先建，查的时候已经停工，罚不罚？",
        "我的厂被环保局查了，会不会罚我啊",
        "堆场的沙子没盖，六个平方，第一次",
        "汽修店喷漆没在密闭房里喷，现在还敞着",
        *TEXTS,
    ],
)
def test_a_concrete_case_is_a_case(text: str) -> None:
    assert read(text).is_case


@pytest.mark.parametrize(
    "text",
    [
        "正面清单有哪些",
        "正面清单有效期多久？",
        "第8项的柔性执法方式是什么",
        "未批先建属于正面清单第几项",
        "超标倍数要小于多少才能免罚",
        "标识牌没设和应急预案没备案，整改期限一样长吗",
        "什么情况下可以不予处罚",
        "初次违法怎么认定？",
        "沙坪坝区生态环境局正面清单第6项的依据是什么？",
        "浙江对未批先建有没有首违不罚的规定？",
        "第一类污染物具体包括哪些？",
        "你好",
    ],
)
def test_a_question_of_knowledge_is_none(text: str) -> None:
    assert not read(text).is_case


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("我们是民生保障企业，能纳入正面清单吗", "join"),
        ("清单企业超标了会不会被移出名单", "removal"),
        ("正面清单企业被群众举报，能不能上门检查", "onsite"),
        ("拟纳入企业属民生保障重点行业，近1年已现场检查且无违法记录", "join"),
        ("排污口牌子没挂", "violation"),
    ],
)
def test_the_matter(text: str, matter: str) -> None:
    assert read(text).matter == matter


def test_a_way_of_correcting_belongs_to_its_violation() -> None:
    assert read("已经挂上了").facts() == {}
    assert read("已经挂上了", violation="no_outlet_sign").facts() == {"corrected": True}
    assert read("已经挂上了", violation="water_over_standard").facts() == {}


def test_the_clauses_of_every_violation_exist(corpus: Corpus) -> None:
    known = {clause.clause_id for document in corpus.documents for clause in document.clauses}
    for hints in load_phrases().violations.values():
        assert set(hints.clauses) <= known


def test_every_violation_but_other_can_be_said_and_offered() -> None:
    phrases, violation = load_phrases(), load_facts()["violation"]
    said = {cue.value for cue in phrases.facts["violation"].cues if cue.said}
    assert said == set(violation.choices) - {"other"}
    assert set(phrases.violations) == set(violation.choices) - {"other"}
