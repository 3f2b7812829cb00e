from __future__ import annotations

import pytest

from bench import _ping_runs as runs
from pcapflow.ping_text import parse

ONE_LONG = """\
PING 192.0.2.2 (192.0.2.2) 56(84) bytes of data.
64 bytes from 192.0.2.2: icmp_seq=1 ttl=64 time=1.33 ms
64 bytes from 192.0.2.2: icmp_seq=2 ttl=64 time=0.050 ms

--- 192.0.2.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 10ms
rtt min/avg/max/mdev = 0.050/0.690/1.331/0.640 ms
"""


@pytest.mark.netns
def test_the_statistics_of_real_pings_follow_from_their_times() -> None:
    """Twenty runs: not one computed block differs from what ping printed."""
    found = runs.compare(20)

    assert () == found.differences
    assert 20 == found.n_runs
    assert found.n_left_out < 10


@pytest.mark.netns
def test_no_namespace_stays_behind() -> None:
    """Not even where what they were made for fails."""
    with pytest.raises(ZeroDivisionError), runs.two_namespaces() as name:
        raise ZeroDivisionError

    assert name not in runs.run("ip", "netns", "list")


def test_the_one_long_time_is_the_maximum() -> None:
    """Of 1.33 ms ping prints the microseconds as its maximum."""
    assert [1_331, 50] == runs.microseconds(parse(ONE_LONG))


def test_two_long_times_cannot_be_known() -> None:
    """The maximum belongs to one of them alone."""
    assert runs.microseconds(parse(ONE_LONG.replace("0.050 ms", "1.20 ms"))) is None


def test_a_long_time_that_is_not_the_maximum_is_not_believed() -> None:
    """The text contradicts itself."""
    assert runs.microseconds(parse(ONE_LONG.replace("1.331", "1.400"))) is None


def test_a_wrong_line_would_be_seen() -> None:
    """Statistics that do not follow from the times come out otherwise."""
    ping = parse(ONE_LONG.replace("0.640 ms", "0.641 ms"))

    assert ping != runs.computed(ping, [1_331, 50])
    assert parse(ONE_LONG) == runs.computed(ping, [1_331, 50])
