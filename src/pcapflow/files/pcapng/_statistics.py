"""Interface statistics blocks. Spec: draft-ietf-opsawg-pcapng section 4.6."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from pcapflow.files._records import Statistics
from pcapflow.files._times import NS_PER_S
from pcapflow.files.pcapng._options import options_once

if TYPE_CHECKING:
    from pcapflow.files._records import Interface

__all__ = ("interface_of", "parse_statistics")

# Behind the interface and the time at which the block was written.
OPTIONS_AT = 12
COUNTERS = {4: "received", 5: "dropped", 6: "accepted", 7: "os_dropped", 8: "delivered"}
TIMES = {2: "start_ns", 3: "end_ns"}
VALUE_BYTES = 8


def interface_of(body: bytes, order: str) -> int:
    """Which of its section's interfaces a block speaks of."""
    number: int = struct.unpack_from(f"{order}I", body)[0]
    return number


def parse_statistics(body: bytes, order: str, interface: Interface) -> tuple[Statistics, str]:
    """Read what lies between the two lengths of a block, at least 12 bytes.

    Args:
        body: The block's.
        order: ``<`` or ``>``.
        interface: The one that it speaks of: its clock is that of the times.

    Returns:
        What it says, and why it cannot be read to its end, if it cannot.
    """
    options, comments, problem = options_once(body, OPTIONS_AT, order)
    found: dict[str, Any] = {"comments": comments}
    for code, value in options.items():
        if len(value) != VALUE_BYTES:
            continue
        if code in COUNTERS:
            (found[COUNTERS[code]],) = struct.unpack(f"{order}Q", value)
        elif code in TIMES:
            high, low = struct.unpack(f"{order}II", value)
            ticks = high << 32 | low
            found[TIMES[code]] = interface.offset_s * NS_PER_S + ticks * NS_PER_S // interface.ticks_per_s
    return Statistics(**found), problem
