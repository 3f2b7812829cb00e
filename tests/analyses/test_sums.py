from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses._echoes import ECHO, Echoes
from pcapflow.analyses._sums import JUDGED_NOT
from pcapflow.testing import build
from pcapflow.testing.conformance import run


class Sums:
    """The verdicts on the checksums of each echo packet: header, message."""

    def __init__(self) -> None:
        self.echoes = Echoes()

    def update(self, table: object) -> None:
        self.echoes.update(table)  # type: ignore[arg-type]  # run gives tables

    def result(self) -> list[tuple[int, int]]:
        assert all(part.dtype == ECHO for part in self.echoes.echo)
        return [(int(row["header_right"]), int(row["sum_right"])) for part in self.echoes.echo for row in part]


def sums(*packets: bytes | build.Packet) -> object:
    return run(Sums(), build.capture(*packets))


def test_right_checksums_are_right() -> None:
    """Of IPv4, of ICMP with an odd number of bytes, of ICMPv6 with its pseudo header; IPv6 has no header checksum."""
    odd = build.ipv4(build.icmp_echo(b"odd"), options=b"\x01\x01\x01\x00")
    six = build.ipv6(build.icmpv6_echo(b"odd"))

    assert [(1, 1), (1, 1), (JUDGED_NOT, 1)] == sums(build.ping(), build.ethernet(odd), build.ethernet(six))


def test_extension_headers_do_not_disturb_the_pseudo_header() -> None:
    """Its length is that of the message alone (RFC 8200 section 8.1)."""
    packet = build.ipv6(build.hop_by_hop(build.destination_options(build.icmpv6_echo(b"data"))))

    assert [(JUDGED_NOT, 1)] == sums(build.ethernet(packet))


@given(at=st.integers(14, 97), bit=st.integers(0, 7))
def test_every_bit_counts(at: int, bit: int) -> None:
    """Whichever bit of an echo packet is turned, a checksum is wrong, or it is no echo packet any more."""
    data = bytearray(build.ping().data)
    data[at] ^= 1 << bit
    # The length says where the message ends, the type byte and version what it is.
    found = sums(bytes(data))

    assert found == [] or found[0] != (1, 1)  # type: ignore[index]  # a list of pairs


def test_what_was_not_captured_is_not_judged() -> None:
    """The header is there, the message is cut."""
    whole = build.ping().data

    assert [(1, JUDGED_NOT)] == sums(build.Packet(whole[:60], 0, len(whole)))


def test_a_padded_frame_is_judged_by_its_length_field() -> None:
    """What stands behind the packet in a short Ethernet frame is not of it."""
    packet = build.ethernet(build.ipv4(build.icmp_echo(b"x")))

    assert [(1, 1)] == sums(packet.ljust(60, b"\xff"))


def test_the_first_fragment_is_not_judged() -> None:
    """Its checksum covers the whole message."""
    message = build.icmp_echo(bytes(2000))
    packet = build.ipv4(message[:1480], flags=0b001, proto=1)

    assert [(1, JUDGED_NOT)] == sums(build.ethernet(packet))
