from __future__ import annotations

import pickle

import pytest

from pcapflow.ping_text import Error, NoAnswer, PingText, Reply, parse


@pytest.mark.parametrize(
    ("time", "longest_ns"),
    [
        ("0.015", 15_000 + 500 + 1_000),
        ("4.19", 4_195_000 + 1_000),
        ("10.0", 10_050_000 + 1_000),
        ("101", 101_500_000 + 1_000),
    ],
)
def test_the_longest_true_time_is_half_a_digit_and_a_microsecond_more(time: str, longest_ns: int) -> None:
    """What the wire may show for each precision of ping."""
    text = f"PING a (10.0.0.2) 56(84) bytes of data.\n64 bytes from 10.0.0.2: icmp_seq=1 ttl=64 time={time} ms\n"

    assert [longest_ns] == [reply.longest_ns for reply in parse(text).replies]


def test_without_a_time_there_is_no_longest_one() -> None:
    """A reply with less than 16 bytes of data."""
    assert Reply(1, 16, 64, "10.0.0.2", None).longest_ns is None


def test_advice_is_not_counted_as_an_error() -> None:
    """A redirect tells of a better way; the packet went on."""
    assert not Error("10.0.0.1", 1, "Redirect Host(New nexthop: 10.0.0.9)").is_counted
    assert Error("10.0.0.1", 1, "Destination Host Unreachable").is_counted


def test_replies_are_the_lines_of_that_kind() -> None:
    """In the order of the text."""
    first, second = Reply(2, 64, 64, "10.0.0.2", 1), Reply(1, 64, 64, "10.0.0.2", 2)

    assert (first, second) == PingText("a", "10.0.0.2", lines=(NoAnswer(1), first, second)).replies


def test_a_text_goes_from_process_to_process() -> None:
    """It pickles."""
    ping = PingText("a", "10.0.0.2", lines=(Reply(1, 64, 64, "10.0.0.2", 15_000, 500),))

    assert ping == pickle.loads(pickle.dumps(ping))
