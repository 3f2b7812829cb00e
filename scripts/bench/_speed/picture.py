"""Packets a second as bars, in SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from . import rows as r

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .measure import Results

__all__ = ("picture",)

PANELS = (
    ("pings.pcap", "2,000,000 pings of 98 bytes"),
    ("mixed.pcap", "1,000,000 packets of 60 to 1,514 bytes"),
)
BARS = (
    (r.READ, "read() alone: nothing is looked at", "limit"),
    (r.STREAMED, "pcapflow: every header of every packet, streamed", "ours"),
    (r.HELD, "pcapflow: the same, held in one table", "ours"),
    (r.LIBPCAP, "libpcap: pcap_loop, nothing decoded", "theirs"),
    (r.GOPACKET, "gopacket: headers decoded, nothing kept", "theirs"),
    (r.NUMPY, "pcapflow without its compiled loops, streamed", "ours"),
    (r.CYPCAP, "cypcap: empty loop, nothing decoded", "theirs"),
    (r.DPKT_READER, "dpkt: Reader alone, nothing decoded", "theirs"),
    (r.DPKT_ETHERNET, "dpkt: Reader and Ethernet", "theirs"),
    (r.TSHARK_FIELDS, "tshark: -T fields of six fields", "theirs"),
)
SMALL = {"pings.pcap": f"pings-{r.FEW}.pcap", "mixed.pcap": f"mixed-{r.FEW}.pcap"}
"""Where the slow rows of a capture were measured."""

WIDTH, LEFT, RIGHT = 920, 380, 90
BAR, GAP, TITLE = 18, 8, 34
STYLE = """
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.ours { fill: #0b6e4f } .theirs { fill: #8c959f } .limit { fill: #d8dee4 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #3fb68b } .limit { fill: #484f58 } }
"""


def picture(results: Results) -> str:
    """An SVG of what was measured: for each capture, bars in order of speed."""
    parts, top = [], 8
    for capture, title in PANELS:
        bars = _bars(results, capture)
        if bars:
            parts.append(f'<text class="title" x="0" y="{top + 16}">{title}, million packets/s</text>')
            parts += _drawn(bars, top + TITLE)
            top += TITLE + len(bars) * (BAR + GAP) + 16
    size = f'viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    title = "<title>Packets a second of pcapflow and others</title>"
    return "\n".join([head, title, f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def _bars(results: Results, capture: str) -> list[tuple[str, str, float]]:
    """Label, kind and million packets a second of each bar."""
    bars = []
    for name, label, kind in BARS:
        for where in (capture, SMALL[capture]):
            if (where, name) in results:
                bars.append((label, kind, results.n_packets[where] / results.seconds(where, name) / 1e6))
                break
    return sorted(bars, key=lambda bar: -bar[2])


def _drawn(bars: Sequence[tuple[str, str, float]], top: int) -> list[str]:
    scale = (WIDTH - LEFT - RIGHT) / max(rate for _, _, rate in bars)
    parts = []
    for number, (label, kind, rate) in enumerate(bars):
        y, width = top + number * (BAR + GAP), max(rate * scale, 1)
        parts += [
            f'<text x="{LEFT - 10}" y="{y + 14}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{width:.1f}" height="{BAR}" rx="2"/>',
            f'<text x="{LEFT + width + 8:.1f}" y="{y + 14}">{rate:.3g}</text>',
        ]
    return parts
