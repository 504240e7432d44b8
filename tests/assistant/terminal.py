"""A terminal of our own: the real program on a pseudo terminal, spoken to as an officer would."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parent.parent.parent
PROMPT = "\n  > "
PATIENCE = 30.0  # seconds for one reply on a busy machine
# The pseudo terminal becomes the controlling one, so that Ctrl+C reaches the program, and Ctrl+C is heard
# though a shell that runs the tests in the background has it ignored.
_PROGRAM = (
    "import fcntl, signal, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "signal.signal(signal.SIGINT, signal.default_int_handler); from assistant.cli import run; run()"
)


class Terminal:
    """``kuanyan verdict``; all that it prints goes to the terminal, stdout to ``out`` where that is given."""

    def __init__(self, *arguments: str, out: Path | None = None) -> None:
        self._end, theirs = os.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
        stdout = out.open("wb") if out else None
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, "verdict", *arguments],
                stdin=theirs,
                stdout=stdout or theirs,
                stderr=theirs,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
            )
        finally:
            os.close(theirs)
            if stdout:
                stdout.close()
        self._bytes = b""
        self._read = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._end)

    @property
    def text(self) -> str:
        """Everything on the screen so far, what was typed included."""
        return self._bytes.decode("utf-8", "replace").replace("\r\n", "\n")

    def wait(self) -> str:
        """What was printed since, up to the next prompt or the end."""
        until = time.monotonic() + PATIENCE
        while not self.text[self._read :].endswith(PROMPT):
            ready, _, _ = select.select([self._end], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"no prompt after {PATIENCE} s:\n{self.text}"
            try:
                data = os.read(self._end, 65536)
            except OSError:  # Linux: the other end is closed
                data = b""
            if not data:
                break
            self._bytes += data
        new = self.text[self._read :]
        self._read = len(self.text)
        return new

    def type(self, reply: str | bytes) -> str:
        """Types the line and waits."""
        os.write(self._end, (reply.encode("utf-8") if isinstance(reply, str) else reply) + b"\n")
        return self.wait()

    def press(self, key: bytes) -> str:
        os.write(self._end, key)
        return self.wait()

    def close(self) -> int:
        """The exit code of a program that has ended by itself."""
        return self._process.wait(PATIENCE)

    def converse(self, answers: Mapping[str, str]) -> list[str]:
        """Answers each question by the first key that occurs in it, else with an empty line, to the end.

        Returns the questions in the order asked.
        """
        asked = []
        shown = self.wait()
        while shown.endswith(PROMPT):
            question = re.findall(r"^(?:第\d+问.*|  检查发现是哪一天？)$", shown, re.M)[-1]
            asked.append(question)
            assert len(asked) < 40, self.text
            shown = self.type(next((reply for key, reply in answers.items() if key in question), ""))
        return asked
