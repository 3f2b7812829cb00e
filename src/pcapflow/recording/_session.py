"""All containers and networks of one recording: started under labels and limits, and removed whatever happens.

Three layers see to it that nothing stays behind. This one removes by label when it is left, by
success, error or signal. A guard, a process of its own, does so when this process is killed. And
every container has its own limit and is removed by the engine when it ends, for when both are gone.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.errors import PcapflowError
from pcapflow.recording import _plan
from pcapflow.recording._guard import Guard
from pcapflow.signals import deferred

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Self

    from pcapflow.recording._docker import Engine
    from pcapflow.recording._values import Found

GRACE_S = 5
"""How long past a limit the engine may need to say that a container has ended."""


@dataclass(frozen=True, slots=True)
class Run:
    """A program that ran in a container, and ended."""

    status: int | None
    """None when its container ended before it."""
    out: str
    err: str


class Session:
    """One recording's things on the engine."""

    def __init__(self, engine: Engine, *, limit_s: int, version: str) -> None:
        """Nothing is started yet.

        Args:
            engine: Where.
            limit_s: How long each container may run.
            version: pcapflow's own, for the labels.
        """
        self.engine = engine
        self.limit_s = limit_s
        self.id = secrets.token_hex(8)
        self.version = version
        self._kept: set[str] = set()
        self._guard = Guard(self.id)
        self.deadline = 0.0
        """`time.monotonic` after which nothing that was started so far can still run."""

    @property
    def labels(self) -> dict[str, str]:
        """What everything of this recording is labelled with."""
        return {
            _plan.MANAGED: "true",
            _plan.SESSION: self.id,
            _plan.VERSION: self.version,
            # From these two, doctor tells a leftover from a recording that is under way.
            _plan.OWNER: f"{socket.gethostname()}/{os.getpid()}",
            _plan.UNTIL: str(int(time.time()) + self.limit_s + GRACE_S),
        }

    def image_labels(self, base: str) -> dict[str, str]:
        """What an image is labelled with that outlives the recording."""
        return {_plan.MANAGED: "true", _plan.VERSION: self.version, _plan.BASE: base}

    def launch(self, plan: _plan.Container) -> str:
        """Make and start a container; gives its ID.

        Raises:
            EngineError: The engine refuses; the reason is its own.
        """
        container_id = self.create(plan)
        self.engine.start(container_id)
        return container_id

    def create(self, plan: _plan.Container) -> str:
        """Make a container, to be started at once; gives its ID."""
        self.deadline = time.monotonic() + self.limit_s + GRACE_S
        return self.engine.create(plan, self.labels)

    def run(self, container_id: str, argv: Sequence[str], *, on_out: Callable[[bytes], object] | None = None) -> Run:
        """Run a program in a container and wait for its end.

        Args:
            container_id: Where.
            argv: What.
            on_out: Is given what comes on standard output, as it comes.

        Raises:
            EngineError: It does not end within the limit.
        """
        run_id, output = self.engine.run(container_id, argv, _plan.IN_ENGLISH)
        out, err = bytearray(), bytearray()
        for out_piece, err_piece in output.pieces(self.deadline):
            out += out_piece
            err += err_piece
            if on_out and out_piece:
                on_out(out_piece)
        return Run(self.engine.exit_status_of_run(run_id), out.decode(errors="replace"), err.decode(errors="replace"))

    def remove(self, container_id: str) -> None:
        """Remove one container before the end."""
        self.engine.remove([item for item in self._mine() if item.id == container_id])

    def keep(self, *ids: str) -> None:
        """Let these containers and networks stay."""
        self._kept.update(ids)

    def _mine(self) -> list[Found]:
        return self.engine.managed(f"{_plan.SESSION}={self.id}")

    def __enter__(self) -> Self:
        self._guard.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with deferred():
            try:
                self.engine.remove([item for item in self._mine() if item.id not in self._kept])
            except PcapflowError:
                self._guard.leave()
                # What broke off the recording is worth more than that the engine is gone.
                if error is None:
                    raise
            else:
                self._guard.dismiss()
