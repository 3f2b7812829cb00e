from __future__ import annotations

from pcapflow.analyses import Ping
from pcapflow.analyses._fragments import MAX_WAITING
from pcapflow.testing import build
from pcapflow.testing.conformance import run

MESSAGE = build.icmp_echo(bytes(4000))
S = 1_000_000_000


def lengths(*packets: bytes | build.Packet) -> object:
    """Data and IP bytes of the one request."""
    session = run(Ping(), build.capture(*packets)).only()
    return session.data_bytes, session.total_bytes


def pieces(id_: int = 1, message: bytes = MESSAGE) -> list[bytes]:
    """A message, by default that of 4000 bytes in three fragments."""
    parts = [(start, message[start : start + 1480]) for start in range(0, len(message), 1480)]
    return [
        build.ethernet(build.ipv4(bytes(part), proto=1, id=id_, flags=start + 1480 < len(message), frag_offset=start))
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


def test_a_last_fragment_of_an_older_message_gives_way_to_the_right_one() -> None:
    """Its first was lost, and the identification is used again."""
    old, new = build.icmp_echo(bytes(1496)), build.icmp_echo(bytes(1992))

    assert (1992, 2020) == lengths(pieces(7, old)[1], *pieces(7, new))


def test_a_last_fragment_waits_for_a_minute() -> None:
    """Who reassembles gives up then; the message is another."""
    first, _, last = pieces()

    assert (4000, 4028) == lengths(build.Packet(last, 0), build.Packet(first, 60 * S))
    assert (1472, 1500) == lengths(build.Packet(last, 0), build.Packet(first, 60 * S + 1))


def test_a_first_fragment_waits_for_a_minute() -> None:
    """The last one is of another message."""
    first, _, last = pieces()

    assert (4000, 4028) == lengths(build.Packet(first, 0), build.Packet(last, 60 * S))
    assert (1472, 1500) == lengths(build.Packet(first, 0), build.Packet(last, 60 * S + 1))


def test_so_many_fragments_wait_and_no_more() -> None:
    """The oldest goes when one more comes: a live capture may meet any number of them."""
    first, _, last = pieces(0)
    others = [pieces(id_)[2] for id_ in range(1, MAX_WAITING + 1)]

    assert (4000, 4028) == lengths(last, *others[:-1], first)
    assert (1472, 1500) == lengths(last, *others, first)


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
