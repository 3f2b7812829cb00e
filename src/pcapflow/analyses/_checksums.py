"""Whether checksums are right, many at once. Spec: RFC 1071; ICMPv6's pseudo header: RFC 8200 section 8.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pcapflow.table import PacketTable

__all__ = ("JUDGED_NOT", "header_sums_right", "message_sums_right")

Ints = npt.NDArray[np.int64]
Verdicts = npt.NDArray[np.int8]
"""int8[K]: 1 right, 0 wrong, JUDGED_NOT."""

JUDGED_NOT = -1
_ICMPV6 = 58
_MOST_BYTES = 1 << 20
"""Of messages that are copied at once."""


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
    length = np.where(stop <= table.captured[packet], stop - start, 0)
    first = table.packet_start[packet] + start
    for n_bytes in set(length[length > 0].tolist()):
        alike = np.flatnonzero(length == n_bytes)
        for part in np.array_split(alike, -(-len(alike) * n_bytes // _MOST_BYTES)):
            data = np.zeros((len(part), n_bytes + n_bytes % 2), np.uint8)
            data[:, :n_bytes] = np.lib.stride_tricks.sliding_window_view(table.window, n_bytes)[first[part]]
            total = data.view(">u2").sum(axis=1, dtype=np.int64) + carry[part]
            while (total >> 16).any():
                total = (total & 0xFFFF) + (total >> 16)
            verdicts[part] = total == 0xFFFF
    return verdicts
