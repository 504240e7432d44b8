"""Chinese text into search tokens."""

from __future__ import annotations

import marshal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.lexicon import load_lexicon
from index.tokens import Tokenizer, bigrams, characters, find_runs

TOKENIZER = Tokenizer(load_lexicon().words)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("甲乙丙", ["甲乙", "乙丙"]),
        ("甲乙", ["甲乙"]),
        ("甲", []),  # a character alone is among the characters
        ("的了", []),  # two characters that only ask or bind
        ("罚的", ["罚的"]),  # one of them
    ],
)
def test_bigrams_of_a_run(run: str, expected: list[str]) -> None:
    assert bigrams(run) == expected


def test_characters_that_only_ask_or_bind_are_left_out() -> None:
    assert characters("罚的是吗") == ["罚"]
    assert characters("约谈约") == ["约", "谈", "约"]


def test_runs_end_where_the_script_changes() -> None:
    assert find_runs("VOCs超标0.1倍，10%吗") == ["vocs", "超标", "0.1", "倍", "10%", "吗"]


def test_a_text_is_its_bigrams_and_characters_run_by_run() -> None:
    assert TOKENIZER.tokens("牌子没挂，2倍") == [
        *("牌子", "子没", "没挂"),
        *("牌", "子", "没", "挂"),
        *("2", "倍"),
    ]


def test_everyday_words_share_characters_with_their_term_of_law() -> None:
    """What words and bigrams alone do not find."""
    shared = set(TOKENIZER.tokens("罚金交不起")) & set(TOKENIZER.tokens("分期缴纳罚款，当事人确有困难"))
    assert shared == {"罚"}


def test_every_term_of_the_lexicon_has_tokens() -> None:
    for expansion in load_lexicon().expansions:
        assert all(TOKENIZER.tokens(word) for word in (*expansion.say, *expansion.law)), expansion


def test_numbers_and_latin_stay_whole_and_small() -> None:
    assert TOKENIZER.tokens("VOCs 0.1") == ["vocs", "0.1"]
    assert TOKENIZER.tokens("70%") == ["70%"]


def test_full_width_counts_as_half_width() -> None:
    assert TOKENIZER.tokens("１０日内ＰＭ") == TOKENIZER.tokens("10日内PM")


def test_a_repeated_word_is_repeated() -> None:
    assert TOKENIZER.tokens("约谈，约谈").count("约谈") == 2


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1b", "😀", "，。！？", "\ud800"])
def test_text_without_words_has_no_tokens(text: str) -> None:
    assert TOKENIZER.tokens(text) == []


def test_policy_words_stay_whole_beside_their_bigrams() -> None:
    tokens = TOKENIZER.tokens("正面清单")
    assert "正面清单" in tokens
    assert [t for t in tokens if len(t) == 2] == ["正面", "面清", "清单"]
    assert [t for t in tokens if len(t) == 1] == ["正", "面", "清", "单"]


def test_every_word_of_the_lexicon_is_a_token_of_itself() -> None:
    for word in load_lexicon().words:
        assert word in TOKENIZER.tokens(word), word


def test_the_same_text_gives_the_same_tokens_in_every_tokenizer(tmp_path: Path) -> None:
    text = "对未按规定进行环境影响评价，擅自开工建设的行政处罚"
    assert Tokenizer(load_lexicon().words, tmp_path / "other").tokens(text) == TOKENIZER.tokens(text)
    assert Tokenizer(load_lexicon().words).tokens(text) == TOKENIZER.tokens(text)


def test_a_cache_folder_that_cannot_be_made_does_not_matter(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    assert Tokenizer(load_lexicon().words, blocked / "jieba").tokens("柔性执法") == TOKENIZER.tokens(
        "柔性执法"
    )


def test_a_fresh_tokenizer_may_be_used_by_several_threads_at_once(tmp_path: Path) -> None:
    fresh = Tokenizer(load_lexicon().words, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(fresh.tokens, ["正面清单企业的有效期"] * 16))
    assert all(result == results[0] for result in results)


def test_the_dictionary_cache_is_written_once_and_read_again(tmp_path: Path) -> None:
    text = "重点排污单位应当公开环境信息"
    Tokenizer(load_lexicon().words, tmp_path).tokens(text)
    written = (tmp_path / "jieba.cache").stat()
    again = Tokenizer(load_lexicon().words, tmp_path).tokens(text)
    assert again == TOKENIZER.tokens(text)
    assert (tmp_path / "jieba.cache").stat().st_mtime_ns == written.st_mtime_ns


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not a cache", marshal.dumps((1, 2, 3)), marshal.dumps(7)])
def test_a_damaged_dictionary_cache_is_written_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "jieba.cache").write_bytes(damage)
    text = "重点排污单位应当公开环境信息"
    assert Tokenizer(load_lexicon().words, tmp_path).tokens(text) == TOKENIZER.tokens(text)
    assert (tmp_path / "jieba.cache").stat().st_size > 1_000_000
