"""The phrases as they are checked in, and each message of their loader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.facts import load_facts, possible_values
from corpus.phrases import PHRASES_FILE, load_phrases

CONTEXTS = ", ".join(f"{name}: [好像]" for name in load_phrases().contexts)
GOOD = (
    f"contexts: {{{CONTEXTS}}}"
    + """
snippets: {没: [没有, 没]}
negation: {words: [没有], not: [没想到], fillers: [有], after: [谈不上]}
facts:
- fact: harm
  cues:
    - {value: none, said: ['<没>造成后果'], suggests: [没事]}
  exemplars: {none: [没出啥事]}
violations:
  no_outlet_sign: {objects: 牌, clauses: [cq-spb-eeb-2021-181#a2.2], hints: [牌子]}
numbers:
- {fact: exceed_times, units: {倍: 1}, near: 超, before: [超标]}
events: {discovered: [查到], not_discovered: [复查], corrected: [改完时间], listed: [纳入], of_list: [名单]}
correction_fillers: [我们]
manners: {corrected_promptly: 及时}
denials: [{facts: [suspected_crime], said: [无犯罪]}]
replies: {yes: [是], no: [不是], none: [都没有], unknown: [不知道], filler: [嗯], has: [有],
  rest: [其他], only: [只有], exception: [就是], courtesy: [谢谢], elaboration: [去年办的]}
questions:
  {verdict: 罚, punished: 罚, knowledge: 第几项, concrete: 我们, join: 纳入, removal: 移出, onsite: 上门}
matters: {join: [credit], onsite: [complaint]}
ignored: [{said: [领导说不罚], reason: 不影响判定。}]
"""
)


def load(tmp_path: Path, text: str) -> None:
    file = tmp_path / "phrases.yaml"
    file.write_text(text, "utf-8")
    load_phrases(file)


def test_the_phrases_load_and_every_value_is_possible() -> None:
    phrases, facts = load_phrases(), load_facts()
    assert load_phrases() is phrases
    for name, fact in phrases.facts.items():
        for cue in fact.cues:
            assert cue.value in possible_values(facts[name])


def test_every_fact_of_a_violation_case_has_exemplars_or_patterns_for_its_values() -> None:
    phrases, facts = load_phrases(), load_facts()
    for name in (
        "harm",
        "first_violation",
        "corrected",
        "caused_pollution",
        "intentional",
        "threatens_people",
    ):
        assert set(phrases.facts[name].exemplars) == set(possible_values(facts[name])), name


def test_no_number_of_the_law_stands_among_the_phrases() -> None:
    """Deadlines and thresholds stand in the rules; here 10日 would be one of them."""
    text = PHRASES_FILE.read_text("utf-8")
    assert not re.search(r"(?<![\d{,.])(?:10|7|15) ?(?:日|天|平方米)|0\.1 ?(?:倍|吨)", text)


def test_the_good_file_loads(tmp_path: Path) -> None:
    load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'<没>造成后果'", "'<无>造成后果'", "用了没有写在前面的 <无>，请先在 snippets 里写上它"),
        ("'<没>造成后果'", "'(没造成'", "不正确的正则表达式"),
        ("fact: harm", "fact: harms", "的事实「harms」不在 facts.yaml 中"),
        (
            "value: none",
            "value: nothing",
            "给事实 harm 的值写作「nothing」，请写 none、slight、serious 中的一个",
        ),
        ("value: none, said: ['<没>造成后果'], suggests: [没事]", "value: none", "有一个取值没有说法"),
        ("suggests: [没事]", "under: [maybe]", "的 under 写了不认识的语境 maybe"),
        ("suggests: [没事]", "for: [smell]", "的 for 写了不存在的违法行为 smell"),
        ("suggests: [没事]", "hint: [没事]", "有不认识的键 hint"),
        ("exemplars: {none:", "exemplars: {nothing:", "给事实 harm 的值写作「nothing」"),
        ("  no_outlet_sign:", "  no_sign:", "的违法行为 no_sign 不在 facts.yaml 中"),
        ("fact: exceed_times", "fact: harm", "的事实 harm 不是数"),
        ("units: {倍: 1}", "units: {倍: -1}", "的倍写作「-1」"),
        ("units: {倍: 1}", "units: {倍: 1/0}", "的倍写作「1/0」"),
        ("hedge: [好像]", "doubt: [好像]", "有不认识的键 doubt"),
        ("facts: [suspected_crime]", "facts: [crime]", "的事实「crime」不在 facts.yaml 中"),
        ("correction_fillers: [我们]\n", "", "缺少 correction_fillers"),
        ("violations:\n", "- fact: harm\nviolations:\n", "的事实 harm 写了两次"),
    ],
)
def test_each_mistake_has_its_message(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(KuanyanError) as caught:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'phrases.yaml'} ") and str(caught.value).endswith("。")
