from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.analyses import Ping
from pcapflow.analyses._printed import is_group
from pcapflow.ping_text import statistics_of
from pcapflow.testing import build
from pcapflow.testing.conformance import run

if TYPE_CHECKING:
    from collections.abc import Sequence

S = 1_000_000_000


def block(*packets: bytes | build.Packet) -> list[str]:
    return str(run(Ping(), build.capture(*packets))).split("\n")


def test_a_clean_ping_is_pings_block() -> None:
    """Byte for byte in its form."""
    packets = []
    for seq, rtt_us in ((1, 15), (2, 4_190), (3, 54)):
        packets += [build.ping(seq=seq, at_ns=seq * S), build.pong(seq=seq, at_ns=seq * S + rtt_us * 1000, ttl=63)]

    assert [
        "PING 172.17.0.3 (172.17.0.3) 56(84) bytes of data.",
        "64 bytes from 172.17.0.3: icmp_seq=1 ttl=63 time=0.015 ms",
        "64 bytes from 172.17.0.3: icmp_seq=2 ttl=63 time=4.19 ms",
        "64 bytes from 172.17.0.3: icmp_seq=3 ttl=63 time=0.054 ms",
        "",
        "--- 172.17.0.3 ping statistics ---",
        "3 packets transmitted, 3 received, 0% packet loss, time 2000ms",
        "rtt min/avg/max/mdev = 0.015/1.419/4.190/1.958 ms",
    ] == block(*packets)


def test_the_time_is_never_below_zero() -> None:
    """A clock that was set back between two requests."""
    found = block(build.ping(seq=1, at_ns=S), build.ping(seq=2, at_ns=0))

    assert "2 packets transmitted, 0 received, 100% packet loss, time 1000ms" in found


def test_losses_duplicates_and_errors_stand_in_their_place() -> None:
    """In the order of arrival; the counts in ping's order."""
    quoted = build.ipv4(build.icmp_echo(bytes(56), seq=2))
    error = build.Packet(
        build.ethernet(build.ipv4(build.icmp_error(quoted), src="172.17.0.1", dst="172.17.0.2")), 2 * S
    )
    found = block(
        build.ping(seq=1),
        build.pong(seq=1, at_ns=10_000),
        build.pong(seq=1, at_ns=20_000),
        build.ping(seq=2, at_ns=S),
        error,
    )

    assert [
        "64 bytes from 172.17.0.3: icmp_seq=1 ttl=64 time=0.010 ms",
        "64 bytes from 172.17.0.3: icmp_seq=1 ttl=64 time=0.020 ms (DUP!)",
        "From 172.17.0.1 icmp_seq=2 Destination Host Unreachable",
    ] == found[1:4]
    assert "2 packets transmitted, 1 received, +1 duplicates, +1 errors, 50% packet loss, time 1000ms" == found[6]
    assert "rtt min/avg/max/mdev = 0.010/0.015/0.020/0.005 ms" == found[7]


def test_errors_that_come_late_show_how_many_were_under_way() -> None:
    """Three requests, then the error about the first."""
    quoted = build.ipv4(build.icmp_echo(bytes(56), seq=1))
    error = build.ethernet(build.ipv4(build.icmp_error(quoted), src="172.17.0.1", dst="172.17.0.2"))
    found = block(*(build.ping(seq=seq) for seq in (1, 2, 3)), error)

    assert "pipe 3" == found[5]


def test_pings_that_count_from_0_have_no_larger_pipe() -> None:
    """Each answered before the next: nothing to say, whatever the first number is."""
    for first in (0, 1, 65535):
        packets = [pack(seq=(first + at) % 65536, at_ns=at) for at in range(3) for pack in (build.ping, build.pong)]
        assert "pipe" not in "\n".join(block(*packets))


def test_without_a_reply_an_empty_line_ends_the_block() -> None:
    """In the place of the line of times; then what is to be said about it."""
    assert ["1 packets transmitted, 0 received, 100% packet loss, time 0ms", "", ""] == block(build.ping())[3:6]


def test_with_little_data_there_is_no_time() -> None:
    """Below 16 bytes there is no room for it: no time, no statistics of times."""
    found = block(build.ping(data=bytes(15)), build.pong(data=bytes(15), at_ns=10_000))

    assert "PING 172.17.0.3 (172.17.0.3) 15(43) bytes of data." == found[0]
    assert "23 bytes from 172.17.0.3: icmp_seq=1 ttl=64" == found[1]
    assert "" == found[5]


def test_a_reply_that_is_too_short_is_marked() -> None:
    """Its line ends there."""
    assert (
        "28 bytes from 172.17.0.3: icmp_seq=1 ttl=64 (truncated)" == block(build.ping(), build.pong(data=bytes(20)))[1]
    )


def test_a_wrong_checksum_is_marked_and_counted() -> None:
    """Nothing was received, then."""
    bad = build.ipv4(build.icmp_echo(bytes(56), reply=True, checksum=1), src="172.17.0.3", dst="172.17.0.2")
    found = block(build.ping(), build.Packet(build.ethernet(bad), 10_000))

    assert "64 bytes from 172.17.0.3: icmp_seq=1 ttl=64 time=0.010 ms (BAD CHECKSUM!)" == found[1]
    assert "1 packets transmitted, 0 received, +1 corrupted, 100% packet loss, time 0ms" == found[4]


def test_a_wrong_checksum_is_no_part_of_the_mean() -> None:
    """Its time is printed, and the statistics are those of the other."""
    bad = build.ipv4(build.icmp_echo(bytes(56), reply=True, checksum=1), src="172.17.0.3", dst="172.17.0.2")
    found = block(build.ping(), build.Packet(build.ethernet(bad), 90_000), build.pong(at_ns=10_000))

    assert "rtt min/avg/max/mdev = 0.010/0.010/0.010/0.000 ms" == found[6]


def test_another_address_is_marked_unless_many_were_asked() -> None:
    """Nor are the many answers to a broadcast marked as duplicates, though they count."""
    assert block(build.ping(), build.pong(src="172.17.0.9"))[1].endswith(" (DIFFERENT ADDRESS!)")
    found = block(
        build.ping(dst="172.17.0.255"),
        build.pong(src="172.17.0.3", at_ns=10_000),
        build.pong(src="172.17.0.4", at_ns=20_000),
    )
    assert "64 bytes from 172.17.0.4: icmp_seq=1 ttl=64 time=0.020 ms" == found[2]
    assert "1 packets transmitted, 1 received, +1 duplicates, 0% packet loss, time 0ms" == found[5]


def test_ipv6_has_its_own_first_line_and_words() -> None:
    """No space, no total."""
    quoted = build.ipv6(build.icmpv6_echo(bytes(56)), src="fd31::2", dst="fd31::9")
    error = build.ethernet(build.ipv6(build.icmpv6_error(quoted), src="fd31::1", dst="fd31::2"))

    assert [
        "PING fd31::9(fd31::9) 56 data bytes",
        "From fd31::1 icmp_seq=1 Destination unreachable: Address unreachable",
    ] == block(build.ping(src="fd31::2", dst="fd31::9"), error)[:2]


def test_a_redirect_is_advice() -> None:
    """A colon, and no error in the count."""
    quoted = build.ipv4(build.icmp_echo(bytes(56)))
    advice = build.icmp_error(quoted, type=5, code=1, rest=0x0A4D0003)
    found = block(build.ping(), build.ethernet(build.ipv4(advice, src="172.17.0.1", dst="172.17.0.2")))

    assert "From 172.17.0.1: icmp_seq=1 Redirect Host(New nexthop: 10.77.0.3)" == found[1]
    assert "1 packets transmitted, 0 received, 100% packet loss, time 0ms" == found[4]


def test_a_time_that_makes_no_sense_is_not_printed() -> None:
    """The reply is received, and the mean is that of the other."""
    found = block(
        build.ping(at_ns=S), build.pong(at_ns=0), build.ping(seq=2, at_ns=S), build.pong(seq=2, at_ns=S + 10_000)
    )

    assert "64 bytes from 172.17.0.3: icmp_seq=1 ttl=64" == found[1]
    assert [
        "2 packets transmitted, 2 received, 0% packet loss, time 0ms",
        "rtt min/avg/max/mdev = 0.010/0.010/0.010/0.000 ms",
    ] == found[5:7]


def test_both_ends_are_cut_to_microseconds_before_they_are_subtracted() -> None:
    """1.9 us to 3.0 us is 2 us, not 1."""
    assert block(build.ping(at_ns=1_900), build.pong(at_ns=3_000))[1].endswith("time=0.002 ms")


@given(st.lists(st.integers(0, 3_000_000), min_size=1, max_size=20))
def test_the_arithmetic_is_pings(rtts_us: Sequence[int]) -> None:
    """Whatever the round trips, the statistics are those of the arithmetic of iputils."""
    packets = []
    for seq, rtt_us in enumerate(rtts_us, start=1):
        packets += [build.ping(seq=seq, at_ns=seq * 10 * S), build.pong(seq=seq, at_ns=seq * 10 * S + rtt_us * 1000)]
    found = run(Ping(), build.capture(*packets)).only().ping_text().statistics

    expected = statistics_of(rtts_us, n_sent=len(rtts_us), n_received=len(rtts_us), time_ms=(len(rtts_us) - 1) * 10_000)
    assert expected == found


def test_quiet_is_the_block_without_its_replies() -> None:
    """First line and statistics."""
    packets = [pack(seq=seq) for seq in range(1, 4) for pack in (build.ping, build.pong)]
    random.Random(1).shuffle(packets)  # noqa: S311  # no secret
    result = run(Ping(), build.capture(*packets))

    whole = result.text().split("\n")
    assert [whole[0], *whole[whole.index("") :]] == result.text(quiet=True).split("\n")


@pytest.mark.parametrize(
    ("address", "group"),
    [("172.17.0.3", False), ("172.17.0.255", True), ("224.0.0.1", True), ("ff02::1", True), ("fd00::ff", False)],
)
def test_group_addresses(address: str, group: bool) -> None:
    """Where many may answer."""
    assert group == is_group(address)
