"""Signals that must wait a moment: a container is on its way, a file is getting its name, or all is being removed."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("deferred",)

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def deferred() -> Iterator[None]:
    """Let signals that end the program take effect after the block.

    An engine goes on with a request whose sender was interrupted: a container that is being made
    would come to be after the removal of all others. A file whose maker was interrupted before it
    was noted would be removed by nobody. Only the main thread of a program gets signals,
    so elsewhere there is nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, Any]] = []
    before = {number: signal.signal(number, lambda *call: came.append(call)) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            # None: a handler that was not set from Python, and cannot be set again.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for number, frame in came[:1]:
            _take(before[number], number, frame)


def _take(handler: Any, number: int, frame: Any) -> None:
    if callable(handler):
        handler(number, frame)
    elif handler != signal.SIG_IGN:
        signal.raise_signal(number)
