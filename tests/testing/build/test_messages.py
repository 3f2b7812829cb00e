"""ICMP, ICMPv6, UDP and TCP that builders make."""

from __future__ import annotations

from pcapflow.testing import build


def test_icmp_echo_is_a_request_or_a_reply() -> None:
    """Types 8 and 0, identifier, sequence number, data; the sum over all is 0."""
    request = build.icmp_echo(b"abcd", ident=0x1234, seq=0x5678)
    reply = build.icmp_echo(b"abcd", reply=True, ident=0x1234, seq=0x5678)

    assert b"\x08\x00" == request[:2]
    assert b"\x00\x00" == reply[:2]
    assert bytes.fromhex("1234 5678") + b"abcd" == request[4:]
    assert [0, 0] == [build.internet_checksum(request), build.internet_checksum(reply)]


def test_icmp_error_quotes_what_it_is_given() -> None:
    """Type, code, checksum, a word, the quoted packet; "fragmentation needed" has the MTU in that word."""
    quoted = build.ipv4(build.icmp_echo())[:28]
    made = build.icmp_error(quoted, type=3, code=4, rest=1400)

    assert b"\x03\x04" == made[:2]
    assert (1400).to_bytes(4, "big") + quoted == made[4:]
    assert 0 == build.internet_checksum(made)


def test_icmpv6_has_types_of_its_own() -> None:
    """Echo 128 and 129, unreachable 1, solicitation 135, advertisement 136."""
    made = (
        build.icmpv6_echo(),
        build.icmpv6_echo(reply=True),
        build.icmpv6_error(b""),
        build.icmpv6_ns("fd00::3"),
        build.icmpv6_na("fd00::3"),
    )

    assert [128, 129, 1, 135, 136] == [message[0] for message in made]


def test_neighbours_tell_their_addresses() -> None:
    """Target address, then option 1 (source) or 2 (target) of one unit of 8 bytes (RFC 4861 section 4.6.1)."""
    asked = build.icmpv6_ns("::3", src_mac="02:00:00:00:00:01")
    told = build.icmpv6_na("::3", dst_mac="02:00:00:00:00:02")

    assert bytes.fromhex("00000000") + bytes(15) + bytes.fromhex("03 0101 020000000001") == asked[4:]
    assert bytes.fromhex("60000000") + bytes(15) + bytes.fromhex("03 0201 020000000002") == told[4:]


def test_udp_header_is_the_one_in_the_rfc() -> None:
    """Ports, length with the header, checksum; one that is said is left alone."""
    made = build.ipv4(build.udp(b"abc", srcport=0x1234, dstport=0x5678, checksum=0))

    assert bytes.fromhex("1234 5678 000b 0000") + b"abc" == made[20:]


def test_tcp_header_is_the_one_in_the_rfc() -> None:
    """Ports, sequence, acknowledgment, offset and flags, window, checksum, urgent pointer, options."""
    made = build.tcp(
        b"x",
        srcport=1,
        dstport=2,
        seq=3,
        ack=4,
        flags=0x018,
        window_size=5,
        urgent_pointer=6,
        options=b"\x01\x01\x01\x00",
        checksum=7,
    )

    assert bytes.fromhex("0001 0002 00000003 00000004 6018 0005 0007 0006 01010100") + b"x" == made
