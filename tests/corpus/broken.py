"""The faulty files of ``tests/broken``: each says in its head which message it must give."""

from __future__ import annotations

import re
from pathlib import Path

BROKEN = Path(__file__).parent.parent / "broken"
_EXPECTED = re.compile(r"(?:# |<!-- )报错：(.+?)(?: -->)?$", re.M)


def faulty_files(kind: str) -> list[Path]:
    return sorted(path for path in (BROKEN / kind).iterdir() if path.is_file())


def expected_messages(path: Path) -> list[str]:
    """The messages in the head of the file, without the file they name."""
    return _EXPECTED.findall(path.read_text("utf-8"))
