"""Captures for timing are what they are said to be."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import dpkt
import numpy as np
import pytest

import pcapflow as pf
from bench._speed.captures import PATTERN, checksum, put, write_capture
from bench._speed.mixed import mixed
from bench._speed.pings import pings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bench._speed.captures import Frames

KINDS = {"pings": pings, "mixed": mixed}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", ["pcap", "pcapng"])
def test_as_many_packets_as_wanted(tmp_path: Path, kind: str, suffix: str) -> None:
    """More than one stretch holds, and not a whole number of them."""
    path = tmp_path / f"x.{suffix}"
    told = write_capture(path, KINDS[kind], n_packets=120_001)

    assert (120_001, path.stat().st_size) == told
    capture = pf.open(path, strict=True)
    assert 120_001 == len(capture)
    assert (np.diff(capture["frame.time_epoch"].to_numpy().astype(np.int64)) >= 0).all()


def test_as_many_bytes_as_wanted(tmp_path: Path) -> None:
    """The packet that reaches them is the last."""
    n_packets, n_bytes = write_capture(tmp_path / "x.pcap", mixed, n_bytes=20_000_000)

    assert 20_000_000 <= n_bytes < 20_000_000 + 1514 + 16
    assert n_packets == len(pf.open(tmp_path / "x.pcap", strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_shorter_capture_is_the_beginning_of_a_longer(tmp_path: Path, kind: str) -> None:
    """So times over captures of growing length compare."""
    write_capture(tmp_path / "long.pcap", KINDS[kind], n_packets=5000)
    write_capture(tmp_path / "short.pcap", KINDS[kind], n_packets=3000)

    short = (tmp_path / "short.pcap").read_bytes()
    assert short == (tmp_path / "long.pcap").read_bytes()[: len(short)]


@pytest.mark.parametrize("kind", KINDS)
def test_both_formats_hold_the_same_packets(tmp_path: Path, kind: str) -> None:
    """Bytes, lengths and times."""
    write_capture(tmp_path / "x.pcap", KINDS[kind], n_packets=2000)
    write_capture(tmp_path / "x.pcapng", KINDS[kind], n_packets=2000)

    pcap, pcapng = (
        [(packet.time_ns, packet.wire_bytes, packet.data) for packet in pf.open(tmp_path / name)]
        for name in ("x.pcap", "x.pcapng")
    )
    assert pcap == pcapng


@pytest.mark.tshark
@pytest.mark.parametrize("kind", KINDS)
def test_tshark_finds_nothing_wrong(tmp_path: Path, kind: str) -> None:
    """Nothing malformed, and every checksum right."""
    write_capture(tmp_path / "x.pcapng", KINDS[kind], n_packets=20_000)
    layers = ("ip", "tcp", "udp", "icmp", "icmpv6")
    wrong = " || ".join(["_ws.malformed", "_ws.short", *(f"{layer}.checksum.status == 0" for layer in layers)])
    checks = [word for layer in ("ip", "tcp", "udp") for word in ("-o", f"{layer}.check_checksum:TRUE")]

    command = ["tshark", "-n", "-r", str(tmp_path / "x.pcapng"), *checks, "-Y", wrong]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "" == found.stdout


def test_what_is_put_somewhere_stays_there() -> None:
    """Rows may overlap nothing, and need no alignment."""
    buffer = np.zeros(12, np.uint8)
    put(buffer, np.array([1, 8]), np.array([[1, 2, 3], [4, 5, 6]], np.uint8))

    assert [0, 1, 2, 3, 0, 0, 0, 0, 4, 5, 6, 0] == buffer.tolist()


def test_the_checksum_is_that_of_the_rfc() -> None:
    """RFC 1071 section 3: 0001 f203 f4f5 f6f7 sum to ddf2."""
    total = np.array([0x0001 + 0xF203 + 0xF4F5 + 0xF6F7])

    assert [0xDDF2 ^ 0xFFFF] == checksum(total).tolist()


def test_a_frame_is_headers_and_the_pattern(tmp_path: Path) -> None:
    """Byte i of a frame is i, where no header is."""
    write_capture(tmp_path / "x.pcap", mixed, n_packets=500)
    longest = max((packet.data for packet in pf.open(tmp_path / "x.pcap")), key=len)

    assert 1514 == len(longest)
    assert PATTERN[100:].tobytes() == longest[100:]


def read_with_dpkt(data: bytes) -> list[bytes]:
    """Packets, by a reader that is not ours."""
    return [packet for _, packet in dpkt.pcap.Reader(io.BytesIO(data))]


@pytest.mark.parametrize("kind", KINDS.values())
def test_another_reader_finds_the_same(tmp_path: Path, kind: Callable[[], Iterator[Frames]]) -> None:
    """Records are where a pcap has them."""
    write_capture(tmp_path / "x.pcap", kind, n_packets=1000)

    assert [packet.data for packet in pf.open(tmp_path / "x.pcap")] == read_with_dpkt(
        (tmp_path / "x.pcap").read_bytes()
    )
