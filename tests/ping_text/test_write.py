from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.ping_text import (
    Error,
    NoAnswer,
    PingText,
    Reply,
    Rtt,
    Statistics,
    parse,
    printed_time,
    statistics_of,
    write,
)

# Printed by iputils 20221126 (Debian 12) in network namespaces.
CLEAN = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=0.267 ms
64 bytes from 10.77.0.2: icmp_seq=2 ttl=64 time=0.050 ms
64 bytes from 10.77.0.2: icmp_seq=3 ttl=64 time=0.063 ms

--- 10.77.0.2 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 405ms
rtt min/avg/max/mdev = 0.050/0.126/0.267/0.099 ms
"""
DUPLICATES = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=0.484 ms
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=0.514 ms (DUP!)
64 bytes from 10.77.0.2: icmp_seq=2 ttl=64 time=0.201 ms
64 bytes from 10.77.0.2: icmp_seq=3 ttl=64 time=0.211 ms
64 bytes from 10.77.0.2: icmp_seq=3 ttl=64 time=0.276 ms (DUP!)
64 bytes from 10.77.0.2: icmp_seq=4 ttl=64 time=0.190 ms

--- 10.77.0.2 ping statistics ---
4 packets transmitted, 4 received, +2 duplicates, 0% packet loss, time 610ms
rtt min/avg/max/mdev = 0.190/0.312/0.514/0.134 ms
"""
BROADCAST = """\
PING 10.77.0.255 (10.77.0.255) 56(84) bytes of data.
64 bytes from 10.77.0.1: icmp_seq=1 ttl=64 time=0.288 ms
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=0.582 ms
64 bytes from 10.77.0.254: icmp_seq=1 ttl=64 time=0.586 ms
64 bytes from 10.77.0.3: icmp_seq=1 ttl=64 time=0.596 ms
64 bytes from 10.77.0.1: icmp_seq=2 ttl=64 time=0.046 ms

--- 10.77.0.255 ping statistics ---
2 packets transmitted, 2 received, +3 duplicates, 0% packet loss, time 205ms
rtt min/avg/max/mdev = 0.046/0.419/0.596/0.220 ms
"""
FREE_ADDRESS = """\
PING 10.77.0.99 (10.77.0.99) 56(84) bytes of data.
From 10.77.0.1 icmp_seq=1 Destination Host Unreachable
From 10.77.0.1 icmp_seq=2 Destination Host Unreachable

--- 10.77.0.99 ping statistics ---
2 packets transmitted, 0 received, +2 errors, 100% packet loss, time 202ms
pipe 2
"""
NO_ANSWER = """\
PING 10.79.0.99 (10.79.0.99) 56(84) bytes of data.
From 10.77.0.254 icmp_seq=1 Destination Net Unreachable
no answer yet for icmp_seq=1

--- 10.79.0.99 ping statistics ---
2 packets transmitted, 0 received, +1 errors, 100% packet loss, time 201ms

"""
REDIRECT = """\
PING 10.77.0.3 (10.77.0.3) 56(84) bytes of data.
From 10.77.0.254: icmp_seq=1 Redirect Host(New nexthop: 10.77.0.3)
64 bytes from 10.77.0.3: icmp_seq=1 ttl=64 time=0.215 ms
From 10.77.0.254: icmp_seq=2 Redirect Host(New nexthop: 10.77.0.3)
64 bytes from 10.77.0.3: icmp_seq=2 ttl=64 time=0.138 ms

--- 10.77.0.3 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 207ms
rtt min/avg/max/mdev = 0.138/0.176/0.215/0.038 ms
"""
WRONG_DATA = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=0.184 ms
wrong data byte #26 should be 0x1a but was 0x1b
#16\t10 11 12 13 14 15 16 17 18 19 1b 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f \n\
#48\t30 31 32 33 34 35 36 37 \n\
64 bytes from 10.77.0.2: icmp_seq=2 ttl=64 time=0.190 ms

--- 10.77.0.2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 609ms
rtt min/avg/max/mdev = 0.184/0.187/0.190/0.003 ms
"""
TRUNCATED = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.
34 bytes from 10.77.0.2: icmp_seq=1 ttl=64 (truncated)
34 bytes from 10.77.0.2: icmp_seq=2 ttl=64 (truncated)

--- 10.77.0.2 ping statistics ---
4 packets transmitted, 4 received, 0% packet loss, time 612ms
rtt min/avg/max/mdev = 0.171/0.248/0.318/0.058 ms
"""
SLOW = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=0.579 ms
64 bytes from 10.77.0.2: icmp_seq=2 ttl=64 time=10.0 ms
64 bytes from 10.77.0.2: icmp_seq=3 ttl=64 time=11.8 ms
64 bytes from 10.77.0.2: icmp_seq=4 ttl=64 time=101 ms

--- 10.77.0.2 ping statistics ---
4 packets transmitted, 4 received, 0% packet loss, time 602ms
rtt min/avg/max/mdev = 0.579/30.951/101.411/40.902 ms
"""
LATE = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.
64 bytes from 10.77.0.2: icmp_seq=1 ttl=64 time=610 ms
64 bytes from 10.77.0.2: icmp_seq=2 ttl=64 time=408 ms
64 bytes from 10.77.0.2: icmp_seq=3 ttl=64 time=204 ms
64 bytes from 10.77.0.2: icmp_seq=4 ttl=64 time=0.278 ms

--- 10.77.0.2 ping statistics ---
4 packets transmitted, 4 received, 0% packet loss, time 610ms
rtt min/avg/max/mdev = 0.278/305.755/610.293/227.407 ms, pipe 4
"""
SMALL = """\
PING 127.0.0.1 (127.0.0.1) 8(36) bytes of data.
16 bytes from 127.0.0.1: icmp_seq=1 ttl=64

--- 127.0.0.1 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms

"""
ADAPTIVE = """\
PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.

--- 127.0.0.1 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.007/0.027/0.047/0.020 ms, ipg/ewma 0.077/0.042 ms
"""
SOURCE = """\
PING 127.0.0.2 (127.0.0.2) from 127.0.0.1 : 56(84) bytes of data.
64 bytes from 127.0.0.2: icmp_seq=1 ttl=64 time=0.054 ms

--- 127.0.0.2 ping statistics ---
1 packets transmitted, 1 received, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.054/0.054/0.054/0.000 ms
"""
IPV6 = """\
PING fd77::2(fd77::2) from fd77::1 eth0: 56 data bytes
64 bytes from fd77::2: icmp_seq=1 ttl=64 time=0.024 ms
64 bytes from fd77::2: icmp_seq=2 ttl=64 time=0.057 ms

--- fd77::2 ping statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 203ms
rtt min/avg/max/mdev = 0.024/0.040/0.057/0.016 ms
"""
IPV6_ERROR = """\
PING fd77::99(fd77::99) 56 data bytes
From fd77::1 icmp_seq=1 Destination unreachable: Address unreachable

--- fd77::99 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms

"""
IPV6_ZONE = """\
PING ff02::1%eth0(ff02::1%eth0) 56 data bytes
64 bytes from fe80::d415:83ff:feed:2309%eth0: icmp_seq=1 ttl=64 time=0.031 ms
64 bytes from fe80::3c62:aff:feb3:c8d2%eth0: icmp_seq=1 ttl=64 time=0.063 ms

--- ff02::1%eth0 ping statistics ---
1 packets transmitted, 1 received, +1 duplicates, 0% packet loss, time 0ms
rtt min/avg/max/mdev = 0.031/0.047/0.063/0.016 ms
"""
TEXTS = {name: text for name, text in globals().items() if name.isupper() and isinstance(text, str)}


@pytest.mark.parametrize("name", TEXTS)
def test_what_iputils_printed_is_written_again(name: str) -> None:
    """Byte for byte, from what was read of it."""
    assert TEXTS[name] == write(parse(TEXTS[name]))


@pytest.mark.parametrize(
    "name", [name for name in TEXTS if name not in ("TRUNCATED", "SLOW", "LATE", "SMALL", "ADAPTIVE")]
)
def test_its_statistics_follow_from_its_lines(name: str) -> None:
    """The arithmetic on the printed microseconds gives the printed statistics."""
    ping = parse(TEXTS[name])
    printed = ping.statistics
    assert printed is not None

    computed = statistics_of(
        [reply.time_ns // 1_000 for reply in ping.replies if reply.time_ns is not None],
        n_sent=printed.n_sent,
        n_received=len({reply.seq for reply in ping.replies}),
        n_duplicates=printed.n_duplicates,
        n_errors=sum(isinstance(line, Error) and line.is_counted for line in ping.lines),
        time_ms=printed.time_ms or 0,
        pipe=printed.pipe,
    )

    assert printed == computed


def test_quiet_is_the_first_line_and_the_statistics() -> None:
    """As ping -q prints."""
    expected = """\
PING 10.77.0.2 (10.77.0.2) 56(84) bytes of data.

--- 10.77.0.2 ping statistics ---
3 packets transmitted, 3 received, 0% packet loss, time 405ms
rtt min/avg/max/mdev = 0.050/0.126/0.267/0.099 ms
"""

    assert expected == write(parse(CLEAN), quiet=True)


def test_marks_stand_in_pings_order() -> None:
    """DUP first, then the rest."""
    reply = Reply(3, 64, 64, "10.0.0.2", 15_000, 500, duplicate=True, marks=("BAD CHECKSUM!", "DIFFERENT ADDRESS!"))

    text = write(PingText("10.0.0.2", "10.0.0.2", 56, 84, lines=(reply,)))

    assert text.endswith("icmp_seq=3 ttl=64 time=0.015 ms (DUP!) (BAD CHECKSUM!) (DIFFERENT ADDRESS!)\n")


def test_all_counts_stand_in_pings_order() -> None:
    """Duplicates, corrupted, errors."""
    statistics = statistics_of([7], n_sent=4, n_received=1, n_duplicates=2, n_corrupted=3, n_errors=4, time_ms=5)

    assert (
        "4 packets transmitted, 1 received, +2 duplicates, +3 corrupted, +4 errors, 75% packet loss, time 5ms"
        in write(PingText("10.0.0.2", "10.0.0.2", 56, 84, statistics=statistics))
    )


def test_a_negative_spread_looks_as_c_prints_it() -> None:
    """Quotient and remainder each with their sign."""
    statistics = Statistics(1, 1, loss="0%", time_ms=0, rtt=Rtt(1, 1, 1, -57))

    assert "= 0.001/0.001/0.001/0.-57 ms\n" in write(PingText("a", "10.0.0.2", 56, 84, statistics=statistics))


def test_a_run_that_was_killed_ends_with_its_last_reply() -> None:
    """No statistics, no empty line."""
    text = CLEAN.split("\n\n", maxsplit=1)[0] + "\n"

    assert text == write(parse(text))


COUNTS = st.integers(0, 10**9)
MICROSECONDS = st.integers(0, 10**9)
ADDRESSES = st.ip_addresses().map(str)


@st.composite
def reply(draw: st.DrawFn) -> Reply:
    time_ns, margin_ns = draw(st.one_of(st.just((None, 0)), MICROSECONDS.map(printed_time)))
    return Reply(
        seq=draw(st.integers(0, 65_535)),
        n_bytes=draw(st.integers(8, 23) if time_ns is None else st.integers(24, 65_515)),
        ttl=draw(st.none() | st.integers(0, 255)),
        address=draw(ADDRESSES),
        time_ns=time_ns,
        margin_ns=margin_ns,
        duplicate=draw(st.booleans()),
        marks=tuple(draw(st.lists(st.sampled_from(["BAD CHECKSUM!", "DIFFERENT ADDRESS!", "truncated"]), max_size=2))),
    )


WORDS = st.sampled_from(
    ["Destination Host Unreachable", "Time to live exceeded", "Redirect Host(New nexthop: 10.0.0.9)"]
)
LINES = st.lists(
    reply()
    | st.builds(Error, address=ADDRESSES, seq=st.integers(0, 65_535), words=WORDS)
    | st.builds(NoAnswer, seq=st.integers(0, 65_535)),
    max_size=6,
)
STATISTICS = st.builds(
    statistics_of,
    st.lists(MICROSECONDS, max_size=5),
    n_sent=COUNTS,
    n_received=COUNTS,
    n_duplicates=COUNTS,
    n_corrupted=COUNTS,
    n_errors=COUNTS,
    time_ms=COUNTS,
    pipe=st.none() | st.integers(2, 32_768),
    ipg_us=st.none() | MICROSECONDS,
)


@st.composite
def pings(draw: st.DrawFn) -> PingText:
    address = draw(ADDRESSES)
    data_bytes = draw(st.integers(0, 65_507))
    source, interface = draw(st.sampled_from([("", ""), ("10.0.0.1", ""), ("fd31::1", "eth0")]))
    return PingText(
        name=draw(st.just(address) | st.from_regex(r"[a-z][a-z0-9.-]{0,30}", fullmatch=True)),
        address=address,
        data_bytes=data_bytes,
        total_bytes=None if ":" in address else data_bytes + 28,
        source=source,
        interface=interface,
        lines=tuple(draw(LINES)),
        statistics=draw(st.none() | STATISTICS),
    )


@given(ping=pings())
def test_what_was_written_reads_the_same(ping: PingText) -> None:
    """Reading undoes writing, whatever was seen."""
    assert ping == parse(write(ping))
