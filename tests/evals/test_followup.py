"""The follow-up suite counts what it says it counts."""

from __future__ import annotations

import pytest

from assistant.answer.models import Answer, AnswerKind, Citation, Passage
from assistant.service import Assistant
from corpus.errors import KuanyanError
from evals import followup
from evals.followup import Dialogue, DialogueTurn, is_found, load_dialogues, run_followup


def made(cited: str, related: str = "") -> Answer:
    """An answer with these clauses, one letter each."""
    one = [Passage("", (Citation(name, "d", name, "字", 0, 1),)) for name in cited]
    two = [Passage("", (Citation(name, "d", name, "字", 0, 1),)) for name in related]
    return Answer(AnswerKind.ANSWER, "", tuple(one), tuple(two))


def test_candidates_are_cited_clauses_then_offered_ones_each_once() -> None:
    assert made("aab", "bc").candidate_ids == ("a", "b", "c")


@pytest.mark.parametrize(
    ("answer", "gold", "found"),
    [
        (made("a", "bcde"), ("e",), True),
        (made("a", "bcdef"), ("f",), False),
        (made("abcdefg"), ("f", "g"), True),  # a list cited in full
        (made("abcdefg"), ("g", "x"), False),
        (made(""), ("a",), False),
    ],
)
def test_five_candidates_count(answer: Answer, gold: tuple[str, ...], found: bool) -> None:
    assert is_found(answer, gold) is found


def test_a_missing_file_is_named() -> None:
    with pytest.raises(KuanyanError, match=r"没有评测集 followup_none\.jsonl"):
        load_dialogues("followup_none")


def test_later_turns_are_scored_and_leaks_named(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    guangxi, rows = "gx-eed-2025#7.16", ["cq-spb-eeb-2021-181#a2.6", "cq-spb-eeb-2021-181#a2.8"]
    dialogue = Dialogue(
        "甲",
        "change",
        (
            DialogueTurn("正面清单第6项是什么情形？", "正面清单第6项是什么情形？", (rows[0],)),
            DialogueTurn("那第8项呢？", "正面清单第8项是什么情形？", (rows[1],)),
            DialogueTurn("第6项呢？", "广西的内部监督怎么抓？", (guangxi,)),
        ),
        2,
    )
    monkeypatch.setattr(followup, "load_dialogues", lambda _: [dialogue])
    result = run_followup(assistant, "followup_x")
    assert (result.rates["前五位含正确条款"].hits, result.rates["前五位含正确条款"].n) == (1, 2)
    assert result.rates["独立问题找得到的，追问也找到"].n == 2
    assert result.rates["换话题后没有引用前面的条款"].hits == 0
    [line] = result.failures["换话题后没有引用前面的条款"]
    assert line.startswith("甲 第3问") and line.endswith(rows[0])


@pytest.mark.parametrize(
    ("name", "least", "leaks"),
    [
        ("followup_dev", 0.93, 0),
        ("followup_dev2", 0.93, 0),
        ("followup_dev3", 0.93, 0),
        ("followup_dev4", 0.93, 0),
        ("followup_dev5", 0.93, 0),
        ("followup_dev6", 0.93, 0),
        ("followup_dev7", 0.89, 0),  # harder than the others
        ("followup_dev8", 0.95, 0),
        ("followup_dev10", 0.9, 0),
        ("followup_dev9", 0.93, 1),  # fu9-045: a case is held, as facts may be told in such words
    ],
)
def test_follow_ups_find_what_the_whole_question_finds(
    assistant: Assistant, name: str, least: float, leaks: int
) -> None:
    rates = run_followup(assistant, name).rates
    assert rates["独立问题找得到的，追问也找到"].value >= least
    changed = rates["换话题后没有引用前面的条款"]
    assert changed.n - changed.hits == leaks
