"""Link layers that builders make."""

from __future__ import annotations

from pcapflow.testing import build


def test_ethernet_takes_its_type_from_what_it_carries() -> None:
    """Destination, source, EtherType, payload."""
    made = build.ethernet(build.arp(), src="02:00:00:00:00:01", dst="ff:ff:ff:ff:ff:ff")

    assert bytes.fromhex("ffffffffffff 020000000001 0806") == made[:14]


def test_ethernet_of_plain_bytes_says_their_length() -> None:
    """Where nothing announces the payload, the word is 802.3's length."""
    assert b"\x00\x03abc" == build.ethernet(b"abc")[12:]


def test_a_said_type_wins() -> None:
    """An EtherType that is said stands, whatever is carried."""
    assert b"\x88\xb5" == build.ethernet(build.arp(), type=0x88B5)[12:14]


def test_vlan_tags_stack() -> None:
    """A service tag around a customer tag around IPv4 (IEEE 802.1ad)."""
    made = build.ethernet(build.vlan(build.vlan(build.ipv4(), id=5, dei=1), id=0xABC, priority=7, tpid=0x88A8))

    assert bytes.fromhex("88a8 eabc 8100 1005 0800") == made[12:22]


def test_sll_has_sixteen_bytes() -> None:
    """Packet type, ARPHRD, address length, address, EtherType."""
    made = build.sll(build.ipv4(), pkttype=4, src="02:00:00:00:00:01")

    assert bytes.fromhex("0004 0001 0006 0200000000010000 0800") == made[:16]


def test_sll2_has_twenty_bytes() -> None:
    """EtherType, reserved, interface, ARPHRD, packet type, address length, address."""
    made = build.sll2(build.ipv6(), ifindex=7, pkttype=4, src="02:00:00:00:00:01")

    assert bytes.fromhex("86dd 0000 00000007 0001 04 06 0200000000010000") == made[:20]


def test_null_has_the_byte_order_of_its_machine() -> None:
    """The family is 2 for IPv4, a number of its system for IPv6."""
    assert bytes.fromhex("02000000 45") == build.null(build.ipv4())[:5]
    assert bytes.fromhex("00000002 45") == build.null(build.ipv4(), byteorder=">")[:5]
    assert bytes.fromhex("1e000000 60") == build.null(build.ipv6())[:5]


def test_snap_says_its_length_to_ethernet() -> None:
    """Points, control, organisation, type."""
    made = build.ethernet(build.snap(b"abc", oui=0xF8, type=0x88B5))

    assert bytes.fromhex("000b aaaa03 0000f8 88b5") + b"abc" == made[12:]


def test_a_numbered_llc_frame_has_two_bytes_of_control() -> None:
    """The lower one first."""
    assert bytes.fromhex("4243 03") == build.llc(dsap=0x42, ssap=0x43)
    assert bytes.fromhex("f0f0 0102") == build.llc(dsap=0xF0, control=0x0201)


def test_labels_stack() -> None:
    """Only the last one is at the bottom."""
    made = build.mpls(build.mpls(build.ipv4(), label=2), label=1, exp=5, ttl=9)

    assert bytes.fromhex("00001a09 00002140 45") == made[:9]


def test_ppp_knows_the_numbers_of_ip_and_mpls() -> None:
    """In one byte or two, behind an address or not."""
    assert bytes.fromhex("0021 45") == build.ppp(build.ipv4())[:3]
    assert bytes.fromhex("ff03 57 60") == build.ppp(build.ipv6(), address=0xFF, short=True)[:4]
    assert bytes.fromhex("0281") == build.ppp(build.mpls())[:2]


def test_pppoe_says_its_length() -> None:
    """Of what it carries alone."""
    assert bytes.fromhex("8864 11 00 0001 0002 c021") == build.ethernet(build.pppoe(b"\xc0\x21"))[12:]


def test_chdlc_and_frame_relay_say_what_follows() -> None:
    """By an EtherType, by a number of one byte."""
    assert bytes.fromhex("0f00 86dd 60") == build.chdlc(build.ipv6())[:5]
    assert bytes.fromhex("1841 03cc 45") == build.frame_relay(build.ipv4())[:5]
