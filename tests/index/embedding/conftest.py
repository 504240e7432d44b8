"""The prepared model, made once per session in ``model_cache`` (see ``tests/conftest.py``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.embedding.prepare import prepare_bundled_model


@pytest.fixture(scope="session")
def prepared(model_cache: Path) -> Path:
    """The folder of the prepared model; never to be changed by a test."""
    return prepare_bundled_model(model_cache)
