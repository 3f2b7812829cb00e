"""tcpdump in its helper: started, ready, read as it writes, stopped, and asked what it counted."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcapflow.errors import EngineError, RecordingError
from pcapflow.recording import _counters
from pcapflow.recording._stream import PcapStream

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.recording._docker import Output
    from pcapflow.recording._plan import Container
    from pcapflow.recording._session import Session

STOP_S = 10
"""How long tcpdump may take to end when told to."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """How tcpdump ended."""

    status: int | None
    said: str
    """All of its standard error."""


class Tap:
    """A running capture; every whole record is handed on as it comes."""

    def __init__(self, session: Session, plan: Container, sink: Callable[[bytes], object]) -> None:
        """Start tcpdump and wait until it listens.

        Args:
            session: Whose containers this one joins.
            plan: The helper.
            sink: Is given whole records, in a thread; the first ones begin with the file's header.

        Raises:
            EngineError: tcpdump ended before it listened, or the engine does not start it.
        """
        self.plan = plan
        self.stream = PcapStream()
        self.failure: BaseException | None = None
        """What the sink raised, or what was wrong with the stream."""
        self._session = session
        self._sink = sink
        self._said = bytearray()
        self._news = threading.Condition()
        self._ended = False
        self._is_abandoned = False
        self.container_id = session.create(plan)
        self._created = session.engine.inspect(self.container_id)["Created"]
        output = session.engine.attach(self.container_id)
        session.engine.start(self.container_id)
        self._thread = threading.Thread(target=self._read, args=(output,), name="pcapflow-tap", daemon=True)
        self._thread.start()
        try:
            self._wait_until_it_listens()
        except BaseException:
            self.abandon()
            raise

    def _wait_until_it_listens(self) -> None:
        def listens() -> bool:
            return _counters.LISTENING in self.said

        is_ready = self.wait_until(listens, self._session.deadline - time.monotonic())
        if self.failure is not None:
            raise self.failure
        if not is_ready:
            raise EngineError(f"image {self.plan.image}: tcpdump does not begin: {_counters.complaint(self.said)}")

    @property
    def said(self) -> str:
        """What tcpdump printed on its standard error so far."""
        return self._said.decode(errors="replace")

    def wait_until(self, is_so: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until something is so, tcpdump has ended, or time is up; tells whether it is so."""
        with self._news:
            self._news.wait_for(lambda: is_so() or self._ended, timeout_s)
            return is_so()

    def check(self) -> None:
        """Raise what has gone wrong meanwhile.

        Raises:
            RecordingError: tcpdump has ended.
            OSError: The sink takes no more: the disk is full, or the reader of the pipe has gone.
        """
        if self.failure is not None:
            raise self.failure
        if self._ended:
            raise RecordingError(f"tcpdump ended before the ping did: {_counters.complaint(self.said)}")

    def stop(self) -> Stopped:
        """Tell tcpdump to end, and read what is left.

        Raises:
            RecordingError: It did not end.
        """
        engine = self._session.engine
        engine.signal(self.container_id, self.plan.stop_signal)
        self._thread.join(STOP_S)
        if self._thread.is_alive():
            raise RecordingError(f"tcpdump did not end within {STOP_S} s of {self.plan.stop_signal}")
        if self.failure is not None:
            raise self.failure
        return Stopped(engine.exit_status(self.container_id, self._created), self.said)

    def abandon(self) -> None:
        """Give the sink nothing more: when this returns, its file may be closed."""
        with self._news:
            self._is_abandoned = True

    def _read(self, output: Output) -> None:
        try:
            for out, err in output.pieces(self._session.deadline):
                with self._news:
                    if self._is_abandoned:
                        return
                    if out and (records := self.stream.feed(out)):
                        self._sink(records)
                    self._said += err
                    self._news.notify_all()
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
            self.failure = error
            # Without this tcpdump would go on for nobody.
            with contextlib.suppress(EngineError):
                self._session.engine.signal(self.container_id, "SIGKILL")
        finally:
            with self._news:
                self._ended = True
                self._news.notify_all()
