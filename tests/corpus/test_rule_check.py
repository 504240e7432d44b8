"""The lint of the rulebase: the real one is clean, each mistake has its message."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.check import check_corpus, check_rulebase
from corpus.decisions import check_decisions
from corpus.doubts import load_undecidable
from corpus.errors import KuanyanError
from corpus.facts import FACTS_FILE, load_facts
from corpus.isomorphism import check_bound, find_unquoted, rule_quotes
from corpus.loader import POLICIES
from corpus.models import Corpus, Document
from corpus.quotes import squeeze
from corpus.rule_check import check_dates, check_rule, check_rules, check_titles, check_unused_facts
from corpus.rule_models import All, Any_, Condition, Leaf, Not, Operator, Rule
from corpus.rules import load_rule, load_rules
from corpus.wording import WORDING_FILE, find_numbers, load_wording
from tests.corpus.broken import BROKEN, expected_messages, faulty_files

DOC = "cq-spb-eeb-2021-181"
OR_EXPLAIN = "或者在 doubts.md 的“不能由规则判定”里写明理由。"


@pytest.fixture(scope="module")
def rules(corpus: Corpus) -> tuple[Rule, ...]:
    return load_rules(corpus)


@pytest.fixture
def rule(rules: tuple[Rule, ...]) -> Rule:
    return next(rule for rule in rules if rule.rule_id == f"{DOC}/positive-6")


@pytest.fixture
def document(corpus: Corpus) -> Document:
    return corpus.get_document(DOC)


def test_the_rulebase_is_clean(corpus: Corpus, rules: tuple[Rule, ...]) -> None:
    assert check_rules(corpus, rules, load_facts()) == []


@pytest.mark.parametrize("file", faulty_files("lint"), ids=lambda f: f.stem)
def test_each_mistake_in_the_wording_has_its_message(document: Document, file: Path) -> None:
    found = check_rule(load_rule(document, file, load_facts()), load_facts())
    assert found == [f"{DOC}/rules/{file.name} {message}" for message in expected_messages(file)]


def test_rules_of_one_title_are_found(rule: Rule) -> None:
    twin = replace(rule, rule_id=f"{DOC}/positive-60")
    elsewhere = replace(rule, rule_id="gx-eed-2025/positive-6", doc_id="gx-eed-2025")
    assert check_titles((rule, elsewhere)) == []
    assert check_titles((rule, twin, elsewhere)) == [
        f"{DOC}/rules/{stem}.yaml 的标题「{rule.title}」与本文件别的规则相同，请写明是哪一条。"
        for stem in ("positive-6", "positive-60")
    ]


def test_a_fact_that_no_rule_asks_is_found(rules: tuple[Rule, ...]) -> None:
    facts = load_facts() | {"spare": replace(load_facts()["harm"], id="spare")}
    message = "facts.yaml 的事实 spare 没有规则询问，请写上询问它的规则，或者删去它。"
    assert check_unused_facts(rules, facts) == [message]


def test_a_deadline_asks_for_the_dates_of_the_correction(document: Document) -> None:
    file = BROKEN / "lint" / "deadline_not_in_the_quote.yaml"
    rule = load_rule(document, file, load_facts())
    dates = {"corrected", "correction_days", "discovered_on", "corrected_on"}
    facts = {name: fact for name, fact in load_facts().items() if name in dates}
    assert check_unused_facts((rule,), facts) == []
    without = {name: fact for name, fact in load_facts().items() if name != "discovered_on"}
    assert check_rule(rule, without) == [
        f"{DOC}/rules/deadline_not_in_the_quote.yaml 的条件「自检查发现之日起10日内按要求完成整改」"
        "询问不存在的事实 discovered_on，请改正 id，或者先写进 facts.yaml。"
    ]


def test_dates_out_of_order_are_found(document: Document) -> None:
    early = replace(document.meta, in_force_from=date(2021, 1, 1))
    assert check_dates(replace(document, meta=early)) == [
        f"{DOC}/meta.yaml 的 in_force_from 2021-01-01 早于 issued_on 2021-12-06，请核对原文后改正。"
    ]
    over = replace(document.meta, in_force_through=date(2021, 1, 1))
    assert check_dates(replace(document, meta=over)) == [
        f"{DOC}/meta.yaml 的 in_force_through 2021-01-01 早于施行日 2021-12-06，请核对原文后改正。"
    ]


def without(rules: tuple[Rule, ...], *stems: str) -> list[Rule]:
    return [rule for rule in rules if rule.rule_id not in {f"{DOC}/{stem}" for stem in stems}]


def test_a_list_row_without_a_rule_is_found(document: Document, rules: tuple[Rule, ...]) -> None:
    assert check_decisions(document, without(rules, "negative-4"), load_wording()) == [
        f"{DOC}#a3.4（沙环发〔2021〕181号 附件3 负面清单第4项）没有规则引用，请为它写一条规则，{OR_EXPLAIN}"
    ]


def test_words_of_decision_without_a_rule_are_found(document: Document, rules: tuple[Rule, ...]) -> None:
    assert check_decisions(document, without(rules, "transfer"), load_wording()) == [
        f"{DOC}#5.4（沙环发〔2021〕181号 五（四））的「司法衔接工作制度规定依法及时移送」没有规则引用，"
        f"请为它写一条规则，{OR_EXPLAIN}"
    ]


def test_words_left_out_of_a_cell_are_found(document: Document, rule: Rule) -> None:
    situation, manner = rule.words
    (span,) = situation.spans
    cut = replace(situation, spans=(replace(span, end=span.end - len("、日污水排放量小于 0.1 吨的；")),))
    found = check_decisions(document, [replace(rule, words=(cut, manner))], load_wording())
    assert (
        f"{DOC}#a2.6（沙环发〔2021〕181号 附件2 正面清单第6项）“情形”里的「、日污水排放量小于0.1吨的；」"
        f"不在任何规则的 words 里，请把它加进规则，{OR_EXPLAIN}"
    ) in found


def test_words_left_out_of_a_sentence_are_found(document: Document, rules: tuple[Rule, ...]) -> None:
    whole = next(rule for rule in rules if rule.rule_id == f"{DOC}/transfer")
    (words,) = whole.words
    (span,) = words.spans
    cut = replace(words, spans=(replace(span, start=span.start + len("对违法行为涉嫌犯罪的，")),))
    others = without(rules, "transfer")
    assert check_decisions(document, [*others, replace(whole, words=(cut,))], load_wording()) == [
        f"{DOC}#5.4（沙环发〔2021〕181号 五（四））同一句里的「对违法行为涉嫌犯罪的，」"
        f"不在任何规则的 words 里，请把它加进规则，{OR_EXPLAIN}"
    ]


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    (tmp_path / "gx-eed-2025").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["unknown_clause", "words_not_in_the_clause"])
def test_each_mistake_in_what_is_undecidable_has_its_message(
    corpus: Corpus, policies: Path, name: str
) -> None:
    file = BROKEN / "doubts" / f"{name}.md"
    shutil.copy(file, policies / "gx-eed-2025" / "doubts.md")
    found = check_decisions(corpus.get_document("gx-eed-2025"), (), load_wording(), policies)
    assert [problem for problem in found if "写错了" in problem] == expected_messages(file)


def test_a_line_that_is_not_in_the_format_is_an_error(policies: Path) -> None:
    file = BROKEN / "doubts" / "line_without_reason.md"
    copy = policies / "gx-eed-2025" / "doubts.md"
    shutil.copy(file, copy)
    with pytest.raises(KuanyanError) as caught:
        load_undecidable("gx-eed-2025", policies)
    assert [str(caught.value)] == [f"{copy} {message}" for message in expected_messages(file)]


def test_what_doubts_explain_needs_no_rule(corpus: Corpus, policies: Path) -> None:
    document = corpus.get_document("gx-eed-2025")
    lines = (
        "- 5.13 「可以 不予处罚」：没有清单\n- 6.15 「不予处罚」：写成义务\n\n## 其他\n\n- 不必是这种写法\n"
    )
    (policies / "gx-eed-2025" / "doubts.md").write_text(f"## 不能由规则判定\n\n{lines}", "utf-8")
    assert check_decisions(document, (), load_wording(), policies) == []
    entries = load_undecidable("gx-eed-2025", policies)
    assert [(entry.clause_id, entry.reason) for entry in entries] == [
        ("gx-eed-2025#5.13", "没有清单"),
        ("gx-eed-2025#6.15", "写成义务"),
    ]


def test_files_that_cannot_be_read_are_all_named_before_the_lint(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / DOC / "rules"
    folder.mkdir(parents=True)
    for name in ("key_twice", "unknown_kind"):
        shutil.copy(BROKEN / "rules" / f"{name}.yaml", folder)
    messages = [
        f"{folder / n}.yaml {expected_messages(BROKEN / 'rules' / f'{n}.yaml')[0]}"
        for n in ("key_twice", "unknown_kind")
    ]
    assert check_rulebase(corpus, tmp_path) == messages
    facts = BROKEN / "facts" / "unknown_key.yaml"
    assert check_rulebase(corpus, tmp_path, facts) == [f"{facts} {expected_messages(facts)[0]}"]


def test_the_corpus_check_names_what_it_cannot_read(corpus: Corpus, tmp_path: Path) -> None:
    copy = tmp_path / "policies"
    shutil.copytree(POLICIES, copy)
    (copy / DOC / "questions.yaml").write_text('"3": 能免吗\n', "utf-8")
    (copy / "gx-eed-2025" / "doubts.md").write_text("## 不能由规则判定\n- 没有引文\n", "utf-8")
    assert check_corpus(corpus, copy, FACTS_FILE) == [
        f"{copy / DOC / 'questions.yaml'} 的 3 应是问题的列表，请改成「- 问题」的写法。",
        f"{copy / 'gx-eed-2025' / 'doubts.md'} 第 2 行不是「- 条款路径 「原文」：理由」的写法，请改正。",
    ]


def without_quotes(condition: Condition | None, forgotten: Leaf) -> Condition | None:
    """The condition as if nobody had read the words of ``forgotten``."""
    match condition:
        case Leaf():
            return replace(condition, quotes=()) if condition is forgotten else condition
        case Not(part):
            return Not(without_quotes(part, forgotten) or part)
        case All(parts) | Any_(parts):
            return type(condition)(tuple(without_quotes(part, forgotten) or part for part in parts))
    return None


def test_any_condition_forgotten_in_any_rule_is_found(rules: tuple[Rule, ...]) -> None:
    """Its words are left unquoted, unless other quotes of the rule hold them too."""
    wording, tried = load_wording(), 0
    for rule in rules:
        for leaf in rule.leaves():
            rest = replace(rule, when=without_quotes(rule.when, leaf))
            held = all(any(squeeze(q) in squeeze(o) for o in rule_quotes(rest)) for q in leaf.quotes)
            tried += not held
            assert held or list(find_unquoted(rest, wording)), (rule.rule_id, leaf.quotes)
    assert tried > 60


def test_any_outcome_forgotten_in_any_rule_is_found(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        rest = replace(rule, outcome_quotes=())
        held = all(any(squeeze(q) in squeeze(o) for o in rule_quotes(rest)) for q in rule.outcome_quotes)
        assert held or list(find_unquoted(rest, load_wording())), rule.rule_id


def test_any_other_bound_or_comparison_in_any_rule_is_found(rules: tuple[Rule, ...]) -> None:
    bounded = [leaf for rule in rules for leaf in rule.leaves() if leaf.bound is not None]
    assert len(bounded) >= 8
    for leaf in bounded:
        assert leaf.bound is not None
        for other in (leaf.bound + 1, leaf.bound * 10, leaf.bound / 10):
            assert check_bound(replace(leaf, bound=other), load_facts(), load_wording()), leaf
        for operator in set(Operator) - {leaf.operator, Operator.IS}:
            assert check_bound(replace(leaf, operator=operator), load_facts(), load_wording()), leaf


def test_decision_words_are_never_connectives() -> None:
    wording = load_wording()
    for word in ("应当", "可以", "不得", "不予", "除", "外", "未", "无", "不", *wording.decision_words):
        assert not wording.is_connective(word)
    assert wording.is_connective("，并且；二是") and wording.is_connective("")


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("超标倍数小于 0.1 倍", {Operator.LESS_THAN}),
        ("不超过10吨", {Operator.AT_MOST}),
        ("超过10吨", {Operator.MORE_THAN}),
        ("不少于3次", {Operator.AT_LEAST}),
        ("堆放面积在10平方米以下", {Operator.AT_MOST}),
        ("十吨以上", {Operator.AT_LEAST}),
        ("自检查发现之日起7日内", {Operator.CORRECTED_WITHIN}),
        ("初次违法", set()),
    ],
)
def test_words_of_comparison_are_read_whole(text: str, operators: set[Operator]) -> None:
    assert load_wording().find_operators(text) == operators


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("小于 0.1 倍", "0.1"),
        ("１０ 日内", "10"),
        ("前十五日内", "15"),
        ("两千吨", "2000"),
        ("一百零五日", "105"),
        ("二〇二一年", "2021"),
        ("三万二千日", "32000"),
        ("十日", "10"),
    ],
)
def test_numbers_are_read_as_the_texts_write_them(text: str, number: str) -> None:
    assert [found for found, _ in find_numbers(text)] == [Decimal(number)]


@given(st.integers(1, 99_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert [found for found, _ in find_numbers(chinese(number) + "日")] == [Decimal(number)]


def chinese(number: int) -> str:
    """105 → 一百零五."""
    text, zero = "", False
    for power, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + name
        zero = not digit
    return text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  less_than:", "  smaller:", "有不认识的键 smaller，请改名或者删去，可用的有"),
        ("decision_words:", "deciding:", "有不认识的键 deciding，请改名或者删去，可用的有"),
        ("{当日: 0,", "{当日: 零,", "的当日写作「零」，请写不小于零的数，如 10、0.1。"),
    ],
)
def test_mistakes_in_the_words_of_the_lint_are_named(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = tmp_path / "connectives.yaml"
    text = WORDING_FILE.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KuanyanError) as caught:
        load_wording(file)
    assert str(caught.value).startswith(str(file)) and message in str(caught.value)
