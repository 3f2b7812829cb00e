from __future__ import annotations

from pcapflow.analyses import Ping
from pcapflow.testing import build
from pcapflow.testing.conformance import run

MESSAGE = build.icmp_echo(bytes(4000))


def lengths(*packets: bytes) -> object:
    """Data and IP bytes of the one request."""
    session = run(Ping(), build.capture(*packets)).only()
    return session.data_bytes, session.total_bytes


def pieces(id_: int = 1) -> list[bytes]:
    """The message in three fragments."""
    parts = [(start, MESSAGE[start : start + 1480]) for start in range(0, len(MESSAGE), 1480)]
    return [
        build.ethernet(build.ipv4(bytes(part), proto=1, id=id_, flags=start + 1480 < len(MESSAGE), frag_offset=start))
        for start, part in parts
    ]


def test_the_last_fragment_says_how_long_the_message_is() -> None:
    """As ping says it: 4000(4028)."""
    assert (4000, 4028) == lengths(*pieces())


def test_fragments_come_in_any_order() -> None:
    """The last one first."""
    assert (4000, 4028) == lengths(*reversed(pieces()))


def test_a_fragment_of_another_packet_says_nothing() -> None:
    """What is known is the first fragment."""
    assert (1472, 1500) == lengths(pieces(1)[0], pieces(2)[2])


def test_fragments_of_ipv6_have_a_header_of_their_own() -> None:
    """The length is that of the message without it."""
    message = bytes(build.ipv6(build.icmpv6_echo(bytes(2000)))[40:])
    first = build.fragment(message[:1440], id=7, more=True, nxt=58)
    last = build.fragment(message[1440:], id=7, offset=1440, nxt=58)

    assert (2000, 2056) == lengths(*(build.ethernet(build.ipv6(part)) for part in (first, last)))


def test_a_message_is_found_through_a_cut() -> None:
    """First and last fragment in different tables."""
    session = run(Ping(), build.capture(*pieces()), cuts=[1, 2]).only()

    assert 4000 == session.data_bytes


def test_both_vantage_points_see_the_whole_message() -> None:
    """Each point's last fragment belongs to its own first."""
    seen = [
        build.Packet(build.sll2(build.Built.of(piece[14:], ethertype=0x0800), ifindex=ifindex))
        for piece in pieces()
        for ifindex in (2, 3)
    ]
    session = run(Ping(), build.capture(*seen, linktype=276)).only()

    assert [4000, 4000] == [session.data_bytes, *(other.data_bytes for other in session.others)]
