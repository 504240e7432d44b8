"""A progress bar on stderr that appears only when there is long work."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any


class ProgressBar:
    """A ``progress(label, fraction)`` callback; rich is imported at its first call."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> ProgressBar:
        return self

    def __call__(self, label: str, fraction: float) -> None:
        """``fraction`` is 0..1 of the step ``label``; a new label starts a new line."""
        if not sys.stderr.isatty():
            if label not in self._tasks:
                self._tasks[label] = None
                print(label, file=sys.stderr, flush=True)
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True))
            self._bar.start()
        if label not in self._tasks:
            self._tasks[label] = self._bar.add_task(label, total=1.0)
        self._bar.update(self._tasks[label], completed=fraction)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
