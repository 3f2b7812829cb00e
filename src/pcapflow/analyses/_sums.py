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

__all__ = ("JUDGED_NOT", "NOT_THERE", "folded", "header_sums_right", "message_sums_right", "sums_of", "write_sums")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Lengths = npt.NDArray[np.uint32]
Places = npt.NDArray[np.void]
Sums = npt.NDArray[np.int32]
Verdicts = npt.NDArray[np.int8]
"""int8[K]: 1 right, 0 wrong, JUDGED_NOT."""

JUDGED_NOT = -1
NOT_THERE = -1
"""Not all bytes were captured."""
_ICMPV6 = 58


def header_sums_right(table: PacketTable, row: Ints, is_v4: Flags) -> Verdicts:
    """Check the header checksums of rows of the IPv4 layer.

    Args:
        table: Its window is read.
        row: The rows.
        is_v4: Which of them speak of IPv4; the others have no header checksum.
    """
    verdicts = np.full(len(row), JUDGED_NOT, np.int8)
    place = table.layer("ip").place[row[is_v4]]
    verdicts[is_v4] = _judged(table, place, place["size"].astype(np.uint32))
    return verdicts


def message_sums_right(
    table: PacketTable, place: Places, pseudo: tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]] | None
) -> Verdicts:
    """Check the checksums of ICMP messages.

    Args:
        table: Its window is read.
        place: PLACE[K] of the messages.
        pseudo: For ICMPv6 the two addresses, uint8[K, 16] each.
    """
    n_bytes = place["stop"] - place["start"]
    carry = np.zeros(len(place), np.int64)
    if pseudo is not None:
        for address in pseudo:
            carry += np.ascontiguousarray(address).view(">u2").sum(axis=1, dtype=np.int64)
        carry += (n_bytes >> 16) + (n_bytes & 0xFFFF) + _ICMPV6
    return _judged(table, place, n_bytes, carry)


def _judged(table: PacketTable, place: Places, n_bytes: Lengths, carry: Ints | int = 0) -> Verdicts:
    if table.window is None:
        return np.full(len(place), JUDGED_NOT, np.int8)
    sums = sums_of(table, place, n_bytes)
    is_right = folded(sums.astype(np.int64) + carry) == 0xFFFF
    return np.where((sums != NOT_THERE) & (n_bytes > 0), is_right, np.int8(JUDGED_NOT))


def folded(total: Ints) -> Ints:
    """Sums with their carries added until 16 bits hold them: 0 only where the sum is 0."""
    while (total >> 16).any():
        total = (total & 0xFFFF) + (total >> 16)
    return total


def sums_of(table: PacketTable, place: Places, n_bytes: Lengths, offset: int = 0) -> Sums:
    """The sums of 16-bit words, their carries added; an odd byte counts as one before a zero.

    Args:
        table: Its window is read.
        place: PLACE[K] of headers.
        n_bytes: uint32[K]: how many bytes of each, and of what it carries, are added.
        offset: How many of its first bytes are not.

    Returns:
        int32[K]: 0 to 65535, 0 only where every byte is; or `NOT_THERE`.

    Raises:
        ValueError: The table lends no bytes.
    """
    if table.window is None or table.packet_start is None:
        raise ValueError("a held table has no packet bytes: use iter_tables()")
    found = np.empty(len(place), np.int32)
    if is_compiled():
        from pcapflow.kernel import _sums as kernel

        kernel.sums(table.window, table.packet_start, table.captured, place, n_bytes, offset=offset, found=found)
    else:
        write_sums(table.window, table.packet_start, table.captured, place, n_bytes, offset=offset, found=found)
    return found


def write_sums(
    window: npt.NDArray[np.uint8],
    packet_start: Ints,
    captured: Ints,
    place: Places,
    n_bytes: Lengths,
    *,
    offset: int,
    found: Sums,
) -> None:
    """The kernel's twin."""
    packet, first = place["packet"].astype(np.int64), place["start"].astype(np.int64) + offset
    there = np.flatnonzero(first + n_bytes <= captured[packet])
    first = packet_start[packet[there]] + first[there]
    found[:] = NOT_THERE
    found[there] = _sums_of(window, first, n_bytes[there].astype(np.int64))


def _sums_of(window: npt.NDArray[np.uint8], first: Ints, n_bytes: Ints) -> Ints:
    """Of ranges within the window."""
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
