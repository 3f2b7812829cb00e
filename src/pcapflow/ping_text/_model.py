"""A run of ping as its text tells it.

Numbers are as printed: what the program rounded away is gone, and
``Reply.longest_ns`` says by how much the truth may lie above.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ("Error", "NoAnswer", "PingText", "Program", "Reply", "Rtt", "Statistics")

Program = Literal["iputils", "busybox", "bsd", "windows", "fping"]
"""Whose form a text has; ``bsd`` is that of macOS, of the BSDs and of inetutils."""

_NS_PER_US = 1_000


class Reply(NamedTuple):
    """A line that tells of a reply."""

    seq: int
    """As printed: the wire's sequence number. Windows prints none: the place of the line, from 1."""
    n_bytes: int | None
    """Of the ICMP message, header and data."""
    ttl: int | None
    address: str
    time_ns: int | None
    """The printed round trip; None where none was printed (less than 16 bytes of data; truncated)."""
    margin_ns: int = 0
    """Half a unit of the last printed digit, by which a rounded time may lie below the true one."""
    duplicate: bool = False
    """Marked ``(DUP!)``. iputils does not mark the further replies to a broadcast, though it counts them."""
    marks: tuple[str, ...] = ()
    """Other remarks: ``BAD CHECKSUM!``, ``truncated``, ``wrong data byte #26 should be ...`` with the dump below."""

    @property
    def longest_ns(self) -> int | None:
        """The longest true round trip that may have been printed like this.

        Both ends of a round trip are cut to microseconds before they are
        subtracted, so that up to 1 us is lost besides the rounding.
        """
        return None if self.time_ns is None else self.time_ns + self.margin_ns + _NS_PER_US


class Error(NamedTuple):
    """A line that tells of an ICMP error, or of advice such as a redirect."""

    address: str
    """Who says so. The program's own host, when the address asked for is free: then no packet came."""
    seq: int | None
    words: str

    @property
    def is_counted(self) -> bool:
        """Whether iputils counts it among its errors."""
        return not self.words.startswith(("Redirect", "Source Quench"))


class NoAnswer(NamedTuple):
    """A line that tells of a request without an answer (so far)."""

    seq: int


class Rtt(NamedTuple):
    """The line of round-trip statistics, whole microseconds."""

    min_us: int
    avg_us: int
    max_us: int
    mdev_us: int | None = None
    """Standard deviation; BusyBox, Windows and fping print none."""


class Statistics(NamedTuple):
    """What stands below the replies."""

    n_sent: int
    n_received: int
    """Requests that were answered: duplicates and corrupted replies are not in it."""
    n_duplicates: int = 0
    n_corrupted: int = 0
    n_errors: int = 0
    loss: str | None = None
    """As printed, ``33.3333%``; None when nothing was sent."""
    time_ms: int | None = None
    """From the program's start to its last look at the clock; only iputils prints it."""
    rtt: Rtt | None = None
    pipe: int | None = None
    """The most requests that were under way at once; printed from 2 on."""
    ipg_us: int | None = None
    """Time between two requests; printed in flood and adaptive mode, with ``ewma_us``."""
    ewma_us: int | None = None


class PingText(NamedTuple):
    """What one run of ping printed."""

    name: str
    """What was asked for: a host's name, or the address again."""
    address: str
    """With its zone (``fe80::1%eth0``) where one was printed."""
    data_bytes: int | None = None
    """Data in each request, without headers; fping does not say."""
    total_bytes: int | None = None
    """Data and headers; only iputils prints it, for IPv4."""
    source: str = ""
    """Sender's address, where it was printed."""
    interface: str = ""
    lines: tuple[Reply | Error | NoAnswer, ...] = ()
    statistics: Statistics | None = None
    """None in a text that breaks off before them."""
    program: Program = "iputils"
    notes: tuple[str, ...] = ()
    """Lines between the first one and the statistics that say nothing of the above, as they stand."""

    @property
    def replies(self) -> tuple[Reply, ...]:
        """The lines that tell of replies."""
        return tuple(line for line in self.lines if isinstance(line, Reply))
