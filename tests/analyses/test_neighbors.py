from __future__ import annotations

from pcapflow.analyses._neighbors import Neighbors, Unanswered
from pcapflow.testing import build
from pcapflow.testing.conformance import run


class Search:
    """Who was looked for in vain."""

    def __init__(self) -> None:
        self.neighbors = Neighbors()

    def update(self, table: object) -> None:
        self.neighbors.update(table)  # type: ignore[arg-type]  # run gives tables

    def result(self) -> tuple[Unanswered, ...]:
        return self.neighbors.unanswered()


def unanswered(*payloads: build.Built) -> object:
    return run(Search(), build.capture(*map(build.ethernet, payloads)))


def test_an_address_that_nobody_has_is_named() -> None:
    """With who asked, and how often."""
    ask = build.arp(src="172.17.0.2", dst="172.17.0.9")

    assert (Unanswered("172.17.0.9", "172.17.0.2", 3),) == unanswered(ask, ask, ask)
    assert (
        "172.17.0.2 looked for 172.17.0.9, and nobody answered: 3 ARP requests."
        == Unanswered("172.17.0.9", "172.17.0.2", 3).sentence
    )


def test_who_answers_is_there() -> None:
    """By a reply, or by asking somebody himself."""
    ask = build.arp(src="172.17.0.2", dst="172.17.0.9")

    assert () == unanswered(ask, build.arp(opcode=2, src="172.17.0.9", dst="172.17.0.2"))
    assert () == unanswered(ask, build.arp(src="172.17.0.9", dst="172.17.0.2"))


def test_who_asks_for_himself_looks_for_nobody() -> None:
    """Probes and announcements (RFC 5227) expect no answer."""
    assert () == unanswered(
        build.arp(src="0.0.0.0", dst="172.17.0.9"),  # noqa: S104  # an address of a packet
        build.arp(src="172.17.0.9", dst="172.17.0.9"),
    )


def test_a_neighbour_solicitation_is_a_search_too() -> None:
    """Unless it comes from the unspecified address: that is who looks whether an address is free (RFC 4862)."""
    ask = build.ipv6(build.icmpv6_ns("fd00::9"), src="fd00::2", dst="ff02::1:ff00:9")
    probe = build.ipv6(build.icmpv6_ns("fd00::8"), src="::", dst="ff02::1:ff00:8")

    assert (Unanswered("fd00::9", "fd00::2", 1),) == unanswered(ask, probe)
    assert "neighbour solicitation." in Unanswered("fd00::9", "fd00::2", 1).sentence


def test_an_advertisement_is_an_answer() -> None:
    """For the address that it names."""
    ask = build.ipv6(build.icmpv6_ns("fd00::9"), src="fd00::2")
    answer = build.ipv6(build.icmpv6_na("fd00::9"), src="fd00::9", dst="fd00::2")

    assert () == unanswered(ask, answer)


def test_a_solicitation_outside_ipv6_is_nobodys() -> None:
    """IPv4 that claims to carry ICMPv6."""
    ask = build.ipv4(build.icmpv6_ns("fd00::9"), proto=58)

    assert () == unanswered(build.ipv6(build.udp(b"")), ask)
