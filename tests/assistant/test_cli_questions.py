"""``kuanyan questions``: added, listed, removed, exchanged; bad input changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock
from openpyxl import Workbook, load_workbook

from assistant.answer.models import check_citation
from assistant.confirmed import store
from assistant.confirmed.store import change_confirmed
from assistant.service import Assistant
from corpus.confirmed import FILE, Confirmed, load_confirmed, render_confirmed
from corpus.errors import KuanyanError
from tests.assistant.conftest import Run
from tests.conftest import ROOT, ignore_progress

PLATE = "cq-spb-eeb-2021-181#a2.2"
LIST = "cq-eeb-2021-5#3.4"
ASKED = "我家厂那牌牌没钉上去要紧不"
ONE = Confirmed(ASKED, PLATE, date(2026, 11, 21), "张三")


@pytest.fixture
def home(tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUANYAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KUANYAN_CACHE", str(model_cache))
    return tmp_path / "home"


@pytest.fixture
def kept(home: Path) -> Path:
    """A data folder with one confirmed question."""
    with change_confirmed(home) as questions:
        questions.append(ONE)
    return home


def test_one_is_added_listed_and_removed(bare_run: Run, home: Path) -> None:
    added = bare_run("questions", "add", f" {ASKED}\n", "--clause", PLATE, "--by", "张三")
    assert added.code == 0
    assert f"已确认第 1 个问题「{ASKED}」，由 沙环发〔2021〕181号 附件2 正面清单第2项" in added.out
    assert "索引会在第一次提问时建立。" in added.out
    [question] = load_confirmed(home)
    assert (question.question, question.clause_id, question.confirmed_by) == (ASKED, PLATE, "张三")
    listed = bare_run("questions", "list")
    assert listed.out.startswith(f"1. 「{ASKED}」→ 沙环发〔2021〕181号") and "张三）" in listed.out
    [row] = json.loads(bare_run("questions", "list", "--json").out)
    assert row["number"] == 1 and row["clause_id"] == PLATE
    assert "已去掉" in bare_run("questions", "remove", "1").out
    assert load_confirmed(home) == ()
    assert "还没有确认的问题" in bare_run("questions", "list").out


@pytest.mark.parametrize(
    ("words", "clause_id"),
    [
        ("沙环发〔2021〕181号 附件2第6项", "cq-spb-eeb-2021-181#a2.6"),
        ("沙环发〔2021〕181号 附件2 正面清单第6项", "cq-spb-eeb-2021-181#a2.6"),
        ("渝环规〔2021〕5号 三（四）", LIST),
        ("盘锦二（三）", "ln-pj-2021-17#2.3"),
    ],
)
def test_the_clause_may_be_named_as_officers_do(
    bare_run: Run, home: Path, words: str, clause_id: str
) -> None:
    assert bare_run("questions", "add", "这个怎么说", "--clause", words).code == 0
    assert load_confirmed(home)[0].clause_id == clause_id
    assert load_confirmed(home)[0].confirmed_by


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["add", "问", "--clause", "cq-eeb-2021-5#9.9"], "没有编号为 cq-eeb-2021-5#9.9 的条款，请写条款编号"),
        (["add", "问", "--clause", "随便"], "没有条款「随便」，请写条款编号"),
        (["add", "问", "--clause", "正面清单第30项"], "请写条款编号"),
        (["add", "问", "--clause", "二（一）"], "不止一条："),
        (
            ["add", "问", "--clause", "cq-spb-eeb-2021-181#a2.m3"],
            "是几行共用的单元格，不单独检索，请改用它所在的一行。",
        ),
        (["add", " ？ ", "--clause", PLATE], "问题是空的，请写上人们会怎么问"),
        (["add", "长" * 201, "--clause", PLATE], "问题有 201 字，超过 200 字的上限"),
        (["add", "问", "--clause", PLATE, "--by", " "], "确认人应为 1 到 40 字"),
        (["add", f"{ASKED}？", "--clause", PLATE], "已经确认过（第 1 个，2026-11-21），不必再加"),
        (["add", "问"], "缺少参数 --clause，请运行"),
        (["remove"], "请给出 kuanyan questions list 里的第几个，或用 --all-of 给出条款，二者选一。"),
        (["remove", "1", "--all-of", PLATE], "二者选一。"),
        (["remove", "2"], "没有第 2 个确认的问题，一共 1 个"),
        (["remove", "0"], "的值不对，请运行"),
        (["remove", "--all-of", LIST], f"条款 {LIST} 没有确认的问题，请用 kuanyan questions list 看有哪些。"),
        (["remove", "--all-of", "随便"], "没有条款「随便」"),
        (["import", "nosuch.csv"], "找不到文件 nosuch.csv，请检查路径。"),
        (["import", "a.doc"], "不认识文件 a.doc 的类型“.doc”，请用 .csv、.xlsx、.jsonl 之一结尾。"),
        (["export", "a.doc"], "不认识文件 a.doc 的类型“.doc”"),
        (["export", "nosuch/a.csv"], "nosuch/a.csv 写不进去（系统错误"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    bare_run: Run, kept: Path, arguments: list[str], complaint: str
) -> None:
    before = (kept / FILE).read_bytes()
    ran = bare_run("questions", *arguments)
    assert ran.code == 2 and complaint in ran.complaint
    assert (kept / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.csv", "", "第 1 行应有一列“问题”"),
        ("a.csv", "问题,条款\n", "里没有问题，请一行写一个问题和它的条款。"),
        ("a.csv", "问题\n甲\n", "第 1 行应有一列“条款”，请在第 1 行写上列名。"),
        ("a.csv", "问题,条款,电话\n甲,乙,1\n", "第 1 行有不认识的列“电话”"),
        (
            "a.csv",
            f"问题,条款\n新的,{PLATE}\n别的,cq-eeb-2021-5#9.9\n",
            "第 3 行：没有编号为 cq-eeb-2021-5#9.9",
        ),
        ("a.csv", f"问题,条款,日期\n新的,{PLATE},昨天\n", "第 2 行：日期「昨天」不对"),
        ("a.csv", f'问题,条款\n"新的,{PLATE}\n', "不是完整的 CSV（引号不成对）"),
        ("a.jsonl", "{", "第 1 行不是 JSON，请每行写一个"),
        ("a.jsonl", "[]", "第 1 行应是值为文字的对象"),
        (
            "a.jsonl",
            '{"question": "甲", "klausel": "乙"}',
            "第 1 行有不认识的键 klausel，可用的键是 question",
        ),
        ("a.jsonl", '{"question": "甲"}', "第 1 行：没有条款「」"),
        ("a.jsonl", "\n\n", "里没有问题"),
        ("a.xlsx", "no zip", "损坏了或不是 .xlsx 文件"),
    ],
)
def test_a_faulty_file_is_imported_not_at_all(
    bare_run: Run, kept: Path, tmp_path: Path, name: str, content: str, complaint: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    before = (kept / FILE).read_bytes()
    ran = bare_run("questions", "import", str(tmp_path / name))
    assert ran.code == 2 and complaint in ran.err and "Traceback" not in ran.err
    assert (kept / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [("a.csv", b"\xff\xff\xff", "既不是 UTF-8 也不是 GB18030"), ("a.jsonl", b"\xff{}", "不是 UTF-8 文字")],
)
def test_other_encodings_are_named(
    bare_run: Run, kept: Path, tmp_path: Path, name: str, data: bytes, complaint: str
) -> None:
    (tmp_path / name).write_bytes(data)
    ran = bare_run("questions", "import", str(tmp_path / name))
    assert ran.code == 2 and complaint in ran.err
    assert load_confirmed(kept) == (ONE,)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "jsonl"])
def test_what_is_exported_can_be_imported(bare_run: Run, kept: Path, tmp_path: Path, ending: str) -> None:
    with change_confirmed(kept) as questions:
        questions.append(Confirmed('=1+1，"引号"怎么算', LIST, date(2026, 1, 2), "李四"))
    before = load_confirmed(kept)
    file = tmp_path / f"out.{ending}"
    assert "2 个问题存在" in bare_run("questions", "export", str(file)).out
    assert bare_run("questions", "remove", "--all-of", LIST).code == 0
    ran = bare_run("questions", "import", str(file))
    assert ran.code == 0 and "导入了 1 个问题，跳过已有的 1 个。" in ran.out
    assert load_confirmed(kept) == before
    if ending == "xlsx":
        assert load_workbook(file).worksheets[0]["A3"].data_type == "s"


def test_a_table_from_a_spreadsheet_is_imported(bare_run: Run, home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f"条款,问题\r\n{PLATE},牌子要挂吗\r\n,\r\n".encode("gb18030"))
    assert "导入了 1 个问题。" in bare_run("questions", "import", str(tmp_path / "a.csv"), "--by", "王五").out
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["问题", "条款", "日期", "确认人"])
    sheet.append(["名单几年有效", "渝环规〔2021〕5号 三（四）", date(2026, 3, 4), None])
    book.save(tmp_path / "b.xlsx")
    assert bare_run("questions", "import", str(tmp_path / "b.xlsx"), "--by", "王五").code == 0
    assert [(q.clause_id, q.confirmed_by) for q in load_confirmed(home)] == [(PLATE, "王五"), (LIST, "王五")]
    assert load_confirmed(home)[1].confirmed_on == date(2026, 3, 4)


def test_a_damaged_store_is_named_and_left_as_it_is(bare_run: Run, kept: Path) -> None:
    with (kept / FILE).open("ab") as file:
        file.write(b'{"question": "')
    before = (kept / FILE).read_bytes()
    for arguments in (["list"], ["add", "问", "--clause", PLATE], ["remove", "1"]):
        ran = bare_run("questions", *arguments)
        assert ran.code == 2 and f"{FILE} 第 2 行损坏了" in ran.complaint
    assert (kept / FILE).read_bytes() == before


def test_a_clause_that_is_gone_is_said_and_can_be_removed(bare_run: Run, home: Path) -> None:
    with change_confirmed(home) as questions:
        questions.append(Confirmed("问", "cq-eeb-2021-5#77", date(2026, 1, 1), "张三"))
    assert "cq-eeb-2021-5#77（语料里已没有这一条）" in bare_run("questions", "list").out
    assert bare_run("questions", "remove", "--all-of", "cq-eeb-2021-5#77").code == 0
    assert load_confirmed(home) == ()


def test_another_writer_is_waited_for_and_then_named(
    bare_run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_WAIT_S", 0.1)
    with FileLock(str((kept / FILE).with_suffix(".lock"))):
        ran = bare_run("questions", "remove", "1")
    assert ran.code == 2 and "另一个进程一直在改确认的问题" in ran.complaint
    assert load_confirmed(kept) == (ONE,)


def test_a_folder_that_cannot_be_written_is_explained(
    bare_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setenv("KUANYAN_HOME", str(tmp_path / "file" / "below"))
    ran = bare_run("questions", "add", "问", "--clause", PLATE)
    assert ran.code == 2 and "不可写入，确认的问题没有改动" in ran.complaint


def test_an_error_on_the_way_saves_nothing(kept: Path) -> None:
    with pytest.raises(KuanyanError), change_confirmed(kept) as questions:
        questions.clear()
        raise KuanyanError("不行。")
    assert load_confirmed(kept) == (ONE,)


def test_a_full_disk_leaves_the_old_file(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with (
        pytest.raises(KuanyanError, match="磁盘空间不足，确认的问题没有改动"),
        change_confirmed(kept) as questions,
    ):
        questions.clear()
    assert load_confirmed(kept) == (ONE,)
    assert [p.name for p in kept.glob("*.part")] == []


def test_two_writers_at_once_lose_nothing_and_a_killed_one_harms_nothing(kept: Path) -> None:
    """Four processes add twenty questions each; a fifth is killed while it holds the lock, its file half
    written."""
    add = (
        "import sys, datetime; from pathlib import Path\n"
        "from assistant.confirmed.store import change_confirmed\n"
        "from corpus.confirmed import Confirmed\n"
        "for i in range(20):\n"
        "    with change_confirmed(Path(sys.argv[1])) as q:\n"
        "        day = datetime.date(2026, 1, 1)\n"
        f"        q.append(Confirmed(f'{{sys.argv[2]}}问{{i}}', '{PLATE}', day, '某'))\n"
    )
    killed = (
        "import os, sys, signal; from pathlib import Path\n"
        "from assistant.confirmed.store import change_confirmed\n"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "with change_confirmed(Path(sys.argv[1])) as q:\n"
        "    q.clear()\n"
    )
    programs = [[sys.executable, "-c", add, str(kept), name] for name in "甲乙丙丁"]
    programs.append([sys.executable, "-c", killed, str(kept)])
    running = [subprocess.Popen(p, cwd=ROOT) for p in programs]
    codes = [process.wait(60) for process in running]
    assert codes == [0, 0, 0, 0, -9]
    questions = load_confirmed(kept)
    assert questions[0] == ONE and len(questions) == len({q.key for q in questions}) == 81


@pytest.fixture(scope="module")
def taught(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with the real model and three confirmed questions in everyday words."""
    folder = tmp_path_factory.mktemp("taught")
    (folder / FILE).write_bytes(render_confirmed(QUESTIONS))
    yield Assistant.load(ignore_progress, home=folder, cache=model_cache)


QUESTIONS = [
    ONE,
    Confirmed("村口那块红纸头隔多少光阴换一茬", LIST, date(2026, 11, 21), "张三"),
    Confirmed(
        "东北那边头一回犯小错写个保证就放一马是真的吗", "ln-pj-2021-17#2.3", date(2026, 11, 21), "李四"
    ),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.clause_id)
def test_asked_again_word_for_word_its_clause_comes_first(taught: Assistant, question: Confirmed) -> None:
    answer = taught.ask(question.question)
    assert answer.citations[0].clause_id == question.clause_id
    data = answer.as_json()
    assert data["confirmed"] == [question.clause_id]
    assert question.question not in data["answer"]
    for citation in answer.citations:
        assert check_citation(taught.corpus.get_document(citation.doc_id), citation)


def test_search_itself_finds_it_and_words_near_to_it(taught: Assistant, assistant: Assistant) -> None:
    for asked in (QUESTIONS[1].question, "村口的红纸头隔多少光阴才换一茬"):
        assert taught.index.search(asked).hits[0].clause_id == LIST
        assert assistant.index.search(asked).hits[0].clause_id != LIST


def test_without_a_confirmed_question_the_mark_is_absent(taught: Assistant, assistant: Assistant) -> None:
    asked = "正面清单有效期多久？"
    assert "confirmed" not in taught.ask(asked).as_json()
    assert taught.ask(asked).citations == assistant.ask(asked).citations


def test_a_confirmed_question_does_not_answer_for_another_region(taught: Assistant) -> None:
    answer = taught.ask(QUESTIONS[1].question, region="广西")
    assert LIST not in {c.clause_id for c in answer.citations}
