"""What must hold, and whether it does: each claim is arithmetic on what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import rows as r

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .measure import Results

__all__ = ("Claim", "claims_of")

MIB = 1 << 20
PINGS, MIXED = "pings.pcap", "mixed.pcap"


class Claim(NamedTuple):
    """A figure that has a limit."""

    what: str
    found: float
    limit: float
    at_most: bool = False
    """Whether the limit is the most that it may be; else the least."""

    @property
    def holds(self) -> bool:
        """Whether it is within its limit."""
        return self.found <= self.limit if self.at_most else self.found >= self.limit


FASTER = (
    (PINGS, r.STREAMED, r.LIBPCAP, 1.5),
    (MIXED, r.STREAMED, r.LIBPCAP, 1.8),
    (PINGS, r.HELD, r.LIBPCAP, 1.1),
    (MIXED, r.HELD, r.LIBPCAP, 1.3),
    (MIXED, r.STREAMED, r.READ, 0.55),
    (PINGS, r.PING, r.TSHARK_PING, 20),
    (PINGS, r.PING, r.DPKT_PING, 40),
    (f"pings-{r.FEW}.pcap", r.PACKET_DATA, r.DPKT_READER, 1.3),
    (f"pings-{r.FEW}.pcap", r.PACKET_DPKT, r.DPKT_ETHERNET, 1.0),
)
"""Capture, row, the row that it is measured against, how many times as fast at least."""


def claims_of(results: Results) -> list[Claim]:
    """Those whose rows were measured."""
    return list(_claims(results))


def _claims(results: Results) -> Iterator[Claim]:
    for capture, ours, theirs, least in FASTER:
        if (capture, ours) in results and (capture, theirs) in results:
            found = results.times_as_fast((capture, ours), (capture, theirs))
            yield Claim(f"{capture}: {ours}, times as fast as {theirs}", found, least)

    for pcap in (PINGS, MIXED):
        pcapng = f"{pcap}ng"
        if (pcap, r.STREAMED) in results and (pcapng, r.STREAMED) in results:
            found = results.times_as_fast((pcapng, r.STREAMED), (pcap, r.STREAMED))
            yield Claim(f"{pcapng}: {r.STREAMED}, times as fast as of {pcap}", found, 0.7)

    ping, starts, decoded = (PINGS, r.PING), (r.SMALLEST, r.PING_STARTS), (PINGS, r.ECHO_TABLES)
    if all(row in results for row in (ping, starts, decoded)):
        beyond = results.seconds(*ping) - results.seconds(*starts) - results.seconds(*decoded)
        yield Claim(f"{PINGS}: {r.PING}, seconds beyond starting and decoding", beyond, 0.15, at_most=True)

    if all((capture, r.STREAMED_AGAIN) in results for capture in r.LINEAR):
        each = [results.seconds(capture, r.STREAMED_AGAIN) / n for capture, n in r.LINEAR.items()]
        what = "100,000 to 10,000,000 packets: time a packet, the most by the least"
        yield Claim(what, max(each) / min(each), 1.3, at_most=True)

    for name in (r.STREAMED, r.PING):
        if (r.MEMORY, name) in results:
            peak_mib = results.peak_bytes(r.MEMORY, name) / MIB
            yield Claim(f"{r.MEMORY}: {name}, MiB at the peak", peak_mib, 256, at_most=True)
