"""Shared fixtures: the real corpus, the real model prepared once, a real index."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.loader import load_corpus
from corpus.models import Corpus

if TYPE_CHECKING:
    from assistant.service import Assistant
    from index.embedding.protocol import Embedder

ROOT = Path(__file__).parent.parent


def ignore_progress(label: str, fraction: float) -> None:
    """Tests do not watch progress."""


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The prepared model: KUANYAN_CACHE where it is set, so that it is prepared once, else a new folder."""
    given = os.environ.get("KUANYAN_CACHE")
    return Path(given) if given else tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> Embedder:
    from index.embedding import load_embedder

    return load_embedder(model_cache, None, ignore_progress)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def assistant(model_cache: Path, data_folder: Path) -> Iterator[Assistant]:
    from assistant.service import Assistant

    yield Assistant.load(ignore_progress, home=data_folder, cache=model_cache)
