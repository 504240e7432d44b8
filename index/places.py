"""Where the program keeps what it makes on this machine. Nothing is created by asking."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def data_home(environment: Mapping[str, str] = os.environ) -> Path:
    """The data folder: ``KUANYAN_HOME``, else ``~/.local/share/kuanyan``."""
    given = environment.get("KUANYAN_HOME", "").strip()
    return Path(given).expanduser() if given else Path.home() / ".local" / "share" / "kuanyan"


def cache_home(environment: Mapping[str, str] = os.environ) -> Path:
    """What can be made again: ``KUANYAN_CACHE``, else beside ``KUANYAN_HOME``, else ``~/.cache/kuanyan``."""
    given = environment.get("KUANYAN_CACHE", "").strip()
    if given:
        return Path(given).expanduser()
    if environment.get("KUANYAN_HOME", "").strip():
        return data_home(environment) / "cache"
    return Path.home() / ".cache" / "kuanyan"


def embedding_model(environment: Mapping[str, str] = os.environ) -> str | None:
    """``KUANYAN_EMBED_MODEL``: a model's name or folder; None is the bundled model."""
    return environment.get("KUANYAN_EMBED_MODEL", "").strip() or None
