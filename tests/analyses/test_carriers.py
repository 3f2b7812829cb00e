from __future__ import annotations

import ipaddress

import pytest

from pcapflow.analyses.checksums import Checksums
from pcapflow.testing import build
from pcapflow.testing.conformance import run

HERE, VIA, END, OTHER = "fd00::2", "fd00::5", "fd00::9", "fd00::66"


def address(text: str) -> bytes:
    return ipaddress.ip_address(text).packed


def message(src: str, dst: str) -> build.Built:
    """A segment whose checksum is for these ends."""
    wrap, header_bytes = (build.ipv6, 40) if ":" in src else (build.ipv4, 20)
    return build.Built.of(wrap(build.tcp(b"odd"), src=src, dst=dst)[header_bytes:], ip_proto=6)


def counts(packet: bytes) -> tuple[int, int, int]:
    """Checksums of TCP that are good, bad, not to be told."""
    result = run(Checksums(), build.capture(build.ethernet(packet)))
    (found,) = (each for each in result.only().counts if each.protocol == "tcp")
    return found.n_good, found.n_bad, found.n_cut


GOOD, BAD, CUT = (1, 0, 0), (0, 1, 0), (0, 0, 1)


def routed(kind: int, segleft: int, *addresses: str, first: bytes = bytes(4)) -> build.Built:
    data = first + b"".join(map(address, addresses))
    return build.routing(message(HERE, END), type=kind, segleft=segleft, data=data)


@pytest.mark.parametrize("segleft", [1, 2])
def test_the_destination_is_the_last_address_of_a_source_route(segleft: int) -> None:
    """Of routing type 0, however many are still to be visited."""
    assert GOOD == counts(build.ipv6(routed(0, segleft, OTHER, END), src=HERE, dst=VIA))
    assert BAD == counts(build.ipv6(routed(0, segleft, END, OTHER), src=HERE, dst=VIA))


def test_the_destination_is_the_home_address_of_a_mobile_node() -> None:
    """Routing type 2."""
    assert GOOD == counts(build.ipv6(routed(2, 1, END), src=HERE, dst=VIA))


def test_the_destination_is_the_first_segment() -> None:
    """Routing type 4 has them backwards."""
    assert GOOD == counts(build.ipv6(routed(4, 1, END, VIA, first=b"\1\0\0\0"), src=HERE, dst=VIA))


@pytest.mark.parametrize("kind", [0, 2, 4, 200])
def test_a_route_that_is_used_up_changes_nothing(kind: int) -> None:
    """The destination is that of the header, also of types that are not known."""
    assert GOOD == counts(build.ipv6(routed(kind, 0, VIA), src=HERE, dst=END))


@pytest.mark.parametrize("kind", [0, 200])
def test_a_route_to_nobody_knows_where_cannot_be_told(kind: int) -> None:
    """A type that is not known, or no address."""
    addresses = (END,) if kind else ()

    assert CUT == counts(build.ipv6(routed(kind, 1, *addresses), src=HERE, dst=END))


def test_who_is_not_at_home_says_where_that_is() -> None:
    """The option counts in the place of the source."""
    packet = build.destination_options(message(OTHER, END), options=b"\1\2\0\0\xc9\x10" + address(OTHER))

    assert GOOD == counts(build.ipv6(packet, src=HERE, dst=END))
    assert BAD == counts(build.ipv6(message(OTHER, END), src=HERE, dst=END))


@pytest.mark.parametrize("kind", [131, 137])
def test_the_destination_of_ipv4_is_the_end_of_a_source_route(kind: int) -> None:
    """Until the pointer is behind it."""
    carried = message("10.0.0.1", "10.0.0.9")

    def packet(pointer: int, last: str, dst: str) -> bytes:
        option = bytes([kind, 11, pointer]) + address("10.0.0.5") + address(last) + b"\0"
        return build.ipv4(carried, src="10.0.0.1", dst=dst, options=option)

    assert GOOD == counts(packet(4, "10.0.0.9", "10.0.0.3"))
    assert GOOD == counts(packet(8, "10.0.0.9", "10.0.0.3"))
    assert GOOD == counts(packet(12, "10.0.0.3", "10.0.0.9"))
    assert BAD == counts(packet(4, "10.0.0.3", "10.0.0.9"))


def test_a_source_route_without_an_address_cannot_be_told() -> None:
    """Nobody knows where it leads."""
    carried = message("10.0.0.1", "10.0.0.9")

    assert CUT == counts(build.ipv4(carried, src="10.0.0.1", dst="10.0.0.9", options=b"\x83\3\4\0"))


def test_a_recorded_route_changes_nothing() -> None:
    """It is where the packet was."""
    carried = message("10.0.0.1", "10.0.0.9")

    packet = build.ipv4(carried, src="10.0.0.1", dst="10.0.0.9", options=b"\x07\7\4" + bytes(4) + b"\0")
    assert GOOD == counts(packet)


def test_each_message_has_the_nearest_header() -> None:
    """Of two, whatever their families and order."""
    for outer, inner in ((build.ipv4, build.ipv6), (build.ipv6, build.ipv4), (build.ipv4, build.ipv4)):
        assert GOOD == counts(outer(inner(build.tcp(b"odd"))))
