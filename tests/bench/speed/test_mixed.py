"""The packets of a generated mixed capture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import pcapflow as pf
from bench._speed.captures import write_capture
from bench._speed.mixed import MAKES, mixed

if TYPE_CHECKING:
    from pathlib import Path

    from pcapflow.table import PacketTable


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> pf.Capture:
    path: Path = tmp_path_factory.mktemp("mixed") / "x.pcap"
    write_capture(path, mixed, n_packets=20_000)
    return pf.open(path, strict=True)


@pytest.fixture(scope="module")
def table(capture: pf.Capture) -> PacketTable:
    return capture.to_table()


def test_it_holds_what_a_link_carries(table: PacketTable) -> None:
    """Every kind of layer that the decoder knows to be behind Ethernet and needs no rare protocol."""
    layers = {"eth", "vlan", "arp", "ip", "ipv6", "tcp", "udp", "icmp", "icmpv6"}

    assert layers <= {name for name, rows in table.rows.items() if len(rows)}


def test_no_packet_has_a_problem(table: PacketTable) -> None:
    """Every length is what is there; a quote alone ends before its datagram does, and that is its nature."""
    assert not table.problem.any()


def test_errors_quote_what_they_answer(table: PacketTable) -> None:
    """Of UDP and of TCP."""
    assert table.layer("ip").quoted.any()
    assert table.layer("udp").quoted.any()
    assert table.layer("tcp").quoted.any()


def test_lengths_are_those_of_a_busy_link(table: PacketTable) -> None:
    """60 to 1,514 bytes, 477 on average within 2 %."""
    assert (60, 1514) == (table.wire.min(), table.wire.max())
    assert pytest.approx(477, rel=0.02) == table.wire.mean()


def test_the_shares_are_of_a_thousand() -> None:
    """A tenth of a percent is what a share of 1 means."""
    assert 1000 == sum(make.share for make in MAKES)


def test_quoted_headers_have_right_checksums(capture: pf.Capture) -> None:
    """The one of IP, by RFC 1071: its words sum to nothing; tshark does not look at it."""
    quotes = capture[np.isin(capture["icmp.type"].to_numpy(fill=0), [3, 11])]
    assert len(quotes)
    for packet in quotes:
        header = np.frombuffer(packet.data[42:62], ">u2")
        assert 0 == header.sum(dtype=np.int64) % 0xFFFF
