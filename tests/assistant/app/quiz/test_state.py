"""What each click makes of a trainer's paper, without a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.app.check_form import FieldError
from assistant.app.quiz.acts import advance, make_for, take_paper
from assistant.app.quiz.bench import Bench
from assistant.app.quiz.choose import MOST, find_chapters, read_request
from assistant.app.quiz.choose_view import describe_capacity
from assistant.app.quiz.edit import fields_of, read_item
from assistant.app.quiz.state import Quiz, Sheet, doubles
from assistant.app.quiz.view import render_quiz
from assistant.quiz.check import Severity
from assistant.quiz.models import Item, ItemKind, Level, Paper, ProofKind, Request
from corpus.errors import KuanyanError
from corpus.models import Corpus

LEAST = {"count": "5", "seed": "1"}


def ignore(label: str, share: float) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def bench(corpus: Corpus) -> Bench:
    return Bench(corpus)


@pytest.fixture(scope="module")
def made(bench: Bench) -> Quiz:
    """Items of every kind, at least two of each but 简答."""
    return make_for(Quiz(), Request(count=20), bench, ignore)


def sheet_of(quiz: Quiz) -> Sheet:
    assert quiz.sheet is not None
    return quiz.sheet


def of_kind(quiz: Quiz, kind: ItemKind) -> tuple[int, Item]:
    """(uid, item) of the first of a kind."""
    entry = next(entry for entry in sheet_of(quiz).entries if entry.item.kind is kind)
    return entry.uid, entry.item


def edit(quiz: Quiz, bench: Bench, uid: int, how: str = "", **changed: object) -> Quiz:
    """Opens an item, writes ``changed`` over its fields and saves."""
    opened = advance(quiz, {"act": "edit", "uid": str(uid)}, bench)
    draft = {name: list(values) for name, values in opened.entered.items()} | changed
    return advance(opened, {"act": "save", "how": how, "draft": draft}, bench)


# choosing


def test_nothing_ticked_is_everything(corpus: Corpus) -> None:
    assert read_request({"count": "20", "seed": "1"}, corpus) == Request()


def test_a_document_without_a_chapter_counts_whole_beside_chapters_of_another(corpus: Corpus) -> None:
    form = {**LEAST, "doc": ["ln-pj-2021-17"], "chapter": "cq-eeb-2021-5#3"}
    request = read_request(form, corpus)
    assert request.docs == ("cq-eeb-2021-5", "ln-pj-2021-17")
    whole = tuple(c.clause_id for c in find_chapters(corpus.get_document("ln-pj-2021-17")))
    assert request.chapters == ("cq-eeb-2021-5#3", *whole)


def test_chapters_are_headings_and_lists_but_no_blank_forms(corpus: Corpus) -> None:
    names = [c.heading for c in find_chapters(corpus.get_document("cq-spb-gov-2021-69"))]
    assert "三、适用范围" in names and not any("正面清单" in name for name in names)
    assert any("正面清单" in c.heading for c in find_chapters(corpus.get_document("cq-spb-eeb-2021-181")))


def test_rows_are_read_one_by_one_and_as_ranges(corpus: Corpus) -> None:
    form = {**LEAST, "numbers": "第2项、４-6，5"}
    assert read_request(form, corpus).numbers == ("2", "4", "5", "6")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("count", "", f"题数没有填，应为 1 到 {MOST} 的整数，请补上。"),
        ("count", "0", f"题数写作“0”，应为 1 到 {MOST} 的整数，请改正。"),
        ("count", "二十", f"题数写作“二十”，应为 1 到 {MOST} 的整数，请改正。"),
        ("seed", "-1", "种子写作“-1”，应为 0 到 999999999 的整数，请改正。"),
        ("numbers", "二", "“二”不是项号，请写作 2、3 或 3-5。"),
        ("numbers", "5-2", "“5-2”的前一个项号大于后一个，请调换。"),
    ],
)
def test_what_cannot_be_read_is_said_of_its_field(corpus: Corpus, field: str, typed: str, words: str) -> None:
    with pytest.raises(FieldError) as error:
        read_request({**LEAST, field: typed}, corpus)
    assert (error.value.field, str(error.value)) == (field, words)


def test_what_the_choice_can_bear_is_said_and_why_less(bench: Bench) -> None:
    few = Request(count=50, kinds=(ItemKind.SHORT,), docs=("gx-eed-2025",))
    able = bench.able(few)
    assert able[ItemKind.SHORT]
    words = describe_capacity(able, few)
    assert f"不够 50 道：合计至多 {able[ItemKind.SHORT]} 道" in words
    with pytest.raises(KuanyanError, match="出不了"):
        make_for(Quiz(), few, bench, ignore)
    usual = Request(count=5)
    assert "案例分析 不限" in describe_capacity(bench.able(usual), usual)
    lacking = {ItemKind.SINGLE: 9, ItemKind.SHORT: 0}
    assert "没有能出简答的内容" in describe_capacity(lacking, usual)
    assert "所选范围里没有能出题的内容" in describe_capacity({ItemKind.SHORT: 0}, usual)
    many = Request(count=MOST)
    assert f"不够 {MOST} 道：除案例分析外，合计至多" in describe_capacity(bench.able(many), many)
    cases = Request(count=MOST, kinds=(ItemKind.CASE,))
    assert describe_capacity(bench.able(cases), cases).endswith("最多可出：案例分析 不限（道）。")


# the paper


def test_a_paper_is_made_checked_and_sorted_by_kind(made: Quiz) -> None:
    entries = sheet_of(made).entries
    assert [entry.uid for entry in entries] == list(range(1, 21))
    kinds = [list(ItemKind).index(entry.item.kind) for entry in entries]
    assert kinds == sorted(kinds) and len(set(kinds)) == 6
    assert not any(p.severity is Severity.ERROR for entry in entries for p in entry.problems)
    assert made.said == "已出 20 题。" and not any(entry.is_own for entry in entries)


def test_progress_never_falls_and_ends(bench: Bench) -> None:
    told: list[float] = []
    make_for(Quiz(), Request(count=5), bench, lambda _, share: told.append(share))
    assert told == sorted(told) and told[0] == 0 and 0.9 < told[-1] <= 1


def test_items_move_within_their_kind_only(made: Quiz, bench: Bench) -> None:
    first, second = sheet_of(made).entries[:2]
    down = advance(made, {"act": "down", "uid": str(first.uid)}, bench)
    assert [entry.uid for entry in sheet_of(down).entries[:2]] == [second.uid, first.uid]
    assert down.focus == f"{first.uid} down"
    up = advance(down, {"act": "up", "uid": str(first.uid)}, bench)
    assert sheet_of(up).items == sheet_of(made).items
    uid, _ = of_kind(made, ItemKind.MULTIPLE)
    stuck = advance(made, {"act": "up", "uid": str(uid)}, bench)
    assert stuck.sheet == made.sheet and "已是多选题的第一题" in stuck.said


def test_a_deleted_item_comes_back(made: Quiz, bench: Bench) -> None:
    uid = sheet_of(made).entries[3].uid
    gone = advance(made, {"act": "delete", "uid": str(uid)}, bench)
    assert sheet_of(gone).find(uid) is None and len(sheet_of(gone).items) == 19
    back = advance(gone, {"act": "undo"}, bench)
    assert back.sheet == made.sheet


@pytest.mark.parametrize("kind", list(ItemKind))
def test_another_item_is_of_the_same_kind_and_asks_something_else(
    made: Quiz, bench: Bench, kind: ItemKind
) -> None:
    uid, old = of_kind(made, kind)
    changed = advance(made, {"act": "replace", "uid": str(uid)}, bench)
    assert not changed.error
    at = sheet_of(changed).find(uid)
    assert at is not None
    new = sheet_of(changed).items[at]
    assert new.kind is kind and new.asks != old.asks
    assert new.asks not in {item.asks for item in sheet_of(made).items}
    again = advance(changed, {"act": "replace", "uid": str(uid)}, bench)
    assert sheet_of(again).items[at].asks not in (new.asks, old.asks)
    assert advance(made, {"act": "replace", "uid": str(uid)}, bench).sheet == changed.sheet


def test_where_there_is_no_other_item_it_is_said_and_nothing_lost(made: Quiz, bench: Bench) -> None:
    none = Request(levels=(Level.APPLY,))
    assert bench.able(replace(none, kinds=(ItemKind.SHORT,))) == {ItemKind.SHORT: 0}
    own = Paper("自编", (of_kind(made, ItemKind.SHORT)[1],), none)
    quiz = take_paper(Quiz(), own, bench, ignore, "已打开")
    uid, _ = of_kind(quiz, ItemKind.SHORT)
    after = advance(quiz, {"act": "replace", "uid": str(uid)}, bench)
    assert "没有别的简答题可换" in after.error and after.error_field == str(uid)
    assert after.sheet == quiz.sheet and "没有别的简答题可换" in render_quiz(after, bench.corpus)


def test_coverage_follows_the_items(made: Quiz, bench: Bench) -> None:
    before = sheet_of(made).coverage
    assert before is not None and before.covered and before.left_out
    quiz = made
    for entry in sheet_of(made).entries:
        quiz = advance(quiz, {"act": "delete", "uid": str(entry.uid)}, bench)
    after = sheet_of(quiz).coverage
    assert after is not None and after.covered == ()
    assert sorted(after.left_out) == sorted(before.covered + before.left_out)


# editing


@pytest.mark.parametrize("kind", list(ItemKind))
def test_an_item_reads_back_from_its_fields(made: Quiz, kind: ItemKind) -> None:
    _, item = of_kind(made, kind)
    assert read_item(item, fields_of(item)) == item


def test_a_wrong_key_is_shown_and_kept_only_when_insisted_on(made: Quiz, bench: Bench) -> None:
    uid, item = of_kind(made, ItemKind.SINGLE)
    other = next(str(n) for n in range(4) if "ABCD"[n] not in item.key)
    refused = edit(made, bench, uid, right=[other])
    assert refused.editing == uid and refused.sheet == made.sheet
    assert any(p.severity is Severity.ERROR for p in refused.found)
    assert refused.entered["right"] == (other,)
    draft = {name: list(values) for name, values in refused.entered.items()}
    kept = advance(refused, {"act": "save", "how": "keep", "draft": draft}, bench)
    entry = next(entry for entry in sheet_of(kept).entries if entry.uid == uid)
    assert kept.editing is None and entry.is_own and entry.problems == refused.found
    assert entry.item.proof.kind is ProofKind.NONE  # so that a file says that the key is a person's
    assert "人工修改" in render_quiz(kept, bench.corpus)


def test_a_change_that_the_checker_takes_is_saved_with_its_proof(made: Quiz, bench: Bench) -> None:
    uid, item = of_kind(made, ItemKind.SINGLE)
    saved = edit(made, bench, uid, explanation=[item.explanation + "请背下来。"], level=["应用"])
    entry = next(entry for entry in sheet_of(saved).entries if entry.uid == uid)
    assert entry.is_own and entry.item.proof == item.proof
    assert entry.item.explanation.endswith("请背下来。") and entry.item.level is Level.APPLY
    assert "标记为人工修改" in saved.said


def test_an_emptied_option_goes_and_the_key_moves_with_its_words(made: Quiz, bench: Bench) -> None:
    _, item = of_kind(made, ItemKind.SINGLE)
    key = "ABCD".index(item.key[0])
    empty = 0 if key else 1
    fields = {**fields_of(item), f"o{empty}": ("  ",)}
    new = read_item(item, fields)
    assert len(new.options) == len(item.options) - 1
    assert new.options["ABCD".index(new.key[0])] == item.options[key]


def test_a_false_sentence_put_right_must_have_its_key_changed(made: Quiz, bench: Bench) -> None:
    entry = next(
        e for e in sheet_of(made).entries if e.item.kind is ItemKind.TRUE_FALSE and e.item.key == ("错",)
    )
    assert entry.item.proof.changed is not None
    wrong = edit(made, bench, entry.uid, key=["对"])
    assert any(p.severity is Severity.ERROR for p in wrong.found)


def test_a_case_is_edited_question_by_question(made: Quiz, bench: Bench) -> None:
    uid, item = of_kind(made, ItemKind.CASE)
    first = item.questions[0]
    changed: dict[str, Any] = {"q1.key": ["对" if first.key == ("错",) else "错"]}
    if first.options:
        wrong = next(str(n) for n in range(len(first.options)) if "ABCDEF"[n] not in first.key)
        changed = {"q1.right": [wrong]}
    refused = edit(made, bench, uid, **changed)
    assert any(p.question == 1 and p.severity is Severity.ERROR for p in refused.found)
    draft = {key: list(values) for key, values in refused.entered.items()}
    kept = advance(refused, {"act": "save", "how": "keep", "draft": draft}, bench)
    new = next(entry.item for entry in sheet_of(kept).entries if entry.uid == uid)
    assert new.questions[0].proof.kind is ProofKind.NONE
    assert new.questions[1].proof == item.questions[1].proof and new.proof == item.proof


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        (ItemKind.SHORT, "", "没有答案，请改正。"),
        (ItemKind.FILL_IN, "", "没有答案，请改正。"),
        (ItemKind.SHORT, "（1）要点（101分）", "要点的分值 101 超过 100，请改正。"),
    ],
)
def test_an_answer_that_cannot_be_read_keeps_what_was_typed(
    made: Quiz, bench: Bench, kind: ItemKind, typed: str, words: str
) -> None:
    uid, _ = of_kind(made, kind)
    refused = edit(made, bench, uid, key=[typed], explanation=["写了很久的解析"])
    assert (refused.error_field, refused.error) == ("key", words)
    assert refused.entered["explanation"] == ("写了很久的解析",) and refused.editing == uid


def test_other_clicks_keep_what_is_typed_in_an_open_item(made: Quiz, bench: Bench) -> None:
    uid, _ = of_kind(made, ItemKind.SINGLE)
    other, _ = of_kind(made, ItemKind.TRUE_FALSE)
    opened = advance(made, {"act": "edit", "uid": str(uid)}, bench)
    draft = {"stem": "改到一半的题干", "o0": "甲", "right": "0"}
    moved = advance(opened, {"act": "down", "uid": str(other), "draft": draft, "title": "期末卷"}, bench)
    assert moved.editing == uid and moved.entered["stem"] == ("改到一半的题干",)
    assert sheet_of(moved).title == "期末卷"
    assert "改到一半的题干" in render_quiz(moved, bench.corpus)
    second = advance(moved, {"act": "edit", "uid": str(other), "draft": draft}, bench)
    assert second.editing == uid and "还在修改，请先保存" in second.error


def test_without_a_change_nothing_is_marked(made: Quiz, bench: Bench) -> None:
    uid, _ = of_kind(made, ItemKind.MULTIPLE)
    same = edit(made, bench, uid)
    assert same.sheet == made.sheet and "没有改动" in same.said


def test_a_file_of_a_trainer_is_sorted_by_kind_and_its_doubles_are_found(made: Quiz, bench: Bench) -> None:
    item = of_kind(made, ItemKind.TRUE_FALSE)[1]
    single = of_kind(made, ItemKind.SINGLE)[1]
    opened = take_paper(made, Paper("自编卷", (item, single, item)), bench, ignore, "已打开 卷.txt，共 3 题")
    assert opened.said == "已打开 卷.txt，共 3 题，并按题型归了类。"
    assert sheet_of(opened).items == (single, item, item)
    assert [p.code for p in doubles(sheet_of(opened))] == ["same_stem"]
    assert sheet_of(advance(opened, {"act": "undo"}, bench)) == sheet_of(made)


@pytest.mark.parametrize(
    "form", [{}, {"act": "fly"}, {"act": "edit", "uid": "99"}, {"act": "up", "uid": "²"}, {"act": "delete"}]
)
def test_a_click_that_fits_nothing_changes_nothing(made: Quiz, bench: Bench, form: dict[str, str]) -> None:
    after = advance(made, form, bench)
    assert replace(after, turn=0) == replace(made, turn=0, said="", focus="")
    assert advance(Quiz(), form, bench).sheet is None


def test_markup_in_an_item_is_shown_as_written(made: Quiz, bench: Bench) -> None:
    uid, _ = of_kind(made, ItemKind.SINGLE)
    evil = "</textarea><script>alert(1)</script>"
    refused = edit(made, bench, uid, stem=[evil], o0=[evil])
    page = render_quiz(refused, bench.corpus)
    assert "<script>" not in page and page.count("</textarea>") == page.count("<textarea")
