from __future__ import annotations

import pytest

from pcapflow.errors import FormatError
from pcapflow.ping_text import Error, NoAnswer, PingText, Reply, Rtt, Statistics, parse

HEAD = "PING 10.0.0.2 (10.0.0.2) 56(84) bytes of data.\n"
FOOT = "\n--- 10.0.0.2 ping statistics ---\n1 packets transmitted, 1 received, 0% packet loss, time 0ms\n"

# Printed by BusyBox 1.35.0 (Debian 12).
BUSYBOX = """\
PING 10.77.0.2 (10.77.0.2): 56 data bytes
64 bytes from 10.77.0.2: seq=0 ttl=64 time=0.256 ms
64 bytes from 10.77.0.2: seq=0 ttl=64 time=0.267 ms (DUP!)
64 bytes from 10.77.0.2: seq=1 ttl=64 time=0.295 ms
64 bytes from 10.77.0.2: seq=2 ttl=64 time=0.225 ms

--- 10.77.0.2 ping statistics ---
3 packets transmitted, 3 packets received, 1 duplicates, 0% packet loss
round-trip min/avg/max = 0.225/0.260/0.295 ms
"""
BUSYBOX_UNANSWERED = """\
PING 240.0.0.1 (240.0.0.1): 56 data bytes

--- 240.0.0.1 ping statistics ---
1 packets transmitted, 0 packets received, 100% packet loss
"""
BUSYBOX_SMALL = """\
PING 127.0.0.1 (127.0.0.1): 2 data bytes
10 bytes from 127.0.0.1: seq=0 ttl=64

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
"""
BUSYBOX_IPV6 = """\
PING ::1 (::1): 56 data bytes
64 bytes from ::1: seq=0 ttl=64 time=0.037 ms

--- ::1 ping statistics ---
1 packets transmitted, 1 packets received, 0% packet loss
round-trip min/avg/max = 0.037/0.037/0.037 ms
"""
# Printed by iputils 20221126 -v -R (Debian 12).
VERBOSE = """\
ping: sock4.fd: 3 (socktype: SOCK_RAW), sock6.fd: 4 (socktype: SOCK_RAW), hints.ai_family: AF_UNSPEC

ai->ai_family: AF_INET, ai->ai_canonname: '127.0.0.1'
PING 127.0.0.1 (127.0.0.1) 56(124) bytes of data.
64 bytes from 127.0.0.1: icmp_seq=1 ident=18295 ttl=64 time=0.017 ms
RR: \t127.0.0.1
\t127.0.0.1


--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.017/0.017/0.017/0.000 ms
"""
MACOS = """\
PING 8.8.8.8 (8.8.8.8): 56 data bytes
64 bytes from 8.8.8.8: icmp_seq=0 ttl=113 time=4.190 ms
Request timeout for icmp_seq 1
92 bytes from 10.0.0.1: Destination Host Unreachable
Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 5400 5a9d   0 0000  3f  01 bd0f 10.0.0.5  8.8.8.8

64 bytes from 8.8.8.8: icmp_seq=3 ttl=113 time=4.538 ms
^C
--- 8.8.8.8 ping statistics ---
4 packets transmitted, 2 packets received, 50.0% packet loss
round-trip min/avg/max/stddev = 4.190/4.364/4.538/0.174 ms
"""


def test_busybox_with_a_duplicate() -> None:
    """Numbers from 0, duplicates without a plus, three decimals always, no mdev."""
    expected = PingText(
        name="10.77.0.2",
        address="10.77.0.2",
        data_bytes=56,
        lines=(
            Reply(0, 64, 64, "10.77.0.2", 256_000, 500),
            Reply(0, 64, 64, "10.77.0.2", 267_000, 500, duplicate=True),
            Reply(1, 64, 64, "10.77.0.2", 295_000, 500),
            Reply(2, 64, 64, "10.77.0.2", 225_000, 500),
        ),
        statistics=Statistics(3, 3, n_duplicates=1, loss="0%", rtt=Rtt(225, 260, 295)),
        program="busybox",
    )

    assert expected == parse(BUSYBOX)


def test_busybox_without_a_reply_has_no_times() -> None:
    """One line of statistics only, and no errors are told."""
    ping = parse(BUSYBOX_UNANSWERED)

    assert () == ping.lines
    assert Statistics(1, 0, loss="100%") == ping.statistics
    assert "busybox" == ping.program


def test_busybox_with_too_little_data_has_no_time() -> None:
    """The reply is there all the same."""
    ping = parse(BUSYBOX_SMALL)

    assert (Reply(0, 10, 64, "127.0.0.1", None),) == ping.lines
    assert ping.statistics is not None
    assert ping.statistics.rtt is None


def test_busybox_over_ipv6() -> None:
    """The address ends before the colon that follows it."""
    ping = parse(BUSYBOX_IPV6)

    assert ("::1", "busybox") == (ping.address, ping.program)
    assert ["::1"] == [reply.address for reply in ping.replies]


def test_verbose_words_are_notes() -> None:
    """The identifier is passed over; the recorded route is kept as it stands."""
    ping = parse(VERBOSE)

    assert (Reply(1, 64, 64, "127.0.0.1", 17_000, 500),) == ping.lines
    assert ("RR: \t127.0.0.1", "\t127.0.0.1") == ping.notes
    assert (56, 124) == (ping.data_bytes, ping.total_bytes)


def test_macos() -> None:
    """Timeouts have numbers, errors have none, the spread is called stddev."""
    ping = parse(MACOS)

    assert "bsd" == ping.program
    assert (
        Reply(0, 64, 113, "8.8.8.8", 4_190_000, 500),
        NoAnswer(1),
        Error("10.0.0.1", None, "Destination Host Unreachable"),
        Reply(3, 64, 113, "8.8.8.8", 4_538_000, 500),
    ) == ping.lines
    assert Statistics(4, 2, loss="50.0%", rtt=Rtt(4_190, 4_364, 4_538, 174)) == ping.statistics
    assert 2 == len(ping.notes)


def test_macos_over_ipv6() -> None:
    """It has a first line and a separator of its own, and calls the TTL hlim."""
    text = """\
PING6(56=40+8+8 bytes) fd31::5 --> fd31::3
16 bytes from fd31::3, icmp_seq=0 hlim=64 time=0.055 ms

--- fd31::3 ping6 statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/std-dev = 0.055/0.055/0.055/0.000 ms
"""
    ping = parse(text)

    assert ("fd31::3", "fd31::5", 8, "bsd") == (ping.address, ping.source, ping.data_bytes, ping.program)
    assert (Reply(0, 16, 64, "fd31::3", 55_000, 500),) == ping.lines
    assert Statistics(1, 1, loss="0.0%", rtt=Rtt(55, 55, 55, 0)) == ping.statistics


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("PING nginx (172.17.0.3) 56(84) bytes of data.", PingText("nginx", "172.17.0.3", 56, 84)),
        (
            "PING 10.0.0.2 (10.0.0.2) from 10.0.0.1 eth0: 56(84) bytes of data.",
            PingText("10.0.0.2", "10.0.0.2", 56, 84, "10.0.0.1", "eth0"),
        ),
        (
            "PING 10.0.0.2 (10.0.0.2) from 10.0.0.1 : 56(84) bytes of data.",
            PingText("10.0.0.2", "10.0.0.2", 56, 84, "10.0.0.1"),
        ),
        ("PING fd31::3(fd31::3) 56 data bytes", PingText("fd31::3", "fd31::3", 56)),
        ("PING fd31::3 (fd31::3) 56 data bytes", PingText("fd31::3", "fd31::3", 56)),
        ("PING ip6-localhost(localhost (::1)) 56 data bytes", PingText("ip6-localhost", "::1", 56)),
        ("PING ::1(::1) , flow 0x12345, 56 data bytes", PingText("::1", "::1", 56)),
        (
            "PING fe80::1%eth0(fe80::1%eth0) from fe80::2%eth0 eth0: 56 data bytes",
            PingText("fe80::1%eth0", "fe80::1%eth0", 56, None, "fe80::2%eth0", "eth0"),
        ),
        ("PING 10.0.0.2 (10.0.0.2) 56(84) Bytes an Daten.", PingText("10.0.0.2", "10.0.0.2", 56, 84)),
        (
            "PING 10.0.0.2 (10.0.0.2) from 10.0.0.1: 56 data bytes",
            PingText("10.0.0.2", "10.0.0.2", 56, None, "10.0.0.1", program="busybox"),
        ),
    ],
)
def test_first_lines(first: str, expected: PingText) -> None:
    """Each form of iputils old and new, and BusyBox' with a source."""
    assert expected == parse(first)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "64 bytes from host.example (10.0.0.2): icmp_seq=2 ttl=64 time=4.19 ms (DUP!)",
            Reply(2, 64, 64, "10.0.0.2", 4_190_000, 5_000, duplicate=True),
        ),
        ("64 bytes from 10.0.0.2: icmp_req=2 ttl=64 time=0.015 ms", Reply(2, 64, 64, "10.0.0.2", 15_000, 500)),
        ("64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=123 usec", Reply(2, 64, 64, "10.0.0.2", 123_000, 500)),
        (
            "[1477674114.088087] 64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=101 ms",
            Reply(2, 64, 64, "10.0.0.2", 101_000_000, 500_000),
        ),
        (
            "64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.015 ms (BAD CHECKSUM!) (DIFFERENT ADDRESS!)",
            Reply(2, 64, 64, "10.0.0.2", 15_000, 500, marks=("BAD CHECKSUM!", "DIFFERENT ADDRESS!")),
        ),
        (
            "34 bytes from 10.0.0.2: icmp_seq=2 ttl=64 (truncated)",
            Reply(2, 34, 64, "10.0.0.2", None, marks=("truncated",)),
        ),
        ("64 bytes from ::1: icmp_seq=1 time=0.015 ms", Reply(1, 64, None, "::1", 15_000, 500)),
        ("64 Bytes von 10.0.0.2: icmp_seq=2 ttl=64 Zeit=0.015 ms", Reply(2, 64, 64, "10.0.0.2", 15_000, 500)),
        ("64 octets de 10.0.0.2 : icmp_seq=2 ttl=64 temps=0.015 ms", Reply(2, 64, 64, "10.0.0.2", 15_000, 500)),
        ("64 字节，来自 10.0.0.2: icmp_seq=2 ttl=64 时间=0.015 毫秒", Reply(2, 64, 64, "10.0.0.2", 15_000, 500)),  # noqa: RUF001 - Chinese has its own comma
        ("From 10.0.0.1 icmp_seq=3 Time to live exceeded", Error("10.0.0.1", 3, "Time to live exceeded")),
        (
            "From gateway (10.0.0.1) icmp_seq=3 Frag needed and DF set (mtu = 1400)",
            Error("10.0.0.1", 3, "Frag needed and DF set (mtu = 1400)"),
        ),
        (
            "From fd31::2 icmp_seq=1 Destination unreachable: Address unreachable",
            Error("fd31::2", 1, "Destination unreachable: Address unreachable"),
        ),
        (
            "From 10.0.0.1: icmp_seq=1 Redirect Host(New nexthop: 10.0.0.9)",
            Error("10.0.0.1", 1, "Redirect Host(New nexthop: 10.0.0.9)"),
        ),
        ("Von 10.0.0.1 icmp_seq=3 Zielhost nicht erreichbar", Error("10.0.0.1", 3, "Zielhost nicht erreichbar")),
        ("no answer yet for icmp_seq=3", NoAnswer(3)),
        ("noch keine Antwort für icmp_seq=3", NoAnswer(3)),
    ],
)
def test_lines_of_many_releases_and_languages(line: str, expected: Reply | Error | NoAnswer) -> None:
    """One line each, read the same with statistics below and without."""
    assert (expected,) == parse(HEAD + line).lines
    assert (expected,) == parse(HEAD + line + "\n" + FOOT).lines


@pytest.mark.parametrize(
    "line",
    [
        "64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.0",
        "64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=",
        "64 bytes from 10.0.0.2: icmp_seq=2 ttl=64 time=0.015 ms (DU",
        "64 bytes from 10.0.0.2: icmp_seq=",
        "64 bytes from 10.0.0.2: icmp_seq=2 ttl=6",
        "64 bytes from 10.0.0.2: icmp_seq=1",
        "64 bytes from nowhere: icmp_seq=2 ttl=64 time=0.015 ms",
    ],
)
def test_half_a_reply_is_refused(line: str) -> None:
    """Never a wrong number; the offset is that of the line."""
    with pytest.raises(FormatError, match="a reply's line") as error:
        parse(HEAD + line)

    assert len(HEAD) == error.value.offset


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (
            "5 packets transmitted, 4 received, +1 duplicates, +2 corrupted, +3 errors, 20% packet loss, time 4100ms",
            Statistics(5, 4, 1, 2, 3, "20%", 4_100),
        ),
        ("0 packets transmitted, 0 received", Statistics(0, 0)),
        (
            "3 packets transmitted, 2 received, 33.3333% packet loss, time 9ms",
            Statistics(3, 2, loss="33.3333%", time_ms=9),
        ),
        (
            "3 paquets transmis, 3 reçus, +1 dupliqués, 0 % paquets perdus, temps 9 ms",
            Statistics(3, 3, 1, loss="0%", time_ms=9),
        ),
        ("已发送 3 个包， 已接收 3 个包, 0% 包丢失, 耗时 9 毫秒", Statistics(3, 3, loss="0%", time_ms=9)),  # noqa: RUF001 - Chinese has its own comma
        (
            "5 packets transmitted, 3 packets received, 40.0% packet loss, 1 packets out of wait time",
            Statistics(5, 3, loss="40.0%"),
        ),
    ],
)
def test_counts(counts: str, expected: Statistics) -> None:
    """The order is the same in every language."""
    assert expected == parse(f"{HEAD}\n--- 10.0.0.2 ping statistics ---\n{counts}\n").statistics


@pytest.mark.parametrize(
    "counts", ["nothing", "1 packets", "1 packets transmitted, 0 received, +1 Fehler, 0% Paketverlust"]
)
def test_counts_that_cannot_be_told_apart_are_refused(counts: str) -> None:
    """A number without a name that is known, and a line without numbers."""
    with pytest.raises(FormatError):
        parse(f"{HEAD}\n--- 10.0.0.2 ping statistics ---\n{counts}\n")


def test_statistics_that_break_off_are_refused() -> None:
    """A heading with nothing below."""
    with pytest.raises(FormatError, match="break off"):
        parse(f"{HEAD}\n--- 10.0.0.2 ping statistics ---\n")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rtt min/avg/max/mdev = 0.049/0.200/0.352/0.151 ms", (Rtt(49, 200, 352, 151), None, None, None)),
        (
            "rtt min/avg/max/mdev = 0.278/305.755/610.293/227.407 ms, pipe 4",
            (Rtt(278, 305_755, 610_293, 227_407), 4, None, None),
        ),
        (
            "rtt min/avg/max/mdev = 0.006/0.009/0.015/0.004 ms, pipe 2, ipg/ewma 0.025/0.013 ms",
            (Rtt(6, 9, 15, 4), 2, 25, 13),
        ),
        ("rtt min/moy/max/mdev = 0,049/0,200/0,352/0,151 ms", (Rtt(49, 200, 352, 151), None, None, None)),
        ("rtt min/avg/max/mdev = 0.001/0.001/0.001/0.-57 ms", (Rtt(1, 1, 1, -57), None, None, None)),
        ("pipe 2", (None, 2, None, None)),
        ("ipg/ewma 0.077/0.042 ms", (None, None, 77, 42)),
        ("pipe 2, ipg/ewma 0.077/0.042 ms", (None, 2, 77, 42)),
        ("root@3f2c:/# exit 4", (None, None, None, None)),
    ],
)
def test_the_line_of_times(line: str, expected: tuple[Rtt | None, int | None, int | None, int | None]) -> None:
    """Round trips, pipe, gap and moving average, each alone or together; a prompt is none of them."""
    statistics = parse(f"{HEAD}{FOOT}{line}\n").statistics

    assert statistics is not None
    assert expected == (statistics.rtt, statistics.pipe, statistics.ipg_us, statistics.ewma_us)


def test_an_interrupted_ping_without_a_reply() -> None:
    """The interrupt stands before the heading, on its line or on one of its own."""
    foot = "--- 10.0.0.2 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1009ms\n\n"

    assert parse(HEAD + "\n" + foot) == parse(HEAD + "^C\n" + foot) == parse(HEAD + "^C" + foot)


def test_other_words_are_kept() -> None:
    """What says nothing of a reply is a note, not lost."""
    ping = parse(HEAD + "ping: local error: message too long, mtu=1400\n" + FOOT)

    assert ("ping: local error: message too long, mtu=1400",) == ping.notes
