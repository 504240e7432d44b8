"""Labels answered as in officers' forms: ``forms.yaml``, and the table of labels itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped, unused-ignore]

from assistant.facts_from_words import read_case
from corpus.errors import KuanyanError
from corpus.form_labels import load_form_labels

TODAY = date(2024, 11, 20)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "forms.yaml").read_text("utf-8"))
BASE = "沙坪坝一家厂排放口信息化标识牌没挂，检查后第3天挂好了。"
TOLD = {"violation": "no_outlet_sign", "corrected": True, "correction_days": "3"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_a_label_states_what_its_answer_says(case: dict[str, Any]) -> None:
    reading = read_case(BASE + case["text"], today=TODAY)
    assert reading.facts() == {**TOLD, **case["facts"]}
    assert not reading.contradictions


def test_there_are_many_and_each_stands_once() -> None:
    assert len(CASES) >= 60 and len({case["text"] for case in CASES}) == len(CASES)


def test_the_words_shown_are_the_label_with_its_answer() -> None:
    (found,) = read_case("涉嫌犯罪：否。", today=TODAY).found
    assert (found.fact, found.words) == ("suspected_crime", "涉嫌犯罪：否")


def test_a_form_answers_the_grouped_question() -> None:
    asked = ("suspected_crime", "threatens_people", "refuses_to_correct")
    reading = read_case("涉嫌犯罪：否；威胁、辱骂：否；拒不改正：否", today=TODAY, asked=asked)
    assert reading.facts() == dict.fromkeys(asked, False) and not reading.unread


_FRAME = "answers: {yes: 是, no: 否, open: 待查, glued: ×}\nfillers: 是否\nlabels:\n- "


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("{fact: nothing, said: 甲}", "不在 facts.yaml 中"),
        ("{fact: harm, said: 甲}", "没有写答是、答否时的值"),
        ("{fact: harm, said: 甲, yes: big, no: none}", "big"),
        ("{fact: suspected_crime, said: '('}", "不正确的正则表达式"),
    ],
)
def test_a_wrong_table_is_told(tmp_path: Path, label: str, message: str) -> None:
    file = tmp_path / "form_labels.yaml"
    file.write_text(_FRAME + label + "\n", "utf-8")
    with pytest.raises(KuanyanError, match=message) as error:
        load_form_labels(file)
    assert "行" in str(error.value)


def test_the_table_is_read() -> None:
    assert len(load_form_labels().labels) >= 30
