"""A process of its own that removes a recording's containers and networks when the recording is killed.

It waits at a pipe. The recording says a word there when it has removed everything itself; a pipe
that closes without it means that nobody else is left to do so. (A container that was made and not
yet started has no limit that would end it, and a network never has.)
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time

from pcapflow.errors import PcapflowError
from pcapflow.recording import _plan

DONE = b"done\n"
PAUSES_S = (0, 1, 3, 5)
"""Between its looks: a container that was on its way when the recording died may come late."""


class Guard:
    """The recording's side of it."""

    def __init__(self, session_id: str) -> None:
        """Nothing is started yet."""
        self._session_id = session_id
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, in a session of its own: what ends the recording must not end it."""
        if not sys.executable:  # Python inside another program: the containers' own limits must do.
            return
        code = f"from pcapflow.recording._guard import main; main({self._session_id!r})"
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, and a number that we made
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

    def dismiss(self) -> None:
        """All is removed: the process ends."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.communicate(DONE, timeout=10)

    def leave(self) -> None:
        """Not all could be removed: the process goes on trying for a while after this one has ended."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            # It is to outlive us; without this, Python would warn that nobody waited for it.
            self._process.returncode = 0


def main(session_id: str) -> None:
    """Wait for the end of the recording; remove what it left."""
    if sys.stdin.buffer.read() == DONE:
        return
    from pcapflow.recording import _engines
    from pcapflow.recording._docker import Engine

    for pause_s in PAUSES_S:
        time.sleep(pause_s)
        with contextlib.suppress(PcapflowError), Engine(_engines.find()) as engine:
            engine.remove(engine.managed(f"{_plan.SESSION}={session_id}"))
