from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pcapflow as pf
from pcapflow.analyses._checksum_verdicts import COLUMNS, LAYERS, WORDS, verdicts_of
from pcapflow.kernel import IS_BUILT, VARIABLE
from pcapflow.testing import build, vary
from pcapflow.testing.conformance import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.table import PacketTable

CLIENT, SERVER = bytes([172, 17, 0, 2]), bytes([172, 17, 0, 3])
CLIENT_6, SERVER_6 = bytes.fromhex("fd00" + "00" * 13 + "02"), bytes.fromhex("fd00" + "00" * 13 + "03")
FAMILIES: list[tuple[Callable[..., build.Built], tuple[bytes, bytes], str]] = [
    (build.ipv4, (CLIENT, SERVER), "total_bytes"),
    (build.ipv6, (CLIENT_6, SERVER_6), "plen"),
]
"""What builds a header, the addresses that it has by default, the name of its length."""


class Verdicts:
    """Of every header: layer, verdict, and what the checksum should be."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str, str, int]] = []

    def update(self, table: PacketTable) -> None:
        for name, judged in verdicts_of(table).items():
            columns = (judged.packet.tolist(), judged.verdict.tolist(), judged.right.tolist())
            for packet, verdict, right in zip(*columns, strict=True):
                self.found.append((int(table.number[packet]), name, WORDS[verdict], right))

    def result(self) -> list[tuple[int, str, str, int]]:
        return sorted(self.found)


def verdicts(*packets: bytes | build.Packet, layer: str = "") -> list[str]:
    """In the order of packets; of one layer, or of all that are not IPv4's header."""
    found = run(Verdicts(), build.capture(*packets))
    return [verdict for _, name, verdict, _ in found if (name == layer if layer else name != "ip")]


def rights(capture: bytes) -> list[int]:
    """What checksums should be, but for those of IPv4's header."""
    return [right for _, name, _, right in run(Verdicts(), capture) if name != "ip"]


def verdict(payload: bytes, layer: str = "") -> str:
    """Of the one checksum in what Ethernet carries."""
    (found,) = verdicts(build.ethernet(payload), layer=layer)
    return found


def pseudo_sum(source: bytes, destination: bytes, number: int, n_bytes: int) -> int:
    """Not complemented."""
    return 0xFFFF - build.internet_checksum(
        source + destination + n_bytes.to_bytes(4, "big") + number.to_bytes(4, "big")
    )


MESSAGES = {
    "icmp": build.icmp_echo(b"odd"),
    "icmpv6": build.icmpv6_echo(b"odd"),
    "tcp": build.tcp(b"odd"),
    "udp": build.udp(b"odd"),
}
CARRIED = {
    **{f"{name} over IPv4": build.ipv4(MESSAGES[name]) for name in ("icmp", "tcp", "udp")},
    **{f"{name} over IPv6": build.ipv6(MESSAGES[name]) for name in ("icmpv6", "tcp", "udp")},
}
EACH = pytest.mark.parametrize("packet", CARRIED.values(), ids=CARRIED)

# -- good and bad ----------------------------------------------------------------------------------------------------


@EACH
def test_what_builders_fill_in_is_good(packet: bytes) -> None:
    """Also of an odd number of bytes."""
    assert "good" == verdict(packet)


@EACH
@given(bit=st.integers(0, 8 * 5 - 1))
def test_every_bit_counts(packet: bytes, bit: int) -> None:
    """Whichever of the last bytes is changed."""
    data = bytearray(packet)
    data[-1 - bit // 8] ^= 1 << bit % 8

    assert "bad" == verdict(build.Built.of(bytes(data), ethertype=0x0800 if data[0] == 0x45 else 0x86DD))


def test_a_header_of_ipv4_is_good_or_bad_with_its_options() -> None:
    """It covers nothing but itself."""
    options = b"\x01\x01\x01\x00"

    assert "good" == verdict(build.ipv4(b"x", options=options), "ip")
    assert "bad" == verdict(build.ipv4(b"x", options=options, checksum=1), "ip")


@given(values=st.data())
def test_what_a_bad_one_should_be_is_good(values: st.DataObject) -> None:
    """Any checksum in its place; put where it belongs, what is right is right."""
    packet = values.draw(st.sampled_from(list(CARRIED.values())))
    at = {1: 22, 6: 36, 17: 26}[packet[9]] if packet[0] == 0x45 else {58: 42, 6: 56, 17: 46}[packet[6]]
    ethertype = 0x0800 if packet[0] == 0x45 else 0x86DD

    def changed(checksum: int) -> bytes:
        data = packet[:at] + checksum.to_bytes(2, "big") + packet[at + 2 :]
        return build.capture(build.ethernet(build.Built.of(data, ethertype=ethertype)))

    filled_in = int.from_bytes(packet[at : at + 2], "big")
    (right,) = rights(changed(values.draw(st.integers(1, 0xFFFF).filter(lambda value: value != filled_in))))

    assert filled_in == right
    assert [0] == rights(changed(right))


def test_over_zeros_alone_a_right_checksum_is_not_zero() -> None:
    """An echo reply with nothing in it."""
    packet = build.ethernet(build.ipv4(bytes(8), proto=1))

    assert (["bad"], [0xFFFF]) == (verdicts(packet), rights(build.capture(packet)))


def test_headers_in_tunnels_are_judged_and_quoted_ones_are_not() -> None:
    """Each by the addresses of its own IP header."""
    wrong = build.ipv4(build.tcp(checksum=1))

    tunnel = build.ipv6(build.udp(build.vxlan(build.ethernet(wrong))))
    assert ["good", "bad"] == sorted(verdicts(build.ethernet(tunnel)), reverse=True)
    assert ["good"] == verdicts(build.ethernet(build.ipv4(build.icmp_error(wrong))))


# -- not to be told --------------------------------------------------------------------------------------------------


@EACH
def test_a_message_that_is_cut_cannot_be_told(packet: bytes) -> None:
    """One byte is enough; the header before it can."""
    whole = build.ethernet(packet)

    assert ["cut"] == verdicts(build.Packet(whole[:-1], 0, len(whole)))
    if packet[0] == 0x45:
        assert ["good"] == verdicts(build.Packet(whole[:34], 0, len(whole)), layer="ip")
        assert ["cut"] == verdicts(build.Packet(whole[:33], 0, len(whole)), layer="ip")


@pytest.mark.parametrize("name", MESSAGES)
def test_a_fragment_cannot_be_told(name: str) -> None:
    """Of IPv4 or IPv6; what is called a fragment and is whole can be."""
    message = MESSAGES[name]
    if name != "icmpv6":
        assert "cut" == verdict(build.ipv4(message, flags=0b001))
        assert [] == verdicts(build.ethernet(build.ipv4(message, frag_offset=8)))
    if name != "icmp":
        assert "cut" == verdict(build.ipv6(build.fragment(message, more=True)))
        assert "good" == verdict(build.ipv6(build.fragment(message)))


def test_a_whole_packet_in_a_fragment_can_be_told() -> None:
    """What counts is the nearest IP header."""
    inner = build.ipv4(build.tcp(b"x"))

    assert "good" == verdict(build.ipv4(inner, flags=0b001))


@pytest.mark.parametrize(
    "payload",
    [
        build.ipv4(build.tcp(), total_bytes=41),
        build.ipv4(build.tcp(), total_bytes=39),
        build.ipv6(build.tcp(), plen=21),
        build.ipv6(build.tcp(), plen=19),
        build.ipv4(build.udp(b"x", length=10)),
        build.ipv4(build.udp(b"x", length=7)),
        build.ipv4(build.udp(b"x", length=0)),
        build.ipv6(build.udp(b"x", length=0)),
    ],
)
def test_an_impossible_length_cannot_be_told(payload: bytes) -> None:
    """Above what there is, or below the header."""
    assert "cut" == verdict(payload)


def test_what_is_no_header_of_ipv4_cannot_be_told() -> None:
    """Another version, or fewer than five words."""
    for first in (b"\x55", b"\x44"):
        header = build.Built.of(first + build.ipv4()[1:], ethertype=0x0800)
        assert "cut" == verdict(header, "ip")


# -- unfilled --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "message"), [(6, build.tcp), (17, build.udp)])
def test_the_sum_of_the_pseudo_header_is_what_the_card_adds_to(
    number: int, message: Callable[..., build.Built]
) -> None:
    """With the whole length, of either family; one more or less, or its complement, is bad."""
    n_bytes = len(message(b"data"))
    for wrap, ends, _ in FAMILIES:
        unfilled = pseudo_sum(*ends, number, n_bytes)
        assert "unfilled" == verdict(wrap(message(b"data", checksum=unfilled)))
        for other in (unfilled - 1, unfilled + 1, 0xFFFF - unfilled):
            assert "bad" == verdict(wrap(message(b"data", checksum=other)))


@pytest.mark.parametrize(("n_data", "expected"), [(1440, "bad"), (1481, "unfilled")])
def test_a_segment_for_cutting_may_be_summed_without_its_length(n_data: int, expected: str) -> None:
    """Where the packet is above 1500 bytes."""
    for wrap, ends, _ in FAMILIES:
        assert expected == verdict(wrap(build.tcp(bytes(n_data), checksum=pseudo_sum(*ends, 6, 0))))


@pytest.mark.parametrize("n_bytes", [0, 24])
def test_a_length_that_is_open_is_that_on_hand(n_bytes: int) -> None:
    """The card would fill it in, with or without it in the sum; what is right is right."""
    for wrap, ends, named in FAMILIES:
        packet = wrap(build.tcp(b"data", checksum=pseudo_sum(*ends, 6, n_bytes)), **{named: 0})
        assert "unfilled" == verdict(packet)
        assert "good" == verdict(wrap(build.tcp(b"data"), **{named: 0}))


def test_a_header_of_ipv4_that_the_card_fills_in_is_zero() -> None:
    """But not around a message that nobody will put right."""
    unfilled = build.tcp(b"data", checksum=pseudo_sum(CLIENT, SERVER, 6, 24))
    for message in (unfilled, build.tcp(b"data"), build.icmp_echo(b"data"), build.udp(checksum=0)):
        assert "unfilled" == verdict(build.ipv4(message, checksum=0), "ip")
    wrong = build.ipv4(build.tcp(b"data", checksum=0), checksum=0)
    assert "bad" == verdict(wrong, "ip")
    assert {"unfilled", "bad"} == set(verdicts(build.ethernet(build.ipv4(wrong, checksum=0)), layer="ip"))


def test_a_right_checksum_is_good_though_it_is_also_the_sum() -> None:
    """Where the message itself sums up to nothing."""
    (right,) = rights(build.capture(build.ethernet(build.ipv4(build.tcp(bytes(2), checksum=1)))))
    unfilled = pseudo_sum(CLIENT, SERVER, 6, 22)
    rest = 0xFFFF - build.internet_checksum(right.to_bytes(2, "big") + (0xFFFF - unfilled).to_bytes(2, "big"))

    assert "good" == verdict(build.ipv4(build.tcp(rest.to_bytes(2, "big"), checksum=unfilled)))


def test_messages_of_icmp_are_never_unfilled() -> None:
    """No card works them out."""
    message = bytearray(build.icmpv6_echo(b"data"))
    message[2:4] = pseudo_sum(CLIENT_6, SERVER_6, 58, len(message)).to_bytes(2, "big")

    assert "bad" == verdict(build.ipv6(bytes(message), nxt=58))


# -- absent ----------------------------------------------------------------------------------------------------------


def test_udp_over_ipv4_may_have_none() -> None:
    """Cut or a fragment: it has none."""
    packet = build.ipv4(build.udp(b"data", checksum=0))
    whole = build.ethernet(packet)

    assert ["absent", "absent"] == verdicts(whole, build.Packet(whole[:42], 0, len(whole)))
    assert "absent" == verdict(build.ipv4(build.udp(b"data", checksum=0), flags=0b001))
    assert ["cut"] == verdicts(build.Packet(whole[:41], 0, len(whole)))


def test_udp_over_ipv6_must_have_one_outside_of_tunnels() -> None:
    """RFC 8200 section 8.1."""
    assert "bad" == verdict(build.ipv6(build.udp(b"data", checksum=0)))
    assert "absent" == verdict(build.ipv6(build.udp(b"data", dstport=4789, checksum=0)), "udp")


# -- whatever comes --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not IS_BUILT, reason="the kernel was not built")
def test_twins_agree_on_packets_in_which_every_bit_varies() -> None:
    """Of every layer that can be varied."""
    for layer in vary.LAYERS:
        found = []
        for choice in ("compiled", "numpy"):
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(VARIABLE, choice)
                packets = [data for link, data in vary.packets(layer, 20, 3) if link == 1]
                found.append(run(Verdicts(), build.capture(*packets)))
        assert found[0] == found[1]


def test_a_held_table_has_no_bytes_to_judge() -> None:
    """It is not said that all are cut."""
    table = pf.open(build.capture(build.ping())).to_table(["frame.number", *COLUMNS])

    with pytest.raises(ValueError, match="a held table has no packet bytes"):
        verdicts_of(table)
    assert {"ip", "icmp", "icmpv6", "tcp", "udp"} == set(LAYERS)
