"""Work that takes seconds, with its steps shown while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Generic, TypeVar

from assistant.app.literal import escape

T = TypeVar("T")
Progress = Callable[[str, float], None]  # label, share 0..1
Step = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Finished(Generic[T]):
    result: T


def run_with_steps(work: Callable[[Progress], T]) -> Iterator[Step | Finished[T]]:
    """Yields (label, share 0..1) as ``work`` reports them, then what it returned; raises its error."""
    told: SimpleQueue[Step | None] = SimpleQueue()
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work, lambda label, share: told.put((label, share)))
        future.add_done_callback(lambda _: told.put(None))
        while (step := told.get()) is not None:
            yield step
    yield Finished(future.result())


def render_step(step: Step) -> str:
    label, share = step
    return (
        f'<p class="kq-progress" role="status"><label>{escape(label)}……'
        f'<progress max="100" value="{round(share * 100)}"></progress></label></p>'
    )
