"""Tunnels that builders make."""

from __future__ import annotations

import pytest

from pcapflow.testing import build

IP = build.ipv4(build.icmp_echo())


@pytest.mark.parametrize(
    ("tunnel", "port"),
    [
        (build.vxlan(b""), 4789),
        (build.geneve(b""), 6081),
        (build.gtp(b""), 2152),
        (build.mpls(b""), 6635),
        (build.esp(over_udp=True), 4500),
        (b"", 9),
    ],
)
def test_udp_takes_its_port_from_what_it_carries(tunnel: bytes, port: int) -> None:
    """The destination's, unless it is said."""
    assert port == int.from_bytes(build.udp(tunnel)[2:4])
    assert 53 == int.from_bytes(build.udp(tunnel, dstport=53)[2:4])


@pytest.mark.parametrize(
    ("header", "number"), [(build.esp(), 50), (build.ah(), 51), (build.etherip(), 97), (build.mpls(), 137)]
)
def test_ip_takes_their_number(header: bytes, number: int) -> None:
    """IANA's."""
    assert number == build.ipv4(header)[9]


def test_vxlan_has_eight_bytes() -> None:
    """Flags, policy, network, a reserved byte."""
    assert bytes.fromhex("8800 0002 000001 00") + b"frame" == build.vxlan(b"frame", flags=0x8800, gbp=2)


def test_geneve_says_what_it_carries() -> None:
    """Ethernet, or what has an EtherType; options in units of four bytes."""
    assert bytes.fromhex("00 00 6558 000001 00") == build.geneve(b"frame")[:8]
    assert (
        bytes.fromhex("01 40 0800 000001 00 aabbccdd")
        == build.geneve(IP, options=bytes.fromhex("aabbccdd"), flags=0x40)[:12]
    )


def test_gtp_has_twelve_bytes_where_it_is_numbered() -> None:
    """Its length is of what follows the first eight."""
    assert bytes.fromhex("30 ff 0002 00000001") + b"ip" == build.gtp(b"ip")
    assert bytes.fromhex("32 ff 0006 00000001 0005 00 00") + b"ip" == build.gtp(b"ip", seq_number=5)


def test_gtp_has_extension_headers_in_a_chain() -> None:
    """Each padded to a multiple of four bytes, with the type of the next one at its end."""
    made = build.gtp(b"ip", extensions=((0xC0, b"\0\1"), (0x85, b"\1\2\3")))

    assert bytes.fromhex("34 ff 0012 00000001 0000 00 c0 01 0001 85 02 010203000000 00") + b"ip" == made


def test_ah_counts_in_words() -> None:
    """Of four bytes, less two (RFC 4302 section 2.2)."""
    assert bytes.fromhex("04 04 0000 00000101 00000001") == build.ah(IP)[:12]


def test_etherip_has_version_3() -> None:
    """And twelve bits that are reserved."""
    assert bytes.fromhex("3000") + b"frame" == build.etherip(b"frame")
