"""``kuanyan corpus``: documents, clauses and the check."""

from __future__ import annotations

import json
import re

import pytest

from corpus.models import Corpus
from tests.assistant.conftest import Run


def test_the_corpus_is_listed(run: Run) -> None:
    ran = run("corpus", "list")
    assert ran.code == 0
    for doc_id in (
        "cq-eeb-2021-5",
        "cq-spb-eeb-2021-181",
        "cq-spb-gov-2021-69",
        "gx-eed-2025",
        "ln-pj-2021-17",
    ):
        assert doc_id in ran.out
    assert "施行 2021-08-06" in ran.out and "施行日期未载明" in ran.out


def test_the_corpus_is_listed_as_json(run: Run, corpus: Corpus) -> None:
    data = json.loads(run("corpus", "list", "--json").out)
    assert [row["doc_id"] for row in data] == [d.doc_id for d in corpus.documents]
    assert data[0]["in_force_from"] == "2021-08-06" and data[1]["in_force_from"] is None
    assert all(row["clauses"] > 20 for row in data)


def test_a_document_is_shown_as_a_tree(run: Run, corpus: Corpus) -> None:
    lines = run("corpus", "show", "cq-eeb-2021-5").out.splitlines()
    document = corpus.get_document("cq-eeb-2021-5")
    assert len(lines) == 1 + len(document.clauses)
    assert any(re.match(r" {4}cq-eeb-2021-5#3\.4  （四）全面实施动态管理", line) for line in lines)


def test_a_clause_is_shown_with_its_heading_path_and_words(run: Run) -> None:
    out = run("corpus", "show", "cq-eeb-2021-5#3.4").out
    assert out.startswith(
        "渝环规〔2021〕5号 三（四）  [cq-eeb-2021-5#3.4]\n位置：三、工作措施 > （四）全面实施动态管理\n"
    )
    assert "正面清单有效期原则为3年" in out


def test_a_row_is_shown_by_its_cells(run: Run) -> None:
    out = run("corpus", "show", "cq-spb-eeb-2021-181#a2.6").out
    assert "柔性执法方式（合并单元格）：初次违法且危害后果轻微并及时改正的，可以不予行政处罚" in out
    assert "情形：" in out and "事项编码：500216197000" in out


def test_clauses_in_json_quote_the_source(run: Run, corpus: Corpus) -> None:
    data = json.loads(run("corpus", "show", "cq-spb-eeb-2021-181", "--json").out)
    source = corpus.get_document("cq-spb-eeb-2021-181").source
    quotes = [quote for clause in data["clauses"] for quote in clause["quotes"]]
    assert len(quotes) > 50 and all(source[q["start"] : q["end"]] == q["quote"] for q in quotes)
    one = json.loads(run("corpus", "show", "cq-spb-eeb-2021-181#a2.6", "--json").out)
    assert one in data["clauses"]


def test_the_corpus_is_checked(run: Run) -> None:
    ran = run("corpus", "check")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"5 份文件、\d+ 个条款：每个字都在且只在一处，编号唯一；规则与原文一致。\n", ran.out)


def test_a_corpus_with_a_problem_is_not_fine(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.check.check_corpus", lambda corpus: ["甲：编号重复"])
    ran = run("corpus", "check")
    assert (ran.code, ran.out) == (1, "甲：编号重复\n")


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("no-such", "没有文件 no-such，可用的有 cq-eeb-2021-5、"),
        ("no-such#1", "没有文件 no-such，可用的有"),
        ("", "没有文件 ，可用的有"),
        (
            "cq-eeb-2021-5#9.9",
            "cq-eeb-2021-5 里没有条款 9.9，请用 kuanyan corpus show cq-eeb-2021-5 看条款树。",
        ),
        ("cq-eeb-2021-5#", "cq-eeb-2021-5 里没有条款"),
        ("a\nb", "没有文件"),
    ],
)
def test_an_unknown_id_is_named(run: Run, identifier: str, words: str) -> None:
    ran = run("corpus", "show", identifier)
    assert ran.code == 2
    assert words in ran.complaint
