"""Confirmed questions as they lie in the data folder: read strictly, attached to their clauses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.confirmed import (
    FILE,
    Confirmed,
    attach_confirmed,
    load_confirmed,
    plain_question,
    render_confirmed,
)
from corpus.errors import KuanyanError
from corpus.models import Corpus
from index.views import CONFIRMED, document_views, views_hash

DAY = date(2026, 11, 21)
PLATE = "cq-spb-eeb-2021-181#a2.2"
ONE = Confirmed("牌牌没钉上要紧不", PLATE, DAY, "张三")
TWO = Confirmed("名单能用几年 “原话”", "cq-eeb-2021-5#3.4", DAY, "李四")
GOOD = render_confirmed([ONE]).decode().strip()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert load_confirmed(tmp_path) == ()
    (tmp_path / FILE).write_bytes(render_confirmed([ONE, TWO]))
    assert load_confirmed(tmp_path) == (ONE, TWO)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (GOOD[:30], "第 2 行损坏了，不是 UTF-8 的 JSON"),
        (
            GOOD.replace("confirmed_by", "by"),
            "第 2 行应恰有 question、clause_id、confirmed_on、confirmed_by 四个键",
        ),
        ("[1]", "第 2 行应恰有 question"),
        (GOOD.replace("牌牌没钉上要紧不", "？？"), "第 2 行的四个值都应是文字，问题不能空"),
        (GOOD.replace("2026-11-21", "昨天"), "第 2 行的 confirmed_on「昨天」应为 2026-01-31 这样的日期"),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_lost(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / FILE
    path.write_text(f"{GOOD}\n{line}\n", "utf-8")
    before = path.read_bytes()
    with pytest.raises(KuanyanError) as caught:
        load_confirmed(tmp_path)
    assert complaint in str(caught.value) and "请改正这一行，或用备份恢复；文件没有改动。" in str(
        caught.value
    )
    assert path.read_bytes() == before


def test_half_a_character_is_a_damaged_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(GOOD.encode()[:17])
    with pytest.raises(KuanyanError, match="第 1 行损坏了"):
        load_confirmed(tmp_path)


def test_a_folder_in_its_place_is_explained(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(KuanyanError, match=r"读不出来（系统错误 \d+），请检查权限。"):
        load_confirmed(tmp_path)


def test_the_same_question_is_the_same_however_it_is_typed() -> None:
    assert plain_question("正面清单， 有效期多久？") == plain_question("正面清单有效期多久")
    assert plain_question("ＶＯＣｓ没密闭") == plain_question("vocs没密闭") != plain_question("VOC没密闭")


def test_a_question_is_searched_beside_its_clause_and_is_no_part_of_it(corpus: Corpus) -> None:
    attached = attach_confirmed(corpus, [ONE, TWO, Confirmed("没有的", "cq-eeb-2021-5#99", DAY, "张三")])
    document = attached.get_document("cq-spb-eeb-2021-181")
    views = document_views(document)
    [view] = [v for v in views if v.view == CONFIRMED]
    assert (view.clause_id, view.text, view.words, view.metadata["view"]) == (
        PLATE,
        ONE.question,
        "",
        "confirmed",
    )
    clause = next(v for v in views if v.view_id == PLATE)
    assert ONE.question in clause.words and ONE.question not in clause.text
    assert attached.get_clause(PLATE) == corpus.get_clause(PLATE)
    assert attached.fingerprint == corpus.fingerprint


def test_only_the_document_concerned_and_only_the_new_text_change(corpus: Corpus) -> None:
    """What the index embeds anew: a text of a new id, while every other id keeps its text."""
    once = attach_confirmed(corpus, [ONE])
    twice = attach_confirmed(corpus, [ONE, Confirmed("门口没挂牌", PLATE, DAY, "张三")])
    for before, after in zip(once.documents, twice.documents, strict=True):
        old, new = document_views(before), document_views(after)
        same = views_hash(old, "m") == views_hash(new, "m")
        assert same == (before.doc_id != "cq-spb-eeb-2021-181")
        texts = {v.view_id: v.text for v in new}
        assert all(texts.pop(v.view_id) == v.text for v in old)
        assert list(texts.values()) == ([] if same else ["门口没挂牌"])


def test_without_confirmed_questions_nothing_is_indexed_anew(corpus: Corpus) -> None:
    attached = attach_confirmed(corpus, [])
    for before, after in zip(corpus.documents, attached.documents, strict=True):
        assert views_hash(document_views(before), "m") == views_hash(document_views(after), "m")
