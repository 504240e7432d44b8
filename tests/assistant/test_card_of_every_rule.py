"""The card as text, and the card of every case that a rule brings along."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from assistant.verdict.card import build_card, render_card, render_sections
from assistant.verdict.case import Case, parse_case
from assistant.verdict.decide import decide
from assistant.verdict.rulebase import Rulebase
from corpus.models import Span
from corpus.rule_models import FactType, Matter, RuleKind
from tests.assistant.card_cases import CQ, GX, OUTCOMES, PJ, SPB, TODAY, check_card, judge, lines

# ---- as text


def test_the_text_has_every_line_and_says_each_clause_once(rulebase: Rulebase) -> None:
    for _, region, matter, facts in OUTCOMES:
        _, _, card = judge(rulebase, region, matter, facts)
        text = render_sections(card)
        for section in card.sections:
            assert f"【{section.heading}】" in text
            body = text.split(f"【{section.heading}】", 1)[1].split("\n【", 1)[0]
            assert body.startswith("\n") is (len({line.text for line in section.lines}) > 1)  # one: beside it
            shown = body.splitlines()
            assert len(set(shown)) == len(shown)
            for line in section.lines:
                assert sum(line.text in one for one in shown) >= 1 and line.label in body


def test_a_duty_of_two_documents_is_said_once_with_both(rulebase: Rulebase) -> None:
    _, _, card = judge(rulebase, SPB, Matter.VIOLATION, {"suspected_crime": True})
    text = render_card(card)
    assert text.count("涉嫌犯罪」：涉嫌犯罪——是") == 2  # two wordings, three documents
    assert "（沙环发〔2021〕181号 五（四）；沙府发〔2021〕69号 五（四））" in text
    assert card.summary.count("违法行为涉嫌犯罪的，移送公安机关") == 1


def test_the_text_can_be_printed_by_a_chinese_terminal(rulebase: Rulebase) -> None:
    for _, region, matter, facts in OUTCOMES:
        render_card(judge(rulebase, region, matter, facts)[2]).encode("gbk")


# ---- all rules


def rule_cases(rulebase: Rulebase) -> Iterator[tuple[str, Case, date]]:
    """A case for every test that a rule brings along."""
    for rule in rulebase.rules:
        region = rulebase.corpus.get_document(rule.doc_id).meta.region
        for test in rule.tests:
            data = {"region": region, "matter": rule.matter.value, "facts": dict(test.facts)}
            yield rule.rule_id, parse_case(data, rulebase.corpus, rulebase.facts), test.as_of or TODAY


def test_every_rule_gives_a_card_that_quotes_its_words(rulebase: Rulebase) -> None:
    rules = {rule.rule_id: rule for rule in rulebase.rules}
    quoted = set()
    for _, case, as_of in rule_cases(rulebase):
        verdict = decide(rulebase, case, as_of)
        card = build_card(rulebase, case, verdict)
        check_card(rulebase, case, verdict, card)
        for citation in verdict.clauses:
            document = rulebase.corpus.get_document(citation.doc_id)
            assert document.quote(Span(citation.start, citation.end)) == citation.quote
        for line in verdict.trace:
            if line.rule not in verdict.rules or line.truth is not True:
                continue
            printed = "".join(
                "".join(rulebase.corpus.get_document(rules[line.rule].doc_id).quote(span).split())
                for _, span in rulebase.find_quotes(rules[line.rule], tuple(line.quote.split("……")))
            )
            assert printed == "".join(line.quote.replace("……", "").split())
            assert any(text.startswith(f"「{line.quote}」") for text in lines(card, "逐项条件"))
            quoted.add(line.rule)
    deciding = {r.rule_id for r in rulebase.rules if r.kind is RuleKind.OUTCOME and r.when is not None}
    assert len(quoted & deciding) > len(deciding) // 2


def test_any_case_whatever_gives_a_card(rulebase: Rulebase) -> None:
    chance = random.Random(20241103)
    raw: dict[str, list[Any]] = {}
    for name, fact in rulebase.facts.items():
        of_type: dict[FactType, list[Any]] = {
            FactType.BOOL: [True, False],
            FactType.CHOICE: list(fact.choices),
            FactType.NUMBER: [0, "0.1", "9.99", 1000, {"less_than": "0.1"}, {"more_than": 9}],
            FactType.DATE: ["2021-01-01", "2024-11-03", "2025-11-30", "2030-01-01"],
        }
        if fact.whole:
            of_type[FactType.NUMBER] = [0, 3, 1000, {"less_than": 8}, {"more_than": 9}]
        raw[name] = [*of_type[fact.type], "unknown"]
    for _ in range(400):
        facts = {
            n: chance.choice(v) for n, v in raw.items() if chance.random() < chance.choice((0.1, 0.5, 0.9))
        }
        data = {
            "region": chance.choice([SPB, CQ, PJ, GX, "四川省/成都市", None]),
            "matter": chance.choice([m.value for m in Matter]),
            "facts": facts,
            "act_on": chance.choice([None, "2020-01-01", "2021-11-15"]),
            "decided_on": chance.choice([None, "2021-12-20", "2025-12-01"]),
        }
        case = parse_case(data, rulebase.corpus, rulebase.facts)
        verdict = decide(rulebase, case, TODAY)
        check_card(rulebase, case, verdict, build_card(rulebase, case, verdict))
