"""ARP, IPv4, IPv6 and extension headers that builders make."""

from __future__ import annotations

import dpkt
import pytest

from pcapflow.testing import build


def test_arp_asks_by_default() -> None:
    """The 28 bytes of RFC 826 for IPv4 over Ethernet."""
    expected = "0001 0800 06 04 0001 0242ac110002 ac110002 000000000000 ac110003"

    assert bytes.fromhex(expected) == build.arp()


def test_ipv4_header_is_the_one_in_the_rfc() -> None:
    """Every field stands where RFC 791 has it, and the checksum is right."""
    made = build.ipv4(
        b"abcd", src="1.2.3.4", dst="5.6.7.8", ttl=9, proto=17, id=0x1234, flags=1, frag_offset=16, dsfield=0xB8
    )

    assert bytes.fromhex("45b8 0018 1234 2002 0911") == made[:10]
    assert bytes.fromhex("01020304 05060708") + b"abcd" == made[12:]
    assert 0 == build.internet_checksum(made[:20])


def test_ipv4_options_lengthen_the_header() -> None:
    """Four bytes of options make the header length 6, and count in the total length."""
    made = build.ipv4(b"x", options=b"\x94\x04\0\0")

    assert b"\x46\x00\x00\x19" == made[:4]


def test_ipv4_says_what_it_is_told() -> None:
    """A length and a checksum that are wrong on purpose stand as said."""
    made = build.ipv4(b"abcd", total_bytes=9999, checksum=0xBEEF)

    assert 9999 == int.from_bytes(made[2:4], "big")
    assert b"\xbe\xef" == made[10:12]


@pytest.mark.parametrize("carrier", [build.ipv4, build.ipv6])
@pytest.mark.parametrize("payload", [build.udp(b"abc"), build.tcp(b"abc"), build.icmpv6_echo(b"abc")])
def test_checksum_over_the_addresses_is_right(carrier: object, payload: build.Built) -> None:
    """The sum over pseudo header and payload is 0."""
    assert callable(carrier)
    made = bytes(carrier(payload))
    header = 40 if made[0] >> 4 == 6 else 20
    addresses = made[8:40] if header == 40 else made[12:20]
    pseudo = addresses + (len(made) - header).to_bytes(4, "big") + bytes([0, 0, 0, payload.ip_proto or 0])

    assert 0 == build.internet_checksum(pseudo + made[header:])


def test_a_later_fragment_has_no_checksum_to_fill_in() -> None:
    """Where the offset is not 0, the bytes stand as they are."""
    assert bytes(build.udp(b"abc")) == build.ipv4(build.udp(b"abc"), frag_offset=8)[20:]
    assert bytes(build.udp(b"abc")) == build.ipv6(build.fragment(build.udp(b"abc"), offset=8))[48:]


def test_ipv6_header_is_the_one_in_the_rfc() -> None:
    """Version, traffic class, flow label, payload length, next header, hop limit (RFC 8200 section 3)."""
    made = build.ipv6(b"abcd", src="::1", dst="::2", hlim=9, nxt=17, tclass=0xB8, flow=0xABCDE)

    assert bytes.fromhex("6b8abcde 0004 11 09") + bytes(15) + b"\x01" + bytes(15) + b"\x02abcd" == made


def test_extension_headers_lead_to_each_other() -> None:
    """dpkt walks the chain: hop-by-hop 0, routing 43, fragment 44, destination options 60, then UDP 17."""
    chain = build.hop_by_hop(build.routing(build.fragment(build.destination_options(build.udp(b"abc")))))

    read = dpkt.ip6.IP6(build.ipv6(chain))

    assert [0, 43, 44, 60] == [header.__class__ and number for number, header in read.extension_hdrs.items()]
    assert 17 == read.p
    assert b"abc" == read.data.data


def test_a_checksum_below_extension_headers_is_right() -> None:
    """The checksum is over the UDP part alone, whatever stands before it."""
    plain = build.ipv6(build.udp(b"abc"))
    behind = build.ipv6(build.hop_by_hop(build.udp(b"abc")))

    assert plain[40:] == behind[48:]


def test_nothing_follows_nothing() -> None:
    """Without a payload the next header is 59 (RFC 8200 section 4.7)."""
    assert 59 == build.ipv6()[6]


def test_options_that_do_not_fill_eight_bytes_are_refused() -> None:
    """An options header is a multiple of 8 bytes; so is a routing header."""
    with pytest.raises(ValueError, match="6, 14, 22"):
        build.hop_by_hop(options=b"\0")
    with pytest.raises(ValueError, match="4, 12, 20"):
        build.routing(data=b"\0")
