"""The fact dictionary as it is checked in, and each message of its loader."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.facts import load_facts, possible_values
from corpus.rule_models import FactType, KnownBy
from tests.corpus.broken import expected_messages, faulty_files

FACT = "- {id: a, name: 甲, type: bool, question: 甲吗？, help: 说明, known_by: both}\n"


def test_every_fact_can_be_asked() -> None:
    facts = load_facts()
    assert len(facts) >= 70
    for name, fact in facts.items():
        assert fact.id == name
        assert fact.question.endswith("？") and len(fact.question) <= 60, name
        assert bool(fact.unit) == (fact.type is FactType.NUMBER)
        assert bool(fact.choices) == (fact.type is FactType.CHOICE)


def test_no_question_is_asked_for_two_facts() -> None:
    questions = [fact.question for fact in load_facts().values()]
    assert sorted(questions) == sorted(set(questions))


def test_words_of_yaml_stay_words() -> None:
    """``none`` is a choice and ``no`` is a key, neither is null or false."""
    facts = load_facts()
    assert next(iter(facts["harm"].choices)) == "none"
    assert facts["first_violation"].no == "不是初次"
    assert facts["exceed_times"].several is True
    assert facts["corrected"].wanted is True
    assert facts["harm"].implies[0].then == {"caused_pollution": False}


def test_what_is_not_written_has_its_usual_value(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text(FACT, "utf-8")
    fact = load_facts(tmp_path / "facts.yaml")["a"]
    assert (fact.yes, fact.no, fact.known_by) == ("是", "否", KnownBy.BOTH)
    assert not (fact.changeable or fact.disqualifying or fact.gate or fact.several)
    assert fact.wanted is None and fact.implies == ()
    assert possible_values(fact) == (True, False)


def test_facts_that_imply_each_other_are_no_endless_circle(tmp_path: Path) -> None:
    circle = FACT.replace("known_by: both", "known_by: both, implies: [{when: true, then: {b: true}}]")
    back = circle.replace("id: a, name: 甲", "id: b, name: 乙").replace("{b: true}", "{a: true}")
    (tmp_path / "facts.yaml").write_text(circle + back, "utf-8")
    assert list(load_facts(tmp_path / "facts.yaml")) == ["a", "b"]


def test_facts_are_read_once() -> None:
    assert load_facts() is load_facts()


@pytest.mark.parametrize("file", faulty_files("facts"), ids=lambda f: f.stem)
def test_each_mistake_in_the_facts_has_its_message(file: Path) -> None:
    with pytest.raises(KuanyanError) as caught:
        load_facts(file)
    assert [str(caught.value)] == [f"{file} {message}" for message in expected_messages(file)]


def test_a_missing_an_empty_and_a_foreign_file_are_named(tmp_path: Path) -> None:
    file = tmp_path / "facts.yaml"
    with pytest.raises(KuanyanError) as caught:
        load_facts(file)
    assert str(caught.value) == f"缺少文件 {file}，请重新安装 kuanyan 或恢复该文件。"
    file.write_text("# 只有说明\n", "utf-8")
    with pytest.raises(KuanyanError) as caught:
        load_facts(file)
    assert str(caught.value) == f"{file} 是空的，请写上内容或者删去该文件。"
    file.write_bytes("甲".encode("gb18030"))
    with pytest.raises(KuanyanError) as caught:
        load_facts(file)
    assert str(caught.value) == f"{file} 第 0 字节不是 UTF-8 文字，请另存为 UTF-8 后重试。"
