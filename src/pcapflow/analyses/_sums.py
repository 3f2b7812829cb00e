"""The sums that checksums are made of, and whether they are right, many at once.

Spec: RFC 1071; ICMPv6's pseudo header: RFC 8200 section 8.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcapflow.kernel import is_compiled

if TYPE_CHECKING:
    from pcapflow.table import PacketTable

__all__ = ("JUDGED_NOT", "folded", "header_sums_right", "message_sums_right", "sums_of")

Ints = npt.NDArray[np.int64]
Verdicts = npt.NDArray[np.int8]
"""int8[K]: 1 right, 0 wrong, JUDGED_NOT."""

JUDGED_NOT = -1
_ICMPV6 = 58


def header_sums_right(table: PacketTable, row: Ints, is_v4: npt.NDArray[np.bool_]) -> Verdicts:
    """Check the header checksums of rows of the IPv4 layer.

    Args:
        table: Its window is read.
        row: The rows.
        is_v4: Which of them speak of IPv4; the others have no header checksum.
    """
    verdicts = np.full(len(row), JUDGED_NOT, np.int8)
    rows = table.layer("ip")
    row = row[is_v4]
    verdicts[is_v4] = _judge(table, rows.packet[row], rows.start[row], rows.body[row], np.zeros(len(row), np.int64))
    return verdicts


def message_sums_right(
    table: PacketTable,
    packet: Ints,
    start: Ints,
    stop: Ints,
    pseudo: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]] | None,
) -> Verdicts:
    """Check the checksums of ICMP messages.

    Args:
        table: Its window is read.
        packet: Index of each message's packet.
        start: Byte of the packet at which the message begins.
        stop: The byte after its last one; where it was not captured, nothing can be judged.
        pseudo: For ICMPv6 the two addresses, uint8[K, 16] each.
    """
    carry = np.zeros(len(packet), np.int64)
    if pseudo is not None:
        for address in pseudo:
            carry += np.ascontiguousarray(address).view(">u2").sum(axis=1, dtype=np.int64)
        length = stop - start
        carry += (length >> 16) + (length & 0xFFFF) + _ICMPV6
    return _judge(table, packet, start, stop, carry)


def _judge(table: PacketTable, packet: Ints, start: Ints, stop: Ints, carry: Ints) -> Verdicts:
    verdicts = np.full(len(packet), JUDGED_NOT, np.int8)
    if table.window is None or table.packet_start is None:
        return verdicts
    there = np.flatnonzero((start < stop) & (stop <= table.captured[packet]))
    first = table.packet_start[packet[there]] + start[there]
    total = sums_of(table.window, first, stop[there] - start[there]) + carry[there]
    verdicts[there] = folded(total) == 0xFFFF
    return verdicts


def folded(total: Ints) -> Ints:
    """Sums with their carries added until 16 bits hold them: 0 only where the sum is 0."""
    while (total >> 16).any():
        total = (total & 0xFFFF) + (total >> 16)
    return total


def sums_of(window: npt.NDArray[np.uint8], first: Ints, n_bytes: Ints) -> Ints:
    """The sums of 16-bit words, their carries added; an odd byte counts as one before a zero.

    Args:
        window: uint8[W]: holds all ranges.
        first: int64[K]: where in it each range begins.
        n_bytes: int64[K]: how many bytes each has.

    Returns:
        int64[K]: 0 to 65535; 0 only where every byte is.
    """
    if not is_compiled():
        return _sums_of(window, first, n_bytes)
    from pcapflow.kernel import _sums as kernel

    found = np.empty(len(first), np.uint16)
    kernel.sums(window, first, n_bytes, found)
    return found.astype(np.int64)


def _sums_of(window: npt.NDArray[np.uint8], first: Ints, n_bytes: Ints) -> Ints:
    total = np.zeros(len(first), np.int64)
    for parity in (0, 1):
        # As the machine reads them: what its order of bytes is does not matter before the end (RFC 1071 section 2 (B)).
        words = window[parity : len(window) - (len(window) - parity) % 2].view(np.uint16)
        mine = np.flatnonzero((first % 2 == parity) & (n_bytes > 1))
        if not len(mine):
            continue
        begin = first[mine] // 2
        # The last word is added apart: a range that ends with the window has none behind it.
        last = begin + n_bytes[mine] // 2 - 1
        most = np.add.reduceat(words, np.stack((begin, last), axis=1).ravel(), dtype=np.int64)[::2]
        most[begin == last] = 0
        total[mine] = folded(most + words[last]).astype(np.uint16).view(">u2")
    odd = np.flatnonzero(n_bytes % 2)
    total[odd] += window[first[odd] + n_bytes[odd] - 1].astype(np.int64) << 8
    return folded(total)
