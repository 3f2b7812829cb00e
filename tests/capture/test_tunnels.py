"""A ping in every tunnel and encapsulation: the innermost packet is found as tshark finds it, and answered."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import pcapflow as pf
from pcapflow.__main__ import main
from pcapflow.testing import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Around = Callable[[bytes], bytes]


def ip(payload: bytes) -> build.Built:
    """An outer packet whose time to live is not the inner one's."""
    return build.ipv4(payload, src="192.0.2.1", dst="192.0.2.2", ttl=7)


def ip6(payload: bytes) -> build.Built:
    """The same in version 6."""
    return build.ipv6(payload, src="2001:db8::1", dst="2001:db8::2", hlim=7)


def over_udp(payload: bytes) -> bytes:
    """Ethernet, IPv4 and UDP with the tunnel's port."""
    return build.ethernet(ip(build.udp(payload)))


QOS = ((0x85, bytes.fromhex("1009")),)
TUNNELS: dict[str, tuple[int, Around]] = {
    "snap": (1, lambda packet: build.ethernet(build.snap(packet))),
    "llc": (1, lambda packet: build.ethernet(build.llc(packet))),
    "vlan": (1, lambda packet: build.ethernet(build.vlan(packet))),
    "vlan in 802.1ad": (1, lambda packet: build.ethernet(build.vlan(build.vlan(packet), tpid=0x88A8))),
    "802.1ad twice": (1, lambda packet: build.ethernet(build.vlan(build.vlan(packet, tpid=0x88A8), tpid=0x88A8))),
    "vlan in 0x9100": (1, lambda packet: build.ethernet(build.vlan(build.vlan(packet), tpid=0x9100))),
    "mpls": (1, lambda packet: build.ethernet(build.mpls(packet))),
    "mpls stack": (1, lambda packet: build.ethernet(build.mpls(build.mpls(build.mpls(packet))))),
    "mpls in ip": (1, lambda packet: build.ethernet(ip(build.mpls(packet)))),
    "mpls in udp": (1, lambda packet: over_udp(build.mpls(packet))),
    "pppoe": (1, lambda packet: build.ethernet(build.pppoe(build.ppp(packet)))),
    "pppoe in vlan": (1, lambda packet: build.ethernet(build.vlan(build.pppoe(build.ppp(packet, short=True))))),
    "ppp": (9, lambda packet: build.ppp(packet, address=0xFF)),
    "ppp compressed": (9, lambda packet: build.ppp(packet, short=True)),
    "ppp serial": (50, lambda packet: build.ppp(packet, address=0xFF)),
    "ppp ether": (51, lambda packet: build.pppoe(build.ppp(packet))),
    "chdlc": (104, build.chdlc),
    "frame relay": (107, build.frame_relay),
    "null": (0, build.null),
    "loop": (108, lambda packet: build.null(packet, byteorder=">")),
    "raw": (101, lambda packet: packet),
    "ipv4": (228, lambda packet: packet),
    "sll": (113, build.sll),
    "sll2": (276, build.sll2),
    "sll with llc": (113, lambda packet: build.sll(build.snap(packet), etype=4)),
    "ip in ip": (1, lambda packet: build.ethernet(ip(packet))),
    "ip in ipv6": (1, lambda packet: build.ethernet(ip6(packet))),
    "ip in ip in ip": (1, lambda packet: build.ethernet(ip(ip(packet)))),
    "ah": (1, lambda packet: build.ethernet(ip(build.ah(packet)))),
    "ah over ipv6": (1, lambda packet: build.ethernet(ip6(build.ah(packet)))),
    "etherip": (1, lambda packet: build.ethernet(ip(build.etherip(build.ethernet(packet))))),
    "gre": (1, lambda packet: build.ethernet(ip(build.gre(packet)))),
    "gre over ipv6": (1, lambda packet: build.ethernet(ip6(build.gre(packet)))),
    "gre with a frame": (1, lambda packet: build.ethernet(ip(build.gre(build.ethernet(packet), proto=0x6558)))),
    "gre with ppp": (1, lambda packet: build.ethernet(ip(build.gre(build.ppp(packet, address=0xFF))))),
    "gre with mpls": (1, lambda packet: build.ethernet(ip(build.gre(build.mpls(packet))))),
    "vxlan": (1, lambda packet: over_udp(build.vxlan(build.ethernet(packet)))),
    "vxlan over ipv6": (1, lambda packet: build.ethernet(ip6(build.udp(build.vxlan(build.ethernet(packet)))))),
    "vxlan with a tag": (1, lambda packet: over_udp(build.vxlan(build.ethernet(build.vlan(packet))))),
    "geneve": (1, lambda packet: over_udp(build.geneve(build.ethernet(packet)))),
    "geneve with options": (1, lambda packet: over_udp(build.geneve(build.ethernet(packet), options=bytes(12)))),
    "geneve with ip": (1, lambda packet: over_udp(build.geneve(packet))),
    "gtp": (1, lambda packet: over_udp(build.gtp(packet))),
    "gtp numbered": (1, lambda packet: over_udp(build.gtp(packet, seq_number=5))),
    "gtp with a flow": (1, lambda packet: over_udp(build.gtp(packet, extensions=QOS))),
}
"""Link type, and what is put around IPv4."""

TUNNELS_6: dict[str, tuple[int, Around]] = {
    **{name: TUNNELS[name] for name in ("snap", "mpls", "pppoe", "ppp", "chdlc", "frame relay", "raw", "sll", "null")},
    "ipv6": (229, lambda packet: packet),
    "6in4": TUNNELS["ip in ip"],
    "ipv6 in ipv6": TUNNELS["ip in ipv6"],
    **{name: TUNNELS[name] for name in ("ah", "gre", "vxlan", "geneve", "geneve with ip", "gtp", "gtp with a flow")},
}
"""What is put around IPv6."""

CASES = [
    *(pytest.param(*tunnel, False, id=name) for name, tunnel in TUNNELS.items()),
    *(pytest.param(*tunnel, True, id=f"{name}: v6") for name, tunnel in TUNNELS_6.items()),
]


def pinged(linktype: int, around: Around, *, v6: bool) -> bytes:
    """A request and its reply after a millisecond, in a tunnel."""
    packets = []
    for reply in (False, True):
        if v6:
            ends = ("fd00::1", "fd00::2")[:: -1 if reply else 1]
            packet = build.ipv6(build.icmpv6_echo(bytes(56), reply=reply), src=ends[0], dst=ends[1], hlim=42 + reply)
        else:
            ends = ("10.0.0.1", "10.0.0.2")[:: -1 if reply else 1]
            packet = build.ipv4(build.icmp_echo(bytes(56), reply=reply), src=ends[0], dst=ends[1], ttl=42 + reply)
        packets.append(build.Packet(around(packet), reply * 1_000_000))
    return build.capture(*packets, linktype=linktype)


@pytest.mark.tshark
@pytest.mark.parametrize(("linktype", "around", "v6"), CASES)
def test_the_innermost_header_is_tsharks(tmp_path: Path, linktype: int, around: Around, v6: bool) -> None:
    """The last occurrence of the time to live, and the layers up to ICMP."""
    name = "ipv6.hlim" if v6 else "ip.ttl"
    path = tmp_path / "tunnel.pcap"
    path.write_bytes(pinged(linktype, around, v6=v6))

    shown = subprocess.run(
        ["tshark", "-r", path, "-n", "-T", "fields", "-E", "occurrence=l", "-e", name, "-e", "frame.protocols"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    theirs = [line.split("\t") for line in shown.splitlines()]
    cap = pf.open(path)

    assert ["42", "43"] == [row[0] for row in theirs]
    assert [42, 43] == cap.column(name, occurrence="last").to_numpy().tolist()
    assert [row[1].removesuffix(":data") for row in theirs] == cap["frame.protocols"].text()


@pytest.mark.parametrize(("linktype", "around", "v6"), CASES)
def test_the_ping_inside_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], linktype: int, around: Around, v6: bool
) -> None:
    """`pcapflow ping` says who was pinged and how long the answer took."""
    path = tmp_path / "tunnel.pcap"
    path.write_bytes(pinged(linktype, around, v6=v6))

    assert 0 == main(["ping", str(path)])
    said = capsys.readouterr().out

    assert ("fd00::2" if v6 else "10.0.0.2") in said
    assert "1 packets transmitted, 1 received, 0% packet loss" in said
    assert "time=1.000 ms" in said or "time=1.00 ms" in said
