from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcapflow.errors import FormatError, PcapflowError
from pcapflow.ping_text import PingText, parse, write

SAMPLES = {
    "iputils": """\
PING host.example (172.17.0.3) from 172.17.0.2 eth0: 56(84) bytes of data.
[1477674114.088087] 64 bytes from host.example (172.17.0.3): icmp_seq=1 ttl=64 time=4.19 ms (DUP!)
wrong data byte #26 should be 0x1a but was 0x1b
#16\t10 11 12
From 172.17.0.1 icmp_seq=3 Destination Host Unreachable
no answer yet for icmp_seq=4
^C
--- host.example ping statistics ---
5 packets transmitted, 4 received, +1 duplicates, +1 errors, 20% packet loss, time 4100ms
rtt min/avg/max/mdev = 0.015/0.042/0.054/0.013 ms, pipe 3, ipg/ewma 0.077/0.042 ms
""",
    "bsd": """\
PING 8.8.8.8 (8.8.8.8): 56 data bytes
64 bytes from 8.8.8.8: icmp_seq=0 ttl=113 time=4.190 ms
Request timeout for icmp_seq 1

--- 8.8.8.8 ping statistics ---
2 packets transmitted, 1 packets received, 50.0% packet loss
round-trip min/avg/max/stddev = 4.190/4.190/4.190/0.000 ms
""",
    "busybox": """\
PING 10.77.0.2 (10.77.0.2): 56 data bytes
64 bytes from 10.77.0.2: seq=0 ttl=64 time=0.256 ms

--- 10.77.0.2 ping statistics ---
3 packets transmitted, 3 packets received, 1 duplicates, 0% packet loss
round-trip min/avg/max = 0.225/0.260/0.295 ms
""",
    "windows": """
Pinging dns.google [8.8.8.8] with 32 bytes of data:
Reply from 8.8.8.8: bytes=32 time=4ms TTL=113
Request timed out.

Ping statistics for 8.8.8.8:
    Packets: Sent = 2, Received = 1, Lost = 1 (50% loss),
Approximate round trip times in milli-seconds:
    Minimum = 4ms, Maximum = 4ms, Average = 4ms
""",
    "fping": """\
8.8.8.8 : [0], 64 bytes, 4.19 ms (4.19 avg, 0% loss)
8.8.8.8 : [1], timed out (4.19 avg, 50% loss)

8.8.8.8 : xmt/rcv/%loss = 2/1/50%, min/avg/max = 4.19/4.19/4.19
""",
}


@pytest.mark.parametrize("program", SAMPLES)
def test_the_first_line_tells_the_program(program: str) -> None:
    """Each has a form of its own."""
    assert program == parse(SAMPLES[program]).program


@pytest.mark.parametrize("program", SAMPLES)
def test_line_ends_and_prompts_change_nothing(program: str) -> None:
    """CRLF of a terminal, what was typed before, the prompt after."""
    text = SAMPLES[program]

    assert parse(text) == parse("# typed by hand\n" + text.replace("\n", "\r\n") + "# \n")


@pytest.mark.parametrize("text", ["", "\n", "hello", "PING", "\x00\xff", "ping: unknown host nowhere.example\n"])
def test_what_is_no_text_of_ping_is_refused(text: str) -> None:
    """The message says what is missing."""
    with pytest.raises(FormatError, match="no text of ping"):
        parse(text)


@pytest.mark.parametrize("program", SAMPLES)
def test_two_runs_in_one_text_are_refused(program: str) -> None:
    """Neither is dropped in silence; the offset is that of the second."""
    first, second = SAMPLES[program], SAMPLES[program].replace("8.8.8.8", "1.1.1.1")
    if program == "fping":
        first += "\n"

    with pytest.raises(FormatError, match="and this reads one") as error:
        parse(first + second)

    assert len(first.encode()) + len(second) - len(second.lstrip("\n")) == error.value.offset


@given(text=st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but PcapflowError comes out."""
    with contextlib.suppress(PcapflowError):
        parse(text)


WORDS = [
    "PING ",
    " (",
    ")",
    "8.8.8.8",
    ": ",
    "icmp_seq=",
    "time=",
    " ms",
    "%",
    "=",
    "Ping ",
    "\n",
    ",",
    "-",
    "--- ",
    "/",
]


@given(
    program=st.sampled_from(list(SAMPLES)),
    start=st.floats(0, 1),
    n_cut=st.integers(0, 40),
    noise=st.lists(st.sampled_from(WORDS) | st.text(max_size=3) | st.integers().map(str), max_size=5).map("".join),
)
def test_a_text_with_a_hole_is_read_or_refused(program: str, start: float, n_cut: int, noise: str) -> None:
    """Cut anywhere, and with anything in its place; what is read can be written."""
    text = SAMPLES[program]
    at = int(start * len(text))
    try:
        ping = parse(text[:at] + noise + text[at + n_cut :])
    except PcapflowError:
        return
    assert isinstance(ping, PingText)
    assert write(ping)


@given(text=st.text(st.sampled_from("0123456789=<:()[]. ms\t,%#PINGping-"), max_size=200))
def test_no_line_takes_long(text: str) -> None:
    """Lines that nearly fit every pattern, a hundredfold."""
    for first in ("PING 8.8.8.8 (8.8.8.8) 56(84) bytes of data.\n", "Pinging 8.8.8.8 with 32 bytes of data:\n"):
        with contextlib.suppress(PcapflowError):
            parse(first + (text[:9] * 100 + "\n") * 20)
