"""A packet is the same whenever it is asked: in passing, kept, with its neighbours, or fetched by its place."""

from __future__ import annotations

import gc
import io
import os
import subprocess
import sys
import tracemalloc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow as pf
from pcapflow import layers
from pcapflow.capture import _index, _stretch
from pcapflow.errors import PcapflowError
from pcapflow.testing import build
from pcapflow.testing.strategies import captures, mutated_captures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pcapflow.table import PacketTable

NAMES = (
    "frame.time_relative",
    "frame.time_delta",
    "frame.interface_id",
    "ip.ttl",
    "ip.src",
    "icmp.seq",
    "frame.comment",
    "frame.packet_flags",
)

ODD = build.pcapng(
    build.Interface(),
    build.Simple(build.ping(seq=1).data),
    build.Packet(build.ping(seq=2).data, 5_000, comments=("one", "two"), flags=1),
    build.Simple(build.ethernet(build.arp())),
    build.Packet(build.pong(seq=2).data, 9_000),
    build.Section(">"),
    build.Interface(linktype=101),
    build.Packet(build.ipv4(build.udp()), 7_000, flags=2, packet_id=7, options=[(3, b"\2abcd")]),
    build.Interface(linktype=113),
    build.Packet(build.sll(build.ipv4(build.tcp())), 8_000, interface=1),
    build.Packet(build.ipv4(build.udp(b"cut"))[:25], 11_000, wire_bytes=31),
    build.Interface(tsresol=0),
    build.Packet(build.ping().data, (1 << 40) * 10**9, interface=2),
)
"""Two sections of different byte order, interfaces described late, packets with a time, with one that is too large,
and without, some with options."""


@contextmanager
def windows_of(n_bytes: int) -> Iterator[None]:
    """Packets are read so much at once, in passing and alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_stretch, "STRETCH_BYTES", n_bytes)
        patch.setattr(_index, "INDEXED_BYTES", n_bytes)
        yield


def said(packet: pf.Packet) -> tuple[object, ...]:
    """Everything that a packet says of itself."""
    own = (packet.number, packet.data, packet.time_ns, packet.wire_bytes, packet.interface)
    return *own, packet.layers, packet.problem, *map(packet.get, NAMES), packet.tree()


def in_tables(cap: pf.Capture) -> list[tuple[object, ...]]:
    """Some of the same by way of columns."""
    return [row for table in cap.iter_tables() for row in zip(*map(table.column, NAMES), strict=True)]


@pytest.mark.filterwarnings("ignore::pcapflow.DamagedCaptureWarning")
@given(st.one_of(captures(), mutated_captures(), st.just(ODD)), st.sampled_from((1, 150, 1000, 1 << 19)))
def test_a_packet_says_the_same_in_every_way(data: bytes, window_bytes: int) -> None:
    with windows_of(window_bytes):
        try:
            cap = pf.open(data)
            in_passing = [said(packet) for packet in cap]
        except PcapflowError:
            return
        kept = list(cap)

        assert in_passing == [said(packet) for packet in kept]
        # Each is asked more often than is answered one by one.
        assert in_passing == [said(packet) for packet in reversed(kept) for _ in range(2)][::-2]
        assert in_passing == [said(cap[index]) for index in range(len(cap))]
        assert in_tables(cap) == [row[7:-1] for row in in_passing]


def test_the_same_goes_for_those_that_were_selected() -> None:
    with windows_of(200):
        cap = pf.open(ODD)
        whole = [said(packet) for packet in cap]

        assert whole[1::2] == [said(packet) for packet in cap[1::2]]
        assert whole[5] == said(cap[1::2][2])


def test_a_packet_of_an_unspooled_pipe_may_be_kept() -> None:
    """It has what it needs of those before it."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(ODD)
    with os.fdopen(reading, "rb") as end:
        kept = [packet for packet in pf.open(end, spool=False)]  # noqa: C416  # list() would count them first

    assert [said(packet) for packet in pf.open(ODD)] == [said(packet) for packet in kept]


@pytest.mark.parametrize("loss", ["gone", "other", "shorter"])
def test_a_packet_outlives_its_file(tmp_path: Path, loss: str) -> None:
    path = tmp_path / "odd.pcapng"
    path.write_bytes(ODD)
    kept = list(pf.open(path))

    path.unlink()
    if loss != "gone":
        path.write_bytes(b"something else" if loss == "other" else ODD[:-50])

    assert [said(packet) for packet in pf.open(ODD)] == [said(packet) for packet in kept]


def test_a_packet_outlives_a_file_object() -> None:
    """Be it overwritten or closed."""
    pings = build.capture(*(build.ping(seq=seq) for seq in range(3)))
    expected = [said(packet) for packet in pf.open(pings)]
    file = io.BytesIO(pings)
    kept = list(pf.open(file))

    file.seek(0)
    file.write(pings.replace(b"\x08\x00\x45\x00", b"\x08\x06\x45\x00"))
    assert expected == [said(packet) for packet in kept]

    file.close()
    assert expected == [said(packet) for packet in kept]


MANY = build.capture(*(build.ping(seq=seq % 65_536, at_ns=seq * 1_000) for seq in range(20_000)))


def test_a_kept_packet_holds_no_others_bytes() -> None:
    """One packet of each window costs what these packets cost, though all were asked in passing."""
    cap = pf.open(MANY)
    tracemalloc.start()
    try:
        kept = [packet for packet in cap if packet["icmp.seq"] % 4_000 == 0]
        n_kept = len(kept)
        gc.collect()
        with_them, _ = tracemalloc.get_traced_memory()
        kept.clear()
        gc.collect()
        without, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert 5 == n_kept
    assert 5 * 98 < with_them - without < 5 * 2_000


def test_who_stops_in_the_middle_holds_no_window() -> None:
    for packet in pf.open(MANY):
        kept = packet
        break

    assert 1 == kept["frame.number"]
    assert kept._stretch._opened is None


def test_many_kept_packets_are_decoded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sorting a list by a field takes about as long as decoding the capture."""
    n_calls = 0

    def decode(*given: Any, **named: Any) -> PacketTable:
        nonlocal n_calls
        n_calls += 1
        return layers.decode(*given, **named)

    monkeypatch.setattr(_stretch, "decode", decode)

    kept = sorted(pf.open(MANY), key=lambda packet: -packet["icmp.seq"])

    assert 19_999 == kept[0]["icmp.seq"]
    n_windows = len(MANY) // _stretch.STRETCH_BYTES + 1
    assert n_calls <= n_windows * (_stretch.FEW + 1) + 1


def test_nothing_is_decoded_that_nobody_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for the packet's bytes and time, and not for dpkt."""
    monkeypatch.delattr(_stretch, "decode")

    packets = [(packet.time_ns, len(packet), packet.interface.linktype, packet.to_dpkt()) for packet in pf.open(ODD)]

    assert [None, 5_000, None, 9_000, 7_000, 8_000, 11_000, None] == [time_ns for time_ns, *_ in packets]
    assert [1, 1, 1, 1, 101, 113, 101, 1] == [linktype for *_, linktype, _ in packets]


def test_dpkt_waits_until_it_is_asked_for() -> None:
    program = """if True:
        import sys
        import pcapflow as pf
        from pcapflow.testing import build
        for packet in pf.open(build.capture(build.ping(seq=1))):
            packet.data
        print("dpkt" in sys.modules)
        packet.to_dpkt()
        print("dpkt" in sys.modules)
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ["False", "True"] == run.stdout.split()
