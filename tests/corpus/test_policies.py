"""The five documents as they are checked in."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.check import check_corpus, check_coverage, check_document
from corpus.codec import parse_clause, render_clause
from corpus.doubts import load_doubts
from corpus.errors import KuanyanError
from corpus.loader import POLICIES, load_document, load_meta, load_source, read_merged_cells
from corpus.models import ClauseKind, Corpus, Leftover, Span
from ingest.build import build_document
from ingest.tables import MergedCell

FOLDERS = sorted(path.parent for path in POLICIES.glob("*/meta.yaml"))


def test_the_five_documents_are_there(corpus: Corpus) -> None:
    assert [d.doc_id for d in corpus.documents] == [
        "cq-eeb-2021-5",
        "cq-spb-eeb-2021-181",
        "cq-spb-gov-2021-69",
        "gx-eed-2025",
        "ln-pj-2021-17",
    ]
    assert check_corpus(corpus) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_every_non_blank_character_belongs_to_exactly_one_place(folder: Path) -> None:
    document = load_document(folder)
    count = [0] * len(document.source)
    for span in [s for c in document.clauses for s in c.spans] + [x.span for x in document.leftovers]:
        for i in range(span.start, span.end):
            count[i] += 1
    assert all(n == 1 for n, char in zip(count, document.source, strict=True) if not char.isspace())
    assert all(n <= 1 for n in count)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_leftovers_are_few_and_no_words(folder: Path) -> None:
    document = load_document(folder)
    words = "".join(document.quote(leftover.span) for leftover in document.leftovers)
    assert set(words) <= set("#*…0123456789")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_ingest_makes_the_checked_in_clauses_again(folder: Path) -> None:
    merged = [MergedCell(*cell) for cell in read_merged_cells(folder)]
    made = build_document(load_meta(folder), load_source(folder), merged)
    kept = load_document(folder)
    assert made.clauses == kept.clauses
    assert made.leftovers == kept.leftovers


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_sources_are_unchanged(folder: Path) -> None:
    assert hashlib.sha256((folder / "source.txt").read_bytes()).hexdigest() == load_meta(folder).sha256


def test_clauses_survive_the_codec(corpus: Corpus) -> None:
    for document in corpus.documents:
        for clause in document.clauses:
            assert parse_clause(render_clause(clause)) == clause


def test_repairs_turn_the_printed_words_into_the_searched_ones(corpus: Corpus) -> None:
    """What is searched differs from what is printed only where a repair says so."""
    for document in corpus.documents:
        for clause in document.clauses:
            if clause.cells:
                continue
            printed = "\n".join("".join(document.quote(s) for s in p) for p in clause.paragraphs)
            inner = [r for r in clause.repairs if r.reason != "换行或换页断开"]
            shrink = sum(len(r.printed) - len(r.searched) for r in inner)
            assert len(printed) - shrink == len(clause.text), clause.clause_id
            for repair in inner:
                assert document.source.startswith(repair.printed, repair.at)


def test_rows_split_by_pages_are_joined(corpus: Corpus) -> None:
    row = corpus.get_clause("cq-spb-eeb-2021-181#a2.3")
    assert row.find_cell("事项名称").text == "对重点排污单位等不公开或者不如实公开环境信息的行政处罚"  # type: ignore[union-attr]
    assert "自检查发现之日起10日内按要求完成整改的" in row.find_cell("情形").text  # type: ignore[union-attr]
    row = corpus.get_clause("cq-spb-eeb-2021-181#a2.7")
    assert row.find_cell("情形").text.endswith("而未采取密闭措施，检查发现当场完成整改的；")  # type: ignore[union-attr]


@pytest.mark.parametrize("number", range(1, 10))
def test_merged_cells_reach_every_row(corpus: Corpus, number: int) -> None:
    row = corpus.get_clause(f"cq-spb-eeb-2021-181#a2.{number}")
    manner, basis = row.find_cell("柔性执法方式"), row.find_cell("依据")
    assert manner is not None and basis is not None
    expected = "不予行政处罚" if number <= 5 else "可以不予行政处罚"
    assert manner.text.rsplit("，", 1)[1] == expected
    assert basis.text == (
        "《中华人民共和国行政处罚法》第三十三条；《生态环境部关于进一步规范适用环境行政处罚自由裁量权的指导意见》"
        "（环执法〔2019〕42号）中“（十三）裁量的特殊情形”；"
        "《重庆市生态环境局关于印发重庆市环境行政处罚裁量基准的通知》（渝环〔2019〕77号）第八条。"
    )


def test_guangxi_items_run_on_across_parts(corpus: Corpus) -> None:
    document = corpus.get_document("gx-eed-2025")
    seconds = [c.path for c in document.clauses if c.path.count(".") == 1]
    assert [int(path.split(".")[1]) for path in seconds] == list(range(1, 21))
    assert document.find_clause("gx-eed-2025#5.14") is not None


@pytest.mark.parametrize(
    ("clause_id", "label"),
    [
        ("cq-eeb-2021-5#3.4", "渝环规〔2021〕5号 三（四）"),
        ("cq-spb-eeb-2021-181#a2.6", "沙环发〔2021〕181号 附件2 正面清单第6项"),
        ("cq-spb-eeb-2021-181#a3.note.1", "沙环发〔2021〕181号 附件3 负面清单说明1"),
        ("cq-spb-gov-2021-69#a2.3", "沙府发〔2021〕69号 附件2 三"),
        ("ln-pj-2021-17#2.3", "盘委办发〔2021〕17号 二（三）"),
        ("ln-pj-2021-17#1.3.4", "盘委办发〔2021〕17号 一（三）4"),
        ("gx-eed-2025#6.15", "广西2025年《若干措施》 六（十五）"),
        ("cq-eeb-2021-5#a1.note.2", "渝环规〔2021〕5号 附表1说明2"),
    ],
)
def test_labels_are_what_an_officer_writes(corpus: Corpus, clause_id: str, label: str) -> None:
    assert corpus.get_clause(clause_id).label == label


def test_a_lost_character_is_found(corpus: Corpus) -> None:
    document = corpus.get_document("gx-eed-2025")
    torn = replace(document, clauses=document.clauses[1:])
    assert "不属于任何条款" in check_coverage(torn)[0]


def test_a_character_counted_twice_is_found(corpus: Corpus) -> None:
    document = corpus.get_document("gx-eed-2025")
    first = document.clauses[0].spans[0]
    twice = replace(document, leftovers=(Leftover(Span(first.start, first.start + 1), "重复"),))
    assert any("被计入两处" in problem for problem in check_coverage(twice))


def test_a_changed_source_and_a_repeated_id_are_found(corpus: Corpus) -> None:
    document = corpus.get_document("gx-eed-2025")
    changed = replace(document, source=document.source + " ")
    assert any("sha256" in problem for problem in check_document(changed))
    doubled = replace(document, clauses=(*document.clauses, document.clauses[0]))
    assert any("编号重复" in problem for problem in check_document(doubled))


def test_blank_forms_have_no_rows(corpus: Corpus) -> None:
    document = corpus.get_document("cq-spb-gov-2021-69")
    assert not [c for c in document.clauses if c.kind is ClauseKind.ROW]


def test_doubts_quote_their_clause(corpus: Corpus) -> None:
    seen = 0
    for document in corpus.documents:
        for doubt in load_doubts(document.doc_id):
            clause = corpus.get_clause(doubt.clause_id)
            assert any(doubt.words in document.quote(span) for span in clause.cited_spans), doubt
            assert doubt.note
            seen += 1
    assert seen >= 7


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "gx-eed-2025"
    shutil.copytree(POLICIES / "gx-eed-2025", copy)
    return copy


def test_a_missing_key_is_named(folder: Path) -> None:
    meta = folder / "meta.yaml"
    meta.write_text(meta.read_text("utf-8").replace("issuer:", "发布者:"), "utf-8")
    with pytest.raises(KuanyanError, match=r"meta\.yaml 缺少 issuer"):
        load_document(folder)


def test_an_unknown_key_is_named(folder: Path) -> None:
    meta = folder / "meta.yaml"
    meta.write_text(meta.read_text("utf-8") + "colour: red\n", "utf-8")
    with pytest.raises(KuanyanError, match="有不认识的键 colour"):
        load_document(folder)


def test_a_repeated_key_is_an_error(folder: Path) -> None:
    meta = folder / "meta.yaml"
    meta.write_text(meta.read_text("utf-8") + "region: 重庆市\n", "utf-8")
    with pytest.raises(KuanyanError, match=r"meta\.yaml 第 \d+ 行的键 region 写了两次，请删去一个"):
        load_document(folder)


def test_a_wrong_date_is_named(folder: Path) -> None:
    meta = folder / "meta.yaml"
    meta.write_text(meta.read_text("utf-8").replace("2025-06-17", "2025年6月"), "utf-8")
    with pytest.raises(KuanyanError, match="issued_on 写作「2025年6月」"):
        load_document(folder)


def test_a_damaged_clause_line_is_named(folder: Path) -> None:
    clauses = folder / "clauses.jsonl"
    lines = clauses.read_text("utf-8").splitlines()
    lines[2] = lines[2][:40]
    clauses.write_text("\n".join(lines), "utf-8")
    with pytest.raises(KuanyanError, match=r"clauses\.jsonl 第 3 行不是条款记录"):
        load_document(folder)


def test_a_missing_source_and_a_wrong_encoding_are_named(folder: Path) -> None:
    (folder / "source.txt").write_bytes("各设区市".encode("gb18030"))
    with pytest.raises(KuanyanError, match="不是 UTF-8"):
        load_document(folder)
    (folder / "source.txt").unlink()
    with pytest.raises(KuanyanError, match="缺少文件"):
        load_document(folder)
