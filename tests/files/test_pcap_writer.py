"""What is written is read again, by pcapflow and by tshark."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import PcapflowError
from pcapflow.files import PcapWriter, to_pcap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.files.conftest import Read


def test_a_file_is_literally_this() -> None:
    """24 bytes of header, 16 of record, the packet."""
    expected = "4d3cb2a1 0200 0400 00000000 00000000 00000400 71000000 01000000 05000000 03000000 09000000 616263"

    assert bytes.fromhex(expected) == to_pcap([(1_000_000_005, b"abc", 9)], 113)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**32 * 10**9 - 1), st.binary(max_size=50), st.one_of(st.none(), st.integers(0, 2**32 - 1))
        )
    )
)
def test_what_is_written_is_read_again(read: Callable[..., Read], packets: list[tuple[int, bytes, int | None]]) -> None:
    """Times, bytes and lengths."""
    expected = [(data, at_ns, len(data) if wire is None else wire, 0) for at_ns, data, wire in packets]

    assert expected == read(to_pcap(packets, 1)).packets


def test_long_packets_are_cut_to_the_snap_length(read: Callable[..., Read]) -> None:
    """The length on the wire stays."""
    capture = read(to_pcap([(0, b"abcdef", None)], 1, snaplen=4))

    assert [(b"abcd", 6)] == [(packet.data, packet.wire) for packet in capture.packets]


@pytest.mark.parametrize("at_ns", [-1, 2**32 * 10**9])
def test_a_time_that_pcap_cannot_hold_is_refused(at_ns: int) -> None:
    """Before 1970 and after 2106; nothing of the packet is written."""
    file = io.BytesIO()
    writer = PcapWriter(file, 1)

    with pytest.raises(PcapflowError, match=str(at_ns)):
        writer.write(at_ns, b"abc")
    assert 24 == len(file.getvalue())


@pytest.mark.tshark
def test_tshark_reads_what_is_written(tmp_path: Path) -> None:
    """Time to the nanosecond, both lengths, link type."""
    (tmp_path / "one.pcap").write_bytes(to_pcap([(1_700_000_000_123_456_789, b"abc", 9)], 1))
    fields = ("frame.time_epoch", "frame.cap_len", "frame.len", "frame.encap_type")

    told = subprocess.run(
        ["tshark", "-n", "-r", tmp_path / "one.pcap", "-T", "fields", *(f"-e{field}" for field in fields)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )

    assert ["1700000000.123456789", "3", "9", "1"] == told.stdout.split()
