from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow as pf
from pcapflow import kernel
from pcapflow.analyses import Ping, QuietPing, _quiet
from pcapflow.testing import build
from pcapflow.testing.conformance import ping_captures, run

if TYPE_CHECKING:
    from collections.abc import Iterable

MS = 1_000_000

needs_kernel = pytest.mark.skipif(not kernel.is_compiled(), reason="the kernel is not in force")


def quietly(capture: bytes, *, most_rows: int = 0, cuts: Iterable[int] = ()) -> tuple[str, int, int]:
    """What is printed, by two passes where more than ``most_rows`` echo packets are not kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_quiet, "MOST_ROWS", most_rows)
        quiet = QuietPing()
        run(_Unasked(quiet), capture, cuts=cuts)
        if (again := quiet.again()) is not None:
            run(again, capture, cuts=cuts)
        return quiet.result()


class _Unasked:
    """Its result is asked for later."""

    def __init__(self, quiet: QuietPing) -> None:
        self.update = quiet.update

    def result(self) -> None: ...


def expected(capture: bytes) -> tuple[str, int, int]:
    result = run(Ping(), capture)
    return result.text(quiet=True), result.n_requests, result.n_answered


def odd_flows(*packets: bytes | build.Packet) -> list[bool]:
    """Which flows are not counted."""
    quiet = QuietPing()
    run(_Unasked(quiet), build.capture(*packets))
    odd: list[bool] = quiet._odd(quiet._counted()).tolist()
    return odd


# -- what is printed is what `Ping` prints ---------------------------------------------------------------------------


@pytest.mark.parametrize("choice", ["numpy", *["compiled"] * kernel.IS_BUILT])
@pytest.mark.parametrize("most_rows", [0, 6, 100])
@given(capture=ping_captures(max_packets=20), cuts=st.lists(st.integers(0, 20), max_size=4))
def test_everything_that_happens_to_pings(choice: str, most_rows: int, capture: bytes, cuts: list[int]) -> None:
    """Whatever is kept, however the table is cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(kernel.VARIABLE, choice)
        assert expected(capture) == quietly(capture, most_rows=most_rows, cuts=cuts)


@functools.cache
def packet(flow: int, seq: int, *, is_reply: bool, is_wrong: bool) -> bytes:
    """An echo packet; every fourth flow is IPv6, and every fifth has too little data for times."""
    data = bytes(8 if flow % 5 == 4 else 24)
    if flow % 4 == 3:
        ends = ("fd00::1", "fd00::2")
        message = build.icmpv6_echo(data, reply=is_reply, ident=flow, seq=seq)
        ip = build.ipv6(message, src=ends[is_reply], dst=ends[not is_reply])
    else:
        ends = ("10.0.0.1", "10.0.0.2")
        message = build.icmp_echo(data, reply=is_reply, ident=flow, seq=seq, checksum=1 if is_wrong else None)
        ip = build.ipv4(message, src=ends[is_reply], dst=ends[not is_reply])
    return build.ethernet(ip)


def pings(n: int, seed: int, *, mishaps: float) -> bytes:
    """Replies that are late, lost, doubled, corrupted, of no request; clocks that step; numbers that wrap."""
    random = np.random.default_rng(seed)
    events: list[tuple[float, int, bytes]] = []
    for flow in range(20):
        begins, step = int(random.integers(0, 65536)), float(random.choice([1, 10, 1000]))
        for place in range(n // 40):
            at, seq = place * step, (begins + place) % 65536
            lot = random.random() / mishaps if mishaps else 2.0
            delay = float(random.exponential(1.5)) * (40 if lot < 0.1 else 1)
            wrong = 0.1 < lot < 0.15
            if not 0.15 < lot < 0.2:
                events.append((at, flow, packet(flow, seq, is_reply=False, is_wrong=False)))
            if not 0.2 < lot < 0.4:
                events.append((at + delay, flow, packet(flow, seq, is_reply=True, is_wrong=wrong)))
            if 0.4 < lot < 0.5 or wrong:
                events.append((at + 2 * delay, flow, packet(flow, seq, is_reply=True, is_wrong=False)))
            if 0.5 < lot < 0.502:
                events.append((at + delay, flow, packet(flow, (seq - 3) % 65536, is_reply=False, is_wrong=False)))
    events.sort(key=lambda event: event[:2])
    step_back = 5 * MS if mishaps else 0
    return build.capture(
        *(build.Packet(data, 10**18 + int(at * MS) - step_back * (random.random() < 0.001)) for at, _, data in events)
    )


@needs_kernel
@pytest.mark.parametrize("mishaps", [0.0, 0.02, 1.0])
@pytest.mark.parametrize("most_rows", [0, 1 << 20])
def test_many_pings_with_mishaps(mishaps: float, most_rows: int) -> None:
    """Together 120,000 echo packets."""
    capture = pings(20_000, 1, mishaps=mishaps)

    assert expected(capture) == quietly(capture, most_rows=most_rows)


def test_the_capture_has_it_too() -> None:
    """A file is read twice where it must be, a pipe never."""
    capture = build.capture(build.ping(), build.pong(), build.ping(ident=2), build.ping(ident=2), build.pong(ident=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_quiet, "MOST_ROWS", 1)
        summary = pf.open(capture).ping_summary()

    assert pf.open(capture).ping().text(quiet=True) == str(summary)
    assert (3, 2) == (summary.n_requests, summary.n_answered)


# -- what is counted, and what is not --------------------------------------------------------------------------------


@needs_kernel
def test_losses_duplicates_and_lateness_are_counted() -> None:
    """Also replies whose requests came before the capture began, and wrong checksums."""
    bad = build.ipv4(build.icmp_echo(bytes(56), reply=True, checksum=1), src="172.17.0.3", dst="172.17.0.2")

    assert [False] == odd_flows(
        build.pong(seq=9),
        *(build.ping(seq=seq) for seq in (10, 11, 12, 14)),
        *(build.pong(seq=seq) for seq in (12, 10, 10, 13, 99)),
    )
    assert [False] == odd_flows(build.ping(), build.ethernet(bad), build.pong())


@needs_kernel
@pytest.mark.parametrize("seqs", [(1, 1), (2, 1), (1, 32769)])
def test_requests_that_do_not_ascend_are_not_counted(seqs: tuple[int, int]) -> None:
    """Another run may have begun."""
    assert [True] == odd_flows(*(build.ping(seq=seq) for seq in seqs))


@needs_kernel
def test_a_reply_to_a_request_that_is_forgotten_is_not_counted() -> None:
    """It may be the first, or a duplicate, or of none."""
    answered = [pack(seq=seq) for seq in range(1, 6) for pack in (build.ping, build.pong)]
    waiting = [build.ping(seq=seq) for seq in range(1, 514)]

    assert [[True], [False]] == [odd_flows(*answered, build.pong(seq=seq)) for seq in (1, 2)]
    assert [[True], [False]] == [odd_flows(*waiting, build.pong(seq=seq)) for seq in (1, 2)]


@needs_kernel
def test_strangers_and_errors_are_not_counted() -> None:
    """They speak of sessions of others, which then are not either."""
    error = build.ipv4(build.icmp_error(build.ipv4(build.icmp_echo(b""))))

    assert [True, True] == odd_flows(build.ping(dst="172.17.0.255"), build.pong(src="172.17.0.4"))
    assert [False, False] == odd_flows(build.ping(), build.pong(), build.pong(src="172.17.0.4"))
    assert [True] == odd_flows(build.ping(), build.ethernet(error), build.pong())


@needs_kernel
def test_few_packets_are_kept() -> None:
    """Of more than the limit none, and where all flows are counted nobody asks for them again."""
    packets = [pack(ident=ident) for ident in range(50) for pack in (build.ping, build.pong)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_quiet, "MOST_ROWS", 99)
        quiet = QuietPing()
        run(_Unasked(quiet), build.capture(*packets))
        kept = QuietPing(keep_all=True)
        run(_Unasked(kept), build.capture(*packets))

    assert (0, None) == (sum(map(len, quiet._echoes.echo)), quiet.again())
    assert (100, None) == (sum(map(len, kept._echoes.echo)), kept.again())
