"""Where papers go and come from: endings, places that cannot be written, files that are not whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.quiz.files import ENDINGS, check_target, load_paper, save_paper
from assistant.quiz.models import Item, ItemKind, MarkingPoint, Paper
from corpus.errors import KuanyanError


def complaint(work: Callable[[], object]) -> str:
    with pytest.raises(KuanyanError) as caught:
        work()
    text = str(caught.value)
    assert text.endswith("。") and "\n" not in text and "Error" not in text
    return text


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_same_paper_gives_the_same_bytes(paper: Paper, tmp_path: Path, ending: str) -> None:
    first, second = tmp_path / f"一{ending}", tmp_path / f"二{ending.upper()}"
    save_paper(paper, first)
    save_paper(paper, second)
    assert first.read_bytes() == second.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {first.name, second.name}


def test_an_unknown_ending_is_named_with_the_known_ones(paper: Paper, tmp_path: Path) -> None:
    for name, ending in (("卷.pdf", ".pdf"), ("卷", ""), ("卷.doc", ".doc")):
        said = complaint(lambda name=name: save_paper(paper, tmp_path / name))
        known = ".json、.docx、.xlsx、.txt、.xml、.gift、.apkg"
        assert said.endswith(f"的类型“{ending}”，请用 {known} 之一结尾。")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(paper: Paper, tmp_path: Path) -> None:
    (tmp_path / "夹.docx").mkdir()
    assert complaint(lambda: check_target(tmp_path / "夹.docx")).endswith("夹.docx 是文件夹，请给出文件名。")
    said = complaint(lambda: save_paper(paper, tmp_path / "没有" / "卷.docx"))
    assert said == f"没有文件夹 {tmp_path / '没有'}，请先建好或换一个位置。"
    said = complaint(lambda: save_paper(paper, tmp_path / f"{'长' * 90}.json"))
    assert "（文件名太长）" in said
    assert "含有不能用的字符" in complaint(lambda: check_target(tmp_path / "卷\0.json"))


def test_without_permission_nothing_is_written(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "卷.json"
    target.write_text("旧")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # the tests may run as root, who may all
    assert complaint(lambda: save_paper(paper, target)) == f"没有权限写 {target}，请换一个位置或改权限。"
    assert target.read_text() == "旧"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_loses_nothing(
    paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    target = tmp_path / f"卷{ending}"
    target.write_bytes("旧".encode())

    def write(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write)
    said = complaint(lambda: save_paper(paper, target))
    assert said == f"{target} 写不进去（磁盘已满），原有的文件没有改动，请换一个位置。"
    assert target.read_bytes() == "旧".encode() and list(tmp_path.iterdir()) == [target]


BAD_ITEMS: list[tuple[int, dict[str, Any], str]] = [
    (0, {"stem": " "}, "第 1 题（单选）没有题干，请补上。"),
    (0, {"options": ("甲",)}, "第 1 题（单选）有 1 个选项，应为 2 至 6 个，请一行写一个选项后重试。"),
    (0, {"options": ("甲", " ", "丙")}, "第 1 题（单选）有空的选项，请补上或删去。"),
    (0, {"key": ("E",)}, "第 1 题（单选）的答案“E”不在选项 ABCD 里，请改正。"),
    (0, {"key": ()}, "第 1 题（单选）的答案“”不在选项 ABCD 里，请改正。"),
    (0, {"key": ("A", "B")}, "第 1 题（单选）的答案“AB”重复或多于一个，请改正。"),
    (1, {"key": ("A", "A")}, "第 1 题（多选）的答案“AA”重复或多于一个，请改正。"),
    (2, {"options": ("甲", "乙")}, "第 1 题（判断）不该有选项，请删去选项或改题型。"),
    (2, {"key": ("是",)}, "第 1 题（判断）的答案应为 对 或 错，请改正。"),
    (3, {"key": ("3", "4")}, "第 1 题（填空）有 1 个空（____）、2 个答案，请改成一样多。"),
    (3, {"key": ("3\n4",)}, "第 1 题（填空）的答案里有换行，请写在一行里。"),
    (5, {"points": ()}, "第 1 题（简答）没有答案要点，或有空的要点，请补上。"),
    (5, {"points": (MarkingPoint(" ", 1),)}, "第 1 题（简答）没有答案要点，或有空的要点，请补上。"),
    (6, {"questions": ()}, "第 1 题（案例分析）下面没有小题，请补上。"),
    (0, {"explanation": "响\x07铃"}, "第 1 题的解析里有写不进文件的字符 U+0007，请删去后重试。"),
    (0, {"chapter": "半个\ud83d"}, "第 1 题的章节里有写不进文件的字符 U+D83D，请删去后重试。"),
]


@pytest.mark.parametrize(("index", "change", "said"), BAD_ITEMS)
def test_an_item_that_is_not_whole_is_refused_but_kept_in_json(
    paper: Paper, tmp_path: Path, index: int, change: dict[str, Any], said: str
) -> None:
    draft = replace(paper, items=(replace(paper.items[index], **change),))
    for ending in ENDINGS[1:]:
        assert complaint(lambda ending=ending: save_paper(draft, tmp_path / f"卷{ending}")) == said
    assert list(tmp_path.iterdir()) == []
    save_paper(draft, tmp_path / "卷.json")
    assert load_paper(tmp_path / "卷.json") == draft


def test_a_case_holds_questions_and_nothing_else_does(paper: Paper, tmp_path: Path) -> None:
    single, case = paper.items[0], paper.items[6]
    target = tmp_path / "卷.docx"

    def save(item: Item) -> str:
        return complaint(lambda: save_paper(replace(paper, items=(item,)), target))

    assert save(replace(single, questions=(single,))) == ("第 1 题（单选）下面有小题，请改题型为 案例分析。")
    assert save(replace(case, questions=(case,))) == "第 1 题的小题又是 案例分析，请改成别的题型。"
    question = replace(single, key=("F",))
    assert save(replace(case, questions=(single, question))).startswith("第 1 题第 2 问（单选）的答案“F”不在")


def test_an_empty_paper_and_texts_too_long_are_refused(paper: Paper, tmp_path: Path) -> None:
    said = complaint(lambda: save_paper(replace(paper, items=()), tmp_path / "卷.docx"))
    assert said == "试卷里没有题目，请先出题再保存。"
    long = replace(paper, items=(replace(paper.items[0], stem="长" * 32768),))
    said = complaint(lambda: save_paper(long, tmp_path / "卷.xlsx"))
    assert said == "第 1 题的题干超过一个单元格能放的 32767 个字，请改短或改存 .docx。"
    signs = tuple(f"甲{sign}乙" for sign in "；;｜|、，,／/　 ¦")
    stem = "____" * 2
    words = (" ".join(signs), "；;｜|、，,／/　 ¦末")
    blank = replace(paper.items[4], stem=stem, key=words)
    said = complaint(lambda: save_paper(replace(paper, items=(blank,)), tmp_path / "卷.txt"))
    assert said == "第 1 题：各空的答案里用到了所有的分隔号，请改短后重试。"


# ---- .json, damaged


def change_json(paper: Paper, folder: Path, work: Callable[[dict[str, Any]], object]) -> str:
    """What is said of the paper's .json after ``work`` on its data, less the path."""
    path = folder / "卷.json"
    save_paper(paper, path)
    data = json.loads(path.read_text("utf-8"))
    work(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    said = complaint(lambda: load_paper(path))
    assert said.startswith(f"{path} ")
    return said.removeprefix(f"{path} ")


MEND = "请改正，或用没有改动过的文件。"
DAMAGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda d: d.pop("items"), "缺少“items”，"),
    (lambda d: d["items"][2].pop("stem"), "第 3 题缺少“stem”，"),
    (lambda d: d["items"][2].update(difficulty=1), "第 3 题有不认识的“difficulty”，"),
    (
        lambda d: d["items"][0].update(kind="选择"),
        '第 1 题“kind”是 "选择"，应为 单选、多选、判断、填空、简答、案例分析 之一，',
    ),
    (lambda d: d["items"][0].update(kind=["单选"]), '第 1 题“kind”是 ["单选"]，应为 单选、'),
    (lambda d: d["items"][0].update(options="甲"), '第 1 题“options”是 "甲"，应为一个数组，'),
    (lambda d: d["items"][0]["options"].__setitem__(1, 7), "第 1 题“options”第 2 项是 7，应为文字，"),
    (
        lambda d: d["items"][0]["citations"][0].update(start=True),
        "第 1 题“citations”第 1 项“start”是 true，应为整数，",
    ),
    (lambda d: d["items"][0].update(citations=[3]), "第 1 题“citations”第 1 项是 3，应为一个对象，"),
    (
        lambda d: d["items"][2]["proof"].update(changed=["10"]),
        "第 3 题“proof”“changed”有 1 个值，",
    ),
    (
        lambda d: d["items"][0].update(options=list("甲乙丙丁戊己庚")),
        "第 1 题“options”有 7 个选项，",
    ),
    (
        lambda d: d["items"][5]["points"][0].update(marks=101),
        "第 6 题“points”第 1 项“marks”是 101，应为 0 至 100，",
    ),
    (lambda d: d["items"][6]["questions"][1].pop("key"), "第 7 题第 2 问缺少“key”，"),
    (
        lambda d: d["items"][6]["questions"][0].update(kind="案例分析"),
        "第 7 题第 1 问“kind”是 案例分析，案例里不能再有案例，",
    ),
    (lambda d: d.update(coverage=[]), "“coverage”是 []，应为一个对象，"),
]


@pytest.mark.parametrize(("work", "said"), DAMAGES)
def test_a_damaged_field_is_found(
    paper: Paper, tmp_path: Path, work: Callable[[dict[str, Any]], object], said: str
) -> None:
    got = change_json(paper, tmp_path, work)
    assert got.startswith(said) and got.endswith(MEND)


def test_another_format_is_refused(paper: Paper, tmp_path: Path) -> None:
    for number in (2, None, True, "1"):
        said = change_json(paper, tmp_path, lambda data, number=number: data.update(format=number))
        assert said == "的“format”应为 1，请用 kuanyan quiz --out 生成的 .json 文件，或升级 kuanyan。"


def test_a_broken_json_is_refused(paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "卷.json"
    save_paper(paper, path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "损坏了或不是 JSON（第 " in complaint(lambda: load_paper(path))
    path.write_text('{"format": 1, "format": 1}')
    assert complaint(lambda: load_paper(path)).endswith(f"的 JSON 有误：“format”写了两次，{MEND}")
    path.write_text("[]")
    assert "应是一份试卷（一个 JSON 对象）" in complaint(lambda: load_paper(path))
    path.write_text(" \n")
    assert complaint(lambda: load_paper(path)).endswith("是空的，请用 kuanyan quiz --out 生成的 .json 文件。")
    path.write_bytes("卷".encode("gbk"))
    assert complaint(lambda: load_paper(path)).endswith("第 1 字节不是 UTF-8，请另存为 UTF-8 后重试。")


def test_only_three_endings_are_read(tmp_path: Path) -> None:
    said = complaint(lambda: load_paper(tmp_path / "卷.docx"))
    assert said == f"不能读取 {tmp_path / '卷.docx'}：只能读取 .json、.xlsx、.txt 文件，请换一个。"
    assert complaint(lambda: load_paper(tmp_path / "卷.json")).startswith("找不到文件 ")


def test_kinds_are_all_there(paper: Paper) -> None:
    assert {item.kind for item in paper.items} == set(ItemKind)
