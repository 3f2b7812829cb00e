"""The few ratios that the project's README shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import rows as r

if TYPE_CHECKING:
    from .measure import Results

__all__ = ("ratios_text",)

CAPTURES = {"pings": ("pings.pcap", f"pings-{r.FEW}.pcap"), "mixed": ("mixed.pcap", f"mixed-{r.FEW}.pcap")}
"""Heads of the columns, and the captures that are meant; of each a row was measured on one."""

SHOWN = {
    "every header, streamed": (r.STREAMED, {"libpcap's empty loop": r.LIBPCAP, "gopacket": r.GOPACKET}),
    "every header, held in memory": (r.HELD, {"libpcap's empty loop": r.LIBPCAP}),
    "the same without a compiler": (r.NUMPY, {"libpcap's empty loop": r.LIBPCAP, "gopacket": r.GOPACKET}),
    "pcapflow ping -q": (r.PING, {"tshark -q -z icmp,srt": r.TSHARK_PING, "a loop over dpkt": r.DPKT_PING}),
    "packet.to_dpkt() of each packet": (r.PACKET_DPKT, {"dpkt itself": r.DPKT_ETHERNET}),
}
"""What is done, by which row, and what it is compared with."""


def ratios_text(results: Results) -> str:
    """How many times as fast each is on pings and on mixed packets; of what was not measured, nothing."""
    lines = [f"{'':<34}{'times as fast as':<24}" + "".join(f"{head:>7}" for head in CAPTURES)]
    for words, (ours, others) in SHOWN.items():
        label = words
        for other, theirs in others.items():
            cells = [_cell(results, captures, ours, theirs) for captures in CAPTURES.values()]
            if any(cells):
                lines.append(f"{label:<34}{other:<24}{''.join(f'{cell:>7}' for cell in cells)}".rstrip())
                label = ""
    return "\n".join(lines)


def _cell(results: Results, captures: tuple[str, ...], ours: str, theirs: str) -> str:
    for capture in captures:
        if (capture, ours) in results and (capture, theirs) in results:
            found = results.times_as_fast((capture, ours), (capture, theirs))
            return f"{found:.0f}" if found >= 10 else f"{found:.1f}"
    return ""
