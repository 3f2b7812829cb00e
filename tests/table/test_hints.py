"""What is said of a column that there is not."""

from __future__ import annotations

import pytest

from pcapflow.layers import tables
from pcapflow.table._hints import hint_for


def hint(name: str) -> str:
    return hint_for(name, tables().schema.names)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("tcp.seq", "tcp.seq_raw"),
        ("tcp.ack", "tcp.ack_raw"),
        ("tcp.len", "tcp.hdr_len"),
        ("tcp.flags.synn", "tcp.flags.syn"),
        ("icmp.sequence", "icmp.seq"),
        ("icmp.id", "icmp.ident"),
        ("ip.protocol", "ip.proto"),
        ("ip.tll", "ip.ttl"),
        ("IP.TTL", "ip.ttl"),
        ("Eth.Source", "eth.src"),
        ("udp.len", "udp.length"),
        ("vlan.vid", "vlan.id"),
        ("frame.time", "frame.time_epoch"),
    ],
)
def test_the_nearest_is_of_the_same_protocol(name: str, meant: str) -> None:
    """In whatever case it was written."""
    assert f": did you mean {meant!r}?" == hint(name)


def test_a_protocol_that_there_is_not_may_be_a_slip() -> None:
    """Where the whole name is very like another."""
    assert ": did you mean 'ip.ttl'?" == hint("ipv4.ttl")


@pytest.mark.parametrize(
    "name", ["http.host", "ssl.record", "wlan.sa", "tcp.analysis.flags", "dns.qry.name", "foo", ""]
)
def test_what_is_like_nothing_gets_no_hint(name: str) -> None:
    """An absurd one is worse."""
    assert not hint(name)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("ip.addr", "ip.src", "ip.dst"),
        ("ipv6.addr", "ipv6.src", "ipv6.dst"),
        ("eth.addr", "eth.src", "eth.dst"),
        ("tcp.port", "tcp.srcport", "tcp.dstport"),
        ("UDP.port", "udp.srcport", "udp.dstport"),
    ],
)
def test_what_wireshark_has_of_both_ends_is_two_columns(name: str, one: str, other: str) -> None:
    """Which are named."""
    assert f": each end has its own, {one!r} and {other!r}" == hint(name)
