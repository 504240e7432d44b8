"""``kuanyan quiz`` and ``kuanyan quiz check``: what they write, print and refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.quiz.files import ENDINGS, load_paper, save_paper
from assistant.quiz.models import ItemKind, Level, Paper
from corpus.models import Corpus
from tests.assistant.conftest import Run
from tests.assistant.quiz.files.papers import hand_written
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def paper(corpus: Corpus) -> Paper:
    return hand_written(corpus)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_paper_is_written_and_its_file_named(bare_run: Run, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"卷{ending}"
    ran = bare_run(
        "quiz", "--n", "6", "--types", "单选,判断题", "--types", "填空", "--seed", "5", "--out", str(path)
    )
    assert ran.code == 0 and ran.err == "正在出题\n"
    made, covered, lies = ran.out.splitlines()
    assert made.startswith("已出 6 题（单选 ") and "判断 " in made and "填空 " in made
    assert covered.startswith("覆盖所选条款 ") and lies == f"存在 {path}"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_what_was_chosen_is_what_the_paper_says(bare_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "卷.json"
    ran = bare_run(
        *("quiz", "--n", "3", "--docs", "cq-spb-eeb-2021-181", "--lists", "正面清单", "--numbers", "2，3、8"),
        *("--level", "识记、理解", "--seed", "7", "--out", str(path)),
    )
    assert ran.code == 0, ran.err
    paper = load_paper(path)
    assert paper.request is not None and len(paper.items) == 3
    assert paper.request.docs == ("cq-spb-eeb-2021-181",) and paper.request.lists == ("正面清单",)
    assert paper.request.numbers == ("2", "3", "8") and paper.request.seed == 7
    assert paper.request.levels == (Level.RECALL, Level.UNDERSTAND)
    assert {item.doc_id for item in paper.items} == {"cq-spb-eeb-2021-181"}


def test_the_same_seed_gives_the_same_bytes_in_another_process(bare_run: Run, tmp_path: Path) -> None:
    arguments = ["quiz", "--n", "12", "--seed", "3", "--out"]
    assert bare_run(*arguments, str(tmp_path / "一.json")).code == 0
    code = "import sys; from assistant.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, *arguments, str(tmp_path / "二.json")]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "77", "PATH": ""}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "一.json").read_bytes() == (tmp_path / "二.json").read_bytes()
    assert bare_run(*arguments[:-1][:3], "--seed", "4", "--out", str(tmp_path / "三.json")).code == 0
    assert (tmp_path / "一.json").read_bytes() != (tmp_path / "三.json").read_bytes()


def test_what_was_made_passes_the_check(bare_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "卷.json"
    assert bare_run("quiz", "--n", "40", "--out", str(path)).code == 0
    ran = bare_run("quiz", "check", str(path))
    assert ran.code == 0, ran.out
    assert ran.out.startswith(f"{path}：40 题。\n")


def test_a_wrong_key_is_found(bare_run: Run, paper: Paper, tmp_path: Path) -> None:
    path = tmp_path / "卷.json"
    wrong = replace(paper, items=(replace(paper.items[0], key=("B",)), *paper.items[1:]))
    save_paper(wrong, path)
    ran = bare_run("quiz", "check", str(path))
    assert ran.code == 1 and ran.err == "" and "第1题【错误】" in ran.out
    ran = bare_run("quiz", "check", str(path), "--json")
    result = json.loads(ran.out)
    assert ran.code == 1 and result["items"] == 7 and result["file"] == str(path)
    first = next(problem for problem in result["problems"] if problem["severity"] == "错误")
    assert first["place"] == "第1题" and first["item"] == 1 and first["text"].endswith("。")


def test_a_file_of_a_trainer_is_checked(bare_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "卷.txt"
    path.write_text("1. 谁负责？\nA. 甲局\nB. 以上都对\n答案：A\n", "utf-8")
    ran = bare_run("quiz", "check", str(path))
    assert ran.out.startswith(f"{path}：1 题。\n") and "以上都对" in ran.out
    assert ran.code == (1 if "【错误】" in ran.out else 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "没有写存到哪里，请加上 --out 文件名，如 --out 试卷.docx。"),
        (["--out", "卷.pdf"], "不认识文件 卷.pdf 的类型“.pdf”，请用 .json、.docx、"),
        (["--out", "没有/卷.json"], "请先建好或换一个位置。"),
        (
            ["--types", "连线", "--out", "卷.json"],
            "没有题型“连线”，可选的有 单选、多选、判断、填空、简答、案例分析，请改正。",
        ),
        (["--level", "难", "--out", "卷.json"], "没有难度“难”，可选的有 识记、理解、应用，请改正。"),
        (["--types", "，", "--out", "卷.json"], "--types 后面是空的，请写上要选的，或去掉 --types。"),
        (["--docs", "没有", "--out", "卷.json"], "没有文件 没有，可选的有 "),
        (["--n", "0", "--out", "卷.json"], "出题数量写作 0，至少要出 1 道，请改正数量。"),
        (["--n", "100000", "--types", "单选", "--out", "卷.json"], "单选"),
        (["--seed", "甲", "--out", "卷.json"], "参数 --seed 的值不对，请运行 kuanyan quiz --help 看用法。"),
        (["--n", "5", "check", "卷.json"], "--n 只用于出题，不用于 check，请去掉。"),
        (["check", "没有.json"], "找不到文件 没有.json，请检查路径。"),
        (["check", "卷.docx"], "不能读取 卷.docx：只能读取 .json、.xlsx、.txt 文件，请换一个。"),
        (["check"], "请运行 kuanyan quiz check --help 看用法。"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_no_file(
    bare_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = bare_run("quiz", *arguments)
    assert ran.code == 2 and words in ran.err.splitlines()[-1]
    assert ran.out == "" and "Traceback" not in ran.err and list(tmp_path.iterdir()) == []


def test_an_older_paper_stays_where_the_new_one_cannot_be_made(
    bare_run: Run, paper: Paper, tmp_path: Path
) -> None:
    path = tmp_path / "卷.json"
    save_paper(paper, path)
    assert bare_run("quiz", "--n", "100000", "--types", "单选", "--out", str(path)).code == 2
    assert load_paper(path) == paper


def test_every_kind_can_be_asked_for(bare_run: Run, tmp_path: Path) -> None:
    for kind in ItemKind:
        path = tmp_path / "卷.json"
        ran = bare_run("quiz", "--n", "2", "--types", kind.value, "--out", str(path))
        assert ran.code == 0, ran.err
        assert {item.kind for item in load_paper(path).items} == {kind}


def test_help_has_examples(bare_run: Run) -> None:
    for arguments in (("quiz", "--help"), ("quiz", "check", "--help")):
        ran = bare_run(*arguments)
        assert ran.code == 0 and "例：" in ran.out and "kuanyan quiz" in ran.out
