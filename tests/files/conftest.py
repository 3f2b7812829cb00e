"""Reading a whole capture into plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from pcapflow.files import open_capture
from pcapflow.files._records import NO_NOTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pcapflow.files import Damage, Interface, Notes
    from pcapflow.files._source import CaptureInput


class Packet(NamedTuple):
    data: bytes
    time_ns: int | None
    wire: int = -1
    interface: int = 0


class Read(NamedTuple):
    packets: list[Packet]
    damage: Damage | None
    interfaces: tuple[Interface, ...]
    notes: Notes = NO_NOTES
    options: tuple[tuple[str, int, object], ...] = ()
    """Name, packet in the file from 0, and value, of every option of a packet."""


def _read(source: CaptureInput, *, window_bytes: int = 1 << 19, spool: bool = False) -> Read:
    packets: list[Packet] = []
    options: list[tuple[str, int, object]] = []
    with open_capture(source, window_bytes=window_bytes, spool=spool) as reader:
        for records in reader:
            assert len(records) > 0
            assert int((records.start + records.captured).max()) + 64 <= len(records.window)
            for name, noted in records.notes().items():
                numbers = (noted.packet + len(packets)).tolist()
                options += [(name, *each) for each in zip(numbers, noted.values.tolist(), strict=True)]
            for row in range(len(records)):
                start, captured = int(records.start[row]), int(records.captured[row])
                time_ns = int(records.time_ns[row]) if records.timed[row] else None
                assert records.timed[row] or int(records.time_ns[row]) in (0, -(1 << 63), (1 << 63) - 1)
                assert records.interfaces[int(records.interface[row])]
                packets.append(
                    Packet(
                        records.window[start : start + captured].tobytes(),
                        time_ns,
                        int(records.wire[row]),
                        int(records.interface[row]),
                    )
                )
        return Read(packets, reader.damage, reader.interfaces, reader.notes, tuple(sorted(options, key=str)))


@pytest.fixture(scope="session")
def read() -> Callable[..., Read]:
    """All packets of a capture, where it breaks, and its interfaces."""
    return _read
