"""iputils' block from a ``PingText``, byte for byte.

Spec: iputils 20221126, ``ping_common.c``, ``ping.c``, ``ping6_common.c``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcapflow.ping_text._model import Error, NoAnswer, PingText, Reply, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ("write",)

_US_PER_MS = 1_000
_DECIMALS = {500: 3, 5_000: 2, 50_000: 1}
"""Margin of a printed time, ns -> its digits behind the point; a whole number for any other."""


def write(ping: PingText, *, quiet: bool = False) -> str:
    """Write what iputils' ping prints.

    Args:
        ping: Times as ``printed_time`` gives them. Its ``notes`` are not written.
        quiet: The first line and the statistics alone, as ``ping -q``.
    """
    lines = [_first_line(ping)]
    if not quiet:
        lines += map(_line, ping.lines)
    if ping.statistics:
        lines += ["", f"--- {ping.name} ping statistics ---", *_statistics(ping.statistics)]
    return "".join(f"{line}\n" for line in lines)


def _first_line(ping: PingText) -> str:
    origin = f" from {ping.source} {ping.interface}:" if ping.source or ping.interface else ""
    if ":" in ping.address:
        return f"PING {ping.name}({ping.address}){origin} {ping.data_bytes} data bytes"
    return f"PING {ping.name} ({ping.address}){origin} {ping.data_bytes}({ping.total_bytes}) bytes of data."


def _line(line: Reply | Error | NoAnswer) -> str:
    if isinstance(line, NoAnswer):
        return f"no answer yet for icmp_seq={line.seq}"
    if isinstance(line, Error):
        # What ping reads from the error queue of its socket has no colon; what reaches the socket itself has one.
        colon = "" if line.is_counted else ":"
        return f"From {line.address}{colon} icmp_seq={line.seq} {line.words}"
    text = f"{line.n_bytes} bytes from {line.address}: icmp_seq={line.seq}"
    if line.ttl is not None:
        text += f" ttl={line.ttl}"
    if line.time_ns is not None:
        text += f" time={line.time_ns / 1e6:.{_DECIMALS.get(line.margin_ns, 0)}f} ms"
    if line.duplicate:
        text += " (DUP!)"
    return text + "".join(f"\n{mark}" if "#" in mark else f" ({mark})" for mark in line.marks)


def _statistics(statistics: Statistics) -> Iterator[str]:
    counts = [f"{statistics.n_sent} packets transmitted", f"{statistics.n_received} received"]
    counts += [
        f"+{n} {what}"
        for n, what in (
            (statistics.n_duplicates, "duplicates"),
            (statistics.n_corrupted, "corrupted"),
            (statistics.n_errors, "errors"),
        )
        if n
    ]
    if statistics.loss is not None:
        counts.append(f"{statistics.loss} packet loss")
    if statistics.time_ms is not None:
        counts.append(f"time {statistics.time_ms}ms")
    yield ", ".join(counts)

    # Without any of these the line is there and empty.
    parts = []
    if rtt := statistics.rtt:
        values = (rtt.min_us, rtt.avg_us, rtt.max_us, rtt.mdev_us or 0)
        parts.append(f"rtt min/avg/max/mdev = {'/'.join(map(_ms, values))} ms")
    if statistics.pipe is not None:
        parts.append(f"pipe {statistics.pipe}")
    if statistics.ipg_us is not None:
        parts.append(f"ipg/ewma {_ms(statistics.ipg_us)}/{_ms(statistics.ewma_us or 0)} ms")
    yield ", ".join(parts)


def _ms(value_us: int) -> str:
    """As ``%ld.%03ld`` of C's quotient and remainder: a variance that rounding made negative shows as ``0.-57``."""
    whole = int(value_us / _US_PER_MS)
    return f"{whole}.{value_us - whole * _US_PER_MS:03d}"
