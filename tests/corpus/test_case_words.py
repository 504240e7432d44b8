"""The words of cases as they are checked in, and each message of their loader."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.case_words import ANY, CASE_WORDS_FILE, SCENE, load_case_words, parse_case_words
from corpus.errors import KuanyanError
from corpus.facts import load_facts, possible_values
from corpus.loader import load_corpus
from corpus.rule_models import FactType, RuleKind
from corpus.rules import load_rules

GOOD = CASE_WORDS_FILE.read_text("utf-8")


def test_every_fact_that_decides_can_be_told() -> None:
    words, facts = load_case_words(), load_facts()
    deciding = {
        leaf.fact
        for rule in load_rules(load_corpus())
        if rule.kind is RuleKind.OUTCOME
        for leaf in rule.leaves()
    }
    untold = deciding - words.statements.keys()
    assert untold == {"agreed_time_kept"} & untold  # told by correction_state
    for name, statement in words.statements.items():
        values = possible_values(facts[name])
        assert set(statement.say) <= set(values or (ANY,)) and statement.say
        assert (facts[name].type is FactType.NUMBER) is (statement.numbers is not None)
        assert statement.part == SCENE or statement.part in words.parts


def test_every_bound_of_a_rule_lies_inside_the_numbers_drawn() -> None:
    words, facts = load_case_words(), load_facts()
    for rule in load_rules(load_corpus()):
        for leaf in rule.leaves():
            if facts[leaf.fact].type is FactType.NUMBER and leaf.bound is not None:
                numbers = words.statements[leaf.fact].numbers
                assert numbers is not None
                assert numbers.least < leaf.bound - numbers.step < leaf.bound + numbers.step < numbers.most


def test_no_real_name_is_used() -> None:
    for party in load_case_words().parties:
        assert party.name.startswith("某") or party.name in ("甲公司", "乙公司")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("parties:", "persons:", "有不认识的键 persons"),
        (
            "{party}已取得",
            "{firm}已取得",
            r"第 \d+ 行的「\{firm\}已取得排污许可证」里有不认识的 \{firm\}，请改用",
        ),
        ("[dust_uncovered, voc", "[dust, voc", "的违法行为写作「dust」，请写 built_without_eia"),
        ("years: [2022", "years: [2022.5", "写作「2022.5」，请写整数"),
        ("  exempt: 不予", "  free: 不予", "的结论写作「free」，请写 transfer"),
        ("  not_listed: {harm", "  unlisted: {harm", "的结论写作「unlisted」，请写 transfer"),
        ("{harm: [serious], caused", "{harm: [grave], caused", "给事实 harm 写了取值「grave」"),
        ("notes_when: {correction_state:", "notes_when: {state:", "写了不认识的事实 state"),
        ("rare: {excluded_pollutant: [true]}", "rare: {excluded_pollutant: [many]}", "写了取值「many」"),
        ("rare_gap: 20", "rare_gap: 2.5", "写作「2.5」，请写整数"),
        (
            "[transfer, punish, exempt, not_listed]",
            "[transfer, punish, exempt]",
            "的一组选项只有 3 个不同的结论，请至少写四个",
        ),
        (
            "- fact: exam_period",
            "- fact: exam",
            "写了不认识的事实 exam，请改成 corpus/facts.yaml 里的一个 id",
        ),
        (
            "- fact: exam_period",
            "- fact: violation",
            "给事实 violation 写了取值「true」，请写 built_without_eia",
        ),
        ("- fact: emergency_repair", "- fact: exam_period", "的事实 exam_period 与前面的重复，请合成一项"),
        ("denied: conduct", "denied: deeds", "的段落写作「deeds」，请写 scene、about"),
        (
            "{destroys_evidence: [false]}",
            "{destroys_evidence: [no]}",
            "给事实 destroys_evidence 写了取值「no」",
        ),
        ("[06-02, 06-02]", "[06-02, 06-31]", "的日期写作「06-31」，请写 05-28 这样的月-日"),
        ("[06-02, 06-02]", "[06-02, 06-01]", "的日期范围不是先后两天，请写"),
        (
            "{least: 3, most: 60, step: 0.5}",
            "{least: 60, most: 3, step: 0.5}",
            "的数的范围是空的，请使 least 小于",
        ),
        (
            "['{party}立即纠正了违法行为']",
            "[{text: 立即纠正, for: [other]}]",
            "没有一种说法用于其他违法行为，请加上一句不带 for 的",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(KuanyanError, match=message) as caught:
        parse_case_words(GOOD.replace(old, new, 1), Path("case_words.yaml"))
    assert str(caught.value).startswith("case_words.yaml 第 ") and str(caught.value).endswith("。")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KuanyanError, match="缺少文件"):
        load_case_words(tmp_path / "none.yaml")
