"""Checksums that builders fill in."""

from __future__ import annotations

import dpkt
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.testing.build._built import Built, Pending, finished, internet_checksum, ip_bytes, mac_bytes


def test_checksum_is_that_of_the_worked_example() -> None:
    """RFC 1071 section 3 adds these words to ddf2."""
    assert 0xFFFF - 0xDDF2 == internet_checksum(bytes.fromhex("0001 f203 f4f5 f6f7"))


@given(data=st.binary(max_size=100))
def test_checksum_is_dpkts(data: bytes) -> None:
    """Any bytes, an odd number of them too, have dpkt's checksum (which comes in the machine's byte order)."""
    theirs = int.from_bytes(dpkt.in_cksum(data).to_bytes(2, "big"), "big")

    assert theirs == internet_checksum(data)


def test_udp_sends_a_sum_of_zero_as_its_other_form() -> None:
    """A UDP checksum that comes out as 0 is written ffff, because 0 says that there is none (RFC 768)."""
    pending = Pending(17, checksum_at=6)
    header = bytes(8)
    left = internet_checksum(bytes(8) + (8).to_bytes(4, "big") + (17).to_bytes(4, "big") + header)
    payload = Built.of(left.to_bytes(2, "big") + header[2:], pending=pending)

    assert b"\xff\xff" == finished(payload, bytes(4), bytes(4))[6:8]


def test_bytes_that_nobody_built_are_left_alone() -> None:
    """A payload of plain bytes has no checksum to fill in."""
    assert b"12345678" == finished(b"12345678", bytes(4), bytes(4))


def test_addresses_in_words_are_bytes() -> None:
    """MAC and IP addresses of either family."""
    assert bytes.fromhex("0242ac110002") == mac_bytes("02:42:ac:11:00:02")
    assert b"\xac\x11\x00\x02" == ip_bytes("172.17.0.2")
    assert bytes(15) + b"\x01" == ip_bytes("::1")
