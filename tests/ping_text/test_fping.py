from __future__ import annotations

import pytest

from pcapflow.errors import FormatError
from pcapflow.ping_text import Error, NoAnswer, PingText, Reply, Rtt, Statistics, parse

# Printed by fping 5.1 -c (Debian 12), standard output and standard error.
ANSWERED = """\
10.77.0.2 : [0], 64 bytes, 6.99 ms (6.99 avg, 0% loss)
10.77.0.2 : [1], 64 bytes, 0.163 ms (3.57 avg, 0% loss)

10.77.0.2 : xmt/rcv/%loss = 2/2/0%, min/avg/max = 0.163/3.57/6.99
"""
UNANSWERED = """\
[1795514987.13533] 10.77.0.99 : [0], timed out (NaN avg, 100% loss)
[1795514987.23719] 10.77.0.99 : [1], timed out (NaN avg, 100% loss)

10.77.0.99 : xmt/rcv/%loss = 2/0/100%
"""
QUIET = "10.77.0.2 : xmt/rcv/%loss = 2/2/0%, min/avg/max = 0.038/0.041/0.043\n"
TWO_TARGETS = """\
10.77.0.2  : [0], 64 bytes, 0.044 ms (0.044 avg, 0% loss)
10.77.0.99 : [0], timed out (NaN avg, 100% loss)
"""


def test_answers() -> None:
    """Three digits each, so that the margins differ."""
    expected = PingText(
        name="10.77.0.2",
        address="10.77.0.2",
        lines=(
            Reply(0, 64, None, "10.77.0.2", 6_990_000, 5_000),
            Reply(1, 64, None, "10.77.0.2", 163_000, 500),
        ),
        statistics=Statistics(2, 2, loss="0%", rtt=Rtt(163, 3_570, 6_990)),
        program="fping",
    )

    assert expected == parse(ANSWERED)


def test_no_answers() -> None:
    """With a time in front of each line, and no times in the statistics."""
    ping = parse(UNANSWERED)

    assert (NoAnswer(0), NoAnswer(1)) == ping.lines
    assert Statistics(2, 0, loss="100%") == ping.statistics


def test_quiet() -> None:
    """The statistics alone are a text, too."""
    ping = parse(QUIET)

    assert () == ping.lines
    assert Statistics(2, 2, loss="0%", rtt=Rtt(38, 41, 43)) == ping.statistics


def test_duplicates_and_errors() -> None:
    """Both have lines of their own."""
    text = (
        "10.77.0.2 : duplicate for [0], 64 bytes, 0.5 ms\n"
        "ICMP Host Unreachable from 10.77.0.1 for ICMP Echo sent to 10.77.0.2\n"
    )

    assert (
        Reply(0, 64, None, "10.77.0.2", 500_000, 50_000, duplicate=True),
        Error("10.77.0.1", None, "ICMP Host Unreachable"),
    ) == parse(text).lines


def test_a_second_target_is_refused() -> None:
    """One text, one target; the offset is that of the second's line."""
    with pytest.raises(FormatError, match="a second target") as error:
        parse(TWO_TARGETS)

    assert TWO_TARGETS.index("10.77.0.99") == error.value.offset
