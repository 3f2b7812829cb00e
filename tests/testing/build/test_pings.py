"""Pings that builders make are what ping itself sends."""

from __future__ import annotations

import io
import subprocess
from typing import TYPE_CHECKING

import dpkt
import pytest

from pcapflow.testing import build

if TYPE_CHECKING:
    from pathlib import Path


def test_a_ping_has_the_size_of_a_real_one() -> None:
    """98 bytes: Ethernet 14, IPv4 20, ICMP 8, data 56."""
    assert 98 == len(build.ping().data)


def test_a_pong_answers_the_ping_of_the_same_words() -> None:
    """Without a word about addresses, the reply goes back where the request came from."""
    ping = dpkt.ethernet.Ethernet(build.ping(seq=7, ident=9).data)
    pong = dpkt.ethernet.Ethernet(build.pong(seq=7, ident=9).data)

    assert (ping.src, ping.dst, ping.data.src, ping.data.dst) == (pong.dst, pong.src, pong.data.dst, pong.data.src)
    assert (8, 0) == (ping.data.data.type, pong.data.data.type)
    assert (7, 9) == (pong.data.data.data.seq, pong.data.data.data.id)


def test_addresses_choose_the_family() -> None:
    """IPv6 addresses make an ICMPv6 echo."""
    ping = dpkt.ethernet.Ethernet(build.ping(src="fd00::2", dst="fd00::3", ttl=9).data)

    assert (9, 58, 128) == (ping.data.hlim, ping.data.p, ping.data.data.type)


def test_a_capture_has_its_packets_in_order_with_their_times() -> None:
    """dpkt reads them back; plain bytes are a packet at time 0."""
    made = build.capture(build.ping(at_ns=1_500_000_000), b"abc")

    assert [(1.5, build.ping().data), (0.0, b"abc")] == list(dpkt.pcap.Reader(io.BytesIO(made)))


@pytest.mark.tshark
def test_tshark_finds_nothing_wrong(tmp_path: Path) -> None:
    """Of every packet that builders make, tshark decodes all layers and finds all checksums right."""
    packets: list[build.Packet | bytes] = [
        build.ping(),
        build.pong(),
        build.ping(src="fd00::2", dst="fd00::3"),
        build.pong(src="fd00::3", dst="fd00::2"),
        build.ethernet(build.vlan(build.ipv4(build.udp(b"abc", dstport=9999)), id=5)),
        build.ethernet(build.ipv4(build.tcp(), options=b"\x94\x04\0\0")),
        build.ethernet(build.ipv6(build.hop_by_hop(build.fragment(build.tcp())))),
        build.ethernet(build.ipv6(build.routing(build.destination_options(build.udp(b"abc", dstport=9999))))),
        build.ethernet(build.ipv4(build.icmp_error(build.ipv4(build.icmp_echo(b"abc"))))),
        build.ethernet(build.ipv6(build.icmpv6_error(build.ipv6(build.icmpv6_echo(b"abc"))))),
        build.ethernet(build.ipv6(build.icmpv6_ns("fd00::3", src_mac="02:00:00:00:00:01"), hlim=255)),
        build.ethernet(build.ipv6(build.icmpv6_na("fd00::3", dst_mac="02:00:00:00:00:01"), hlim=255)),
        build.ethernet(build.arp()),
    ]
    path = tmp_path / "all.pcap"
    path.write_bytes(build.capture(*packets))
    checks = [f"-o{name}.check_checksum:TRUE" for name in ("ip", "tcp", "udp")]
    asked = [
        "frame.protocols",
        "_ws.expert.message",
        "ip.checksum.status",
        "udp.checksum.status",
        "tcp.checksum.status",
    ]
    asked += ["icmp.checksum.status", "icmpv6.checksum.status"]
    fields = [word for name in asked for word in ("-e", name)]

    run = subprocess.run(
        ["tshark", "-r", path, "-n", "-oipv6.defragment:FALSE", *checks, "-T", "fields", "-E", "separator=|", *fields],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.split("|") for line in run.stdout.splitlines()]

    expected = [
        "eth:ethertype:ip:icmp:data",
        "eth:ethertype:ip:icmp:data",
        "eth:ethertype:ipv6:icmpv6:data",
        "eth:ethertype:ipv6:icmpv6:data",
        "eth:ethertype:vlan:ethertype:ip:udp:data",
        "eth:ethertype:ip:tcp",
        "eth:ethertype:ipv6:ipv6.hopopts:ipv6.fraghdr:tcp",
        "eth:ethertype:ipv6:ipv6.routing:ipv6.dstopts:udp:data",
        "eth:ethertype:ip:icmp:ip:icmp:data",
        "eth:ethertype:ipv6:icmpv6:ipv6:icmpv6:data",
        "eth:ethertype:ipv6:icmpv6",
        "eth:ethertype:ipv6:icmpv6",
        "eth:ethertype:arp",
    ]
    assert expected == [row[0] for row in rows]
    # tshark's words: 0 is bad, 1 good, 2 not verified (what is quoted, or a fragment).
    assert {"1", "2"} == {status for row in rows for part in row[2:] for status in part.split(",") if status}
    assert [] == [row[1] for row in rows if "wrong" in row[1].lower() or "malformed" in row[1].lower()]
