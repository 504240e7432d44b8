"""``docs/rules.md``: up to date, one line a rule, conditions in words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import corpus.rules_table as rules_table
from corpus.errors import KuanyanError
from corpus.facts import load_facts
from corpus.models import Corpus
from corpus.rule_models import OUTCOME_LABELS, All, Any_, Condition, Leaf, Not, Operator, Outcome
from corpus.rules import load_rules
from corpus.rules_table import PAGE, main, render_condition, render_table


def test_the_page_is_what_the_rules_give_today(corpus: Corpus) -> None:
    fresh = render_table(corpus, load_rules(corpus), load_facts())
    assert PAGE.read_text("utf-8") == fresh, "python -m corpus.rules_table"


def test_every_rule_has_one_line_with_its_words_and_facts(corpus: Corpus) -> None:
    rules = load_rules(corpus)
    lines = render_table(corpus, rules, load_facts()).splitlines()
    for document in corpus.documents:
        for rule in (rule for rule in rules if rule.doc_id == document.doc_id):
            name = f"`{rule.rule_id.split('/', 1)[1]}`"
            found = [line for line in lines if line.startswith(f"| {rule.title}<br>{name}")]
            assert found and all(line.count(" | ") == 6 for line in found), rule.rule_id
            assert any(all(f"`{leaf.fact}`" in line for leaf in rule.leaves()) for line in found)
            assert any(all("".join(w.text.split()) in line for w in rule.words) for line in found)


CRIME = Leaf("suspected_crime", Operator.IS, ("涉嫌犯罪",), values=(True,))
AREA = Leaf("storage_area_sqm", Operator.AT_MOST, ("10 平方米以下",), bound=Decimal(10))


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (CRIME, "涉嫌犯罪：是"),
        (AREA, "堆放面积不超过 10 平方米"),
        (
            Leaf("harm", Operator.IS, ("",), values=("none", "slight")),
            "危害后果：没有造成危害后果 或 有危害后果，但轻微",
        ),
        (Leaf("corrected", Operator.CORRECTED_WITHIN, ("",), bound=Decimal(7)), "检查发现后 7 日内改正"),
        (Leaf("listed_on", Operator.WITHIN_YEARS, ("",), bound=Decimal(3)), "纳入清单日起 3 年内"),
        (Not(Any_((CRIME, AREA))), "并非（涉嫌犯罪：是 或 堆放面积不超过 10 平方米）"),
        (All((Any_((CRIME, AREA)), CRIME)), "（涉嫌犯罪：是 或 堆放面积不超过 10 平方米） 且 涉嫌犯罪：是"),
    ],
)
def test_conditions_are_words(condition: Condition, text: str) -> None:
    assert render_condition(condition, load_facts()) == text


def test_a_condition_can_show_the_words_it_rests_on() -> None:
    assert render_condition(AREA, load_facts(), quoted=True) == "堆放面积不超过 10 平方米「10平方米以下」"


def test_every_outcome_of_a_rule_has_words() -> None:
    assert set(OUTCOME_LABELS) == set(Outcome)


def test_check_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "rules.md"
    assert main(["--check"], page) == 1 and not page.exists()
    assert capsys.readouterr().err == "docs/rules.md 与规则文件不同，请运行 python -m corpus.rules_table。\n"
    assert main([], page) == 0
    assert main(["--check"], page) == 0
    page.write_text("旧", "utf-8")
    assert main(["--check"], page) == 1 and page.read_text("utf-8") == "旧"


def test_wrong_usage_and_an_unreadable_rule_are_said_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert main(["--write"]) == 2
    assert capsys.readouterr().err == "用法：python -m corpus.rules_table [--check]\n"

    def fail(*_: object) -> None:
        raise KuanyanError("甲.yaml 第 1 行不对，请改正。")

    monkeypatch.setattr(rules_table, "load_rules", fail)
    assert main([], tmp_path / "rules.md") == 2
    assert capsys.readouterr().err == "甲.yaml 第 1 行不对，请改正。\n"
