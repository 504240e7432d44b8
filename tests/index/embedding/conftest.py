"""The prepared model, made once per session."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.embedding.model_folder import model_folder
from index.embedding.prepare import prepare_bundled_model


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder holding the prepared bundled model: ``KUANYAN_CACHE`` if set, else a temporary one."""
    cache = os.environ.get("KUANYAN_CACHE")
    folder = Path(cache) if cache else tmp_path_factory.mktemp("model-cache")
    prepare_bundled_model(folder)
    return folder


@pytest.fixture(scope="session")
def prepared(model_cache: Path) -> Path:
    """The folder of the prepared model; never to be changed by a test."""
    return model_folder(model_cache)
