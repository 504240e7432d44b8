"""``python -m assistant``: the same as ``kuanyan``."""

from assistant.cli import run

run()
