"""``kuanyan ask``: text, JSON, and each bad input with the words it is told in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from corpus.models import Corpus
from tests.assistant.conftest import COMMANDS, FIELDS, Run


def test_a_question_is_answered_in_text(run: Run) -> None:
    ran = run("ask", "正面清单有效期多久？")
    assert (ran.code, ran.err) == (0, "")
    first, *rest = ran.out.splitlines()
    assert first.startswith("渝环规〔2021〕5号 三（四）：「正面清单有效期原则为3年")
    assert any(line.endswith("—— 渝环规〔2021〕5号 三（四）") for line in rest)


def test_a_refusal_is_an_answer_too(run: Run) -> None:
    ran = run("ask", "成都的免罚清单有哪些")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("语料未涉及成都市的文件，不能回答")


def test_json_has_the_stable_fields_and_verbatim_citations(run: Run, corpus: Corpus) -> None:
    ran = run("ask", "第8项的柔性执法方式是什么", "--json")
    data = json.loads(ran.out)
    assert list(data) == FIELDS
    assert (data["kind"], data["id"], data["verdict"], data["missing"], data["refusal"]) == (
        "answer",
        None,
        None,
        [],
        None,
    )
    assert data["latency_ms"] > 0
    for citation in data["citations"]:
        assert list(citation) == ["clause_id", "doc_id", "label", "quote", "start", "end"]
        source = corpus.get_document(citation["doc_id"]).source
        assert source[citation["start"] : citation["end"]] == citation["quote"]


def test_the_notes_that_are_printed_are_in_the_json_answer_too(run: Run) -> None:
    text = run("ask", "正面清单有效期多久？").out.strip()
    assert json.loads(run("ask", "正面清单有效期多久？", "--json").out)["answer"] == text
    assert "注：这里的“正面清单”列的是企业" in text


def test_a_refusal_in_json_says_why(run: Run) -> None:
    data = json.loads(run("ask", "今天天气怎么样", "--json").out)
    assert data["kind"] == "refusal" and data["citations"] == []
    assert data["refusal"]["reason"] == "outside" and data["refusal"]["detail"]


def test_a_region_and_a_date_are_taken(run: Run) -> None:
    data = json.loads(run("ask", "第十四条", "--region", "广西", "--as-of", "2025-07-01", "--json").out)
    assert [c["clause_id"] for c in data["citations"]] == ["gx-eed-2025#5.14"]


def test_the_examples_of_the_help_are_answered(run: Run) -> None:
    """An example that is refused teaches the wrong thing."""
    for name, command in COMMANDS:
        for line in (command.help or "").splitlines():
            match = re.match(r"\s*kuanyan ask (.*)$", line)
            if match and "--batch" not in match[1]:
                arguments = match[1].split()
                data = json.loads(run("ask", *arguments, *([] if "--json" in arguments else ["--json"])).out)
                assert data["kind"] == "answer", f"{name}: {line.strip()}"


@pytest.mark.parametrize("question", ["", "   ", "？！", "\n\t", "\x00\x1b", "\u200b"])
def test_an_empty_question_is_refused(run: Run, question: str) -> None:
    ran = run("ask", question)
    assert ran.code == 2
    assert ran.complaint == "问题是空的，请输入要问的内容，例如「正面清单有效期多久？」。"


def test_a_question_of_ten_thousand_characters_is_refused(run: Run) -> None:
    ran = run("ask", "正面清单" * 2500)
    assert ran.code == 2
    assert ran.complaint == "问题有 10000 字，超过 2000 字的上限，请只写要问的事，材料另附。"


@pytest.mark.parametrize(
    "question", ["How long is the positive list valid?", "Сколько длится?", "12345", "😀a"]
)
def test_a_question_in_another_language_is_refused(run: Run, question: str) -> None:
    ran = run("ask", question)
    assert ran.code == 2
    assert ran.complaint == "问题里没有汉字，所收文件都是中文，请用中文提问。"


def test_a_japanese_or_mixed_question_does_not_crash(run: Run) -> None:
    for question in ("正面リストの有効期間は？", "positive list 正面清单 valid how long"):
        assert run("ask", question).code == 0


def test_control_characters_are_dropped_from_a_question(run: Run) -> None:
    plain = json.loads(run("ask", "正面清单有效期多久？", "--json").out)
    odd = json.loads(run("ask", "\x1b正面\u200b清单有效期\x00多久？\x07\n", "--json").out)
    assert odd["citations"][0]["clause_id"] == plain["citations"][0]["clause_id"] == "cq-eeb-2021-5#3.4"
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u200b]", odd["answer"])


@pytest.mark.parametrize("question", ["正面清单有效期多久？", "广西（十四）"])
def test_an_unknown_region_is_refused_with_the_known_ones(run: Run, question: str) -> None:
    ran = run("ask", question, "--region", "火星")
    assert ran.code == 2
    assert re.fullmatch(
        r"不认识地区「火星」，请写行政区划名称；已收文件的地区有：.*重庆市/沙坪坝区.*。", ran.complaint
    )


def test_an_unknown_region_with_a_line_break_is_still_one_line(run: Run) -> None:
    assert "不认识地区「" in run("ask", "正面清单有效期多久？", "--region", "火\n星").complaint


@pytest.mark.parametrize(
    "day", ["2021-13-01", "昨天", "2021/12/06", "2021年12月6日", "20211206", "2021-W49-1", " "]
)
def test_a_wrong_date_is_refused(run: Run, day: str) -> None:
    ran = run("ask", "正面清单有效期多久？", "--as-of", day)
    assert ran.code == 2
    assert ran.complaint == f"日期「{day}」不对，请写成 2021-12-06 这样的年-月-日。"


def test_a_question_and_a_batch_together_or_neither_are_refused(run: Run, tmp_path: Path) -> None:
    expected = "请给出一个问题，或用 --batch 给出一个 JSONL 文件，二者选一。"
    for arguments in (["ask"], ["ask", "正面清单", "--batch", str(tmp_path / "x")]):
        ran = run(*arguments)
        assert (ran.code, ran.complaint) == (2, expected)


def test_options_that_a_batch_does_not_read_are_not_ignored_in_silence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": 1, "question": "第十四条"}\n', "utf-8")
    ran = run("ask", "--batch", str(path), "--region", "广西")
    if ran.code == 0:  # taken as the default of each line
        assert [c["clause_id"] for c in json.loads(ran.out)["citations"]] == ["gx-eed-2025#5.14"]
    else:
        assert "--region" in ran.complaint
