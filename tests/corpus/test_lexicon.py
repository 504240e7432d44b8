"""The lexicon as it is checked in, and each message of its loader."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from corpus.lexicon import load_lexicon, parse_lexicon

GOOD = "words: [柔性执法]\nexpansions:\n  - {say: [白名单, 红名单], law: [正面清单]}\n"


def test_the_lexicon_loads_and_names_terms_of_law() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.words) >= 40 and len(lexicon.expansions) >= 40
    assert "挥发性有机物" in lexicon.find_law_terms("喷漆房异味大不大")
    assert lexicon.find_law_terms("今天天气") == ()


def test_a_term_is_given_once_in_the_order_of_the_file() -> None:
    expansions = "[{say: [甲甲], law: [丙丙, 丁丁]}, {say: [乙乙], law: [丁丁, 戊戊]}]"
    lexicon = parse_lexicon(f"words: [罚款]\nexpansions: {expansions}\n", "x")
    assert lexicon.find_law_terms("乙乙和甲甲") == ("丙丙", "丁丁", "戊戊")


def test_the_fingerprint_changes_with_any_word_and_not_with_comments() -> None:
    first = parse_lexicon(GOOD, "x").fingerprint
    assert parse_lexicon("# 说明\n" + GOOD, "y").fingerprint == first
    assert parse_lexicon(GOOD.replace("红名单", "好名单"), "x").fingerprint != first
    assert parse_lexicon(GOOD.replace("[柔性执法]", "[柔性]"), "x").fingerprint != first


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("words: [柔性执法", r"第 \d+ 行不是正确的 YAML，请检查缩进、括号和冒号"),
        (GOOD + "words: [清单]\n", r"第 4 行的键 words 写了两次，请删去一个"),
        ("- 甲", "顶层应当是「键: 值」"),
        (GOOD + "colour: [红色]\n", "顶层有不认识的键「colour」，只能用 expansions、words，请改名或删去"),
        ("words: [柔性执法]\n", "顶层缺少键「expansions」，请补上"),
        ("words: [柔性执法]\nexpansions: 无\n", "expansions 应当是列表"),
        ("words: []\nexpansions: []\n", "words 应当是不空的列表"),
        ("words: 柔性执法\nexpansions: []\n", "words 应当是不空的列表"),
        ("words: [罚]\nexpansions: []\n", "words 有不能用的词「罚」，每个词至少两个字、两端无空格"),
        ("words: [' 罚款']\nexpansions: []\n", "words 有不能用的词「 罚款」"),
        ("words: [[罚款]]\nexpansions: []\n", r"words 有不能用的词「\['罚款'\]」"),
        ("words: [罚款, 罚款]\nexpansions: []\n", "words 写了两次「罚款」，请删去一个"),
        ("words: [罚款]\nexpansions: [甲甲]\n", "expansions 第 1 条应当是「键: 值」"),
        ("words: [罚款]\nexpansions: [{say: [甲甲]}]\n", "expansions 第 1 条缺少键「law」"),
        (
            "words: [罚款]\nexpansions: [{say: [甲甲], law: [乙乙], why: 丙}]\n",
            "expansions 第 1 条有不认识的键「why」，只能用 law、say",
        ),
        (
            "words: [罚款]\nexpansions: [{say: [甲甲], law: [甲甲]}]\n",
            "expansions 第 1 条把「甲甲」换成它自己，请删去",
        ),
        (
            "words: [罚款]\nexpansions: [{say: [甲甲], law: [乙乙]}, {say: [甲甲], law: [丙丙]}]\n",
            "「甲甲」在 expansions 第 1 条和第 2 条都有，请合并",
        ),
    ],
)
def test_each_fault_is_named_with_its_place_and_next_step(text: str, words: str) -> None:
    with pytest.raises(KuanyanError, match=f"^词表 词表文件.yaml.*{words}") as raised:
        parse_lexicon(text, "词表文件.yaml")
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KuanyanError, match=r"缺少词表文件 .*lexicon\.yaml，请重新安装 kuanyan 或恢复该文件"):
        load_lexicon(tmp_path / "lexicon.yaml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(KuanyanError, match=r"lexicon\.yaml 读不出来.*请另存为 UTF-8 后重试"):
        load_lexicon(path)


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KuanyanError, match="读不出来"):
        load_lexicon(tmp_path)
