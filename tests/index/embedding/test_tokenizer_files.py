from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer

from index.embedding.model_folder import TOKENIZER_FILE

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def pruned(prepared: Path) -> Tokenizer:
    return Tokenizer.from_file(str(prepared / TOKENIZER_FILE))


@pytest.fixture(scope="module")
def whole(prepared: Path) -> Tokenizer:
    return Tokenizer.from_file(str(prepared / "st" / "tokenizer.json"))


def test_sizes(pruned: Tokenizer, whole: Tokenizer) -> None:
    assert whole.get_vocab_size() == 250_002
    assert 40_000 < pruned.get_vocab_size() < 50_000


@pytest.mark.parametrize("prefix", ["query: ", "passage: "])
def test_every_line_of_the_documents_is_cut_the_same_way(
    pruned: Tokenizer, whole: Tokenizer, prefix: str
) -> None:
    sources = sorted((ROOT / "corpus" / "policies").glob("*/source.txt"))
    lines = [line for path in sources for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 600
    for line in lines:
        assert pruned.encode(prefix + line).tokens == whole.encode(prefix + line).tokens, line


@pytest.mark.parametrize(
    "text",
    [
        "超标0.1倍以下、PM2.5、COD、VOCs、pH值",
        "第三十三条（一）①②③ⅠⅡ《行政处罚法》〔2021〕5号……——“体检式”",
        "１０平方米以下　全角空格",
        "面积≤10㎡，温度25℃，偏差±5%，3×4",
        "～",
        "COD\x00\x07 BOD",
        "嘅咗哋龘𠮷",
    ],
)
def test_chinese_texts_are_cut_the_same_way(pruned: Tokenizer, whole: Tokenizer, text: str) -> None:
    assert pruned.encode("query: " + text).tokens == whole.encode("query: " + text).tokens


@pytest.mark.parametrize("text", ["\u13a0", "\U0001f9ff", "ꙮ", "Ж", "ส"])
def test_a_character_without_a_piece_becomes_unknown(pruned: Tokenizer, text: str) -> None:
    ids = pruned.encode(f"约{text}谈").ids
    assert pruned.token_to_id("<unk>") == 3
    assert ids.count(3) == 1
    assert ids == pruned.encode("约\u13a1谈").ids


def test_long_latin_words_are_cut_into_kept_pieces_not_lost(pruned: Tokenizer) -> None:
    assert "<unk>" not in pruned.encode("environmental impact assessment").tokens


def test_special_tokens_keep_their_ids(pruned: Tokenizer, whole: Tokenizer) -> None:
    for piece, number in {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}.items():
        assert pruned.token_to_id(piece) == whole.token_to_id(piece) == number
    assert pruned.encode("约谈").ids[0] == 0
    assert pruned.encode("约谈").ids[-1] == 2


def test_line_ends_and_controls_do_not_become_tokens(pruned: Tokenizer) -> None:
    assert pruned.encode("约谈\r\n\t 告诫\x07").tokens == pruned.encode("约谈 告诫").tokens
