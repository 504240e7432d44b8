"""Chinese text into search tokens."""

from __future__ import annotations

import marshal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.lexicon import load_lexicon
from index.tokens import Tokenizer, bigrams


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Tokenizer:
    return Tokenizer(load_lexicon().words, tmp_path_factory.mktemp("jieba"))


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("甲乙丙", ["甲乙", "乙丙"]),
        ("甲乙", ["甲乙"]),
        ("甲", ["甲"]),
        ("的", []),  # a stop character alone
        ("的了", []),  # two stop characters are no bigram
        ("罚的", ["罚的"]),  # one is
    ],
)
def test_bigrams_of_a_run(run: str, expected: list[str]) -> None:
    assert bigrams(run) == expected


def test_policy_words_stay_whole_beside_their_bigrams(tokenizer: Tokenizer) -> None:
    tokens = tokenizer.tokens("正面清单")
    assert "正面清单" in tokens
    assert [t for t in tokens if len(t) == 2] == ["正面", "面清", "清单"]


def test_every_word_of_the_lexicon_is_a_token_of_itself(tokenizer: Tokenizer) -> None:
    for word in load_lexicon().words:
        assert word in tokenizer.tokens(word), word


def test_numbers_and_latin_stay_whole_and_small(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("VOCs 超标 0.1 倍") == ["vocs", "超标", "0.1", "倍"]
    assert tokenizer.tokens("70%") == ["70%"]


def test_full_width_counts_as_half_width(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("１０日内ＰＭ") == tokenizer.tokens("10日内PM")


def test_a_repeated_word_is_repeated(tokenizer: Tokenizer) -> None:
    assert tokenizer.tokens("约谈，约谈").count("约谈") == 2


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1b", "😀", "，。！？", "\ud800"])
def test_text_without_words_has_no_tokens(tokenizer: Tokenizer, text: str) -> None:
    assert tokenizer.tokens(text) == []


def test_the_same_text_gives_the_same_tokens_in_every_tokenizer(tmp_path: Path, tokenizer: Tokenizer) -> None:
    text = "对未按规定进行环境影响评价，擅自开工建设的行政处罚"
    assert Tokenizer(load_lexicon().words, tmp_path / "other").tokens(text) == tokenizer.tokens(text)
    assert Tokenizer(load_lexicon().words).tokens(text) == tokenizer.tokens(text)


def test_a_cache_folder_that_cannot_be_made_does_not_matter(tmp_path: Path, tokenizer: Tokenizer) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    assert Tokenizer(load_lexicon().words, blocked / "jieba").tokens("柔性执法") == tokenizer.tokens(
        "柔性执法"
    )


def test_a_fresh_tokenizer_may_be_used_by_several_threads_at_once(tmp_path: Path) -> None:
    fresh = Tokenizer(load_lexicon().words, tmp_path)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(fresh.tokens, ["正面清单企业的有效期"] * 16))
    assert all(result == results[0] for result in results)


def test_the_dictionary_cache_is_written_once_and_read_again(tmp_path: Path, tokenizer: Tokenizer) -> None:
    text = "重点排污单位应当公开环境信息"
    Tokenizer(load_lexicon().words, tmp_path).tokens(text)
    written = (tmp_path / "jieba.cache").stat()
    again = Tokenizer(load_lexicon().words, tmp_path).tokens(text)
    assert again == tokenizer.tokens(text)
    assert (tmp_path / "jieba.cache").stat().st_mtime_ns == written.st_mtime_ns


@pytest.mark.parametrize("damage", [b"", b"\x00", b"not a cache", marshal.dumps((1, 2, 3)), marshal.dumps(7)])
def test_a_damaged_dictionary_cache_is_written_anew(
    tmp_path: Path, tokenizer: Tokenizer, damage: bytes
) -> None:
    (tmp_path / "jieba.cache").write_bytes(damage)
    text = "重点排污单位应当公开环境信息"
    assert Tokenizer(load_lexicon().words, tmp_path).tokens(text) == tokenizer.tokens(text)
    assert (tmp_path / "jieba.cache").stat().st_size > 1_000_000
