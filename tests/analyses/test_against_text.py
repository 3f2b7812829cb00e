from __future__ import annotations

import pytest

from pcapflow.analyses import Ping
from pcapflow.analyses._against_text import against_verdicts
from pcapflow.ping_text import PingText, Reply, parse
from pcapflow.testing import build
from pcapflow.testing.conformance import run

SENT, RECEIVED, REPLIES, TTLS, TIMES = (
    "as many requests as ping sent",
    "as many of them answered as ping says",
    "every reply that ping printed is on the wire, and no other",
    "every reply has the TTL that ping printed",
    "every round trip on the wire is above 0 and at most what ping printed",
)
IPUTILS = """PING 172.17.0.3 (172.17.0.3) 56(84) bytes of data.
64 bytes from 172.17.0.3: icmp_seq=1 ttl=64 time=0.100 ms
64 bytes from 172.17.0.3: icmp_seq=2 ttl=64 time=0.120 ms

--- 172.17.0.3 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 1000ms
rtt min/avg/max/mdev = 0.100/0.110/0.120/0.010 ms
"""
BUSYBOX = """PING 172.17.0.3 (172.17.0.3): 56 data bytes
64 bytes from 172.17.0.3: seq=0 ttl=64 time=0.100 ms
64 bytes from 172.17.0.3: seq=1 ttl=64 time=0.120 ms

--- 172.17.0.3 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = 0.100/0.110/0.120 ms
"""


def wire(*rtts_us: int, first: int = 1, ident: int = 1, src: str = "172.17.0.2", ttl: int = 64) -> list[build.Packet]:
    packets = []
    for seq, rtt_us in enumerate(rtts_us, start=first):
        packets += [
            build.ping(seq=seq, at_ns=seq * 10**9, ident=ident, src=src),
            build.pong(seq=seq, at_ns=seq * 10**9 + rtt_us * 1000, ident=ident, dst=src, ttl=ttl),
        ]
    return packets


def verdicts(
    text: str | PingText, *packets: build.Packet, manifest: dict[str, object] | None = None
) -> dict[str, tuple[bool | None, str]]:
    sessions = [each for each in run(Ping(), build.capture(*packets)).sessions if each.n_requests]
    printed = parse(text) if isinstance(text, str) else text
    return {each.text: (each.ok, each.detail) for each in against_verdicts(printed, sessions, manifest)}


@pytest.mark.parametrize(("text", "first"), [(IPUTILS, 1), (BUSYBOX, 0)])
def test_a_text_that_the_wire_bears_out(text: str, first: int) -> None:
    """Of iputils, and of BusyBox, which counts from 0."""
    assert {
        SENT: (True, "ping says 2, the wire 2"),
        RECEIVED: (True, "ping says 2 received, the wire 2 received"),
        REPLIES: (True, "2 replies"),
        TTLS: (True, "2 replies"),
        TIMES: (True, "2 replies; ping printed 0.020 to 0.050 ms more"),
    } == verdicts(text, *wire(50, 100, first=first))


def test_a_reply_that_never_was_on_the_wire_is_a_fault() -> None:
    """Printed, and not seen; seen, and not printed."""
    assert (False, "printed, and not on the wire: icmp_seq 2") == verdicts(IPUTILS, *wire(50))[REPLIES]
    assert (False, "on the wire, and not printed: icmp_seq 3") == verdicts(IPUTILS, *wire(50, 50, 50))[REPLIES]


def test_a_reply_that_was_printed_twice_is_looked_for_twice() -> None:
    """Duplicates are replies, too."""
    twice = IPUTILS.replace(
        "time=0.120 ms\n", "time=0.120 ms\n64 bytes from 172.17.0.3: icmp_seq=2 ttl=64 time=0.130 ms (DUP!)\n"
    ).replace("2 received,", "2 received, +1 duplicates,")
    again = build.pong(seq=2, at_ns=2 * 10**9 + 110_000)

    assert (False, "printed, and not on the wire: icmp_seq 2") == verdicts(twice, *wire(50, 100))[REPLIES]
    found = verdicts(twice, *wire(50, 100), again)
    assert (True, "3 replies") == found[REPLIES]
    assert (True, "ping says 2 received, +1 duplicate, the wire 2 received, +1 duplicate") == found[RECEIVED]
    assert found[TIMES][0] is True


def test_another_ttl_is_a_fault() -> None:
    """Named with both."""
    assert (False, "icmp_seq 1: printed 64, on the wire 63; icmp_seq 2: printed 64, on the wire 63") == verdicts(
        IPUTILS, *wire(50, 50, ttl=63)
    )[TTLS]


def test_the_wire_is_never_slower_than_ping() -> None:
    """Beyond what ping may have cut off: 1 us, and half of the last digit."""
    assert verdicts(IPUTILS, *wire(50, 121))[TIMES][0] is True
    assert (False, "1 of 2 are not: icmp_seq 2: 0.122000 ms on the wire, printed 0.120 ms") == verdicts(
        IPUTILS, *wire(50, 122)
    )[TIMES]


def test_a_rounded_time_may_lie_below_the_true_one() -> None:
    """From 1 ms on ping rounds to three digits: 1.23 may have been 1.2349."""
    text = IPUTILS.replace("time=0.120", "time=1.23")

    assert verdicts(text, *wire(50, 1_235))[TIMES][0] is True
    assert verdicts(text, *wire(50, 1_237))[TIMES][0] is False


def test_a_clock_that_ran_backwards_is_nobodys_fault() -> None:
    """Flagged, and not judged."""
    assert (
        True,
        "1 reply; ping printed 0.070 to 0.070 ms more; "
        "1 not judged: the clock of the capture ran backwards, or is too coarse",
    ) == verdicts(IPUTILS, *wire(-35, 50))[TIMES]
    assert verdicts(IPUTILS, *wire(-35, 0))[TIMES][0] is None


def test_a_request_that_never_left_its_host_is_no_fault() -> None:
    """Ping counts it as sent, though nobody could be found to send it to."""
    text = IPUTILS.replace("2 packets transmitted", "5 packets transmitted")
    found = verdicts(text, *wire(50, 100))[SENT]

    assert (None, "ping says 5, the wire 2: the others, which nobody answered, may never have left their host") == found


def test_a_request_that_was_answered_did_leave() -> None:
    """Where it is not on the wire, the capture has lost it; nor can the wire have more than were sent."""
    assert (False, "ping says 2, the wire 1") == verdicts(IPUTILS, *wire(50))[SENT]
    assert (False, "ping says 2, the wire 3") == verdicts(IPUTILS, *wire(50, 50, 50))[SENT]


def test_a_text_without_replies_leaves_them_open() -> None:
    """``ping -q``."""
    first, _, _, *rest = IPUTILS.split("\n")
    quiet = "\n".join([first, *rest])
    found = verdicts(quiet, *wire(50, 100))

    assert [True, True, None, None, None] == [found[text][0] for text in (SENT, RECEIVED, REPLIES, TTLS, TIMES)]


def test_a_text_that_breaks_off_leaves_the_counts_open() -> None:
    """Its replies are compared."""
    found = verdicts(IPUTILS.partition("\n\n")[0], *wire(50, 100))

    assert [None, None, True, True, True] == [found[text][0] for text in (SENT, RECEIVED, REPLIES, TTLS, TIMES)]


def test_a_program_without_numbers_is_compared_in_order() -> None:
    """Windows prints none."""
    text = parse(IPUTILS)._replace(
        program="windows",
        lines=tuple(Reply(place, 40, 64, "172.17.0.3", 1_000_000, 500_000) for place in (1, 2)),
    )
    found = verdicts(text, *wire(50, 100, first=700))

    assert (None, True, True) == tuple(found[each][0] for each in (REPLIES, TTLS, TIMES))


def test_the_text_of_another_ping_is_told() -> None:
    """Replies that were printed must be somewhere; a text without any says nothing."""
    other = IPUTILS.replace("172.17.0.3", "172.17.0.9")
    none = (
        other.partition("64 bytes")[0]
        + "\n--- 172.17.0.9 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss, time 0ms\n\n"
    )

    assert {REPLIES: (False, "ping printed 2 replies, and the capture has no echo request to 172.17.0.9")} == verdicts(
        other, *wire(50)
    )
    assert {REPLIES: (None, "the capture has no echo request to 172.17.0.9")} == verdicts(none, *wire(50))


def test_of_several_pings_the_clients_is_compared() -> None:
    """The manifest says who pinged; else the numbers may tell; else nothing can be said."""
    two = [*wire(50, 100), *wire(999, 999, src="172.17.0.7")]
    said: dict[str, object] = {"client": {"address": "172.17.0.2"}}

    assert verdicts(IPUTILS, *two, manifest=said)[TIMES][0] is True
    assert {
        REPLIES: (
            False,
            "ping printed 2 replies, and the capture has 2 pings to 172.17.0.3, and which is meant cannot be told",
        )
    } == verdicts(IPUTILS, *two)
    assert verdicts(IPUTILS, *wire(50, 100), *wire(999, ident=2))[TIMES][0] is True
