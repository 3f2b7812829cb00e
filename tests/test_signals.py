from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, NoReturn

import pytest

from pcapflow.signals import deferred

if TYPE_CHECKING:
    from collections.abc import Iterator


class EndedError(Exception):
    pass


def end(_number: int, _frame: object) -> NoReturn:
    raise EndedError


@pytest.fixture(autouse=True)
def _own_handler() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, end)
    yield
    signal.signal(signal.SIGTERM, before)


def interrupted_inside(steps: list[str]) -> None:
    with deferred():
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGTERM)
        steps.append("after the signal")


def test_a_signal_waits_for_the_end_of_the_block() -> None:
    """A container that is being made must be known before all are removed."""
    steps: list[str] = []

    with pytest.raises(EndedError):
        interrupted_inside(steps)

    assert ["after the signal"] == steps
    assert end is signal.getsignal(signal.SIGTERM)


def test_an_interrupt_is_an_interrupt_afterwards() -> None:
    """Python's own handler raises KeyboardInterrupt."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), deferred():
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_what_is_ignored_stays_ignored() -> None:
    """``nohup`` ignores SIGHUP, and means it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with deferred():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.SIG_IGN == signal.getsignal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_without_a_signal_nothing_changes() -> None:
    """The handlers are those of before."""
    with deferred():
        pass

    assert end is signal.getsignal(signal.SIGTERM)


def test_other_threads_get_no_signals() -> None:
    """There, nothing is done, where Python would refuse."""
    done: list[bool] = []

    def work() -> None:
        with deferred():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert [True] == done
