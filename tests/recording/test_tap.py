from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest
from tests.recording.conftest import LAB

from pcapflow.errors import EngineError
from pcapflow.recording import _counters, _engines, _plan
from pcapflow.recording._docker import Engine
from pcapflow.recording._session import Session
from pcapflow.recording._tap import Tap

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine


@pytest.fixture
def session() -> Iterator[Session]:
    with Engine(_engines.find()) as engine, Session(engine, limit_s=30, version="test") as begun:
        yield begun


@pytest.fixture
def talker(session: Session) -> str:
    """A container whose only interface is a loopback, and which pings itself all the time."""
    plan = _plan.Container("test", LAB, ("ping", "-i", "0.05", "127.0.0.1"), ("NET_RAW",), 30, "none")
    return session.launch(plan)


def helper(talker: str, capture_filter: str = "icmp", interface: str = "lo") -> _plan.Container:
    argv = _plan.tcpdump_argv(interface, capture_filter)
    return _plan.Container("helper", LAB, argv, _plan.HELPER_RIGHTS, 30, f"container:{talker}", stop_signal="SIGINT")


def test_packets_come_while_they_are_taken(session: Session, talker: str) -> None:
    """Not in the end: what is there when the recording is killed is worth something."""
    pieces: list[bytes] = []
    tap = Tap(session, helper(talker), pieces.append)

    assert tap.wait_until(lambda: tap.stream.n_packets >= 4, 10)
    n_bytes_so_far = sum(map(len, pieces))
    stopped = tap.stop()

    assert n_bytes_so_far >= 24 + 4 * (16 + 98)
    assert 0 == stopped.status
    assert _counters.read(stopped.said).captured == tap.stream.n_packets


def test_a_filter_that_tcpdump_does_not_know(session: Session, talker: str) -> None:
    """Ready is who listens; who ends before is an error, in tcpdump's words."""
    with pytest.raises(EngineError, match="unknown port 'nosuch'"):
        Tap(session, helper(talker, "port nosuch and"), print)


@pytest.mark.parametrize("n_good", [0, 2])
def test_a_sink_that_fails_is_heard_of(n_good: int, session: Session, talker: str) -> None:
    """The disk is full, say, at the first byte or later: that is what comes out, and nobody goes on for nobody."""
    pieces: list[bytes] = []

    def sink(piece: bytes) -> None:
        pieces.append(piece)
        if len(pieces) > n_good:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        wait_for_the_end(Tap(session, helper(talker), sink))


def wait_for_the_end(tap: Tap) -> None:
    tap.wait_until(lambda: False, 10)
    tap.check()


def test_after_it_is_abandoned_the_sink_gets_nothing(session: Session, talker: str) -> None:
    """Its file may be closed then, and the number of it another file's."""
    pieces: list[bytes] = []
    tap = Tap(session, helper(talker), pieces.append)
    tap.wait_until(lambda: tap.stream.n_packets >= 2, 10)

    tap.abandon()
    n_pieces = len(pieces)
    time.sleep(0.3)

    assert n_pieces == len(pieces)


def test_waiting_ends_when_tcpdump_does(session: Session, talker: str) -> None:
    """Not at the end of the time that was given for it."""
    tap = Tap(session, helper(talker), lambda _: None)
    threading.Timer(0.3, session.engine.signal, (tap.container_id, "SIGKILL")).start()
    begin = time.monotonic()

    assert not tap.wait_until(lambda: False, 20)
    assert time.monotonic() - begin < 10
