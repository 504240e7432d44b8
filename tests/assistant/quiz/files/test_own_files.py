"""A trainer's own table and text: what is understood, and what is refused with its place."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from assistant.quiz.files import load_paper
from assistant.quiz.files.stable_zip import zip_parts
from assistant.quiz.models import ItemKind, Level, MarkingPoint, Paper, ProofKind
from corpus.errors import KuanyanError

HEAD = ("题型", "题干", "选项A", "选项B", "选项C", "答案", "解析", "难度", "章节", "依据条款")
ROW = ("单选", "正面清单有效期原则为几年？", "1年", "3年", None, "B")

TEXT = """执法培训小测

一、单选题（每题2分）
1、正面清单有效期原则为（ ）年。
A．1
B．3
正确答案：b
2. 谁负责？
A、甲局
B、乙局
并会同丙局
答案：A
解析：略
难度：理解
依据条款：渝环规〔2021〕5号 三（四）

二、多项选择题
3. 哪些情形不得再次纳入？
A. 恶意偷排
B. 篡改台账记录
C. 主动报告
答案：B、A

三、判断题
4. 有效期为3年。
答案：√
四、填空题
5. 有效期为（　　）年，由（　　）调整。
答案：3、市生态环境局
五、简答题
6. 简述要求。
答案：（1）及时移出（2分）
（2）不得再次纳入（3分）
六、案例分析题
7. 某厂被查。
（1）【判断】应当处罚。
答案：错误
（2）整改期限为____日。
答案：10
"""


def book(folder: Path, *rows: Any, head: tuple[Any, ...] = HEAD, title: str = "试题") -> Path:
    table = Workbook()
    sheet = table.active
    assert sheet is not None
    sheet.title = title
    for row in (head, *rows):
        sheet.append(row)
    path = folder / "题库.xlsx"
    table.save(path)
    return path


def text(folder: Path, words: str) -> Path:
    path = folder / "题库.txt"
    path.write_text(words, "utf-8")
    return path


def complaint(path: Path) -> str:
    """What is said of a file that is refused, less its path."""
    with pytest.raises(KuanyanError) as caught:
        load_paper(path)
    said = str(caught.value)
    assert said.startswith(str(path)) and said.endswith("。") and "\n" not in said
    return said.removeprefix(str(path)).strip()


def unproved(paper: Paper) -> bool:
    return all(item.proof.kind is ProofKind.NONE for item in paper.items)


def test_a_text_as_trainers_write_it_is_understood(tmp_path: Path) -> None:
    paper = load_paper(text(tmp_path, TEXT.replace("\n", "\r\n")))
    assert paper.title == "执法培训小测" and unproved(paper)
    assert [item.kind for item in paper.items] == [
        *(ItemKind.SINGLE, ItemKind.SINGLE, ItemKind.MULTIPLE),
        *(ItemKind.TRUE_FALSE, ItemKind.FILL_IN, ItemKind.SHORT, ItemKind.CASE),
    ]
    assert [item.key for item in paper.items] == [
        ("B",),
        ("A",),
        ("A", "B"),
        ("对",),
        ("3", "市生态环境局"),
        (),
        (),
    ]
    first, second, _, _, blanks, short, case = paper.items
    assert first.options == ("1", "3") and first.level is Level.RECALL
    assert second.options == ("甲局", "乙局\n并会同丙局") and second.level is Level.UNDERSTAND
    assert {c.clause_id for c in second.citations} == {"cq-eeb-2021-5#3.4"} and second.citations[0].quote
    assert blanks.stem == "有效期为____年，由____调整。"
    assert short.points == (MarkingPoint("及时移出", 2), MarkingPoint("不得再次纳入", 3))
    assert [q.kind for q in case.questions] == [ItemKind.TRUE_FALSE, ItemKind.FILL_IN]
    assert [q.key for q in case.questions] == [("错",), ("10",)]


def test_without_headings_the_kind_is_seen_from_the_item(tmp_path: Path) -> None:
    words = (
        "1. 甲？\nA. 一\nB. 二\n答案：A\n2. 乙？\nA. 一\nB. 二\n答案：AB\n3. 丙。\n答案：×\n4. 丁____。\n"
        "答案：3\n5. 戊？\n答案：己\n6. 【多选】庚？\nA. 一\nB. 二\n答案：A\n"
    )
    kinds = [item.kind for item in load_paper(text(tmp_path, words)).items]
    assert kinds == [*(ItemKind.SINGLE, ItemKind.MULTIPLE), *list(ItemKind)[2:5], ItemKind.MULTIPLE]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "里没有题目，请照「1. 题干 / A. 选项 / 答案：AB / 解析：……」的样子改正。"),
        (
            "一、连线题\n1. 甲\n",
            "第 1 行有不认识的题型“连线题”，请改成 单选题、多选题、判断题、",
        ),
        ("1. 甲\nA. 一\nC. 二\n答案：A\n", "第 3 行的选项是 C，应为 B，请依次写选项，最多到 F。"),
        ("1. 甲\n答案：对\n答案：错\n", "第 3 行又写了一次“答案”，请只留一处，每道题以“1. ”开头。"),
        ("\n1. 甲\nA. 一\nB. 二\n", "第 2 行的题：没有答案，请改正。"),
        ("1. 甲\nA. 一\nB. 二\n答案：C\n", "第 1 行的题（单选）的答案“C”不在选项 AB 里，请改正。"),
        (
            "1. 甲\nA. 一 B. 二\n答案：A\n",
            "第 1 行的题（单选）有 1 个选项，应为 2 至 6 个，",
        ),
        ("一、单选题\n1. 甲\nA. 一\nB. 二\n答案：对\n", "第 2 行的题：答案“对”应为 A 至 F 的字母，请改正。"),
        ("一、判断题\n1. 甲\n答案：也许\n", "第 2 行的题：答案“也许”应为 对 或 错，请改正。"),
        ("一、填空题\n1. 甲\n答案：3\n", "第 2 行的题：题干里没有空，请用 ____ 表示空，请改正。"),
        (
            "一、填空题\n1. 甲____乙____\n答案：3\n",
            "第 2 行的题（填空）有 2 个空（____）、1 个答案，",
        ),
        ("一、简答题\n1. 甲\n答案：乙（101分）\n", "第 2 行的题：要点的分值 101 超过 100，请改正。"),
        ("一、案例分析题\n1. 甲\n", "第 2 行的题（案例分析）下面没有小题，请补上。"),
        ("一、案例分析题\n1. 甲\n答案：对\n", "第 2 行的题：案例没有答案，答案写在它的小题里，请改正。"),
        ("1. 甲\n答案：对\n难度：难\n", "第 1 行的题的难度“难”应为 识记、理解、应用 之一，请改正。"),
    ],
)
def test_a_text_that_cannot_be_understood_is_refused(tmp_path: Path, words: str, said: str) -> None:
    assert complaint(text(tmp_path, words)).startswith(said)


def test_a_table_as_trainers_write_it_is_understood(tmp_path: Path) -> None:
    head = ("答案", "题干", "题型", "选项B", "选项A")
    rows = [("B", "甲？", "单选题", "3年", "1年"), (None,) * 5, (3, "有效期___年。", "填空", None, None)]
    rows += [(True, "乙。", "判断", None, None), ("及时移出\n不得纳入（3分）", "丙？", "问答题", None, None)]
    paper = load_paper(book(tmp_path, *rows, head=head, title="Sheet1"))
    assert unproved(paper) and paper.title == "题库"
    assert [item.key for item in paper.items] == [("B",), ("3",), ("对",), ()]
    assert paper.items[0].options == ("1年", "3年") and paper.items[1].stem == "有效期____年。"
    assert paper.items[3].points == (MarkingPoint("及时移出", 0), MarkingPoint("不得纳入", 3))


def test_clauses_are_looked_up_and_what_is_not_there_is_kept_as_written(tmp_path: Path) -> None:
    grounds = (
        "渝环规〔2021〕5号 三（四）（cq-eeb-2021-5#3.4）「正面清单有效期原则为3年」\n"
        "渝环规〔2021〕5号三(四)\ncq-eeb-2021-5#3.4\n"
        "渝环规〔2021〕5号 三（四）（cq-eeb-2021-5#3.4）「没有的话」\n"
        "行政处罚法第三十三条"
    )
    (item,) = load_paper(book(tmp_path, (*ROW, "", "", "三", grounds))).items
    quoted, by_label, by_id, false, unknown = item.citations
    assert quoted.end - quoted.start == len("正面清单有效期原则为3年") and item.doc_id == "cq-eeb-2021-5"
    assert by_label == by_id and by_label.quote.startswith("（四）全面实施动态管理")
    assert (false.quote, false.start, false.end) == ("没有的话", 0, 0)
    assert (unknown.clause_id, unknown.label, unknown.quote) == ("", "行政处罚法第三十三条", "")


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ([], HEAD, "里没有题目，请从第 2 行起一行写一题。"),
        ([ROW], ("题型", "题干"), "第 1 行缺少列 答案，请在第 1 行写上列名。"),
        ([ROW], ("题型", "题干", "备注"), "第 1 行有不认识的列“备注”，可用的列是 "),
        ([ROW], ("题型", "题干", "题干"), "第 1 行的列“题干”写了两次，请删去一列。"),
        (
            [("连线", *ROW[1:])],
            HEAD,
            "第 2 行的题型“连线”应为 单选、多选、判断、填空、简答、案例分析 之一（",
        ),
        ([("案例分析·单选", *ROW[1:])], HEAD, "第 2 行是案例的小题，但上面没有案例，请把它移到案例的下面。"),
        ([ROW, (*ROW[:5], None)], HEAD, "第 3 行：没有答案，请改正。"),
        ([(*ROW[:5], "=1+1")], HEAD, "第 2 行的答案是公式，请改成文字（在前面加一个单引号）。"),
        (
            [(*ROW[:5], date(2021, 7, 6))],
            HEAD,
            "第 2 行的答案是日期或时间格式，",
        ),
        ([(*ROW[:5], "#N/A")], HEAD, "第 2 行的答案是错误值 #N/A，请改成文字。"),
        ([("单选", "甲", None, "乙", "丙", "B")], HEAD, "第 2 行的选项A是空的，后面却还有选项，请依次填写。"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused(
    tmp_path: Path, rows: list[Any], head: tuple[str, ...], said: str
) -> None:
    assert complaint(book(tmp_path, *rows, head=head)).startswith(said)


def test_a_broken_table_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, ROW)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert complaint(path) == "损坏了或不是 .xlsx 文件，请另存为 .xlsx 后重试，或用备份。"
    path.write_bytes(b"")
    assert complaint(path) == "是空的，请给出 .xlsx 文件。"
    with ZipFile(BytesIO(whole)) as parts:
        named = [(name, parts.read(name)) for name in parts.namelist()]
    path.write_bytes(zip_parts((name, b"<a" if name == "xl/workbook.xml" else part) for name, part in named))
    assert complaint(path).startswith("的内容损坏了，读不出表格（")


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    table = Workbook()
    table.create_sheet("二")
    table.save(tmp_path / "题库.xlsx")
    assert complaint(tmp_path / "题库.xlsx") == "有 2 张表，没有一张叫“试题”，请改好表名。"
