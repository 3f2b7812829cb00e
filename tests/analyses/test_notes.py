from __future__ import annotations

from pcapflow.analyses._neighbors import Unanswered
from pcapflow.analyses._notes import Numbers, capture_notes, session_notes

NONE = Numbers([], 0)


def test_of_a_usual_session_nothing_is_said() -> None:
    """Ping's block is enough."""
    assert [] == list(session_notes("10.0.0.1", "10.0.0.2", NONE, NONE, 0))


def test_replies_outside_the_statistics_are_told() -> None:
    """With the first numbers of many."""
    assert [
        "10.0.0.2 answered requests of 10.0.0.1 that are not in the capture: "
        "icmp_seq 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more.",
        "Clock disorder: replies with earlier times than their requests, left out: icmp_seq 7.",
        "1 reply without a time in the file, or to a request without one.",
    ] == list(session_notes("10.0.0.1", "10.0.0.2", Numbers(range(10), 12), Numbers([7], 1), 1))


def test_nothing_answered_has_its_reasons() -> None:
    """Also who was looked for in vain."""
    unanswered = (Unanswered("10.0.0.9", "10.0.0.1", 2),)

    assert [] == list(capture_notes(0, 2, 1, unanswered))
    assert [
        "Cut before the sequence number: 3 echo packets.",
        "Nothing was answered: 1 echo request, no reply.",
        "10.0.0.1 looked for 10.0.0.9, and nobody answered: 2 ARP requests.",
    ] == list(capture_notes(3, 1, 0, unanswered))
    assert ["No ping: there is no echo request in the capture."] == list(capture_notes(0, 0, 0, ()))
