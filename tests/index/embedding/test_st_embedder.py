from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import KuanyanError
from index.embedding import load_embedder
from index.embedding.st_embedder import SentenceTransformersEmbedder, _choose_prefixes
from tests.contracts.embedder_contract import EmbedderContract

E5 = {"query": "query: ", "passage": "passage: "}


@pytest.fixture(scope="module")
def st_embedder(prepared: Path) -> SentenceTransformersEmbedder:
    return SentenceTransformersEmbedder(prepared / "st")


class TestSentenceTransformersEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self, st_embedder: SentenceTransformersEmbedder) -> SentenceTransformersEmbedder:
        return st_embedder

    def test_prints_nothing(
        self, embedder: SentenceTransformersEmbedder, prepared: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        SentenceTransformersEmbedder(prepared / "st").embed_passages(["约谈"] * 40)
        assert capfd.readouterr() == ("", "")

    def test_the_prepared_folder_is_a_complete_model(self, embedder: SentenceTransformersEmbedder) -> None:
        model = embedder._model
        assert {kind: model.prompts[kind] for kind in E5} == E5
        assert model.max_seq_length == 512
        assert len(model.tokenizer) == 250_002


def test_load_embedder_takes_a_folder(prepared: Path, tmp_path: Path) -> None:
    embedder = load_embedder(tmp_path, str(prepared / "st"))
    assert embedder.name.startswith("st:st:")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("prompts", "name", "expected"),
    [
        ({"query": "问：", "passage": "文："}, "any", {"query": "问：", "passage": "文："}),
        ({"query": "问：", "document": ""}, "e5-like", {"query": "问：", "passage": ""}),
        ({"query": "问：", "document": "文："}, "any", {"query": "问：", "passage": "文："}),
        ({"query": "", "document": ""}, "intfloat/multilingual-E5-base", E5),
        ({}, "BAAI/bge-small-zh", {"query": "", "passage": ""}),
        ({}, "/models/e5/bge-small-zh", {"query": "", "passage": ""}),
    ],
)
def test_prefixes_are_the_models_own_then_those_of_e5_then_none(
    prompts: dict[str, str], name: str, expected: dict[str, str]
) -> None:
    assert _choose_prefixes(prompts, name) == expected


@pytest.mark.parametrize("name", ["nobody/no-such-model", "没有的模型", "a/b/c/d", "../nowhere"])
def test_a_model_that_is_not_here_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(KuanyanError) as caught:
        load_embedder(tmp_path, name)
    message = str(caught.value)
    assert f"本机没有向量模型“{name}”" in message
    assert "KUANYAN_EMBED_MODEL" in message
    assert "请改为本机上的模型目录" in message


def test_a_folder_that_is_no_model_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(KuanyanError) as caught:
        SentenceTransformersEmbedder(tmp_path)
    assert "无法载入" in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert "请检查该目录是否为完整的 sentence-transformers 模型" in str(caught.value)
