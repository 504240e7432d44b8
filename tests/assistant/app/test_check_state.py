"""自查 without a browser: what each click makes of the state, and what the markup holds."""

from __future__ import annotations

import base64
import html
from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from assistant.app import check_tab
from assistant.app.check_form import HOW, FieldError, read_reply
from assistant.app.check_lists import VIOLATION, Offer, find_offer, list_rows
from assistant.app.check_marks import clauses_of_line, clauses_of_question, key_of_verdict
from assistant.app.check_state import Check, Desk, Step, advance, has_rules, look_at
from assistant.app.check_tab import render_file, take_act
from assistant.app.check_view import render_check
from assistant.app.cited import find_place
from assistant.report.content import build_report
from assistant.verdict.interview import Question
from assistant.verdict.rulebase import Rulebase, load_rulebase
from corpus.rule_models import Matter, Outcome
from index.search import Hit, SearchResult

TODAY = date(2026, 3, 10)
SPB = "重庆市/沙坪坝区"
MET = {
    "violation": "no_outlet_sign",
    "on_enterprise_list": "false",
    "has_permit": "true",
    "corrected": "true",
    "correction_days": "",  # the number is in its own field
    "harm": "none",
}


class FoundRows:
    """An index that finds the same clauses whatever is asked."""

    def __init__(self, *clause_ids: str, similarity: float = 1.0) -> None:
        self._hits = tuple(Hit(clause_id, 1.0, 1, 1.0, 1, 1.0) for clause_id in clause_ids)
        self._similarity = similarity

    def search(self, question: str, *, k: int = 10, doc_ids: Collection[str] | None = None) -> SearchResult:
        return SearchResult(self._hits[:k], self._similarity, self._similarity - 0.5, {})


@pytest.fixture(scope="module")
def rulebase() -> Rulebase:
    return load_rulebase()


@pytest.fixture
def desk(rulebase: Rulebase) -> Desk:
    return Desk(rulebase, FoundRows("cq-spb-eeb-2021-181#a2.8", "cq-eeb-2021-5#3.4"), TODAY)


def begin(desk: Desk, region: str = SPB, matter: str = "violation") -> Check:
    check = advance(Check(), {"act": "region", "region": region}, desk)
    return advance(check, {"act": "matter", "matter": matter}, desk)


def reply(check: Check, desk: Desk, **form: object) -> Check:
    """Answers the question shown."""
    question = look_at(check, desk).question
    assert question is not None
    return advance(check, {"act": "answer", "facts": ",".join(question.facts), **form}, desk)


def finish(check: Check, desk: Desk, answers: dict[str, str]) -> Check:
    for _ in range(40):
        question = look_at(check, desk).question
        if question is None:
            return check
        value = "none" if question.is_group else answers.get(question.facts[0], "unknown")
        check = reply(check, desk, value=value, number="3")
        assert not check.error
    raise AssertionError("the interview does not end")


def test_an_answer_to_another_question_is_dropped(desk: Desk) -> None:
    check = begin(desk)
    late = advance(check, {"act": "answer", "facts": "harm", "value": "none"}, desk)
    assert late.interview == check.interview and late.turn == check.turn + 1


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "delete"},
        {"act": ["region"]},
        {"act": "edit", "facts": "harm"},
        {"act": "edit", "facts": 7},
        {"act": "answer", "facts": "violation", "value": "no_such"},
        {"act": "answer", "facts": "violation", "value": {"a": 1}},
        {"act": "matter", "matter": "verdict"},
        {"act": "region", "region": "重庆市/没有区"},
        {"act": "find", "words": ["a"]},
    ],
)
def test_whatever_the_browser_sends_changes_nothing_or_is_named(desk: Desk, form: dict[str, object]) -> None:
    check = begin(desk)
    after = advance(check, form, desk)
    assert after.interview == check.interview
    assert render_check(after, look_at(after, desk), desk)


def test_before_the_matter_is_chosen_no_answer_counts(desk: Desk) -> None:
    check = advance(Check(), {"act": "answer", "facts": "region", "value": "unknown"}, desk)
    assert check == replace(Check(), turn=1)


def test_another_region_keeps_the_answers_and_another_matter_does_not(desk: Desk) -> None:
    check = finish(begin(desk), desk, MET)
    edited = advance(check, {"act": "edit", "facts": "region"}, desk)
    moved = advance(edited, {"act": "region", "region": "辽宁省/盘锦市"}, desk)
    assert moved.step is Step.QUESTIONS and moved.case.region == "辽宁省/盘锦市"
    assert moved.case.facts == check.case.facts
    assert advance(moved, {"act": "back"}, desk).case.region == SPB
    edited = advance(check, {"act": "edit", "facts": "matter"}, desk)
    same = advance(edited, {"act": "matter", "matter": "violation"}, desk)
    assert same.case.facts == check.case.facts
    other = advance(edited, {"act": "matter", "matter": "onsite"}, desk)
    assert other.case.facts == {} and other.case.matter is Matter.ONSITE


def test_a_matter_without_rules_in_the_region_is_not_decided(desk: Desk) -> None:
    check = advance(Check(), {"act": "region", "region": "辽宁省/盘锦市"}, desk)
    assert not has_rules(desk, check, Matter.JOIN) and has_rules(desk, check, Matter.VIOLATION)
    refused = advance(check, {"act": "matter", "matter": "join"}, desk)
    assert refused.error == "请选一个事项。" and refused.step is Step.MATTER
    joining = begin(desk, SPB, "join")
    moved = advance(joining, {"act": "region", "region": "辽宁省/盘锦市"}, desk)
    assert moved.step is Step.MATTER


def test_every_shown_verdict_is_the_verdict_tools_own(desk: Desk) -> None:
    look = look_at(finish(begin(desk), desk, MET), desk)
    assert look.is_done and look.verdict.outcome is Outcome.EXEMPT


def test_ticks_of_the_group_are_three_valued(desk: Desk) -> None:
    question = Question(("refuses_to_correct", "suspected_crime", "destroys_evidence"), "", "")
    facts = desk.rulebase.facts
    form = {"value": "ticked", "present": "refuses_to_correct", "unsure": ["suspected_crime", "harm"]}
    (answered,) = read_reply(question, facts, form, TODAY)
    assert answered.values == {"refuses_to_correct": True, "destroys_evidence": False}
    assert answered.unknown == ("suspected_crime",)
    with pytest.raises(FieldError, match="一项也没有的，请点“都没有”"):
        read_reply(question, facts, {"value": "ticked", "present": "harm"}, TODAY)


@pytest.mark.parametrize("how", [how for how in HOW if how])
def test_every_word_before_a_number_is_read(desk: Desk, how: str) -> None:
    from assistant.verdict.values import value_as_json

    question = Question(("exceed_times",), "", "")
    (answered,) = read_reply(question, desk.rulebase.facts, {"number": "0.1", "how": how}, TODAY)
    assert value_as_json(answered.values["exceed_times"]) == {how: "0.1"}


def test_rows_of_the_lists_name_their_violations(rulebase: Rulebase) -> None:
    rows = list_rows(rulebase, SPB, TODAY)
    assert [row.number for row in rows] == [*map(str, range(1, 10)), "1", "5"]
    by_label = {row.label: row for row in rows}
    second = by_label["沙环发〔2021〕181号 附件2 正面清单第2项"]
    assert second.choices == ("execution_report_late", "no_outlet_sign")
    assert second.outcome == "不予行政处罚" and "已核发排污许可证的" in second.situation
    for row in rows:
        place = find_place(rulebase.corpus, row.key)
        assert place is not None and place.marks and place.clause.clause_id == row.clause_id
    assert list_rows(rulebase, "辽宁省/盘锦市", TODAY) == ()
    assert list_rows(rulebase, SPB, date(2020, 1, 1)) == ()


def test_own_words_that_no_pattern_knows_are_searched_among_the_rows(desk: Desk) -> None:
    offer = find_offer(desk.rulebase, desk.index, "那个东西", SPB, TODAY)
    assert list(offer.choices) == ["no_sampling_platform"]
    nowhere = find_offer(desk.rulebase, desk.index, "那个东西", "辽宁省/盘锦市", TODAY)
    assert nowhere == Offer("那个东西")


def test_facts_left_ticked_are_taken_with_their_words(desk: Desk) -> None:
    check = advance(begin(desk), {"act": "find", "words": "牌子没挂，第一次，已经改好了"}, desk)
    assert check.offer is not None and "first_violation" in check.offer.facts
    taken = reply(check, desk, value="no_outlet_sign", keep=["corrected", "no_such"])
    assert taken.case.facts["corrected"] is True and "first_violation" not in taken.case.facts
    assert taken.case.sources["corrected"] in "牌子没挂，第一次，已经改好了"
    assert advance(taken, {"act": "back"}, desk).case.facts == {}


def test_another_region_in_the_words_is_pointed_out(desk: Desk) -> None:
    offer = find_offer(desk.rulebase, desk.index, "盘锦的厂，牌子没挂", SPB, TODAY)
    assert offer.elsewhere == ("辽宁省/盘锦市",)
    check = advance(begin(desk), {"act": "find", "words": "盘锦的厂，牌子没挂"}, desk)
    shown = render_check(check, look_at(check, desk), desk)
    assert "您的话里提到辽宁省盘锦市，现在按所选的重庆市沙坪坝区判定" in shown
    assert advance(check, {"act": "edit", "facts": "region"}, desk).step is Step.REGION


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("沙坪坝的厂，牌子没挂", ()),
        ("重庆的厂，牌子没挂", ()),
        ("沙坪坝和盘锦各有一个厂没挂牌", ("辽宁省/盘锦市",)),
        ("成都的店和盘锦的厂都没挂牌", ("四川省/成都市", "辽宁省/盘锦市")),
    ],
)
def test_only_regions_that_the_chosen_one_does_not_lie_in_are_pointed_out(
    desk: Desk, words: str, places: tuple[str, ...]
) -> None:
    assert find_offer(desk.rulebase, desk.index, words, SPB, TODAY).elsewhere == places


def test_words_that_the_lists_say_nothing_near_to_get_no_offer(desk: Desk) -> None:
    far = replace(desk, index=FoundRows("cq-spb-eeb-2021-181#a2.8", similarity=0.88))
    assert find_offer(far.rulebase, far.index, "油烟扰民", SPB, TODAY) == Offer("油烟扰民")
    check = advance(begin(far), {"act": "find", "words": "油烟扰民"}, far)
    assert "清单里也没有相近的" in render_check(check, look_at(check, far), far)


def test_what_the_words_only_suggest_is_asked_not_taken(desk: Desk) -> None:
    check = advance(begin(desk), {"act": "find", "words": "牌子没挂"}, desk)
    assert check.offer is not None
    offer = replace(check.offer, proposed={"has_permit": (True, "<证>好像有")})
    check = reply(replace(check, offer=offer), desk, value="no_outlet_sign")
    while (question := look_at(check, desk).question) and question.facts != ("has_permit",):
        check = reply(check, desk, value=MET[question.facts[0]])
    assert "has_permit" not in check.case.facts
    shown = html.unescape(render_check(check, look_at(check, desk), desk))
    assert "您写了「<证>好像有」，可能是“已核发”，请确认。" in shown
    assert "<证>" not in render_check(check, look_at(check, desk), desk)


def test_every_question_and_line_opens_a_clause_that_exists(desk: Desk) -> None:
    for violation in desk.rulebase.facts[VIOLATION].choices:
        check = begin(desk)
        while (question := look_at(check, desk).question) is not None:
            look = look_at(check, desk)
            for clause in clauses_of_question(desk.rulebase, look.verdict, question):
                place = find_place(desk.rulebase.corpus, clause.key)
                assert place is not None and place.marks, clause
            value = {VIOLATION: violation, **MET, "violation": violation}.get(question.facts[0], "false")
            if question.is_group:
                value = "none"
            elif desk.rulebase.facts[question.facts[0]].choices and value == "false":
                value = next(iter(desk.rulebase.facts[question.facts[0]].choices))
            number = "3" if question.facts == ("correction_days",) else "0.01"  # whole days
            check = reply(check, desk, value=value, number=number, day="2026-03-01")
            assert not check.error, check.error
        verdict = look_at(check, desk).verdict
        card = build_report(desk.rulebase, check.case, verdict, TODAY).card
        for line in (line for section in card.sections for line in section.lines if line.clause_id):
            opened = clauses_of_line(desk.rulebase, verdict, line)
            assert "；".join(clause.label for clause in opened) == line.label
            assert all(find_place(desk.rulebase.corpus, clause.key) is not None for clause in opened)
        key = key_of_verdict(verdict)
        assert not key or find_place(desk.rulebase.corpus, key) is not None


def test_user_text_is_escaped_everywhere(desk: Desk) -> None:
    words = "<script>alert(1)</script>${1} {{x}} \"'"
    check = advance(begin(desk), {"act": "find", "words": words}, desk)
    shown = render_check(check, look_at(check, desk), desk)
    assert "<script" not in shown and "${1" not in shown and "{{x" not in shown
    assert words in html.unescape(shown)
    bad = advance(Check(), {"act": "region", "region": "elsewhere", "place": '"><b>'}, desk)
    assert '"><b>' not in render_check(bad, None, desk)
    assert "不认识地区" in bad.error


def test_a_fault_loses_nothing_and_shows_no_inside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    check = finish(begin(desk), desk, MET)

    def fail(*arguments: object) -> Check:
        raise RuntimeError("里面坏了")

    monkeypatch.setattr(check_tab, "advance", fail)
    shown, same, _ = take_act(check, {"act": "find", "words": "牌子没挂"}, desk)
    assert "服务故障" in shown and "里面坏了" not in shown
    assert same.interview == check.interview


def test_a_report_is_made_only_of_a_card(desk: Desk) -> None:
    assert render_file(begin(desk), "docx", "1", desk) == ""
    done = finish(begin(desk), desk, MET)
    assert render_file(done, "exe", "1", desk) == ""
    page = render_file(done, "html", '"><b>', desk)
    assert '"><b>' not in page
    data = page.split('data-bytes="')[1].split('"')[0]
    assert base64.b64decode(data).decode().startswith("<!DOCTYPE html>")
