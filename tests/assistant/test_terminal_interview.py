"""The interview as an officer has it: the real program on a pseudo terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.assistant.terminal import Terminal

DAY = ("--today", "2024-11-20")
NO_SIGN = {
    "哪一种违法行为": "未设置排放口信息化标识牌",
    "正面清单的企业": "2",
    "核发排污许可证": "y",
    "已经改正": "是",
    "第几天完成": "第3天",
    "危害后果": "1",
    "下列任何一种情形": "0",
}


def test_a_whole_interview_ends_in_a_verdict() -> None:
    with Terminal(*DAY) as terminal:
        asked = terminal.converse({"哪个地区": "沙坪坝", **NO_SIGN})
        assert terminal.close() == 0
        text = terminal.text
    assert [int(re.findall(r"\d+", question)[0]) for question in asked] == list(range(1, len(asked) + 1))
    assert "哪个地区" in asked[0] and "哪一种违法行为" in asked[1] and "任何一种情形" in asked[-1]
    assert text.startswith("判定：违法行为罚不罚\n")
    assert "\n  记下：地区 重庆市沙坪坝区\n" in text and "\n  记下：改正用时 3日\n" in text
    assert "\n不予行政处罚\n" in text and "【依据】" in text
    assert not re.search(r"[a-z]+_[a-z]+|Traceback", text), "an id among the words"


def test_a_question_is_never_asked_twice_though_nobody_knows_anything() -> None:
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        asked = terminal.converse({"哪一种违法行为": "3"})
        assert terminal.close() == 0
        text = terminal.text
    questions = [question.split(" ", 1)[1] for question in asked]
    assert len(set(questions)) == len(questions)
    assert "\n还差几件事实才能定\n" in text and "问过，还不清楚：" in text


def test_the_grouped_question_takes_numbers_and_doubts() -> None:
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        terminal.converse({**NO_SIGN, "下列任何一种情形": "2？ 1？"})
        assert terminal.close() == 0
        text = terminal.text
    listed = dict(re.findall(r"^  (\d+)\. (.*)$", text.rsplit("任何一种情形？", 1)[1], re.M))
    assert "\n如确认不存在下列情形：不予行政处罚\n" in text
    assert re.search(rf"问过，还不清楚：.*{re.escape(listed['1'])}", text)
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        number = next(n for n, name in listed.items() if name == "涉嫌犯罪")
        terminal.converse({**NO_SIGN, "下列任何一种情形": f"{number}、{number}"})
        assert terminal.close() == 0
        assert "\n移送公安机关\n" in terminal.text


def test_help_back_and_replies_that_cannot_be_read() -> None:
    with Terminal(*DAY) as terminal:
        assert "第1问 案件在哪个地区？" in terminal.wait()
        assert "已经是第一问。" in terminal.type("b")
        assert "不知道地区就不能判定" in terminal.type("")
        assert "不认识地区「火星」" in terminal.type("火星")
        assert "写了2个地区（重庆市沙坪坝区、辽宁省盘锦市）" in terminal.type("沙坪坝和盘锦")
        assert "各地的清单只在本地适用" in terminal.type("？")  # as Chinese keyboards write it
        assert re.search(r"第2问（还剩约\d+问） 是哪一种违法行为？", terminal.type("沙坪坝"))
        shown = terminal.type("?")
        assert "按实际行为选" in shown and "为什么问：不同的情形适用不同的条款" in shown
        assert "请填 1 到 16 的编号，不知道就直接回车。" in terminal.type("99")
        assert "请填 1 到 16 的编号" in terminal.type("超标")  # never guessed
        assert "请填 1 到 16 的编号" in terminal.type(b"\xe8\xb6")  # half a character
        assert "第3问" in terminal.type("９")
        assert "请填 1（是）或 2（否），不知道就直接回车。" in terminal.type("也许")
        assert "第2问" in terminal.type("ｂ")
        assert "案件在哪个地区？" in terminal.type("B")
        assert "第2问" in terminal.type("4")
        assert "第3问" in terminal.type("9")
        assert "第4问" in terminal.type("不是")
        shown = terminal.type("否")
        assert "超标多少倍？" in shown and "（填数，单位倍；有几个的都填上" in shown
        assert "超标倍数应当是数，写的是“很多”。" in terminal.type("很多")
        assert "超标倍数不能是负数，写的是 -3。" in terminal.type("-3")
        assert "超标倍数的单位是倍，写的是“吨”；请换算成倍再填。" in terminal.type("3吨")
        assert "记下：超标倍数 0.08倍" in terminal.type("0.05倍、０．０８")
        assert "超标多少倍？" in terminal.type("b")
        assert "记下：超标倍数 不到0.1倍" in terminal.type("小于0.1倍")
        assert "已停止。" in terminal.type("q")
        assert terminal.close() == 130
        assert "Traceback" not in terminal.text


def test_control_c_and_control_d_stop_at_any_question() -> None:
    for key, arguments in ((b"\x03", ()), (b"\x04", ("--region", "盘锦"))):
        with Terminal(*DAY, *arguments) as terminal:
            terminal.wait()
            shown = terminal.press(key)
            assert terminal.close() == 130
            assert shown.endswith("\n已停止。\n") and "Traceback" not in terminal.text


def test_the_correction_may_be_told_by_its_day() -> None:
    answers = {**NO_SIGN, "第几天完成": "2024年11月6日", "  检查发现是哪一天？": "2024.11.3"}
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        terminal.converse(answers)
        assert terminal.close() == 0
        text = terminal.text
    assert "记下：改正完成日 2024年11月6日" in text and "记下：检查发现日 2024年11月3日" in text
    assert "\n不予行政处罚\n" in text
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        asked = terminal.converse({**answers, "  检查发现是哪一天？": ""})
        assert terminal.close() == 0
    assert sum("第几天完成" in question for question in asked) == 1


def test_a_contradiction_is_cleared_up() -> None:
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        shown = terminal.wait()
        replies = {**NO_SIGN, "第几天完成": "2024-11-01"}
        while "第几天完成" not in shown:
            shown = terminal.type(next(reply for key, reply in replies.items() if key in shown))
        assert "检查发现是哪一天？" in terminal.type("2024-11-01")
        shown = terminal.type("2024-11-03")
        assert "说法有矛盾：改正完成日（" in shown and "哪一项要重新回答？" in shown
        assert re.findall(r"^  \d\. (.*)$", shown, re.M) == [
            "检查发现日：2024年11月3日",
            "改正完成日：2024年11月1日",
        ]
        assert "请填 1 到 2 的编号" in terminal.type("3")
        assert "是哪一天完成改正的？" in terminal.type("2")
        shown = terminal.type("2024/11/5")
        assert "记下：改正完成日 2024年11月5日" in shown and "矛盾" not in shown
        terminal.type("q")


def test_a_period_that_still_runs_is_not_asked_about_again() -> None:
    answers = {**NO_SIGN, "已经改正": "还没有", "检查发现是哪一天": "2024-11-15"}
    with Terminal(*DAY, "--region", "沙坪坝") as terminal:
        asked = terminal.converse(answers)
        assert terminal.close() == 0
        text = terminal.text
    assert sum("已经改正" in question for question in asked) == 1
    assert "最迟2024年11月25日" in text and "还没有届满" in text


def test_other_matters_have_their_own_questions() -> None:
    with Terminal(*DAY, "--region", "重庆", "--matter", "onsite") as terminal:
        asked = terminal.converse({"正面清单的企业": "是", "哪一天纳入": "20230101", "群众投诉": "有"})
        assert terminal.close() == 0
        assert "判定：能不能启动现场检查" in terminal.text and "\n可以启动现场检查\n" in terminal.text
    assert "违法行为" not in "".join(asked)


def test_only_the_verdict_goes_where_stdout_goes(tmp_path: Path) -> None:
    out = tmp_path / "verdict.json"
    with Terminal(*DAY, "--json", out=out) as terminal:
        terminal.converse({"哪个地区": "成都"})
        assert terminal.close() == 0
        assert "案件在哪个地区？" in terminal.text and "outcome" not in terminal.text
    assert json.loads(out.read_text("utf-8"))["outcome"] == "not_listed"


def test_a_bad_region_is_refused_before_the_first_question() -> None:
    with Terminal(*DAY, "--region", "火星") as terminal:
        shown = terminal.wait()
        assert terminal.close() == 2
    assert shown.startswith("不认识地区「火星」") and len(shown.splitlines()) == 1
