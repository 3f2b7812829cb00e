"""GRE, SCTP and IGMP that builders make."""

from __future__ import annotations

import pytest

from pcapflow.testing import build
from pcapflow.testing.build._built import internet_checksum
from pcapflow.testing.build._lists import crc32c


def test_gre_says_which_words_it_has() -> None:
    """Key, sequence number, acknowledgment; the EtherType is that of what it carries."""
    ip = build.ipv4()

    assert bytes.fromhex("0000 0800") + ip == build.gre(ip)
    assert bytes.fromhex("3000 6558 00000001 00000002") == build.gre(key=1, sequence_number=2)
    assert bytes.fromhex("2081 880b 00000001 00000003") == build.gre(version=1, key=1, ack_number=3)


@pytest.mark.parametrize("payload", [b"", b"odd", b"even"])
def test_gres_checksum_is_right(payload: bytes) -> None:
    """Over header and payload (RFC 2784 section 2.5)."""
    packet = build.gre(payload, key=7, has_checksum=True)

    assert 0 == internet_checksum(packet + bytes(len(packet) % 2))


def test_sctps_checksum_is_castagnolis() -> None:
    """RFC 3720 appendix B.4: its sum over 32 zeros, in the byte order in which it is sent."""
    assert 0x8A9136AA == crc32c(bytes(32))
    assert crc32c(build.sctp(checksum=0)).to_bytes(4, "little") == build.sctp()[8:12]


def test_chunks_and_parameters_are_padded() -> None:
    """The length does not count that."""
    assert bytes.fromhex("0a 02 0006 61 62 0000") == build.sctp_chunk(10, b"ab", flags=2)
    assert bytes.fromhex("0001 0005 61 000000") == build.sctp_parameter(1, b"a")
    assert bytes.fromhex("0a 00 0063") == build.sctp_chunk(10, length=99)


@pytest.mark.parametrize("message", [build.igmp(), build.igmp(sources=("1.2.3.4",)), build.igmp_report(b"data")])
def test_igmps_checksum_is_right(message: bytes) -> None:
    assert 0 == internet_checksum(message)


def test_a_query_with_sources_is_longer() -> None:
    """Version 3; also if there are none of them."""
    assert (8, 12, 20) == tuple(len(build.igmp(sources=sources)) for sources in (None, (), ("1.2.3.4", "1.2.3.5")))


def test_records_say_how_much_they_hold() -> None:
    assert bytes.fromhex("03 01 0002 e0000005 01020304 01020305 61626364") == build.igmp_record(
        3, "224.0.0.5", "1.2.3.4", "1.2.3.5", aux_data=b"abcd"
    )


def test_ip_takes_their_numbers() -> None:
    assert [47, 132, 2] == [build.ipv4(packet)[9] for packet in (build.gre(), build.sctp(), build.igmp())]
